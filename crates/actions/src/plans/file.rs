//! The drafting office files the plan with the title office above it (PLN-006, PLN-010).

use domain::accounts::OfficeKind;
use kernel::{PlanId, Refusal, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb, rules};

/// Files a plan.
pub const VERB: Verb = Verb {
    kind: "plans.file",
    roles: &[Role::SeriesOffice],
};

/// Files the plan.
///
/// # Errors
/// It is not a draft, or no title office is registered for the area.
pub fn file(tx: &mut Tx<'_>, id: PlanId) -> Result<()> {
    let seat = VERB.permit(tx.actor())?;
    let stored = super::own(tx, id)?;
    let office = store::accounts::office(tx, seat.office)?;
    let above = store::accounts::office_of_area(tx, OfficeKind::HumanResources, &office.region_code)?;
    let Some(above) = above else {
        return Err(Refusal::new("系统中没有登记本地区的职改办（人社部门），无法报备")
            .rule("PLN-010")
            .into());
    };
    let rules = rules::of(tx, &stored.plan)?;
    let changed = stored.plan.clone().file(above.id, &rules, tx.now())?;
    store::plans::save(tx, &stored, &changed.state)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, Some(&hash))?;
    let late = if changed.event.late {
        "（已过报备截止日）"
    } else {
        ""
    };
    let text = format!("{}报备了《{}》{late}", office.name, changed.state.content.title);
    for officer in store::accounts::holders(tx, Role::TitleOffice, above.id)? {
        store::notices::send(tx, officer, &Subject::of(id), &text)?;
    }
    Ok(())
}
