//! One plan as its office sees it: what it says, what is still open, and the next step.

use askama::Template;
use axum::extract::Path;
use domain::plans::{Amendment, Cause, Plan, Stage};
use policy::Rules;
use store::Rx;

use super::urls::{
    AmendPlan, ExtendPlan, FilePlan, PlanDraft, PlanPage, PlanSettings, Plans, PublishPlan, Round,
};
use super::{own, shown_rules};
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{Fact, SummaryList, Task, TaskList, TaskState};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Basis, Inset, Noted, Tag};
use crate::kit::{App, Content, Fault, Head, Html, Page, SignedIn};
use crate::row;

#[derive(Clone, Debug, Template)]
#[template(path = "plans/show.html")]
struct PlanView {
    title: String,
    stage: Tag,
    tasks: TaskList,
    next: Option<Next>,
    facts: SummaryList,
    returned: Option<Inset>,
    schedule: Table,
    departures: Option<Table>,
    amendments: Vec<AmendmentView>,
}

/// A change after publication as it is shown.
#[derive(Clone, Debug)]
pub(super) struct AmendmentView {
    /// `第1号补充通知（2022-08-30 10:00）`.
    pub(super) title: String,
    /// Why.
    pub(super) reason: String,
    /// The outage, where one was the cause.
    pub(super) outage: Option<String>,
    /// What changed.
    pub(super) changes: Vec<String>,
}

/// The changes after publication, the latest first.
pub(super) fn amendments(plan: &Plan) -> Vec<AmendmentView> {
    let view = |one: &Amendment| AmendmentView {
        title: format!("第{}号补充通知（{}）", one.number, one.at.minute_text()),
        reason: one.reason.clone(),
        outage: match &one.cause {
            Cause::Change => None,
            Cause::Outage(outage) => Some(format!(
                "系统故障时间：{} 至 {}（{}）",
                outage.from.minute_text(),
                outage.to.minute_text(),
                outage.measured
            )),
        },
        changes: one.changes.clone(),
    };
    plan.amendments.iter().rev().map(view).collect()
}

/// The round's days, each with where it comes from.
pub(super) fn schedule(plan: &Plan, rules: &Rules) -> Table {
    let rows = plan.days(rules).into_iter().map(|one| {
        let levels: Vec<&str> = one.levels.iter().map(|level| level.chinese()).collect();
        let from = match one.law {
            Some(law) => Html::from(Basis::new(law.article)),
            None => Html::text("本通知"),
        };
        row![
            Noted::text(&one.stage).note(levels.join("、")),
            one.days.to_string(),
            from
        ]
    });
    let columns = ["环节", "时间", "依据"].map(Column::new);
    Table::new("各环节时间", columns).hide_caption().rows(rows)
}

/// Where the plan departs from what binds in principle, if it does.
pub(super) fn departures(plan: &Plan) -> Option<Table> {
    if plan.departures.is_empty() {
        return None;
    }
    let rows = plan.departures.iter().map(|one| {
        let asked = Noted::text(&one.law.sentence).with(Basis::new(one.law.article.clone()));
        row![
            asked,
            one.shows.clone(),
            Noted::text(&one.reason).note(format!("批准：{}", one.approver))
        ]
    });
    let columns = ["文件的要求", "本通知", "原因和批准"].map(Column::new);
    let table = Table::new("与原则性要求不一致的事项", columns).hide_caption();
    Some(table.rows(rows))
}

/// The next step and the text that asks for it.
#[derive(Clone, Debug)]
struct Next {
    sentence: String,
    basis: Option<Basis>,
    buttons: Buttons,
}

impl Content for PlanView {
    fn head(&self) -> Head {
        Head::new(&self.title).section(Plans).crumb("评审计划", Plans)
    }
}

