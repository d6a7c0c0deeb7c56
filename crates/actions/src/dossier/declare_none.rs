//! Declares to have nothing in a section ('none' is a tick), or takes that back.

use domain::dossier::Section;
use kernel::{Refusal, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Ticks 'none'.
pub const VERB: Verb = Verb {
    kind: "dossier.declare_none",
    roles: &[Role::Applicant],
};

#[derive(Serialize)]
struct Declared<'a> {
    section: &'a str,
    none: bool,
}

/// Ticks or unticks 'none' for `section`.
///
/// # Errors
/// The section has entries.
pub fn declare_none(tx: &mut Tx<'_>, section: Section, none: bool) -> Result<()> {
    VERB.permit(tx.actor())?;
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    let dossier = store::dossier::of_person(tx, person)?;
    if none && dossier.of(section).next().is_some() {
        let text = format!("“{}”已有内容，不能勾选“本人没有”", section.chinese());
        return Err(Refusal::new(text).at("none").remedy("请先删除已填内容").into());
    }
    store::dossier::tick_none(tx, person, section, none)?;
    let event = Declared {
        section: section.code(),
        none,
    };
    journal::record(tx, &Subject::of(person), VERB.kind, &event, None)
}
