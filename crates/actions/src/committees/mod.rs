//! Committees and their expert pools.

pub mod add_expert;
pub mod approve;
pub mod approve_pool;
pub mod file_pool;
pub mod register;
pub mod remove_expert;
pub mod return_pool;
pub mod return_registration;

use domain::committees::{Committee, access};
use kernel::{CommitteeId, OfficeId};
use policy::{Office, Rules};
use store::{Kept, Rx, Tx};

use crate::{Error, Result};

/// The committee, if the actor's office organises it; otherwise there is none for them.
fn managed(tx: &mut Tx<'_>, id: CommitteeId) -> Result<Kept<Committee>> {
    let committee = store::committees::find(tx, id)?;
    if access::may_manage(tx.actor(), &committee) {
        Ok(committee)
    } else {
        Err(Error::NotFound)
    }
}

/// The committee, if the actor's office is its filing authority; otherwise there is none for them.
fn filed_with(tx: &mut Tx<'_>, id: CommitteeId) -> Result<Kept<Committee>> {
    let committee = store::committees::find(tx, id)?;
    if access::may_file(tx.actor(), &committee) {
        Ok(committee)
    } else {
        Err(Error::NotFound)
    }
}

/// The hash of the rules a decision was made under, as the journal keeps it.
pub(crate) fn pack_of(rules: &Rules) -> String {
    rules.hash().to_string()
}

/// The organisation that `office` stands for, seen from the organiser: the title office or industry department of a
/// layer is the one for the organiser's area; what no area determines must be `named`.
///
/// # Errors
/// No organisation of the area is registered and none is named, or the organiser is not registered.
pub(crate) fn organisation_for(
    rx: &mut Rx<'_>,
    office: Office,
    organiser: OfficeId,
    named: Option<OfficeId>,
) -> Result<OfficeId> {
    let from = store::accounts::office(rx, organiser)?;
    match (crate::rules::resolve(rx, office, &from, organiser), named) {
        (Err(Error::Refused(_)), Some(named)) => Ok(store::accounts::office(rx, named)?.id),
        (outcome, _) => outcome,
    }
}
