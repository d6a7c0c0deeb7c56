//! What a change of the packs would do to people: each case asked under the old and under the new rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::decision::AskError;
use crate::eval::{Days, Truth};
use crate::facts::Facts;
use crate::rules::Rules;

/// One case with its frozen facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What the report calls it: a number, never a name.
    pub id: String,
    /// By what the matrix is split, e.g. region, series, level and type of unit.
    pub group: String,
    /// The facts under the old rules' declarations.
    pub old_facts: Facts,
    /// The facts under the new rules' declarations.
    pub new_facts: Facts,
}

/// Three by three: how many cases went from one answer to another. Rows are the old answers, columns the new ones, in
/// the order 否, 待定, 是.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Matrix(pub [[u32; 3]; 3]);

impl Matrix {
    /// How many cases it counts.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().flatten().sum()
    }

    /// How many of them have another answer now.
    #[must_use]
    pub fn changed(&self) -> u32 {
        self.total() - self.0[0][0] - self.0[1][1] - self.0[2][2]
    }
}

/// A case whose answer changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The case.
    pub id: String,
    /// Its group.
    pub group: String,
    /// The old answer.
    pub old: Truth,
    /// The new answer.
    pub new: Truth,
    /// What decides it: the reasons and missing facts of whichever answer is not 是, with their articles.
    pub because: Vec<String>,
}

/// What the change would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Impact {
    /// By group, sorted.
    pub groups: BTreeMap<String, Matrix>,
    /// Everybody whose answer changed, in the order of the cases.
    pub changed: Vec<Changed>,
}

/// Asks rule `name` about every case under both rules.
///
/// # Errors
/// One of them has no such rule, or facts do not fit its declarations.
pub fn impact(old: &Rules, new: &Rules, name: &str, cases: &[Case], days: Days) -> Result<Impact, AskError> {
    let mut found = Impact::default();
    for case in cases {
        let before = old.evaluate(name, &case.old_facts, days)?;
        let after = new.evaluate(name, &case.new_facts, days)?;
        let matrix = found.groups.entry(case.group.clone()).or_default();
        matrix.0[place(before.outcome)][place(after.outcome)] += 1;
        if before.outcome == after.outcome {
            continue;
        }
        let decides = if after.outcome == Truth::Yes {
            &before
        } else {
            &after
        };
        let reasons = decides.reasons.iter();
        let reasons = reasons.map(|reason| format!("{}（{}）", reason.sentence, reason.article));
        let missing = decides.missing.iter().map(ToString::to_string);
        found.changed.push(Changed {
            id: case.id.clone(),
            group: case.group.clone(),
            old: before.outcome,
            new: after.outcome,
            because: reasons.chain(missing).collect(),
        });
    }
    Ok(found)
}

const fn place(truth: Truth) -> usize {
    match truth {
        Truth::No => 0,
        Truth::Unknown => 1,
        Truth::Yes => 2,
    }
}
