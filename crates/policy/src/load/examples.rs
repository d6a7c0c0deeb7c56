//! `算例` files: worked examples beside a pack, read only to be run.

use std::collections::BTreeMap;

use kernel::{Day, Level};

use crate::source::{Complaints, Item, Place, Source};

/// One example of a pack.
#[derive(Debug, Clone)]
pub(crate) struct ExampleRow {
    pub(crate) pack: String,
    pub(crate) name: String,
    /// The number of the worked example it stands for (号), e.g. `EX-01`.
    pub(crate) number: Option<String>,
    pub(crate) on: Day,
    pub(crate) to: Option<Day>,
    pub(crate) level: Option<Level>,
    pub(crate) expected: String,
    pub(crate) kind: ExampleKind,
    /// Properties that the kind gives a meaning to.
    pub(crate) props: BTreeMap<String, String>,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) settings: Vec<(String, String)>,
    /// 待确认: the tool wrote it and no officer has confirmed it.
    pub(crate) unconfirmed: bool,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExampleKind {
    /// 例: a rule over facts.
    Rule,
    /// 票例: a vote over its figures.
    Vote,
    /// 组例: a composition over its counts.
    Composition,
    /// 期例: a period in working days.
    Period,
    /// 费例: a fee.
    Fee,
    /// 值例: a parameter's value.
    Value,
    /// 限例: a window that a plan proposes.
    Window,
    /// 表例: a percentage of a printed form.
    Form,
}

impl ExampleKind {
    const ALL: [Self; 8] = [
        Self::Rule,
        Self::Vote,
        Self::Composition,
        Self::Period,
        Self::Fee,
        Self::Value,
        Self::Window,
        Self::Form,
    ];

    pub(crate) const fn chinese(self) -> &'static str {
        match self {
            Self::Rule => "例",
            Self::Vote => "票例",
            Self::Composition => "组例",
            Self::Period => "期例",
            Self::Fee => "费例",
            Self::Value => "值例",
            Self::Window => "限例",
            Self::Form => "表例",
        }
    }

    fn from_chinese(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.chinese() == word)
    }
}

/// Reads one file of examples.
pub(crate) fn read(path: &str, text: &str, complaints: &mut Complaints) -> Vec<ExampleRow> {
    let source = Source::new(path, text);
    let Some(document) = source.parse(complaints) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for item in Item::all_of(&document, &source) {
        if item.word() != "算例" {
            item.unknown(&["算例"], complaints);
            continue;
        }
        item.shape(1..=1, &[&["当日"]], complaints);
        let Some(pack) = item.name(complaints) else {
            continue;
        };
        let day = item.day("当日", complaints);
        for child in item.children() {
            rows.extend(read_example(child, &pack, day, complaints));
        }
    }
    rows
}

fn read_example(
    item: Item<'_>,
    pack: &str,
    day: Option<Day>,
    complaints: &mut Complaints,
) -> Option<ExampleRow> {
    let Some(kind) = ExampleKind::from_chinese(item.word()) else {
        item.unknown(&ExampleKind::ALL.map(ExampleKind::chinese), complaints);
        return None;
    };
    let name = item.name(complaints)?;
    let Some(on) = item.day("当日", complaints).or(day) else {
        complaints.add(item.place(), "没有写明“当日”");
        return None;
    };
    let level = match item.text("级别", complaints) {
        None => None,
        Some(word) => {
            let level = Level::from_chinese(&word);
            if level.is_none() {
                complaints.add(item.place(), format!("级别“{word}”不认识"));
            }
            level
        }
    };
    let mut row = ExampleRow {
        pack: pack.to_owned(),
        name,
        number: item.text("号", complaints),
        on,
        to: item.day("至", complaints),
        level,
        expected: item.needed_text("结果", complaints)?,
        kind,
        props: BTreeMap::new(),
        facts: Vec::new(),
        settings: Vec::new(),
        unconfirmed: item.flag("待确认", complaints),
        place: item.place(),
    };
    const COMMON: [&str; 6] = ["号", "当日", "至", "级别", "结果", "待确认"];
    for entry in item.entries() {
        let Some(name) = entry.name().filter(|name| !COMMON.contains(name)) else {
            continue;
        };
        if let Some(text) = entry.as_text() {
            row.props.insert(name.to_owned(), text);
        }
    }
    for child in item.children() {
        let mut values = child.args().filter_map(super::Entry::as_text);
        match (child.word(), values.next(), values.next()) {
            ("设定", Some(name), Some(value)) => row.settings.push((name, value)),
            (fact, Some(value), None) => row.facts.push((fact.to_owned(), value)),
            _ => complaints.add(child.place(), "这里应写“事实名 值”，或者“设定 名称 值”"),
        }
    }
    Some(row)
}
