//! Which crate may use which.

use toml::{Table, Value};

use crate::{Rules, Tree};

/// Findings about dependencies that the floors do not allow.
#[must_use]
pub fn floors(tree: &Tree, rules: &Rules) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.between("crates/", "/Cargo.toml") {
        let Ok(manifest) = text.parse::<Table>() else {
            findings.push(format!("{path}: not TOML"));
            continue;
        };
        let name = path.split('/').nth(1).unwrap_or_default();
        let Some(allowed) = rules.floors.get(name) else {
            findings.push(format!(
                "{path}: the crate has no line under [floors] in tidy.toml"
            ));
            continue;
        };
        for used in dependencies(&manifest) {
            if rules.floors.contains_key(used) && !allowed.iter().any(|other| other == used) {
                findings.push(format!("{path}: {name} may not use {used}"));
            }
            if let Some(homes) = rules.outside.get(used)
                && !homes.iter().any(|home| home == name)
            {
                findings.push(format!("{path}: {used} may be named only in {homes:?}"));
            }
        }
    }
    findings
}

fn dependencies(manifest: &Table) -> impl Iterator<Item = &str> {
    ["dependencies", "build-dependencies"]
        .into_iter()
        .filter_map(|section| manifest.get(section).and_then(Value::as_table))
        .flat_map(|table| table.keys().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_reaches_up_or_out_is_found() {
        let rules: Rules = toml::from_str(
            "[floors]\nkernel = []\nstore = ['kernel']\nweb = ['store']\n[outside]\ndiesel = ['store']\n\
             [long_files]\n[not_verbs]",
        )
        .unwrap();
        let tree = Tree::of(&[
            (
                "crates/kernel/Cargo.toml",
                "[dependencies]\nstore.workspace = true",
            ),
            (
                "crates/store/Cargo.toml",
                "[dependencies]\nkernel.workspace = true\ndiesel.workspace = true",
            ),
            (
                "crates/web/Cargo.toml",
                "[dependencies]\ndiesel.workspace = true\n[dev-dependencies]\nkernel.workspace = true",
            ),
            ("crates/new/Cargo.toml", ""),
        ]);
        assert_eq!(
            floors(&tree, &rules),
            [
                "crates/kernel/Cargo.toml: kernel may not use store",
                "crates/new/Cargo.toml: the crate has no line under [floors] in tidy.toml",
                "crates/web/Cargo.toml: diesel may be named only in [\"store\"]",
            ]
        );
    }
}