fn tasks(plan: &Plan, rules: &Rules) -> TaskList {
    let id = plan.id;
    let open = super::settings::of_plan(plan, rules).len();
    let settings = match open {
        0 => TaskState::Done,
        _ => TaskState::Started,
    };
    let hint = match open {
        0 => "没有未定的事项。".to_owned(),
        count => format!("还有 {count} 个事项文件未载明、也没有设定；用到时会提示，可以先报备。"),
    };
    let filed = match plan.stage {
        Stage::Draft => TaskState::NotStarted,
        Stage::Filed { .. } | Stage::Published { .. } => TaskState::Done,
    };
    let published = match plan.stage {
        Stage::Draft => TaskState::Blocked {
            because: "报备后才能发布。".to_owned(),
        },
        Stage::Filed { .. } => TaskState::NotStarted,
        Stage::Published { .. } => TaskState::Done,
    };
    let draft = match plan.stage {
        Stage::Draft => Task::new("通知内容", PlanDraft { id }, TaskState::Done).hint("报备前可以修改。"),
        Stage::Filed { .. } => {
            Task::new("通知内容", PlanPage { id }, TaskState::Done).hint("已报备，不能直接修改。")
        }
        Stage::Published { .. } => {
            Task::new("通知内容", PlanPage { id }, TaskState::Done).hint("已发布，用补充通知修改。")
        }
    };
    let file = match plan.stage {
        Stage::Draft => Task::new("报上级职改办备案", FilePlan { id }, filed),
        _ => Task::new("报上级职改办备案", PlanPage { id }, filed),
    };
    let publish = match plan.stage {
        Stage::Published { .. } => Task::new("发布申报通知", Round { id }, published),
        _ => Task::new("发布申报通知", PublishPlan { id }, published),
    };
    TaskList::new().group(
        "办理进度",
        [
            draft,
            Task::new("文件未载明的事项", PlanSettings { id }, settings).hint(hint),
            file,
            publish,
        ],
    )
}

fn next(plan: &Plan, rules: &Rules) -> Option<Next> {
    let id = plan.id;
    let (sentence, button) = match &plan.stage {
        Stage::Draft => (
            "内容核对无误后，报上级职改办备案。".to_owned(),
            Button::link("报备", FilePlan { id }),
        ),
        Stage::Filed { at, .. } => (
            format!("已于 {} 报备。填写发文字号后发布，申报人即可申报。", at.day()),
            Button::link("发布申报通知", PublishPlan { id }),
        ),
        Stage::Published { .. } => {
            return Some(Next {
                sentence: "已公布的内容需要修改的，发布编号的补充通知；因系统故障不能申报的，为所有人顺延。"
                    .to_owned(),
                basis: None,
                buttons: Buttons::new([
                    Button::link("发布补充通知", AmendPlan { id }),
                    Button::link("因故障顺延", ExtendPlan { id }).secondary(),
                ]),
            });
        }
    };
    Some(Next {
        sentence,
        basis: rules.law("部署文件报备").map(|law| Basis::new(law.article)),
        buttons: Buttons::new([button]),
    })
}

/// What the notice says.
///
/// # Errors
/// The database is unavailable.
pub(super) fn facts(rx: &mut Rx<'_>, plan: &Plan, rules: &Rules) -> store::Result<SummaryList> {
    let content = &plan.content;
    let organiser = store::accounts::office(rx, content.organiser)?.name;
    let levels: Vec<&str> = content.levels.iter().map(|level| level.chinese()).collect();
    let mut facts = vec![
        Fact::new("评审年度", format!("{} 年度", content.year)),
        Fact::new("政策包", rules.instrument().title.as_str()).note(Html::text(&content.pack)),
        Fact::new("评审系列", &content.series),
        Fact::new("评审级别", levels.join("、")),
        Fact::new("申报专业", content.specialties.join("、")),
        Fact::new("个人申报时间", content.application.to_string()),
        Fact::new("评委会组建单位", organiser),
        Fact::new("咨询", &content.contact),
        Fact::new("缴费方式", &content.payment),
    ];
    match &plan.stage {
        Stage::Draft => {}
        Stage::Filed { at, with } => {
            let with = store::accounts::office(rx, *with)?.name;
            facts.push(Fact::new("报备", format!("{}，{with}", at.minute_text())));
        }
        Stage::Published { at, number, .. } => {
            facts.push(Fact::new("发布", format!("{}，{number}", at.minute_text())));
        }
    }
    Ok(SummaryList::new(facts))
}

/// `GET /plans/{id}`.
///
/// # Errors
/// It is not the office's plan.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PlanPage { id }): Path<PlanPage>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        let plan = own(rx, who, id)?;
        let rules = shown_rules(rx, &plan)?;
        Ok(PlanView {
            title: plan.content.title.clone(),
            stage: super::list::stage_tag(&plan.stage),
            tasks: tasks(&plan, &rules),
            next: next(&plan, &rules),
            facts: facts(rx, &plan, &rules)?,
            returned: plan
                .returned
                .as_ref()
                .map(|one| Inset::text(&format!("{} 退回修改：{}", one.at.minute_text(), one.reason))),
            schedule: schedule(&plan, &rules),
            departures: departures(&plan),
            amendments: amendments(&plan),
        })
    })
    .await
}
