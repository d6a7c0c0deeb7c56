//! How long cases have waited at an office, until when the round's notice gives it, and how that is said.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::accounts::Office;
use domain::applications::{role_at, step_code, timetable_stage, waiting_chinese};
use domain::plans::{Plan, StageDays};
use kernel::{Calendar, Day, Level, PlanId, Role, Seat, Timestamp};
use policy::{Rules, StepKind};
use store::applications::Row;
use store::{Error, Rx};

use crate::kit::inputs::Choice;
use crate::kit::timeline::Left;
use crate::kit::words::{Tag, Tone};

/// The steps that are done case by case. Review and what follows is done for whole lists, in areas of their own.
const STEPS: [StepKind; 9] = [
    StepKind::UnitAudit,
    StepKind::Defence,
    StepKind::Panel,
    StepKind::UnitPublicity,
    StepKind::Recommendation,
    StepKind::DepartmentAudit,
    StepKind::SeriesOfficeAudit,
    StepKind::TitleOfficeAudit,
    StepKind::Acceptance,
];

/// What comes after acceptance.
const LATER_STEPS: [StepKind; 4] = [
    StepKind::Review,
    StepKind::ResultPublicity,
    StepKind::Confirmation,
    StepKind::Issue,
];

/// The most cases a work list holds at once; an office with more works them off in this order.
const MOST_WAITING: i64 = 1_000;

/// The steps at which `role` acts, case by case.
pub(crate) fn steps_of(role: Role) -> Vec<StepKind> {
    STEPS.into_iter().filter(|step| role_at(*step) == role).collect()
}

/// The step with this stored word.
pub(crate) fn step_of(code: &str) -> Option<StepKind> {
    let mut steps = STEPS.into_iter().chain(LATER_STEPS);
    steps.find(|step| step_code(*step) == code)
}

/// The words of a stored status, with its tone.
pub(crate) fn status_tag(code: &str) -> Tag {
    let (words, tone) = status_words(code);
    Tag::new(words, tone)
}

/// Whether a case with this status still waits for somebody.
pub(crate) fn is_under_way(code: &str) -> bool {
    code == "returned" || step_of(code).is_some()
}

pub(crate) fn status_words(code: &str) -> (&'static str, Tone) {
    match code {
        "returned" => ("待补正", Tone::Amber),
        "not_recommended" => ("单位不予推荐", Tone::Red),
        "abandoned" => ("视为放弃申报", Tone::Red),
        "not_accepted" => ("不予受理", Tone::Red),
        "failed" => ("评审未通过", Tone::Red),
        "not_confirmed" => ("不予确认", Tone::Red),
        "void" => ("评审结果无效", Tone::Red),
        "certified" => ("已发证", Tone::Jade),
        step => match step_of(step) {
            Some(step) => (waiting_chinese(step), Tone::Blue),
            None => ("填写中", Tone::Plain),
        },
    }
}

/// The options of a filter by status: the steps of the way, then how a case can end.
pub(crate) fn status_choices() -> Vec<Choice> {
    let steps = STEPS.into_iter().chain(LATER_STEPS).map(step_code);
    let others = [
        "returned",
        "not_recommended",
        "abandoned",
        "not_accepted",
        "failed",
        "certified",
    ];
    let codes = steps.chain(others);
    codes
        .map(|code| Choice::new(code, status_words(code).0))
        .collect()
}

/// The options of a filter by level.
pub(crate) fn level_choices() -> Vec<Choice> {
    Level::ALL
        .into_iter()
        .rev()
        .map(|level| Choice::new(level.code(), level.chinese()))
        .collect()
}

/// Reckons with the working days of one office and the timetables of the rounds it sees.
pub(crate) struct Reckoning {
    calendar: Arc<Calendar>,
    today: Day,
    rounds: BTreeMap<PlanId, Option<(Plan, Rules)>>,
}

impl Reckoning {
    /// For an office, as of today.
    pub(crate) fn of(rx: &Rx<'_>, office: &Office) -> Self {
        Self {
            calendar: actions::rules::calendar(rx, office),
            today: rx.today(),
            rounds: BTreeMap::new(),
        }
    }

    /// For the office of a seat.
    ///
    /// # Errors
    /// The database is unavailable.
    pub(crate) fn of_seat(rx: &mut Rx<'_>, seat: Seat) -> store::Result<Self> {
        let office = store::accounts::office(rx, seat.office)?;
        Ok(Self::of(rx, &office))
    }

