//! A member puts their ballot into the plain box. The journal knows that somebody voted, not who and not what.

use std::collections::BTreeMap;

use ballot::{BoxKey, Choice};
use domain::panel::{Matter, access};
use kernel::{Actor, PanelId, Role};
use store::House;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Casts a ballot.
pub const VERB: Verb = Verb {
    kind: "panel.cast",
    roles: &[Role::PanelMember],
};

/// Puts the actor's ballot on every case of the agenda into the box.
///
/// The change is made by the program: a journal entry naming the voter would tell the order of voting.
///
/// # Errors
/// The actor is not a member present, has voted, or the ballot is incomplete or late.
pub fn cast(house: &House, actor: &Actor, id: PanelId, choices: &BTreeMap<Matter, Choice>) -> Result<()> {
    VERB.permit(actor)?;
    house.change(&Actor::Program, |tx| {
        let stored = store::panel::find(tx, id)?;
        if !access::is_member(actor, &stored.panel) {
            return Err(Error::NotFound);
        }
        let seat = actor
            .person()
            .and_then(|person| stored.panel.seat_of(person))
            .ok_or(Error::NotFound)?;
        let key = match store::panel::box_key(tx, &stored) {
            Ok(key) => key,
            // Closed: let the domain say so in its own words.
            Err(Error::NotFound) => [0; 32],
            Err(other) => return Err(other),
        };
        let changed = stored.panel.clone().cast(seat, choices, &BoxKey(key))?;
        store::panel::save(tx, &stored, &changed.state, Some(&key))?;
        journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, None)
    })
}
