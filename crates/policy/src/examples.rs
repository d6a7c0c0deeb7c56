//! Running the examples that stand beside the packs: every figure of a text has one at its value and one beside it.

use core::fmt;
use std::collections::BTreeMap;

use kernel::{Day, Timestamp};

use crate::composition::{Composition, Finding};
use crate::decision::Decision;
use crate::eval::Days;
use crate::law::{Setting, Settings};
use crate::library::Library;
use crate::load::{EXAMPLES_SUFFIX, ExampleKind, ExampleRow, read_examples};
use crate::rules::Rules;
use crate::source::{Complaints, LoadErrors, Place};
use crate::vote::VoteCounts;
use crate::words::{DayRange, Force, Value};

/// The examples of all packs.
#[derive(Debug, Clone)]
pub struct Examples(pub(crate) Vec<ExampleRow>);

/// An example that does not come out as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where it stands.
    pub place: Place,
    /// Its name, with its number if it has one.
    pub name: String,
    /// What was expected and what came out, in Chinese.
    pub sentence: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: 算例“{}”：{}", self.place, self.name, self.sentence)
    }
}

/// An example that waits for an officer's confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaiting {
    /// Where it stands.
    pub place: Place,
    /// Its name.
    pub name: String,
    /// What the rules answer today, as it is written.
    pub expected: String,
}

impl fmt::Display for Awaiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            name,
            expected,
        } = self;
        write!(
            f,
            "{place}: 算例“{name}”待确认：请对照原文核对结果“{expected}”，无误的删去“待确认=#true”"
        )
    }
}

/// How the examples came out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Examples that came out as written.
    pub passed: usize,
    /// The numbers (号) among them, e.g. `EX-01`, sorted.
    pub numbers: Vec<String>,
    /// Those that did not.
    pub failures: Vec<Failure>,
}

impl Examples {
    /// Reads the example files (`…算例.kdl`) among `(path, text)` pairs; other files are left out.
    ///
    /// # Errors
    /// Everything wrong in any of them, with its place.
    pub fn load<P, T>(files: impl IntoIterator<Item = (P, T)>) -> Result<Self, LoadErrors>
    where
        P: AsRef<str>,
        T: AsRef<str>,
    {
        let mut complaints = Complaints::default();
        let mut rows = Vec::new();
        for (path, text) in files {
            if path.as_ref().ends_with(EXAMPLES_SUFFIX) {
                rows.extend(read_examples(path.as_ref(), text.as_ref(), &mut complaints));
            }
        }
        complaints.settle().map(|()| Self(rows))
    }

    /// Those that carry `number` (号), e.g. `EX-01`.
    #[must_use]
    pub fn numbered(&self, number: &str) -> Self {
        let found = self.0.iter().filter(|row| row.number.as_deref() == Some(number));
        Self(found.cloned().collect())
    }

    /// The examples that the tool wrote and no officer has confirmed (待确认), each with its place. They run like the
    /// others, but no constant counts as watched by them.
    #[must_use]
    pub fn awaiting(&self) -> Vec<Awaiting> {
        let waiting = self.0.iter().filter(|row| row.unconfirmed);
        let waiting = waiting.map(|row| Awaiting {
            place: row.place.clone(),
            name: row.name.clone(),
            expected: row.expected.clone(),
        });
        waiting.collect()
    }

    /// Runs every example against `library`.
    #[must_use]
    pub fn run(&self, library: &Library) -> Report {
        let mut report = Report::default();
        for row in &self.0 {
            match run(row, library) {
                Ok(()) => {
                    report.passed += 1;
                    report.numbers.extend(row.number.clone());
                }
                Err(sentence) => report.failures.push(Failure {
                    place: row.place.clone(),
                    name: match &row.number {
                        Some(number) => format!("{number} {}", row.name),
                        None => row.name.clone(),
                    },
                    sentence,
                }),
            }
        }
        report.numbers.sort();
        report.numbers.dedup();
        report
    }
}

/// What an example comes to.
pub(crate) struct Found {
    /// In the words of 结果.
    pub(crate) text: String,
    /// The figures behind it.
    detail: String,
    /// The decision, for a rule.
    decision: Option<Decision>,
}

impl Found {
    fn new(text: impl fmt::Display, detail: impl fmt::Display) -> Self {
        Self {
            text: text.to_string(),
            detail: detail.to_string(),
            decision: None,
        }
    }
}

