//! One of two people keys in the count sheet of the paper ballots.

use std::collections::BTreeMap;

use ballot::{ItemId, Keying, SheetLine};
use domain::meetings::Poll;
use kernel::{ApplicationId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::organised;
use crate::{Error, Result, Verb};

/// 录入计票单 (VOT-001).
pub const VERB: Verb = Verb {
    kind: "meetings.key_in",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Keyed {
    sheets: usize,
}

/// Keys in the actor's own count; a second person of the office keys in theirs without seeing it.
///
/// # Errors
/// The meeting is not the actor's, no paper vote is open, the sheet does not fit it, or two others have keyed in already.
pub fn key_in(
    tx: &mut Tx<'_>,
    id: MeetingId,
    papers: u32,
    lines: &BTreeMap<ApplicationId, SheetLine>,
) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = organised(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let by = tx.actor().person().ok_or(Error::NotFound)?.to_string();
    let lines = lines.iter().map(|(case, line)| (ItemId(case.to_string()), *line));
    let sheet = Keying {
        by,
        papers,
        lines: lines.collect(),
    };
    let meeting = meeting.decide(|was| was.key_in(sheet, rules))?;
    store::meetings::save(tx, &meeting)?;
    let sheets = match meeting.poll() {
        Some(Poll::Paper(count)) => count.sheets_in(),
        _ => 0,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &Keyed { sheets }, None)
}
