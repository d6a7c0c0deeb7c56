//! Several cases at once: one statement for all of them, tried first, then done case by case.
//!
//! Each case is decided by the same action as on its own page. The trial runs that action and undoes it, so that what
//! it shows is what would happen; a case that is refused is left alone and says why.

use actions::applications::accept::accept;
use actions::applications::audit::{ASPECTS, Audit, audit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{ApplicationId, Refusal, Role};
use store::{Error, House, Rx, Tx};

use super::standing::{self, Waiting};
use super::urls::{Batch, Case, Work};
use super::work;
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Banner, Empty, Link, Tag, Tone};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};
use crate::row;

/// The roles whose step may be done for several cases at once; the unit examines each case by itself.
pub(super) const ROLES: [Role; 4] = [
    Role::Department,
    Role::SeriesOffice,
    Role::TitleOffice,
    Role::Organiser,
];
/// How many cases one form offers: the most urgent ones.
const MOST_CASES: usize = 100;
const MOST_CHARS: usize = 1_000;
/// How many refused cases are named in the sentence after it is done; all of them stay in the list of work.
const MOST_NAMED: usize = 3;

/// A batch as typed.
#[derive(Debug, Clone)]
pub(super) struct BatchForm {
    cases: Vec<ApplicationId>,
    sound: bool,
    opinion: String,
    /// Tried before, and to be done now.
    confirmed: bool,
}

impl ReadForm for BatchForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let cases = reader.choices("cases", "申报", |value| value.parse().ok());
        if cases.as_ref().is_some_and(Vec::is_empty) {
            reader.refuse::<()>(Refusal::new("请选择要办理的申报").at("cases"));
        }
        if cases.as_ref().is_some_and(|cases| cases.len() > MOST_CASES) {
            let text = format!("一次最多办理 {MOST_CASES} 件");
            reader.refuse::<()>(Refusal::new(text).at("cases").remedy("请分几次办理"));
        }
        let sound = reader.ticked("sound");
        if !sound {
            let text = "请确认所选申报均已逐件审核";
            let remedy = "有一方面不通过的，请打开该件单独退回";
            reader.refuse::<()>(Refusal::new(text).at("sound").rule("SUP-002").remedy(remedy));
        }
        let opinion = reader.optional_text("opinion", "意见", MOST_CHARS);
        Some(Self {
            cases: cases?,
            sound,
            opinion: opinion?,
            confirmed: reader.ticked("confirmed"),
        })
    }
}

/// What came, or would come, of one case.
type Came = (ApplicationId, store::Result<()>);

/// What came of the form.
enum Handled {
    Tried(Vec<Came>),
    Done(Vec<Came>),
}

fn handle(house: &House, who: &SignedIn, form: &BatchForm) -> store::Result<Handled> {
    let (actor, role) = (who.actor(), who.seat().role);
    if !ROLES.contains(&role) {
        return Err(Error::NotFound);
    }
    let one = |id: ApplicationId| {
        let work = |tx: &mut Tx<'_>| forward(tx, role, id, form);
        if form.confirmed {
            house.change(&actor, work)
        } else {
            house.try_out(&actor, work)
        }
    };
    let mut came = Vec::with_capacity(form.cases.len());
    for id in &form.cases {
        match one(*id) {
            Err(error @ (Error::Unavailable(_) | Error::Broken(_))) => return Err(error),
            other => came.push((*id, other)),
        }
    }
    Ok(if form.confirmed {
        Handled::Done(came)
    } else {
        Handled::Tried(came)
    })
}

fn forward(tx: &mut Tx<'_>, role: Role, id: ApplicationId, form: &BatchForm) -> store::Result<()> {
    if role == Role::Organiser {
        return accept(tx, id, &form.opinion);
    }
    let cmd = Audit {
        application: id,
        sound: [form.sound; ASPECTS.len()],
        opinion: form.opinion.clone(),
    };
    audit(tx, &cmd)
}

fn why(error: &Error) -> String {
    match error {
        Error::Refused(refusals) => refusals.to_string(),
        Error::Stale => "刚刚被他人办理，请刷新后查看".to_owned(),
        Error::NotFound => "已不在本机构办理".to_owned(),
        Error::Unavailable(_) | Error::Broken(_) => "系统暂时不能办理，请稍后再试".to_owned(),
    }
}

/// The page.
#[derive(Template)]
#[template(path = "desk/batch.html")]
struct BatchPage {
    errors: ErrorSummary,
    tried: Option<(Banner, Table)>,
    form: PostForm,
    cases: Option<Choices>,
    more: usize,
    nothing: Empty,
    sound: Choices,
    opinion: TextArea,
    buttons: Buttons,
    refused: bool,
}

impl Content for BatchPage {
    fn head(&self) -> Head {
        Head::new("批量办理")
            .section(Work)
            .back("返回待办", Work)
            .refused(self.refused)
    }
}

