//! Removing an entry from one's library, after being asked once more.

use actions::dossier::remove_entry::remove_entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::DossierEntryId;
use store::Rx;

use super::facts::EntryCard;
use super::urls::{Library, RemoveEntry};
use super::{own, section_url};
use crate::kit::form::Nothing;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::lists::SummaryList;
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

#[derive(Clone, Debug, Template)]
#[template(path = "dossier/remove.html")]
struct RemovePage {
    errors: ErrorSummary,
    entry: SummaryList,
    form: PostForm,
    buttons: Buttons,
    back: Url,
    refused: bool,
}

impl Content for RemovePage {
    fn head(&self) -> Head {
        Head::new("删除这一项吗")
            .section(Library)
            .back("返回，不删除", &self.back)
            .refused(self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: DossierEntryId, state: &FormState) -> store::Result<RemovePage> {
    let entry = own(rx, who, id)?;
    let back = section_url(entry.body.section());
    Ok(RemovePage {
        errors: ErrorSummary::of(state),
        entry: EntryCard::load(rx, &entry)?.list(),
        form: PostForm::new(&who.token(), RemoveEntry { id }),
        buttons: Buttons::new([
            Button::submit("删除").danger(),
            Button::link("不删除", &back).secondary(),
        ]),
        back,
        refused: state.is_refused(),
    })
}

/// `GET /library/entries/{id}/remove`.
///
/// # Errors
/// It is not in the person's library.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(RemoveEntry { id }): Path<RemoveEntry>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /library/entries/{id}/remove`.
///
/// # Errors
/// It is not in the person's library.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(RemoveEntry { id }): Path<RemoveEntry>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| {
        let section = store::dossier::find(tx, id)?.body.section();
        remove_entry(tx, id)?;
        Ok(section)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(|section| Go::to(section_url(section)).saying("已删除。"))
    .await
}
