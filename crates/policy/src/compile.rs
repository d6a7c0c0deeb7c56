//! Linking rules to facts, tables and parameters, once per set of rules, so that asking them is plain comparison.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::{Article, Day, Fraction, RuleId};

use crate::decision::Asks;
use crate::facts::{FactTexts, measure_name, position, show_number};
use crate::law::{Instrument, Law, NotSet, article};
use crate::layers::{MergedTable, Sourced};
use crate::model::{AskedOn, Body, Cell, Clause, FactDecl, FactType, Op, Operand};
use crate::names::Names;
use crate::rules::{Rules, split_level};
use crate::source::{Complaints, Place};
use crate::words::{Span, Value};

/// The rules as they are asked.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// Sorted by name.
    pub(crate) facts: Vec<FactDecl>,
    /// The places of the facts.
    pub(crate) fact_names: Names,
    /// How the facts read in an explanation.
    pub(crate) fact_texts: Vec<FactTexts>,
    /// Sorted by name.
    pub(crate) rules: Vec<Compiled>,
    /// The places of the rules.
    pub(crate) index: Names,
    /// Parameters that rules need and nobody has set.
    pub(crate) open: Vec<NotSet>,
}

#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) asks: Arc<Asks>,
    pub(crate) law: Law,
    pub(crate) asked: AskedOn,
    pub(crate) body: Node,
}

/// A node with what it says.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) asks: Arc<Asks>,
    pub(crate) sentence: Option<String>,
    pub(crate) remedy: Option<String>,
    pub(crate) rules: Vec<RuleId>,
}

#[derive(Debug)]
pub(crate) enum NodeKind {
    All(Vec<Node>),
    AtLeast(usize, Vec<Node>),
    None(Vec<Node>),
    Rule(usize),
    Atom(Atom),
    Ratio(Ratio),
    Rows(Vec<Row>),
}

/// One comparison of a fact.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    pub(crate) fact: usize,
    pub(crate) test: Test,
    pub(crate) negate: bool,
    /// The comparison in words: `不少于12年`; empty when the fact must simply hold.
    pub(crate) words: String,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    pub(crate) part: usize,
    pub(crate) whole: usize,
    pub(crate) strict: bool,
    pub(crate) share: Fraction,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    Holds,
    Number {
        over: bool,
        bound: i64,
    },
    OneOf(Vec<i64>),
    Odd,
    Day {
        over: bool,
        bound: DayBound,
    },
    Full(Span),
    Inside(Span),
    Covers,
    /// The parameter compared with is not set: unknown, whatever the fact.
    Open(usize),
    /// The office in charge says that this does not apply: never met.
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayBound {
    Fixed(Day),
    Asked,
}

/// A row of a table as it is asked: the cells that choose it and the demands in its last columns.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) chosen_by: Vec<Atom>,
    pub(crate) demands: Vec<Atom>,
    pub(crate) asks: Arc<Asks>,
    pub(crate) table: String,
    pub(crate) place: Place,
}

impl Program {
    pub(crate) fn compile(rules: &Rules, complaints: &mut Complaints) -> Self {
        let merged = &*rules.merged;
        let facts: Vec<FactDecl> = merged.facts.values().cloned().collect();
        let index: Names = merged.rules.keys().map(String::as_str).collect();
        let mut open = Vec::new();
        let mut compiled = Vec::new();
        for sourced in merged.rules.values() {
            let mut linker = Linker {
                rules,
                facts: &facts,
                index: &index,
                open: &mut open,
                by: &sourced.by,
                complaints,
            };
            let law = Law::of(&sourced.row.head, &sourced.by);
            compiled.push(Compiled {
                asks: Asks::new(law.sentence.clone(), law.article.clone()),
                asked: sourced.row.asked,
                body: linker.node(&sourced.row.body, &law.article),
                law,
            });
        }
        let mut program = Self {
            fact_names: facts.iter().map(|fact| fact.name.as_str()).collect(),
            fact_texts: facts.iter().map(FactTexts::of).collect(),
            facts,
            rules: compiled,
            index,
            open,
        };
        program.refuse_circles(rules, complaints);
        check_grounds(rules, complaints);
        program
    }