fn waiting(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Vec<Waiting>> {
    if !ROLES.contains(&who.seat().role) {
        return Err(Error::NotFound);
    }
    standing::waiting(rx, who.seat())
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    state: &FormState,
    came: Option<&[Came]>,
) -> store::Result<BatchPage> {
    let all = waiting(rx, who)?;
    let organiser = who.seat().role == Role::Organiser;
    let shown = all.iter().take(MOST_CASES);
    let choices = shown.map(|case| {
        let row = &case.row;
        let words = format!(
            "{}，{}，{} · {}，{}",
            row.applicant_name,
            row.unit_name,
            row.level,
            row.specialty,
            case.step.chinese()
        );
        Choice::new(row.id.to_string(), words)
    });
    let cases = Choices::any("cases", "申报", choices.collect::<Vec<_>>()).fill(state);
    let statement = if organiser {
        "所选申报的材料均已逐件审核，符合申报条件，按规定程序报送"
    } else {
        "所选申报的推荐程序、材料真实完整规范、推荐对象基本条件均已逐件审核，全部通过"
    };
    let opinion = TextArea::new("opinion", if organiser { "受理意见" } else { "审核意见" });
    let opinion = if organiser { opinion.optional() } else { opinion };
    let passing = came.map(|came| came.iter().filter(|(_, came)| came.is_ok()).count());
    let go_on = match passing {
        Some(count) if count > 0 => vec![
            Button::submit(format!("办理可以通过的 {count} 件")).sends("confirmed", "yes"),
            Button::submit("重新核对").secondary(),
        ],
        _ => vec![Button::submit("核对所选申报")],
    };
    Ok(BatchPage {
        errors: ErrorSummary::of(state),
        tried: came.map(|came| outcome(came, &all)),
        form: PostForm::new(&who.token(), Batch).guard_unsaved(),
        cases: (!all.is_empty()).then_some(cases),
        more: all.len().saturating_sub(MOST_CASES),
        nothing: Empty::new("没有等待办理的申报").because(work::before(who.seat().role)),
        sound: Choices::any("sound", "审核情况", [Choice::new("yes", statement)]).fill(state),
        opinion: opinion
            .hint("写入每一件的办理记录。")
            .rows(3)
            .most_chars(MOST_CHARS)
            .fill(state),
        buttons: Buttons::new(go_on),
        refused: state.is_refused(),
    })
}

/// What the trial showed: how many would pass, and each case with its reason.
fn outcome(came: &[Came], all: &[Waiting]) -> (Banner, Table) {
    let refused = came.iter().filter(|(_, came)| came.is_err()).count();
    let passing = came.len() - refused;
    let banner = if refused == 0 {
        Banner::done(format!(
            "核对完毕，{passing} 件都可以通过。现在还没有保存，请点击“办理”。"
        ))
    } else {
        Banner::waiting(format!(
            "核对完毕：{passing} 件可以通过，{refused} 件不能通过。办理时只办理可以通过的，其余保留在待办中。"
        ))
    };
    let lines = came.iter().map(|(id, came)| {
        let waiting = all.iter().find(|case| case.row.id == *id);
        let name = waiting.map_or_else(|| "（已办理）".to_owned(), |case| case.row.applicant_name.clone());
        let (tag, reason) = match came {
            Ok(()) => (Tag::new("可以通过", Tone::Jade), String::new()),
            Err(error) => (Tag::new("不能通过", Tone::Red), why(error)),
        };
        row![Link::new(name, Case { id: *id }), tag, reason]
    });
    let columns = [
        Column::new("申报人"),
        Column::new("核对结果"),
        Column::new("原因"),
    ];
    (banner, Table::new("核对结果", columns).rows(lines))
}

/// `GET /desk/batch`.
///
/// # Errors
/// The viewer's role has no such work, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| {
        let all = waiting(rx, who)?;
        let ticked = all.iter().take(MOST_CASES);
        let state = ticked.fold(FormState::blank(), |state, case| state.with("cases", case.row.id));
        load(rx, who, &state, None)
    })
    .await
}

/// `POST /desk/batch`: tries the batch, or does it once it was tried.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(app: App, who: SignedIn, form: Form<BatchForm>) -> Result<Response, Fault> {
    let (typed, acting): (Fields, SignedIn) = (form.fields.clone(), who.clone());
    let came = app
        .take(form, move |house, form| handle(house, &acting, form))
        .await?;
    let (state, tried, status) = match came {
        Ok(Handled::Done(came)) => return Ok(App::go(&who, Go::to(Work).saying(said(&came)))),
        Ok(Handled::Tried(came)) => (FormState::stored(typed), Some(came), StatusCode::OK),
        Err(state) => (state, None, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let page = app.read(who, move |rx, who| load(rx, who, &state, tried.as_deref()));
    Ok(page.await?.status(status).into_response())
}

/// The sentence after a batch was done.
fn said(came: &[Came]) -> String {
    let refused: Vec<&Error> = came.iter().filter_map(|(_, came)| came.as_ref().err()).collect();
    let done = came.len() - refused.len();
    if refused.is_empty() {
        return format!("已办理 {done} 件，并已告知申报人。");
    }
    let mut reasons: Vec<String> = refused.iter().map(|error| why(error)).collect();
    reasons.dedup();
    reasons.truncate(MOST_NAMED);
    format!(
        "已办理 {done} 件，并已告知申报人；{} 件没有办理，仍在待办中：{}。",
        refused.len(),
        reasons.join("；")
    )
}
