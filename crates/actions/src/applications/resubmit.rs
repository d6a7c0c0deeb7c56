//! Sends a corrected application back to the office that returned it.

use kernel::{ApplicationId, Refusals, Role};
use policy::Days;
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};

use super::eligibility;
use super::submit::Receipt;
use crate::{Result, Verb, rules};

/// Resubmits an application.
pub const VERB: Verb = Verb {
    kind: "applications.resubmit",
    roles: &[Role::Applicant],
};

/// Resubmits after a correction; `agreed` says that the commitment was signed anew.
///
/// # Errors
/// Nothing was to be corrected, the organiser's deadline is over, or the case is not eligible or complete.
pub fn resubmit(tx: &mut Tx<'_>, id: ApplicationId, agreed: bool) -> Result<Receipt> {
    let stored = super::own(tx, &VERB, id)?;
    let plan = store::plans::find(tx, stored.case.plan)?.plan;
    let rules = rules::of(tx, &plan)?;
    let dossier = store::dossier::of_person(tx, stored.case.applicant)?;
    let text = super::submit::content(tx, &stored.case, dossier.clone(), &rules)?;
    let digest = journal::digest_of(&text);
    let mut changed = stored.case.clone().resubmit(&digest, &rules, tx.now())?;
    let mut found = Vec::new();
    if !agreed {
        let sentence = "请阅读并签署诚信承诺书";
        found.push(domain::refuse(&rules, "诚信承诺", "MAT-001", sentence).at("agreed"));
    }
    // The bars are asked from the first submission on: what arose in between counts (第十七条).
    let first = stored
        .case
        .submitted
        .map_or_else(|| tx.today(), kernel::Timestamp::day);
    let days = Days::between(first, tx.today());
    let eligible = eligibility::of_library(tx, (&stored.case, &dossier), &plan, &rules, days)?;
    found.extend(eligible.refusals());
    Refusals::check(found)?;
    changed.state.committed = Some(tx.now());
    let number = changed.state.submissions;
    store::applications::add_submission(tx, id, number, &digest, &text)?;
    let outcome = if changed.event.late {
        "逾期补正后再次提交"
    } else {
        "补正后再次提交"
    };
    let handling = Handling {
        outcome,
        ..Handling::default()
    };
    store::applications::save(tx, &stored, &changed.state, &handling)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, Some(&hash))?;
    super::tell_holder(tx, &changed.state)?;
    Ok(Receipt {
        application: id,
        number,
        at: tx.now(),
        digest,
    })
}
