//! Writing the examples that a pack lacks: for a constant that none watches, one case on each side of it.
//!
//! A case is looked for in which the pack answers otherwise than it would if the constant were a unit more, and one in
//! which it answers otherwise than if it were a unit less: one lies at the value, the other a unit beside it. What is
//! written is what the pack answers today, so it proves nothing until an officer has held it against the text; it
//! carries 待确认 until then.

use core::fmt::Write as _;
use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, Level};

use crate::compare::witness;
use crate::examples::{Examples, outcome};
use crate::library::Library;
use crate::load::{ExampleKind, ExampleRow};
use crate::model::{CompositionRow, Demand, Pack, Within};
use crate::mutate::{Kind, Mutation, mutations};
use crate::words::Base;

/// The file of a pack that the written examples stand in, beside its own.
pub const PROPOSED_FILE: &str = "待确认.算例.kdl";

/// Votes and compositions are tried with up to so many people.
const MOST_PEOPLE: u32 = 60;

/// Examples for one pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The pack.
    pub pack: String,
    /// How many examples.
    pub count: usize,
    /// The text to add to [`PROPOSED_FILE`] in the pack's folder.
    pub text: String,
    /// What no case was found for, each with its place: an officer writes these by hand.
    pub left: Vec<String>,
}

/// Examples for every constant that no example of its pack watches, confirmed or not; packs that lack none are left out.
#[must_use]
pub fn propose(library: &Library, examples: &Examples) -> Vec<Proposed> {
    let packs = library.packs();
    packs
        .filter_map(|info| of_pack(library, examples, &info.id))
        .collect()
}

fn of_pack(library: &Library, examples: &Examples, id: &str) -> Option<Proposed> {
    let pack = library.pack_of(id)?;
    let watching = crate::check::watching(library, examples, id);
    let mut written: Vec<ExampleRow> = Vec::new();
    let mut left = Vec::new();
    for mutation in mutations(library, pack) {
        let supposed = library.supposing(mutation.pack.clone());
        let known = watching.iter().copied().chain(&written);
        if crate::check::noticed(&supposed, &mutation.row, known) {
            continue;
        }
        match case(library, &supposed, examples, &mutation) {
            Some(row) => written.push(row),
            None => left.push(format!(
                "{}: “{}”的{}，找不到可以写的算例，请人工补写",
                mutation.place, mutation.row, mutation.change
            )),
        }
    }
    (!written.is_empty() || !left.is_empty()).then(|| Proposed {
        pack: id.to_owned(),
        count: written.len(),
        text: text(id, &written),
        left,
    })
}

/// An example that comes out otherwise when the constant changes, with what it comes to as it stands.
fn case(
    library: &Library,
    supposed: &Library,
    examples: &Examples,
    mutation: &Mutation,
) -> Option<ExampleRow> {
    candidates(library, supposed, examples, mutation).find_map(|row| {
        let (own, other) = (outcome(&row, library).ok()?, outcome(&row, supposed).ok()?);
        (own.text != other.text).then_some(ExampleRow {
            expected: own.text,
            ..row
        })
    })
}

/// Cases to try, likely ones first.
fn candidates<'m>(
    library: &'m Library,
    supposed: &'m Library,
    examples: &'m Examples,
    mutation: &'m Mutation,
) -> Box<dyn Iterator<Item = ExampleRow> + 'm> {
    let pack = &mutation.pack;
    match mutation.kind {
        Kind::Parameter(level, from) => {
            let on = from.max(pack.head.from);
            let row = blank(mutation, ExampleKind::Value, on);
            Box::new(core::iter::once(ExampleRow { level, ..row }))
        }
        Kind::Vote => Box::new(votes(mutation, pack).into_iter()),
        Kind::Composition => match pack.compositions.get(&mutation.row) {
            Some(row) => Box::new(compositions(mutation, row, examples)),
            None => Box::new(core::iter::empty()),
        },
        Kind::Limit => Box::new(windows(mutation, pack).into_iter()),
        Kind::Rule => Box::new(rules(library, supposed, mutation).into_iter()),
    }
}

fn blank(mutation: &Mutation, kind: ExampleKind, on: Day) -> ExampleRow {
    ExampleRow {
        pack: mutation.pack.head.id.clone(),
        name: mutation.row.clone(),
        number: None,
        on,
        to: None,
        level: None,
        expected: String::new(),
        kind,
        props: BTreeMap::new(),
        facts: Vec::new(),
        settings: Vec::new(),
        unconfirmed: true,
        place: mutation.place.clone(),
    }
}

/// Every count of votes over every committee, small ones first.
fn votes(mutation: &Mutation, pack: &Pack) -> Vec<ExampleRow> {
    let Some(vote) = pack.votes.get(&mutation.row) else {
        return Vec::new();
    };
    let base = vote.agree.given.as_ref().map_or(Base::Cast, |given| given.base);
    let quorum = vote.quorum.as_ref().is_some_and(|row| row.given.is_ok());
    let row = |props: &[(&str, u32)]| {
        let props = props.iter();
        let props = props.map(|(name, number)| ((*name).to_owned(), number.to_string()));
        ExampleRow {
            props: props.collect(),
            ..blank(mutation, ExampleKind::Vote, pack.head.from)
        }
    };
    let mut found = Vec::new();
    for whole in 1..=MOST_PEOPLE {
        for part in 0..=whole {
            if quorum {
                found.push(row(&[("评委会人数", whole), ("出席人数", part)]));
            }
            found.push(match base {
                Base::Cast => row(&[("投票总数", whole), ("同意", part)]),
                Base::Members => row(&[("评委会人数", whole), ("出席人数", whole), ("同意", part)]),
                Base::Present => row(&[("实到人数", whole), ("同意", part)]),
                Base::Attending if quorum => {
                    row(&[("评委会人数", whole), ("出席人数", whole), ("同意", part)])
                }
                Base::Attending => row(&[("出席人数", whole), ("同意", part)]),
            });
        }
    }
    found
}

