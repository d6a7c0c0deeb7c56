//! A policy's answer for reading: why it is 否, what is missing, and the whole explanation as a tree.

use askama::Template;
use kernel::Article;
use policy::{Explained, Missing, Reason, Truth};

use super::html::Html;
use super::words::{Basis, Details};

/// Why something is not met.
#[derive(Clone, Debug)]
pub struct Because {
    /// The text's words.
    pub sentence: String,
    /// What is known of the case.
    pub shows: Option<String>,
    /// What would settle it.
    pub remedy: Option<String>,
    /// Where it stands.
    pub basis: Basis,
}

impl From<&Reason> for Because {
    fn from(reason: &Reason) -> Self {
        Self {
            sentence: reason.sentence.clone(),
            shows: reason.shows.clone(),
            remedy: reason.remedy.clone(),
            basis: Basis::new(reason.article.clone()),
        }
    }
}

/// What must still be known.
#[derive(Clone, Debug)]
pub struct Lacking {
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub from: String,
}

impl From<&Missing> for Lacking {
    fn from(missing: &Missing) -> Self {
        let name = missing.name().to_owned();
        let from = match missing {
            Missing::Fact { source, proof, .. } => format!("取自：{source}；证明：{proof}"),
            Missing::Setting(open) => format!("{}；由主管的职改办设定，不用您提供。", open.why),
        };
        Self { name, from }
    }
}

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
