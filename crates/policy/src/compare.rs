//! Whether a lower text is laxer than the higher one it stands on (第六条).
//!
//! A rule of a lower pack may ask for more than the higher one, never for less: there must be no case for which the
//! lower rule answers 是 and the higher one 否. Each fact's line is split at the constants both rules use; inside a cell
//! nothing changes, so trying one value of each cell, fact by fact, is trying every case. Parts of the higher rule that
//! the lower one repeats word for word need no search. What cannot be settled is told as such, never passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::compile::{Atom, DayBound, Node, NodeKind, Program, Ratio, Row, Test};
use crate::eval::{Truth, atom_truth, truth};
use crate::facts::{Period, Sheet, Slot, show};
use crate::gaps::rows_of;
use crate::law::Law;
use crate::library::Library;
use crate::model::{FactDecl, FactType, Tier};
use crate::rules::Rules;
use crate::source::Place;
use crate::words::Force;

/// Evaluations spent on one rule before the search gives up and says so.
const BUDGET: usize = 500_000;

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// Nowhere laxer.
    NotLaxer,
    /// Laxer for this case, as the higher text itself allows (放宽).
    Relaxed {
        /// The case.
        case: Vec<String>,
        /// The article that allows it.
        article: String,
    },
    /// Laxer for this case: the facts, as they read.
    Laxer {
        /// Facts in which the lower rule answers 是 and the higher one 否.
        case: Vec<String>,
    },
    /// It could not be settled.
    NotEstablished {
        /// Why, in Chinese.
        why: String,
    },
}

/// One rule of a lower pack beside that of a pack it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The lower pack.
    pub lower: String,
    /// The higher pack.
    pub higher: String,
    /// The rule.
    pub rule: String,
    /// Where the lower pack says otherwise.
    pub place: Place,
    /// What was found.
    pub verdict: Verdict,
}

impl core::fmt::Display for Compared {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            lower, higher, rule, ..
        } = self;
        write!(f, "{}: ", self.place)?;
        match &self.verdict {
            Verdict::NotLaxer => write!(f, "{lower}：“{rule}”没有比{higher}放宽"),
            Verdict::Laxer { case } => write!(
                f,
                "{lower}：“{rule}”比{higher}放宽：{}时，本文件符合，上位文件不符合（第六条）",
                case.join("，")
            ),
            Verdict::Relaxed { case, article } => write!(
                f,
                "{lower}：“{rule}”比{higher}放宽，上位文件允许（{article}）：{}",
                case.join("，")
            ),
            Verdict::NotEstablished { why } => {
                write!(f, "{lower}：“{rule}”是否比{higher}放宽，不能确定：{why}")
            }
        }
    }
}

/// Compares every rule that a pack and a pack it stands on both have, on the first day both are in force. Rules the
/// lower pack leaves as they are count as not laxer and are left out.
#[must_use]
pub fn compare_all(library: &Library) -> Vec<Compared> {
    let mut found = Vec::new();
    for info in library.packs() {
        for (higher, from) in library.parents_of(&info.id) {
            let (Ok(lower), Ok(upper)) = (
                library.effective(&info.id, from),
                library.effective(&higher, from),
            ) else {
                continue;
            };
            for rule in upper.rule_names() {
                let place = own_place(&lower, &upper, rule);
                if let Some((verdict, place)) = compare(&lower, &upper, rule, from).zip(place) {
                    let verdict = allowed(verdict, &upper, rule, info.tier);
                    found.push(Compared {
                        lower: info.id.clone(),
                        higher: higher.clone(),
                        rule: rule.to_owned(),
                        place,
                        verdict,
                    });
                }
            }
        }
    }
    found
}

/// Where `lower` says the rule otherwise: its own row, or the row of a table that it changes.
fn own_place(lower: &Rules, higher: &Rules, rule: &str) -> Option<Place> {
    let places = |rules: &Rules| {
        let mut found: Vec<Place> = rules
            .merged
            .rules
            .get(rule)
            .map(|own| own.row.head.place.clone())
            .into_iter()
            .collect();
        if let Some(at) = rules.program.index.get(rule) {
            rows_of(&rules.program.rules[*at].body, &mut |rows| {
                found.extend(rows.iter().map(|row| row.place.clone()));
            });
        }
        found
    };
    let (own, others) = (places(lower), places(higher));
    let changed = own.iter().find(|place| !others.contains(place));
    changed.or(own.first()).cloned()
}

