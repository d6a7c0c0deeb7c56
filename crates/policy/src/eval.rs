//! Asking a rule in three values. Unknown is never read as zero or false.

use std::collections::BTreeSet;

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::compile::{Atom, DayBound, Node, NodeKind, Program, Ratio, Row, Test};
use crate::facts::{Period, Sheet, Slot};

/// 否, 待定 or 是; ordered so that 都要 is the least and 任一 the greatest of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// 否
    No,
    /// 待定: a fact or a setting is missing.
    Unknown,
    /// 是
    Yes,
}

impl Truth {
    /// 是, 否 or 待定.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::No => "否",
            Self::Unknown => "待定",
            Self::Yes => "是",
        }
    }

    pub(crate) const fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }

    const fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// The day or days a question is about, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    pub from: Day,
    /// Last day, not before `from`.
    pub to: Day,
}

impl Days {
    /// One day.
    #[must_use]
    pub const fn on(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// Every day from `from` to `to`; the days are swapped when they stand the wrong way round.
    #[must_use]
    pub fn between(from: Day, to: Day) -> Self {
        Self {
            from: from.min(to),
            to: from.max(to),
        }
    }
}

pub(crate) fn truth(program: &Program, node: &Node, sheet: &Sheet, day: Day) -> Truth {
    let ask = |node: &Node| truth(program, node, sheet, day);
    match &node.kind {
        NodeKind::All(nodes) => all(nodes.iter().map(ask)),
        NodeKind::AtLeast(wanted, nodes) => at_least(*wanted, nodes.iter().map(ask)),
        NodeKind::None(nodes) => any(nodes.iter().map(ask)).not(),
        NodeKind::Rule(at) => truth(program, &program.rules[*at].body, sheet, day),
        NodeKind::Atom(atom) => atom_truth(atom, sheet, day),
        NodeKind::Ratio(ratio) => ratio_truth(ratio, sheet),
        NodeKind::Rows(rows) => any(rows.iter().map(|row| row_truth(row, sheet, day))),
    }
}

/// Of all that is asked, the least.
pub(crate) fn all(truths: impl Iterator<Item = Truth>) -> Truth {
    truths.min().unwrap_or(Truth::Yes)
}

/// Of several ways, the best.
pub(crate) fn any(truths: impl Iterator<Item = Truth>) -> Truth {
    truths.max().unwrap_or(Truth::No)
}

pub(crate) fn at_least(wanted: usize, truths: impl Iterator<Item = Truth>) -> Truth {
    let (mut yes, mut open) = (0, 0);
    for truth in truths {
        yes += usize::from(truth == Truth::Yes);
        open += usize::from(truth == Truth::Unknown);
    }
    if yes >= wanted {
        Truth::Yes
    } else if yes + open >= wanted {
        Truth::Unknown
    } else {
        Truth::No
    }
}

/// Whether the row's choosing cells hold: then the row concerns the case.
pub(crate) fn row_chosen(row: &Row, sheet: &Sheet, day: Day) -> Truth {
    let atoms = row.chosen_by.iter().map(|atom| atom_truth(atom, sheet, day));
    all(atoms)
}

pub(crate) fn row_truth(row: &Row, sheet: &Sheet, day: Day) -> Truth {
    let demands = row.demands.iter().map(|atom| atom_truth(atom, sheet, day));
    demands.fold(row_chosen(row, sheet, day), Truth::min)
}

pub(crate) fn atom_truth(atom: &Atom, sheet: &Sheet, day: Day) -> Truth {
    let holds = match (&atom.test, &sheet.0[atom.fact]) {
        (Test::Never, _) | (_, Slot::Absent) => return Truth::No,
        (Test::Open(_), _) | (_, Slot::Unknown) => return Truth::Unknown,
        (Test::Holds, Slot::Flag(flag)) => *flag,
        (Test::Number { over, bound }, Slot::Number(number)) => {
            if *over {
                number > bound
            } else {
                number >= bound
            }
        }
        (Test::OneOf(numbers), Slot::Number(number)) => numbers.contains(number),
        (Test::Odd, Slot::Number(number)) => number % 2 != 0,
        (Test::Day { over, bound }, Slot::Day(own)) => {
            let bound = match bound {
                DayBound::Fixed(bound) => *bound,
                DayBound::Asked => day,
            };
            if *over { *own > bound } else { *own >= bound }
        }
        (Test::Full(span), Slot::Day(start)) => span.after(*start) <= day,
        (Test::Inside(span), Slot::Day(start)) => *start <= day && day <= span.after(*start),
        (Test::Covers, Slot::Periods(periods)) => periods.iter().any(|period| period.covers(day)),
        // The linker only pairs a test with facts of its kind.
        _ => return Truth::Unknown,
    };
    Truth::of(holds != atom.negate)
}

pub(crate) fn ratio_truth(ratio: &Ratio, sheet: &Sheet) -> Truth {
    let numbers = match (&sheet.0[ratio.part], &sheet.0[ratio.whole]) {
        (Slot::Number(part), Slot::Number(whole)) => Some((i128::from(*part), i128::from(*whole))),
        (Slot::Absent, _) | (_, Slot::Absent) => return Truth::No,
        _ => None,
    };
    let Some((part, whole)) = numbers else {
        return Truth::Unknown;
    };
    if part < 0 || whole <= 0 {
        return Truth::No;
    }
    let left = part * i128::from(ratio.share.denominator());
    let right = whole * i128::from(ratio.share.numerator());
    Truth::of(if ratio.strict { left > right } else { left >= right })
}

/// The days within `days` on which the answer of `node` may change, the first day among them: between two of them
/// nothing changes, so asking these is asking every day.
pub(crate) fn days_of_change(program: &Program, node: &Node, sheet: &Sheet, days: Days) -> BTreeSet<Day> {
    let mut found = BTreeSet::from([days.from]);
    if days.from < days.to {
        gather(program, node, sheet, &mut found);
        found.retain(|day| days.from <= *day && *day <= days.to);
    }
    found
}

fn gather(program: &Program, node: &Node, sheet: &Sheet, into: &mut BTreeSet<Day>) {
    match &node.kind {
        NodeKind::All(nodes) | NodeKind::AtLeast(_, nodes) | NodeKind::None(nodes) => {
            for node in nodes {
                gather(program, node, sheet, into);
            }
        }
        NodeKind::Rule(at) => gather(program, &program.rules[*at].body, sheet, into),
        NodeKind::Atom(atom) => gather_atom(atom, sheet, into),
        NodeKind::Rows(rows) => {
            for atom in rows
                .iter()
                .flat_map(|row| row.chosen_by.iter().chain(&row.demands))
            {
                gather_atom(atom, sheet, into);
            }
        }
        NodeKind::Ratio(_) => {}
    }
}

fn gather_atom(atom: &Atom, sheet: &Sheet, into: &mut BTreeSet<Day>) {
    match (&atom.test, &sheet.0[atom.fact]) {
        (
            Test::Day {
                bound: DayBound::Asked,
                ..
            },
            Slot::Day(day),
        ) => into.extend([*day, day.next()]),
        (Test::Full(span), Slot::Day(start)) => into.extend([span.after(*start)]),
        (Test::Inside(span), Slot::Day(start)) => into.extend([*start, span.after(*start).next()]),
        (Test::Covers, Slot::Periods(periods)) => {
            for Period { from, to } in periods {
                into.insert(*from);
                into.extend(to.map(Day::next));
            }
        }
        _ => {}
    }
}
