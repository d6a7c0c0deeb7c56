//! An organiser applies for a committee, or hands in a corrected application.

use domain::committees::{Committee, Declared};
use kernel::{CommitteeId, OfficeId, Role};
use policy::Rules;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{managed, organisation_for, pack_of};
use crate::{Error, Result, Verb};

/// 申请核准备案 (COM-001, COM-007).
pub const VERB: Verb = Verb {
    kind: "committees.register",
    roles: &[Role::Organiser],
};

/// What to register.
#[derive(Debug, Clone)]
pub struct Register {
    /// The returned committee that is corrected; none for a new one.
    pub committee: Option<CommitteeId>,
    /// What is filed.
    pub declared: Declared,
    /// The filing authority where the organiser's area does not determine it.
    pub filing_office: Option<OfficeId>,
}

#[derive(Serialize)]
struct Registered {
    grade: &'static str,
    filing_office: OfficeId,
    declared: String,
}

/// Registers a committee with its filing authority.
///
/// # Errors
/// The domain refuses the contents, nobody is named to file with, or the committee is not the actor's.
pub fn register(tx: &mut Tx<'_>, rules: &Rules, cmd: Register) -> Result<CommitteeId> {
    let seat = VERB.permit(tx.actor())?;
    let today = tx.today();
    let text = serde_json::to_string(&cmd.declared)?;
    let committee = match cmd.committee {
        Some(id) => {
            let kept = managed(tx, id)?.decide(|was| was.resubmit(cmd.declared, rules, today))?;
            store::committees::save(tx, &kept)?;
            kept.into_inner()
        }
        None => {
            let layer = store::accounts::office(tx, seat.office)?.layer;
            let authority = rules.filing(cmd.declared.grade.level(), layer);
            let authority = authority.map_err(|not_set| Error::from(not_set.refusal()))?;
            let office = organisation_for(tx, authority.value, seat.office, cmd.filing_office)?;
            let id = tx.new_id();
            let made = Committee::register(id, seat.office, office, cmd.declared, rules, today)?;
            store::committees::add(tx, &made)?;
            made
        }
    };
    let body = Registered {
        grade: committee.declared.grade.code(),
        filing_office: committee.filing_office,
        declared: journal::digest_of(&text),
    };
    journal::record(
        tx,
        &Subject::of(committee.id),
        VERB.kind,
        &body,
        Some(&pack_of(rules)),
    )?;
    Ok(committee.id)
}
