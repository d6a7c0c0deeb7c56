//! One case, as the offices on its way see it: what was sent, what the rules say, what others wrote, what is due here.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use domain::accounts::Office;
use domain::applications::{Application, Point, Stage, access, waiting_chinese};
use domain::fees::Order;
use domain::plans::{Plan, StageDays};
use kernel::{ApplicationId, Article, OfficeId, Refusals, Role};
use policy::{Rules, StepKind};
use store::applications::Visit;
use store::{Error, Rx};

use super::content::{Sent, sent};
use super::standing::{Reckoning, status_tag, step_of};
use super::urls::{
    Case, CaseFile, Circumstances, Correction, Decline, NewPanel, NewPosting, Panels, Postings, ReturnCase,
    Work,
};
use super::way::Way;
use super::{accept, audit, defence, difference, eligibility, recommend, record, verify};
use crate::fees::stage_tag;
use crate::fees::urls::Charge;
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::Table;
use crate::kit::timeline::{Left, Timeline};
use crate::kit::urls::Url;
use crate::kit::words::{Banner, Basis};
use crate::kit::{App, Content, Fault, FormState, Go, Head, Html, Page, SignedIn};

/// A case with everything around it that its pages need.
pub(super) struct Looked {
    pub(super) case: Application,
    pub(super) plan: Plan,
    /// The round's rules, or why they cannot be asked today.
    pub(super) rules: Result<Rules, Refusals>,
    pub(super) unit: Office,
    pub(super) applicant: String,
    /// The step that is due in the viewer's own office.
    pub(super) due: Option<StepKind>,
}

/// The case, if an officer of an office it has reached asks.
///
/// # Errors
/// There is none, or the viewer may not know that there is.
pub(super) fn seen(rx: &mut Rx<'_>, who: &SignedIn, id: ApplicationId) -> store::Result<Application> {
    super::officer(who)?;
    let case = store::applications::find(rx, id)?.case;
    if access::has_reached(&who.actor(), &case) {
        Ok(case)
    } else {
        Err(Error::NotFound)
    }
}

/// The case with its round, unit and applicant.
///
/// # Errors
/// As [`seen`].
pub(super) fn look(rx: &mut Rx<'_>, who: &SignedIn, id: ApplicationId) -> store::Result<Looked> {
    let case = seen(rx, who, id)?;
    let plan = store::plans::find(rx, case.plan)?.plan;
    let rules = match actions::rules::of(rx, &plan) {
        Ok(rules) => Ok(rules),
        Err(Error::Refused(refusals)) => Err(refusals),
        Err(other) => return Err(other),
    };
    let unit = store::accounts::office(rx, case.unit)?;
    let names = store::accounts::names(rx, &[case.applicant])?;
    let due = case.standing_at().map(|leg| leg.step);
    Ok(Looked {
        due: due.filter(|_| access::has_the_turn(&who.actor(), &case)),
        applicant: names.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
        case,
        plan,
        rules,
        unit,
    })
}

impl Looked {
    /// The case at `step`, due in the viewer's own office; a page of a step that is not due is not there.
    ///
    /// # Errors
    /// As [`seen`], or another step is due.
    pub(super) fn at(self, steps: &[StepKind]) -> store::Result<Self> {
        match self.due {
            Some(step) if steps.contains(&step) => Ok(self),
            _ => Err(Error::NotFound),
        }
    }

    /// `韦晓岚 · 副高级 · 小学语文`
    pub(super) fn words(&self) -> String {
        let target = &self.case.target;
        format!("{} · {} · {}", self.applicant, target.level, target.specialty)
    }

    /// The head of a page that belongs to the case.
    pub(super) fn head(&self, title: &str, refused: bool) -> Head {
        Head::new(title)
            .section(Work)
            .back(self.words(), Case { id: self.case.id })
            .refused(refused)
    }
}

/// An opinion that somebody wrote on the way.
struct Opinion {
    step: &'static str,
    office: String,
    by: String,
    at: String,
    outcome: String,
    text: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/case.html")]
struct CasePage {
    errors: ErrorSummary,
    title: String,
    facts: SummaryList,
    turn: Option<Banner>,
    actions: Option<Buttons>,
    notice: Vec<Point>,
    difference: Option<Html>,
    eligibility: Html,
    materials: Option<Html>,
    record: Option<(Table, Option<Url>)>,
    opinions: Vec<Opinion>,
    step: Option<(&'static str, Html, Option<Basis>)>,
    timeline: Timeline,
    refused: bool,
}

impl Content for CasePage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Work)
            .back("返回待办", Work)
            .refused(self.refused)
            .wide()
    }
}

