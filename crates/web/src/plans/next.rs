//! Filing a plan and publishing its notice: each on a page that says what follows.

use actions::plans::file::file;
use actions::plans::publish::publish;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::accounts::OfficeKind;
use domain::plans::{Plan, Stage};
use kernel::PlanId;
use store::{Error, Rx};

use super::urls::{FilePlan, PlanPage, Plans, PublishPlan, Round};
use super::{own, shown_rules};
use crate::kit::form::Nothing;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{TextInput, Width};
use crate::kit::words::{Basis, Link};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

#[derive(Clone, Debug, Template)]
#[template(path = "plans/next.html")]
struct NextPage {
    title: &'static str,
    plan: Link,
    errors: ErrorSummary,
    sentences: Vec<String>,
    basis: Option<Basis>,
    form: PostForm,
    number: Option<TextInput>,
    buttons: Buttons,
    refused: bool,
}

impl Content for NextPage {
    fn head(&self) -> Head {
        Head::new(self.title)
            .section(Plans)
            .back("返回计划", &self.plan.url)
            .refused(self.refused)
    }
}

/// The office's plan, if it stands where this page begins; a refused form is shown wherever it stands.
fn at(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: PlanId,
    stands: fn(&Stage) -> bool,
    state: &FormState,
) -> store::Result<Plan> {
    let plan = own(rx, who, id)?;
    if stands(&plan.stage) || state.is_refused() {
        Ok(plan)
    } else {
        Err(Error::NotFound)
    }
}

fn filing(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId, state: &FormState) -> store::Result<NextPage> {
    let plan = at(rx, who, id, |stage| *stage == Stage::Draft, state)?;
    let office = store::accounts::office(rx, plan.office)?;
    let above = store::accounts::office_of_area(rx, OfficeKind::HumanResources, &office.region_code)?;
    let rules = shown_rules(rx, &plan)?;
    let with = above.map_or_else(
        || "系统中没有登记本地区的职改办（人社部门），暂时无法报备。".to_owned(),
        |above| format!("计划将报{}备案，对方会收到站内消息。", above.name),
    );
    Ok(NextPage {
        title: "报备评审计划",
        plan: Link::new(plan.content.title, PlanPage { id }),
        errors: ErrorSummary::of(state),
        sentences: vec![with, "报备后通知内容不能再直接修改。".to_owned()],
        basis: rules.law("部署文件报备").map(|law| Basis::new(law.article)),
        form: PostForm::new(&who.token(), FilePlan { id }),
        number: None,
        buttons: Buttons::new([Button::submit("确认报备")]),
        refused: state.is_refused(),
    })
}

fn publishing(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId, state: &FormState) -> store::Result<NextPage> {
    let plan = at(rx, who, id, |stage| matches!(stage, Stage::Filed { .. }), state)?;
    let rules = shown_rules(rx, &plan)?;
    let open = super::settings::of_plan(&plan, &rules).len();
    let mut sentences = vec![format!(
        "发布后通知向社会公开，申报人在 {} 可以申报。",
        plan.content.application
    )];
    if open > 0 {
        sentences.push(format!(
            "还有 {open} 个事项文件未载明、也没有设定，通知会如实写明；发布后仍可以设定。"
        ));
    }
    Ok(NextPage {
        title: "发布申报通知",
        plan: Link::new(plan.content.title, PlanPage { id }),
        errors: ErrorSummary::of(state),
        sentences,
        basis: None,
        form: PostForm::new(&who.token(), PublishPlan { id }),
        number: Some(
            TextInput::new("number", "发文字号")
                .hint("例如：南教职改〔2022〕7号")
                .width(Width::Chars20)
                .fill(state),
        ),
        buttons: Buttons::new([Button::submit("发布")]),
        refused: state.is_refused(),
    })
}

/// `GET /plans/{id}/file`.
///
/// # Errors
/// It is not the office's plan, or no longer a draft.
pub(super) async fn get_file(
    app: App,
    who: SignedIn,
    Path(FilePlan { id }): Path<FilePlan>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| filing(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /plans/{id}/file`.
///
/// # Errors
/// It is not the office's plan.
pub(super) async fn post_file(
    app: App,
    who: SignedIn,
    Path(FilePlan { id }): Path<FilePlan>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| file(tx, id))
        .or_show_again(move |rx, who, state| filing(rx, who, id, &state))
        .then_go(move |()| Go::to(PlanPage { id }).saying("计划已报备。"))
        .await
}

/// The notice's number, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumberForm(String);

impl ReadForm for NumberForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text("number", "发文字号", 60).map(Self)
    }
}

/// `GET /plans/{id}/publish`.
///
/// # Errors
/// It is not the office's plan, or was not filed.
pub(super) async fn get_publish(
    app: App,
    who: SignedIn,
    Path(PublishPlan { id }): Path<PublishPlan>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| publishing(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /plans/{id}/publish`.
///
/// # Errors
/// It is not the office's plan.
pub(super) async fn post_publish(
    app: App,
    who: SignedIn,
    Path(PublishPlan { id }): Path<PublishPlan>,
    form: Form<NumberForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| publish(tx, id, &form.0))
        .or_show_again(move |rx, who, state| publishing(rx, who, id, &state))
        .then_go(move |()| Go::to(Round { id }).saying("通知已发布，申报人现在可以看到。"))
        .await
}
