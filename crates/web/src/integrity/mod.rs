//! Circumstances on file that bar a person from applying or from being confirmed (第十七条), entered by title offices and
//! organisers: for anybody with an account here, and from the desk for the applicant of a case.

mod find;
mod form;
mod person;
pub mod urls;

use axum::routing::get;
use kernel::Role;

pub(crate) use form::{CircumstanceForm, Inputs, records};

use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;
use crate::kit::{Routes, SignedIn};

/// Who enters circumstances.
pub(crate) const ROLES: [Role; 2] = [Role::TitleOffice, Role::Organiser];

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Integrity::PATTERN, get(find::get).post(find::post))
        .route(urls::PersonRecords::PATTERN, get(person::get).post(person::post))
}

/// The navigation entry of those who enter circumstances.
pub(crate) fn navigation(role: Role) -> Option<NavItem> {
    ROLES
        .contains(&role)
        .then(|| NavItem::new("诚信登记", urls::Integrity))
}

/// Passes somebody who enters circumstances; for everybody else there is nothing here.
pub(crate) fn officer(who: &SignedIn) -> store::Result<()> {
    if ROLES.contains(&who.seat().role) {
        Ok(())
    } else {
        Err(store::Error::NotFound)
    }
}
