//! The plans filed with a title office: looked through against the texts, and given back where something is to be mended.

use actions::plans::give_back::give_back;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::plans::{Plan, Stage, filing_day};
use kernel::{OfficeId, PlanId, Role};
use policy::Rules;
use store::{Error, Rx};

use super::list::stage_tag;
use super::show::{departures, facts, schedule};
use super::shown_rules;
use super::urls::{FiledPlan, FiledPlans};
use crate::kit::forms::{Button, ErrorSummary};
use crate::kit::inputs::TextArea;
use crate::kit::lists::SummaryList;
use crate::kit::page::NavItem;
use crate::kit::table::{Column, Row, Table};
use crate::kit::words::{Empty, Link, Noted, Tag, Warning};
use crate::kit::{
    App, Content, Fault, Form, FormPart, FormState, Go, Head, Page, ReadForm, Reader, SignedIn,
};
use crate::row;

/// The navigation of a title office.
pub(crate) fn navigation(role: Role) -> Vec<NavItem> {
    if role == Role::TitleOffice {
        vec![NavItem::new("报备的计划", FiledPlans)]
    } else {
        Vec::new()
    }
}

/// The title office that somebody acts for.
fn office_of(who: &SignedIn) -> store::Result<OfficeId> {
    let seat = who.seat();
    if seat.role == Role::TitleOffice {
        Ok(seat.office)
    } else {
        Err(Error::NotFound)
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "plans/filings.html")]
struct FilingsPage {
    plans: Table,
}

impl Content for FilingsPage {
    fn head(&self) -> Head {
        Head::new("报备的评审计划").section(FiledPlans).wide()
    }
}

fn list(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<FilingsPage> {
    let office = office_of(who)?;
    let plans = store::plans::filed_with(rx, office)?;
    let ids: Vec<OfficeId> = plans.iter().map(|plan| plan.office).collect();
    let offices = store::accounts::offices(rx, &ids)?;
    let line = |plan: &Plan| -> Row {
        let from = offices.iter().find(|office| office.id == plan.office);
        let from = from.map(|office| office.name.clone()).unwrap_or_default();
        let since = match plan.stage {
            Stage::Draft => String::new(),
            Stage::Filed { at, .. } => format!("{} 报备", at.day()),
            Stage::Published { at, .. } => format!("{} 发布", at.day()),
        };
        let title = Link::new(&plan.content.title, FiledPlan { id: plan.id });
        row![
            Noted::new(title).note(from),
            plan.content.year.to_string(),
            plan.content.application.to_string(),
            Noted::new(stage_tag(&plan.stage)).note(since)
        ]
    };
    let columns = ["通知", "年度", "个人申报时间", "状态"].map(Column::new);
    let empty = Empty::new("还没有报备的评审计划")
        .because("系列职改办起草部署文件后报到这里，报备时您会收到站内消息。");
    Ok(FilingsPage {
        plans: Table::new("报备的评审计划", columns)
            .hide_caption()
            .rows(plans.iter().map(line))
            .or_empty(empty),
    })
}

/// `GET /filings`.
///
/// # Errors
/// The person does not act for a title office.
pub(super) async fn get_all(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, list).await
}

#[derive(Clone, Debug, Template)]
#[template(path = "plans/filing.html")]
struct FilingPage {
    title: String,
    stage: Tag,
    errors: ErrorSummary,
    late: Option<Warning>,
    facts: SummaryList,
    schedule: Table,
    departures: Option<Table>,
    form: Option<FormPart>,
    refused: bool,
}

impl Content for FilingPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(FiledPlans)
            .crumb("报备的评审计划", FiledPlans)
            .refused(self.refused)
    }
}

/// That the plan came after the day by which the texts want it.
fn late(plan: &Plan, rules: &Rules) -> Option<Warning> {
    let Stage::Filed { at, .. } = plan.stage else {
        return None;
    };
    let last = filing_day(rules).filter(|last| *last < at.day())?;
    Some(Warning::new(format!(
        "报备时间 {}，晚于文件规定的 {last}。",
        at.day()
    )))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId, state: &FormState) -> store::Result<FilingPage> {
    let office = office_of(who)?;
    let plan = store::plans::find(rx, id)?.plan;
    if plan.filed_with() != Some(office) {
        return Err(Error::NotFound);
    }
    let rules = shown_rules(rx, &plan)?;
    let form = matches!(plan.stage, Stage::Filed { .. }).then(|| {
        FormPart::new(&who.token(), FiledPlan { id })
            .sentence("内容需要修改的，写明意见退回起草单位；没有意见的不用操作，起草单位可以发布。")
            .input(TextArea::new("reason", "需要修改的内容").rows(4).fill(state))
            .button(Button::submit("退回修改").danger())
    });
    Ok(FilingPage {
        title: plan.content.title.clone(),
        stage: stage_tag(&plan.stage),
        errors: ErrorSummary::of(state),
        late: late(&plan, &rules),
        facts: facts(rx, &plan, &rules)?,
        schedule: schedule(&plan, &rules),
        departures: departures(&plan),
        form,
        refused: state.is_refused(),
    })
}

/// `GET /filings/{id}`.
///
/// # Errors
/// The plan was not filed with the person's office.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(FiledPlan { id }): Path<FiledPlan>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// What is to be mended, as typed.
#[derive(Clone, Debug)]
pub(super) struct ReturnForm(String);

impl ReadForm for ReturnForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text("reason", "需要修改的内容", 500).map(Self)
    }
}

/// `POST /filings/{id}`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(FiledPlan { id }): Path<FiledPlan>,
    form: Form<ReturnForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| give_back(tx, id, &form.0))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(|()| Go::to(FiledPlans).saying("已退回，起草单位会收到站内消息。"))
        .await
}
