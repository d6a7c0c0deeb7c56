//! Is one eligible, and why: every rule of the chosen ground, with its article, what is known and what is missing.

use actions::applications::eligibility::{self, Eligibility};
use askama::Template;
use axum::extract::Path;
use domain::dossier::Dossier;
use kernel::{Day, Timestamp};
use policy::{Days, Decision, Force, Truth};
use store::{Error, Rx};

use super::Own;
use super::urls::{Applications, CasePage, Conditions, Describe};
use crate::dossier::urls::Library;
use crate::kit::explained::{Because, Lacking, tree};
use crate::kit::urls::Url;
use crate::kit::words::{Basis, Details, Inset, Link, RefusalList, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

/// One rule with its answer.
#[derive(Clone, Debug)]
struct Line {
    tag: Tag,
    sentence: String,
    basis: Basis,
    reasons: Vec<Because>,
    missing: Vec<Lacking>,
    tree: Details,
}

#[derive(Clone, Debug, Template)]
#[template(path = "applications/conditions.html")]
struct ConditionsPage {
    ground: String,
    day: Day,
    verdict: Tag,
    summary: String,
    lines: Vec<Line>,
    items: Option<RefusalList>,
    advice: Option<RefusalList>,
    cannot: Option<Inset>,
    ways: Vec<Link>,
    back: Url,
}

impl Content for ConditionsPage {
    fn head(&self) -> Head {
        Head::new("申报条件")
            .section(Applications)
            .back("返回申报", &self.back)
    }
}

/// The answer for the days that count: of a draft today, of a submitted application every day since it was submitted.
///
/// # Errors
/// The round no longer offers the ground, or the database is unavailable.
pub(super) fn ask(rx: &mut Rx<'_>, own: &Own) -> store::Result<Eligibility> {
    let dossier = store::dossier::of_person(rx, own.case.applicant)?;
    ask_of(rx, own, &dossier)
}

/// As [`ask`], with the library that was read already.
///
/// # Errors
/// As [`ask`].
pub(super) fn ask_of(rx: &mut Rx<'_>, own: &Own, dossier: &Dossier) -> store::Result<Eligibility> {
    let today = rx.today();
    let first = own.case.submitted.map_or(today, Timestamp::day);
    let days = Days::between(first, today);
    eligibility::of_library(rx, (&own.case, dossier), &own.plan, &own.rules, days)
}

/// The whole answer in a tag and a sentence.
pub(super) fn verdict(found: &Eligibility) -> (Tag, String) {
    let count = |outcome: Truth| {
        let hard = found.decisions.iter().filter(|one| one.force == Force::Hard);
        hard.filter(|decision| decision.outcome == outcome).count()
    };
    let (no, unknown) = (count(Truth::No), count(Truth::Unknown));
    match (no, unknown) {
        (0, 0) => (
            Tag::new("符合", Tone::Jade),
            "按目前填写的内容，各项条件都符合；最终以单位和各级审核为准。".to_owned(),
        ),
        (0, unknown) => (
            Tag::new("待定", Tone::Amber),
            format!("有 {unknown} 项条件还不能判断，缺的内容和取得的办法见下。"),
        ),
        (no, _) => (
            Tag::new("不符合", Tone::Red),
            format!("有 {no} 项条件不符合，原因和依据见下。"),
        ),
    }
}

fn truth_tag(truth: Truth, force: Force) -> Tag {
    let tone = match (truth, force) {
        (Truth::Yes, _) => Tone::Jade,
        (Truth::Unknown, _) => Tone::Amber,
        (Truth::No, Force::Hard) => Tone::Red,
        (Truth::No, Force::Soft) => Tone::Amber,
    };
    Tag::new(truth.chinese(), tone)
}

fn line(decision: &Decision) -> Line {
    let explained = &decision.explanation;
    let reasons = decision.reasons.iter().map(Because::from);
    let missing = decision.missing.iter().map(Lacking::from);
    Line {
        tag: truth_tag(decision.outcome, decision.force),
        sentence: explained.says.clone(),
        basis: Basis::new(explained.article.clone()),
        reasons: if decision.outcome == Truth::No {
            reasons.collect()
        } else {
            Vec::new()
        },
        missing: if decision.outcome == Truth::Unknown {
            missing.collect()
        } else {
            Vec::new()
        },
        tree: tree(explained),
    }
}

fn load(rx: &mut Rx<'_>, own: &Own) -> store::Result<ConditionsPage> {
    let id = own.case.id;
    let list = |found: Vec<kernel::Refusal>| (!found.is_empty()).then(|| RefusalList::new(found));
    let page = ConditionsPage {
        ground: own.case.target.ground.clone(),
        day: rx.today(),
        verdict: Tag::new("待定", Tone::Amber),
        summary: String::new(),
        lines: Vec::new(),
        items: None,
        advice: None,
        cannot: None,
        ways: vec![
            Link::new("去业绩库补充", Library),
            Link::new("去填写申报信息与声明", Describe { id }),
        ],
        back: CasePage { id }.into(),
    };
    match ask(rx, own) {
        Ok(found) => {
            let (verdict, summary) = verdict(&found);
            Ok(ConditionsPage {
                verdict,
                summary,
                lines: found.decisions.iter().map(line).collect(),
                items: list(found.missing_items),
                advice: list(found.advice),
                ..page
            })
        }
        Err(Error::Refused(refusals)) => Ok(ConditionsPage {
            cannot: Some(Inset::text(&refusals.to_string())),
            ..page
        }),
        Err(other) => Err(other),
    }
}

/// `GET /applications/{id}/conditions`.
///
/// # Errors
/// It is not the person's own.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Conditions { id }): Path<Conditions>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        let own = Own::find(rx, who, id)?;
        load(rx, &own)
    })
    .await
}