/// A laxer rule that the higher text itself lets documents of `tier` relax (放宽) is told as relaxed.
fn allowed(verdict: Verdict, higher: &Rules, rule: &str, tier: Tier) -> Verdict {
    let case = match verdict {
        Verdict::Laxer { case } => case,
        other => return other,
    };
    let relaxation = higher.merged.relaxations.get(rule);
    match relaxation.filter(|found| found.row.tiers.is_empty() || found.row.tiers.contains(&tier)) {
        Some(found) => Verdict::Relaxed {
            case,
            article: Law::of(&found.row.head, &found.by).article.to_string(),
        },
        None => Verdict::Laxer { case },
    }
}

/// Whether rule `name` of `lower` is laxer than that of `higher` when asked on `day`; `None` when `lower` repeats it as
/// it is, or one of them has no such rule.
#[must_use]
pub fn compare(lower: &Rules, higher: &Rules, name: &str, day: Day) -> Option<Verdict> {
    let low = Side::of(lower, name)?;
    let high = Side::of(higher, name)?;
    if low.force == Force::Soft && high.force == Force::Hard {
        let case = vec!["上位文件为“应当”，本文件改为“原则上”".to_owned()];
        return Some(Verdict::Laxer { case });
    }
    let mut repeated = BTreeSet::new();
    low.demands(low.body, &mut |node| {
        repeated.insert(low.print(node));
    });
    let mut own = Vec::new();
    high.demands(high.body, &mut |node| {
        if !repeated.contains(&high.print(node)) {
            own.push(node);
        }
    });
    if own.is_empty() {
        return None;
    }
    let mut verdict = Verdict::NotLaxer;
    for node in own {
        match settle(&low, &high, node, day) {
            Verdict::NotLaxer => {}
            laxer @ (Verdict::Laxer { .. } | Verdict::Relaxed { .. }) => return Some(laxer),
            open @ Verdict::NotEstablished { .. } => verdict = open,
        }
    }
    Some(verdict)
}

/// Whether everything that `row` of a table allows, one of `others` allows too; `None` when an open setting decides.
pub(crate) fn implied(program: &Program, row: &Row, others: Vec<Row>, day: Day) -> Option<bool> {
    let node = |rows: Vec<Row>| Node {
        kind: NodeKind::Rows(rows),
        asks: Arc::default(),
        sentence: None,
        remedy: None,
        rules: Vec::new(),
    };
    let (own, theirs) = (node(vec![row.clone()]), node(others));
    let side = |body| Side {
        program,
        body,
        force: Force::Hard,
    };
    match settle(&side(&own), &side(&theirs), &theirs, day) {
        Verdict::NotLaxer => Some(true),
        Verdict::Laxer { .. } | Verdict::Relaxed { .. } => Some(false),
        Verdict::NotEstablished { .. } => None,
    }
}

/// A case for which rule `name` of `low` answers 是 and that of `high` 否: its facts by name, as an example writes them.
pub(crate) fn witness(low: &Rules, high: &Rules, name: &str, day: Day) -> Option<Vec<(String, String)>> {
    let (low, high) = (Side::of(low, name)?, Side::of(high, name)?);
    if low.print(low.body) == high.print(high.body) {
        return None;
    }
    let Settled::Case(case) = search(&low, &high, high.body, day) else {
        return None;
    };
    let facts = case.into_iter().map(|(fact, value)| {
        let text = match (&fact.measure, &value) {
            (FactType::Number, Slot::Number(number)) => number.to_string(),
            _ => show(fact, &value),
        };
        (fact.name.clone(), text)
    });
    Some(facts.collect())
}

/// One of the two rules, with the program it is linked in.
struct Side<'r> {
    program: &'r Program,
    body: &'r Node,
    force: Force,
}

impl<'r> Side<'r> {
    fn of(rules: &'r Rules, name: &str) -> Option<Self> {
        let program = &*rules.program;
        let rule = &program.rules[*program.index.get(name)?];
        Some(Self {
            program,
            body: &rule.body,
            force: rule.law.force,
        })
    }

