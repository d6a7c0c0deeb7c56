//! Lists a round publishes: materials to submit, the scoring sheet, commitments to sign, lists in columns, printed forms.

use std::collections::BTreeMap;

use kernel::Level;
use serde::{Deserialize, Serialize};

use crate::law::{Answer, Law, NotSet, Origin};
use crate::model::FieldKind;
use crate::rules::{Rules, from_pack};
use crate::words::{Kind, Value};

/// One item of the material list (清单制).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// Its row; the name is the item's name, hard or soft by its force.
    pub law: Law,
    /// The section of the application it belongs to (栏目).
    pub section: String,
    /// What counts as proof (证明).
    pub proof: String,
    /// When it need not be submitted (免交): what the authorities can look up is not asked for (第十九条).
    pub waived_when: Option<String>,
    /// In which case alone it is asked for (情形); `None` for every application.
    pub only_when: Option<String>,
}

/// One heading of a scoring sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreItem {
    /// Its row; the name is the heading.
    pub law: Law,
    /// What it takes in.
    pub content: String,
    /// Given by experts, else reckoned from the materials.
    pub by_expert: bool,
    /// The most points; not set until a text or the round says.
    pub maximum: Result<Answer<i64>, NotSet>,
}

/// A scoring sheet (量化评分).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Its row.
    pub law: Law,
    /// Its headings, in order.
    pub items: Vec<ScoreItem>,
}

/// A text to be signed (承诺).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Its row.
    pub law: Law,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// A list that a text gives in columns (名录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Its row.
    pub law: Law,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The lines: one cell for each column, and the line's own row.
    pub lines: Vec<(Vec<String>, Law)>,
}

/// A field of a printed form (栏).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// Its row; the name is the field's name.
    pub law: Law,
    /// The part of the form it stands in.
    pub part: Option<String>,
    /// Who fills it in.
    pub by: String,
    /// How it is filled in.
    pub kind: FieldKind,
    /// It may not stay empty.
    pub required: bool,
    /// What belongs in it.
    pub content: Option<String>,
    /// The fields a percentage is reckoned from: part and whole.
    pub share: Option<(String, String)>,
}

/// A printed form of a text (表单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its row.
    pub law: Law,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
}

impl Form {
    /// The percentage `name` from the counts in its two fields, with at most one decimal, half rounded up; zero of zero
    /// is zero (STA-004). `None` when it is no percentage, a count is missing, or the part is more than the whole.
    #[must_use]
    pub fn percent(&self, name: &str, counts: &BTreeMap<String, u64>) -> Option<String> {
        let field = self.fields.iter().find(|field| field.law.name == name)?;
        let (part, whole) = field.share.as_ref()?;
        let (part, whole) = (*counts.get(part)?, *counts.get(whole)?);
        if part > whole {
            return None;
        }
        let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
        let tenths = (part * 2000 + whole) / (whole * 2);
        Some(match tenths % 10 {
            0 => (tenths / 10).to_string(),
            rest => format!("{}.{rest}", tenths / 10),
        })
    }
}

impl Rules {
    /// The list `name`, e.g. `申报网址`.
    #[must_use]
    pub fn directory(&self, name: &str) -> Option<Directory> {
        let found = self.merged.directories.get(name)?;
        let lines = found.row.lines.iter();
        Some(Directory {
            law: Law::of(&found.row.head, &found.by),
            columns: found.row.columns.clone(),
            lines: lines
                .map(|line| (line.cells.clone(), Law::of(&line.head, &found.by)))
                .collect(),
        })
    }

    /// The names of the lists.
    pub fn directories(&self) -> impl Iterator<Item = &str> {
        self.merged.directories.keys().map(String::as_str)
    }

    /// The form `name`, e.g. `职称重新确认审批表`.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<Form> {
        let found = self.merged.forms.get(name)?;
        let fields = found.row.fields.iter().map(|field| FormField {
            law: Law::of(&field.head, &found.by),
            part: field.part.clone(),
            by: field.by.clone(),
            kind: field.kind,
            required: field.required,
            content: field.content.clone(),
            share: field.share.clone(),
        });
        Some(Form {
            law: Law::of(&found.row.head, &found.by),
            fields: fields.collect(),
        })
    }

    /// The names of the forms.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.merged.forms.keys().map(String::as_str)
    }

    /// The materials an application at `level` consists of, in the order of the list.
    #[must_use]
    pub fn materials(&self, level: Level) -> Vec<Material> {
        let names = self.merged.material_order.iter();
        names
            .filter_map(|name| self.merged.materials.get(name))
            .filter(|found| found.row.levels.is_empty() || found.row.levels.contains(&level))
            .map(|found| Material {
                law: Law::of(&found.row.head, &found.by),
                section: found.row.section.clone(),
                proof: found.row.proof.clone(),
                waived_when: found.row.waived_when.clone(),
                only_when: found.row.only_when.clone(),
            })
            .collect()
    }

    /// The names of the scoring sheets.
    pub fn score_sheets(&self) -> impl Iterator<Item = &str> {
        self.merged.sheets.keys().map(String::as_str)
    }

    /// The scoring sheet `name`.
    #[must_use]
    pub fn score_sheet(&self, name: &str) -> Option<ScoreSheet> {
        let found = self.merged.sheets.get(name)?;
        let items = found.row.items.iter().map(|row| {
            let law = Law::of(&row.head, &found.by);
            let maximum = match row.maximum {
                Some(maximum) => Ok(Answer {
                    value: maximum,
                    law: law.clone(),
                    origin: from_pack(&row.head, &found.by),
                }),
                None => self
                    .set_maximum(name, &law)
                    .ok_or_else(|| open_maximum(name, &law, found.row.silent.as_deref())),
            };
            ScoreItem {
                law,
                content: row.content.clone(),
                by_expert: row.by_expert,
                maximum,
            }
        });
        Some(ScoreSheet {
            law: Law::of(&found.row.head, &found.by),
            items: items.collect(),
        })
    }

    fn set_maximum(&self, sheet: &str, law: &Law) -> Option<Answer<i64>> {
        let name = format!("{sheet}·{}", law.name);
        let (value, origin): (Value, Origin) = self.set_value(&[name], Kind::Count)?;
        match value {
            Value::Count(value) => Some(Answer {
                value,
                law: law.clone(),
                origin,
            }),
            _ => None,
        }
    }

    pub(crate) fn open_scores(&self) -> Vec<NotSet> {
        let names: Vec<&str> = self.score_sheets().collect();
        let sheets = names.into_iter().filter_map(|name| self.score_sheet(name));
        sheets
            .flat_map(|sheet| sheet.items)
            .filter_map(|item| item.maximum.err())
            .collect()
    }

    /// The commitment `name`, e.g. `申报人承诺`.
    #[must_use]
    pub fn commitment(&self, name: &str) -> Option<Commitment> {
        let found = self.merged.commitments.get(name)?;
        Some(Commitment {
            law: Law::of(&found.row.head, &found.by),
            paragraphs: found.row.paragraphs.clone(),
        })
    }
}

fn open_maximum(sheet: &str, law: &Law, why: Option<&str>) -> NotSet {
    NotSet {
        name: format!("{sheet}·{}", law.name),
        kind: Kind::Count,
        why: why.unwrap_or_default().to_owned(),
        law: Some(Box::new(law.clone())),
    }
}
