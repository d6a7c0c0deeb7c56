//! One of two people keys in the count sheet of the paper ballots; nobody sees the other's numbers before both are in.

use actions::panel::key_in::key_in;
use axum::extract::Path;
use axum::response::Response;
use domain::panel::{Matter, Poll, State};
use kernel::PanelId;
use store::{Error, Rx};

use super::seen;
use super::urls::{CountSheet, PanelPlace};
use crate::kit::count::{Candidate, Sheet, SheetForm, SheetPage};
use crate::kit::{App, Fault, Form, FormState, Go, Page, SignedIn};

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId, state: &FormState) -> store::Result<SheetPage> {
    let seen = seen(rx, who, id)?.convened()?;
    let State::Voting { present, poll } = &seen.panel.state else {
        return Err(Error::NotFound);
    };
    let Poll::Paper(paper) = &**poll else {
        return Err(Error::NotFound);
    };
    let sheet = Sheet {
        head: seen.head("录入计票单", false),
        token: who.token(),
        send: CountSheet { id }.into(),
        back: PanelPlace { id }.into(),
        paper,
        present: present.len(),
        agenda: seen
            .lines(poll)
            .into_iter()
            .map(|(id, candidate, words)| Candidate {
                id,
                name: candidate.name.clone(),
                words,
            })
            .collect(),
    };
    Ok(SheetPage::new(sheet, state))
}

/// `GET /panels/{id}/count`.
///
/// # Errors
/// The viewer does not convene the panel, no paper vote is open, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(CountSheet { id }): Path<CountSheet>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /panels/{id}/count`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(CountSheet { id }): Path<CountSheet>,
    form: Form<SheetForm<Matter>>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        key_in(tx, id, form.papers, &form.lines)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(CountSheet { id }).saying("您的计票单已录入。"))
    .await
}
