//! The eligibility calculator (申报资格计算): no account, nothing stored, every answer in the address.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use policy::{AskError, FactDecl, Inquiry, Standing, Truth};
use store::Rx;

use super::answers::{self, Answers, UNSURE};
use super::chosen::{self, Chosen};
use super::urls::{Eligibility, Policies, Policy};
use super::ways::{self, WayView};
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::html::Html;
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::urls::Url;
use crate::kit::words::{Empty, Link};
use crate::kit::{App, Content, Fault, FormState, Go, Head, Page, Query, Visitor};
use crate::plans::urls::Round;

/// The first page: what is asked about.
#[derive(Clone, Debug, Template)]
#[template(path = "packs/choose.html")]
struct ChoosePage {
    errors: ErrorSummary,
    action: Url,
    inputs: Html,
    buttons: Buttons,
    refused: bool,
}

impl Content for ChoosePage {
    fn head(&self) -> Head {
        Head::new("申报资格计算")
            .section(Eligibility)
            .refused(self.refused)
    }
}

/// The questions and what they lead to.
#[derive(Clone, Debug, Template)]
#[template(path = "packs/eligibility.html")]
struct AnswerPage {
    errors: ErrorSummary,
    about: String,
    round: Option<Link>,
    change: Link,
    action: Url,
    hidden: Vec<(String, String)>,
    asked: Vec<String>,
    inputs: Vec<Html>,
    decides: String,
    buttons: Buttons,
    done: String,
    ways: Vec<WayView>,
    absent: Vec<&'static str>,
    given: Option<SummaryList>,
    sources: Vec<Link>,
    empty: Option<Empty>,
    refused: bool,
}

impl Content for AnswerPage {
    fn head(&self) -> Head {
        Head::new("申报资格计算")
            .section(Eligibility)
            .refused(self.refused)
    }
}

/// What a request comes to.
enum Came {
    Page(Box<Page>, bool),
    Go(Url),
}

fn choose(rx: &mut Rx<'_>, fields: Fields, refusals: Vec<kernel::Refusal>) -> store::Result<ChoosePage> {
    let refused = !refusals.is_empty();
    let state = FormState::stored(fields).with_refusals(refusals);
    Ok(ChoosePage {
        errors: ErrorSummary::of(&state),
        action: Eligibility.into(),
        inputs: chosen::inputs(rx, &state)?,
        buttons: Buttons::new([Button::submit("开始")]),
        refused,
    })
}

/// The address of the calculator with these answers.
fn address(chosen: &Chosen, answers: &Answers) -> Url {
    let known = answers
        .known
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let unsure = answers.unsure.iter().map(|name| (name.as_str(), UNSURE));
    let kept = known.chain(unsure);
    kept.fold(chosen.url(), |url, (name, text)| url.with(name, text))
}

/// The answers given before, as hidden fields, without those that are asked on this page.
fn hidden(chosen: &Chosen, answers: &Answers, asked: &[String]) -> Vec<(String, String)> {
    let mut fields = chosen.hidden();
    let known = answers
        .known
        .iter()
        .map(|(name, text)| (name.clone(), text.clone()));
    let unsure = answers
        .unsure
        .iter()
        .map(|name| (name.clone(), UNSURE.to_owned()));
    fields.extend(known.chain(unsure).filter(|(name, _)| !asked.contains(name)));
    fields
}

fn given(chosen: &Chosen, answers: &Answers) -> Option<SummaryList> {
    let known = answers.known.iter().map(|(name, text)| (name, text.as_str()));
    let unsure = answers.unsure.iter().map(|name| (name, UNSURE));
    let facts: Vec<Fact> = known
        .chain(unsure)
        .map(|(name, text)| {
            let again = address(chosen, answers).with("again", name).at("questions");
            Fact::new(name, text).action("修改", again)
        })
        .collect();
    (!facts.is_empty()).then(|| SummaryList::new(facts))
}

fn progress(standings: &[Standing], asking: bool) -> String {
    let count = |truth| standings.iter().filter(|one| one.outcome == truth).count();
    let (open, waiting) = (count(Truth::Yes), count(Truth::Unknown));
    match (asking, open, waiting) {
        (true, _, _) => format!(
            "{} 种方式中，{open} 种可以申报，{waiting} 种还没有结论。",
            standings.len()
        ),
        (false, 0, 0) => {
            "都问完了。按您的回答，目前没有可以申报的方式；最早哪一天符合、差在哪里，见下。".to_owned()
        }
        (false, 0, _) => "能问的都问完了。还没有结论的，缺什么、到哪里查，见下。".to_owned(),
        (false, open, 0) => format!("都问完了。按您的回答，有 {open} 种方式可以申报。"),
        (false, open, _) => format!("能问的都问完了。有 {open} 种方式可以申报；还没有结论的，缺什么见下。"),
    }
}

struct Asking {
    facts: Vec<FactDecl>,
    decides: String,
}

