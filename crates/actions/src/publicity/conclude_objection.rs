//! The posting office concludes an objection, in writing.

use domain::publicity::Conclusion;
use kernel::{ObjectionId, PostingId, Refusal, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Concludes an objection.
pub const VERB: Verb = Verb {
    kind: "publicity.conclude_objection",
    roles: &[Role::UnitExaminer, Role::Organiser],
};

/// Concludes the objection.
///
/// # Errors
/// It is not open in this posting, or the conclusion has no text.
pub fn conclude_objection(
    tx: &mut Tx<'_>,
    posting: PostingId,
    objection: ObjectionId,
    conclusion: Conclusion,
    text: &str,
) -> Result<()> {
    let stored = super::posted(tx, &VERB, posting)?;
    if text.trim().is_empty() {
        return Err(Refusal::new("请写明核查情况和结论")
            .at("text")
            .rule("UNT-028")
            .into());
    }
    let changed = stored
        .posting
        .clone()
        .conclude(objection, conclusion, journal::digest_of(text))?;
    store::publicity::save(tx, &stored, &changed.state)?;
    store::publicity::conclude_letter(tx, objection, conclusion, text)?;
    journal::record(tx, &Subject::of(posting), VERB.kind, &changed.event, None)
}
