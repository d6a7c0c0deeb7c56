//! Asking the filing authority to open a review (开评申请, 第二十三条).

use actions::meetings::request_opening::{RequestOpening, request_opening};
use axum::response::Response;
use domain::committees::Stage;
use kernel::{CommitteeId, Day, PlanId, Role};
use policy::StepKind;
use store::{Error, Rx};

use super::urls::{MeetingPlace, Meetings, NewMeeting};
use crate::kit::forms::Button;
use crate::kit::inputs::{Choice, DateInput, Select, TextInput};
use crate::kit::words::{Basis, Link};
use crate::kit::{
    App, Fault, Form, FormPage, FormPart, FormState, Go, Html, Page, ReadForm, Reader, SignedIn,
};

/// A request as typed.
#[derive(Debug)]
pub(super) struct RequestForm {
    plan: PlanId,
    committee: CommitteeId,
    day: Day,
    place: String,
}

impl ReadForm for RequestForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let plan = reader.choice("plan", "评审轮次", |value| value.parse().ok());
        let committee = reader.choice("committee", "评委会", |value| value.parse().ok());
        let day = reader.day("day", "会议日期");
        let place = reader.optional_text("place", "会议地点", 100);
        Some(Self {
            plan: plan?,
            committee: committee?,
            day: day?,
            place: place?,
        })
    }
}

/// The rounds of the organiser, with how many cases wait for review.
fn rounds(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Vec<Choice>> {
    let mut choices = Vec::new();
    for plan in store::plans::published(rx)? {
        if plan.content.organiser == who.seat().office {
            let waiting = store::applications::of_plan_at(rx, plan.id, StepKind::Review)?.len();
            let words = format!("{}（已受理、待评审 {waiting} 件）", plan.content.title);
            choices.push(Choice::new(plan.id.to_string(), words));
        }
    }
    Ok(choices)
}

fn committees(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Vec<Choice>> {
    let organised = store::committees::of_organiser(rx, who.seat().office)?;
    let filed = organised
        .into_iter()
        .filter(|committee| matches!(committee.stage, Stage::Filed { .. }));
    Ok(filed
        .map(|committee| Choice::new(committee.id.to_string(), committee.declared.name))
        .collect())
}

/// How many working days ahead, with the article; asked of the standing rules, as no round is chosen yet.
fn ahead(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Html> {
    let rules = match actions::committees::standing_rules(rx, who.seat().office) {
        Ok(rules) => rules,
        Err(Error::Refused(_)) => return Ok(Html::default()),
        Err(other) => return Err(other),
    };
    Ok(rules.working_days("开评申请提前").map_or_else(
        |_| Html::default(),
        |answer| {
            let words = Html::text(format!("会议日期至少在 {} 个工作日之后。", answer.value));
            words.then(Basis::new(answer.law.article))
        },
    ))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, state: &FormState) -> store::Result<FormPage> {
    if who.seat().role != Role::Organiser {
        return Err(Error::NotFound);
    }
    let (rounds, committees) = (rounds(rx, who)?, committees(rx, who)?);
    let part = FormPart::new(&who.token(), NewMeeting)
        .guard_unsaved()
        .above(ahead(rx, who)?)
        .sentence("议程是该轮中由本评委会评审、已受理而没有列入其他会议的全部申报，申请后不再增减。")
        .input(Select::new("plan", "评审轮次", rounds).fill(state))
        .input(
            Select::new("committee", "评委会", committees)
                .hint("评委会和专家库都在备案有效期内才能开评。")
                .fill(state),
        )
        .input(DateInput::new("day", "会议日期").fill(state))
        .input(TextInput::new("place", "会议地点").fill(state))
        .button(Button::submit("提交开评申请"));
    // A refusal about the agenda is not about an input of this page.
    let part = if state.refusal("agenda").is_some() {
        part.above(Html::from(AgendaAnchor))
    } else {
        part
    };
    Ok(FormPage::new(
        "申请开评",
        Meetings,
        Link::new("评审会议", Meetings),
        part,
        state,
    ))
}

#[derive(askama::Template)]
#[template(
    source = r#"<p id="agenda" tabindex="-1" class="field-error">没有可以列入议程的申报：请先完成受理，并核对评委会的系列、层级与申报一致。</p>"#,
    ext = "html"
)]
struct AgendaAnchor;

/// `GET /meetings/new`.
///
/// # Errors
/// The viewer does not act for an organiser, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| load(rx, who, &FormState::blank())).await
}

/// `POST /meetings/new`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(app: App, who: SignedIn, form: Form<RequestForm>) -> Result<Response, Fault> {
    app.submit(who, form, |tx, form| {
        let cmd = RequestOpening {
            plan: form.plan,
            committee: form.committee,
            day: form.day,
            place: form.place,
        };
        request_opening(tx, cmd)
    })
    .or_show_again(|rx, who, state| load(rx, who, &state))
    .then_go(|id| Go::to(MeetingPlace { id }).saying("开评申请已提交。"))
    .await
}