/// What is read of a case besides itself.
struct Around {
    visits: Vec<Visit>,
    offices: BTreeMap<OfficeId, String>,
    reckoning: Reckoning,
    due: Option<StageDays>,
    sent: Option<Sent>,
    before: Option<Sent>,
    fee: Option<Order>,
}

impl Around {
    fn read(rx: &mut Rx<'_>, who: &SignedIn, looked: &Looked) -> store::Result<Self> {
        let case = &looked.case;
        let visits = store::applications::visits(rx, case.id)?;
        let mut ids: Vec<OfficeId> = case.route.iter().map(|leg| leg.office).collect();
        ids.extend(visits.iter().map(|visit| visit.office));
        let offices = store::accounts::offices(rx, &ids)?;
        let mut reckoning = Reckoning::of_seat(rx, who.seat())?;
        let due = match case.standing_at() {
            Some(leg) => reckoning.window(rx, case.plan, (leg.step, case.target.level))?,
            None => None,
        };
        let sent = sent(rx, case.id, None)?;
        let earlier = sent
            .as_ref()
            .map(|sent| sent.number - 1)
            .filter(|number| *number > 0);
        let before = match earlier {
            Some(number) => self::sent(rx, case.id, Some(number))?,
            None => None,
        };
        let fee = store::fees::of_case(rx, case.id)?.map(|stored| stored.order);
        Ok(Self {
            fee,
            visits,
            offices: offices
                .into_iter()
                .map(|office| (office.id, office.name))
                .collect(),
            reckoning,
            due,
            sent,
            before,
        })
    }

    fn office(&self, id: OfficeId) -> String {
        self.offices.get(&id).cloned().unwrap_or_default()
    }

    fn opinions(&self) -> Vec<Opinion> {
        let done = self.visits.iter().filter_map(|visit| {
            let (left, text) = (visit.left?, visit.opinion.clone()?);
            Some(Opinion {
                step: step_of(&visit.step).map_or("补正", StepKind::chinese),
                office: self.office(visit.office),
                by: visit.handled_by.clone().unwrap_or_default(),
                at: left.minute_text(),
                outcome: visit.outcome.clone().unwrap_or_default(),
                text,
            })
        });
        done.collect()
    }
}

/// Loads the page; `state` belongs to the form of the step that is due.
///
/// # Errors
/// As [`seen`].
pub(crate) fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: ApplicationId,
    state: &FormState,
) -> store::Result<Page> {
    let looked = look(rx, who, id)?;
    let around = Around::read(rx, who, &looked)?;
    let case = &looked.case;
    let eligibility = match &looked.rules {
        Ok(rules) => eligibility::show(rx, case, &looked.plan, rules)?,
        Err(refusals) => eligibility::cannot(refusals),
    };
    let record = record::show(rx, id)?;
    let difference = around.before.as_ref().zip(around.sent.as_ref());
    let way = Way {
        case,
        visits: &around.visits,
        offices: &around.offices,
        rules: looked.rules.as_ref().ok(),
        layer: looked.unit.layer,
        reckoning: &around.reckoning,
        due: around.due.as_ref().map(|window| window.days.to),
    };
    let file = |file| CaseFile { id, file }.into();
    let page = CasePage {
        errors: ErrorSummary::of(state),
        title: looked.applicant.clone(),
        facts: facts(&looked, &around, who.seat().role),
        turn: turn(&looked, &around),
        actions: actions(&looked, who.seat().role),
        notice: notice(case),
        difference: difference.map(|(before, sent)| difference::show(before, sent)),
        eligibility,
        materials: around.sent.as_ref().map(|sent| sent.show(file)),
        record,
        opinions: around.opinions(),
        step: form(&looked, who, state, &around),
        timeline: way.timeline(),
        refused: state.is_refused(),
    };
    Ok(page.into())
}

fn facts(looked: &Looked, around: &Around, role: Role) -> SummaryList {
    let case = &looked.case;
    let target = &case.target;
    let mut facts = vec![
        Fact::new(
            "申报职称",
            format!("{} · {} · {}", target.series, target.level, target.specialty),
        ),
        Fact::new("所在单位", &looked.unit.name),
        Fact::new("本轮通知", &looked.plan.content.title),
        Fact::html("状态", status_tag(case.status())),
    ];
    if let Some(leg) = case.standing_at() {
        let waited = around.reckoning.waited(case.since);
        facts.push(Fact::new(
            "现在由谁办理",
            format!(
                "{}，{} 起，已 {waited} 个工作日",
                around.office(leg.office),
                case.since.day()
            ),
        ));
    }
    if let Some(window) = &around.due {
        let left = around.reckoning.left(window.days.to);
        facts.push(
            Fact::html(
                "办理期限",
                Html::from(left.tag()).then(Html::text(format!(" 至 {}", window.days.to))),
            )
            .note(given_by(window)),
        );
    }
    if let Stage::Returned { notice, .. } = &case.stage
        && let Some(due) = notice.due
    {
        let words = if notice.abandons {
            "逾期视为放弃申报"
        } else {
            "逾期仍可提交，标注逾期"
        };
        let left: Left = around.reckoning.left(due.day());
        let value = Html::from(left.tag()).then(Html::text(format!(" {}，{words}", due.minute_text())));
        facts.push(Fact::html("补正期限", value));
    }
    if let Some(order) = &around.fee {
        let words = format!(" {}，缴费单 {}", order.amount.value, order.number);
        let fee = Html::from(stage_tag(&order.stage)).then(Html::text(words));
        let fact = Fact::html("评审费", fee);
        facts.push(if role == Role::Organiser {
            fact.action("查看缴费单", Charge { id: order.id })
        } else {
            fact
        });
    }
    SummaryList::new(facts)
}

