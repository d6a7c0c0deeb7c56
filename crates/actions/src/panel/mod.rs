//! The unit's deliberation-and-recommendation panel.

pub mod appoint;
pub mod cast;
pub mod close_ballot;
pub mod key_in;
pub mod open_ballot;
pub mod record_defence;

use domain::panel::access;
use kernel::PanelId;
use policy::Rules;
use store::Tx;
use store::panel::Stored;

use crate::{Error, Result, Verb, rules};

/// The panel, if the actor convenes it for its unit, with the round's rules.
fn convened(tx: &mut Tx<'_>, verb: &Verb, id: PanelId) -> Result<(Stored, Rules)> {
    verb.permit(tx.actor())?;
    let stored = store::panel::find(tx, id)?;
    if !access::convenes(tx.actor(), &stored.panel) {
        return Err(Error::NotFound);
    }
    let rules = rules::of_plan(tx, stored.panel.plan)?;
    Ok((stored, rules))
}