    /// A rule that stands on itself would never answer: it is complained about and emptied.
    fn refuse_circles(&mut self, rules: &Rules, complaints: &mut Complaints) {
        let links: Vec<BTreeSet<usize>> = self.rules.iter().map(|rule| links_of(&rule.body)).collect();
        for (at, sourced) in rules.merged.rules.values().enumerate() {
            let (mut seen, mut open) = (BTreeSet::new(), links[at].clone());
            while let Some(next) = open.pop_first() {
                if seen.insert(next) {
                    open.extend(&links[next]);
                }
            }
            if seen.contains(&at) {
                complaints.add(
                    sourced.row.head.place.clone(),
                    format!("规则“{}”通过“依照”绕回了自己", sourced.row.head.name),
                );
                self.rules[at].body.kind = NodeKind::All(Vec::new());
            }
        }
    }
}

fn links_of(node: &Node) -> BTreeSet<usize> {
    match &node.kind {
        NodeKind::All(nodes) | NodeKind::AtLeast(_, nodes) | NodeKind::None(nodes) => {
            nodes.iter().flat_map(links_of).collect()
        }
        NodeKind::Rule(at) => BTreeSet::from([*at]),
        NodeKind::Atom(_) | NodeKind::Ratio(_) | NodeKind::Rows(_) => BTreeSet::new(),
    }
}

fn check_grounds(rules: &Rules, complaints: &mut Complaints) {
    for ground in rules.merged.grounds.values() {
        for name in &ground.row.rules {
            if !rules.merged.rules.contains_key(name) {
                complaints.add(ground.row.head.place.clone(), format!("没有规则“{name}”"));
            }
        }
    }
}

struct Linker<'a> {
    rules: &'a Rules,
    facts: &'a [FactDecl],
    index: &'a Names,
    open: &'a mut Vec<NotSet>,
    by: &'a Instrument,
    complaints: &'a mut Complaints,
}

