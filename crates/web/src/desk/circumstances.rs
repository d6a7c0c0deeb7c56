//! Circumstances on file that bar the applicant (第十七条), entered by a title office or an organiser that handles the case.

use actions::integrity::record::record;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::integrity::{Circumstance, Record};
use kernel::{ApplicationId, Day, Role};
use store::{Error, Rx};

use super::case::{Looked, look};
use super::urls::{Case, Circumstances};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, DateInput, TextArea};
use crate::kit::table::{Column, Table};
use crate::kit::words::Empty;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};
use crate::row;

/// Who enters circumstances.
pub(super) const ROLES: [Role; 2] = [Role::TitleOffice, Role::Organiser];

const MOST_CHARS: usize = 500;

/// A circumstance as typed.
#[derive(Debug)]
pub(super) struct CircumstanceForm {
    circumstance: Circumstance,
    from: Day,
    to: Option<Day>,
    source: String,
}

impl ReadForm for CircumstanceForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let circumstance = reader.choice("circumstance", "情形", Circumstance::from_code);
        let from = reader.day("from", "起始日");
        let to = reader.optional_day("to", "截止日");
        let source = reader.text("source", "依据", MOST_CHARS);
        Some(Self {
            circumstance: circumstance?,
            from: from?,
            to: to?,
            source: source?,
        })
    }
}

/// The page.
#[derive(Template)]
#[template(path = "desk/circumstances.html")]
struct CircumstancesPage {
    looked: Looked,
    errors: ErrorSummary,
    records: Table,
    form: PostForm,
    circumstance: Choices,
    from: DateInput,
    to: DateInput,
    source: TextArea,
    buttons: Buttons,
    refused: bool,
}

impl Content for CircumstancesPage {
    fn head(&self) -> Head {
        self.looked.head("不得申报情形", self.refused)
    }
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: ApplicationId,
    state: &FormState,
) -> store::Result<CircumstancesPage> {
    if !ROLES.contains(&who.seat().role) {
        return Err(Error::NotFound);
    }
    let looked = look(rx, who, id)?;
    let records = store::integrity::of_person(rx, looked.case.applicant)?;
    let columns = [
        Column::new("情形"),
        Column::numeric("起始日"),
        Column::new("截止日"),
        Column::new("依据"),
    ];
    let rows = records.iter().map(|record| {
        let to = record
            .to
            .map_or_else(|| "持续中".to_owned(), |day| day.to_string());
        row![
            record.circumstance.chinese(),
            record.from,
            to,
            record.source.clone()
        ]
    });
    let empty = Empty::new("没有登记过").because("登记后，从起始日到截止日计入申报条件的核对。");
    Ok(CircumstancesPage {
        errors: ErrorSummary::of(state),
        records: Table::new("已登记的情形", columns).rows(rows).or_empty(empty),
        form: PostForm::new(&who.token(), Circumstances { id }).guard_unsaved(),
        circumstance: Choices::one(
            "circumstance",
            "情形",
            Circumstance::ALL.map(|kind| Choice::new(kind.code(), kind.chinese())),
        )
        .fill(state),
        from: DateInput::new("from", "起始日").fill(state),
        to: DateInput::new("to", "截止日")
            .optional()
            .hint("仍在持续的不填。")
            .fill(state),
        source: TextArea::new("source", "依据")
            .hint("写明文件名称、文号或者核查材料。")
            .rows(3)
            .most_chars(MOST_CHARS)
            .fill(state),
        buttons: Buttons::new([
            Button::submit("登记"),
            Button::link("取消", Case { id }).secondary(),
        ]),
        refused: state.is_refused(),
        looked,
    })
}

/// `GET /cases/{id}/circumstances`.
///
/// # Errors
/// The viewer is no title office or organiser that the case has reached, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Circumstances { id }): Path<Circumstances>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /cases/{id}/circumstances`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Circumstances { id }): Path<Circumstances>,
    form: Form<CircumstanceForm>,
) -> Result<Response, Fault> {
    let viewer = who.clone();
    app.submit(who, form, move |tx, form| {
        let person = look(tx, &viewer, id)?.case.applicant;
        let entry = Record {
            person,
            circumstance: form.circumstance,
            from: form.from,
            to: form.to,
            source: form.source,
        };
        record(tx, entry)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(Circumstances { id }).saying("已登记，从现在起计入申报条件的核对。"))
    .await
}
