//! The ways to a title as they stand for somebody: open, waiting for an answer, or closed, each with its articles.

use std::collections::BTreeSet;

use kernel::{Article, Day};
use policy::{Decision, Force, Missing, Standing, Truth, Way};

use crate::kit::explained::{Because, Lacking, tree};
use crate::kit::words::{Basis, Details, Tag, Tone};

/// One way.
#[derive(Clone, Debug)]
pub(super) struct WayView {
    /// Whether it is open.
    pub(super) tag: Tag,
    /// What kind of way it is.
    pub(super) kind: &'static str,
    /// What it is, in its text's words.
    pub(super) sentence: String,
    /// Where it stands.
    pub(super) basis: Basis,
    /// When it opens or ends.
    pub(super) when: Option<String>,
    /// The articles that keep it closed until it opens.
    pub(super) until: Vec<Basis>,
    /// Why it is closed.
    pub(super) reasons: Vec<Because>,
    /// What is missing before it is decided.
    pub(super) missing: Vec<Lacking>,
    /// What usually should be, but does not bind.
    pub(super) advice: Vec<Because>,
    /// Every rule, folded away.
    pub(super) trees: Vec<(String, Details)>,
    truth: Truth,
}

fn basis(article: &Article) -> Basis {
    Basis::new(article.clone())
}

/// The ways in the order people look for them: open ones, undecided ones, closed ones.
pub(super) fn views(standings: &[Standing], on: Day) -> Vec<WayView> {
    let mut views: Vec<WayView> = standings.iter().map(|standing| view(standing, on)).collect();
    views.sort_by_key(|view| match view.truth {
        Truth::Yes => 0,
        Truth::Unknown => 1,
        Truth::No => 2,
    });
    views
}

fn view(standing: &Standing, on: Day) -> WayView {
    let truth = standing.outcome;
    let of = |force: Force, outcome: Truth| {
        let asked = standing.decisions.iter();
        asked.filter(move |one: &&Decision| one.force == force && one.outcome == outcome)
    };
    let reasons: Vec<Because> = of(Force::Hard, Truth::No)
        .flat_map(|one| &one.reasons)
        .map(Because::from)
        .collect();
    let tag = match truth {
        Truth::Yes => Tag::new("可以申报", Tone::Jade),
        Truth::Unknown => Tag::new("待定", Tone::Amber),
        Truth::No => Tag::new("不能申报", Tone::Red),
    };
    let trees = standing.decisions.iter();
    let trees = trees.map(|one| (one.explanation.says.clone(), tree(&one.explanation)));
    let missing = if truth == Truth::Unknown {
        standing.missing()
    } else {
        Vec::new()
    };
    WayView {
        tag,
        kind: standing.ground.way.chinese(),
        sentence: standing.ground.law.sentence.clone(),
        basis: basis(&standing.ground.law.article),
        when: when(standing, on),
        until: standing
            .opens
            .iter()
            .flat_map(|opening| &opening.articles)
            .map(basis)
            .collect(),
        reasons: if truth == Truth::No { reasons } else { Vec::new() },
        missing: missing.into_iter().map(Lacking::from).collect(),
        advice: of(Force::Soft, Truth::No)
            .flat_map(|one| &one.reasons)
            .map(Because::from)
            .collect(),
        trees: trees.collect(),
        truth,
    }
}

fn when(standing: &Standing, on: Day) -> Option<String> {
    match (standing.outcome, &standing.opens, standing.last_day) {
        (Truth::Yes, _, Some(last)) => Some(format!("其他情况不变的，{last} 是最后一日。")),
        (Truth::Yes, _, None) => Some(format!("按您的回答，{on} 符合各项条件。")),
        (Truth::No, Some(opening), _) if opening.continuing.is_empty() => {
            Some(format!("其他情况不变的，最早 {} 起符合。", opening.day))
        }
        (Truth::No, Some(opening), _) => {
            let lengths = opening.continuing.join("、");
            Some(format!(
                "“{lengths}”继续累计、其他情况不变的，最早 {} 起符合。",
                opening.day
            ))
        }
        (Truth::No, None, _) if !standing.opens_unknown.is_empty() => {
            let mut names: Vec<&str> = standing.opens_unknown.iter().map(Missing::name).collect();
            names.dedup();
            Some(format!(
                "现在还不符合；最早哪一天符合，还要看“{}”。",
                names.join("”“")
            ))
        }
        (Truth::No, None, _) => Some("只等时间过去不能符合；原因见下。".to_owned()),
        (Truth::Unknown, ..) => None,
    }
}

/// The kinds of ways for which the packs have no rule.
pub(super) fn absent(standings: &[Standing]) -> Vec<&'static str> {
    let there: BTreeSet<Way> = standings.iter().map(|standing| standing.ground.way).collect();
    let kinds = Way::ALL.into_iter().filter(|way| !there.contains(way));
    kinds.map(Way::chinese).collect()
}
