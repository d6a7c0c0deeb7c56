//! How long files are. Functions are measured by clippy (`too_many_lines`, 70 lines).

use crate::{Rules, Tree};

/// The longest file without a reason.
const MOST_LINES: usize = 800;

/// Findings about files that are too long, and about reasons for files that no longer are.
#[must_use]
pub fn sizes(tree: &Tree, rules: &Rules) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.files() {
        let code = path.ends_with(".rs") || path.ends_with(".mjs") || path.ends_with(".js");
        let lines = text.lines().count();
        let reason = rules.long_files.contains_key(path);
        if code && lines > MOST_LINES && !reason {
            findings.push(format!(
                "{path}: {lines} lines; {MOST_LINES} are the most without a reason"
            ));
        }
        if reason && lines <= MOST_LINES {
            findings.push(format!(
                "{path}: no longer long; remove its reason from tidy.toml"
            ));
        }
    }
    for path in rules.long_files.keys().filter(|path| tree.text(path).is_none()) {
        findings.push(format!("{path}: is gone; remove its reason from tidy.toml"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_need_a_reason_and_short_ones_none() {
        let long = "\n".repeat(801);
        let tree = Tree::of(&[("a.rs", &long), ("b.rs", &long), ("c.rs", ""), ("d.md", &long)]);
        let reasons = ["b.rs", "c.rs", "gone.rs"].map(|path| (path.to_owned(), "a table".to_owned()));
        let rules = Rules {
            long_files: reasons.into(),
            ..Rules::default()
        };
        assert_eq!(
            sizes(&tree, &rules),
            [
                "a.rs: 801 lines; 800 are the most without a reason",
                "c.rs: no longer long; remove its reason from tidy.toml",
                "gone.rs: is gone; remove its reason from tidy.toml",
            ]
        );
    }
}
