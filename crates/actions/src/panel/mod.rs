//! The unit's deliberation-and-recommendation panel.

pub mod appoint;
pub mod cast;
pub mod close_ballot;
pub mod keep_minutes;
pub mod key_in;
pub mod open_ballot;
pub mod record_defence;
pub mod record_opinions;

use domain::panel::access;
use kernel::{PanelId, PersonId};
use policy::Rules;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::outbox::Job;
use store::panel::Stored;

use crate::{Error, Result, Verb, rules};

/// Makes the minutes of a counted vote as a file; done by a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderMinutes {
    /// Which panel.
    pub panel: PanelId,
    /// Who counted, in whose name they are kept.
    pub by: PersonId,
}

impl Job for RenderMinutes {
    const TOPIC: &'static str = "panel.render_minutes";
}

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