impl Linker<'_> {
    /// `outer` is the article of what `clause` stands in.
    fn node(&mut self, clause: &Clause, outer: &Article) -> Node {
        let own = clause.article.as_deref();
        let article = own.map_or_else(|| outer.clone(), |place| article(Some(place), None, self.by));
        let kind = match &clause.body {
            Body::All(clauses) => NodeKind::All(self.nodes(clauses, &article)),
            Body::AtLeast(wanted, clauses) => NodeKind::AtLeast(*wanted, self.nodes(clauses, &article)),
            Body::None(clauses) => NodeKind::None(self.nodes(clauses, &article)),
            Body::Rule(name) => self.rule(name, &clause.place),
            Body::Atom {
                fact,
                op,
                word,
                operand,
            } => self
                .atom(fact, *op, word, operand, &clause.place)
                .map_or(NodeKind::All(Vec::new()), NodeKind::Atom),
            Body::Ratio {
                part,
                whole,
                strict,
                share,
            } => self.ratio(part, whole, *strict, *share, &clause.place),
            Body::Lookup { table, bound } => self.lookup(table, bound, &clause.place),
        };
        let says = clause.sentence.clone().unwrap_or_else(|| self.words(&kind));
        Node {
            kind,
            asks: Asks::new(says, article),
            sentence: clause.sentence.clone(),
            remedy: clause.remedy.clone(),
            rules: clause.rules.clone(),
        }
    }

    fn nodes(&mut self, clauses: &[Clause], outer: &Article) -> Vec<Node> {
        clauses.iter().map(|clause| self.node(clause, outer)).collect()
    }

    /// What a node without a sentence of its own asks.
    fn words(&self, kind: &NodeKind) -> String {
        match kind {
            NodeKind::All(_) => "以下各项都要符合".to_owned(),
            NodeKind::AtLeast(wanted, _) => format!("以下至少符合{wanted}项"),
            NodeKind::None(_) => "以下情形都不能有".to_owned(),
            NodeKind::Rule(_) => String::new(),
            NodeKind::Atom(atom) => self.atom_words(atom),
            NodeKind::Ratio(ratio) => {
                let word = if ratio.strict { "超过" } else { "不少于" };
                let (part, whole) = (&self.facts[ratio.part].name, &self.facts[ratio.whole].name);
                format!("{part}占{whole}{word}{}", ratio.share)
            }
            NodeKind::Rows(_) => "符合表中一行".to_owned(),
        }
    }

    fn atom_words(&self, atom: &Atom) -> String {
        format!("{}{}", self.facts[atom.fact].name, atom.words)
    }

    fn rule(&mut self, name: &str, place: &Place) -> NodeKind {
        match self.index.get(name) {
            Some(at) => NodeKind::Rule(*at),
            None => {
                self.complaints.add(place.clone(), format!("没有规则“{name}”"));
                NodeKind::All(Vec::new())
            }
        }
    }

    fn fact(&mut self, name: &str, place: &Place) -> Option<usize> {
        let found = self.facts.binary_search_by(|fact| fact.name.as_str().cmp(name));
        if found.is_err() {
            self.complaints.add(
                place.clone(),
                format!("没有声明过的事实“{name}”，请先在“事实”里写明它取自哪里、用什么证明"),
            );
        }
        found.ok()
    }

    fn ratio(&mut self, part: &str, whole: &str, strict: bool, share: Fraction, place: &Place) -> NodeKind {
        let found = self.fact(part, place).zip(self.fact(whole, place));
        let Some((part, whole)) = found else {
            return NodeKind::All(Vec::new());
        };
        for at in [part, whole] {
            let fact = &self.facts[at];
            if fact.measure != FactType::Number {
                self.complaints
                    .add(place.clone(), format!("“{}”不是数，不能算占比", fact.name));
            }
        }
        NodeKind::Ratio(Ratio {
            part,
            whole,
            strict,
            share,
        })
    }

    fn atom(&mut self, fact: &str, op: Op, word: &str, operand: &Operand, place: &Place) -> Option<Atom> {
        let at = self.fact(fact, place)?;
        let text = match operand {
            Operand::AskedDay => return self.asked_day(at, op, word, place),
            Operand::Constant(text) => text.clone(),
            Operand::Parameter(name) => match self.parameter(name, place)? {
                Ok(text) if text == "不适用" => {
                    return Some(Atom {
                        fact: at,
                        test: Test::Never,
                        negate: false,
                        words: format!("{word}（{name}：不适用）"),
                    });
                }
                Ok(text) => text,
                Err(open) => {
                    return Some(Atom {
                        fact: at,
                        test: Test::Open(open),
                        negate: false,
                        words: format!("{word}“{name}”"),
                    });
                }
            },
        };
        self.constant(at, op, word, &text, place)
    }

    /// The text of a parameter's value, or the place in `open` of one that is not set.
    fn parameter(&mut self, name: &str, place: &Place) -> Option<Result<String, usize>> {
        let (base, level) = split_level(name);
        if !self
            .rules
            .merged
            .parameters
            .keys()
            .any(|(known, _)| known == base)
        {
            self.complaints.add(place.clone(), format!("没有参数“{base}”"));
            return None;
        }
        match self.rules.parameter(base, level) {
            Ok(answer) => Some(Ok(plain(&answer.value))),
            Err(missing) => {
                let known = self.open.iter().position(|open| *open == missing);
                Some(Err(known.unwrap_or_else(|| {
                    self.open.push(missing);
                    self.open.len() - 1
                })))
            }
        }
    }

    fn asked_day(&mut self, at: usize, op: Op, word: &str, place: &Place) -> Option<Atom> {
        let fact = &self.facts[at];
        let (test, negate) = match (op, &fact.measure) {
            (Op::Holds, FactType::Flag) => (Test::Holds, false),
            (Op::Holds, _) => {
                self.complaints.add(
                    place.clone(),
                    format!("“{}”不是“是否”，要写明怎样比较", fact.name),
                );
                return None;
            }
            (Op::Covers, FactType::Periods) => (Test::Covers, false),
            (_, FactType::Day) => {
                let (over, negate) = self.order(op, place)?;
                let bound = DayBound::Asked;
                (Test::Day { over, bound }, negate)
            }
            _ => {
                self.misfit(at, word, place);
                return None;
            }
        };
        let words = if op == Op::Holds {
            String::new()
        } else {
            format!("{word}当日")
        };
        Some(Atom {
            fact: at,
            test,
            negate,
            words,
        })
    }

    fn misfit(&mut self, at: usize, word: &str, place: &Place) {
        let fact = &self.facts[at];
        let measure = measure_name(&fact.measure);
        self.complaints.add(
            place.clone(),
            format!("“{}”填的是{measure}，不能用“{word}”比较", fact.name),
        );
    }

    /// Whether the comparison is `over`, and whether it is negated: 不超过 is not 超过.
    fn order(&mut self, op: Op, place: &Place) -> Option<(bool, bool)> {
        match op {
            Op::AtLeast => Some((false, false)),
            Op::Over => Some((true, false)),
            Op::Under => Some((false, true)),
            Op::AtMost => Some((true, true)),
            _ => {
                self.complaints.add(place.clone(), "这里应写先后或多少的比较");
                None
            }
        }
    }

    fn constant(&mut self, at: usize, op: Op, word: &str, text: &str, place: &Place) -> Option<Atom> {
        let fact = &self.facts[at];
        let (test, negate) = match (&fact.measure, op) {
            (FactType::Number, Op::Odd) => (Test::Odd, text != "是"),
            (FactType::Day, Op::Full) => match Span::parse(text) {
                Some(span) => (Test::Full(span), false),
                None => return self.bad(text, "“5年”或“6个月”", place),
            },
            (FactType::Day, Op::Inside) => match Span::parse(text) {
                Some(span) => (Test::Inside(span), false),
                None => return self.bad(text, "“5年”或“6个月”", place),
            },
            (FactType::Day, _) => {
                let (over, negate) = self.order(op, place)?;
                match text.parse() {
                    Ok(day) => {
                        let bound = DayBound::Fixed(day);
                        (Test::Day { over, bound }, negate)
                    }
                    Err(_) => return self.bad(text, "日期，例如“2021-08-31”", place),
                }
            }
            (FactType::Flag, Op::Equal) if text == "是" || text == "否" => (Test::Holds, text == "否"),
            (FactType::Flag | FactType::Periods, _) => {
                self.misfit(at, word, place);
                return None;
            }
            (_, Op::OneOf | Op::Equal) => {
                let numbers: Option<Vec<i64>> =
                    text.split_whitespace().map(|one| number(fact, one)).collect();
                match numbers {
                    Some(numbers) => (Test::OneOf(numbers), false),
                    None => return self.bad(text, &expected(fact), place),
                }
            }
            (FactType::Category(_), _) => {
                self.misfit(at, word, place);
                return None;
            }
            (FactType::Rank(_) | FactType::Months | FactType::Number, _) => {
                let (over, negate) = self.order(op, place)?;
                match number(fact, text) {
                    Some(bound) => (Test::Number { over, bound }, negate),
                    None => return self.bad(text, &expected(fact), place),
                }
            }
        };
        let shown = match &test {
            Test::Number { bound, .. } => show_number(&self.facts[at], *bound),
            _ => text.to_owned(),
        };
        Some(Atom {
            fact: at,
            test,
            negate,
            words: format!("{word}{shown}"),
        })
    }

    fn bad(&mut self, text: &str, wanted: &str, place: &Place) -> Option<Atom> {
        self.complaints
            .add(place.clone(), format!("“{text}”写法不对，应是{wanted}"));
        None
    }

    fn lookup(&mut self, name: &str, bound: &BTreeMap<String, String>, place: &Place) -> NodeKind {
        let Some(table) = self.rules.merged.tables.get(name) else {
            self.complaints.add(place.clone(), format!("没有表“{name}”"));
            return NodeKind::Rows(Vec::new());
        };
        for column in bound.keys().filter(|column| !table.columns.contains(column)) {
            self.complaints
                .add(place.clone(), format!("表“{name}”没有“{column}”这一列"));
        }
        let heads: Vec<Option<(usize, Op, String)>> = table
            .columns
            .iter()
            .map(|column| {
                if bound.contains_key(column) {
                    return None;
                }
                let head = self.column(column);
                if head.is_none() {
                    self.complaints.add(
                        table.head.row.place.clone(),
                        format!("列“{column}”应是一项事实加上比较，例如“专技年限不少于”"),
                    );
                }
                head
            })
            .collect();
        let rows = table.rows.iter().filter(|row| fits(table, &row.row.cells, bound));
        NodeKind::Rows(rows.filter_map(|row| self.row(table, row, &heads)).collect())
    }

    /// `专技年限不少于`: a fact's name and a comparison, or a fact's name alone for 等于.
    fn column(&self, column: &str) -> Option<(usize, Op, String)> {
        let find = |name: &str| {
            self.facts
                .binary_search_by(|fact| fact.name.as_str().cmp(name))
                .ok()
        };
        if let Some(at) = find(column) {
            return Some((at, Op::Equal, "等于".to_owned()));
        }
        Op::WORDS.iter().find_map(|(word, op)| {
            let at = find(column.strip_suffix(word)?)?;
            Some((at, *op, (*word).to_owned()))
        })
    }

    fn row(
        &mut self,
        table: &MergedTable,
        row: &Sourced<crate::model::TableRow>,
        heads: &[Option<(usize, Op, String)>],
    ) -> Option<Row> {
        let mut atoms = Vec::new();
        let mut demands = Vec::new();
        for (at, (cell, head)) in row.row.cells.iter().zip(heads).enumerate() {
            let Some((fact, op, word)) = head else { continue };
            let operand = match cell {
                Cell::Any => continue,
                Cell::Constant(text) => Operand::Constant(text.clone()),
                Cell::Parameter(name) => Operand::Parameter(name.clone()),
            };
            let name = self.facts[*fact].name.clone();
            let atom = self.atom(&name, *op, word, &operand, &row.row.place)?;
            if at < row.row.chosen_by {
                atoms.push(atom);
            } else {
                demands.push(atom);
            }
        }
        let head = &table.head.row;
        let place = row.row.article.as_deref().or(head.article.as_deref());
        let words = || {
            let words: Vec<String> = atoms
                .iter()
                .chain(&demands)
                .map(|atom| self.atom_words(atom))
                .collect();
            words.join("，")
        };
        let says = row.row.sentence.clone().unwrap_or_else(words);
        Some(Row {
            asks: Asks::new(says, article(place, head.document.as_deref(), &row.by)),
            chosen_by: atoms,
            demands,
            table: head.name.clone(),
            place: row.row.place.clone(),
        })
    }
}

/// Whether the row's cells in the bound columns are the bound words.
fn fits(table: &MergedTable, cells: &[Cell], bound: &BTreeMap<String, String>) -> bool {
    table.columns.iter().zip(cells).all(|(column, cell)| {
        bound.get(column).is_none_or(|wanted| match cell {
            Cell::Any => true,
            Cell::Constant(text) => text == wanted,
            Cell::Parameter(_) => false,
        })
    })
}

/// A parameter's value as the text an atom would be written with.
fn plain(value: &Value) -> String {
    match value {
        Value::Count(number) => number.to_string(),
        other => other.to_string(),
    }
}

fn number(fact: &FactDecl, text: &str) -> Option<i64> {
    match &fact.measure {
        FactType::Rank(words) | FactType::Category(words) => position(words, text),
        FactType::Months => Span::parse(text).map(Span::months),
        FactType::Number => text.parse().ok(),
        FactType::Flag | FactType::Day | FactType::Periods => None,
    }
}

fn expected(fact: &FactDecl) -> String {
    match &fact.measure {
        FactType::Rank(words) | FactType::Category(words) => format!("其中之一：{}", words.join("、")),
        FactType::Months => "“12年”或“23个月”".to_owned(),
        other => measure_name(other).to_owned(),
    }
}