/// What to ask now: what was refused, what the visitor wants to answer again, or what decides most.
fn asking(
    inquiry: &Inquiry,
    answers: &Answers,
    again: Option<&str>,
    standings: &[Standing],
) -> Result<Asking, AskError> {
    let plain = |facts: Vec<FactDecl>| Asking {
        facts,
        decides: String::new(),
    };
    if !answers.again.is_empty() {
        return Ok(plain(answers.again.clone()));
    }
    if let Some(fact) = again.and_then(|name| inquiry.facts().remove(name)) {
        return Ok(plain(vec![fact]));
    }
    let questions = inquiry.next(&answers.facts, &answers.unsure)?;
    let mut ways: Vec<&str> = questions
        .iter()
        .flat_map(|one| &one.bears_on)
        .map(String::as_str)
        .collect();
    ways.sort_unstable();
    ways.dedup();
    let waits = |one: &Standing| {
        one.outcome == Truth::Unknown && ways.binary_search(&one.ground.law.name.as_str()).is_ok()
    };
    let now = standings.iter().any(waits);
    let decides = match (ways.as_slice(), now) {
        ([], _) => String::new(),
        ([one], true) => format!("关系到“{one}”。"),
        (many, true) => format!("关系到 {} 种方式。", many.len()),
        ([one], false) => format!("用来算出“{one}”最早哪一天符合。"),
        (many, false) => format!("用来算出 {} 种方式最早哪一天符合。", many.len()),
    };
    let facts = questions.into_iter().map(|one| one.fact).collect();
    Ok(Asking { facts, decides })
}

fn answer(rx: &mut Rx<'_>, chosen: &Chosen, fields: Fields) -> store::Result<Came> {
    let inquiry = chosen.inquiry(rx.policies());
    let answers = Answers::read(&fields, &inquiry);
    let sent = fields.get("asked").is_some();
    if sent && answers.refusals.is_empty() {
        return Ok(Came::Go(address(chosen, &answers)));
    }
    let again = fields.get("again").map(str::to_owned);
    let broken = |error: AskError| store::Error::broken(error);
    let standings = inquiry.standings(&answers.facts).map_err(broken)?;
    let asking = asking(&inquiry, &answers, again.as_deref(), &standings).map_err(broken)?;
    let refused = !answers.refusals.is_empty();
    let state = if refused {
        FormState::stored(fields).with_refusals(answers.refusals.clone())
    } else {
        answers::filled(&answers.known, &asking.facts)
    };
    let asked: Vec<String> = asking.facts.iter().map(|fact| fact.name.clone()).collect();
    let sources = inquiry.instruments().into_iter();
    let sources = sources.map(|one| Link::new(format!("《{}》", one.title), Policy { pack: one.pack }));
    let round = chosen.round.as_ref();
    let edit = chosen
        .hidden()
        .into_iter()
        .fold(Url::from(Eligibility), |url, (name, value)| {
            url.with(&name, value)
        });
    let empty = Empty::new("没有收录适用的规定")
        .because("这一天、这个地区和系列没有收录写明申报方式的文件。请换一个申报日，或者查看政策库。")
        .link(Link::new("政策库", Policies));
    let page = AnswerPage {
        errors: ErrorSummary::of(&state),
        about: chosen.words(),
        round: round.map(|plan| Link::new(&plan.content.title, Round { id: plan.id })),
        change: Link::new("重新选择", edit.with("edit", "1")),
        action: Eligibility.into(),
        hidden: hidden(chosen, &answers, &asked),
        inputs: asking
            .facts
            .iter()
            .map(|fact| answers::input(fact, &state))
            .collect(),
        decides: asking.decides,
        buttons: Buttons::new([Button::submit("继续")]),
        done: progress(&standings, !asked.is_empty()),
        asked,
        ways: ways::views(&standings, chosen.on),
        absent: ways::absent(&standings),
        given: given(chosen, &answers),
        sources: sources.collect(),
        empty: inquiry.is_empty().then_some(empty),
        refused,
    };
    Ok(Came::Page(Box::new(page.into()), refused))
}

fn come(rx: &mut Rx<'_>, fields: Fields) -> store::Result<Came> {
    let blank = fields.texts().next().is_none();
    if blank || fields.get("edit").is_some() {
        return Ok(Came::Page(
            Box::new(choose(rx, fields, Vec::new())?.into()),
            false,
        ));
    }
    match Chosen::read(rx, &fields)? {
        Ok(chosen) => answer(rx, &chosen, fields),
        Err(refusals) => Ok(Came::Page(Box::new(choose(rx, fields, refusals)?.into()), true)),
    }
}

/// `GET /eligibility`.
///
/// # Errors
/// The database is unavailable.
pub(super) async fn get(app: App, visitor: Visitor, Query(fields): Query) -> Result<Response, Fault> {
    let seen = app.clone();
    let came = app
        .work(move |house| {
            let found = house.read(|rx| match come(rx, fields)? {
                Came::Page(page, refused) => {
                    let page = seen.framed(rx, &visitor, *page)?;
                    Ok(Came::Page(Box::new(page), refused))
                }
                go @ Came::Go(_) => Ok(go),
            })?;
            Ok(found)
        })
        .await?;
    Ok(match came {
        Came::Go(url) => Go::to(url).into_response(),
        Came::Page(page, true) => page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response(),
        Came::Page(page, false) => page.into_response(),
    })
}
