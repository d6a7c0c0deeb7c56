//! A policy's explanation as a tree: each node with its answer, what is known of the case, and its article.

use askama::Template;
use kernel::Article;
use policy::{Explained, Truth};

use super::html::Html;
use super::words::{Basis, Details};

/// One node with its parts.
#[derive(Template)]
#[template(path = "kit/branch.html")]
struct Branch<'a> {
    word: &'static str,
    node: &'a Explained,
    basis: Option<Basis>,
    parts: Vec<Html>,
}

#[derive(Template)]
#[template(
    source = r#"<ul class="tree">{% for part in parts %}{{ part }}{% endfor %}</ul>"#,
    ext = "html"
)]
struct Tree {
    parts: Vec<Html>,
}

/// How the policy's explanation names a list of bars; the answer to each of its parts is whether one *has* it.
const BARS: &str = "以下情形都不能有";

fn branch(node: &Explained, among_bars: bool, above: Option<&Article>) -> Html {
    let word = match (node.truth, among_bars) {
        (truth, false) => truth.chinese(),
        (Truth::No, true) => "没有",
        (Truth::Yes, true) => "有",
        (Truth::Unknown, true) => "待定",
    };
    let bars = node.says == BARS;
    let parts = node
        .parts
        .iter()
        .map(|part| branch(part, bars, Some(&node.article)));
    let basis = (above != Some(&node.article)).then(|| Basis::new(node.article.clone()));
    Html::from(Branch {
        word,
        node,
        basis,
        parts: parts.collect(),
    })
}

/// The parts of an explanation, folded away under 逐条查看.
pub fn tree(explained: &Explained) -> Details {
    let parts = explained.parts.iter();
    let parts = parts.map(|part| branch(part, false, Some(&explained.article)));
    Details::new(
        "逐条查看",
        Tree {
            parts: parts.collect(),
        },
    )
}
