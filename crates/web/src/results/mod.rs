//! The posting of review results to society (第三十条): everybody reads it, everybody may object under their name.

mod list;
mod object;
mod posting;
pub mod urls;

use axum::routing::get;
use domain::publicity::{Kind, Posting};
use kernel::{ApplicationId, Day, Level, PostingId};
use store::{Error, Rx};

use crate::kit::Routes;
use crate::kit::urls::Place as _;

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Results::PATTERN, get(list::get))
        .route(urls::ResultPosting::PATTERN, get(posting::get))
        .route(urls::Object::PATTERN, get(object::get).post(object::post))
        .route(urls::Objected::PATTERN, get(object::received))
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
