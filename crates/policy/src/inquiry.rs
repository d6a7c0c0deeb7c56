//! Which way to a title is open to somebody, asked question by question: what decides most is asked first, and what no
//! longer decides anything is not asked at all.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kernel::{Article, Day, Level};
use serde::{Deserialize, Serialize};

use crate::compile::{Atom, Compiled, DayBound, Node, NodeKind, Program, Test};
use crate::decision::{AskError, Decision, Ground, Missing};
use crate::eval::{Days, Truth, days_of_change, truth};
use crate::facts::{FactError, FactValue, Facts, Period, Sheet, Slot, read_fact};
use crate::law::{Instrument, Settings};
use crate::library::Library;
use crate::model::{FactDecl, FactType};
use crate::rules::Rules;
use crate::words::Force;

/// At most so many questions are asked together.
const TOGETHER_AT_MOST: usize = 6;
/// How far ahead the first day of an opening is looked for.
const YEARS_AHEAD: i16 = 40;

/// One way under the rules that say so.
#[derive(Debug, Clone)]
struct Path {
    rules: Rules,
    ground: Ground,
}

impl Path {
    /// The rules that bind; the others (原则上) only warn.
    fn binding(&self) -> impl Iterator<Item = &Compiled> {
        let program = &*self.rules.program;
        let found = self
            .ground
            .rules
            .iter()
            .filter_map(|name| program.index.get(name));
        found
            .map(|at| &program.rules[*at])
            .filter(|rule| rule.law.force == Force::Hard)
    }

    fn truth(&self, sheet: &Sheet, on: Day) -> Truth {
        let program = &*self.rules.program;
        let truths = self.binding().map(|rule| truth(program, &rule.body, sheet, on));
        truths.min().unwrap_or(Truth::Yes)
    }

    /// Every comparison that the way may come to.
    fn atoms(&self) -> Vec<&Atom> {
        let mut found = Vec::new();
        for rule in self.binding() {
            gather(&self.rules.program, &rule.body, &mut found);
        }
        found
    }
}

fn gather<'p>(program: &'p Program, node: &'p Node, into: &mut Vec<&'p Atom>) {
    match &node.kind {
        NodeKind::All(nodes) | NodeKind::AtLeast(_, nodes) | NodeKind::None(nodes) => {
            for node in nodes {
                gather(program, node, into);
            }
        }
        NodeKind::Rule(at) => gather(program, &program.rules[*at].body, into),
        NodeKind::Atom(atom) => into.push(atom),
        NodeKind::Ratio(_) => {}
        NodeKind::Rows(rows) => {
            let atoms = rows
                .iter()
                .flat_map(|row| row.chosen_by.iter().chain(&row.demands));
            into.extend(atoms);
        }
    }
}

/// The ways to a title for one area, series and level on one day.
#[derive(Debug, Clone)]
pub struct Inquiry {
    paths: Vec<Path>,
    on: Day,
}

/// A fact to ask for now, and what it decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The fact.
    pub fact: FactDecl,
    /// The ways that the answer bears on, by name.
    pub bears_on: Vec<String>,
}

/// The first day on which a way opens that is closed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The day.
    pub day: Day,
    /// The lengths of work that must go on growing until then; empty when only days have to pass.
    pub continuing: Vec<String>,
    /// The articles that keep the way closed until then, once each.
    pub articles: Vec<Article>,
}

/// What the days ahead hold for a way that is closed now.
enum Ahead {
    /// No day ahead opens it.
    Closed,
    /// It opens on a day, while these lengths of work go on growing.
    Opens { day: Day, continuing: Vec<usize> },
    /// Whether and when it opens hangs on facts that are missing: it is the first day on which it is not closed, with
    /// the lengths of work as they have grown by then.
    Depends { day: Day, sheet: Sheet },
}

/// Where one way stands for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The way.
    pub ground: Ground,
    /// The instrument whose rules were asked.
    pub instrument: Instrument,
    /// 是: open; 否: closed; 待定: something is missing.
    pub outcome: Truth,
    /// One decision per rule of the way.
    pub decisions: Vec<Decision>,
    /// When a closed way opens, if the days ahead open it.
    pub opens: Option<Opening>,
    /// What must be known before the first day of a closed way can be told.
    pub opens_unknown: Vec<Missing>,
    /// The last day of an open way, if the days ahead close it.
    pub last_day: Option<Day>,
}

