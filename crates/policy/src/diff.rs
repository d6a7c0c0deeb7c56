//! What changed between two packs, row by row, as they read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::render::RenderedRow;

/// A row that is not the same in both packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum RowChange {
    /// Only the new pack has it.
    Added {
        /// The row.
        row: RenderedRow,
    },
    /// Only the old pack has it.
    Removed {
        /// The row.
        row: RenderedRow,
    },
    /// Both have a row of that name, and it reads differently.
    Changed {
        /// Kind and name.
        name: String,
        /// The article in the old pack.
        old_article: String,
        /// The article in the new pack.
        new_article: String,
        /// Lines that only the old row has, in its order.
        gone: Vec<String>,
        /// Lines that only the new row has, in its order.
        come: Vec<String>,
    },
}

/// A change as every reader is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownChange<'c> {
    /// 新增, 删去 or 改动.
    pub what: &'static str,
    /// Kind and name of the row.
    pub name: &'c str,
    /// Where it stands; both places when it moved.
    pub articles: Cow<'c, str>,
    /// What no longer stands.
    pub gone: &'c [String],
    /// What stands newly.
    pub come: &'c [String],
}

impl RowChange {
    /// The change for showing.
    #[must_use]
    pub fn shown(&self) -> ShownChange<'_> {
        match self {
            Self::Added { row } => ShownChange {
                what: "新增",
                name: &row.name,
                articles: Cow::Borrowed(&row.article),
                gone: &[],
                come: &row.lines,
            },
            Self::Removed { row } => ShownChange {
                what: "删去",
                name: &row.name,
                articles: Cow::Borrowed(&row.article),
                gone: &row.lines,
                come: &[],
            },
            Self::Changed {
                name,
                old_article,
                new_article,
                gone,
                come,
            } => ShownChange {
                what: "改动",
                name,
                articles: if old_article == new_article {
                    Cow::Borrowed(new_article)
                } else {
                    Cow::Owned(format!("原{old_article}，现{new_article}"))
                },
                gone,
                come,
            },
        }
    }
}

/// What is different in `new`, in the order of its rows; rows that are gone come last. Rows of one name are compared in
/// their order: a parameter of three levels is three rows.
#[must_use]
pub fn diff(old: &[RenderedRow], new: &[RenderedRow]) -> Vec<RowChange> {
    let mut left: BTreeMap<&str, Vec<&RenderedRow>> = BTreeMap::new();
    for row in old.iter().rev() {
        left.entry(&row.name).or_default().push(row);
    }
    let mut changes = Vec::new();
    for row in new {
        match left.get_mut(row.name.as_str()).and_then(Vec::pop) {
            None => changes.push(RowChange::Added { row: row.clone() }),
            Some(before) if before == row => {}
            Some(before) => changes.push(changed(before, row)),
        }
    }
    let remains = old.iter().filter(|row| {
        let rows = left.get(row.name.as_str());
        rows.is_some_and(|rows| rows.iter().any(|other| core::ptr::eq(*other, *row)))
    });
    changes.extend(remains.map(|row| RowChange::Removed { row: row.clone() }));
    changes
}

fn changed(old: &RenderedRow, new: &RenderedRow) -> RowChange {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        let lines = these.iter().filter(|line| !those.contains(line));
        lines.cloned().collect()
    };
    RowChange::Changed {
        name: new.name.clone(),
        old_article: old.article.clone(),
        new_article: new.article.clone(),
        gone: only(&old.lines, &new.lines),
        come: only(&new.lines, &old.lines),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]
mod tests {
    use super::*;

    fn row(article: &str, name: &str, lines: &[&str]) -> RenderedRow {
        RenderedRow {
            article: article.to_owned(),
            name: name.to_owned(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    #[test]
    fn rows_are_compared_by_name_and_order() {
        let old = [
            row("五", "参数 评审费", &["副高级", "380元"]),
            row("五", "参数 评审费", &["中级", "230元"]),
            row("六", "参数 公示期", &["5个工作日"]),
        ];
        let new = [
            row("五", "参数 评审费", &["副高级", "380元"]),
            row("五(二)", "参数 评审费", &["中级", "240元"]),
            row("七", "时段 评审", &["11月"]),
        ];
        let changes = diff(&old, &new);
        assert_eq!(
            changes,
            [
                RowChange::Changed {
                    name: "参数 评审费".to_owned(),
                    old_article: "五".to_owned(),
                    new_article: "五(二)".to_owned(),
                    gone: vec!["230元".to_owned()],
                    come: vec!["240元".to_owned()],
                },
                RowChange::Added { row: new[2].clone() },
                RowChange::Removed { row: old[2].clone() },
            ]
        );
        assert_eq!(diff(&old, &old), []);
        let shown = changes[0].shown();
        assert_eq!((shown.what, &*shown.articles), ("改动", "原五，现五(二)"));
        assert_eq!(
            (changes[2].shown().what, changes[2].shown().gone.len()),
            ("删去", 1)
        );
    }
}
