//! Laying packs over one another, row by row: what is below stays where the layer above says nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Day, Level};

use crate::law::Instrument;
use crate::load::same_key;
use crate::model::{
    AnswerRow, Authority, CommitmentRow, CompositionRow, DirectoryRow, FactDecl, FormRow, GroundRow, Head,
    LimitRow, MaterialRow, Pack, ParameterRow, Process, RelaxationRow, RuleRow, ScoreSheetRow, Table,
    TableRow, VoteRow,
};
use crate::source::Complaints;

/// One pack in the order of layers, weakest first.
pub(crate) struct Layer {
    pub(crate) pack: Arc<Pack>,
    pub(crate) instrument: Arc<Instrument>,
}

/// A row with the instrument it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Sourced<T> {
    pub(crate) row: T,
    pub(crate) by: Arc<Instrument>,
}

/// A table with the rows of every layer, each with the instrument it stands in.
#[derive(Debug, Clone)]
pub(crate) struct MergedTable {
    pub(crate) head: Sourced<Head>,
    pub(crate) columns: Vec<String>,
    pub(crate) demands: usize,
    pub(crate) rows: Vec<Sourced<TableRow>>,
    pub(crate) answers: Vec<AnswerRow>,
}

pub(crate) type Parameters = BTreeMap<(String, Option<Level>), Sourced<ParameterRow>>;

/// Rows of all layers merged.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) facts: BTreeMap<String, FactDecl>,
    pub(crate) rules: BTreeMap<String, Sourced<RuleRow>>,
    pub(crate) parameters: Parameters,
    pub(crate) windows: Parameters,
    pub(crate) limits: BTreeMap<String, Sourced<LimitRow>>,
    pub(crate) tables: BTreeMap<String, MergedTable>,
    pub(crate) votes: BTreeMap<String, Sourced<VoteRow>>,
    pub(crate) compositions: BTreeMap<String, Sourced<CompositionRow>>,
    pub(crate) processes: BTreeMap<String, Sourced<Process>>,
    pub(crate) authorities: BTreeMap<String, Sourced<Authority>>,
    pub(crate) materials: BTreeMap<String, Sourced<MaterialRow>>,
    pub(crate) material_order: Vec<String>,
    pub(crate) sheets: BTreeMap<String, Sourced<ScoreSheetRow>>,
    pub(crate) commitments: BTreeMap<String, Sourced<CommitmentRow>>,
    pub(crate) grounds: BTreeMap<String, Sourced<GroundRow>>,
    pub(crate) obligations: BTreeMap<String, Sourced<Head>>,
    pub(crate) directories: BTreeMap<String, Sourced<DirectoryRow>>,
    pub(crate) forms: BTreeMap<String, Sourced<FormRow>>,
    pub(crate) relaxations: BTreeMap<String, Sourced<RelaxationRow>>,
}

impl Merged {
    /// Lays the rows of `layer` over what is there.
    pub(crate) fn lay(&mut self, layer: &Layer, on: Day, complaints: &mut Complaints) {
        let pack = &*layer.pack;
        for (name, fact) in &pack.facts {
            if let Some(before) = self.facts.get(name)
                && before.measure != fact.measure
                && let Some(place) = &fact.place
            {
                complaints.add(place.clone(), format!("事实“{name}”在上位政策包里是另一种类型"));
            }
            self.facts.insert(name.clone(), fact.clone());
        }
        lay_by_level(&mut self.parameters, &pack.parameters, layer);
        lay_by_level(&mut self.windows, &pack.windows, layer);
        for (name, table) in &pack.tables {
            self.lay_table(name, table, layer, on, complaints);
        }
        lay_all(&mut self.limits, &pack.limits, layer);
        lay_all(&mut self.rules, &pack.rules, layer);
        lay_speaking(&mut self.votes, &pack.votes, layer, |vote| {
            vote.agree.given.is_ok()
        });
        lay_all(&mut self.compositions, &pack.compositions, layer);
        lay_all(&mut self.processes, &pack.processes, layer);
        lay_speaking(&mut self.authorities, &pack.authorities, layer, |authority| {
            authority.rows.iter().any(|row| row.office.is_some())
        });
        lay_all(&mut self.materials, &pack.materials, layer);
        lay_all(&mut self.sheets, &pack.sheets, layer);
        lay_all(&mut self.commitments, &pack.commitments, layer);
        lay_all(&mut self.grounds, &pack.grounds, layer);
        lay_all(&mut self.obligations, &pack.obligations, layer);
        lay_all(&mut self.directories, &pack.directories, layer);
        lay_all(&mut self.forms, &pack.forms, layer);
        lay_all(&mut self.relaxations, &pack.relaxations, layer);
        for name in &pack.material_order {
            if !self.material_order.contains(name) {
                self.material_order.push(name.clone());
            }
        }
    }

