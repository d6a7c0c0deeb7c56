//! Rules as data: the calculator and the library for everybody, the versions of packs for policy officers.

mod answers;
mod areas;
mod ask;
mod changes;
mod chosen;
mod instrument;
mod report;
mod shelf;
mod source;
mod upload;
pub mod urls;
mod version;
mod versions;
mod ways;

use axum::routing::get;
use domain::accounts::Office;
use domain::packs::access;
use kernel::Role;
use store::{Error, Rx};

pub(crate) use versions::load as versions_page;

use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;
use crate::kit::{Routes, SignedIn};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Eligibility::PATTERN, get(ask::get))
        .route(urls::Policies::PATTERN, get(shelf::get))
        .route(urls::Policy::PATTERN, get(instrument::get))
        .route(urls::PolicyChanges::PATTERN, get(changes::get))
        .route(urls::PolicyFile::PATTERN, get(source::in_force))
        .route(urls::Versions::PATTERN, get(versions::get))
        .route(urls::UploadPack::PATTERN, get(upload::get).post(upload::post))
        .route(urls::VersionPage::PATTERN, get(version::get))
        .route(urls::VersionFile::PATTERN, get(source::of_version))
        .route(
            urls::ApproveVersion::PATTERN,
            get(version::back).post(version::approved),
        )
        .route(
            urls::WithdrawVersion::PATTERN,
            get(version::back).post(version::withdrawn),
        )
}

/// The navigation of a role.
pub(crate) fn navigation(role: Role) -> Vec<NavItem> {
    if access::ROLES.contains(&role) {
        vec![
            NavItem::new("政策包", urls::Versions),
            NavItem::new("政策库", urls::Policies),
            NavItem::new("申报资格", urls::Eligibility),
        ]
    } else {
        Vec::new()
    }
}

/// The office of somebody who keeps packs; for everybody else there is nothing here.
fn officer(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Office> {
    let seat = who.seat();
    if access::ROLES.contains(&seat.role) {
        store::accounts::office(rx, seat.office)
    } else {
        Err(Error::NotFound)
    }
}
