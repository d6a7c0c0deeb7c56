//! Tables: cases that no row is for, rows that never decide, and rows written twice for one case.
//!
//! A table answers 是 when some row holds, so rows may overlap; but a row whose every case another row allows too never
//! decides anything, and two rows chosen by the same cases contradict each other or repeat themselves. A case that no row
//! is for must be answered by a 释义 in the table, with its article.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, Level};
use serde::{Deserialize, Serialize};

use crate::compare::implied;
use crate::compile::{Node, NodeKind, Program, Row};
use crate::layers::MergedTable;
use crate::library::Library;
use crate::load::fact_of;
use crate::model::{AnswerRow, Cell, FactDecl, FactType, Op};
use crate::source::Place;

/// What is wrong with a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableFault {
    /// 空缺: no row is for the case, and no 释义 answers it.
    Gap,
    /// 用不到: whatever the row allows, other rows allow too.
    NeverDecides,
    /// 重叠: two rows are chosen by exactly the same cases.
    SameCase,
    /// A 释义 speaks about a case that has a row.
    IdleAnswer,
}

/// One thing wrong with a table, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableFinding {
    /// The row, or the table.
    pub place: Place,
    /// The table's name.
    pub table: String,
    /// What kind of fault.
    pub fault: TableFault,
    /// What is wrong, in Chinese.
    pub sentence: String,
}

impl core::fmt::Display for TableFinding {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: 表“{}”{}", self.place, self.table, self.sentence)
    }
}

/// Everything wrong with the tables of every pack, on every day on which its rows change.
#[must_use]
pub fn check_tables(library: &Library) -> Vec<TableFinding> {
    let mut found = BTreeSet::new();
    for info in library.packs() {
        for on in library.days_to_ask(&info.id) {
            let Ok(rules) = library.effective(&info.id, on) else {
                continue;
            };
            for (name, table) in &rules.merged.tables {
                answered(name, table, rules.facts(), &mut found);
            }
            for rule in &rules.program.rules {
                rows_of(&rule.body, &mut |rows| {
                    settled(&rules.program, rows, on, &mut found);
                });
            }
        }
    }
    found.into_iter().collect()
}

/// Every table asked in `node`.
pub(crate) fn rows_of<'r>(node: &'r Node, each: &mut impl FnMut(&'r [Row])) {
    match &node.kind {
        NodeKind::All(nodes) | NodeKind::AtLeast(_, nodes) | NodeKind::None(nodes) => {
            for node in nodes {
                rows_of(node, each);
            }
        }
        NodeKind::Rows(rows) => each(rows),
        NodeKind::Rule(_) | NodeKind::Atom(_) | NodeKind::Ratio(_) => {}
    }
}

/// Rows that never decide, and rows for the same case.
fn settled(program: &Program, rows: &[Row], day: Day, found: &mut BTreeSet<TableFinding>) {
    let finding = |row: &Row, fault, sentence: &str| TableFinding {
        place: row.place.clone(),
        table: row.table.clone(),
        fault,
        sentence: sentence.to_owned(),
    };
    for (at, row) in rows.iter().enumerate() {
        let others: Vec<Row> = rows
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != at)
            .map(|(_, row)| row.clone())
            .collect();
        if implied(program, row, others, day) == Some(true) {
            let sentence = "的这一行用不到：它允许的情形，别的行也都允许";
            found.insert(finding(row, TableFault::NeverDecides, sentence));
        }
        let same = |other: &Row| {
            let (own, theirs) = (chooser(row), chooser(other));
            implied(program, &own, vec![theirs.clone()], day) == Some(true)
                && implied(program, &theirs, vec![own], day) == Some(true)
        };
        if rows[..at].iter().any(same) {
            let sentence = "的这一行与前面某一行情形相同，写法不同";
            found.insert(finding(row, TableFault::SameCase, sentence));
        }
    }
}

/// The row without its demands.
fn chooser(row: &Row) -> Row {
    Row {
        demands: Vec::new(),
        ..row.clone()
    }
}

/// A case that no row is for: values by column or fact.
type Case = Vec<(String, Vec<String>)>;

