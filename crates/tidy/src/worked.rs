//! The worked examples: each has a test that is named by its number, `we_07_…`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::Tree;

const LIST: &str = "docs/rules.txt";

/// Examples without a test, and tests named by a number that is none.
#[must_use]
pub fn worked_examples(tree: &Tree) -> Vec<String> {
    let mut tests = numbered(tree);
    let mut findings = Vec::new();
    for id in examples(tree) {
        if tests.remove(id).is_none() {
            findings.push(format!("{id} has no test; name one {}…", prefix(id)));
        }
    }
    findings.extend(
        tests
            .keys()
            .map(|id| format!("a test is named after {id}, which is none of {LIST}")),
    );
    findings
}

/// The table of the worked examples: number and tests.
pub(crate) fn table(tree: &Tree) -> String {
    let tests = numbered(tree);
    let mut text = String::from("| example | tests |\n|---|---|\n");
    for id in examples(tree) {
        let shown: Vec<String> = tests.get(id).into_iter().flatten().cloned().collect();
        let _ = writeln!(text, "| {id} | {} |", shown.join(", "));
    }
    text
}

fn examples(tree: &Tree) -> impl Iterator<Item = &str> {
    let list = tree.text(LIST).unwrap_or_default();
    list.lines().filter(|line| line.starts_with("EX-"))
}

fn prefix(id: &str) -> String {
    format!("we_{}_", id.trim_start_matches("EX-"))
}

/// Tests by the numbers in their names: `crate we_07_…`.
fn numbered(tree: &Tree) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in tree.between("crates/", ".rs") {
        if path.starts_with("crates/tidy/") {
            continue;
        }
        let owner = path.split('/').nth(1).unwrap_or_default();
        for word in text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_')) {
            if !word.starts_with("we_") {
                continue;
            }
            let mut pieces = word.split('_').peekable();
            while pieces.next() == Some("we") {
                let number = pieces.next().unwrap_or_default();
                if number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit()) {
                    let tests = found.entry(format!("EX-{number}")).or_default();
                    tests.insert(format!("{owner} `{word}`"));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_may_carry_several_numbers_and_none_may_be_missing() {
        let tree = |code: &str| {
            Tree::of(&[
                (LIST, "EX-01\nEX-02\nEX-03\n"),
                ("crates/policy/tests/a.rs", code),
            ])
        };
        assert_eq!(
            worked_examples(&tree("fn we_01_we_02_both() {}\nwe_09_other: 9;")),
            [
                "EX-03 has no test; name one we_03_…",
                "a test is named after EX-09, which is none of docs/rules.txt",
            ]
        );
        let shown = table(&tree("fn we_01_we_02_both() {}"));
        assert!(shown.contains("| EX-02 | policy `we_01_we_02_both` |"), "{shown}");
    }
}
