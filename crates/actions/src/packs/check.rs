//! The program enters what the checker found in a version.

use domain::packs::Report;
use kernel::PackVersionId;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::journal::{self, Subject};
use store::outbox::Job;

use crate::{Result, Verb};

/// 检查政策包.
pub const VERB: Verb = Verb {
    kind: "packs.check",
    roles: &[],
};

/// The queued check of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPack {
    /// The version.
    pub version: PackVersionId,
}

impl Job for CheckPack {
    const TOPIC: &'static str = "packs.check";
}

/// Enters `report`; the officers who keep the pack are told.
///
/// # Errors
/// Somebody else than the program does it, or the version no longer waits for its check.
pub fn check(tx: &mut Tx<'_>, id: PackVersionId, report: &Report) -> Result<()> {
    VERB.permit_program(tx.actor())?;
    let was = store::packs::find(tx, id)?;
    let mut event = None;
    let version = was.decide(|was| {
        was.checked(report).map(|changed| {
            event = Some(changed.event);
            changed.state
        })
    })?;
    store::packs::save(tx, &version)?;
    store::packs::save_report(tx, id, report)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &event, None)?;
    let text = format!("《{}》新版本：{}", version.title, version.stage.chinese());
    super::tell(tx, &version, &text)
}
