//! The plans of a series office, newest first.

use askama::Template;
use domain::plans::{Plan, Stage};
use store::Rx;

use super::office_of;
use super::urls::{NewPlan, PlanPage, Plans};
use crate::kit::forms::Button;
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link, Noted, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

#[derive(Clone, Debug, Template)]
#[template(path = "plans/list.html")]
struct PlansPage {
    begin: Button,
    plans: Table,
}

impl Content for PlansPage {
    fn head(&self) -> Head {
        Head::new("评审计划").section(Plans).wide()
    }
}

/// Where a plan stands, as a tag.
pub(super) fn stage_tag(stage: &Stage) -> Tag {
    let tone = match stage {
        Stage::Draft => Tone::Amber,
        Stage::Filed { .. } => Tone::Blue,
        Stage::Published { .. } => Tone::Jade,
    };
    Tag::new(stage.chinese(), tone)
}

fn line(plan: &Plan) -> crate::kit::table::Row {
    let content = &plan.content;
    let levels: Vec<&str> = content.levels.iter().map(|level| level.chinese()).collect();
    let title = Link::new(&content.title, PlanPage { id: plan.id });
    row![
        Noted::new(title).note(&content.series),
        content.year.to_string(),
        levels.join("、"),
        content.application.to_string(),
        stage_tag(&plan.stage)
    ]
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<PlansPage> {
    let office = office_of(who)?;
    let plans = store::plans::of_office(rx, office)?;
    let columns = ["通知", "年度", "级别", "个人申报时间", "状态"].map(Column::new);
    let empty = Empty::new("还没有评审计划").because("起草后报上级职改办备案，再发布申报通知。");
    Ok(PlansPage {
        begin: Button::link("起草评审计划", NewPlan),
        plans: Table::new("评审计划", columns)
            .hide_caption()
            .rows(plans.iter().map(line))
            .or_empty(empty),
    })
}

/// `GET /plans`.
///
/// # Errors
/// The person does not act for a series office.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
