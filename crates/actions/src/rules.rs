//! Which rules decide: the round's pack in force today, with the round's settings.

use std::sync::Arc;

use domain::accounts::{Office, OfficeKind};
use domain::plans::Plan;
use kernel::{Calendar, Layer, OfficeId, PlanId, Refusal};
use policy::{Office as Acting, Rules, Settings};
use store::Rx;

use crate::Result;

/// The rules of `plan` in force today.
///
/// # Errors
/// Its pack is not loaded, or is not in force today.
pub fn of(rx: &Rx<'_>, plan: &Plan) -> Result<Rules> {
    rx.rules(&plan.content.pack, rx.today(), &plan.settings)
}

/// The rules of the round `id` in force today.
///
/// # Errors
/// There is no such round, or its pack is not in force today.
pub fn of_plan(rx: &mut Rx<'_>, id: PlanId) -> Result<Rules> {
    let stored = store::plans::find(rx, id)?;
    of(rx, &stored.plan)
}

/// The rules of a pack in force today, before any round's settings.
///
/// # Errors
/// It is not loaded, or is not in force today.
pub fn of_pack(rx: &Rx<'_>, pack: &str) -> Result<Rules> {
    rx.rules(pack, rx.today(), &Settings::new())
}

/// The working-day calendar of an office's area.
#[must_use]
pub fn calendar(rx: &Rx<'_>, office: &Office) -> Arc<Calendar> {
    rx.policies().calendar(&office.region_code)
}

/// The area code of the city or region above `code`, or `code` itself for a county.
fn area(code: &str, layer: Layer) -> String {
    match layer {
        Layer::County => code.to_owned(),
        Layer::City => format!("{}00", &code[..4.min(code.len())]),
        Layer::Region => format!("{}0000", &code[..2.min(code.len())]),
    }
}

/// The organisation that stands for `acting` in the case of somebody in `unit` (第二十条(三), 第三十一条).
///
/// Without a supervising department the employer performs its function (UNT-042).
///
/// # Errors
/// No organisation is registered for it.
pub fn resolve(rx: &mut Rx<'_>, acting: Acting, unit: &Office, organiser: OfficeId) -> Result<OfficeId> {
    let (kind, layer) = match acting {
        Acting::Employer | Acting::Panel | Acting::Applicant => return Ok(unit.id),
        Acting::Department => return Ok(unit.parent.unwrap_or(unit.id)),
        Acting::Organiser | Acting::Committee => return Ok(organiser),
        Acting::SeriesOffice(layer) | Acting::Industry(layer) => (OfficeKind::Department, layer),
        Acting::TitleOffice(layer) => (OfficeKind::HumanResources, layer),
        Acting::RegionUnit | Acting::Entrusting | Acting::Confirming => {
            return Err(unregistered(acting).into());
        }
    };
    let code = area(&unit.region_code, layer);
    let found = store::accounts::office_of_area(rx, kind, &code)?;
    found
        .map(|office| office.id)
        .ok_or_else(|| unregistered(acting).into())
}

fn unregistered(acting: Acting) -> Refusal {
    Refusal::new(format!("系统中没有登记办理本环节的“{}”", acting.chinese()))
        .rule("CHN-017")
        .remedy("请联系系统管理员登记该机构后再提交")
}
