//! Signs a person out.

use serde::Serialize;
use store::Tx;
use store::accounts::sessions::{self, Session};
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Ends the session; anybody signed in may.
pub const VERB: Verb = Verb {
    kind: "accounts.sign_out",
    roles: &kernel::Role::ALL,
};

#[derive(Serialize)]
struct SignedOut {}

/// Ends `session`.
///
/// # Errors
/// The database is unavailable.
pub fn sign_out(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    sessions::end(tx, &session.token_digest)?;
    journal::record(tx, &Subject::of(session.person), VERB.kind, &SignedOut {}, None)
}