/// Where the days of a step stand: in a text, or in the round's own notice.
fn given_by(window: &StageDays) -> Basis {
    let article = window.law.as_ref().map(|law| law.article.clone());
    Basis::new(article.unwrap_or(Article::new("本轮通知", "各环节时间")))
}

fn turn(looked: &Looked, around: &Around) -> Option<Banner> {
    let step = looked.due?;
    let waited = around.reckoning.waited(looked.case.since);
    let sentence = match step {
        StepKind::Panel => "本单位审核完成，等待审议推荐小组审议。".to_owned(),
        StepKind::UnitPublicity => "等待在本单位内部公示，公示期满无异议后继续办理。".to_owned(),
        _ => format!("{}，已等待 {waited} 个工作日。", waiting_chinese(step)),
    };
    Some(Banner::waiting(sentence).title("轮到本机构办理"))
}

/// The ways on from the top of the page.
fn actions(looked: &Looked, role: Role) -> Option<Buttons> {
    let id = looked.case.id;
    let mut buttons = Vec::new();
    match looked.due {
        Some(StepKind::Panel) => {
            buttons.push(Button::link("组成审议推荐小组", NewPanel));
            buttons.push(Button::link("查看本单位的审议", Panels).secondary());
        }
        Some(StepKind::UnitPublicity) => {
            buttons.push(Button::link("张贴公示", NewPosting));
            buttons.push(Button::link("查看本单位的公示", Postings).secondary());
        }
        Some(step) => {
            let here = Url::fragment("step");
            buttons.push(Button::link(format!("办理{}", step.chinese()), here));
        }
        None => {}
    }
    if looked
        .due
        .is_some_and(|step| super::return_case::STEPS.contains(&step))
    {
        buttons.push(Button::link("退回修改", ReturnCase { id }).secondary());
    }
    if looked.due == Some(StepKind::Acceptance) {
        if !looked.case.notice_used {
            buttons.push(Button::link("一次性告知补正", Correction { id }).secondary());
        }
        buttons.push(Button::link("不予受理", Decline { id }).secondary());
    }
    if crate::integrity::ROLES.contains(&role) {
        buttons.push(Button::link("不得申报情形", Circumstances { id }).secondary());
    }
    (!buttons.is_empty()).then(|| Buttons::new(buttons))
}

fn notice(case: &Application) -> Vec<Point> {
    match &case.stage {
        Stage::Returned { notice, .. } => notice.points.clone(),
        Stage::Draft | Stage::With { .. } | Stage::Ended(_) => Vec::new(),
    }
}

/// The form of the step that is due here, with its title and article.
fn form(
    looked: &Looked,
    who: &SignedIn,
    state: &FormState,
    around: &Around,
) -> Option<(&'static str, Html, Option<Basis>)> {
    let step = looked.due?;
    let token = who.token();
    let html = match step {
        StepKind::UnitAudit => verify::form(looked, &token, state),
        StepKind::Defence => defence::form(looked, &token, state),
        StepKind::Recommendation => recommend::form(looked, &token, state),
        StepKind::DepartmentAudit | StepKind::SeriesOfficeAudit | StepKind::TitleOfficeAudit => {
            audit::form(looked, &token, state)
        }
        StepKind::Acceptance => accept::form(looked, &token, state),
        _ => return None,
    };
    let basis = around.due.as_ref().map(given_by);
    Some((step.chinese(), html, basis))
}

/// `GET /cases/{id}`.
///
/// # Errors
/// The viewer may not see the case, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, Path(Case { id }): Path<Case>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `GET` of a step's form address, as after reloading a refused form: the case itself.
pub(crate) async fn back(_who: SignedIn, Path(Case { id }): Path<Case>) -> Go {
    Go::to(Case { id })
}
