//! The program keeps the minutes of a sealed meeting as a file.

use domain::meetings::Meeting;
use kernel::{FileId, MeetingId};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Keeping the file; done by the program.
pub const VERB: Verb = Verb {
    kind: "meetings.keep_minutes",
    roles: &[],
};

#[derive(Serialize)]
struct Kept {
    file: FileId,
    digest: String,
}

/// Keeps `pdf` as the minutes (会议记录, MTG-007) of meeting `id`, in the name of who affixed the seal. Minutes that are
/// there already stay, so that making them twice changes nothing.
///
/// # Errors
/// Somebody other than the program asks, there is no such meeting, it is not sealed, or the disk is unavailable.
pub fn keep_minutes(tx: &mut Tx<'_>, id: MeetingId, pdf: &[u8]) -> Result<FileId> {
    VERB.permit_program(tx.actor())?;
    let meeting = store::meetings::find_to_change(tx, id)?;
    if let Some(kept) = meeting.minutes_file {
        return Ok(kept);
    }
    let sealed = meeting.outcome().and_then(|outcome| outcome.sealed.as_ref());
    let owner = sealed.ok_or(Error::NotFound)?.by;
    let name = format!("{}.pdf", meeting.minutes_number());
    let stored = store::files::store(tx, owner, &name, "application/pdf", pdf)?;
    let meeting = meeting.decide(|was| -> Result<_> {
        Ok(Meeting {
            minutes_file: Some(stored.id),
            ..was
        })
    })?;
    store::meetings::save(tx, &meeting)?;
    let body = Kept {
        file: stored.id,
        digest: stored.digest,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)?;
    Ok(stored.id)
}
