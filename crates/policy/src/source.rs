//! Reading KDL with places: every word of a pack can be pointed at by file, line and column.

use core::fmt;
use core::ops::RangeInclusive;
use std::sync::Arc;

use kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};
use kernel::Day;

/// A place in a pack file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was handed to the loader.
    pub path: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// One thing wrong in a pack, in one plain Chinese sentence, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadError {
    /// Where.
    pub place: Place,
    /// What is wrong and what is expected.
    pub sentence: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.sentence)
    }
}

/// Everything wrong in the packs, at least one, ordered by place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadErrors(Vec<LoadError>);

impl LoadErrors {
    /// All errors, ordered by file, line and column.
    #[must_use]
    pub fn all(&self) -> &[LoadError] {
        &self.0
    }
}

impl fmt::Display for LoadErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadErrors {}

/// Collects everything wrong, so that one load tells all of it.
#[derive(Debug, Default)]
pub(crate) struct Complaints(Vec<LoadError>);

impl Complaints {
    pub(crate) fn add(&mut self, place: Place, sentence: impl Into<String>) {
        self.0.push(LoadError {
            place,
            sentence: sentence.into(),
        });
    }

    pub(crate) fn settle(mut self) -> Result<(), LoadErrors> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        self.0.dedup();
        Err(LoadErrors(self.0))
    }
}

/// One file with the offsets of its lines.
pub(crate) struct Source {
    path: Arc<str>,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let starts = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        Self {
            path: path.into(),
            text: text.to_owned(),
            line_starts: core::iter::once(0).chain(starts.map(|(at, _)| at + 1)).collect(),
        }
    }

    /// The document, or nothing after complaining about every syntax error.
    pub(crate) fn parse(&self, complaints: &mut Complaints) -> Option<KdlDocument> {
        let error = match KdlDocument::parse_v2(&self.text) {
            Ok(document) => return Some(document),
            Err(error) => error,
        };
        for diagnostic in &error.diagnostics {
            let place = self.place(diagnostic.span.offset());
            let near = self.near(diagnostic.span.offset());
            complaints.add(
                place,
                format!("这里不符合 KDL 2 的写法（“{near}”附近），请检查引号、括号和等号是否成对、完整"),
            );
        }
        None
    }

    fn near(&self, offset: usize) -> &str {
        let start = self.floor(offset);
        let line = self.text[start..].lines().next().unwrap_or_default();
        let end = line.char_indices().nth(16).map_or(line.len(), |(at, _)| at);
        &line[..end]
    }

    fn floor(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn place(&self, offset: usize) -> Place {
        let at = self.floor(offset);
        let line = self.line_starts.partition_point(|&start| start <= at);
        let start = self.line_starts[line - 1];
        let column = self.text[start..at].chars().count() + 1;
        Place {
            path: Arc::clone(&self.path),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }
}

/// A node of a pack file with its source.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    raw: &'a KdlNode,
    source: &'a Source,
}

impl<'a> Item<'a> {
    /// The top-level nodes of `document`, which was read from `source`.
    pub(crate) fn all_of(document: &'a KdlDocument, source: &'a Source) -> impl Iterator<Item = Self> {
        document.nodes().iter().map(move |raw| Self { raw, source })
    }

    pub(crate) fn word(self) -> &'a str {
        self.raw.name().value()
    }

    pub(crate) fn place(self) -> Place {
        self.source.place(self.raw.name().span().offset())
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Self> {
        let source = self.source;
        self.raw.iter_children().map(move |raw| Self { raw, source })
    }

    pub(crate) fn has_children(self) -> bool {
        self.raw.children().is_some_and(|children| !children.is_empty())
    }

    pub(crate) fn entries(self) -> impl Iterator<Item = Entry<'a>> {
        let source = self.source;
        self.raw.entries().iter().map(move |raw| Entry { raw, source })
    }

    pub(crate) fn args(self) -> impl Iterator<Item = Entry<'a>> {
        self.entries().filter(|entry| entry.name().is_none())
    }

    pub(crate) fn prop(self, name: &str) -> Option<Entry<'a>> {
        self.entries().find(|entry| entry.name() == Some(name))
    }

    /// Complains about a wrong number of arguments, unknown or doubled properties.
    pub(crate) fn shape(self, args: RangeInclusive<usize>, props: &[&[&str]], complaints: &mut Complaints) {
        let count = self.args().count();
        if !args.contains(&count) {
            let wanted = if args.start() == args.end() {
                format!("{}个", args.start())
            } else {
                format!("{}至{}个", args.start(), args.end())
            };
            complaints.add(
                self.place(),
                format!("“{}”后面应有{wanted}值，这里有{count}个", self.word()),
            );
        }
        let mut seen: Vec<&str> = Vec::new();
        for entry in self.entries() {
            let Some(name) = entry.name() else { continue };
            if !props.iter().any(|group| group.contains(&name)) {
                let allowed: Vec<&str> = props.iter().flat_map(|group| group.iter().copied()).collect();
                complaints.add(
                    entry.place(),
                    format!("不认识的词“{name}”；“{}”可以带：{}", self.word(), list(&allowed)),
                );
            }
            if seen.contains(&name) {
                complaints.add(entry.place(), format!("“{name}”写了两次，只能写一次"));
            }
            seen.push(name);
        }
    }

    /// Complains about an unknown word in this position.
    pub(crate) fn unknown(self, allowed: &[&str], complaints: &mut Complaints) {
        let word = self.word();
        complaints.add(
            self.place(),
            format!("不认识的词“{word}”，这里可以写：{}", list(allowed)),
        );
    }

    /// The first argument as a name; complains when there is none.
    pub(crate) fn name(self, complaints: &mut Complaints) -> Option<String> {
        let found = self.args().next().and_then(Entry::string);
        if found.is_none() {
            complaints.add(self.place(), format!("“{}”后面应写名称，用引号括起", self.word()));
        }
        found.map(str::to_owned)
    }

    /// A property that must be text when present.
    pub(crate) fn text(self, name: &str, complaints: &mut Complaints) -> Option<String> {
        let entry = self.prop(name)?;
        let found = entry.string();
        if found.is_none() {
            complaints.add(entry.place(), format!("“{name}”应写文字，用引号括起"));
        }
        found.map(str::to_owned)
    }

    /// A text property that must be there.
    pub(crate) fn needed_text(self, name: &str, complaints: &mut Complaints) -> Option<String> {
        if self.prop(name).is_none() {
            complaints.add(self.place(), format!("“{}”缺少“{name}”", self.word()));
        }
        self.text(name, complaints)
    }

    /// A property that must be a day when present.
    pub(crate) fn day(self, name: &str, complaints: &mut Complaints) -> Option<Day> {
        let entry = self.prop(name)?;
        entry.day(complaints)
    }

    /// A property that must be `#true` or `#false` when present; absent is false.
    pub(crate) fn flag(self, name: &str, complaints: &mut Complaints) -> bool {
        let Some(entry) = self.prop(name) else {
            return false;
        };
        entry.boolean().unwrap_or_else(|| {
            complaints.add(entry.place(), format!("“{name}”应写 #true 或 #false"));
            false
        })
    }
}

