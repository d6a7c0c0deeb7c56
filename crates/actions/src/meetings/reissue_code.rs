//! The organiser issues a member's sign-in code again.

use kernel::{ExpertId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{issue_code, organised};
use crate::{Result, Verb};

/// 重新发放签到码; the earlier code no longer works.
pub const VERB: Verb = Verb {
    kind: "meetings.reissue_code",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Reissued {
    expert: ExpertId,
}

/// Sends the member a new code; the organiser does not see it.
///
/// # Errors
/// The meeting is not the actor's, the expert is not drawn for it or has signed in.
pub fn reissue_code(tx: &mut Tx<'_>, id: MeetingId, expert: ExpertId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = organised(tx, id)?;
    let meeting = issue_code(tx, meeting, expert)?;
    store::meetings::save(tx, &meeting)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &Reissued { expert }, None)
}
