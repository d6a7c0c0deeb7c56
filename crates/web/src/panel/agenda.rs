//! A case of the agenda with its materials, for the members who deliberate on it.

use askama::Template;
use axum::extract::Path;
use domain::panel::State;
use kernel::{ApplicationId, PanelId};
use store::{Error, Rx};

use super::urls::{AgendaCase, AgendaFile, Ballot};
use super::{Seen, seen};
use crate::desk::{Sent, belongs_to, fetch, sent};
use crate::kit::download::Download;
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::{App, Content, Fault, Head, Html, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(
    source = r#"<h1>{{ title }}</h1>{{ facts }}{% if let Some(buttons) = buttons %}{{ buttons }}{% endif %}<h2>申报材料</h2>{{ materials }}"#,
    ext = "html"
)]
struct AgendaPage {
    seen: Seen,
    title: String,
    facts: SummaryList,
    buttons: Option<Buttons>,
    materials: Html,
}

impl Content for AgendaPage {
    fn head(&self) -> Head {
        self.seen.head(&self.title, false)
    }
}

/// The panel and the submission of a case on its agenda.
fn on_the_table(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: PanelId,
    case: ApplicationId,
) -> store::Result<(Seen, Sent)> {
    let seen = seen(rx, who, id)?;
    if !seen.panel.agenda.contains(&case) {
        return Err(Error::NotFound);
    }
    let sent = sent(rx, case, None)?.ok_or(Error::NotFound)?;
    Ok((seen, sent))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId, case: ApplicationId) -> store::Result<AgendaPage> {
    let (seen, sent) = on_the_table(rx, who, id, case)?;
    let candidate = seen.agenda.iter().find(|candidate| candidate.id == case);
    let candidate = candidate.ok_or(Error::NotFound)?;
    let defence = store::applications::visits(rx, case)?
        .into_iter()
        .rev()
        .find(|visit| visit.step == domain::applications::step_code(policy::StepKind::Defence))
        .and_then(|visit| visit.opinion);
    let mut facts = vec![
        Fact::new(
            "申报职称",
            format!("{} · {}", candidate.level, candidate.specialty),
        ),
        Fact::new("申报途径", &sent.content.target.ground),
    ];
    if let Some(defence) = defence {
        facts.push(Fact::new("答辩或说课", defence));
    }
    let voting = matches!(seen.panel.state, State::Voting { .. }) && seen.seat.is_some();
    Ok(AgendaPage {
        title: candidate.name.clone(),
        facts: SummaryList::new(facts),
        buttons: voting.then(|| Buttons::new([Button::link("去投票", Ballot { id }).secondary()])),
        materials: sent.show(|file| AgendaFile { id, case, file }.into()),
        seen,
    })
}

/// `GET /panels/{id}/cases/{case}`.
///
/// # Errors
/// The viewer may not see the panel, the case is not on its agenda, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(AgendaCase { id, case }): Path<AgendaCase>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, case)).await
}

/// `GET /panels/{id}/cases/{case}/files/{file}`.
///
/// # Errors
/// As [`get`], or the file was not sent with the case.
pub(super) async fn file(
    app: App,
    who: SignedIn,
    Path(AgendaFile { id, case, file }): Path<AgendaFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        house.read(|rx| {
            let (_, sent) = on_the_table(rx, &who, id, case)?;
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
