//! The full materials of a posted case (第二十条(二)), for the unit's members while it is posted.

use askama::Template;
use axum::extract::Path;
use kernel::{ApplicationId, PostingId};
use store::{Error, Rx};

use super::urls::{PostedCase, PostedFile, RaiseObjection};
use super::{Seen, seen};
use crate::desk::{Sent, belongs_to, fetch, sent};
use crate::kit::download::Download;
use crate::kit::forms::{Button, Buttons};
use crate::kit::{App, Content, Fault, Head, Html, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(
    source = r#"<h1>{{ name }}</h1><p class="lead quiet">{{ target }}</p>{% if let Some(buttons) = buttons %}{{ buttons }}{% endif %}<h2>申报材料</h2>{{ materials }}"#,
    ext = "html"
)]
struct MaterialsPage {
    seen: Seen,
    name: String,
    target: String,
    buttons: Option<Buttons>,
    materials: Html,
}

impl Content for MaterialsPage {
    fn head(&self) -> Head {
        self.seen.head(&self.name, false)
    }
}

/// The posting and the submission of a case on it, until the posting ends.
fn on_the_board(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: PostingId,
    case: ApplicationId,
) -> store::Result<(Seen, Sent)> {
    let seen = seen(rx, who, id)?;
    if seen.posting.closed.is_some() || !seen.posting.cases.contains(&case) {
        return Err(Error::NotFound);
    }
    let sent = sent(rx, case, None)?.ok_or(Error::NotFound)?;
    Ok((seen, sent))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PostingId, case: ApplicationId) -> store::Result<MaterialsPage> {
    let (seen, sent) = on_the_board(rx, who, id, case)?;
    let target = &sent.content.target;
    let objection = Button::link("提出异议", RaiseObjection { id }).secondary();
    Ok(MaterialsPage {
        name: seen.name_of(Some(case)).to_owned(),
        target: format!("{} · {} · {}", target.series, target.level, target.specialty),
        buttons: seen
            .posting
            .is_running(rx.now())
            .then(|| Buttons::new([objection])),
        materials: sent.show(|file| PostedFile { id, case, file }.into()),
        seen,
    })
}

/// `GET /postings/{id}/cases/{case}`.
///
/// # Errors
/// The viewer is not of the unit, the posting has ended, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PostedCase { id, case }): Path<PostedCase>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, case)).await
}

/// `GET /postings/{id}/cases/{case}/files/{file}`.
///
/// # Errors
/// As [`get`], or the file was not sent with the case.
pub(super) async fn file(
    app: App,
    who: SignedIn,
    Path(PostedFile { id, case, file }): Path<PostedFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        house.read(|rx| {
            let (_, sent) = on_the_board(rx, &who, id, case)?;
            if belongs_to(&sent, file) {
                Ok(())
            } else {
                Err(Error::NotFound)
            }
        })?;
        Ok(fetch(house, file)?)
    })
    .await
}
