//! The presider announces the result.

use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::presided;
use crate::{Error, Result, Verb};

/// 宣布投票结果并签字 (MTG-006, VOT-005).
pub const VERB: Verb = Verb {
    kind: "meetings.announce",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Announced {
    results: String,
}

/// Announces and signs the result.
///
/// # Errors
/// The actor does not preside, or nothing is counted.
pub fn announce(tx: &mut Tx<'_>, id: MeetingId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = presided(tx, id)?;
    let (by, now) = (tx.actor().person().ok_or(Error::NotFound)?, tx.now());
    let meeting = meeting.decide(|was| was.announce(by, now))?;
    store::meetings::save(tx, &meeting)?;
    let results = meeting.outcome().map(|outcome| &outcome.results);
    let body = Announced {
        results: journal::digest_of(&serde_json::to_string(&results)?),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
