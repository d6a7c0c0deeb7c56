//! The organiser admits an expert into the pool.

use domain::accounts::Held;
use domain::committees::{Details, Expert, Term};
use kernel::{CommitteeId, Day, ExpertId, OfficeId, PersonId, Refusal, Role, Seat};
use policy::Rules;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{managed, pack_of};
use crate::{Result, Verb};

/// 专家入库 (EXP-001..EXP-005, EXP-007, EXP-013).
pub const VERB: Verb = Verb {
    kind: "committees.add_expert",
    roles: &[Role::Organiser],
};

/// Whom to admit.
#[derive(Debug, Clone)]
pub struct AddExpert {
    /// Into which committee's pool.
    pub committee: CommitteeId,
    /// The person's account.
    pub person: PersonId,
    /// What the pool knows.
    pub details: Details,
    /// The term.
    pub term: Term,
    /// Why a warning is passed over.
    pub reason: Option<String>,
}

#[derive(Serialize)]
struct Added {
    committee: CommitteeId,
    person: PersonId,
    from: Day,
    to: Day,
    first_tier: bool,
    warnings_passed_over: bool,
}

/// Admits an expert.
///
/// # Errors
/// The committee is not the actor's, its pool is not open, the person is in it already, or the domain refuses.
pub fn add_expert(tx: &mut Tx<'_>, rules: &Rules, cmd: AddExpert) -> Result<ExpertId> {
    VERB.permit(tx.actor())?;
    let committee = managed(tx, cmd.committee)?;
    committee.pool_open()?;
    store::accounts::person(tx, cmd.person)?;
    if store::committees::entry_of(tx, cmd.committee, cmd.person)?.is_some() {
        return Err(Refusal::new("该专家已在本专家库中").at("person").into());
    }
    let today = tx.today();
    let expert = Expert::admit(
        tx.new_id(),
        cmd.committee,
        &committee.declared,
        cmd.person,
        cmd.details,
        cmd.term,
        cmd.reason.as_deref(),
        rules,
        today,
    )?;
    store::committees::add_expert(tx, &expert)?;
    seat(tx, committee.organiser, &expert)?;
    let body = Added {
        committee: cmd.committee,
        person: expert.person,
        from: expert.term.from,
        to: expert.term.to,
        first_tier: expert.details.first_tier.is_some(),
        warnings_passed_over: expert.reason.is_some(),
    };
    journal::record(
        tx,
        &Subject::of(expert.id),
        VERB.kind,
        &body,
        Some(&pack_of(rules)),
    )?;
    Ok(expert.id)
}

/// Gives the person a seat as an expert of the organiser from the first day of the term, unless they have one.
fn seat(tx: &mut Tx<'_>, organiser: OfficeId, expert: &Expert) -> Result<()> {
    let seats = store::accounts::seats_of(tx, expert.person)?;
    let seat = Seat {
        role: Role::Expert,
        office: organiser,
    };
    let (from, to) = (expert.term.from, expert.term.to);
    let enough = |held: &Held| {
        let lasts = held.since <= from && held.until.is_none_or(|last| to <= last);
        held.seat == seat || (held.seat.role == Role::Expert && lasts)
    };
    if seats.iter().any(|(held, _)| enough(held)) {
        return Ok(());
    }
    let held = Held {
        seat,
        since: expert.term.from,
        until: None,
    };
    store::accounts::add_seat(tx, expert.person, &held)
}
