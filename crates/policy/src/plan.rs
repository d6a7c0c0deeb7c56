//! Checking the windows a plan proposes against what the texts fix or limit.

use kernel::Level;

use crate::composition::Finding;
use crate::law::{Law, Origin};
use crate::model::{LimitRow, Within};
use crate::rules::Rules;
use crate::words::DayRange;

impl Rules {
    /// Everything the texts have against holding `stage` for `level` in `proposed`: outside the window a text fixes, past
    /// a day it names, or shorter than it asks. Hard findings forbid, soft ones (原则上) warn.
    #[must_use]
    pub fn check_window(&self, stage: &str, level: Level, proposed: DayRange) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Ok(fixed) = self.window(stage, level) {
            let inside = fixed.value.from <= proposed.from && proposed.to <= fixed.value.to;
            if !inside && matches!(fixed.origin, Origin::Pack { .. }) {
                findings.push(Finding {
                    force: fixed.law.force,
                    law: fixed.law,
                    shows: format!("拟定{proposed}，规定{}", fixed.value),
                    waiver: None,
                });
            }
        }
        for found in self.merged.limits.values() {
            let row = &found.row;
            let concerned = row.stage == stage && (row.levels.is_empty() || row.levels.contains(&level));
            if let Some(shows) = exceeded(row, proposed).filter(|_| concerned) {
                findings.push(Finding {
                    force: row.head.force,
                    law: Law::of(&row.head, &found.by),
                    shows,
                    waiver: None,
                });
            }
        }
        findings
    }
}

/// The figures, when `proposed` does not keep the limit.
fn exceeded(row: &LimitRow, proposed: DayRange) -> Option<String> {
    match row.within {
        Within::NotAfter(last) if proposed.to > last => {
            Some(format!("拟定{}结束，要求不晚于{last}", proposed.to))
        }
        Within::NotBefore(first) if proposed.from < first => {
            Some(format!("拟定{}开始，要求不早于{first}", proposed.from))
        }
        Within::AtLeast(span) if span.last_day(proposed.from) > proposed.to => Some(format!(
            "拟定{proposed}，要求不少于{span}，即至少到{}",
            span.last_day(proposed.from)
        )),
        Within::NotAfter(_) | Within::NotBefore(_) | Within::AtLeast(_) => None,
    }
}
