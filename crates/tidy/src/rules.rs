//! Rule ids that code, tests and packs cite exist.

use std::collections::{BTreeMap, BTreeSet};

use crate::Tree;

const LIST: &str = "docs/rules.txt";

/// Findings about cited rule ids that are not in `docs/rules.txt`.
#[must_use]
pub fn rules(tree: &Tree) -> Vec<String> {
    let Some(list) = tree.text(LIST) else {
        return vec![format!("{LIST} is missing")];
    };
    let known: BTreeSet<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    let groups: BTreeMap<&str, usize> = known
        .iter()
        .filter_map(|id| id.split_once('-').map(|(group, number)| (group, number.len())))
        .collect();
    let mut findings = Vec::new();
    for (path, text) in tree
        .files()
        .filter(|(path, _)| *path != LIST && !path.ends_with("Cargo.lock"))
    {
        for (number, line) in (1..).zip(text.lines()) {
            for id in cited(line, &groups) {
                if !known.contains(id) {
                    findings.push(format!("{path}:{number}: there is no rule {id}"));
                }
            }
        }
    }
    findings
}

/// Words like `UNT-021`: the letters of a group, then as many digits as its ids have, or three.
pub(crate) fn cited<'l>(line: &'l str, groups: &BTreeMap<&str, usize>) -> Vec<&'l str> {
    let mut found = Vec::new();
    for word in line.split(|character: char| !(character.is_ascii_alphanumeric() || character == '-')) {
        let Some((group, rest)) = word.split_once('-') else {
            continue;
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if groups
            .get(group)
            .is_some_and(|usual| digits == *usual || digits == 3)
        {
            found.push(&word[..group.len() + 1 + digits]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_rules_are_found_and_other_codes_are_not_rules() {
        let tree = Tree::of(&[
            ("docs/rules.txt", "# ZZZ: sleep\nZZZ-001\nZZZ-002\nYY-01\n"),
            (
                "a.rs",
                "// ZZZ-001, YY-01, SHA-256\n// ZZZ-003, YY-99 and YY-001, but ZZZ-1\n",
            ),
        ]);
        assert_eq!(
            rules(&tree),
            [
                "a.rs:2: there is no rule ZZZ-003",
                "a.rs:2: there is no rule YY-99",
                "a.rs:2: there is no rule YY-001",
            ]
        );
        assert_eq!(rules(&Tree::default()), ["docs/rules.txt is missing"]);
    }
}
