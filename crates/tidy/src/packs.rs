//! The lines of the policy packs, each with the row it belongs to.

use crate::Tree;

/// The word and the name that a row begins with.
pub(crate) type RowName = (String, String);

/// A line of a pack file.
pub(crate) struct PackLine<'t> {
    pub(crate) path: &'t str,
    pub(crate) text: &'t str,
    /// The top-level row it stands in, or is.
    pub(crate) outer: RowName,
    pub(crate) own: RowName,
}

/// Every line of every pack file, the examples' among them.
pub(crate) fn pack_lines(tree: &Tree) -> Vec<PackLine<'_>> {
    let mut found = Vec::new();
    for (path, text) in tree.between("policy-packs/", ".kdl") {
        let mut outer = RowName::default();
        for text in text.lines() {
            let own = head_of(text);
            if !text.starts_with([' ', '\t']) && !text.starts_with("//") {
                outer = own.clone();
            }
            found.push(PackLine {
                path,
                text,
                outer: outer.clone(),
                own,
            });
        }
    }
    found
}

impl<'t> PackLine<'t> {
    pub(crate) fn is_example(&self) -> bool {
        self.path.ends_with("算例.kdl")
    }

    /// The ids in every property that begins with `mark`, e.g. `规则号="`.
    pub(crate) fn ids(&self, mark: &str) -> Vec<&'t str> {
        let found = self.text.split(mark).skip(1);
        let texts = found.filter_map(|rest| rest.split('"').next());
        texts.flat_map(str::split_whitespace).collect()
    }

    /// `gx.评审办法.2021 参数 单位公示期`; steps and entries of a list come with their own name.
    pub(crate) fn shown(&self) -> String {
        let pack = self.path.split('/').nth(1).unwrap_or_default();
        let (word, name) = &self.outer;
        if self.own == self.outer || !["材料", "步骤", "项"].contains(&self.own.0.as_str()) {
            format!("{pack} {word} {name}")
        } else {
            format!("{pack} {word} {name}·{}", self.own.1)
        }
    }
}

fn head_of(line: &str) -> RowName {
    let text = line.trim_start();
    let word = text.split([' ', '{']).next().unwrap_or_default();
    let rest = &text[word.len()..];
    let name = rest
        .trim_start()
        .strip_prefix('"')
        .and_then(|rest| rest.split('"').next());
    (word.to_owned(), name.unwrap_or_default().to_owned())
}
