//! What follows a meeting: the posting of its results to society (第三十条), which everybody reads and to which everybody
//! may object under their name, their submission, and their confirmation by the authority (第三十一条).

mod conclude;
mod confirm;
mod confirmations;
mod list;
mod object;
mod outcome;
mod outcomes;
mod post;
mod posting;
pub mod urls;

use axum::routing::get;
use domain::certificates::access::ISSUING_ROLES;
use domain::publicity::{Kind, Posting};
use kernel::{ApplicationId, Day, Level, PostingId, Role};
use store::{Error, Rx};

use crate::kit::Routes;
use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Results::PATTERN, get(list::get))
        .route(urls::ResultPosting::PATTERN, get(posting::get))
        .route(urls::Object::PATTERN, get(object::get).post(object::post))
        .route(urls::Objected::PATTERN, get(object::received))
        .route(
            urls::ConcludeObjection::PATTERN,
            get(conclude::get).post(conclude::post),
        )
        .route(
            urls::CloseResults::PATTERN,
            get(outcome::back_from_closing).post(outcome::end),
        )
        .route(urls::Outcomes::PATTERN, get(outcomes::get))
        .route(urls::Outcome::PATTERN, get(outcome::get))
        .route(urls::PostResults::PATTERN, get(post::get).post(post::post))
        .route(
            urls::SubmitResults::PATTERN,
            get(outcome::back).post(outcome::send),
        )
        .route(urls::Confirmations::PATTERN, get(confirmations::get))
        .route(
            urls::ConfirmResults::PATTERN,
            get(confirm::get).post(confirm::post),
        )
}

/// The navigation entry of organisers and confirming authorities.
pub(crate) fn navigation(role: Role) -> Option<NavItem> {
    if role == Role::Organiser {
        Some(NavItem::new("评审结果", urls::Outcomes))
    } else if ISSUING_ROLES.contains(&role) {
        Some(NavItem::new("结果确认", urls::Confirmations))
    } else {
        None
    }
}

/// The result posting `id`; a unit's own posting is not there for the public.
fn find(rx: &mut Rx<'_>, id: PostingId) -> store::Result<Posting> {
    let posting = store::publicity::find(rx, id)?.posting;
    if posting.kind == Kind::Result {
        Ok(posting)
    } else {
        Err(Error::NotFound)
    }
}

/// Whether objections are still taken.
fn is_open(posting: &Posting, today: Day) -> bool {
    posting.closed.is_none() && today <= posting.last_day.latest()
}

/// A person on the list, as society may read it: no identity number, no telephone.
#[derive(Clone, Debug)]
struct Listed {
    case: ApplicationId,
    name: String,
    unit: String,
    level: Level,
    specialty: String,
}

fn listed(rx: &mut Rx<'_>, posting: &Posting) -> store::Result<Vec<Listed>> {
    let mut lines = Vec::with_capacity(posting.cases.len());
    for id in &posting.cases {
        let case = store::applications::find(rx, *id)?.case;
        let name = store::accounts::names(rx, &[case.applicant])?;
        lines.push(Listed {
            case: *id,
            name: name.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
            unit: store::accounts::office(rx, case.unit)?.name,
            level: case.target.level,
            specialty: case.target.specialty,
        });
    }
    Ok(lines)
}
