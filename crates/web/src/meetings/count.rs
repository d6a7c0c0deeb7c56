//! One of two people of the organiser keys in the count sheet of the committee's paper ballots.

use actions::meetings::key_in::key_in;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use ballot::ItemId;
use domain::meetings::{Poll, Stage};
use kernel::MeetingId;
use store::{Error, Rx};

use super::urls::{MeetingPlace, Meetings, PaperSheet};
use super::{Part, seen};
use crate::kit::count::{self, Line, SheetForm};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::TextInput;
use crate::kit::table::Table;
use crate::kit::words::{Banner, Link};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(path = "panel/count.html")]
struct CountPage {
    back: Link,
    errors: ErrorSummary,
    state: Banner,
    differences: Option<Table>,
    present: usize,
    form: PostForm,
    papers: TextInput,
    lines: Vec<Line>,
    buttons: Buttons,
    refused: bool,
}

impl Content for CountPage {
    fn head(&self) -> Head {
        Head::new("录入计票单")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
            .refused(self.refused)
            .wide()
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<CountPage> {
    let seen = seen(rx, who, id)?.of(|part| part == Part::Organiser)?;
    let Stage::Voting { session, poll } = &seen.meeting.stage else {
        return Err(Error::NotFound);
    };
    let Poll::Paper(paper) = &**poll else {
        return Err(Error::NotFound);
    };
    let name = |item: &ItemId| {
        let mut agenda = seen.agenda.iter();
        let candidate = agenda.find(|candidate| candidate.id.to_string() == item.0);
        candidate
            .map(|candidate| candidate.name.clone())
            .unwrap_or_default()
    };
    let lines = seen.agenda.iter().enumerate();
    let lines = lines.map(|(number, candidate)| count::line(number, candidate.id, &candidate.words(), state));
    Ok(CountPage {
        back: seen.back(),
        errors: ErrorSummary::of(state),
        state: count::banner(paper),
        differences: count::differences(paper, name),
        present: session.roll.len(),
        form: PostForm::new(&who.token(), PaperSheet { id }).guard_unsaved(),
        papers: count::papers(state),
        lines: lines.collect(),
        buttons: Buttons::new([
            Button::submit("提交我的计票单"),
            Button::link("返回", MeetingPlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
    })
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
    form: Form<SheetForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        key_in(tx, id, form.papers, &form.lines)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(PaperSheet { id }).saying("您的计票单已录入。"))
    .await
}
