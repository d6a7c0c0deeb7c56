//! The office in charge enters a value where the round's texts are silent (未载明).

use kernel::{PlanId, Role};
use policy::Setting;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb, rules};

/// Enters a silent value; it is shown with who entered it and on what ground.
pub const VERB: Verb = Verb {
    kind: "plans.enter_setting",
    roles: &[Role::SeriesOffice],
};

/// A value to enter.
#[derive(Debug, Clone)]
pub struct EnterSetting {
    /// The round.
    pub plan: PlanId,
    /// The matter's name, as the pack gives it.
    pub name: String,
    /// The value, written as in a pack.
    pub value: String,
    /// The ground: a document, a minute, a decision.
    pub note: String,
}

/// Enters a value. After publication it is a numbered supplement, and everybody concerned is told.
///
/// # Errors
/// There is nothing of that name to set, a text settles it already, the value has the wrong form, or the days it gives
/// are against a limit that binds.
pub fn enter_setting(tx: &mut Tx<'_>, cmd: EnterSetting) -> Result<()> {
    let seat = VERB.permit(tx.actor())?;
    let stored = super::own(tx, cmd.plan)?;
    let office = store::accounts::office(tx, seat.office)?;
    let rules = rules::of_pack(tx, &stored.plan.content.pack)?;
    let setting = Setting {
        value: cmd.value,
        by: format!("{}{}", office.name, seat.role.chinese()),
        at: tx.now(),
        note: cmd.note,
    };
    let changed = stored.plan.clone().enter_setting(&cmd.name, setting, &rules)?;
    store::plans::save(tx, &stored, &changed.state)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(cmd.plan), VERB.kind, &changed.event, Some(&hash))?;
    match changed.event.amendment {
        Some(number) => super::amend::announce(tx, cmd.plan, number),
        None => Ok(()),
    }
}