fn answered(name: &str, table: &MergedTable, facts: &[FactDecl], found: &mut BTreeSet<TableFinding>) {
    let place = &table.head.row.place;
    let cases = match Choosers::of(table, facts) {
        Ok(choosers) => choosers.gaps(table),
        Err(sentence) => {
            found.insert(TableFinding {
                place: place.clone(),
                table: name.to_owned(),
                fault: TableFault::Gap,
                sentence,
            });
            return;
        }
    };
    let mut used = BTreeSet::new();
    for (case, why) in cases {
        let answers = table.answers.iter().enumerate();
        let speaking: Vec<usize> = answers
            .filter(|(_, answer)| speaks(answer, &case))
            .map(|(at, _)| at)
            .collect();
        if speaking.is_empty() {
            let shown: Vec<String> = case
                .iter()
                .map(|(name, values)| format!("{name}为{}", values.join("或")))
                .collect();
            found.insert(TableFinding {
                place: place.clone(),
                table: name.to_owned(),
                fault: TableFault::Gap,
                sentence: format!(
                    "有空缺：{}时{why}，请用“释义”写明怎样处理并注明出处",
                    shown.join("、")
                ),
            });
        }
        used.extend(speaking);
    }
    for (at, answer) in table.answers.iter().enumerate() {
        if !used.contains(&at) {
            found.insert(TableFinding {
                place: answer.head.place.clone(),
                table: name.to_owned(),
                fault: TableFault::IdleAnswer,
                sentence: format!("的释义“{}”说的情形表里没有空缺", answer.head.name),
            });
        }
    }
}

fn speaks(answer: &AnswerRow, case: &Case) -> bool {
    answer.about.iter().all(|(name, values)| {
        let mut own = case.iter().filter(|(column, _)| column == name);
        own.any(|(_, theirs)| theirs.iter().all(|value| values.contains(value)))
    })
}

