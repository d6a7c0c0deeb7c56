//! Every verb says its name and its roles, and a test names it.

use crate::{Rules, Tree};

const FOLDER: &str = "crates/actions/src/";
/// Where the tests of verbs are.
const TESTS: [&str; 3] = ["crates/actions/tests/", "crates/rehearsal/", "crates/web/tests/"];

/// Findings about files of verbs without `VERB`, with another name than their file, or without a test.
#[must_use]
pub fn verbs(tree: &Tree, rules: &Rules) -> Vec<String> {
    let mut findings = Vec::new();
    let tests: Vec<&str> = tree
        .files()
        .filter(|(path, _)| path.ends_with(".rs") && TESTS.iter().any(|folder| path.starts_with(folder)))
        .map(|(_, text)| text)
        .collect();
    for (path, text) in tree.between(FOLDER, ".rs") {
        let within = &path[FOLDER.len()..];
        let Some((area, file)) = within.split_once('/') else {
            continue;
        };
        let is_helper = rules.not_verbs.contains_key(within);
        if file == "mod.rs" || file.contains('/') || is_helper {
            if is_helper && text.contains("pub const VERB") {
                findings.push(format!(
                    "{path}: is a verb; remove it from [not_verbs] in tidy.toml"
                ));
            }
            continue;
        }
        let verb = file.trim_end_matches(".rs");
        if !text.contains("pub const VERB: Verb") {
            findings.push(format!("{path}: has no `pub const VERB: Verb`"));
            continue;
        }
        if !text.contains(&format!("kind: \"{area}.{verb}\"")) {
            findings.push(format!("{path}: its VERB should have the kind \"{area}.{verb}\""));
        }
        if !tests.iter().any(|test| has_word(test, verb)) {
            findings.push(format!("{path}: no test names {verb}"));
        }
    }
    for within in rules.not_verbs.keys() {
        if tree.text(&format!("{FOLDER}{within}")).is_none() {
            findings.push(format!(
                "{within}: is gone; remove it from [not_verbs] in tidy.toml"
            ));
        }
    }
    findings
}

fn has_word(text: &str, word: &str) -> bool {
    let part_of_a_name = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(part_of_a_name) && !after.is_some_and(part_of_a_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nameless_misnamed_and_untested_verbs_are_found() {
        let verb = |kind: &str| format!("pub const VERB: Verb = Verb {{ kind: \"{kind}\", roles: &[] }};");
        let tree = Tree::of(&[
            ("crates/actions/src/lib.rs", ""),
            ("crates/actions/src/panel/mod.rs", ""),
            ("crates/actions/src/panel/vote.rs", &verb("panel.vote")),
            ("crates/actions/src/panel/close.rs", &verb("panel.open")),
            ("crates/actions/src/panel/open.rs", ""),
            ("crates/actions/src/panel/words.rs", ""),
            ("crates/actions/tests/actions/panel.rs", "// voted\nclose(tx);"),
        ]);
        let not_verbs = ["panel/words.rs", "panel/gone.rs"].map(|path| (path.to_owned(), "why".to_owned()));
        let rules = Rules {
            not_verbs: not_verbs.into(),
            ..Rules::default()
        };
        assert_eq!(
            verbs(&tree, &rules),
            [
                "crates/actions/src/panel/close.rs: its VERB should have the kind \"panel.close\"",
                "crates/actions/src/panel/open.rs: has no `pub const VERB: Verb`",
                "crates/actions/src/panel/vote.rs: no test names vote",
                "panel/gone.rs: is gone; remove it from [not_verbs] in tidy.toml",
            ]
        );
    }
}
