//! Reporting a problem during the posting of results: under one's name, with facts.

use actions::publicity::raise_objection::{RaiseObjection, raise_objection};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::publicity::Posting;
use kernel::{Actor, ApplicationId};
use store::{Error, Rx};

use super::urls::{Object, Objected, ResultPosting, Results};
use super::{find, is_open, listed};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Select, TextArea, TextInput, Width};
use crate::kit::words::{Confirmation, Link};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, Visitor};

const MOST_FACTS: usize = 2_000;

/// What somebody reports.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ObjectionForm {
    case: ApplicationId,
    name: String,
    contact: String,
    facts: String,
}

impl ReadForm for ObjectionForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let case = reader.choice("case", "所反映的人员", |value| value.parse().ok());
        let name = reader.text("name", "您的姓名或单位名称", 60);
        let contact = reader.text("contact", "联系方式", 100);
        let facts = reader.text("facts", "事实和理由", MOST_FACTS);
        Some(Self {
            case: case?,
            name: name?,
            contact: contact?,
            facts: facts?,
        })
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "results/object.html")]
struct ObjectPage {
    posting: Link,
    until: String,
    errors: ErrorSummary,
    form: PostForm,
    case: Select,
    name: TextInput,
    contact: TextInput,
    facts: TextArea,
    buttons: Buttons,
    refused: bool,
}

impl Content for ObjectPage {
    fn head(&self) -> Head {
        Head::new("反映问题")
            .section(Results)
            .back("返回公示", &self.posting.url)
            .refused(self.refused)
    }
}

impl ObjectPage {
    fn load(rx: &mut Rx<'_>, posting: &Posting, state: &FormState) -> store::Result<Self> {
        let plan = store::plans::find(rx, posting.plan)?.plan;
        let people: Vec<Choice> = listed(rx, posting)?
            .into_iter()
            .map(|line| Choice::new(line.case.to_string(), format!("{}（{}）", line.name, line.unit)))
            .collect();
        let link = Link::new(plan.content.title, ResultPosting { id: posting.id });
        Ok(Self {
            posting: link,
            until: posting.last_day.to_string(),
            errors: ErrorSummary::of(state),
            form: PostForm::public(Object { id: posting.id }).guard_unsaved(),
            case: Select::new("case", "所反映的人员", people).fill(state),
            name: TextInput::new("name", "您的姓名或单位名称")
                .hint("请使用真实姓名或名称，匿名反映的无法答复核查结果。")
                .autocomplete("name")
                .width(Width::Chars20)
                .fill(state),
            contact: TextInput::new("contact", "联系方式")
                .hint("电话或通信地址，只用于核实和答复。")
                .width(Width::Chars20)
                .fill(state),
            facts: TextArea::new("facts", "事实和理由")
                .hint("请写明时间、地点、经过和可以查证的证据。")
                .rows(8)
                .most_chars(MOST_FACTS)
                .fill(state),
            buttons: Buttons::new([Button::submit("提交")]),
            refused: state.is_refused(),
        })
    }
}

fn open(rx: &mut Rx<'_>, id: kernel::PostingId) -> store::Result<Posting> {
    let posting = find(rx, id)?;
    if is_open(&posting, rx.today()) {
        Ok(posting)
    } else {
        Err(Error::NotFound)
    }
}

/// `GET /results/{id}/objection`.
///
/// # Errors
/// There is no such posting, or its period is over.
pub(super) async fn get(
    app: App,
    visitor: Visitor,
    Path(Object { id }): Path<Object>,
) -> Result<Page, Fault> {
    app.show(visitor, move |rx, _| {
        let posting = open(rx, id)?;
        ObjectPage::load(rx, &posting, &FormState::blank())
    })
    .await
}

/// `POST /results/{id}/objection`: raises it, and goes to its receipt.
///
/// # Errors
/// There is no such posting, or its period is over.
pub(super) async fn post(
    app: App,
    visitor: Visitor,
    Path(Object { id }): Path<Object>,
    form: Form<ObjectionForm>,
) -> Result<Response, Fault> {
    let actor = visitor
        .0
        .as_ref()
        .map_or(Actor::Public, crate::kit::SignedIn::actor);
    let Form { fields, read } = form;
    let raised = app
        .work(move |house| {
            let cmd = match read {
                Ok(form) => RaiseObjection {
                    posting: id,
                    case: Some(form.case),
                    name: form.name,
                    contact: form.contact,
                    facts: form.facts,
                },
                Err(refusals) => return Ok(Err(refusals)),
            };
            house.read(|rx| find(rx, id))?;
            match house.change(&actor, |tx| raise_objection(tx, cmd)) {
                Ok(objection) => Ok(Ok(objection)),
                Err(Error::Refused(refusals)) => Ok(Err(refusals)),
                Err(other) => Err(other.into()),
            }
        })
        .await?;
    match raised {
        Ok(objection) => Ok(Go::to(Objected { id, objection }).into_response()),
        Err(refusals) => {
            let state = FormState::refused(fields, &refusals);
            let page = app
                .show(visitor, move |rx, _| {
                    let posting = find(rx, id)?;
                    ObjectPage::load(rx, &posting, &state)
                })
                .await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "results/received.html")]
struct ReceivedPage {
    confirmation: Confirmation,
    contact: String,
    back: Link,
}

impl Content for ReceivedPage {
    fn head(&self) -> Head {
        Head::new("已收到").section(Results)
    }
}

/// `GET /results/{id}/objections/{objection}`: the receipt, which says nothing of what was written.
///
/// # Errors
/// There is no such objection at the posting.
pub(super) async fn received(
    app: App,
    visitor: Visitor,
    Path(Objected { id, objection }): Path<Objected>,
) -> Result<Page, Fault> {
    app.show(visitor, move |rx, _| {
        let posting = find(rx, id)?;
        if !posting.objections.iter().any(|found| found.id == objection) {
            return Err(Error::NotFound);
        }
        Ok(ReceivedPage {
            confirmation: Confirmation::new("已收到", "受理编号", objection.to_string()),
            contact: posting.contact,
            back: Link::new("返回公示", ResultPosting { id }),
        })
    })
    .await
}
