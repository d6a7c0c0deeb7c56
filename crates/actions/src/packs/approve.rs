//! Policy officers approve a checked version; the second approval brings it into force.

use domain::packs::{Stage, access};
use kernel::PackVersionId;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// 批准政策包.
pub const VERB: Verb = Verb {
    kind: "packs.approve",
    roles: &access::ROLES,
};

/// Approves the version. With the second officer's approval it takes the place of the one in use, on every node.
///
/// # Errors
/// It is not checked, or was checked against other packs than those in force; the officer approved it before; the
/// packs do not load with it any more. What is in force stays then.
pub fn approve(tx: &mut Tx<'_>, id: PackVersionId) -> Result<()> {
    let (signed, _) = super::signing(tx, &VERB)?;
    let actor = *tx.actor();
    let was = super::kept(tx, &actor, id)?;
    let report = store::packs::report(tx, id)?;
    let basis = report.map_or(-1, |report| report.basis);
    let changes = store::packs::changes(tx)?;
    let before = store::packs::adopted(tx, &was.pack)?;
    let replaces = before.as_ref().map(|version| version.id);
    let mut event = None;
    let version = was.decide(|was| {
        was.approve(signed, (basis, changes), replaces).map(|changed| {
            event = Some(changed.event);
            changed.state
        })
    })?;
    if version.stage == Stage::Adopted {
        let files = store::packs::files(tx, id)?;
        let all = store::packs::supposing(tx, &version.pack, Some(files))?;
        store::packs::library(all).map_err(|errors| super::faults(&errors))?;
        if let Some(before) = before {
            let before = before.decide(|was| Ok::<_, Error>(was.replaced()))?;
            store::packs::save(tx, &before)?;
        }
    }
    store::packs::save(tx, &version)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &event, None)?;
    if version.stage == Stage::Adopted {
        super::moved(tx)?;
    }
    let text = format!("《{}》新版本：{}", version.title, version.stage.chinese());
    super::tell(tx, &version, &text)
}
