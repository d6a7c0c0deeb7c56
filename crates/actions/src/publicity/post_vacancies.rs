//! A unit posts its plan for using vacancies inside the unit (五(二)1: at least five working days).

use domain::publicity::{Draft, Kind, Posting};
use kernel::{PostPlanId, PostingId, Role};
use store::Tx;
use store::journal::{self, Subject};
use store::outbox;

use super::post::PostingOver;
use crate::{Error, Result, Verb, posts, rules};

/// Posts the plan.
pub const VERB: Verb = Verb {
    kind: "publicity.post_vacancies",
    roles: &[Role::UnitExaminer],
};

/// What is posted, where, and to whom objections go.
#[derive(Debug, Clone)]
pub struct PostVacancies {
    /// The post plan.
    pub posts: PostPlanId,
    /// Where it hangs.
    pub place: String,
    /// To whom objections go, with telephone.
    pub contact: String,
}

/// Posts the plan from today on, for the round's 空岗公示期.
///
/// # Errors
/// The staff congress has not passed it, place or contact is missing, or the round has no period.
pub fn post_vacancies(tx: &mut Tx<'_>, cmd: PostVacancies) -> Result<PostingId> {
    let seat = VERB.permit(tx.actor())?;
    let before = store::posts::find(tx, cmd.posts)?;
    if before.posts.unit != seat.office {
        return Err(Error::NotFound);
    }
    let rules = rules::of_plan(tx, before.posts.plan)?;
    let office = store::accounts::office(tx, seat.office)?;
    let calendar = rules::calendar(tx, &office);
    let draft = Draft {
        plan: before.posts.plan,
        office: seat.office,
        kind: Kind::Vacancy,
        cases: Vec::new(),
        vacancies: Some(cmd.posts),
        place: cmd.place,
        contact: cmd.contact,
    };
    let id = tx.new_id();
    let changed = Posting::post(id, draft, &rules, &calendar, tx.today())?;
    let moved = before.posts.clone().posted(id)?;
    posts::keep(tx, VERB.kind, &before, (&moved.state, &moved.event), Some(&rules))?;
    store::publicity::add(tx, &changed.state)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, Some(&hash))?;
    let over = changed.state.closable_from();
    outbox::queue(tx, &PostingOver { posting: id }, over, None)?;
    Ok(id)
}