    /// Working days gone by since then.
    pub(crate) fn waited(&self, since: Timestamp) -> u32 {
        self.calendar.working_days_between(since.day(), self.today)
    }

    /// How much is left until the end of `day`.
    pub(crate) fn left(&self, day: Day) -> Left {
        match day.cmp(&self.today) {
            core::cmp::Ordering::Less => {
                Left::Overdue(self.calendar.working_days_between(day, self.today).max(1))
            }
            core::cmp::Ordering::Equal => Left::Today,
            core::cmp::Ordering::Greater => {
                Left::WorkingDays(self.calendar.working_days_between(self.today, day))
            }
        }
    }

    /// The days that the round's notice, or the texts behind it, give for a step, where they give any.
    ///
    /// # Errors
    /// The database is unavailable.
    pub(crate) fn window(
        &mut self,
        rx: &mut Rx<'_>,
        plan: PlanId,
        (step, level): (StepKind, Level),
    ) -> store::Result<Option<StageDays>> {
        if let std::collections::btree_map::Entry::Vacant(place) = self.rounds.entry(plan) {
            let rules = in_force(rx, plan)?;
            let plan = store::plans::find(rx, plan)?.plan;
            place.insert(rules.map(|rules| (plan, rules)));
        }
        let round = self.rounds.get(&plan).and_then(Option::as_ref);
        let window = round
            .zip(timetable_stage(step))
            .map(|((plan, rules), stage)| plan.window(rules, stage, level));
        Ok(window.flatten())
    }
}

/// The round's rules, or none when its pack is not in force today.
pub(crate) fn in_force(rx: &mut Rx<'_>, plan: PlanId) -> store::Result<Option<Rules>> {
    match actions::rules::of_plan(rx, plan) {
        Ok(rules) => Ok(Some(rules)),
        Err(Error::Refused(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// A case that waits for the office.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    /// Its line.
    pub(crate) row: Row,
    /// The step that is due.
    pub(crate) step: StepKind,
    /// Working days it has waited.
    pub(crate) waited: u32,
    /// Until when the round's notice gives the step, and how much of it is left.
    pub(crate) due: Option<(Day, Left)>,
}

impl Waiting {
    /// Past the day that the notice gives.
    pub(crate) fn is_overdue(&self) -> bool {
        matches!(self.due, Some((_, Left::Overdue(_))))
    }

    /// Its last day is today.
    pub(crate) fn is_due_today(&self) -> bool {
        matches!(self.due, Some((_, Left::Today)))
    }
}

/// What waits for `seat`, most urgent first: by the day it is due, then by how long it has waited.
///
/// # Errors
/// The database is unavailable.
pub(crate) fn waiting(rx: &mut Rx<'_>, seat: Seat) -> store::Result<Vec<Waiting>> {
    let mut reckoning = Reckoning::of_seat(rx, seat)?;
    let rows = store::applications::waiting(rx, seat, &steps_of(seat.role), MOST_WAITING)?;
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(step) = step_of(&row.status) else {
            continue;
        };
        let window = reckoning.window(rx, row.plan, (step, row.level))?;
        let due = window.map(|window| (window.days.to, reckoning.left(window.days.to)));
        cases.push(Waiting {
            step,
            waited: reckoning.waited(row.since),
            due,
            row,
        });
    }
    cases.sort_by_key(|case| {
        (
            case.due.map_or((true, None), |(day, _)| (false, Some(day))),
            case.row.since,
        )
    });
    Ok(cases)
}

/// How many cases [`waiting`] has, without reading them.
///
/// # Errors
/// The database is unavailable.
pub(crate) fn count_waiting(rx: &mut Rx<'_>, seat: Seat) -> store::Result<usize> {
    let count = store::applications::count_waiting(rx, seat, &steps_of(seat.role))?;
    Ok(usize::try_from(count.min(MOST_WAITING)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_officer_has_steps_and_every_step_its_words() {
        for role in super::super::OFFICERS {
            assert!(!steps_of(role).is_empty(), "{role:?}");
        }
        assert!(steps_of(Role::Applicant).is_empty() && steps_of(Role::PanelMember).is_empty());
        for step in STEPS.into_iter().chain(LATER_STEPS) {
            assert_eq!(step_of(step_code(step)), Some(step));
            assert_eq!(status_words(step_code(step)).0, waiting_chinese(step));
        }
        assert_eq!(status_words("returned").0, "待补正");
    }
}
