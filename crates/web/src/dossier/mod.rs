//! One's own career library (个人业绩库): filled once, used every year.

mod entry;
mod facts;
mod files;
mod form;
mod library;
mod remove;
mod section;
pub mod urls;

use axum::routing::{get, post};
use domain::dossier::{Entry, Section};
use kernel::{DossierEntryId, PersonId, Role};
use store::{Error, Rx};

use crate::kit::urls::Place as _;
use crate::kit::{Routes, SignedIn};

pub use facts::{EntryCard, facts_of};
pub use section::section_url;

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Library::PATTERN, get(library::get))
        .route(urls::SectionPage::PATTERN, get(section::get))
        .route(urls::NewEntry::PATTERN, get(entry::get_new).post(entry::post_new))
        .route(urls::DeclareNone::PATTERN, post(section::post_none))
        .route(urls::EntryPage::PATTERN, get(entry::get).post(entry::post))
        .route(urls::EntryFiles::PATTERN, get(files::get).post(files::post))
        .route(urls::RemoveEntry::PATTERN, get(remove::get).post(remove::post))
        .route(urls::OwnFile::PATTERN, get(files::download))
}

/// Whose library it is.
///
/// # Errors
/// The person does not act as an applicant: in their role there is no library.
fn applicant(who: &SignedIn) -> store::Result<PersonId> {
    if who.seat().role == Role::Applicant {
        Ok(who.person())
    } else {
        Err(Error::NotFound)
    }
}

/// The person's own entry `id`.
///
/// # Errors
/// It is not in their library.
fn own(rx: &mut Rx<'_>, who: &SignedIn, id: DossierEntryId) -> store::Result<Entry> {
    let person = applicant(who)?;
    let entry = store::dossier::find(rx, id)?;
    if entry.person == person {
        Ok(entry)
    } else {
        Err(Error::NotFound)
    }
}

/// The section with this word in the address.
fn named(code: &str) -> store::Result<Section> {
    Section::from_code(code).ok_or(Error::NotFound)
}
