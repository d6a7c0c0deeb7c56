//! What every verb says about itself.

use kernel::{Actor, Role, Seat};

use crate::{Error, Result};

/// A verb's name in the journal and the roles that may do it at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    /// `area.verb`.
    pub kind: &'static str,
    /// The roles; empty for what only the program itself, or somebody not signed in, does.
    pub roles: &'static [Role],
}

impl Verb {
    /// The actor's seat, if their role may do this.
    ///
    /// # Errors
    /// Their role has nothing to do with it: for them it does not exist ([`Error::NotFound`]).
    pub fn permit(&self, actor: &Actor) -> Result<Seat> {
        actor
            .seat()
            .filter(|seat| self.roles.contains(&seat.role))
            .ok_or(Error::NotFound)
    }

    /// Passes when the program itself acts (a timer or job).
    ///
    /// # Errors
    /// Somebody else does ([`Error::NotFound`]).
    pub fn permit_program(&self, actor: &Actor) -> Result<()> {
        if *actor == Actor::Program {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}
