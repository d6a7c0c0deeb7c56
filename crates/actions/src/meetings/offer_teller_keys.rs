//! Supervisor or elected teller registers the keys of the device they count with.

use ballot::Digest;
use ballot::tellers::TellerKeys;
use domain::meetings::access;
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// 登记计票密钥 (VOT-001).
pub const VERB: Verb = Verb {
    kind: "meetings.offer_teller_keys",
    roles: &[Role::Supervisor, Role::Expert],
};

#[derive(Serialize)]
struct Offered {
    teller: usize,
    sealing: Digest,
    signing: Digest,
}

/// Keeps the public keys of the actor's device: to the one shares are sealed, with the other sums are signed. The secret
/// stays on the device.
///
/// # Errors
/// The actor is none of the tellers, voting has begun, or the keys are not usable.
pub fn offer_teller_keys(tx: &mut Tx<'_>, id: MeetingId, sealing: Digest, signing: Digest) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = store::meetings::find_to_change(tx, id)?;
    let teller = access::teller(tx.actor(), &meeting).ok_or(Error::NotFound)?;
    let keys = TellerKeys {
        name: meeting.teller_name(teller),
        sealing,
        signing,
    };
    let meeting = meeting.decide(|was| was.offer_teller_keys(teller, keys))?;
    store::meetings::save(tx, &meeting)?;
    let body = Offered {
        teller,
        sealing,
        signing,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