    /// The parts that must all hold.
    fn demands(&self, node: &'r Node, each: &mut impl FnMut(&'r Node)) {
        match &node.kind {
            NodeKind::All(nodes) => nodes.iter().for_each(|node| self.demands(node, each)),
            NodeKind::Rule(at) => self.demands(&self.program.rules[*at].body, each),
            _ => each(node),
        }
    }

    fn declared(&self, fact: usize) -> &'r FactDecl {
        &self.program.facts[fact]
    }

    /// What a node asks, in one text: two nodes with the same text ask the same.
    fn print(&self, node: &Node) -> String {
        let list = |word: &str, nodes: &[Node]| {
            let parts: Vec<String> = nodes.iter().map(|node| self.print(node)).collect();
            format!("{word}({})", parts.join(";"))
        };
        match &node.kind {
            NodeKind::All(nodes) => list("all", nodes),
            NodeKind::AtLeast(wanted, nodes) => list(&format!("some{wanted}"), nodes),
            NodeKind::None(nodes) => list("none", nodes),
            NodeKind::Rule(at) => self.print(&self.program.rules[*at].body),
            NodeKind::Atom(atom) => self.print_atom(atom),
            NodeKind::Ratio(Ratio {
                part,
                whole,
                strict,
                share,
            }) => format!(
                "{}/{}{strict}{share}",
                self.declared(*part).name,
                self.declared(*whole).name
            ),
            NodeKind::Rows(rows) => {
                let rows: Vec<String> = rows.iter().map(|row| self.print_row(row)).collect();
                format!("rows({})", rows.join(";"))
            }
        }
    }

    fn print_row(&self, row: &Row) -> String {
        let atoms = row.chosen_by.iter().chain(&row.demands);
        let atoms: Vec<String> = atoms.map(|atom| self.print_atom(atom)).collect();
        atoms.join("&")
    }

    fn print_atom(&self, atom: &Atom) -> String {
        let fact = self.declared(atom.fact);
        let open = match atom.test {
            Test::Open(at) => self.program.open.get(at).map(|open| open.name.clone()),
            _ => None,
        };
        format!(
            "{}:{:?}:{:?}:{open:?}:{}",
            fact.name, fact.measure, atom.test, atom.negate
        )
    }

    /// The atoms and ratios under `node`.
    fn visit(&self, node: &'r Node, atom: &mut impl FnMut(&'r Atom), ratio: &mut impl FnMut(&'r Ratio)) {
        match &node.kind {
            NodeKind::All(nodes) | NodeKind::AtLeast(_, nodes) | NodeKind::None(nodes) => {
                for node in nodes {
                    self.visit(node, atom, ratio);
                }
            }
            NodeKind::Rule(at) => self.visit(&self.program.rules[*at].body, atom, ratio),
            NodeKind::Atom(found) => atom(found),
            NodeKind::Ratio(found) => ratio(found),
            NodeKind::Rows(rows) => {
                for row in rows {
                    row.chosen_by.iter().chain(&row.demands).for_each(&mut *atom);
                }
            }
        }
    }
}

/// What both sides ask about one fact.
struct Line<'r> {
    name: &'r str,
    declared: &'r FactDecl,
    low: Option<usize>,
    high: Option<usize>,
    atoms: Vec<&'r Atom>,
    cells: Vec<Slot>,
}

/// What a search for a case came to.
enum Settled<'r> {
    /// The facts of one that matter.
    Case(Vec<(&'r FactDecl, Slot)>),
    /// There is none.
    None,
    /// It could not be settled, and why.
    Open(String),
}

/// Whether `node` of the higher rule allows whatever the lower one does.
fn settle<'r>(low: &Side<'r>, high: &Side<'r>, node: &'r Node, day: Day) -> Verdict {
    match search(low, high, node, day) {
        Settled::Case(facts) => {
            let told = |(fact, value): (&FactDecl, Slot)| format!("{}为{}", fact.name, show(fact, &value));
            let case = facts.into_iter().map(told).collect();
            Verdict::Laxer { case }
        }
        Settled::None => Verdict::NotLaxer,
        Settled::Open(why) => Verdict::NotEstablished { why },
    }
}

