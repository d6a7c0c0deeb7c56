//! What a round says about its fee: amount, moment, period, and what follows when nobody pays.

use kernel::{Level, Money};
use policy::{Answer, NotSet, Rules, StepKind};

/// The value of 未缴费处理 under which an unpaid case is not accepted.
pub const NOT_ACCEPTED: &str = "不予受理";

/// The amount for a level, with the approved standard behind it (FEE-001, FEE-002, FEE-004).
///
/// # Errors
/// No text gives one for this round and nobody has entered it.
pub fn amount(rules: &Rules, level: Level) -> Result<Answer<Money>, NotSet> {
    rules.fee(level)
}

/// The step at which the fee falls due (缴费环节). No text names one: the office in charge does, with its ground.
///
/// # Errors
/// Nobody has named it, or what was named is no step.
pub fn due_step(rules: &Rules) -> Result<Answer<StepKind>, NotSet> {
    let answer = rules.text("缴费环节")?;
    let step = StepKind::from_chinese(answer.value.trim());
    match step.filter(|step| may_fall_due_at(*step)) {
        Some(step) => Ok(Answer {
            value: step,
            law: answer.law,
            origin: answer.origin,
        }),
        None => Err(NotSet {
            name: "缴费环节".to_owned(),
            kind: policy::Kind::Text,
            why: format!(
                "“{}”不是可以缴费的环节，请填写单位审核至评审之间的环节名称，如“受理审核”",
                answer.value
            ),
            law: Some(Box::new(answer.law)),
        }),
    }
}

/// A fee falls due after the application is sent and at the latest when the case waits for review.
const fn may_fall_due_at(step: StepKind) -> bool {
    !matches!(
        step,
        StepKind::Application | StepKind::ResultPublicity | StepKind::Confirmation | StepKind::Issue
    )
}

/// How long one may take to pay, in working days from the order (缴费期限).
///
/// # Errors
/// No text gives a period and nobody has entered one.
pub fn period(rules: &Rules) -> Result<Answer<u32>, NotSet> {
    rules.working_days("缴费期限")
}

/// The rule that an unpaid case is not accepted, where the round has it.
#[must_use]
pub fn bars_acceptance(rules: &Rules) -> Option<Answer<String>> {
    let answer = rules.text("未缴费处理").ok()?;
    (answer.value.trim() == NOT_ACCEPTED).then_some(answer)
}

/// Who need not pay (减免评审费).
///
/// # Errors
/// No text provides for it and nobody has entered anything.
pub fn waivers(rules: &Rules) -> Result<Answer<String>, NotSet> {
    rules.text("减免评审费")
}

/// When a fee is paid back (退费办法).
///
/// # Errors
/// No text provides for it and nobody has entered anything.
pub fn refunds(rules: &Rules) -> Result<Answer<String>, NotSet> {
    rules.text("退费办法")
}