impl Standing {
    /// Everything that is missing before this way is decided, once each.
    #[must_use]
    pub fn missing(&self) -> Vec<&Missing> {
        let binding = self.decisions.iter().filter(|one| one.force == Force::Hard);
        let mut found: Vec<&Missing> = Vec::new();
        for missing in binding.flat_map(|decision| &decision.missing) {
            if !found.contains(&missing) {
                found.push(missing);
            }
        }
        found
    }
}

impl Library {
    /// The packs that answer for an area (administrative code) and series on `on`, the most specific first: the
    /// lowest tier, then those for the series alone. Of two packs with the same scope only the newer one answers.
    #[must_use]
    pub fn answering(&self, area: &str, series: &str, on: Day) -> Vec<String> {
        let mut found: Vec<_> = self
            .packs()
            .filter(|pack| pack.from <= on && pack.to.is_none_or(|to| on <= to))
            .filter(|pack| area.starts_with(&pack.scope.area))
            .filter(|pack| pack.scope.series.as_deref().is_none_or(|own| own == series))
            .collect();
        found.sort_by_key(|pack| {
            let narrow = (pack.tier, pack.scope.area.len(), pack.scope.series.is_some());
            Reverse((narrow, pack.from))
        });
        found.dedup_by(|next, kept| next.tier == kept.tier && next.scope == kept.scope);
        found.into_iter().map(|pack| pack.id).collect()
    }
}

impl Inquiry {
    /// Every way to a title of `level` for an area and series on `on`. A round of one pack brings its settings; other
    /// packs answer as they stand. A way that several packs name is asked under the most specific one.
    #[must_use]
    pub fn new(
        library: &Library,
        (area, series, level): (&str, &str, Level),
        on: Day,
        round: Option<(&str, &Settings)>,
    ) -> Self {
        let mut packs = library.answering(area, series, on);
        if let Some((pack, _)) = round {
            packs.retain(|id| id != pack);
            packs.insert(0, pack.to_owned());
        }
        let none = Settings::new();
        let mut paths: Vec<Path> = Vec::new();
        for id in packs {
            let settings = round
                .filter(|(pack, _)| *pack == id)
                .map_or(&none, |(_, settings)| settings);
            let Ok(rules) = library.for_round(&id, on, settings) else {
                continue;
            };
            for ground in rules.ways(level) {
                if !paths.iter().any(|path| path.ground.law.name == ground.law.name) {
                    let rules = rules.clone();
                    paths.push(Path { rules, ground });
                }
            }
        }
        paths.sort_by_key(|path| path.ground.way);
        Self { paths, on }
    }

    /// Whether the packs name no way at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The instruments that answer, in the order of their ways.
    #[must_use]
    pub fn instruments(&self) -> Vec<Instrument> {
        let mut found: Vec<Instrument> = Vec::new();
        for path in &self.paths {
            let own = path.rules.instrument();
            if !found.contains(own) {
                found.push(own.clone());
            }
        }
        found
    }

    /// The facts that some way may ask for, by name.
    #[must_use]
    pub fn facts(&self) -> BTreeMap<String, FactDecl> {
        let mut found = BTreeMap::new();
        for path in &self.paths {
            for fact in path.rules.facts() {
                found.entry(fact.name.clone()).or_insert_with(|| fact.clone());
            }
        }
        found
    }

