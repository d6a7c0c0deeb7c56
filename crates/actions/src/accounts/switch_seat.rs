//! Lets a person with several seats act in another of them.

use kernel::Seat;
use store::Tx;
use store::accounts::sessions::{self, Session};
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Switches seats; anybody signed in may, to a seat they hold today.
pub const VERB: Verb = Verb {
    kind: "accounts.switch_seat",
    roles: &kernel::Role::ALL,
};

/// Lets `session` act in `seat` from now on.
///
/// # Errors
/// The person does not hold the seat today.
pub fn switch_seat(tx: &mut Tx<'_>, session: &Session, seat: Seat) -> Result<()> {
    if !store::accounts::holds_seat(tx, session.person, seat)? {
        return Err(Error::NotFound);
    }
    sessions::switch_seat(tx, &session.token_digest, seat)?;
    journal::record(tx, &Subject::of(session.person), VERB.kind, &seat, None)
}
