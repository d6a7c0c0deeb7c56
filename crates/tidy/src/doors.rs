//! Which area may use which.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::Tree;

/// The floors that are divided into areas.
const DIVIDED: [&str; 4] = ["domain", "store", "actions", "web"];

/// `areas.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Areas {
    /// Areas that every area may use.
    ground: Vec<String>,
    /// Folders that are no areas.
    shared: Vec<String>,
    /// Which other areas an area may use.
    areas: BTreeMap<String, Vec<String>>,
}

/// Findings about areas that use others without a door, and about circles of doors.
#[must_use]
pub fn doors(tree: &Tree, areas: &Areas) -> Vec<String> {
    let mut findings = circles(areas);
    for floor in DIVIDED {
        let start = format!("crates/{floor}/src/");
        for (path, text) in tree.between(&start, ".rs").collect::<Vec<_>>() {
            let Some((area, _)) = path[start.len()..].split_once('/') else {
                continue;
            };
            let Some((area, listed)) = areas.areas.get_key_value(area) else {
                if !areas.shared.iter().any(|shared| shared == area) {
                    findings.push(format!(
                        "{path}: {area} is neither an area nor shared in areas.toml"
                    ));
                }
                continue;
            };
            for other in &mentions(text) {
                if other == area || !areas.areas.contains_key(other) || areas.ground.contains(other) {
                    continue;
                }
                if !listed.contains(other) {
                    findings.push(format!("{path}: {area} has no door to {other}"));
                }
            }
        }
    }
    findings.sort();
    findings.dedup();
    findings
}

/// The names that follow `crate::`, `domain::`, `store::` and `actions::`, one by one or in braces.
fn mentions(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut found = BTreeSet::new();
    for prefix in ["crate::", "domain::", "store::", "actions::"] {
        for (at, _) in code.match_indices(prefix) {
            let before = code[..at].chars().next_back();
            if before
                .is_some_and(|character| character.is_alphanumeric() || character == '_' || character == ':')
            {
                continue;
            }
            let rest = &code[at + prefix.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                found.extend(top_names(group));
            } else {
                found.insert(first_name(rest));
            }
        }
    }
    found
}

fn first_name(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|character| character.is_alphanumeric() || *character == '_')
        .collect()
}

/// The first names of a `{…}` group, inner groups left out.
fn top_names(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut names) = (0_u32, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(first_name(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(first_name(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn circles(areas: &Areas) -> Vec<String> {
    let mut findings = Vec::new();
    for ground in &areas.ground {
        for other in areas.areas.get(ground).into_iter().flatten() {
            if !areas.ground.contains(other) {
                findings.push(format!(
                    "areas.toml: {ground} lies below every area and may not use {other}"
                ));
            }
        }
    }
    for area in areas.areas.keys() {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![area.as_str()];
        while let Some(next) = open.pop() {
            for other in areas.areas.get(next).into_iter().flatten() {
                if !areas.areas.contains_key(other) {
                    findings.push(format!(
                        "areas.toml: {next} has a door to {other}, which is no area"
                    ));
                } else if reached.insert(other) {
                    open.push(other);
                }
            }
        }
        if reached.contains(area.as_str()) {
            findings.push(format!("areas.toml: {area} is on a circle of doors"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(text: &str) -> Areas {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn an_area_that_uses_another_without_a_door_is_found() {
        let areas = areas(
            "ground = ['accounts']\nshared = ['journal']\n\
             [areas]\naccounts = []\npanel = ['dossier']\ndossier = []\nresults = ['dossier']",
        );
        let tree = Tree::of(&[
            (
                "crates/domain/src/panel/mod.rs",
                "use crate::dossier::Paper;\nuse crate::accounts::Office;",
            ),
            (
                "crates/store/src/panel/read.rs",
                "use domain::{dossier, results::Result as Outcome};",
            ),
            ("crates/store/src/journal/mod.rs", "use crate::panel;"),
            (
                "crates/actions/src/dossier/add.rs",
                "// crate::panel is not meant\nstore::panel::find(rx)?;",
            ),
            ("crates/actions/src/new/add.rs", ""),
        ]);
        assert_eq!(
            doors(&tree, &areas),
            [
                "crates/actions/src/dossier/add.rs: dossier has no door to panel",
                "crates/actions/src/new/add.rs: new is neither an area nor shared in areas.toml",
                "crates/store/src/panel/read.rs: panel has no door to results",
            ]
        );
    }

    #[test]
    fn circles_and_unknown_areas_are_found() {
        let areas = areas(
            "ground = ['accounts']\nshared = []\n\
             [areas]\naccounts = ['one']\none = ['two']\ntwo = ['one', 'three']",
        );
        let findings = circles(&areas);
        for finding in [
            "areas.toml: accounts lies below every area and may not use one",
            "areas.toml: one is on a circle of doors",
            "areas.toml: two has a door to three, which is no area",
        ] {
            assert!(findings.contains(&finding.to_owned()), "{findings:?}");
        }
    }
}
