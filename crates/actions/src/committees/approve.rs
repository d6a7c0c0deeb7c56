//! The filing authority approves a committee.

use domain::committees::{Filing, access};
use kernel::{CommitteeId, Day};
use policy::Rules;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{filed_with, pack_of};
use crate::{Result, Verb};

/// 核准备案 (COM-006).
pub const VERB: Verb = Verb {
    kind: "committees.approve",
    roles: &access::FILING_ROLES,
};

#[derive(Serialize)]
struct Approved {
    code: String,
    from: Day,
    to: Day,
    document: String,
    size_consent: bool,
}

/// Approves the committee and gives its filing number, code and validity.
///
/// # Errors
/// The actor is not its filing authority, or the domain refuses the filing.
pub fn approve(tx: &mut Tx<'_>, rules: &Rules, id: CommitteeId, filing: Filing) -> Result<()> {
    VERB.permit(tx.actor())?;
    let body = Approved {
        code: filing.code.clone(),
        from: filing.from,
        to: filing.to,
        document: journal::digest_of(&filing.number),
        size_consent: filing.size_consent.is_some(),
    };
    let committee = filed_with(tx, id)?.decide(|was| was.approve(filing, rules))?;
    store::committees::save(tx, &committee)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