/// Compositions of examples with one count changed, and plain ones in which everybody counts for everything but one.
fn compositions<'m>(
    mutation: &'m Mutation,
    row: &'m CompositionRow,
    examples: &'m Examples,
) -> impl Iterator<Item = ExampleRow> + 'm {
    let counts = row.demands.iter().flat_map(|one| {
        let whole = match &one.demand {
            Demand::Share { whole, .. } => Some(whole.as_str()),
            Demand::Count { .. } | Demand::Silent { .. } => None,
        };
        core::iter::once(one.head.name.as_str()).chain(whole)
    });
    let counts: BTreeSet<&str> = counts.collect();
    let same = |one: &&ExampleRow| one.kind == ExampleKind::Composition && one.name == mutation.row;
    let known = examples.0.iter().filter(same);
    let known = known.map(|one| (one.level, one.props.clone()));
    let attributes: BTreeSet<_> = row.demands.iter().map(|one| &one.attributes).collect();
    let names = counts.clone();
    let plain = attributes.into_iter().flat_map(move |attributes| {
        let names = names.clone();
        Level::ALL.into_iter().flat_map(move |level| {
            let names = names.clone();
            (0..=MOST_PEOPLE).map(move |people| {
                let all = names.iter().map(|name| ((*name).to_owned(), people.to_string()));
                let mut props: BTreeMap<String, String> = all.collect();
                props.extend(attributes.clone());
                (Some(level), props)
            })
        })
    });
    known.chain(plain).flat_map(move |(level, props)| {
        let names = counts.clone().into_iter();
        names.flat_map(move |name| {
            let props = props.clone();
            (0..=MOST_PEOPLE).map(move |people| {
                let mut props = props.clone();
                props.insert(name.to_owned(), people.to_string());
                let row = blank(mutation, ExampleKind::Composition, mutation.pack.head.from);
                ExampleRow { level, props, ..row }
            })
        })
    })
}

/// Windows that end, begin or last about as long as the limit says.
fn windows(mutation: &Mutation, pack: &Pack) -> Vec<ExampleRow> {
    let Some(limit) = pack.limits.get(&mutation.row) else {
        return Vec::new();
    };
    let around = |day: Day| [-1, 0, 1].map(|more| day.plus_days(more));
    let ranges: Vec<(Day, Day)> = match limit.within {
        Within::NotAfter(day) | Within::NotBefore(day) => around(day).map(|day| (day, day)).to_vec(),
        Within::AtLeast(span) => {
            let from = pack.head.from;
            around(span.last_day(from)).map(|to| (from, to)).to_vec()
        }
    };
    let mut found = Vec::new();
    for level in Level::ALL {
        for (from, to) in &ranges {
            let props = [("起", from), ("止", to)].map(|(name, day)| (name.to_owned(), day.to_string()));
            found.push(ExampleRow {
                name: limit.stage.clone(),
                level: Some(level),
                props: BTreeMap::from(props),
                ..blank(mutation, ExampleKind::Window, pack.head.from)
            });
        }
    }
    found
}

/// The shortest case that a rule answers otherwise: of the rule itself, or of one that reads the table.
fn rules(library: &Library, supposed: &Library, mutation: &Mutation) -> Vec<ExampleRow> {
    let id = &mutation.pack.head.id;
    let mut found = Vec::new();
    for on in library.days_to_ask(id) {
        let (Ok(own), Ok(other)) = (library.effective(id, on), supposed.effective(id, on)) else {
            continue;
        };
        let mut names: Vec<&str> = own.rule_names().collect();
        names.sort_by_key(|name| *name != mutation.row);
        for name in names {
            let case = witness(&own, &other, name, on).or_else(|| witness(&other, &own, name, on));
            let Some(facts) = case else { continue };
            found.push(ExampleRow {
                name: format!("{}就不同", mutation.change),
                props: BTreeMap::from([("规则".to_owned(), name.to_owned())]),
                facts,
                ..blank(mutation, ExampleKind::Rule, on)
            });
            return found;
        }
    }
    found
}

/// The examples as a file holds them.
fn text(pack: &str, rows: &[ExampleRow]) -> String {
    let mut text = String::new();
    let mut day = None;
    for row in rows {
        if day != Some(row.on) {
            if day.is_some() {
                text.push_str("}\n");
            }
            // Writing into a string cannot fail.
            let _ = writeln!(
                text,
                "算例 {} 当日={} {{",
                quoted(pack),
                quoted(&row.on.to_string())
            );
            day = Some(row.on);
        }
        let _ = writeln!(text, "    {}", line(row));
    }
    if day.is_some() {
        text.push_str("}\n");
    }
    text
}

fn line(row: &ExampleRow) -> String {
    let mut line = format!("{} {}", row.kind.chinese(), quoted(&row.name));
    if let Some(level) = row.level {
        let _ = write!(line, " 级别={}", quoted(level.chinese()));
    }
    for (name, value) in &row.props {
        match value.parse::<u32>() {
            Ok(number) => {
                let _ = write!(line, " {name}={number}");
            }
            Err(_) => {
                let _ = write!(line, " {name}={}", quoted(value));
            }
        }
    }
    let _ = write!(line, " 结果={} 待确认=#true", quoted(&row.expected));
    if !row.facts.is_empty() {
        let facts = row.facts.iter();
        let facts: Vec<String> = facts
            .map(|(name, value)| format!("{} {}", quoted(name), quoted(value)))
            .collect();
        let _ = write!(line, " {{ {} }}", facts.join("; "));
    }
    line
}

/// A text in quotation marks.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
