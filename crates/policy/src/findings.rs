//! Everything the checker finds, in sentences with their places: for the command line and for the officers' pages.

use serde::Serialize;

use crate::check::{CheckReport, check, check_pack};
use crate::compare::{Verdict, compare_all};
use crate::examples::Examples;
use crate::gaps::check_tables;
use crate::library::Library;
use crate::source::Place;
use crate::strictness::{changed_below, unsourced};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Findings {
    /// Examples that come out as written.
    pub passed: usize,
    /// Those that do not.
    pub failures: Vec<String>,
    /// Examples that the tool wrote and no officer has confirmed (待确认).
    pub awaiting: Vec<String>,
    /// Constants that were changed by one unit on trial; `None` when only the examples were run.
    pub tried: Option<usize>,
    /// Changes that no confirmed example notices.
    pub unnoticed: Vec<String>,
    /// Gaps, overlaps and rows of tables that never decide.
    pub tables: Vec<String>,
    /// Numbers without a direction, amounts without a legal basis.
    pub numbers: Vec<String>,
    /// Rules that are laxer than those of the text above (第六条).
    pub laxer: Vec<String>,
    /// Rules that the text above itself lets others relax (放宽).
    pub relaxed: Vec<String>,
    /// Votes and parameters that a lower document says otherwise; 第六条 does not forbid it.
    pub changed: Vec<String>,
    /// Comparisons with the text above that could not be settled.
    pub not_established: Vec<String>,
}

impl Findings {
    /// What stands against the packs, kind by kind.
    #[must_use]
    pub const fn wrong(&self) -> [&Vec<String>; 5] {
        [
            &self.failures,
            &self.unnoticed,
            &self.tables,
            &self.numbers,
            &self.laxer,
        ]
    }

    /// What a reader should know though it is not wrong, kind by kind.
    #[must_use]
    pub const fn told(&self) -> [&Vec<String>; 4] {
        [
            &self.awaiting,
            &self.relaxed,
            &self.changed,
            &self.not_established,
        ]
    }
}

/// Runs the examples alone.
#[must_use]
pub fn run(library: &Library, examples: &Examples) -> Findings {
    let report = examples.run(library);
    Findings {
        passed: report.passed,
        failures: sentences(&report.failures),
        awaiting: sentences(&examples.awaiting()),
        ..Findings::default()
    }
}

/// Runs the whole checker: over every pack, or over what concerns `pack` alone, that is its own rows and the
/// comparisons with the texts above and below it. All examples are run in either case. With examples that fail, no
/// constant is tried: trials say something only about examples that come out.
#[must_use]
pub fn examine(library: &Library, examples: &Examples, pack: Option<&str>) -> Findings {
    let mut found = run(library, examples);
    let trial = match pack {
        _ if !found.failures.is_empty() => CheckReport::default(),
        Some(id) => check_pack(library, examples, id),
        None => check(library, examples),
    };
    found.tried = Some(trial.tried);
    found.unnoticed = sentences(&trial.unnoticed);
    let own = |place: &Place| pack.is_none_or(|id| place.path.split('/').next() == Some(id));
    let tables = check_tables(library).into_iter().filter(|one| own(&one.place));
    found.tables = tables.map(|one| one.to_string()).collect();
    let numbers = unsourced(library).into_iter().filter(|one| own(&one.place));
    found.numbers = numbers.map(|one| one.to_string()).collect();
    let concerned = |lower: &str, higher: &str| pack.is_none_or(|id| lower == id || higher == id);
    for one in compare_all(library) {
        if !concerned(&one.lower, &one.higher) {
            continue;
        }
        match one.verdict {
            Verdict::NotLaxer => {}
            Verdict::Laxer { .. } => found.laxer.push(one.to_string()),
            Verdict::Relaxed { .. } => found.relaxed.push(one.to_string()),
            Verdict::NotEstablished { .. } => found.not_established.push(one.to_string()),
        }
    }
    let below = changed_below(library).into_iter();
    let below = below.filter(|one| concerned(&one.lower, &one.higher));
    found.changed = below.map(|one| one.to_string()).collect();
    found
}

fn sentences(findings: &[impl ToString]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}
