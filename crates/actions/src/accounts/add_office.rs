//! Adds an organisation.

use domain::accounts::Office;
use kernel::{Actor, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Adds an organisation; by a system administrator, or by the program when it sets up a database.
pub const VERB: Verb = Verb {
    kind: "accounts.add_office",
    roles: &[Role::SystemAdmin],
};

/// Adds `office` to the tree.
///
/// # Errors
/// The actor is not a system administrator, or the database is unavailable.
pub fn add_office(tx: &mut Tx<'_>, office: &Office) -> Result<()> {
    if *tx.actor() != Actor::Program {
        VERB.permit(tx.actor())?;
    }
    store::accounts::add_office(tx, office)?;
    journal::record(tx, &Subject::of(office.id), VERB.kind, office, None)
}