/// `Ok`, or what was expected and what came out.
pub(crate) fn run(row: &ExampleRow, library: &Library) -> Result<(), String> {
    let found = outcome(row, library)?;
    if row.expected != found.text {
        let (wanted, found, detail) = (&row.expected, found.text, found.detail);
        return Err(format!("应为“{wanted}”，算出“{found}”。{detail}"));
    }
    match &found.decision {
        Some(decision) => explained(row, decision),
        None => Ok(()),
    }
}

/// What the example comes to under `library`, whatever it expects.
pub(crate) fn outcome(row: &ExampleRow, library: &Library) -> Result<Found, String> {
    let settings = row
        .settings
        .iter()
        .fold(Settings::new(), |settings, (name, value)| {
            let setting = Setting {
                value: value.clone(),
                by: "算例".to_owned(),
                at: Timestamp::start_of(row.on),
                note: "算例".to_owned(),
            };
            settings.with(name.clone(), setting)
        });
    let rules = library
        .for_round(&row.pack, row.on, &settings)
        .map_err(|error| error.to_string())?;
    match row.kind {
        ExampleKind::Rule => of_rule(row, &rules),
        ExampleKind::Vote => of_vote(row, &rules),
        ExampleKind::Composition => of_composition(row, &rules),
        ExampleKind::Period => of_period(row, &rules, library),
        ExampleKind::Fee => of_fee(row, &rules),
        ExampleKind::Value => Ok(of_value(row, &rules)),
        ExampleKind::Window => of_window(row, &rules),
        ExampleKind::Form => of_form(row, &rules),
    }
}

fn of_rule(row: &ExampleRow, rules: &Rules) -> Result<Found, String> {
    let texts = row
        .facts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let facts = rules.read_facts(texts).map_err(|errors| {
        let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
        shown.join("；")
    })?;
    let days = Days::between(row.on, row.to.unwrap_or(row.on));
    let rule = row.props.get("规则").map_or("", String::as_str);
    let decision = rules
        .evaluate(rule, &facts, days)
        .map_err(|error| error.to_string())?;
    let mut found = Found::new(decision.outcome.chinese(), &decision);
    found.decision = Some(decision);
    Ok(found)
}

/// Whether a decision misses what 缺 names, and says what 因 quotes.
fn explained(row: &ExampleRow, decision: &Decision) -> Result<(), String> {
    if let Some(wanted) = row.props.get("缺") {
        let found: Vec<&str> = decision.missing.iter().map(crate::Missing::name).collect();
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        if found != wanted {
            return Err(format!("应缺“{}”，算出缺“{}”", wanted.join(" "), found.join(" ")));
        }
    }
    if let Some(wanted) = row.props.get("因") {
        let said = decision
            .reasons
            .iter()
            .any(|reason| reason.sentence.contains(wanted));
        if !said {
            return Err(format!("理由里没有“{wanted}”：{decision}"));
        }
    }
    Ok(())
}

fn number(props: &BTreeMap<String, String>, name: &str) -> Result<Option<u32>, String> {
    match props.get(name) {
        None => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_| format!("“{name}”应是不小于零的整数")),
    }
}

fn of_vote(row: &ExampleRow, rules: &Rules) -> Result<Found, String> {
    let vote = rules.vote(&row.name).map_err(|open| open.to_string())?;
    let members = number(&row.props, "评委会人数")?;
    let present = match number(&row.props, "出席人数")? {
        Some(present) => Some(present),
        None => number(&row.props, "实到人数")?,
    };
    if let (Some(present), Some(members)) = (present, members) {
        let quorum = vote.quorate(present, members);
        let quorum = quorum.map_err(|refusal| refusal.to_string())?;
        if !quorum.passed || number(&row.props, "同意")?.is_none() {
            return Ok(Found::new(yes_or_no(quorum.passed), quorum.explanation));
        }
    }
    let counts = VoteCounts {
        agree: number(&row.props, "同意")?.unwrap_or(0),
        cast: number(&row.props, "投票总数")?,
        present,
        members,
    };
    Ok(match vote.decide(&counts) {
        Ok(outcome) => Found::new(yes_or_no(outcome.passed), outcome.explanation),
        Err(refusal) => Found::new("无效", refusal),
    })
}

