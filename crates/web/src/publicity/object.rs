//! A member of the unit objects, under their real name, while the posting runs (CMP-004).

use actions::publicity::raise_objection::{self, raise_objection};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::{ApplicationId, PostingId};
use store::{Error, Rx};

use super::urls::{PostingPlace, RaiseObjection};
use super::{Seen, seen};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea, TextInput, Width};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 2_000;

/// An objection as typed.
#[derive(Debug)]
pub(super) struct ObjectionForm {
    case: Option<ApplicationId>,
    name: String,
    contact: String,
    facts: String,
}

impl ReadForm for ObjectionForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let case = if reader.ticked("vacancies") {
            Some(None)
        } else {
            let chosen = reader.choice("case", "异议涉及的人员", |value| value.parse().ok());
            chosen.map(Some)
        };
        let name = reader.text("name", "真实姓名", 30);
        let contact = reader.text("contact", "联系方式", 60);
        let facts = reader.text("facts", "事实和理由", MOST_CHARS);
        Some(Self {
            case: case?,
            name: name?,
            contact: contact?,
            facts: facts?,
        })
    }
}

/// The page.
#[derive(Template)]
#[template(path = "publicity/object.html")]
struct ObjectPage {
    seen: Seen,
    errors: ErrorSummary,
    form: PostForm,
    case: Option<Choices>,
    name: TextInput,
    contact: TextInput,
    facts: TextArea,
    buttons: Buttons,
    refused: bool,
}

impl Content for ObjectPage {
    fn head(&self) -> Head {
        self.seen.head("提出异议", self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PostingId, state: FormState) -> store::Result<ObjectPage> {
    let seen = seen(rx, who, id)?;
    if !seen.posting.is_running(rx.now()) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let state = if state.is_refused() {
        state
    } else {
        state.with("name", &who.session().name)
    };
    let people = seen.cases.iter().map(|posted| {
        let target = &posted.target;
        let words = format!("{}，{}，{}", posted.name, target.level, target.specialty);
        Choice::new(posted.id.to_string(), words)
    });
    Ok(ObjectPage {
        errors: ErrorSummary::of(&state),
        form: PostForm::new(&who.token(), RaiseObjection { id }).guard_unsaved(),
        case: seen
            .vacancies
            .is_none()
            .then(|| Choices::one("case", "异议涉及的人员", people.collect::<Vec<_>>()).fill(&state)),
        name: TextInput::new("name", "真实姓名")
            .width(Width::Chars20)
            .fill(&state),
        contact: TextInput::new("contact", "联系方式")
            .hint("电话或者其他能联系到您的方式。")
            .width(Width::Chars20)
            .fill(&state),
        facts: TextArea::new("facts", "事实和理由")
            .hint("写明时间、地点、事情经过和证据。")
            .rows(8)
            .most_chars(MOST_CHARS)
            .fill(&state),
        buttons: Buttons::new([
            Button::submit("提出异议"),
            Button::link("取消", PostingPlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
        seen,
    })
}

/// `GET /postings/{id}/objection`.
///
/// # Errors
/// The viewer is not of the unit, the period is over, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(RaiseObjection { id }): Path<RaiseObjection>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, FormState::blank()))
        .await
}

/// `POST /postings/{id}/objection`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(RaiseObjection { id }): Path<RaiseObjection>,
    form: Form<ObjectionForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let cmd = raise_objection::RaiseObjection {
            posting: id,
            case: form.case,
            name: form.name,
            contact: form.contact,
            facts: form.facts,
        };
        raise_objection(tx, cmd)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, state))
    .then_go(move |_| Go::to(PostingPlace { id }).saying("异议已收到。本单位将核查并作出书面结论。"))
    .await
}
