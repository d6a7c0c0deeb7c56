//! A member registers the device they vote with before three tellers.

use ballot::Digest;
use kernel::{ExpertId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::as_member;
use crate::{Result, Verb};

/// 登记投票设备: the public key with which the seat's ballot is signed (VOT-001, VOT-003).
pub const VERB: Verb = Verb {
    kind: "meetings.certify_seat",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Certified {
    expert: ExpertId,
    key: Digest,
}

/// Keeps the public key of the actor's device for their seat, in place of an earlier one.
///
/// # Errors
/// The actor is not drawn for the meeting or has not signed in, voting has begun, or the key is not one.
pub fn certify_seat(tx: &mut Tx<'_>, id: MeetingId, key: Digest) -> Result<()> {
    VERB.permit(tx.actor())?;
    let (meeting, expert) = as_member(tx, id)?;
    let meeting = meeting.decide(|was| was.certify_seat(expert, key))?;
    store::meetings::save(tx, &meeting)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &Certified { expert, key }, None)
}
