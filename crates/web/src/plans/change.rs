//! Changing a published notice: a numbered supplement, or a longer window after an outage.

use actions::plans::amend::{Amend, amend};
use actions::plans::extend::extend;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::plans::{Content as PlanContent, Outage, Plan, Stage};
use kernel::{Day, PlanId, Refusal, Timestamp};
use store::{Error, Rx};

use super::urls::{AmendPlan, ExtendPlan, PlanPage, Plans, Round};
use super::varying::{Inputs, Varying};
use super::{own, soft_of};
use crate::kit::form_page::{FormPage, FormPart};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{DateInput, TextArea, TextInput, Width};
use crate::kit::words::Link;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// The office's own plan, once it is published.
fn published(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId) -> store::Result<Plan> {
    let plan = own(rx, who, id)?;
    if matches!(plan.stage, Stage::Published { .. }) {
        Ok(plan)
    } else {
        Err(Error::NotFound)
    }
}

/// A supplement as typed.
#[derive(Clone, Debug)]
pub(super) struct AmendForm {
    varying: Varying,
    reason: String,
}

impl ReadForm for AmendForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let varying = Varying::read(reader);
        let reason = reader.text("change_reason", "修改的原因", 300);
        Some(Self {
            varying: varying?,
            reason: reason?,
        })
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "plans/amend.html")]
struct AmendPage {
    plan: Link,
    errors: ErrorSummary,
    form: PostForm,
    varying: Inputs,
    reason: TextArea,
    buttons: Buttons,
    refused: bool,
}

impl Content for AmendPage {
    fn head(&self) -> Head {
        Head::new("发布补充通知")
            .section(Plans)
            .back("返回计划", &self.plan.url)
            .refused(self.refused)
    }
}

fn amending(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId, state: FormState) -> store::Result<AmendPage> {
    let plan = published(rx, who, id)?;
    let state = if state.is_refused() {
        state
    } else {
        Varying::stored(&plan.content, &soft_of(&plan))
    };
    Ok(AmendPage {
        plan: Link::new(&plan.content.title, PlanPage { id }),
        errors: ErrorSummary::of(&state),
        form: PostForm::new(&who.token(), AmendPlan { id }).guard_unsaved(),
        varying: Inputs::new(&state),
        reason: TextArea::new("change_reason", "修改的原因")
            .hint("会随补充通知公开。")
            .rows(3)
            .fill(&state),
        buttons: Buttons::new([Button::submit("发布补充通知")]),
        refused: state.is_refused(),
    })
}

/// `GET /plans/{id}/amendment`.
///
/// # Errors
/// It is not the office's plan, or is not published.
pub(super) async fn get_amend(
    app: App,
    who: SignedIn,
    Path(AmendPlan { id }): Path<AmendPlan>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| amending(rx, who, id, FormState::blank()))
        .await
}

/// `POST /plans/{id}/amendment`.
///
/// # Errors
/// As [`get_amend`].
pub(super) async fn post_amend(
    app: App,
    who: SignedIn,
    Path(AmendPlan { id }): Path<AmendPlan>,
    form: Form<AmendForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let was = store::plans::find(tx, id)?.plan.content;
        let (content, soft) = form.varying.with(|said| PlanContent {
            levels: said.levels,
            specialties: said.specialties,
            application: said.application,
            schedule: said.schedule,
            contact: said.contact,
            payment: said.payment,
            ..was
        });
        let reason = form.reason;
        amend(
            tx,
            Amend {
                plan: id,
                content,
                soft,
                reason,
            },
        )
    })
    .or_show_again(move |rx, who, state| amending(rx, who, id, state))
    .then_go(move |()| Go::to(Round { id }).saying("补充通知已发布，有关的申报人和单位会收到站内消息。"))
    .await
}

/// An outage as typed.
#[derive(Clone, Debug)]
pub(super) struct ExtendForm {
    outage: Outage,
    reason: String,
}

impl ReadForm for ExtendForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let from = (reader.day("from", "故障开始日"), minute(reader, "from_time"));
        let to = (reader.day("to", "故障结束日"), minute(reader, "to_time"));
        let measured = reader.text("measured", "测定依据", 200);
        let reason = reader.text("reason", "顺延的原因", 300);
        let moment = |(day, minute): (Option<Day>, Option<i64>)| Some(at(day?, minute?));
        let (from, to) = (moment(from), moment(to));
        Some(Self {
            outage: Outage {
                from: from?,
                to: to?,
                measured: measured?,
            },
            reason: reason?,
        })
    }
}

fn at(day: Day, minute: i64) -> Timestamp {
    Timestamp::start_of(day).plus_millis(minute * 60_000)
}

/// A time of day, `08:30`, as minutes since midnight.
fn minute(reader: &mut Reader<'_>, name: &str) -> Option<i64> {
    let text = reader.text(name, "时间", 5)?;
    let parts = text.split_once([':', '：']);
    let minutes = parts.and_then(|(hour, minute)| {
        let (hour, minute): (i64, i64) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
        ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
    });
    match minutes {
        Some(minutes) => Some(minutes),
        None => reader.refuse(Refusal::new("请填写几时几分，如“08:30”").at(name.to_owned())),
    }
}

fn extending(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId, state: &FormState) -> store::Result<FormPage> {
    let plan = published(rx, who, id)?;
    let window = plan.content.application;
    let time = |name: &str, label: &str| {
        TextInput::new(name, label)
            .hint("几时几分，如“08:30”。")
            .width(Width::Chars5)
            .fill(state)
    };
    let part = FormPart::new(&who.token(), ExtendPlan { id })
        .sentence(format!(
            "本轮个人申报时间为 {window}。因系统故障不能申报的，按故障占用的天数为所有人顺延截止日，不多不少；原因和故障时间向社会公开。"
        ))
        .input(DateInput::new("from", "故障开始日").fill(state))
        .input(time("from_time", "故障开始时间"))
        .input(DateInput::new("to", "故障结束日").fill(state))
        .input(time("to_time", "故障结束时间"))
        .input(
            TextInput::new("measured", "测定依据")
                .hint("例如：运行监测记录 2022-08-30 第3号")
                .fill(state),
        )
        .input(TextArea::new("reason", "顺延的原因").rows(3).fill(state))
        .button(Button::submit("顺延并公布"));
    let back = Link::new("返回计划", PlanPage { id });
    Ok(FormPage::new("因故障顺延申报时间", Plans, back, part, state))
}

/// `GET /plans/{id}/outage`.
///
/// # Errors
/// It is not the office's plan, or is not published.
pub(super) async fn get_extend(
    app: App,
    who: SignedIn,
    Path(ExtendPlan { id }): Path<ExtendPlan>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| extending(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /plans/{id}/outage`.
///
/// # Errors
/// As [`get_extend`].
pub(super) async fn post_extend(
    app: App,
    who: SignedIn,
    Path(ExtendPlan { id }): Path<ExtendPlan>,
    form: Form<ExtendForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        extend(tx, id, form.outage, &form.reason)
    })
    .or_show_again(move |rx, who, state| extending(rx, who, id, &state))
    .then_go(move |()| Go::to(Round { id }).saying("已顺延，有关的申报人和单位会收到站内消息。"))
    .await
}