    fn lay_table(&mut self, name: &str, table: &Table, layer: &Layer, on: Day, complaints: &mut Complaints) {
        let source = |row: &TableRow| Sourced {
            row: row.clone(),
            by: Arc::clone(&layer.instrument),
        };
        let current = table
            .rows
            .iter()
            .filter(|row| row.from.is_none_or(|from| from <= on) && row.to.is_none_or(|to| on <= to));
        let Some(below) = self.tables.get_mut(name) else {
            let merged = MergedTable {
                head: Sourced {
                    row: table.head.clone(),
                    by: Arc::clone(&layer.instrument),
                },
                columns: table.columns.clone(),
                demands: table.demands,
                rows: current.map(source).collect(),
                answers: table.answers.clone(),
            };
            self.tables.insert(name.to_owned(), merged);
            return;
        };
        if (&below.columns, below.demands) != (&table.columns, table.demands) {
            complaints.add(
                table.head.place.clone(),
                format!("表“{name}”的列与上位政策包里的不同，不能逐行更改"),
            );
            return;
        }
        below.answers.extend(table.answers.iter().cloned());
        for row in current {
            below.rows.retain(|old| !same_key(&old.row, row));
            below.rows.push(source(row));
        }
    }
}

/// As [`lay_all`], but a row that only says that nothing is said does not replace one that speaks.
fn lay_speaking<T: Clone>(
    below: &mut BTreeMap<String, Sourced<T>>,
    rows: &BTreeMap<String, T>,
    layer: &Layer,
    speaks: impl Fn(&T) -> bool,
) {
    for (name, row) in rows {
        let spoken = below.get(name).is_some_and(|old| speaks(&old.row));
        if speaks(row) || !spoken {
            let sourced = Sourced {
                row: row.clone(),
                by: Arc::clone(&layer.instrument),
            };
            below.insert(name.clone(), sourced);
        }
    }
}

fn lay_all<T: Clone>(below: &mut BTreeMap<String, Sourced<T>>, rows: &BTreeMap<String, T>, layer: &Layer) {
    for (name, row) in rows {
        let sourced = Sourced {
            row: row.clone(),
            by: Arc::clone(&layer.instrument),
        };
        below.insert(name.clone(), sourced);
    }
}

/// A row for all levels replaces every row of that name below it; a row for one level replaces that level's. A silent
/// row (未载明) is no provision: it never takes the place of one that speaks.
fn lay_by_level(
    below: &mut Parameters,
    rows: &BTreeMap<(String, Option<Level>), ParameterRow>,
    layer: &Layer,
) {
    let silent = |row: &ParameterRow| row.silent.is_some();
    for ((name, level), row) in rows {
        if level.is_none() {
            below.retain(|(other, _), old| other != name || (silent(row) && !silent(&old.row)));
        }
    }
    for (key, row) in rows {
        let spoken = below.get(key).is_some_and(|old| !silent(&old.row));
        if !(spoken && silent(row)) {
            let sourced = Sourced {
                row: row.clone(),
                by: Arc::clone(&layer.instrument),
            };
            below.insert(key.clone(), sourced);
        }
    }
}
