//! A person marks their messages as read.

use kernel::Role;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Marks one's own messages as read.
pub const VERB: Verb = Verb {
    kind: "accounts.read_messages",
    roles: &Role::ALL,
};

#[derive(Serialize)]
struct Read {
    unread: i64,
}

/// Marks all messages of the actor as read.
///
/// # Errors
/// Nobody is signed in, or the database is unavailable.
pub fn read_messages(tx: &mut Tx<'_>) -> Result<()> {
    VERB.permit(tx.actor())?;
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    let unread = store::notices::unread(tx, person)?;
    if unread == 0 {
        return Ok(());
    }
    store::notices::mark_read(tx, person)?;
    journal::record(tx, &Subject::of(person), VERB.kind, &Read { unread }, None)
}
