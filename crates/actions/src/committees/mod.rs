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
use kernel::{CommitteeId, Layer, OfficeId, Refusal};
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
    use domain::accounts::OfficeKind;
    let from = store::accounts::office(rx, organiser)?;
    let (kind, layer) = match office {
        Office::Organiser => return Ok(organiser),
        Office::TitleOffice(layer) => (OfficeKind::HumanResources, layer),
        Office::Industry(layer) | Office::SeriesOffice(layer) => (OfficeKind::Department, layer),
        _ => return named.ok_or_else(|| unresolved(office)),
    };
    let city: String = from.region_code.chars().take(4).collect();
    let province: String = from.region_code.chars().take(2).collect();
    let area = match layer {
        Layer::Region => format!("{province}0000"),
        Layer::City => format!("{city}00"),
        Layer::County => from.region_code,
    };
    match store::accounts::office_of_area(rx, kind, &area)? {
        Some(found) => Ok(found.id),
        None => named.ok_or_else(|| unresolved(office)),
    }
}

fn unresolved(office: Office) -> Error {
    Refusal::new(format!("系统中还没有登记{}，请先指定办理机关", office.chinese()))
        .at("authority")
        .remedy("请联系系统管理员登记该机关，或者在表单中指定")
        .into()
}
