//! Whether the packs' own examples notice when a constant changes.
//!
//! Every number of a text should have an example at its value and one a unit beside it. The check changes each constant
//! by one unit both ways and runs the examples: a change that no example notices is told.

use crate::examples::{Examples, run};
use crate::library::Library;
use crate::load::ExampleRow;
use crate::model::Pack;
use crate::mutate::{Mutation, mutations};
use crate::source::Place;

/// A constant whose change no example notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unnoticed {
    /// Where it stands.
    pub place: Place,
    /// The row it belongs to.
    pub row: String,
    /// The change that went unnoticed, e.g. `12年改为143个月`.
    pub change: String,
}

impl core::fmt::Display for Unnoticed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "{}: “{}”的{}，没有算例发现，请补写算例",
            self.place, self.row, self.change
        )
    }
}

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// Changes tried.
    pub tried: usize,
    /// Changes that no example noticed, ordered by place.
    pub unnoticed: Vec<Unnoticed>,
}

/// Changes every constant of every pack and asks whether an example of that pack, or of one that stands on it, notices.
/// Examples must come out as written beforehand ([`Examples::run`]); one that does not is left out.
#[must_use]
pub fn check(library: &Library, examples: &Examples) -> CheckReport {
    let mut report = CheckReport::default();
    for info in library.packs() {
        let own = check_pack(library, examples, &info.id);
        report.tried += own.tried;
        report.unnoticed.extend(own.unnoticed);
    }
    report
        .unnoticed
        .sort_by(|left, right| left.place.cmp(&right.place));
    report
}

/// As [`check`], for the constants of pack `id` alone.
#[must_use]
pub fn check_pack(library: &Library, examples: &Examples, id: &str) -> CheckReport {
    let mut report = CheckReport::default();
    let Some(pack) = library.pack_of(id) else {
        return report;
    };
    let concerned = library.descendants(id);
    let own: Vec<&ExampleRow> = examples
        .0
        .iter()
        .filter(|row| concerned.contains(&row.pack) && run(row, library).is_ok())
        .collect();
    for mutation in mutations(library, pack) {
        report.tried += 1;
        if !noticed(library, &mutation, &own) {
            report.unnoticed.push(Unnoticed {
                place: mutation.place,
                row: mutation.row,
                change: mutation.change,
            });
        }
    }
    report
        .unnoticed
        .sort_by(|left, right| left.place.cmp(&right.place));
    report
}

/// Examples that name the changed row go first: most changes are noticed by the first of them.
fn noticed(library: &Library, mutation: &Mutation, examples: &[&ExampleRow]) -> bool {
    let changed: Pack = mutation.pack.clone();
    let supposed = library.supposing(changed);
    let names = |row: &&&ExampleRow| {
        let asked = row.props.get("规则").unwrap_or(&row.name);
        mutation.row.starts_with(asked.as_str()) || asked.starts_with(mutation.row.as_str())
    };
    let (near, far): (Vec<&&ExampleRow>, Vec<&&ExampleRow>) = examples.iter().partition(names);
    near.into_iter()
        .chain(far)
        .any(|row| run(row, &supposed).is_err())
}
