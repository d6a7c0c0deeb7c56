//! Beginning an application in a round: first the level, then specialty and ground.

use actions::applications::start::start;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::plans::{Plan, Stage};
use kernel::{Level, PlanId};
use store::{Error, Rx};

use super::applicant;
use super::target::{self, TargetForm};
use super::urls::{Applications, CasePage};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, Select};
use crate::kit::urls::Url;
use crate::kit::words::{Banner, Link};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, Query, SignedIn};
use crate::plans::urls::{Apply, Round};

#[derive(Clone, Debug, Template)]
#[template(path = "applications/start.html")]
struct StartPage {
    round: Link,
    left: String,
    already: Option<Banner>,
    errors: ErrorSummary,
    step: Step,
    refused: bool,
}

/// The question of the page.
#[derive(Clone, Debug)]
enum Step {
    /// Which level: a question that changes nothing yet.
    Level(Box<LevelStep>),
    /// Which specialty, on which ground.
    Target(Box<TargetStep>),
}

/// The levels of the round.
#[derive(Clone, Debug)]
struct LevelStep {
    action: Url,
    level: Choices,
    buttons: Buttons,
}

/// Specialty and ground at a level.
#[derive(Clone, Debug)]
struct TargetStep {
    form: PostForm,
    level: Level,
    other: Option<Link>,
    specialty: Select,
    ground: Choices,
    unit: String,
    buttons: Buttons,
}

impl Content for StartPage {
    fn head(&self) -> Head {
        Head::new("开始申报")
            .section(Applications)
            .back("返回申报通知", &self.round.url)
            .refused(self.refused)
    }
}

fn published(rx: &mut Rx<'_>, id: PlanId) -> store::Result<Plan> {
    let plan = store::plans::find(rx, id)?.plan;
    if matches!(plan.stage, Stage::Published { .. }) {
        Ok(plan)
    } else {
        Err(Error::NotFound)
    }
}

/// The application somebody began in this round already.
fn already(rx: &mut Rx<'_>, who: &SignedIn, plan: PlanId) -> store::Result<Option<Banner>> {
    let own = store::applications::of_applicant(rx, who.person())?;
    let found = own.into_iter().find(|case| case.plan == plan);
    Ok(found.map(|case| {
        let text = format!(
            "您在本轮已经有一份{}申报，目前“{}”。",
            case.target.level,
            case.status_chinese()
        );
        Banner::info(text).link(Link::new("查看这份申报", CasePage { id: case.id }))
    }))
}

fn level_step(plan: &Plan) -> Step {
    let levels: Vec<Choice> = plan
        .content
        .levels
        .iter()
        .map(|level| Choice::new(level.code(), level.chinese()))
        .collect();
    Step::Level(Box::new(LevelStep {
        action: Apply { id: plan.id }.into(),
        level: Choices::one("level", "申报哪一级职称", levels).hint("各级别的条件、材料和收费见申报通知。"),
        buttons: Buttons::new([Button::submit("继续")]),
    }))
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, level): (PlanId, Option<Level>),
    state: &FormState,
) -> store::Result<StartPage> {
    applicant(who)?;
    let plan = published(rx, id)?;
    let levels = &plan.content.levels;
    let level = level.filter(|level| levels.contains(level));
    let level = match levels.as_slice() {
        [only] => Some(*only),
        _ => level,
    };
    let step = match level {
        None => level_step(&plan),
        Some(level) => {
            let rules = actions::rules::of(rx, &plan)?;
            let other = Link::new("改选级别", Apply { id });
            Step::Target(Box::new(TargetStep {
                form: PostForm::new(&who.token(), Apply { id }),
                level,
                other: (levels.len() > 1).then_some(other),
                specialty: target::specialty(&plan, state),
                ground: target::ground(&rules, level, state),
                unit: store::accounts::office(rx, who.seat().office)?.name,
                buttons: Buttons::new([Button::submit("开始填写")]),
            }))
        }
    };
    Ok(StartPage {
        left: crate::plans::rounds::time_left(plan.content.application, rx.today()),
        round: Link::new(plan.content.title, Round { id }),
        already: already(rx, who, id)?,
        errors: ErrorSummary::of(state),
        step,
        refused: state.is_refused(),
    })
}

/// `GET /rounds/{id}/apply`.
///
/// # Errors
/// The round is not published, or the person does not act as an applicant.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Apply { id }): Path<Apply>,
    Query(query): Query,
) -> Result<Page, Fault> {
    let level = query.get("level").and_then(Level::from_code);
    app.read(who, move |rx, who| {
        load(rx, who, (id, level), &FormState::blank())
    })
    .await
}

/// `POST /rounds/{id}/apply`: begins a draft.
///
/// # Errors
/// The round is not published, or the person does not act as an applicant.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Apply { id }): Path<Apply>,
    form: Form<TargetForm>,
) -> Result<Response, Fault> {
    let level = form.fields.get("level").and_then(Level::from_code);
    app.submit(who, form, move |tx, form| start(tx, id, form.target()))
        .or_show_again(move |rx, who, state| load(rx, who, (id, level), &state))
        .then_go(|id| Go::to(CasePage { id }).saying("申报已建立，可以分几次填写，填好的内容会保存。"))
        .await
}
