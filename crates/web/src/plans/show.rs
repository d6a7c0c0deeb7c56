//! One plan as its office sees it: what it says, what is still open, and the next step.

use askama::Template;
use axum::extract::Path;
use domain::plans::{Plan, Stage};
use policy::Rules;
use store::Rx;

use super::urls::{FilePlan, PlanDraft, PlanPage, PlanSettings, Plans, PublishPlan, Round};
use super::{own, shown_rules};
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{Fact, SummaryList, Task, TaskList, TaskState};
use crate::kit::words::{Basis, Tag};
use crate::kit::{App, Content, Fault, Head, Html, Page, SignedIn};

#[derive(Clone, Debug, Template)]
#[template(path = "plans/show.html")]
struct PlanView {
    title: String,
    stage: Tag,
    tasks: TaskList,
    next: Option<Next>,
    facts: SummaryList,
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
        Stage::Filed { .. } | Stage::Published { .. } => {
            Task::new("通知内容", PlanPage { id }, TaskState::Done).hint("已报备，不能直接修改。")
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
        Stage::Published { .. } => return None,
    };
    Some(Next {
        sentence,
        basis: rules.law("部署文件报备").map(|law| Basis::new(law.article)),
        buttons: Buttons::new([button]),
    })
}

fn facts(rx: &mut Rx<'_>, plan: &Plan, rules: &Rules) -> store::Result<SummaryList> {
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
        Stage::Published { at, number } => {
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
        })
    })
    .await
}
