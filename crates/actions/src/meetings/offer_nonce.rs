//! Organiser and supervisor each enter the digest of a secret number.

use domain::meetings::{DrawParty, access};
use draw::Digest;
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{allowed, party, running_draw};
use crate::{Result, Verb};

/// 登记随机数摘要.
pub const VERB: Verb = Verb {
    kind: "meetings.offer_nonce",
    roles: &[Role::Organiser, Role::Supervisor],
};

#[derive(Serialize)]
struct Offered {
    attempt: i32,
    party: DrawParty,
    digest: String,
}

/// Enters the digest (see [`draw::nonce_digest`]) of the actor's number; the number stays with them.
///
/// # Errors
/// The actor neither organises nor supervises, or the domain refuses.
pub fn offer_nonce(tx: &mut Tx<'_>, id: MeetingId, digest: Digest) -> Result<()> {
    VERB.permit(tx.actor())?;
    allowed(tx, id, access::may_see_members)?;
    let party = party(tx.actor());
    let draw = running_draw(tx, id)?.decide(|was| was.offer(party, digest))?;
    store::meetings::draws::save(tx, &draw)?;
    let body = Offered {
        attempt: draw.attempt,
        party,
        digest: digest.to_string(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
