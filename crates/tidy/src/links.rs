//! Relative links in the documentation lead somewhere.

use crate::Tree;

/// Findings about relative links that lead nowhere.
#[must_use]
pub fn links(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.between("", ".md") {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in targets(text) {
            let file = target.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
                continue;
            }
            match resolve(folder, file) {
                Some(resolved) if tree.has(&resolved) || resolved.is_empty() => {}
                _ => findings.push(format!("{path}: the link to {target} leads nowhere")),
            }
        }
    }
    findings
}

/// What stands in the round brackets of `[text](target)`, code aside.
fn targets(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (at, _) in line.match_indices("](") {
            let rest = &line[at + 2..];
            if let Some(end) = rest.find(')') {
                found.push(rest[..end].split_whitespace().next().unwrap_or_default());
            }
        }
    }
    found
}

fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_nowhere_are_found() {
        let text = "[a](b.md) [c](../crates/) [d](e.md#part) [f](#here) [g](https://example.org) [h](../../x)\n\
                    ```\n[in code](nowhere.md)\n```\n";
        let tree = Tree::of(&[
            ("docs/a.md", text),
            ("docs/b.md", ""),
            ("crates/x/src/lib.rs", ""),
        ]);
        assert_eq!(
            links(&tree),
            [
                "docs/a.md: the link to e.md#part leads nowhere",
                "docs/a.md: the link to ../../x leads nowhere",
            ]
        );
    }
}
