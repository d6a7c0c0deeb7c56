//! Appoints a panel for the cases that wait for it.

use domain::panel::{Member, Panel};
use kernel::{ApplicationId, PanelId, PlanId, Refusal, Role};
use policy::StepKind;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb, applications, rules};

/// Appoints a panel.
pub const VERB: Verb = Verb {
    kind: "panel.appoint",
    roles: &[Role::UnitExaminer],
};

/// A panel to appoint.
#[derive(Debug, Clone)]
pub struct Appoint {
    /// The round.
    pub plan: PlanId,
    /// The members; seats are numbered in this order.
    pub members: Vec<Member>,
    /// The cases, all standing at the panel step in this unit.
    pub agenda: Vec<ApplicationId>,
    /// Why advice of the texts is not followed, where it is not.
    pub deviation: Option<String>,
}

/// Appoints the panel.
///
/// # Errors
/// Its composition breaks a hard rule, or a soft one without a reason; a case is not audited yet, is of another
/// round, or is on no unit's table here.
pub fn appoint(tx: &mut Tx<'_>, cmd: Appoint) -> Result<PanelId> {
    let seat = VERB.permit(tx.actor())?;
    let rules = rules::of_plan(tx, cmd.plan)?;
    let mut level = kernel::Level::Technician;
    for id in &cmd.agenda {
        let turn = applications::turn(tx, &VERB, *id, StepKind::Panel)?;
        if turn.plan.id != cmd.plan {
            return Err(Refusal::new("审议名单中有其他年度或其他轮次的申报")
                .at("agenda")
                .into());
        }
        level = level.max(turn.stored.case.target.level);
    }
    let id = tx.new_id();
    let about = (seat.office, cmd.plan);
    let changed = Panel::appoint(id, about, cmd.members, (cmd.agenda, level), cmd.deviation, &rules)?;
    store::panel::add(tx, &changed.state)?;
    journal::record(
        tx,
        &Subject::of(id),
        VERB.kind,
        &changed.event,
        Some(&rules.hash().to_string()),
    )?;
    Ok(id)
}
