//! Every crate inherits what the workspace decides, and every outside dependency is explained.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::{Rules, Tree};

const EXPLAINED: &str = "docs/decisions/dependencies.md";

/// Findings about crates that decide for themselves what the workspace decides.
#[must_use]
pub fn manifests(tree: &Tree, rules: &Rules) -> Vec<String> {
    let mut findings = Vec::new();
    let root = table(tree.text("Cargo.toml").unwrap_or_default());
    let shared = root.get("workspace").and_then(|workspace| workspace.get("lints"));
    for (path, text) in tree.between("crates/", "/Cargo.toml") {
        let Ok(manifest) = text.parse::<Table>() else {
            findings.push(format!("{path}: not TOML"));
            continue;
        };
        let from_workspace =
            |value: Option<&Value>| value.and_then(|v| v.get("workspace")) == Some(&Value::Boolean(true));
        let package = manifest.get("package");
        for key in ["version", "edition", "license", "publish"] {
            if !from_workspace(package.and_then(|package| package.get(key))) {
                findings.push(format!("{path}: {key} should come from the workspace"));
            }
        }
        if package.and_then(|package| package.get("description")).is_none() {
            findings.push(format!("{path}: the crate does not say what it is (description)"));
        }
        if !from_workspace(manifest.get("lints")) {
            let name = &path["crates/".len()..path.len() - "/Cargo.toml".len()];
            for lint in differing(manifest.get("lints"), shared) {
                if !rules.own_lints.contains_key(&format!("{name}.{lint}")) {
                    findings.push(format!("{path}: the lint {lint} should be as in the workspace"));
                }
            }
        }
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let table = manifest.get(section).and_then(Value::as_table);
            for (name, value) in table.into_iter().flatten() {
                if !from_workspace(Some(value)) {
                    findings.push(format!(
                        "{path}: the version of {name} should come from the workspace"
                    ));
                }
            }
        }
    }
    findings
}

fn table(text: &str) -> Table {
    text.parse().unwrap_or_default()
}

/// Lints that a crate sets to something else than the workspace, or leaves out.
fn differing(own: Option<&Value>, shared: Option<&Value>) -> Vec<String> {
    let lints = |from: Option<&Value>| -> BTreeMap<String, Value> {
        let groups = from.and_then(Value::as_table).into_iter().flatten();
        groups
            .filter_map(|(group, lints)| Some((group, lints.as_table()?)))
            .flat_map(|(group, lints)| {
                lints
                    .iter()
                    .map(move |(lint, level)| (format!("{group}.{lint}"), level.clone()))
            })
            .collect()
    };
    let (own, shared) = (lints(own), lints(shared));
    let names: BTreeSet<&String> = own.keys().chain(shared.keys()).collect();
    names
        .into_iter()
        .filter(|name| own.get(*name) != shared.get(*name))
        .cloned()
        .collect()
}

/// Findings about outside dependencies without a row in `docs/decisions/dependencies.md`, and rows without a dependency.
#[must_use]
pub fn dependencies_are_explained(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    let declared = outside(tree);
    let explained: BTreeSet<&str> = tree
        .text(EXPLAINED)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name)
        .collect();
    for name in &declared {
        if !explained.contains(name.as_str()) {
            findings.push(format!("{EXPLAINED}: {name} is not explained"));
        }
    }
    for name in explained {
        if !declared.contains(name) {
            findings.push(format!("{EXPLAINED}: {name} is no dependency"));
        }
    }
    findings
}

fn outside(tree: &Tree) -> BTreeSet<String> {
    table(tree.text("Cargo.toml").unwrap_or_default())
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(Value::as_table)
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, _)| name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_decides_for_itself_is_found() {
        let good = "[package]\nname = 'a'\ndescription = 'a'\nversion.workspace = true\nedition.workspace = true\n\
                    license.workspace = true\npublish.workspace = true\n[lints]\nworkspace = true\n\
                    [dependencies]\nserde.workspace = true\n";
        let bad = good.replace("edition.workspace = true", "edition = '2021'") + "toml = '1'\n";
        let tree = Tree::of(&[("crates/a/Cargo.toml", good), ("crates/b/Cargo.toml", &bad)]);
        assert_eq!(
            manifests(&tree, &Rules::default()),
            [
                "crates/b/Cargo.toml: edition should come from the workspace",
                "crates/b/Cargo.toml: the version of toml should come from the workspace",
            ]
        );
    }

    #[test]
    fn a_crate_with_lints_of_its_own_names_each_difference() {
        let head = "[package]\nname = 'a'\ndescription = 'a'\nversion.workspace = true\nedition.workspace = true\n\
                    license.workspace = true\npublish.workspace = true\n";
        let own = format!("{head}[lints.rust]\nunsafe_code = 'deny'\n[lints.clippy]\nall = 'deny'\n");
        let root = "[workspace.lints.rust]\nunsafe_code = 'forbid'\nmissing_docs = 'warn'\n\
                    [workspace.lints.clippy]\nall = 'deny'\n";
        let tree = Tree::of(&[("Cargo.toml", root), ("crates/a/Cargo.toml", &own)]);
        let rules = Rules {
            own_lints: [("a.rust.unsafe_code".to_owned(), "why".to_owned())].into(),
            ..Rules::default()
        };
        assert_eq!(
            manifests(&tree, &rules),
            ["crates/a/Cargo.toml: the lint rust.missing_docs should be as in the workspace"]
        );
    }

    #[test]
    fn unexplained_and_forgotten_dependencies_are_found() {
        let tree = Tree::of(&[
            (
                "Cargo.toml",
                "[workspace.dependencies]\nown = { path = 'x' }\nserde = '1'\ntoml = '1'\n",
            ),
            (
                "docs/decisions/dependencies.md",
                "| `serde` | why | instead |\n| `rand` | why | instead |",
            ),
        ]);
        assert_eq!(
            dependencies_are_explained(&tree),
            [
                "docs/decisions/dependencies.md: toml is not explained",
                "docs/decisions/dependencies.md: rand is no dependency",
            ]
        );
    }
}
