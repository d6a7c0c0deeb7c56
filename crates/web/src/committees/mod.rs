//! Review committees (评委会) and their expert pools: the organiser applies and builds, the filing authority approves or
//! returns. Experts' names are for these two and the supervisor only (EXP-023).

mod answer;
mod expert;
mod file_pool;
mod list;
mod new_expert;
mod pool;
mod register;
mod show;
pub mod urls;

use axum::routing::get;
use domain::committees::access::{self, FILING_ROLES};
use domain::committees::{Committee, Expert, Pool, Stage};
use kernel::{CommitteeId, OfficeId, PersonId, Role};
use store::{Error, Rx};

use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;
use crate::kit::words::{Link, Tag, Tone};
use crate::kit::{Routes, SignedIn};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Committees::PATTERN, get(list::get))
        .route(
            urls::NewCommittee::PATTERN,
            get(register::get_new).post(register::post_new),
        )
        .route(urls::CommitteePlace::PATTERN, get(show::get))
        .route(
            urls::CorrectCommittee::PATTERN,
            get(register::get).post(register::post),
        )
        .route(
            urls::ApproveCommittee::PATTERN,
            get(answer::get_approval).post(answer::post_approval),
        )
        .route(
            urls::ReturnCommittee::PATTERN,
            get(answer::get_return).post(answer::post_return),
        )
        .route(urls::PoolPlace::PATTERN, get(pool::get))
        .route(
            urls::NewExpert::PATTERN,
            get(new_expert::get).post(new_expert::post),
        )
        .route(urls::FilePool::PATTERN, get(file_pool::get).post(file_pool::post))
        .route(
            urls::ApprovePool::PATTERN,
            get(answer::get_pool_approval).post(answer::post_pool_approval),
        )
        .route(
            urls::ReturnPool::PATTERN,
            get(answer::get_pool_return).post(answer::post_pool_return),
        )
        .route(urls::ExpertPlace::PATTERN, get(expert::get))
        .route(
            urls::RemoveExpert::PATTERN,
            get(expert::get_removal).post(expert::post_removal),
        )
}

/// The navigation entry of organisers, filing authorities and supervisors.
pub(crate) fn navigation(role: Role) -> Vec<NavItem> {
    if role == Role::Organiser || role == Role::Supervisor || FILING_ROLES.contains(&role) {
        vec![NavItem::new("评委会", urls::Committees)]
    } else {
        Vec::new()
    }
}

/// The committees that concern a seat: those it organises or supervises, or those filed with it.
///
/// # Errors
/// The seat has nothing to do with committees, or the database is unavailable.
pub(crate) fn of_seat(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Vec<Committee>> {
    let seat = who.seat();
    match seat.role {
        Role::Organiser | Role::Supervisor => store::committees::of_organiser(rx, seat.office),
        role if FILING_ROLES.contains(&role) => store::committees::of_filing_office(rx, seat.office),
        _ => Err(Error::NotFound),
    }
}

/// What waits for a filing authority about a committee: its registration or its pool.
pub(crate) fn waits_for_authority(committee: &Committee) -> bool {
    matches!(
        &committee.stage,
        Stage::Submitted { .. }
            | Stage::Filed {
                pool: Pool::Submitted { .. },
                ..
            }
    )
}

/// What waits for the organiser about a committee: a returned registration, a pool to build or to correct.
pub(crate) fn waits_for_organiser(committee: &Committee) -> bool {
    matches!(
        &committee.stage,
        Stage::Returned { .. }
            | Stage::Filed {
                pool: Pool::Draft | Pool::Returned { .. },
                ..
            }
    )
}

/// Where a committee stands.
pub(crate) fn stage_tag(stage: &Stage) -> Tag {
    match stage {
        Stage::Submitted { .. } => Tag::new("待核准备案", Tone::Amber),
        Stage::Returned { .. } => Tag::new("已退回，待修改", Tone::Red),
        Stage::Filed { .. } => Tag::new("已备案", Tone::Jade),
    }
}

/// Where its pool stands.
pub(crate) fn pool_tag(stage: &Stage) -> Tag {
    match stage {
        Stage::Submitted { .. } | Stage::Returned { .. } => Tag::new("评委会备案后组建", Tone::Plain),
        Stage::Filed { pool, .. } => match pool {
            Pool::Draft => Tag::new("组建中", Tone::Blue),
            Pool::Submitted { .. } => Tag::new("待核准备案", Tone::Amber),
            Pool::Returned { .. } => Tag::new("已退回，待修改", Tone::Red),
            Pool::Filed { .. } => Tag::new("已备案", Tone::Jade),
        },
    }
}

/// A committee with what its pages need.
struct Seen {
    committee: Committee,
    organiser: String,
    authority: String,
    /// The viewer's office organises it.
    manages: bool,
    /// The viewer's office files it.
    files: bool,
}

/// The committee, for those who may see it.
///
/// # Errors
/// There is none, or the viewer may not know that there is.
fn seen(rx: &mut Rx<'_>, who: &SignedIn, id: CommitteeId) -> store::Result<Seen> {
    let committee = store::committees::find(rx, id)?.into_inner();
    let actor = who.actor();
    if !access::may_see(&actor, &committee) {
        return Err(Error::NotFound);
    }
    Ok(Seen {
        organiser: name_of(rx, committee.organiser)?,
        authority: name_of(rx, committee.filing_office)?,
        manages: access::may_manage(&actor, &committee),
        files: access::may_file(&actor, &committee),
        committee,
    })
}

fn name_of(rx: &mut Rx<'_>, office: OfficeId) -> store::Result<String> {
    Ok(store::accounts::office(rx, office)?.name)
}

impl Seen {
    /// The committee, if the viewer's office organises it.
    ///
    /// # Errors
    /// It does not.
    fn managed(self) -> store::Result<Self> {
        if self.manages {
            Ok(self)
        } else {
            Err(Error::NotFound)
        }
    }

    /// The committee, if the viewer's office is its filing authority.
    ///
    /// # Errors
    /// It is not.
    fn filed(self) -> store::Result<Self> {
        if self.files {
            Ok(self)
        } else {
            Err(Error::NotFound)
        }
    }

    /// The way back to the committee's own page.
    fn back(&self) -> Link {
        let id = self.committee.id;
        Link::new(&self.committee.declared.name, urls::CommitteePlace { id })
    }

    /// The way back to its pool.
    fn back_to_pool(&self) -> Link {
        Link::new(
            "专家库",
            urls::PoolPlace {
                id: self.committee.id,
            },
        )
    }
}

/// The names of experts, by person.
pub(crate) fn names(
    rx: &mut Rx<'_>,
    experts: &[Expert],
) -> store::Result<std::collections::BTreeMap<PersonId, String>> {
    let people: Vec<PersonId> = experts.iter().map(|expert| expert.person).collect();
    Ok(store::accounts::names(rx, &people)?.into_iter().collect())
}
