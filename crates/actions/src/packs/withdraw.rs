//! Policy officers take a version back: a pending one at once, one in use with a second officer.

use domain::packs::{PackVersion, Stage, access};
use kernel::{PackVersionId, Refusal};
use store::journal::{self, Subject};
use store::{Kept, Tx};

use crate::{Error, Result, Verb};

/// 撤回政策包.
pub const VERB: Verb = Verb {
    kind: "packs.withdraw",
    roles: &access::ROLES,
};

/// Withdraws the version. When one in use goes, the version before it is in use again, or the one that comes with the
/// program.
///
/// # Errors
/// It is out of use; the officer asked for it before; the remaining packs would not load, or a round would lose its
/// pack. What is in force stays then.
pub fn withdraw(tx: &mut Tx<'_>, id: PackVersionId) -> Result<()> {
    let (signed, _) = super::signing(tx, &VERB)?;
    let actor = *tx.actor();
    let was = super::kept(tx, &actor, id)?;
    let in_use = was.stage == Stage::Adopted;
    let mut event = None;
    let version = was.decide(|was| {
        was.withdraw(signed).map(|changed| {
            event = Some(changed.event);
            changed.state
        })
    })?;
    store::packs::save(tx, &version)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &event, None)?;
    let text = match (in_use, version.stage) {
        (true, Stage::Withdrawn) => {
            take_out_of_use(tx, &version)?;
            format!("《{}》的修改版本已停用，恢复原来的版本", version.title)
        }
        (true, _) => format!("有人提出停用《{}》的修改版本，等您同意", version.title),
        (false, _) => format!("《{}》的修改版本已撤回", version.title),
    };
    super::tell(tx, &version, &text)
}

fn take_out_of_use(tx: &mut Tx<'_>, version: &Kept<PackVersion>) -> Result<()> {
    let before = match version.replaces {
        Some(id) => Some(store::packs::find(tx, id)?),
        None => None,
    };
    let before = before.filter(|before| before.stage == Stage::Replaced);
    let files = match &before {
        Some(before) => Some(store::packs::files(tx, before.id)?),
        None => None,
    };
    let all = store::packs::supposing(tx, &version.pack, files)?;
    let library = store::packs::library(all).map_err(|errors| super::faults(&errors))?;
    let gone = tx.policies().pack(&version.pack).is_some() && library.pack(&version.pack).is_none();
    if gone && store::plans::naming(tx, &version.pack)? > 0 {
        let sentence = format!("还有评审计划按《{}》办理，停用后没有别的版本可用", version.title);
        return Err(Refusal::new(sentence).remedy("请先上传并启用改正后的版本").into());
    }
    if let Some(before) = before {
        let before = before.decide(|was| Ok::<_, Error>(was.restored()))?;
        store::packs::save(tx, &before)?;
    }
    super::moved(tx)
}