/// The columns that choose a row, told apart: those that 查表 fixes, and those that compare a fact.
struct Choosers<'t> {
    fixed: Vec<(usize, &'t str)>,
    facts: Vec<(usize, &'t FactDecl, Op)>,
}

impl<'t> Choosers<'t> {
    fn of(table: &'t MergedTable, facts: &'t [FactDecl]) -> Result<Self, String> {
        let mut found = Self {
            fixed: Vec::new(),
            facts: Vec::new(),
        };
        let count = table.columns.len().saturating_sub(table.demands);
        for (at, column) in table.columns[..count].iter().enumerate() {
            let name = fact_of(column);
            let Some(fact) = facts.iter().find(|fact| fact.name == name) else {
                found.fixed.push((at, column));
                continue;
            };
            let op = column.strip_prefix(name).filter(|word| !word.is_empty());
            let op = op.map_or(Some(Op::Equal), Op::from_chinese);
            match (&fact.measure, op) {
                (FactType::Rank(_), Some(op @ (Op::AtLeast | Op::Equal)))
                | (FactType::Category(_), Some(op @ Op::Equal)) => found.facts.push((at, fact, op)),
                _ => return Err(format!("的“{column}”一列不是等级或类别，有没有空缺不能逐一检查")),
            }
        }
        Ok(found)
    }

    fn gaps(&self, table: &MergedTable) -> Vec<(Case, String)> {
        let mut found = self.levels_without_rows(table);
        let mut groups: BTreeMap<Vec<String>, Vec<&[Cell]>> = BTreeMap::new();
        for row in &table.rows {
            let key = self.fixed.iter().map(|(at, _)| word(&row.row.cells[*at]));
            groups.entry(key.collect()).or_default().push(&row.row.cells);
        }
        for (key, rows) in &groups {
            let fixed: Case = self
                .fixed
                .iter()
                .zip(key)
                .map(|((_, column), value)| ((*column).to_owned(), vec![value.clone()]))
                .collect();
            self.without_row(&fixed, rows, &mut found);
            self.without_own_row(&fixed, rows, table, &mut found);
        }
        found
    }

    /// Levels that a column of levels never names.
    fn levels_without_rows(&self, table: &MergedTable) -> Vec<(Case, String)> {
        let mut found = Vec::new();
        for (at, column) in &self.fixed {
            let named: BTreeSet<String> = table.rows.iter().map(|row| word(&row.row.cells[*at])).collect();
            if !named.iter().all(|name| Level::from_chinese(name).is_some()) {
                continue;
            }
            for level in Level::ALL.iter().map(|level| level.chinese()) {
                if !named.contains(level) {
                    let case = vec![((*column).to_owned(), vec![level.to_owned()])];
                    found.push((case, "没有一行".to_owned()));
                }
            }
        }
        found
    }

    /// Values for which no row is chosen.
    fn without_row(&self, fixed: &Case, rows: &[&[Cell]], found: &mut Vec<(Case, String)>) {
        let mut points: Vec<Vec<usize>> = vec![Vec::new()];
        for (_, fact, _) in &self.facts {
            let count = words(fact).len();
            points = points
                .into_iter()
                .flat_map(|point| (0..count).map(move |value| [&point[..], &[value]].concat()))
                .collect();
        }
        points.retain(|point| !rows.iter().any(|cells| self.chosen(cells, point)));
        if points.is_empty() || self.facts.is_empty() {
            return;
        }
        let sides: Vec<BTreeSet<usize>> = (0..self.facts.len())
            .map(|at| points.iter().map(|point| point[at]).collect())
            .collect();
        let whole: usize = sides.iter().map(BTreeSet::len).product();
        let boxes: Vec<Vec<BTreeSet<usize>>> = if whole == points.len() {
            vec![sides]
        } else {
            let single = |point: &Vec<usize>| point.iter().map(|value| BTreeSet::from([*value])).collect();
            points.iter().map(single).collect()
        };
        for sides in boxes {
            let mut case = fixed.clone();
            for ((_, fact, _), values) in self.facts.iter().zip(sides) {
                let names = values.into_iter().map(|value| words(fact)[value].clone());
                case.push((fact.name.clone(), names.collect()));
            }
            found.push((case, "没有一行".to_owned()));
        }
    }

    fn chosen(&self, cells: &[Cell], point: &[usize]) -> bool {
        self.facts
            .iter()
            .zip(point)
            .all(|((at, fact, op), value)| match &cells[*at] {
                Cell::Any | Cell::Parameter(_) => true,
                Cell::Constant(text) => {
                    let mut own = text.split_whitespace();
                    own.any(|text| {
                        let wanted = words(fact).iter().position(|word| word == text);
                        wanted.is_some_and(|wanted| {
                            if *op == Op::AtLeast {
                                wanted <= *value
                            } else {
                                wanted == *value
                            }
                        })
                    })
                }
            })
    }

    /// Ranks that have a row elsewhere in the table but not here, and fall into a lower rank's row.
    fn without_own_row(
        &self,
        fixed: &Case,
        rows: &[&[Cell]],
        table: &MergedTable,
        found: &mut Vec<(Case, String)>,
    ) {
        for (at, fact, _) in self.facts.iter().filter(|(_, _, op)| *op == Op::AtLeast) {
            let rank = |cell: &Cell| match cell {
                Cell::Constant(text) => words(fact).iter().position(|word| word == text),
                Cell::Any | Cell::Parameter(_) => None,
            };
            let own: BTreeSet<usize> = rows.iter().filter_map(|cells| rank(&cells[*at])).collect();
            let all: BTreeSet<usize> = table
                .rows
                .iter()
                .filter_map(|row| rank(&row.row.cells[*at]))
                .collect();
            for missing in all.difference(&own) {
                let Some(below) = own.range(..missing).next_back() else {
                    continue;
                };
                let mut case = fixed.clone();
                let name = &words(fact)[*missing];
                case.push((fact.name.clone(), vec![name.clone()]));
                found.push((
                    case,
                    format!("没有“{name}”一行，落入“{}”一行", words(fact)[*below]),
                ));
            }
        }
    }
}

fn words(fact: &FactDecl) -> &[String] {
    match &fact.measure {
        FactType::Rank(words) | FactType::Category(words) => words,
        _ => &[],
    }
}

fn word(cell: &Cell) -> String {
    match cell {
        Cell::Any => "*".to_owned(),
        Cell::Constant(text) | Cell::Parameter(text) => text.clone(),
    }
}
