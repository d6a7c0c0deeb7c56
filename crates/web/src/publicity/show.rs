//! A posting as the unit's members see it; for the examiner also its objections and its end.

use askama::Template;
use axum::extract::Path;
use kernel::PostingId;
use store::Rx;

use super::urls::{ClosePosting, ObjectionPlace, PostedCase, PostedSheet, PostingPlace, RaiseObjection};
use super::{Seen, close, seen, state_tag};
use crate::desk::urls::{Case, Postings};
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Basis, Empty, Link, Tag, Tone};
use crate::kit::{App, Content, Fault, FormState, Go, Head, Html, Page, SignedIn};
use crate::posts::figures;
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "publicity/show.html")]
pub(super) struct PostingPage {
    title: String,
    errors: ErrorSummary,
    facts: SummaryList,
    buttons: Option<Buttons>,
    running: bool,
    people: Table,
    vacancies: Option<String>,
    objections: Option<Table>,
    closing: Option<Html>,
    refused: bool,
}

impl Content for PostingPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Postings)
            .back("单位公示", Postings)
            .refused(self.refused)
            .wide()
    }
}

/// Loads the page; `state` belongs to the form that ends the posting.
///
/// # Errors
/// The viewer may not see the posting, or the database is unavailable.
pub(super) fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: PostingId,
    state: &FormState,
) -> store::Result<PostingPage> {
    let seen = seen(rx, who, id)?;
    let running = seen.posting.is_running(rx.now());
    let closing = if seen.posts && seen.posting.closed.is_none() {
        Some(close::form(rx, &seen, &who.token(), state)?)
    } else {
        None
    };
    let mut buttons = Vec::new();
    if running {
        buttons.push(Button::link("提出异议", RaiseObjection { id }).secondary());
    }
    if seen.posts {
        buttons.push(Button::link("打印公示表", PostedSheet { id }).secondary());
    }
    Ok(PostingPage {
        title: seen.title(),
        errors: ErrorSummary::of(state),
        facts: facts(rx, &seen),
        buttons: (!buttons.is_empty()).then(|| Buttons::new(buttons)),
        running,
        people: match &seen.vacancies {
            Some(posts) => figures(posts),
            None => people(&seen),
        },
        vacancies: seen.vacancies.as_ref().map(|posts| posts.method.clone()),
        objections: seen.posts.then(|| objections(&seen)),
        closing,
        refused: state.is_refused(),
    })
}

fn facts(rx: &Rx<'_>, seen: &Seen) -> SummaryList {
    let posting = &seen.posting;
    let period = format!(
        "{} 至 {}，{} 个工作日",
        posting.posted, posting.last_day, posting.period.value
    );
    let mut facts = vec![
        Fact::new("单位", &seen.unit),
        Fact::html("状态", state_tag(posting, rx.today())),
        Fact::new("公示期", period).note(Basis::new(posting.period.law.article.clone())),
        Fact::new("公示地点", &posting.place),
        Fact::new("受理异议", &posting.contact),
    ];
    if let Some(closed) = posting.closed {
        facts.push(Fact::new("结束时间", closed.minute_text()));
    }
    SummaryList::new(facts)
}

fn people(seen: &Seen) -> Table {
    let id = seen.posting.id;
    let open = seen.posting.closed.is_none();
    let rows = seen.cases.iter().map(|posted| {
        let case = posted.id;
        let name = if seen.posts {
            Html::from(Link::new(&posted.name, Case { id: case }))
        } else if open {
            Html::from(Link::new(&posted.name, PostedCase { id, case }))
        } else {
            Html::text(&posted.name)
        };
        row![
            name,
            posted.target.level.chinese(),
            posted.target.specialty.clone(),
            posted.target.ground.clone(),
        ]
    });
    let columns = [
        Column::new("姓名"),
        Column::new("申报级别"),
        Column::new("申报专业"),
        Column::new("申报途径"),
    ];
    Table::new("公示人员", columns).hide_caption().rows(rows)
}

fn objections(seen: &Seen) -> Table {
    let id = seen.posting.id;
    let rows = seen.posting.objections.iter().map(|objection| {
        let state = match objection.conclusion {
            Some(conclusion) => Tag::new(conclusion.chinese(), Tone::Plain),
            None => Tag::new("待核查", Tone::Amber),
        };
        let about = seen.name_of(objection.case).to_owned();
        let link = Link::new(
            format!("关于{about}的异议"),
            ObjectionPlace {
                id,
                objection: objection.id,
            },
        );
        row![link, objection.raised.minute_text(), state]
    });
    let columns = [Column::new("异议"), Column::numeric("收到"), Column::new("结论")];
    let empty =
        Empty::new("没有收到异议").because("公示期内收到的异议会出现在这里，只有本单位审查责任人能看到。");
    Table::new("收到的异议", columns)
        .hide_caption()
        .rows(rows)
        .or_empty(empty)
}

/// `GET /postings/{id}`.
///
/// # Errors
/// The viewer is not of the unit, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PostingPlace { id }): Path<PostingPlace>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `GET` of the ending's address, as after reloading a refused form: the posting itself.
pub(super) async fn back(_who: SignedIn, Path(ClosePosting { id }): Path<ClosePosting>) -> Go {
    Go::to(PostingPlace { id })
}
