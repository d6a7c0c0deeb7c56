//! The organiser publishes the commitment of a draw.

use draw::{Digest, Source};
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{organised, running_draw};
use crate::{Error, Result, Verb};

/// 公布抽取承诺.
pub const VERB: Verb = Verb {
    kind: "meetings.commit_draw",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Committed {
    attempt: i32,
    commitment: String,
    sources: Vec<Source>,
}

/// Commits to pool, rules, list, both digests and the sources of the public number; answers what is published.
///
/// # Errors
/// The meeting is not the actor's, or the domain refuses.
pub fn commit_draw(tx: &mut Tx<'_>, id: MeetingId, sources: Vec<Source>) -> Result<Digest> {
    VERB.permit(tx.actor())?;
    organised(tx, id)?;
    let now = tx.now();
    let draw = running_draw(tx, id)?.decide(|was| was.commit(sources, now))?;
    store::meetings::draws::save(tx, &draw)?;
    let made = draw.committed.as_ref().map(|made| &made.commitment);
    let made = made.ok_or_else(|| Error::broken("a committed draw has no commitment"))?;
    let digest = made.digest();
    let body = Committed {
        attempt: draw.attempt,
        commitment: digest.to_string(),
        sources: made.sources.clone(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)?;
    Ok(digest)
}
