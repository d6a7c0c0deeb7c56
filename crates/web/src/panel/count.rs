//! One of two people keys in the count sheet of the paper ballots; nobody sees the other's numbers before both are in.

use actions::panel::key_in::key_in;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::panel::{Poll, State};
use kernel::PanelId;
use store::{Error, Rx};

use super::urls::{CountSheet, PanelPlace};
use super::{Seen, seen};
use crate::kit::count::{self, Line, SheetForm};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::TextInput;
use crate::kit::table::Table;
use crate::kit::words::Banner;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(path = "panel/count.html")]
struct CountPage {
    seen: Seen,
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
        self.seen.head("录入计票单", self.refused).wide()
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId, state: &FormState) -> store::Result<CountPage> {
    let seen = seen(rx, who, id)?.convened()?;
    let State::Voting { present, poll } = &seen.panel.state else {
        return Err(Error::NotFound);
    };
    let Poll::Paper(paper) = &**poll else {
        return Err(Error::NotFound);
    };
    let name = |item: &ballot::ItemId| {
        let mut agenda = seen.agenda.iter();
        let candidate = agenda.find(|candidate| candidate.id.to_string() == item.0);
        candidate
            .map(|candidate| candidate.name.clone())
            .unwrap_or_default()
    };
    let lines = seen.agenda.iter().enumerate();
    let lines = lines.map(|(number, candidate)| count::line(number, candidate.id, &candidate.words(), state));
    Ok(CountPage {
        errors: ErrorSummary::of(state),
        state: count::banner(paper),
        differences: count::differences(paper, name),
        present: present.len(),
        form: PostForm::new(&who.token(), CountSheet { id }).guard_unsaved(),
        papers: count::papers(state),
        lines: lines.collect(),
        buttons: Buttons::new([
            Button::submit("提交我的计票单"),
            Button::link("返回", PanelPlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
        seen,
    })
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
    form: Form<SheetForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        key_in(tx, id, form.papers, &form.lines)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(CountSheet { id }).saying("您的计票单已录入。"))
    .await
}
