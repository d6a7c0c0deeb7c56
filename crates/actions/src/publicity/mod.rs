//! Postings and objections.

pub mod close;
pub mod conclude_objection;
pub mod post;
pub mod post_vacancies;
pub mod raise_objection;

use domain::publicity::{Kind, access};
use kernel::PostingId;
use policy::StepKind;
use store::Tx;
use store::publicity::Stored;

use crate::{Error, Result, Verb};

/// The step at which a posting of this kind stands in a case's route; vacancies stand in none.
#[must_use]
pub const fn step_of(kind: Kind) -> Option<StepKind> {
    match kind {
        Kind::Unit => Some(StepKind::UnitPublicity),
        Kind::Result => Some(StepKind::ResultPublicity),
        Kind::Vacancy => None,
    }
}

/// The posting, if the actor's office posted it.
fn posted(tx: &mut Tx<'_>, verb: &Verb, id: PostingId) -> Result<Stored> {
    verb.permit(tx.actor())?;
    let stored = store::publicity::find(tx, id)?;
    if access::posted_it(tx.actor(), &stored.posting) {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}
