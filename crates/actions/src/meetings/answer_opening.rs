//! The filing authority answers an opening request.

use domain::committees::access::FILING_ROLES;
use domain::meetings::access;
use kernel::MeetingId;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::allowed;
use crate::{Result, Verb};

/// 答复开评申请.
pub const VERB: Verb = Verb {
    kind: "meetings.answer_opening",
    roles: &FILING_ROLES,
};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 同意开评
    Agreed,
    /// 不同意, with the reason
    Declined(String),
}

#[derive(Serialize)]
struct Answered {
    agreed: bool,
    reason: Option<String>,
}

/// Answers the request; a declined one frees its cases.
///
/// # Errors
/// The actor is not the filing authority, or the domain refuses the answer.
pub fn answer_opening(tx: &mut Tx<'_>, id: MeetingId, answer: &Answer) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = allowed(tx, id, access::may_file)?;
    let today = tx.today();
    let meeting = match answer {
        Answer::Agreed => meeting.decide(|was| was.open(today))?,
        Answer::Declined(reason) => {
            store::meetings::free_agenda(tx, id)?;
            meeting.decide(|was| was.decline(reason, today))?
        }
    };
    store::meetings::save(tx, &meeting)?;
    let body = match answer {
        Answer::Agreed => Answered {
            agreed: true,
            reason: None,
        },
        Answer::Declined(reason) => Answered {
            agreed: false,
            reason: Some(journal::digest_of(reason.trim())),
        },
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
