//! The program reports the cases whose office let a stage of the timetable pass (PLN-018, SUP-013): to the office, to
//! the next one on the way, and to the applicants.

use std::collections::BTreeMap;

use domain::applications::{Application, role_at, timetable_stage};
use domain::plans::Plan;
use kernel::{Level, OfficeId, PlanId, Role, Timestamp};
use policy::{DayRange, Rules};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::journal::{self, Subject};
use store::outbox::{self, Job};

use crate::{Result, Verb, rules};

/// Reports late cases; only the program's timer does.
pub const VERB: Verb = Verb {
    kind: "applications.report_late",
    roles: &[],
};

/// The timer of a stage: it runs out for all cases of a level at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageOver {
    /// The round.
    pub plan: PlanId,
    /// The stage (时段), as the packs name it.
    pub stage: String,
    /// The level.
    pub level: Level,
}

impl Job for StageOver {
    const TOPIC: &'static str = "applications.stage_over";
}

#[derive(Serialize)]
struct Reported<'a> {
    stage: &'a str,
    level: Level,
    cases: usize,
    offices: usize,
}

/// The moment at which a day range is over.
fn end_of(window: DayRange) -> Timestamp {
    Timestamp::start_of(window.to.next())
}

/// Watches the stage in which `case` now waits, where the round's timetable limits it.
pub(super) fn watch(tx: &mut Tx<'_>, case: &Application, plan: &Plan, rules: &Rules) -> Result<()> {
    let Some(stage) = case.standing_at().and_then(|leg| timetable_stage(leg.step)) else {
        return Ok(());
    };
    let Some(window) = plan.window(rules, stage, case.target.level) else {
        return Ok(());
    };
    // A case that comes late is shown as overdue at once; only time that passes here is reported.
    if tx.now() >= end_of(window.days) {
        return Ok(());
    }
    let job = StageOver {
        plan: case.plan,
        stage: stage.to_owned(),
        level: case.target.level,
    };
    let dedupe = format!("late.{}.{stage}.{}", case.plan, case.target.level.code());
    outbox::queue(tx, &job, end_of(window.days), Some(&dedupe))
}

/// Reports every case that still waits in the stage; a stage that was extended meanwhile is watched on. Answers how
/// many cases are late.
///
/// # Errors
/// Somebody other than the program asks, or the database is unavailable.
pub fn report_late(tx: &mut Tx<'_>, job: &StageOver) -> Result<usize> {
    VERB.permit_program(tx.actor())?;
    let plan = store::plans::find(tx, job.plan)?.plan;
    let rules = rules::of(tx, &plan)?;
    let Some(window) = plan.window(&rules, &job.stage, job.level) else {
        return Ok(0);
    };
    if tx.now() < end_of(window.days) {
        outbox::queue(tx, job, end_of(window.days), None)?;
        return Ok(0);
    }
    let cases = store::applications::with_offices(tx, job.plan, job.level)?;
    let late: Vec<&Application> = cases
        .iter()
        .filter(|case| {
            case.standing_at().and_then(|leg| timetable_stage(leg.step)) == Some(job.stage.as_str())
        })
        .collect();
    if late.is_empty() {
        return Ok(0);
    }
    let until = window.days.to;
    let mut holding: BTreeMap<(OfficeId, Role), Vec<&Application>> = BTreeMap::new();
    for case in &late {
        if let Some(leg) = case.standing_at() {
            holding
                .entry((leg.office, role_at(leg.step)))
                .or_default()
                .push(case);
        }
    }
    for ((office, role), cases) in &holding {
        tell(
            tx,
            (*office, *role),
            cases,
            &format!("“{}”的期限（{until}）", job.stage),
        )?;
    }
    let body = Reported {
        stage: &job.stage,
        level: job.level,
        cases: late.len(),
        offices: holding.len(),
    };
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(job.plan), VERB.kind, &body, Some(&hash))?;
    Ok(late.len())
}

/// Tells the office, the offices that wait for it, and the applicants.
fn tell(tx: &mut Tx<'_>, at: (OfficeId, Role), cases: &[&Application], limit: &str) -> Result<()> {
    let name = store::accounts::office(tx, at.0)?.name;
    let Some(first) = cases.first() else { return Ok(()) };
    let (about, count) = (Subject::of(first.id), cases.len());
    let text = format!("有{count}件{}申报已过{limit}，请尽快办理", first.target.level);
    send(tx, at, &about, &text)?;
    let mut waiting: BTreeMap<(OfficeId, Role), usize> = BTreeMap::new();
    for case in cases {
        if let Some(next) = next_office(case) {
            *waiting.entry(next).or_default() += 1;
        }
    }
    for (next, count) in waiting {
        let text = format!("{name}有{count}件{}申报已过{limit}，尚未办结", first.target.level);
        send(tx, next, &about, &text)?;
    }
    for case in cases {
        let text = format!("您的申报在{name}已过{limit}，系统已提醒该机构并告知下一环节的机构");
        store::notices::send(tx, case.applicant, &Subject::of(case.id), &text)?;
    }
    Ok(())
}

fn send(tx: &mut Tx<'_>, (office, role): (OfficeId, Role), about: &Subject, text: &str) -> Result<()> {
    for officer in store::accounts::holders(tx, role, office)? {
        store::notices::send(tx, officer, about, text)?;
    }
    Ok(())
}

/// The next office on the way that is another than the present one.
fn next_office(case: &Application) -> Option<(OfficeId, Role)> {
    let here = case.standing_at()?;
    let after = case.route.iter().skip_while(|leg| leg.step != here.step);
    let mut others = after.filter(|leg| leg.office != here.office);
    others.next().map(|leg| (leg.office, role_at(leg.step)))
}
