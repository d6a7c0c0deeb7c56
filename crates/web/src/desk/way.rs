//! The way of a case: which office had it, since when, what comes next, each step with its article.

use std::collections::BTreeMap;

use domain::applications::{Application, Ending, Stage, step_code};
use kernel::{Article, Layer, OfficeId, Timestamp};
use policy::{Rules, StepKind};
use store::applications::Visit;

use super::standing::Reckoning;
use crate::kit::timeline::{Left, Step, Timeline};

/// What the way is drawn from.
pub(super) struct Way<'a> {
    pub(super) case: &'a Application,
    pub(super) visits: &'a [Visit],
    pub(super) offices: &'a BTreeMap<OfficeId, String>,
    pub(super) rules: Option<&'a Rules>,
    pub(super) layer: Layer,
    pub(super) reckoning: &'a Reckoning,
    /// The last day that the notice gives for the present step.
    pub(super) due: Option<kernel::Day>,
}

impl Way<'_> {
    /// The timeline.
    pub(super) fn timeline(&self) -> Timeline {
        let mut steps = Vec::new();
        if let Some(submitted) = self.case.submitted {
            steps.push(Step::done("提交申报", submitted.day()).office("申报人"));
        }
        let articles = self.articles();
        for (index, leg) in self.case.route.iter().enumerate() {
            let mut step = self.step(index, leg.step, leg.office);
            if let Some(Some(article)) = articles.get(index) {
                step = step.under(article.clone());
            }
            steps.push(step);
        }
        if let Stage::Ended(ending) = &self.case.stage
            && !matches!(ending, Ending::Certified { .. })
        {
            steps.truncate(self.case.reached + 1);
            steps.push(Step::stopped(ending.chinese(), self.case.since.day()));
        }
        Timeline::new(steps)
    }

    /// The article of each leg, where the round's rules still name the same steps.
    fn articles(&self) -> Vec<Option<Article>> {
        let steps = self
            .rules
            .map(|rules| rules.steps(self.case.target.level, self.layer));
        let steps = match steps {
            Some(Ok(steps)) => steps,
            Some(Err(_)) | None => Vec::new(),
        };
        let mut steps = steps
            .into_iter()
            .filter(|step| step.kind != StepKind::Application)
            .collect::<Vec<_>>();
        if steps.len() != self.case.route.len() {
            steps.clear();
        }
        let legs = self.case.route.iter().enumerate();
        legs.map(|(index, leg)| {
            let step = steps.get(index).filter(|step| step.kind == leg.step)?;
            Some(step.law.article.clone())
        })
        .collect()
    }

    fn step(&self, index: usize, kind: StepKind, office: OfficeId) -> Step {
        let title = kind.chinese();
        let name = self.offices.get(&office).cloned().unwrap_or_default();
        let here = self.visits_at(kind, office);
        let present = match &self.case.stage {
            Stage::With { leg } => Some((*leg, false)),
            Stage::Returned { leg, .. } => Some((*leg, true)),
            Stage::Draft | Stage::Ended(_) => None,
        };
        let step = match present {
            Some((leg, false)) if leg == index => self.current(title, &name),
            Some((leg, true)) if leg == index => self.returned(&name),
            Some((leg, _)) if index > leg => return Step::ahead(title).office(name),
            _ => match here.iter().rev().find_map(|visit| visit.left) {
                Some(left) => done(title, left, &name, &here),
                None => return Step::ahead(title).office(name),
            },
        };
        here.iter().fold(step, |step, visit| events(step, visit))
    }

    /// The visits at one leg: two legs of the same kind have different offices.
    fn visits_at(&self, kind: StepKind, office: OfficeId) -> Vec<&Visit> {
        let at = |visit: &&Visit| visit.step == step_code(kind) && visit.office == office;
        self.visits.iter().filter(at).collect()
    }

    fn current(&self, title: &str, office: &str) -> Step {
        let waited = self.reckoning.waited(self.case.since);
        let left = self.due.map_or(Left::NotSet, |day| self.reckoning.left(day));
        Step::current(title, self.case.since.day())
            .office(office)
            .left(left, self.due)
            .sentence(format!("已等待 {waited} 个工作日。"))
    }

    fn returned(&self, office: &str) -> Step {
        let due = match &self.case.stage {
            Stage::Returned { notice, .. } => notice.due.map(Timestamp::day),
            Stage::Draft | Stage::With { .. } | Stage::Ended(_) => None,
        };
        let left = due.map_or(Left::NotSet, |day| self.reckoning.left(day));
        Step::current("补正材料", self.case.since.day())
            .office("申报人")
            .left(left, due)
            .next(format!("补正后回到{office}"))
    }
}

fn done(title: &str, left: Timestamp, office: &str, visits: &[&Visit]) -> Step {
    let outcome = visits.iter().rev().find_map(|visit| visit.outcome.clone());
    let step = Step::done(title, left.day()).office(office);
    match outcome {
        Some(outcome) => step.sentence(outcome),
        None => step,
    }
}

fn events(step: Step, visit: &Visit) -> Step {
    let step = step.event(visit.entered.minute_text(), "收到");
    match (visit.left, &visit.outcome) {
        (Some(left), Some(outcome)) if !outcome.is_empty() => step.event(left.minute_text(), outcome.clone()),
        (Some(left), _) => step.event(left.minute_text(), "申报人撤回"),
        (None, _) => step,
    }
}
