//! Posting a list inside the unit: whom, where it hangs, to whom objections go; the period is the round's.

use actions::publicity::post::{Post, post as put_up};
use askama::Template;
use axum::response::Response;
use domain::publicity::Kind;
use kernel::{ApplicationId, PostingId, Refusal, Role, Seat};
use policy::StepKind;
use store::applications::Row;
use store::{Error, Rx, Tx};

use super::urls::PostingPlace;
use crate::desk::in_force;
use crate::desk::urls::{NewPosting, Postings};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea, TextInput};
use crate::kit::words::{Basis, Empty, RefusalList};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Html, Page, ReadForm, Reader, SignedIn};

const MOST_WAITING: i64 = 500;
const MOST_CHARS: usize = 200;

/// A posting as typed.
#[derive(Debug)]
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
        let contact = reader.text("contact", "受理异议的联系人和电话", MOST_CHARS);
        Some(Self {
            cases: cases?,
            place: place?,
            contact: contact?,
        })
    }
}

/// The cases that wait for the unit's posting and are not on one.
///
/// # Errors
/// The database is unavailable.
pub(super) fn ready(rx: &mut Rx<'_>, seat: Seat) -> store::Result<Vec<Row>> {
    let rows = store::applications::waiting(rx, seat, &[StepKind::UnitPublicity], MOST_WAITING)?;
    let mut free = Vec::with_capacity(rows.len());
    for row in rows {
        if store::publicity::open_of_case(rx, Kind::Unit, row.id)?.is_none() {
            free.push(row);
        }
    }
    Ok(free)
}

/// The page.
#[derive(Template)]
#[template(path = "publicity/post.html")]
struct PostPage {
    errors: ErrorSummary,
    period: Html,
    form: PostForm,
    cases: Option<Choices>,
    nothing: Empty,
    place: TextArea,
    contact: TextInput,
    buttons: Buttons,
    refused: bool,
}

impl Content for PostPage {
    fn head(&self) -> Head {
        Head::new("张贴公示")
            .section(Postings)
            .back("单位公示", Postings)
            .refused(self.refused)
    }
}

#[derive(Template)]
#[template(
    source = "<p>公示期为 <strong>{{ days }} 个工作日</strong>，今天张贴的到 <strong>{{ last_day }}</strong> 止，张贴当天不计。{{ basis }}</p>",
    ext = "html"
)]
struct Period {
    days: u32,
    last_day: String,
    basis: Basis,
}

/// How long the round posts, and until when from today; or why that is not known.
fn period(rx: &mut Rx<'_>, seat: Seat, waiting: &[Row]) -> store::Result<Html> {
    let Some(first) = waiting.first() else {
        return Ok(Html::default());
    };
    let Some(rules) = in_force(rx, first.plan)? else {
        return Ok(Html::default());
    };
    let days = match rules.working_days(Kind::Unit.period()) {
        Ok(days) => days,
        Err(open) => return Ok(RefusalList::new([open.refusal()]).into()),
    };
    let office = store::accounts::office(rx, seat.office)?;
    let last_day = actions::rules::calendar(rx, &office).after(rx.today(), days.value);
    Ok(Html::from(Period {
        days: days.value,
        last_day: last_day.to_string(),
        basis: Basis::new(days.law.article),
    }))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, state: FormState) -> store::Result<PostPage> {
    let seat = who.seat();
    if seat.role != Role::UnitExaminer {
        return Err(Error::NotFound);
    }
    let waiting = ready(rx, seat)?;
    let state = if state.is_refused() {
        state
    } else {
        let last = store::publicity::of_office(rx, seat.office, Kind::Unit)?
            .into_iter()
            .next();
        let state = waiting
            .iter()
            .fold(state, |state, row| state.with("cases", row.id));
        match last {
            Some(last) => state.with("place", last.place).with("contact", last.contact),
            None => state,
        }
    };
    let choices = waiting.iter().map(|row| {
        Choice::new(
            row.id.to_string(),
            format!("{}，{}，{}", row.applicant_name, row.level, row.specialty),
        )
    });
    let cases = Choices::any("cases", "公示人员", choices.collect::<Vec<_>>()).fill(&state);
    Ok(PostPage {
        errors: ErrorSummary::of(&state),
        period: period(rx, seat, &waiting)?,
        form: PostForm::new(&who.token(), NewPosting).guard_unsaved(),
        cases: (!waiting.is_empty()).then_some(cases),
        nothing: Empty::new("没有等待公示的人员").because("审议推荐小组审议通过后，拟推荐人选会出现在这里。"),
        place: TextArea::new("place", "公示地点")
            .hint("公示张贴在哪里，支撑材料原件在哪里查阅。")
            .rows(2)
            .most_chars(MOST_CHARS)
            .fill(&state),
        contact: TextInput::new("contact", "受理异议的联系人和电话").fill(&state),
        buttons: Buttons::new([
            Button::submit("张贴公示"),
            Button::link("取消", Postings).secondary(),
        ]),
        refused: state.is_refused(),
    })
}

/// `GET /postings/new`.
///
/// # Errors
/// The viewer is no unit examiner, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| load(rx, who, FormState::blank())).await
}

/// `POST /postings/new`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(app: App, who: SignedIn, form: Form<PostingForm>) -> Result<Response, Fault> {
    app.submit(who, form, send)
        .or_show_again(load)
        .then_go(|id| {
            Go::to(PostingPlace { id }).saying("公示已开始，并已告知公示人员。请打印公示表张贴在公示地点。")
        })
        .await
}

fn send(tx: &mut Tx<'_>, form: PostingForm) -> store::Result<PostingId> {
    let first = form.cases.first().copied().ok_or(Error::NotFound)?;
    let actor = *tx.actor();
    let plan = store::applications::visible(tx, &actor, first)?.case.plan;
    let cmd = Post {
        plan,
        kind: Kind::Unit,
        cases: form.cases,
        place: form.place,
        contact: form.contact,
    };
    put_up(tx, cmd)
}
