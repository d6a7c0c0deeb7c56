//! Walking the route: submit, advance, resubmit, withdraw, end.

use kernel::{Refusal, Refusals, Timestamp};
use policy::{Rules, StepKind};
use serde::Serialize;

use super::{Application, Ending, Leg, Stage};
use crate::{Changed, refuse};

/// An application was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Submitted {
    /// Which submission, from 1.
    pub number: u32,
    /// SHA-256 of exactly what was sent.
    pub digest: String,
    /// The legs it will walk.
    pub route: Vec<Leg>,
}

/// A corrected application was sent back to the office that returned it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resubmitted {
    /// Which submission.
    pub number: u32,
    /// SHA-256 of exactly what was sent.
    pub digest: String,
    /// The step it goes to again.
    pub step: StepKind,
    /// After the deadline (flag only, AMB-32).
    pub late: bool,
}

/// An application was withdrawn by the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Withdrawn {
    /// The status it was withdrawn from.
    pub from: &'static str,
}

/// A step was done and the case went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advanced {
    /// The step that was done.
    pub done: StepKind,
    /// The step that comes next.
    pub next: Option<StepKind>,
}

/// An application ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ended {
    /// The status it ended from.
    pub from: &'static str,
    /// How.
    #[serde(flatten)]
    pub ending: Ending,
}

impl Application {
    /// Submits a draft along `route`.
    ///
    /// # Errors
    /// It is not a draft, or the route is empty.
    pub fn submit(
        self,
        route: Vec<Leg>,
        digest: &str,
        now: Timestamp,
    ) -> Result<Changed<Self, Submitted>, Refusals> {
        if self.stage != Stage::Draft {
            let refusal = Refusal::new(format!("该申报目前“{}”，不能重复提交", self.status_chinese()));
            return Err(refusal.rule("MAT-001").into());
        }
        if route.is_empty() {
            return Err(Refusal::new("本轮没有规定办理程序，暂不能提交")
                .rule("CHN-017")
                .into());
        }
        let number = self.submissions + 1;
        let event = Submitted {
            number,
            digest: digest.to_owned(),
            route: route.clone(),
        };
        let state = Self {
            route,
            reached: self.reached.max(1),
            stage: Stage::With { leg: 0 },
            since: now,
            submitted: self.submitted.or(Some(now)),
            submissions: number,
            ..self
        };
        Ok(Changed::new(state, event))
    }

    /// Sends a corrected application back to the office that returned it.
    ///
    /// # Errors
    /// It was not returned, or the organiser's deadline is over (视为放弃).
    pub fn resubmit(
        self,
        digest: &str,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Changed<Self, Resubmitted>, Refusals> {
        let Stage::Returned { leg, notice } = &self.stage else {
            let refusal = Refusal::new(format!(
                "该申报目前“{}”，没有需要补正的内容",
                self.status_chinese()
            ));
            return Err(refusal.rule("MAT-031").into());
        };
        let late = notice.due.is_some_and(|due| now > due);
        if late && notice.abandons {
            let sentence = "补正期限已过，视为放弃申报";
            return Err(refuse(rules, "补正逾期", "SUP-005", sentence).into());
        }
        let (leg, number) = (*leg, self.submissions + 1);
        let step = self.route.get(leg).map_or(StepKind::UnitAudit, |leg| leg.step);
        let event = Resubmitted {
            number,
            digest: digest.to_owned(),
            step,
            late,
        };
        let state = Self {
            stage: Stage::With { leg },
            since: now,
            submissions: number,
            ..self
        };
        Ok(Changed::new(state, event))
    }

    /// Takes the application back into a draft, before the organiser has accepted it.
    ///
    /// # Errors
    /// It is a draft, was accepted already, or has ended.
    pub fn withdraw(self, now: Timestamp) -> Result<Changed<Self, Withdrawn>, Refusals> {
        let from = self.status();
        let accepted = self.route.iter().position(|leg| leg.step == StepKind::Review);
        let open = match self.stage {
            Stage::With { leg } | Stage::Returned { leg, .. } => accepted.is_none_or(|review| leg < review),
            Stage::Draft | Stage::Ended(_) => false,
        };
        if !open {
            let refusal = Refusal::new(format!("该申报目前“{}”，不能撤回", self.status_chinese()));
            return Err(refusal.remedy("已受理的申报请联系评委会组建单位").into());
        }
        let state = Self {
            stage: Stage::Draft,
            since: now,
            ..self
        };
        Ok(Changed::new(state, Withdrawn { from }))
    }

    /// The step was done: the case goes to the next leg.
    ///
    /// # Errors
    /// The case does not stand at `step`.
    pub fn advance(self, step: StepKind, now: Timestamp) -> Result<Changed<Self, Advanced>, Refusals> {
        self.require(step)?;
        let Stage::With { leg } = self.stage else {
            return Err(Refusal::new("该申报不在办理中").into());
        };
        let next = self.route.get(leg + 1).map(|leg| leg.step);
        if next.is_none() {
            return Err(Refusal::new("该申报已到最后一步").rule("CHN-017").into());
        }
        let reached = self.reached.max(leg + 2);
        let state = Self {
            stage: Stage::With { leg: leg + 1 },
            reached,
            since: now,
            ..self
        };
        Ok(Changed::new(state, Advanced { done: step, next }))
    }

    /// Ends the case.
    ///
    /// # Errors
    /// It has ended already, or was never submitted.
    pub fn end(self, ending: Ending, now: Timestamp) -> Result<Changed<Self, Ended>, Refusals> {
        if matches!(self.stage, Stage::Draft | Stage::Ended(_)) {
            let refusal = Refusal::new(format!("该申报目前“{}”，不能再作决定", self.status_chinese()));
            return Err(refusal.into());
        }
        let from = self.status();
        let state = Self {
            stage: Stage::Ended(ending),
            since: now,
            ..self
        };
        Ok(Changed::new(state, Ended { from, ending }))
    }

    /// Ends a case whose organiser's deadline has passed without a correction.
    ///
    /// # Errors
    /// It is not waiting for such a correction, or the deadline has not passed.
    pub fn abandon(self, now: Timestamp) -> Result<Changed<Self, Ended>, Refusals> {
        let overdue = match &self.stage {
            Stage::Returned { notice, .. } => notice.abandons && notice.due.is_some_and(|due| now > due),
            Stage::Draft | Stage::With { .. } | Stage::Ended(_) => false,
        };
        if overdue {
            self.end(Ending::Abandoned, now)
        } else {
            Err(Refusal::new("补正期限未到，不能作放弃处理")
                .rule("SUP-005")
                .into())
        }
    }
}
