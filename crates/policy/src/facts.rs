//! Facts about one case: what is known, what is known to be absent, and what is unknown.

use core::fmt::{self, Write as _};
use std::collections::BTreeMap;

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::model::{FactDecl, FactType};
use crate::names::Names;
use crate::text::Text;
use crate::words::Span;

/// A stretch of days; `to` is the last day, or none while it still runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
}

impl Period {
    /// Whether the period runs on `day`.
    #[must_use]
    pub fn covers(self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{}至{to}", self.from),
            None => write!(f, "{}起", self.from),
        }
    }
}

/// The value of a fact. A fact that is not there at all is unknown: neither zero nor false.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "value")]
pub enum FactValue {
    /// 是否
    Flag(bool),
    /// 日期
    Day(Day),
    /// 期间
    Periods(Vec<Period>),
    /// 等级 or 类别, by its word.
    Word(String),
    /// 时长, in whole months.
    Months(u32),
    /// 数
    Number(i64),
    /// 空值: the fact's source states that there is none.
    Absent,
}

/// The facts of one case, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<String, FactValue>);

impl Facts {
    /// Nothing known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a fact.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: FactValue) -> Self {
        self.set(name, value);
        self
    }

    /// Adds or replaces a fact.
    pub fn set(&mut self, name: impl Into<String>, value: FactValue) {
        self.0.insert(name.into(), value);
    }

    /// A fact, if known.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&FactValue> {
        self.0.get(name)
    }

    /// All facts by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FactValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// A fact that does not fit its declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactError {
    /// The fact.
    pub name: String,
    /// What is wrong, in one Chinese sentence.
    pub sentence: String,
}

impl fmt::Display for FactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.name, self.sentence)
    }
}

impl std::error::Error for FactError {}

/// A fact in the form the evaluator compares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Slot {
    #[default]
    Unknown,
    Absent,
    Flag(bool),
    Day(Day),
    Number(i64),
    Periods(Vec<Period>),
}

/// Facts checked against the declarations of one set of rules, ready to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet(pub(crate) Vec<Slot>);

/// Puts `facts` into the order of `declared`, whose places are in `places`; facts that are not declared are left out: a
/// dossier knows more than one pack asks.
pub(crate) fn sheet(declared: &[FactDecl], places: &Names, facts: &Facts) -> Result<Sheet, Vec<FactError>> {
    let mut errors = Vec::new();
    let mut slots = Vec::new();
    slots.resize_with(declared.len(), Slot::default);
    for (name, value) in &facts.0 {
        let Some(at) = places.get(name) else { continue };
        match slot(&declared[*at], value) {
            Ok(slot) => slots[*at] = slot,
            Err(sentence) => errors.push(FactError {
                name: name.clone(),
                sentence,
            }),
        }
    }
    if errors.is_empty() {
        Ok(Sheet(slots))
    } else {
        Err(errors)
    }
}

fn slot(declaration: &FactDecl, value: &FactValue) -> Result<Slot, String> {
    match (&declaration.measure, value) {
        (_, FactValue::Absent) if declaration.absence.is_some() => Ok(Slot::Absent),
        (_, FactValue::Absent) => Err("这项事实不能填“没有”，查不到时请留空".to_owned()),
        (FactType::Flag, FactValue::Flag(flag)) => Ok(Slot::Flag(*flag)),
        (FactType::Day, FactValue::Day(day)) => Ok(Slot::Day(*day)),
        (FactType::Periods, FactValue::Periods(periods)) => {
            let reversed = |period: &Period| period.to.is_some_and(|to| to < period.from);
            match periods.iter().find(|period| reversed(period)) {
                Some(period) => Err(format!("“{period}”的截止日早于起始日")),
                None => Ok(Slot::Periods(periods.clone())),
            }
        }
        (FactType::Months, FactValue::Months(months)) => Ok(Slot::Number(i64::from(*months))),
        (FactType::Number, FactValue::Number(number)) => Ok(Slot::Number(*number)),
        (FactType::Rank(words) | FactType::Category(words), FactValue::Word(word)) => {
            match position(words, word) {
                Some(index) => Ok(Slot::Number(index)),
                None => Err(format!("“{word}”不在可填的值之中：{}", words.join("、"))),
            }
        }
        _ => Err(format!("应填{}", measure_name(&declaration.measure))),
    }
}

/// The place of `word` among `words`, as the number the evaluator compares.
pub(crate) fn position(words: &[String], word: &str) -> Option<i64> {
    let index = words.iter().position(|known| known == word)?;
    i64::try_from(index).ok()
}

pub(crate) const fn measure_name(measure: &FactType) -> &'static str {
    match measure {
        FactType::Flag => "是或否",
        FactType::Day => "日期",
        FactType::Periods => "起止日期",
        FactType::Rank(_) | FactType::Category(_) => "所列的值之一",
        FactType::Months => "时长",
        FactType::Number => "整数",
    }
}

/// How a fact reads in explanations with the values that many cases share: `学历：本科`.
#[derive(Debug)]
pub(crate) struct FactTexts {
    unknown: Text,
    absent: Text,
    flags: [Text; 2],
    words: Vec<Text>,
}

impl FactTexts {
    pub(crate) fn of(fact: &FactDecl) -> Self {
        let text = |slot: &Slot| Text::shared(&with_name(fact, slot));
        let words = match &fact.measure {
            FactType::Rank(words) | FactType::Category(words) => words.as_slice(),
            _ => &[],
        };
        Self {
            unknown: text(&Slot::Unknown),
            absent: text(&Slot::Absent),
            flags: [text(&Slot::Flag(false)), text(&Slot::Flag(true))],
            words: (0..).zip(words).map(|(at, _)| text(&Slot::Number(at))).collect(),
        }
    }
}

