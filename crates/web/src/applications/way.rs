//! The way of an application: which office had it, for how long, what came of it; where it is now; what is ahead, each
//! step with its sentence and article.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::applications::{Application, Ending, Leg, Stage, step_code, timetable_stage};
use kernel::{Calendar, Day, OfficeId, Timestamp};
use policy::{Law, StepKind};
use store::Rx;
use store::applications::Visit;

use super::urls::CasePage;
use super::{Own, left_until};
use crate::kit::timeline::{Left, Step, Timeline};
use crate::kit::words::Link;

struct Way<'a> {
    own: &'a Own,
    offices: BTreeMap<OfficeId, String>,
    /// The law of each leg of the route, where the round's rules still name the same steps.
    laws: Vec<Option<Law>>,
    calendar: Arc<Calendar>,
    today: Day,
}

/// The timeline of one's own application; empty before the first submission.
///
/// # Errors
/// The database is unavailable.
pub fn timeline(rx: &mut Rx<'_>, own: &Own) -> store::Result<Timeline> {
    let case = &own.case;
    let visits = store::applications::visits(rx, case.id)?;
    let mut ids: Vec<OfficeId> = case.route.iter().map(|leg| leg.office).collect();
    ids.extend(visits.iter().map(|visit| visit.office));
    ids.sort_unstable();
    ids.dedup();
    let offices = store::accounts::offices(rx, &ids)?;
    let way = Way {
        own,
        offices: offices
            .into_iter()
            .map(|office| (office.id, office.name))
            .collect(),
        laws: laws(own),
        calendar: actions::rules::calendar(rx, &own.unit),
        today: rx.today(),
    };
    Ok(way.draw(&visits))
}

fn laws(own: &Own) -> Vec<Option<Law>> {
    let steps = own
        .rules
        .steps(own.case.target.level, own.unit.layer)
        .unwrap_or_default();
    let mut steps = steps
        .into_iter()
        .filter(|step| step.kind != StepKind::Application);
    let legs = own.case.route.iter();
    legs.map(|leg| {
        steps
            .next()
            .filter(|step| step.kind == leg.step)
            .map(|step| step.law)
    })
    .collect()
}

impl Way<'_> {
    fn case(&self) -> &Application {
        &self.own.case
    }

    fn name(&self, office: OfficeId) -> &str {
        self.offices.get(&office).map_or("", String::as_str)
    }

    fn draw(&self, visits: &[Visit]) -> Timeline {
        let mut steps = Vec::new();
        if let Some(submitted) = self.case().submitted {
            steps.push(Step::done("个人申报", submitted.day()).sentence("第一次提交"));
        }
        steps.extend(visits.iter().filter_map(|visit| self.behind(visit)));
        match &self.case().stage {
            Stage::Draft => {}
            Stage::With { leg } => {
                steps.extend(self.present(*leg));
                steps.extend(self.ahead(leg + 1));
            }
            Stage::Returned { leg, notice } => {
                let due = notice.due.map(Timestamp::day);
                steps.push(self.returned(*leg, due));
                steps.extend(self.ahead(*leg));
            }
            Stage::Ended(Ending::Certified { .. }) => {
                steps.push(Step::done("已发证", self.case().since.day()));
            }
            Stage::Ended(ending) => {
                steps.push(Step::stopped(ending.chinese(), self.case().since.day()));
            }
        }
        Timeline::new(steps)
    }

    fn behind(&self, visit: &Visit) -> Option<Step> {
        let left = visit.left?;
        let legs = self.case().route.iter();
        let kind = legs
            .map(|leg| leg.step)
            .find(|step| step_code(*step) == visit.step);
        let days = self
            .calendar
            .working_days_between(visit.entered.day(), left.day());
        let took = match days {
            0 => "当日办结".to_owned(),
            days => format!("用时 {days} 个工作日"),
        };
        let outcome = visit.outcome.as_deref().filter(|outcome| !outcome.is_empty());
        let mut sentence = match outcome {
            Some(outcome) => format!("{outcome}，{took}。"),
            None => format!("{took}。"),
        };
        let step = match kind {
            Some(kind) => Step::done(kind.chinese(), left.day()).office(self.name(visit.office)),
            None => Step::done("补正材料", left.day()).office("申报人"),
        };
        if let Some(opinion) = &visit.opinion {
            sentence.push_str("意见：");
            sentence.push_str(opinion);
        }
        Some(step.sentence(sentence))
    }

    fn present(&self, at: usize) -> Option<Step> {
        let leg = self.case().route.get(at)?;
        let since = self.case().since.day();
        let due = self.due(leg.step);
        let left = due.map_or(Left::NotSet, |due| left_until(&self.calendar, self.today, due));
        let mut step = Step::current(leg.step.chinese(), since)
            .office(self.name(leg.office))
            .left(left, due);
        if let Some(Some(law)) = self.laws.get(at) {
            step = step.sentence(&law.sentence).under(law.article.clone());
        }
        Some(match self.case().route.get(at + 1) {
            Some(next) => step.next(self.short(next)),
            None => step,
        })
    }

    fn returned(&self, leg: usize, due: Option<Day>) -> Step {
        let left = due.map_or(Left::NotSet, |due| left_until(&self.calendar, self.today, due));
        let step = Step::current("补正材料", self.case().since.day())
            .office("申报人")
            .left(left, due);
        let id = self.case().id;
        let step = step.action(Link::new("查看要补正的内容", CasePage { id }));
        match self.case().route.get(leg) {
            Some(leg) => step.next(format!("补正提交后回到{}", self.short(leg))),
            None => step,
        }
    }

    fn ahead(&self, from: usize) -> Vec<Step> {
        let legs = self.case().route.iter().enumerate().skip(from);
        legs.map(|(index, leg)| {
            let step = Step::ahead(leg.step.chinese()).office(self.name(leg.office));
            match self.laws.get(index) {
                Some(Some(law)) => step.sentence(&law.sentence).under(law.article.clone()),
                _ => step,
            }
        })
        .collect()
    }

    fn short(&self, leg: &Leg) -> String {
        format!("{}（{}）", leg.step.chinese(), self.name(leg.office))
    }

    /// The last day that the round's notice gives for a step.
    fn due(&self, step: StepKind) -> Option<Day> {
        let stage = timetable_stage(step).unwrap_or(step.chinese());
        let own = self.own;
        let window = own.plan.window(&own.rules, stage, self.case().target.level);
        window.map(|window| window.days.to)
    }
}
