//! The unit's named examiner verifies the materials, item by item, and bears responsibility (UNT-002, UNT-005).

use domain::applications::{Checked, Verification, check_results};
use kernel::{ApplicationId, Refusals, Role};
use policy::StepKind;
use store::Tx;
use store::outbox;

use super::keep_audit_record::RenderAuditRecord;
use crate::{Error, Result, Verb};

/// Verifies a case at the unit.
pub const VERB: Verb = Verb {
    kind: "applications.verify",
    roles: &[Role::UnitExaminer],
};

/// The examiner's results.
#[derive(Debug, Clone)]
pub struct Verify {
    /// The case.
    pub application: ApplicationId,
    /// One result per item.
    pub results: Vec<Checked>,
    /// The examiner's commitment (审查责任人承诺) was signed.
    pub committed: bool,
}

/// Verifies the materials, keeps the record and sends the case on.
///
/// # Errors
/// An item is unanswered or not sound (return the case instead), names no source where it must, or the commitment is
/// not signed.
pub fn verify(tx: &mut Tx<'_>, cmd: &Verify) -> Result<()> {
    let turn = super::turn(tx, &VERB, cmd.application, StepKind::UnitAudit)?;
    let mut found = match check_results(&cmd.results) {
        Ok(()) => Vec::new(),
        Err(refusals) => refusals.all().to_vec(),
    };
    if !cmd.committed {
        let text = "请阅读并签署审查责任人承诺书";
        found.push(domain::refuse(&turn.rules, "审查责任人", "UNT-003", text).at("committed"));
    }
    Refusals::check(found)?;
    let examiner = tx.actor().person().ok_or(Error::NotFound)?;
    let record = Verification {
        submission: turn.stored.case.submissions,
        results: cmd.results.clone(),
        examiner,
        examiner_name: super::name_of(tx, examiner)?,
        at: tx.now(),
    };
    store::applications::keep_verification(tx, cmd.application, &record)?;
    let job = RenderAuditRecord {
        application: cmd.application,
        submission: record.submission,
    };
    let now = tx.now();
    outbox::queue(tx, &job, now, None)?;
    let ways = cmd
        .results
        .iter()
        .map(|result| format!("{}：{}", result.item.chinese(), result.words()));
    let opinion = ways.collect::<Vec<_>>().join("；");
    super::go_on(tx, &VERB, &turn, StepKind::UnitAudit, ("单位审核通过", &opinion))
}