/// A fact of a case in an explanation: `专技年限：23个月`.
pub(crate) fn shown(fact: &FactDecl, texts: &FactTexts, slot: &Slot) -> Text {
    let word = |at: i64| texts.words.get(usize::try_from(at).ok()?);
    match slot {
        Slot::Unknown => texts.unknown.clone(),
        Slot::Absent => texts.absent.clone(),
        Slot::Flag(flag) => texts.flags[usize::from(*flag)].clone(),
        Slot::Number(at) => word(*at).map_or_else(|| with_name(fact, slot).into(), Text::clone),
        Slot::Day(_) | Slot::Periods(_) => with_name(fact, slot).into(),
    }
}

fn with_name(fact: &FactDecl, slot: &Slot) -> String {
    let mut text = String::with_capacity(fact.name.len() + 32);
    text.push_str(&fact.name);
    text.push('：');
    // Writing into a string cannot fail.
    let _ = write_value(fact, slot, &mut text);
    text
}

/// How a fact's value reads in an explanation.
pub(crate) fn show(declaration: &FactDecl, slot: &Slot) -> String {
    let mut text = String::new();
    let _ = write_value(declaration, slot, &mut text);
    text
}

pub(crate) fn show_number(declaration: &FactDecl, number: i64) -> String {
    show(declaration, &Slot::Number(number))
}

fn write_value(declaration: &FactDecl, slot: &Slot, text: &mut String) -> fmt::Result {
    match slot {
        Slot::Unknown => text.write_str("尚不清楚"),
        Slot::Absent => text.write_str(declaration.absence.as_deref().unwrap_or_default()),
        Slot::Flag(true) => text.write_str("是"),
        Slot::Flag(false) => text.write_str("否"),
        Slot::Day(day) => write!(text, "{day}"),
        Slot::Periods(periods) if periods.is_empty() => text.write_str("没有"),
        Slot::Periods(periods) => {
            let mut between = "";
            periods.iter().try_for_each(|period| {
                write!(text, "{between}{period}")?;
                between = "、";
                Ok(())
            })
        }
        Slot::Number(number) => write_number(declaration, *number, text),
    }
}

fn write_number(declaration: &FactDecl, number: i64, text: &mut String) -> fmt::Result {
    match &declaration.measure {
        FactType::Rank(words) | FactType::Category(words) => {
            let word = usize::try_from(number).ok().and_then(|index| words.get(index));
            text.write_str(word.map_or("", String::as_str))
        }
        FactType::Months => match (number / 12, number % 12) {
            (0, rest) => write!(text, "{rest}个月"),
            (years, 0) => write!(text, "{years}年"),
            (years, rest) => write!(text, "{years}年{rest}个月"),
        },
        _ => write!(
            text,
            "{number}{}",
            declaration.unit.as_deref().unwrap_or_default()
        ),
    }
}

/// Reads a fact's value as an example or a form writes it: `是`, `2022-03-01`, `本科`, `23月`, `90`,
/// `2022-01-01至2022-06-30`, or the words of absence.
///
/// # Errors
/// The text does not fit the declaration; the sentence says what is expected.
pub fn read_fact(declaration: &FactDecl, text: &str) -> Result<FactValue, FactError> {
    let text = text.trim();
    if declaration.absence.as_deref() == Some(text) {
        return Ok(FactValue::Absent);
    }
    let found = match &declaration.measure {
        FactType::Flag => match text {
            "是" => Some(FactValue::Flag(true)),
            "否" => Some(FactValue::Flag(false)),
            _ => None,
        },
        FactType::Day => text.parse().ok().map(FactValue::Day),
        FactType::Periods => periods(text).map(FactValue::Periods),
        FactType::Rank(words) | FactType::Category(words) => words
            .iter()
            .any(|word| word == text)
            .then(|| FactValue::Word(text.to_owned())),
        FactType::Months => months(text).map(FactValue::Months),
        FactType::Number => text.parse().ok().map(FactValue::Number),
    };
    found.ok_or_else(|| FactError {
        name: declaration.name.clone(),
        sentence: format!("“{text}”不合要求，应填{}", wanted(&declaration.measure)),
    })
}

/// What an answer should look like, with an example or the words to choose from.
fn wanted(measure: &FactType) -> String {
    let name = measure_name(measure);
    match measure {
        FactType::Flag | FactType::Number => name.to_owned(),
        FactType::Day => format!("{name}，如“2022-03-01”"),
        FactType::Periods => format!("{name}，如“2022-01-01至2022-06-30”或者“2022-01-01起”"),
        FactType::Months => format!("{name}，如“8年”“8年6个月”或者“18个月”"),
        FactType::Rank(words) | FactType::Category(words) => format!("{name}：{}", words.join("、")),
    }
}

fn months(text: &str) -> Option<u32> {
    if let Some((years, rest)) = text.split_once('年')
        && !rest.is_empty()
    {
        let years: u32 = years.parse().ok()?;
        let rest = u32::try_from(Span::parse(rest)?.months()).ok()?;
        return years.checked_mul(12)?.checked_add(rest);
    }
    u32::try_from(Span::parse(text)?.months()).ok()
}

fn periods(text: &str) -> Option<Vec<Period>> {
    text.split('、')
        .map(|part| {
            if let Some(from) = part.strip_suffix('起') {
                let from = from.trim().parse().ok()?;
                return Some(Period { from, to: None });
            }
            let (from, to) = part.split_once('至')?;
            let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            Some(Period { from, to: Some(to) })
        })
        .collect()
}
