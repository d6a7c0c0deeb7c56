//! The round's conditions, rule by rule, with the article each stands on.

use actions::applications::eligibility;
use askama::Template;
use domain::applications::Application;
use domain::plans::Plan;
use kernel::{Refusal, Refusals, Timestamp};
use policy::{Days, Decision, Force, Rules, Truth};
use store::{Error, Rx};

use crate::kit::Html;
use crate::kit::words::{Basis, RefusalList, Tag, Tone};

struct Line {
    tag: Tag,
    sentence: String,
    basis: Basis,
    notes: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/eligibility.html")]
struct EligibilityView {
    verdict: Tag,
    ground: String,
    lines: Vec<Line>,
    missing: Option<RefusalList>,
    advice: Option<RefusalList>,
}

/// The rules of the case's ground, asked from the first submission to today about what is on file now.
///
/// # Errors
/// The database is unavailable.
pub(super) fn show(rx: &mut Rx<'_>, case: &Application, plan: &Plan, rules: &Rules) -> store::Result<Html> {
    let first = case.submitted.map_or_else(|| rx.today(), Timestamp::day);
    let days = Days::between(first, rx.today());
    match eligibility::of(rx, case, plan, rules, days) {
        Ok(found) => {
            let list = |refusals: Vec<Refusal>| (!refusals.is_empty()).then(|| RefusalList::new(refusals));
            Ok(Html::from(EligibilityView {
                verdict: verdict(&found.decisions),
                ground: case.target.ground.clone(),
                lines: found.decisions.iter().map(line).collect(),
                missing: list(found.missing_items),
                advice: list(found.advice),
            }))
        }
        Err(Error::Refused(refusals)) => Ok(cannot(&refusals)),
        Err(other) => Err(other),
    }
}

/// What is shown when the rules cannot be asked, as when the round's pack is no longer in force.
pub(super) fn cannot(refusals: &Refusals) -> Html {
    Html::from(RefusalList::new(refusals.all().to_vec()))
}

fn verdict(decisions: &[Decision]) -> Tag {
    let binding = decisions.iter().filter(|decision| decision.force == Force::Hard);
    match binding.map(|decision| decision.outcome).min() {
        Some(Truth::No) => Tag::new("有不符合的条件", Tone::Red),
        Some(Truth::Unknown) => Tag::new("有待定的条件", Tone::Amber),
        Some(Truth::Yes) | None => Tag::new("各项条件符合", Tone::Jade),
    }
}

fn line(decision: &Decision) -> Line {
    let tag = match (decision.outcome, decision.force) {
        (Truth::Yes, _) => Tag::new("符合", Tone::Jade),
        (Truth::Unknown, _) => Tag::new("待定", Tone::Amber),
        (Truth::No, Force::Hard) => Tag::new("不符合", Tone::Red),
        (Truth::No, _) => Tag::new("提示", Tone::Amber),
    };
    let reasons = decision.reasons.iter().map(|reason| match &reason.shows {
        Some(shows) => format!("{}（{shows}）", reason.sentence),
        None => reason.sentence.clone(),
    });
    let missing = decision.missing.iter().map(|missing| format!("尚缺：{missing}"));
    Line {
        tag,
        sentence: decision.explanation.says.clone(),
        basis: Basis::new(decision.explanation.article.clone()),
        notes: reasons.chain(missing).collect(),
    }
}
