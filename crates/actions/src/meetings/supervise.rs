//! The supervisor signs for the conduct of the meeting.

use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::supervised;
use crate::{Error, Result, Verb};

/// 监督员签字 (第四十四条, DRW-004).
pub const VERB: Verb = Verb {
    kind: "meetings.supervise",
    roles: &[Role::Supervisor],
};

#[derive(Serialize)]
struct Supervised {}

/// Signs.
///
/// # Errors
/// The actor does not supervise the meeting, or the result is not announced.
pub fn supervise(tx: &mut Tx<'_>, id: MeetingId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = supervised(tx, id)?;
    let (by, now) = (tx.actor().person().ok_or(Error::NotFound)?, tx.now());
    let meeting = meeting.decide(|was| was.supervise(by, now))?;
    store::meetings::save(tx, &meeting)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &Supervised {}, None)
}
