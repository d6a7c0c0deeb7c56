//! How many persons a unit may recommend for a level (评聘结合, 一(二)), and who stands outside the ratio (九(三)2).

use kernel::{Level, Refusal};
use policy::{Answer, Days, Decision, Facts, Rules, Truth, Value};

use super::{LEVELS, PostPlan, Stage, asked_by};
use crate::refuse;

/// The limit of one level in one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The level.
    pub level: Level,
    /// Vacancies that the approved plan uses; none without an approved plan.
    pub vacancies: Option<u32>,
    /// How many may be recommended.
    pub allowed: u32,
    /// How many have been.
    pub recommended: u32,
    /// The surplus ratio (差额推荐比例), where the round has one.
    pub ratio: Option<Answer<Value>>,
}

/// The limit for `level`; none where the round asks for no posts, or not at this level.
///
/// Without a surplus ratio (AMB-46) the vacancies themselves are the limit: within the post structure (在岗位结构比例内).
#[must_use]
pub fn limit(rules: &Rules, plan: Option<&PostPlan>, level: Level, recommended: u32) -> Option<Limit> {
    if !asked_by(rules) || !LEVELS.contains(&level) {
        return None;
    }
    let approved = plan.filter(|plan| matches!(plan.stage, Stage::Approved { .. }));
    let vacancies = approved.map(|plan| plan.line(level).map_or(0, |line| line.used));
    let ratio = rules.parameter("差额推荐比例", None).ok();
    let base = vacancies.unwrap_or(0);
    let allowed = match ratio.as_ref().map(|answer| &answer.value) {
        Some(Value::Share(share)) => {
            let exact = u64::from(base) * u64::from(share.numerator()) / u64::from(share.denominator());
            u32::try_from(exact).unwrap_or(u32::MAX)
        }
        _ => base,
    };
    Some(Limit {
        level,
        vacancies,
        allowed,
        recommended,
        ratio,
    })
}

impl Limit {
    /// Why one more person cannot be recommended, if so.
    #[must_use]
    pub fn bar(&self, rules: &Rules) -> Option<Refusal> {
        if self.recommended < self.allowed {
            return None;
        }
        let (text, remedy) = match self.vacancies {
            None => (
                format!("本单位还没有经批准的空缺岗位使用方案，不能推荐{}人选", self.level),
                "请先填报空缺岗位，经职代会通过、公示并报主管部门审批；符合乡村教师不受比例限制条件的除外",
            ),
            Some(vacancies) => (
                format!(
                    "{}可使用空岗{vacancies}个，可推荐{}人，已推荐{}人，不能再推荐",
                    self.level, self.allowed, self.recommended
                ),
                "请在岗位结构比例内择优推荐；符合乡村教师不受比例限制条件的除外",
            ),
        };
        Some(refuse(rules, "差额推荐", "POS-001", text).remedy(remedy))
    }
}

/// The pack's rule under which somebody stands outside the ratio for `level`, asked about `facts`; none where the round has
/// no such rule for the level.
#[must_use]
pub fn outside_ratio(rules: &Rules, level: Level, facts: &Facts, days: Days) -> Option<Decision> {
    let name = format!("乡村教师不受比例限制申报{level}");
    rules.law(&name)?;
    rules.evaluate(&name, facts, days).ok()
}

/// Whether that rule holds for sure.
#[must_use]
pub fn is_outside(decision: Option<&Decision>) -> bool {
    decision.is_some_and(|decision| decision.outcome == Truth::Yes)
}
