//! Committees and their expert pools.

pub mod add_expert;
pub mod approve;
pub mod approve_pool;
pub mod file_pool;
pub mod register;
pub mod remove_expert;
pub mod return_pool;
pub mod return_registration;

use domain::committees::{Committee, access};
use kernel::{CommitteeId, OfficeId, Refusal};
use policy::{Office, Rules};
use store::{Kept, Rx, Tx};

use crate::{Error, Result};

/// The committee, if the actor's office organises it; otherwise there is none for them.
fn managed(tx: &mut Tx<'_>, id: CommitteeId) -> Result<Kept<Committee>> {
    let committee = store::committees::find(tx, id)?;
    if access::may_manage(tx.actor(), &committee) {
        Ok(committee)
    } else {
        Err(Error::NotFound)
    }
}

/// The committee, if the actor's office is its filing authority; otherwise there is none for them.
fn filed_with(tx: &mut Tx<'_>, id: CommitteeId) -> Result<Kept<Committee>> {
    let committee = store::committees::find(tx, id)?;
    if access::may_file(tx.actor(), &committee) {
        Ok(committee)
    } else {
        Err(Error::NotFound)
    }
}

/// The hash of the rules a decision was made under, as the journal keeps it.
pub(crate) fn pack_of(rules: &Rules) -> String {
    rules.hash().to_string()
}

/// The organisation that `office` stands for, seen from the organiser: the title office or industry department of a
/// layer is the one for the organiser's area; what no area determines must be `named`.
///
/// # Errors
/// No organisation of the area is registered and none is named, or the organiser is not registered.
pub(crate) fn organisation_for(
    rx: &mut Rx<'_>,
    office: Office,
    organiser: OfficeId,
    named: Option<OfficeId>,
) -> Result<OfficeId> {
    let from = store::accounts::office(rx, organiser)?;
    match (crate::rules::resolve(rx, office, &from, organiser), named) {
        (Err(Error::Refused(_)), Some(named)) => Ok(store::accounts::office(rx, named)?.id),
        (outcome, _) => outcome,
    }
}

/// The standing rules about committees in the area of `office`: those of the highest text in force there that says how
/// long a committee's filing lasts. No round sets anything here.
///
/// # Errors
/// No text in force in the area says anything about committees.
pub fn standing_rules(rx: &mut Rx<'_>, office: OfficeId) -> Result<Rules> {
    let (area, today) = (store::accounts::office(rx, office)?.region_code, rx.today());
    let in_force = |pack: &policy::PackInfo| {
        pack.from <= today && pack.to.is_none_or(|to| today <= to) && area.starts_with(&pack.scope.area)
    };
    let mut packs: Vec<policy::PackInfo> = rx.policies().packs().filter(in_force).collect();
    packs.sort_by_key(|pack| {
        (
            pack.scope.area.len(),
            pack.scope.series.is_some(),
            pack.id.clone(),
        )
    });
    for pack in packs {
        let rules = crate::rules::of_pack(rx, &pack.id)?;
        if rules.span("评委会备案有效期", None).is_ok() {
            return Ok(rules);
        }
    }
    let refusal = Refusal::new("本地区现行的政策包没有评委会备案的规定").rule("COM-006");
    Err(refusal.remedy("请联系系统管理员载入评审管理办法").into())
}