const fn yes_or_no(passed: bool) -> &'static str {
    if passed { "是" } else { "否" }
}

fn of_composition(row: &ExampleRow, rules: &Rules) -> Result<Found, String> {
    let level = row.level.ok_or("没有写明“级别”")?;
    let mut composition = Composition {
        name: row.name.clone(),
        level,
        counts: BTreeMap::new(),
        attributes: BTreeMap::new(),
    };
    for (name, text) in &row.props {
        match text.parse() {
            Ok(count) => composition.counts.insert(name.clone(), count).map(|_| ()),
            Err(_) => composition
                .attributes
                .insert(name.clone(), text.clone())
                .map(|_| ()),
        };
    }
    let findings = rules.check(&composition).map_err(|open| open.to_string())?;
    Ok(Found::new(verdict(&findings), figures(&findings)))
}

/// `起` gives the last day of the period, `事件` the last day to act ahead of it, `开始` the last day of a term.
fn of_period(row: &ExampleRow, rules: &Rules, library: &Library) -> Result<Found, String> {
    let area = row.props.get("地区").map_or("", String::as_str);
    let calendar = library.calendar(if area == "*" { "" } else { area });
    let answer = rules
        .parameter(&row.name, row.level)
        .map_err(|open| open.to_string())?;
    let day = |name: &str| match row.props.get(name) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| format!("“{name}”应是日期")),
    };
    let found = match (answer.value, day("起")?, day("事件")?, day("开始")?) {
        (Value::WorkingDays(days), Some(start), _, _) => calendar.after(start, days).to_string(),
        (Value::WorkingDays(days), _, Some(event), _) => calendar.before(event, days).to_string(),
        (Value::Span(span), _, _, Some(start)) => span.last_day(start).to_string(),
        (value, ..) => return Err(format!("“{}”是{value}，与所写的起、事件、开始不合", row.name)),
    };
    Ok(Found::new(found, ""))
}

fn of_value(row: &ExampleRow, rules: &Rules) -> Found {
    match rules.parameter(&row.name, row.level) {
        Ok(answer) => Found::new(answer.value, answer.origin),
        Err(open) => Found::new("未设定", open),
    }
}

/// `级别`, `起` and `止` of a window that a plan proposes for a stage.
fn of_window(row: &ExampleRow, rules: &Rules) -> Result<Found, String> {
    let level = row.level.ok_or("没有写明“级别”")?;
    let day = |name: &str| {
        let text = row.props.get(name).ok_or_else(|| format!("没有写明“{name}”"))?;
        text.parse::<Day>().map_err(|_| format!("“{name}”应是日期"))
    };
    let proposed = DayRange {
        from: day("起")?,
        to: day("止")?,
    };
    let findings = rules.check_window(&row.name, level, proposed);
    Ok(Found::new(verdict(&findings), figures(&findings)))
}

/// `栏` names the percentage, the other properties the counts.
fn of_form(row: &ExampleRow, rules: &Rules) -> Result<Found, String> {
    let form = rules
        .form(&row.name)
        .ok_or_else(|| format!("没有表单“{}”", row.name))?;
    let field = row.props.get("栏").map_or("", String::as_str);
    let counts = row.props.iter();
    let counts = counts.filter_map(|(name, text)| text.parse().ok().map(|count| (name.clone(), count)));
    match form.percent(field, &counts.collect()) {
        Some(percent) => Ok(Found::new(percent, field)),
        None => Err(format!("“{field}”不是百分数，或者缺少分子、分母")),
    }
}

fn verdict(findings: &[Finding]) -> &'static str {
    if findings.iter().any(|finding| finding.force == Force::Hard) {
        "不符合"
    } else if findings.is_empty() {
        "符合"
    } else {
        "提示"
    }
}

fn figures(findings: &[Finding]) -> String {
    let shown: Vec<&str> = findings.iter().map(|finding| finding.shows.as_str()).collect();
    shown.join("；")
}

fn of_fee(row: &ExampleRow, rules: &Rules) -> Result<Found, String> {
    let level = row.level.ok_or("没有写明“级别”")?;
    Ok(match rules.fee(level) {
        Ok(answer) => Found::new(answer.value, answer.origin),
        Err(open) => Found::new("未设定", open),
    })
}
