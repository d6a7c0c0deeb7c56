//! The examiner writes down what the panel says of each case (审议意见).

use std::collections::BTreeMap;

use actions::panel::record_opinions::record_opinions;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::panel::{State, aspects};
use kernel::{ApplicationId, PanelId};
use store::{Error, Rx};

use super::urls::{Opinions, PanelPlace};
use super::{Seen, seen};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::TextArea;
use crate::kit::words::Inset;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

const LONGEST: usize = 2_000;

/// Opinions as typed, by case.
#[derive(Debug)]
pub(super) struct OpinionsForm(BTreeMap<ApplicationId, String>);

impl ReadForm for OpinionsForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let cases: Vec<ApplicationId> = reader.choices("case", "申报", |value| value.parse().ok())?;
        let typed: Vec<Option<(ApplicationId, String)>> = (1..)
            .zip(cases)
            .map(|(number, case)| {
                let label = format!("对第 {number} 位申报人的审议意见");
                let text = reader.optional_text(&format!("opinion.{case}"), &label, LONGEST)?;
                Some((case, text))
            })
            .collect();
        typed.into_iter().collect::<Option<_>>().map(Self)
    }
}

/// The page.
#[derive(Template)]
#[template(path = "panel/opinions.html")]
struct OpinionsPage {
    seen: Seen,
    errors: ErrorSummary,
    asked: Option<Inset>,
    form: PostForm,
    lines: Vec<(ApplicationId, TextArea)>,
    buttons: Buttons,
    refused: bool,
}

impl Content for OpinionsPage {
    fn head(&self) -> Head {
        self.seen.head("填写审议意见", self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId, state: FormState) -> store::Result<OpinionsPage> {
    let seen = seen(rx, who, id)?.convened()?;
    if matches!(seen.panel.state, State::Counted { .. }) {
        return Err(Error::NotFound);
    }
    let state = if state.is_refused() {
        state
    } else {
        let written = seen.panel.opinions.iter();
        written.fold(state, |state, (case, text)| {
            state.with(&format!("opinion.{case}"), text)
        })
    };
    let asked = seen.rules.as_ref().map(aspects).unwrap_or_default();
    let line = |candidate: &super::Candidate| {
        let area = TextArea::new(format!("opinion.{}", candidate.id), candidate.words())
            .rows(4)
            .most_chars(LONGEST);
        (candidate.id, area.fill(&state))
    };
    Ok(OpinionsPage {
        errors: ErrorSummary::of(&state),
        asked: (!asked.is_empty()).then(|| Inset::text(&format!("请从{}等方面综合评价。", asked.join("、")))),
        form: PostForm::new(&who.token(), Opinions { id }).guard_unsaved(),
        lines: seen.agenda.iter().map(line).collect(),
        buttons: Buttons::new([
            Button::submit("保存审议意见"),
            Button::link("返回", PanelPlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
        seen,
    })
}

/// `GET /panels/{id}/opinions`.
///
/// # Errors
/// The viewer does not convene the panel, the votes are counted, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Opinions { id }): Path<Opinions>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, FormState::blank()))
        .await
}

/// `POST /panels/{id}/opinions`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Opinions { id }): Path<Opinions>,
    form: Form<OpinionsForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| record_opinions(tx, id, form.0))
        .or_show_again(move |rx, who, state| load(rx, who, id, state))
        .then_go(move |()| Go::to(PanelPlace { id }).saying("审议意见已保存。"))
        .await
}
