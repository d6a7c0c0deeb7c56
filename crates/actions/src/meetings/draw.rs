//! The organiser enters the public number; the committee is drawn.

use draw::Number;
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{organised, running_draw};
use crate::{Result, Verb};

/// 随机抽取 (DRW-002); the supervisor watches and signs afterwards.
pub const VERB: Verb = Verb {
    kind: "meetings.draw",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Drawn {
    attempt: i32,
    source: usize,
    number: String,
    panel: String,
}

/// Draws with the public `number`. Who is drawn stays secret (DRW-005); the journal has digests only.
///
/// # Errors
/// The meeting is not the actor's, or the domain refuses.
pub fn draw(tx: &mut Tx<'_>, id: MeetingId, number: Number) -> Result<()> {
    VERB.permit(tx.actor())?;
    organised(tx, id)?;
    let source = number.source;
    let text = serde_json::to_string(&number.value)?;
    let draw = running_draw(tx, id)?.decide(|was| was.draw(number))?;
    store::meetings::draws::save(tx, &draw)?;
    let record_root = draw.frozen().record_root();
    let panel = serde_json::to_string(&(record_root, draw.panel()?))?;
    let body = Drawn {
        attempt: draw.attempt,
        source,
        number: journal::digest_of(&text),
        panel: journal::digest_of(&panel),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
