//! One of two people of the organiser keys in the count sheet of the committee's paper ballots.

use actions::meetings::key_in::key_in;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::{Poll, Stage};
use kernel::MeetingId;
use store::{Error, Rx};

use super::urls::{MeetingPlace, Meetings, PaperSheet};
use super::{Part, seen};
use crate::kit::count::{Sheet, SheetForm, SheetPage};
use crate::kit::{App, Fault, Form, FormState, Go, Head, Page, SignedIn};

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<SheetPage> {
    let seen = seen(rx, who, id)?.of(|part| part == Part::Organiser)?;
    let Stage::Voting { session, poll } = &seen.meeting.stage else {
        return Err(Error::NotFound);
    };
    let Poll::Paper(paper) = &**poll else {
        return Err(Error::NotFound);
    };
    let back = seen.back();
    let sheet = Sheet {
        head: Head::new("录入计票单")
            .section(Meetings)
            .back(&back.text, &back.url),
        token: who.token(),
        send: PaperSheet { id }.into(),
        back: MeetingPlace { id }.into(),
        paper,
        present: session.roll.len(),
        agenda: seen.agenda.iter().map(super::Candidate::on_sheet).collect(),
    };
    Ok(SheetPage::new(sheet, state))
}

/// `GET /meetings/{id}/count`.
///
/// # Errors
/// The viewer does not organise the meeting, no paper vote is open, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PaperSheet { id }): Path<PaperSheet>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /meetings/{id}/count`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(PaperSheet { id }): Path<PaperSheet>,
    form: Form<SheetForm<kernel::ApplicationId>>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        key_in(tx, id, form.papers, &form.lines)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(PaperSheet { id }).saying("您的计票单已录入。"))
    .await
}
