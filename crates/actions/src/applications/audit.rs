//! Department, series office and title office audit three aspects each and send the case on (SUP-001, SUP-002).

use kernel::{ApplicationId, Refusal, Refusals, Role};
use policy::StepKind;
use store::Tx;

use crate::{Result, Verb};

/// Audits a case.
pub const VERB: Verb = Verb {
    kind: "applications.audit",
    roles: &[Role::Department, Role::SeriesOffice, Role::TitleOffice],
};

/// What an office looks at.
pub const ASPECTS: [&str; 3] = ["推荐程序", "材料真实完整规范", "推荐对象基本条件"];

/// An office's audit.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The case.
    pub application: ApplicationId,
    /// One verdict per aspect of [`ASPECTS`].
    pub sound: [bool; 3],
    /// The opinion.
    pub opinion: String,
}

/// Audits the case; every aspect must be in order, a faulty case is returned instead.
///
/// # Errors
/// It is not the office's turn, an aspect is not in order, or the opinion is empty.
pub fn audit(tx: &mut Tx<'_>, cmd: &Audit) -> Result<()> {
    let actor = *tx.actor();
    let standing = store::applications::visible(tx, &actor, cmd.application)?
        .case
        .standing_at();
    let steps = [
        StepKind::DepartmentAudit,
        StepKind::SeriesOfficeAudit,
        StepKind::TitleOfficeAudit,
    ];
    let step = standing.map(|leg| leg.step).filter(|step| steps.contains(step));
    let turn = super::turn(
        tx,
        &VERB,
        cmd.application,
        step.unwrap_or(StepKind::DepartmentAudit),
    )?;
    let step = step.unwrap_or(StepKind::DepartmentAudit);
    let faulty = ASPECTS
        .iter()
        .zip(cmd.sound)
        .enumerate()
        .filter(|(_, (_, sound))| !sound);
    let found = faulty.map(|(index, (aspect, _))| {
        let text = format!("“{aspect}”未通过审核，不能上报");
        domain::refuse(&turn.rules, "审核三方面", "SUP-002", text)
            .at(format!("sound.{index}"))
            .remedy("请退回申报人，一次列全需要补正的内容")
    });
    let mut found: Vec<Refusal> = found.collect();
    if cmd.opinion.trim().is_empty() {
        found.push(Refusal::new("请填写审核意见").at("opinion"));
    }
    Refusals::check(found)?;
    let outcome = format!("{}通过", step.chinese());
    super::go_on(tx, &VERB, &turn, step, (&outcome, &cmd.opinion))
}