/// Looks for a case for which the whole lower rule holds and `node` of the higher one does not.
fn search<'r>(low: &Side<'r>, high: &Side<'r>, node: &'r Node, day: Day) -> Settled<'r> {
    let mut lines: Vec<Line<'r>> = Vec::new();
    let mut ratios: Vec<(&'r str, &'r str, Ratio)> = Vec::new();
    for (side, body, is_high) in [(high, node, true), (low, low.body, false)] {
        let (mut atoms, mut shares) = (Vec::new(), Vec::new());
        side.visit(body, &mut |atom| atoms.push(atom), &mut |ratio| {
            shares.push(ratio);
        });
        let facts = atoms.iter().map(|atom| (atom.fact, Some(*atom)));
        let of_ratios = shares
            .iter()
            .flat_map(|ratio| [(ratio.part, None), (ratio.whole, None)]);
        for (fact, atom) in facts.chain(of_ratios) {
            if !place(&mut lines, side.declared(fact), (fact, is_high), atom) {
                let name = &side.declared(fact).name;
                return Settled::Open(format!("“{name}”在两个文件中的写法不同"));
            }
        }
        for ratio in shares {
            let names = (
                &*side.declared(ratio.part).name,
                &*side.declared(ratio.whole).name,
            );
            ratios.push((names.0, names.1, *ratio));
        }
    }
    let shared = split(&mut lines, &ratios, day);
    let mut search = Search {
        low,
        high,
        node,
        lines: &lines,
        day,
        spent: 0,
        open: false,
    };
    let mut point = Point::new(low, high);
    match search.look(0, &mut point) {
        Some(()) => Settled::Case(search.shortest(point)),
        None if search.spent >= BUDGET => Settled::Open("情形太多，在规定的步数内没有比较完".to_owned()),
        None if search.open => Settled::Open("有的数值文件未载明、也没有设定".to_owned()),
        None if shared => Settled::Open("同一事实既有数目要求又有比例要求，不能逐一比较".to_owned()),
        None => Settled::None,
    }
}

/// Adds an atom to its fact's line; false when the fact is declared differently on the other side.
fn place<'r>(
    lines: &mut Vec<Line<'r>>,
    declared: &'r FactDecl,
    (fact, is_high): (usize, bool),
    atom: Option<&'r Atom>,
) -> bool {
    let known = lines.iter().position(|line| line.name == declared.name);
    let at = known.unwrap_or_else(|| {
        lines.push(Line {
            name: &declared.name,
            declared,
            low: None,
            high: None,
            atoms: Vec::new(),
            cells: Vec::new(),
        });
        lines.len() - 1
    });
    let line = &mut lines[at];
    if line.declared.measure != declared.measure {
        return false;
    }
    *(if is_high { &mut line.high } else { &mut line.low }) = Some(fact);
    line.atoms.extend(atom);
    true
}