/// One value of a node, with or without a name.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    raw: &'a KdlEntry,
    source: &'a Source,
}

impl<'a> Entry<'a> {
    pub(crate) fn name(self) -> Option<&'a str> {
        self.raw.name().map(kdl::KdlIdentifier::value)
    }

    /// The word in parentheses before the value: `(参数)"…"`.
    pub(crate) fn annotation(self) -> Option<&'a str> {
        self.raw.ty().map(kdl::KdlIdentifier::value)
    }

    pub(crate) fn place(self) -> Place {
        let offset = match self.raw.name() {
            Some(name) => name.span().offset(),
            None => self.raw.span().offset(),
        };
        let start = self.source.floor(offset);
        let spaces = self.source.text[start..]
            .find(|letter: char| !letter.is_whitespace())
            .unwrap_or(0);
        self.source.place(start + spaces)
    }

    pub(crate) fn string(self) -> Option<&'a str> {
        self.raw.value().as_string()
    }

    pub(crate) fn boolean(self) -> Option<bool> {
        self.raw.value().as_bool()
    }

    /// The value as text: strings as they are, integers in digits, booleans as 是 and 否.
    pub(crate) fn as_text(self) -> Option<String> {
        match self.raw.value() {
            KdlValue::String(text) => Some(text.clone()),
            KdlValue::Integer(number) => Some(number.to_string()),
            KdlValue::Bool(true) => Some("是".to_owned()),
            KdlValue::Bool(false) => Some("否".to_owned()),
            KdlValue::Float(_) | KdlValue::Null => None,
        }
    }

    pub(crate) fn day(self, complaints: &mut Complaints) -> Option<Day> {
        let day = self.string().and_then(|text| text.parse().ok());
        if day.is_none() {
            let shown = self.as_text().unwrap_or_default();
            complaints.add(
                self.place(),
                format!("“{shown}”不是有效的日期，应写成 年-月-日，例如 \"2022-01-01\""),
            );
        }
        day
    }
}

/// `甲、乙、丙`.
pub(crate) fn list(words: &[&str]) -> String {
    words.join("、")
}

/// Feeds `document` to `feed` in a form that does not depend on spacing, comments or the order of properties.
pub(crate) fn canonical(document: &KdlDocument, feed: &mut impl FnMut(&[u8])) {
    for node in document.nodes() {
        piece(b'N', node.name().value(), feed);
        if let Some(ty) = node.ty() {
            piece(b'T', ty.value(), feed);
        }
        for entry in node.entries().iter().filter(|entry| entry.name().is_none()) {
            value(entry, feed);
        }
        let mut props: Vec<&KdlEntry> = node
            .entries()
            .iter()
            .filter(|entry| entry.name().is_some())
            .collect();
        props.sort_by(|left, right| name_of(left).cmp(name_of(right)));
        for entry in props {
            piece(b'P', name_of(entry), feed);
            value(entry, feed);
        }
        if let Some(children) = node.children() {
            feed(b"{");
            canonical(children, feed);
            feed(b"}");
        }
    }
}

fn name_of(entry: &KdlEntry) -> &str {
    entry.name().map_or("", kdl::KdlIdentifier::value)
}

fn value(entry: &KdlEntry, feed: &mut impl FnMut(&[u8])) {
    if let Some(ty) = entry.ty() {
        piece(b'T', ty.value(), feed);
    }
    match entry.value() {
        KdlValue::String(text) => piece(b'S', text, feed),
        KdlValue::Integer(number) => piece(b'I', &number.to_string(), feed),
        KdlValue::Float(number) => piece(b'F', &format!("{number:?}"), feed),
        KdlValue::Bool(flag) => piece(b'B', if *flag { "1" } else { "0" }, feed),
        KdlValue::Null => feed(b"0"),
    }
}

fn piece(tag: u8, text: &str, feed: &mut impl FnMut(&[u8])) {
    feed(&[tag]);
    feed(&(text.len() as u64).to_be_bytes());
    feed(text.as_bytes());
}
