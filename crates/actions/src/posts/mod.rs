//! Units' posts: figures, the staff congress's resolution, the supervising department's decision. They are posted inside the
//! unit by `publicity`, and limit what `applications` lets a unit recommend.

pub mod adopt;
pub mod approve;
pub mod draft;
pub mod send_back;

use domain::posts::{PostPlan, access};
use kernel::{PostPlanId, Role};
use policy::Rules;
use serde::Serialize;
use store::journal::{self, Subject};
use store::posts::Stored;
use store::{Tx, notices};

use crate::{Error, Result, Verb, rules};

/// The unit's own post plan.
fn own(tx: &mut Tx<'_>, verb: &Verb, id: PostPlanId) -> Result<Stored> {
    verb.permit(tx.actor())?;
    let stored = store::posts::find(tx, id)?;
    if access::is_units(tx.actor(), &stored.posts) {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}

/// The post plan that the actor's department decides, with its round's rules.
fn decided(tx: &mut Tx<'_>, verb: &Verb, id: PostPlanId) -> Result<(Stored, Rules)> {
    verb.permit(tx.actor())?;
    let stored = store::posts::find(tx, id)?;
    if !access::decides(tx.actor(), &stored.posts) {
        return Err(Error::NotFound);
    }
    let rules = rules::of_plan(tx, stored.posts.plan)?;
    Ok((stored, rules))
}

/// Saves a changed post plan and journals what happened.
///
/// # Errors
/// Somebody else changed it since it was read.
pub(crate) fn keep<E: Serialize>(
    tx: &mut Tx<'_>,
    kind: &str,
    before: &Stored,
    (posts, event): (&PostPlan, &E),
    rules: Option<&Rules>,
) -> Result<()> {
    store::posts::save(tx, before, posts)?;
    let hash = rules.map(|rules| rules.hash().to_string());
    journal::record(tx, &Subject::of(posts.id), kind, event, hash.as_deref())
}

/// Tells everybody who acts for the unit or for its department.
pub(crate) fn tell(tx: &mut Tx<'_>, role: Role, posts: &PostPlan, text: &str) -> Result<()> {
    let office = if role == Role::Department {
        posts.department
    } else {
        posts.unit
    };
    for person in store::accounts::holders(tx, role, office)? {
        notices::send(tx, person, &Subject::of(posts.id), text)?;
    }
    Ok(())
}