    /// Reads answers written as a form sends them: `是`, `本科`, `2019-07-01`, `8年`. Beyond its type, an answer must be
    /// possible: a day of birth or of a title does not lie after the day asked about.
    ///
    /// # Errors
    /// Each answer that does not fit, with its sentence.
    pub fn read<'t>(
        &self,
        answers: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Facts, Vec<FactError>> {
        let (declared, mut facts, mut errors) = (self.facts(), Facts::new(), Vec::new());
        for (name, text) in answers {
            let Some(fact) = declared.get(name) else {
                continue;
            };
            match read_fact(fact, text).and_then(|value| possible(fact, value)) {
                Ok(value) => facts.set(name, value),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(facts) } else { Err(errors) }
    }

    /// Where each way stands.
    ///
    /// # Errors
    /// Facts that do not fit a pack's declarations.
    pub fn standings(&self, facts: &Facts) -> Result<Vec<Standing>, AskError> {
        self.paths.iter().map(|path| self.standing(path, facts)).collect()
    }

    fn standing(&self, path: &Path, facts: &Facts) -> Result<Standing, AskError> {
        let days = Days::on(self.on);
        let decisions = path.ground.rules.iter();
        let decisions = decisions
            .map(|rule| path.rules.evaluate(rule, facts, days))
            .collect::<Result<Vec<_>, _>>()?;
        let sheet = path.rules.sheet(facts).map_err(AskError::Facts)?;
        let outcome = path.truth(&sheet, self.on);
        let (mut opens, mut opens_unknown) = (None, Vec::new());
        if outcome == Truth::No {
            match self.ahead(path, &sheet) {
                Ahead::Closed => {}
                Ahead::Opens { day, continuing } => {
                    let name = |at: usize| path.rules.facts()[at].name.clone();
                    opens = Some(Opening {
                        day,
                        continuing: continuing.into_iter().map(name).collect(),
                        articles: closing(&decisions),
                    });
                }
                Ahead::Depends { day, sheet: later } => {
                    opens_unknown = missing(path, &grown_facts(path, facts, &later), day)?;
                }
            }
        }
        Ok(Standing {
            ground: path.ground.clone(),
            instrument: path.rules.instrument().clone(),
            outcome,
            decisions,
            opens,
            opens_unknown,
            last_day: (outcome == Truth::Yes)
                .then(|| self.last_day(path, &sheet))
                .flatten(),
        })
    }

    /// The days after the one asked about on which the answer may change while the facts stay.
    fn days_ahead(&self, path: &Path, sheet: &Sheet) -> BTreeSet<Day> {
        let ahead = Days::between(self.on, self.on.plus_years(YEARS_AHEAD));
        let mut days: BTreeSet<Day> = BTreeSet::new();
        for rule in path.binding() {
            days.extend(days_of_change(&path.rules.program, &rule.body, sheet, ahead));
        }
        days.remove(&self.on);
        days
    }

    fn last_day(&self, path: &Path, sheet: &Sheet) -> Option<Day> {
        let mut days = self.days_ahead(path, sheet).into_iter();
        let closes = days.find(|day| path.truth(sheet, *day) != Truth::Yes)?;
        Some(closes.previous())
    }

    /// The first day ahead on which the way is not closed: with everything as it is and only days passing, or else with
    /// the lengths of work growing as well.
    fn ahead(&self, path: &Path, sheet: &Sheet) -> Ahead {
        let mut days = self.days_ahead(path, sheet);
        let first = |days: &BTreeSet<Day>, at: &dyn Fn(Day) -> Sheet| {
            days.iter().find_map(|day| {
                let later = at(*day);
                let truth = path.truth(&later, *day);
                (truth != Truth::No).then_some((*day, later, truth))
            })
        };
        match first(&days, &|_| sheet.clone()) {
            Some((day, _, Truth::Yes)) => {
                let continuing = Vec::new();
                return Ahead::Opens { day, continuing };
            }
            Some((day, sheet, _)) => return Ahead::Depends { day, sheet },
            None => {}
        }
        let growing = growing(path, sheet);
        for (at, bound) in &growing {
            if let Slot::Number(months) = sheet.0[*at]
                && let Ok(left) = i32::try_from(bound - months)
            {
                days.insert(self.on.plus_months(left));
            }
        }
        let lengths: BTreeSet<usize> = growing.iter().map(|(at, _)| *at).collect();
        let grown = |day: Day, frozen: Option<usize>| {
            let mut later = sheet.clone();
            for at in lengths.iter().filter(|at| Some(**at) != frozen) {
                if let Slot::Number(months) = &mut later.0[*at] {
                    *months += i64::from(self.on.full_months_until(day));
                }
            }
            later
        };
        match first(&days, &|day| grown(day, None)) {
            None => Ahead::Closed,
            Some((day, sheet, Truth::Unknown)) => Ahead::Depends { day, sheet },
            Some((day, ..)) => {
                let needed = |at: &usize| path.truth(&grown(day, Some(*at)), day) != Truth::Yes;
                let continuing = lengths.iter().copied().filter(needed).collect();
                Ahead::Opens { day, continuing }
            }
        }
    }

    /// What to ask now: the facts whose answers decide the most ways, asked together when they decide equally much; in
    /// the order in which the rules name them. When no way waits for an answer any more, the facts are asked that decide
    /// on which day a closed way opens. Facts in `skipped` (不清楚) are not asked again. Nothing when everything is told,
    /// or waits only for what is not the applicant's to answer.
    ///
    /// # Errors
    /// Facts that do not fit a pack's declarations.
    pub fn next(&self, facts: &Facts, skipped: &BTreeSet<String>) -> Result<Vec<Question>, AskError> {
        let (mut now, mut later) = (Wanted::default(), Wanted::default());
        for path in &self.paths {
            let sheet = path.rules.sheet(facts).map_err(AskError::Facts)?;
            match path.truth(&sheet, self.on) {
                Truth::Yes => {}
                Truth::Unknown => {
                    let missing = missing(path, facts, self.on)?;
                    let decided = |sheet: &Sheet| path.truth(sheet, self.on) != Truth::Unknown;
                    now.ask(path, &missing, skipped, |at| {
                        self.score(path, &sheet, at, decided)
                    });
                }
                Truth::No => {
                    let Ahead::Depends { day, sheet: grown } = self.ahead(path, &sheet) else {
                        continue;
                    };
                    let missing = missing(path, &grown_facts(path, facts, &grown), day)?;
                    let decided = |sheet: &Sheet| !matches!(self.ahead(path, sheet), Ahead::Depends { .. });
                    later.ask(path, &missing, skipped, |at| {
                        self.score(path, &sheet, at, decided)
                    });
                }
            }
        }
        let best = now.best();
        Ok(if best.is_empty() { later.best() } else { best })
    }

    /// How often an answer about fact `at` would settle this way, over one answer of each kind.
    fn score(&self, path: &Path, sheet: &Sheet, at: usize, decided: impl Fn(&Sheet) -> bool) -> Score {
        let answers = samples(path, at, self.on);
        let mut supposed = sheet.clone();
        let decides = answers.iter().filter(|answer| {
            supposed.0[at] = (*answer).clone();
            decided(&supposed)
        });
        // Shares of one are added up over the ways; 5040 is divisible by every number of answers up to ten.
        let share = decides.count() * 5040 / answers.len().max(1);
        Score {
            decided: share,
            bears_on: vec![path.ground.law.name.clone()],
        }
    }
}

/// Everything that the binding rules of a way miss on a day, once each, in the order in which they name it.
fn missing(path: &Path, facts: &Facts, on: Day) -> Result<Vec<Missing>, AskError> {
    let mut found: Vec<Missing> = Vec::new();
    for rule in path.binding() {
        let decision = path.rules.evaluate(&rule.law.name, facts, Days::on(on))?;
        for one in decision.missing {
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// The facts with the lengths of work as they stand on `sheet`.
fn grown_facts(path: &Path, facts: &Facts, sheet: &Sheet) -> Facts {
    let mut grown = facts.clone();
    for (fact, slot) in path.rules.facts().iter().zip(&sheet.0) {
        if let (FactType::Months, Slot::Number(months)) = (&fact.measure, slot)
            && let Ok(months) = u32::try_from(*months)
        {
            grown.set(&fact.name, FactValue::Months(months));
        }
    }
    grown
}

/// The articles of everything that closes a way, once each.
fn closing(decisions: &[Decision]) -> Vec<Article> {
    let closed = decisions
        .iter()
        .filter(|one| one.force == Force::Hard && one.outcome == Truth::No);
    let mut found: Vec<Article> = Vec::new();
    for reason in closed.flat_map(|one| &one.reasons) {
        if !found.contains(&reason.article) {
            found.push(reason.article.clone());
        }
    }
    found
}

/// The facts that ways wait for, each with what its answer decides.
#[derive(Debug, Default)]
struct Wanted(Vec<(FactDecl, Score)>);

impl Wanted {
    /// Adds the facts among `missing`. Where a value is missing too that nobody has set, an answer that decides nothing
    /// without it is not asked for.
    fn ask(
        &mut self,
        path: &Path,
        missing: &[Missing],
        skipped: &BTreeSet<String>,
        score: impl Fn(usize) -> Score,
    ) {
        let unset = missing.iter().any(|one| matches!(one, Missing::Setting(_)));
        let declared = path.rules.facts();
        for one in missing {
            let Missing::Fact { name, .. } = one else { continue };
            let Ok(at) = declared.binary_search_by(|fact| fact.name.cmp(name)) else {
                continue;
            };
            if skipped.contains(name) {
                continue;
            }
            let own = score(at);
            if unset && own.decided == 0 {
                continue;
            }
            match self.0.iter_mut().find(|(known, _)| known.name == *name) {
                Some((_, score)) => score.add(own),
                None => self.0.push((declared[at].clone(), own)),
            }
        }
    }

    /// Those that decide most.
    fn best(self) -> Vec<Question> {
        let Some(best) = self.0.iter().map(|(_, score)| score.decided).max() else {
            return Vec::new();
        };
        let together = if best == 0 { 1 } else { TOGETHER_AT_MOST };
        let chosen = self.0.into_iter().filter(|(_, score)| score.decided == best);
        let question = |(fact, score): (FactDecl, Score)| Question {
            fact,
            bears_on: score.bears_on,
        };
        chosen.take(together).map(question).collect()
    }
}

/// How much an answer decides, and in which ways.
#[derive(Debug, Clone)]
struct Score {
    decided: usize,
    bears_on: Vec<String>,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.decided += other.decided;
        self.bears_on.extend(other.bears_on);
    }
}

/// The lengths of work that the way compares, each with the bounds that lie ahead of it.
fn growing(path: &Path, sheet: &Sheet) -> Vec<(usize, i64)> {
    let mut found = Vec::new();
    for atom in path.atoms() {
        let measure = &path.rules.facts()[atom.fact].measure;
        if let (FactType::Months, Test::Number { over, bound }, Slot::Number(months)) =
            (measure, &atom.test, &sheet.0[atom.fact])
        {
            let bound = bound + i64::from(*over);
            if bound > *months {
                found.push((atom.fact, bound));
            }
        }
    }
    found
}

/// One answer of each kind that the way tells apart.
fn samples(path: &Path, at: usize, on: Day) -> Vec<Slot> {
    let fact = &path.rules.facts()[at];
    let tests = path
        .atoms()
        .into_iter()
        .filter(|atom| atom.fact == at)
        .map(|atom| &atom.test);
    let mut answers = match &fact.measure {
        FactType::Flag => vec![Slot::Flag(true), Slot::Flag(false)],
        FactType::Rank(words) | FactType::Category(words) => (0..words.len())
            .filter_map(|at| i64::try_from(at).ok())
            .map(Slot::Number)
            .collect(),
        FactType::Months | FactType::Number => numbers(tests),
        FactType::Day => days(tests, on),
        FactType::Periods => {
            let running = Period { from: on, to: None };
            vec![Slot::Periods(Vec::new()), Slot::Periods(vec![running])]
        }
    };
    if fact.absence.is_some() && fact.measure != FactType::Periods {
        answers.push(Slot::Absent);
    }
    answers
}

fn numbers<'t>(tests: impl Iterator<Item = &'t Test>) -> Vec<Slot> {
    let mut found = BTreeSet::from([0]);
    for test in tests {
        match test {
            Test::Number { over, bound } => found.insert(bound + i64::from(*over)),
            Test::OneOf(numbers) => {
                found.extend(numbers.iter().flat_map(|number| [*number, number + 1]));
                true
            }
            _ => false,
        };
    }
    found.into_iter().map(Slot::Number).collect()
}

fn days<'t>(tests: impl Iterator<Item = &'t Test>, on: Day) -> Vec<Slot> {
    let mut found = BTreeSet::from([on]);
    for test in tests {
        match test {
            Test::Day { bound, .. } => {
                let bound = match bound {
                    DayBound::Fixed(day) => *day,
                    DayBound::Asked => on,
                };
                found.extend([bound.previous(), bound, bound.next()]);
            }
            Test::Full(span) | Test::Inside(span) => {
                let months = i32::try_from(span.months()).unwrap_or(0);
                found.insert(on.plus_months(-months - 1));
            }
            _ => {}
        }
    }
    found.into_iter().map(Slot::Day).collect()
}

/// Refuses what cannot be: numbers below zero, lengths beyond a life, periods that end before they begin.
fn possible(fact: &FactDecl, value: FactValue) -> Result<FactValue, FactError> {
    const LIFE_MONTHS: u32 = 80 * 12;
    let sentence = match &value {
        FactValue::Number(number) if *number < 0 => Some("应填不小于零的整数".to_owned()),
        FactValue::Months(months) if *months > LIFE_MONTHS => Some("不能超过80年".to_owned()),
        FactValue::Periods(periods) => {
            let ends_first = |period: &&Period| period.to.is_some_and(|to| to < period.from);
            let wrong = periods.iter().find(ends_first);
            wrong.map(|period| format!("止日早于起日：{period}"))
        }
        FactValue::Day(day) if !(1900..=2100).contains(&day.year()) => {
            Some(format!("{day}不是可能的日期，年份应在1900至2100之间"))
        }
        _ => None,
    };
    match sentence {
        Some(sentence) => Err(FactError {
            name: fact.name.clone(),
            sentence,
        }),
        None => Ok(value),
    }
}
