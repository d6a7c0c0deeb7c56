//! Words that must not stand anywhere in the repository.

use crate::Tree;

/// The words, with what to do instead. Each is split so that this file does not contain it.
const BANNED: [(&str, &str, &str); 9] = [
    (
        "todo",
        "!(",
        "finish it, or leave it out and say so in docs/ROADMAP.md",
    ),
    (
        "unimpl",
        "emented!(",
        "finish it, or leave it out and say so in docs/ROADMAP.md",
    ),
    ("db", "g!(", "use tracing, or nothing"),
    ("TO", "DO", "finish it, or say it in docs/ROADMAP.md"),
    ("FIX", "ME", "finish it, or say it in docs/ROADMAP.md"),
    ("seed", "-00", "cite the document by its own number and article"),
    (
        "/work",
        "/",
        "the repository knows nothing of the machine it was written on",
    ),
    (
        "shared",
        "/spec",
        "cite the document by its own number and article",
    ),
    (
        "std::time::Instant::",
        "now",
        "time is a parameter: take a kernel::Clock",
    ),
];

/// Findings about banned words.
#[must_use]
pub fn words(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.files() {
        for (number, line) in (1..).zip(text.lines()) {
            for (head, tail, instead) in BANNED {
                let word = format!("{head}{tail}");
                if line.contains(&word) {
                    findings.push(format!("{path}:{number}: {word} stands here; {instead}"));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banned_words_are_found_in_any_file() {
        let line = ["    to", "do!()"].concat();
        let tree = Tree::of(&[("a.rs", "fn a() {}"), ("b.md", &line)]);
        let findings = words(&tree);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].starts_with("b.md:1: "), "{findings:?}");
    }
}
