//! The readings page beside the packs: every unclear place once, with the rows that carry the reading, and every silence
//! with a row that leaves it open.

use std::collections::{BTreeMap, BTreeSet};

use crate::Tree;
use crate::packs::pack_lines;

const LIST: &str = "docs/rules.txt";
const PAGE: &str = "docs/decisions/0006-readings.md";

/// Readings that the page leaves out or places wrongly, and rows it names that are not there or not open.
#[must_use]
pub fn readings(tree: &Tree) -> Vec<String> {
    let mut rows = BTreeSet::new();
    let mut open = BTreeSet::new();
    let mut settled: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for line in pack_lines(tree).iter().filter(|line| !line.is_example()) {
        rows.insert(line.shown());
        if line.text.contains("未载明=") {
            open.insert(line.shown());
        }
        for id in line.ids("读法=\"") {
            settled.entry(id).or_default().insert(line.shown());
        }
    }
    let page = tree.text(PAGE).unwrap_or_default();
    let (readings, silences) = page.split_once("## Silences").unwrap_or((page, ""));
    let mut findings = Vec::new();
    for id in tree.text(LIST).unwrap_or_default().lines() {
        if id.starts_with("AMB-") {
            findings.extend(wrong_with(id, readings, settled.get(id)));
        }
    }
    for row in silences.lines().filter(|line| line.contains('`')).flat_map(named) {
        if !open.contains(row) && row.contains('.') {
            findings.push(format!("{PAGE}: no row {row} says 未载明"));
        }
    }
    for row in readings
        .lines()
        .filter(|line| line.starts_with("| AMB-"))
        .flat_map(named)
    {
        if row.contains('.') && !rows.contains(row) {
            findings.push(format!("{PAGE}: there is no row {row}"));
        }
    }
    findings
}

fn wrong_with(id: &str, readings: &str, settled: Option<&BTreeSet<String>>) -> Vec<String> {
    let start = format!("| {id} |");
    let mut lines = readings.lines().filter(|line| line.starts_with(&start));
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return vec![format!("{PAGE}: {id} should have one line")];
    };
    let Some(settled) = settled else {
        return vec![format!("{id}: no row of a pack carries its reading (读法)")];
    };
    let told: Vec<&str> = named(line).collect();
    let missing = settled.iter().filter(|row| !told.contains(&row.as_str()));
    missing
        .map(|row| format!("{PAGE}: {id} does not name {row}"))
        .collect()
}

/// What stands between backticks.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pack: &str, page: &str) -> Vec<String> {
        readings(&Tree::of(&[
            (LIST, "AMB-01\n"),
            ("policy-packs/p.2022/a.kdl", pack),
            (PAGE, page),
        ]))
    }

    #[test]
    fn a_reading_stands_on_the_page_and_in_the_pack() {
        let pack = "参数 \"甲\" 释义=\"乙\" 读法=\"AMB-01\"\n参数 \"丙\" 未载明=\"丁\"\n";
        let page = "| AMB-01 | unclear | so | `p.2022 参数 甲` |\n## Silences\n| it | `p.2022 参数 丙` |\n";
        assert_eq!(found(pack, page), Vec::<String>::new());
        assert_eq!(found("", page).len(), 3);
        assert_eq!(
            found(pack, "## Silences\n| it | `p.2022 参数 甲` |\n"),
            [
                "docs/decisions/0006-readings.md: AMB-01 should have one line",
                "docs/decisions/0006-readings.md: no row p.2022 参数 甲 says 未载明",
            ]
        );
    }
}
