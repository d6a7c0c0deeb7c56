//! Both databases have the same migrations, each with a way back.

use std::collections::{BTreeMap, BTreeSet};

use crate::Tree;

const FOLDER: &str = "crates/store/migrations/";

/// Findings about migrations that one database lacks, that cannot be taken back, or that share a version.
#[must_use]
pub fn migrations(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, _) in tree.between(FOLDER, ".sql") {
        let parts: Vec<&str> = path[FOLDER.len()..].split('/').collect();
        let [engine @ ("sqlite" | "postgres"), name, "up.sql" | "down.sql"] = parts[..] else {
            findings.push(format!(
                "{path}: expected {FOLDER}<engine>/<name>/up.sql or down.sql"
            ));
            continue;
        };
        names.entry(name).or_default().insert(engine);
        for file in ["up.sql", "down.sql"] {
            if tree.text(&format!("{FOLDER}{engine}/{name}/{file}")).is_none() {
                findings.push(format!("{FOLDER}{engine}/{name}: {file} is missing"));
            }
        }
    }
    let mut versions: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, engines) in &names {
        if engines.len() != 2 {
            findings.push(format!("migration {name} exists only for {engines:?}"));
        }
        let version = name.split('_').next().unwrap_or_default();
        if let Some(other) = versions.insert(version, name) {
            findings.push(format!("migrations {other} and {name} share a version"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lonely_one_way_and_equal_migrations_are_found() {
        let tree = Tree::of(&[
            ("crates/store/migrations/sqlite/2026-01-01-000001_one/up.sql", ""),
            (
                "crates/store/migrations/sqlite/2026-01-01-000001_one/down.sql",
                "",
            ),
            (
                "crates/store/migrations/postgres/2026-01-01-000001_one/up.sql",
                "",
            ),
            ("crates/store/migrations/sqlite/2026-01-01-000001_two/up.sql", ""),
            (
                "crates/store/migrations/sqlite/2026-01-01-000001_two/down.sql",
                "",
            ),
            ("crates/store/migrations/mysql/x/up.sql", ""),
        ]);
        assert_eq!(
            migrations(&tree),
            [
                "crates/store/migrations/mysql/x/up.sql: expected crates/store/migrations/<engine>/<name>/up.sql or down.sql",
                "crates/store/migrations/postgres/2026-01-01-000001_one: down.sql is missing",
                "migration 2026-01-01-000001_two exists only for {\"sqlite\"}",
                "migrations 2026-01-01-000001_one and 2026-01-01-000001_two share a version",
            ]
        );
    }
}
