//! Posting the passed cases to society (第三十条): until when, where, and to whom problems are reported.

use actions::publicity::post::{Post, post as put_up};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::Meeting;
use domain::publicity::Kind;
use kernel::{ApplicationId, MeetingId, Refusal};
use store::{Error, Rx};

use super::outcome::{Progress, organised};
use super::urls::{Outcome, Outcomes, PostResults};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea, TextInput};
use crate::kit::words::{Inset, RefusalList};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Html, Page, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 200;

/// A posting as typed.
pub(super) struct PostingForm {
    cases: Vec<ApplicationId>,
    place: String,
    contact: String,
}

impl ReadForm for PostingForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let cases = reader.choices("cases", "公示人员", |value| value.parse().ok());
        if cases.as_ref().is_some_and(Vec::is_empty) {
            reader.refuse::<()>(Refusal::new("请选择要公示的人员").at("cases"));
        }
        let place = reader.text("place", "公示地点", MOST_CHARS);
        let contact = reader.text("contact", "受理异议的部门和电话", MOST_CHARS);
        Some(Self {
            cases: cases?,
            place: place?,
            contact: contact?,
        })
    }
}

#[derive(Template)]
#[template(path = "results/post.html")]
struct PostPage {
    id: MeetingId,
    errors: ErrorSummary,
    period: Html,
    form: PostForm,
    cases: Choices,
    place: TextArea,
    contact: TextInput,
    buttons: Buttons,
    refused: bool,
}

impl Content for PostPage {
    fn head(&self) -> Head {
        Head::new("公示评审结果")
            .section(Outcomes)
            .back("评审结果", Outcome { id: self.id })
            .refused(self.refused)
    }
}

/// How long the round posts, and until when from today; or why that is not known.
fn period(rx: &mut Rx<'_>, meeting: &Meeting) -> store::Result<Html> {
    let rules = match actions::rules::of_plan(rx, meeting.plan) {
        Ok(rules) => rules,
        Err(Error::Refused(refusals)) => return Ok(RefusalList::new(refusals.all().to_vec()).into()),
        Err(other) => return Err(other),
    };
    let days = match rules.working_days(Kind::Result.period()) {
        Ok(days) => days,
        Err(open) => return Ok(RefusalList::new([open.refusal()]).into()),
    };
    let office = store::accounts::office(rx, meeting.organiser)?;
    let last_day = actions::rules::calendar(rx, &office).after(rx.today(), days.value);
    let sentence = format!(
        "公示期为 {} 个工作日，今天公示的到 {last_day} 止，公示当天不计。",
        days.value
    );
    Ok(Inset::text(&sentence).under(days.law.article).into())
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: FormState) -> store::Result<PostPage> {
    let meeting = organised(rx, who, id)?;
    let progress = Progress::of(rx, &meeting)?;
    let waiting = progress.to_post();
    if waiting.is_empty() && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let state = if state.is_refused() {
        state
    } else {
        let before = store::publicity::of_office(rx, meeting.organiser, Kind::Result)?;
        let all = waiting
            .iter()
            .fold(state, |state, case| state.with("cases", case));
        match before.into_iter().next() {
            Some(last) => all.with("place", last.place).with("contact", last.contact),
            None => {
                let plan = store::plans::find(rx, meeting.plan)?.plan;
                all.with("contact", plan.content.contact)
            }
        }
    };
    let choices = progress
        .cases
        .iter()
        .filter(|reviewed| waiting.contains(&reviewed.case.id));
    let choices = choices.map(|reviewed| {
        let target = &reviewed.case.target;
        Choice::new(
            reviewed.case.id.to_string(),
            format!("{}，{}，{}", reviewed.name, target.level, target.specialty),
        )
    });
    Ok(PostPage {
        id,
        errors: ErrorSummary::of(&state),
        period: period(rx, &meeting)?,
        form: PostForm::new(&who.token(), PostResults { id }).guard_unsaved(),
        cases: Choices::any("cases", "公示人员", choices.collect::<Vec<_>>()).fill(&state),
        place: TextArea::new("place", "公示地点")
            .hint("公示在哪里，如本单位网站的网址。本系统的公开页面同时公示。")
            .rows(2)
            .most_chars(MOST_CHARS)
            .fill(&state),
        contact: TextInput::new("contact", "受理异议的部门和电话").fill(&state),
        buttons: Buttons::new([
            Button::submit("开始公示"),
            Button::link("取消", Outcome { id }).secondary(),
        ]),
        refused: state.is_refused(),
    })
}

/// `GET /outcomes/{id}/posting`.
///
/// # Errors
/// The viewer does not organise the meeting, nobody waits to be posted, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PostResults { id }): Path<PostResults>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, FormState::blank()))
        .await
}

/// `POST /outcomes/{id}/posting`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(PostResults { id }): Path<PostResults>,
    form: Form<PostingForm>,
) -> Result<Response, Fault> {
    let viewer = who.clone();
    app.submit(who, form, move |tx, form| {
        let cmd = Post {
            plan: organised(tx, &viewer, id)?.plan,
            kind: Kind::Result,
            cases: form.cases,
            place: form.place,
            contact: form.contact,
        };
        put_up(tx, cmd)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, state))
    .then_go(move |_| Go::to(Outcome { id }).saying("公示已开始，社会公众可以查看名单、反映问题。"))
    .await
}
