//! The officers' desk: what waits for an office, every case it has seen, and the forms of the steps done case by case.
//!
//! Unit examiners, departments, series offices, title offices and organisers work here; for everybody else these
//! addresses do not exist.

mod accept;
mod audit;
mod batch;
mod case;
mod cases;
mod circumstances;
mod content;
mod correction;
mod decline;
mod defence;
mod difference;
mod eligibility;
mod files;
mod points;
mod recommend;
mod record;
mod return_case;
mod standing;
pub mod urls;
mod verify;
mod way;
mod work;

use axum::routing::get;
use kernel::Role;

pub(crate) use case::{back as back_to_case, load as load_case};
pub(crate) use content::{Sent, sent};
pub(crate) use defence::DefenceForm;
pub(crate) use files::{belongs_to, fetch};
pub(crate) use standing::{Waiting, in_force, status_words, step_of, waiting};
pub(crate) use work::{before, columns, line, numbers};

use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;
use crate::kit::{Routes, SignedIn};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Work::PATTERN, get(work::get))
        .route(urls::Batch::PATTERN, get(batch::get).post(batch::post))
        .route(urls::Cases::PATTERN, get(cases::get))
        .route(urls::Case::PATTERN, get(case::get))
        .route(urls::CaseFile::PATTERN, get(files::get))
        .route(urls::VerifyCase::PATTERN, get(case::back).post(verify::post))
        .route(urls::AuditRecord::PATTERN, get(record::get))
        .route(urls::Recommend::PATTERN, get(case::back).post(recommend::post))
        .route(urls::AuditCase::PATTERN, get(case::back).post(audit::post))
        .route(urls::AcceptCase::PATTERN, get(case::back).post(accept::post))
        .route(
            urls::ReturnCase::PATTERN,
            get(return_case::get).post(return_case::post),
        )
        .route(
            urls::Correction::PATTERN,
            get(correction::get).post(correction::post),
        )
        .route(urls::Decline::PATTERN, get(decline::get).post(decline::post))
        .route(
            urls::Circumstances::PATTERN,
            get(circumstances::get).post(circumstances::post),
        )
}

/// The roles that handle cases one by one.
pub(crate) const OFFICERS: [Role; 5] = [
    Role::UnitExaminer,
    Role::Department,
    Role::SeriesOffice,
    Role::TitleOffice,
    Role::Organiser,
];

/// Passes an officer; for everybody else there is nothing here.
pub(crate) fn officer(who: &SignedIn) -> store::Result<()> {
    if OFFICERS.contains(&who.seat().role) {
        Ok(())
    } else {
        Err(store::Error::NotFound)
    }
}

/// The entries of the main navigation for officers.
pub(crate) fn navigation(role: Role) -> Vec<NavItem> {
    if !OFFICERS.contains(&role) {
        return Vec::new();
    }
    let mut items = vec![NavItem::new("待办", urls::Work)];
    if role == Role::UnitExaminer {
        items.push(NavItem::new("审议推荐", urls::Panels));
        items.push(NavItem::new("单位公示", urls::Postings));
    }
    items
}