/// Gives every line its cells; true when a fact of a share is also compared with numbers, so that cells do not tell all.
fn split(lines: &mut [Line<'_>], ratios: &[(&str, &str, Ratio)], day: Day) -> bool {
    let mut shared = false;
    let wholes: BTreeMap<&str, i64> = ratios
        .iter()
        .fold(BTreeMap::new(), |mut wholes, (_, whole, ratio)| {
            *wholes.entry(*whole).or_insert(1) *= i64::from(ratio.share.denominator());
            wholes
        });
    for line in lines {
        let mut values = values(line, day);
        let in_ratio = ratios
            .iter()
            .filter(|(part, whole, _)| *part == line.name || *whole == line.name);
        let mut numbers = Vec::new();
        for (part, whole, ratio) in in_ratio {
            shared |= !line.atoms.is_empty();
            let base = wholes.get(whole).copied().unwrap_or(1) * 12;
            if *part == line.name {
                let at = base * i64::from(ratio.share.numerator()) / i64::from(ratio.share.denominator());
                numbers.extend([at - 1, at, at + 1]);
            } else {
                numbers.push(base);
            }
        }
        if numbers.is_empty() {
            line.cells = distinct(line, values, day);
        } else {
            values.extend(numbers.into_iter().map(Slot::Number));
            values.dedup();
            line.cells = values;
        }
    }
    shared
}

/// Values at, below and above every constant of the line.
fn values(line: &Line<'_>, day: Day) -> Vec<Slot> {
    let mut values = Vec::new();
    if line.declared.absence.is_some() {
        values.push(Slot::Absent);
    }
    match &line.declared.measure {
        FactType::Flag => values.extend([Slot::Flag(true), Slot::Flag(false)]),
        FactType::Rank(words) | FactType::Category(words) => {
            values.extend((0_i64..).take(words.len()).map(Slot::Number));
        }
        FactType::Months | FactType::Number => {
            let bounds = line.atoms.iter().flat_map(|atom| match &atom.test {
                Test::Number { bound, .. } => vec![bound - 1, *bound, bound + 1],
                Test::OneOf(numbers) => numbers.iter().flat_map(|number| [*number, number + 1]).collect(),
                _ => Vec::new(),
            });
            let mut numbers: BTreeSet<i64> = bounds.collect();
            let last = numbers.last().copied().unwrap_or(0);
            numbers.extend([0, 1, last + 1, last + 2]);
            values.extend(
                numbers
                    .into_iter()
                    .filter(|number| *number >= 0)
                    .map(Slot::Number),
            );
        }
        FactType::Day => values.extend(days(line, day).into_iter().map(Slot::Day)),
        FactType::Periods => {
            let running = Period { from: day, to: None };
            values.extend([Slot::Periods(Vec::new()), Slot::Periods(vec![running])]);
        }
    }
    values
}

fn days(line: &Line<'_>, day: Day) -> BTreeSet<Day> {
    let mut found = BTreeSet::new();
    for atom in &line.atoms {
        let bound = match &atom.test {
            Test::Day { bound, .. } => match bound {
                DayBound::Fixed(bound) => *bound,
                DayBound::Asked => day,
            },
            Test::Full(span) | Test::Inside(span) => {
                found.extend((-1..=1).map(|more| day.plus_days(more)));
                // Months differ in length: the first start that is full by `day` lies within these days.
                let near = i32::try_from(span.months()).unwrap_or(0);
                found.extend((-4..=4).map(|more| day.plus_months(-near).plus_days(more)));
                continue;
            }
            _ => continue,
        };
        found.extend((-1..=1).map(|more| bound.plus_days(more)));
    }
    found.insert(day);
    found
}

/// One value of each cell: values that every atom answers alike are one cell.
fn distinct(line: &Line<'_>, values: Vec<Slot>, day: Day) -> Vec<Slot> {
    let mut seen = BTreeSet::new();
    let mut cells = Vec::new();
    for value in values {
        let answers: Vec<Truth> = line
            .atoms
            .iter()
            .map(|atom| atom_truth(&alone(atom), &Sheet(vec![value.clone()]), day))
            .collect();
        if seen.insert(answers) {
            cells.push(value);
        }
    }
    cells
}

/// The atom, asking the only fact of a sheet of one.
fn alone(atom: &Atom) -> Atom {
    Atom {
        fact: 0,
        test: atom.test.clone(),
        negate: atom.negate,
        words: String::new(),
    }
}

/// A case as both sides see it; facts that are not chosen yet are unknown, which stands for any value.
struct Point {
    low: Sheet,
    high: Sheet,
}

impl Point {
    fn new(low: &Side<'_>, high: &Side<'_>) -> Self {
        let blank = |side: &Side<'_>| Sheet(vec![Slot::Unknown; side.program.facts.len()]);
        Self {
            low: blank(low),
            high: blank(high),
        }
    }

    fn put(&mut self, line: &Line<'_>, value: &Slot) {
        if let Some(fact) = line.low {
            self.low.0[fact] = value.clone();
        }
        if let Some(fact) = line.high {
            self.high.0[fact] = value.clone();
        }
    }
}

struct Search<'s, 'r> {
    low: &'s Side<'r>,
    high: &'s Side<'r>,
    node: &'r Node,
    lines: &'s [Line<'r>],
    day: Day,
    spent: usize,
    /// Somewhere an open setting decides.
    open: bool,
}

impl<'r> Search<'_, 'r> {
    fn answers(&self, point: &Point) -> (Truth, Truth) {
        (
            truth(self.low.program, self.low.body, &point.low, self.day),
            truth(self.high.program, self.node, &point.high, self.day),
        )
    }

    /// Leaves the case in `point` when there is one.
    fn look(&mut self, depth: usize, point: &mut Point) -> Option<()> {
        self.spent += 1;
        if self.spent >= BUDGET {
            return None;
        }
        match self.answers(point) {
            (Truth::No, _) | (_, Truth::Yes) => return None,
            (Truth::Yes, Truth::No) => return Some(()),
            _ => {}
        }
        let Some(line) = self.lines.get(depth) else {
            self.open = true;
            return None;
        };
        for cell in &line.cells {
            point.put(line, cell);
            if self.look(depth + 1, point).is_some() {
                return Some(());
            }
        }
        point.put(line, &Slot::Unknown);
        None
    }

    /// The facts of the case that matter.
    fn shortest(&self, mut point: Point) -> Vec<(&'r FactDecl, Slot)> {
        let mut told = Vec::new();
        for line in self.lines {
            let value = match (line.low, line.high) {
                (Some(fact), _) => point.low.0[fact].clone(),
                (None, Some(fact)) => point.high.0[fact].clone(),
                (None, None) => continue,
            };
            if value == Slot::Unknown {
                continue;
            }
            point.put(line, &Slot::Unknown);
            if self.answers(&point) != (Truth::Yes, Truth::No) {
                point.put(line, &value);
                told.push((line.declared, value));
            }
        }
        told
    }
}
