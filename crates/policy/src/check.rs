//! Whether the packs' own examples notice when a constant changes.
//!
//! Every number of a text should have an example at its value and one a unit beside it. The check changes each constant
//! by one unit both ways and runs the examples: a change that no example notices is told.

use crate::examples::{Examples, run};
use crate::library::Library;
use crate::load::ExampleRow;
use crate::mutate::mutations;
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
    /// Whether an example would notice it that no officer has confirmed (待确认).
    pub awaiting: bool,
}

impl core::fmt::Display for Unnoticed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            place, row, change, ..
        } = self;
        write!(f, "{place}: “{row}”的{change}，")?;
        if self.awaiting {
            f.write_str("只有待确认的算例发现，请核对后删去“待确认=#true”")
        } else {
            f.write_str("没有算例发现，请补写算例")
        }
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
/// Examples must come out as written beforehand ([`Examples::run`]); one that does not is left out, and so is one that
/// awaits confirmation (待确认).
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
    let sound = watching(library, examples, id);
    let (awaiting, confirmed): (Vec<&ExampleRow>, Vec<&ExampleRow>) =
        sound.into_iter().partition(|row| row.unconfirmed);
    for mutation in mutations(library, pack) {
        report.tried += 1;
        let supposed = library.supposing(mutation.pack);
        if !noticed(&supposed, &mutation.row, confirmed.iter().copied()) {
            report.unnoticed.push(Unnoticed {
                awaiting: noticed(&supposed, &mutation.row, awaiting.iter().copied()),
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

/// The examples of pack `id` and of those that stand on it that come out as written; an example that does not says
/// nothing about a change.
pub(crate) fn watching<'e>(library: &Library, examples: &'e Examples, id: &str) -> Vec<&'e ExampleRow> {
    let concerned = library.descendants(id);
    let rows = examples.0.iter();
    rows.filter(|row| concerned.contains(&row.pack) && run(row, library).is_ok())
        .collect()
}

/// Whether one of the examples comes out otherwise in the library with the change. Examples that name the changed row
/// go first: most changes are noticed by the first of them.
pub(crate) fn noticed<'e>(
    supposed: &Library,
    changed: &str,
    examples: impl Iterator<Item = &'e ExampleRow>,
) -> bool {
    let names = |row: &&ExampleRow| {
        let asked = row.props.get("规则").unwrap_or(&row.name);
        changed.starts_with(asked.as_str()) || asked.starts_with(changed)
    };
    let (near, far): (Vec<&ExampleRow>, Vec<&ExampleRow>) = examples.partition(names);
    near.into_iter().chain(far).any(|row| run(row, supposed).is_err())
}
