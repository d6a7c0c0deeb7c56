//! The supervising department's decision on a unit's plan.

use actions::posts::approve::approve;
use actions::posts::send_back::send_back;
use axum::extract::Path;
use axum::response::Response;
use domain::posts::{Stage, access, late};
use kernel::PostPlanId;
use store::{Error, Rx};

use super::seen;
use crate::kit::forms::Button;
use crate::kit::html::Html;
use crate::kit::inputs::{Choice, Choices, TextArea, TextInput, Width};
use crate::kit::words::{Link, RefusalList};
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, ReadForm, Reader, SignedIn};
use crate::posts::figures;
use crate::posts::urls::{DecidePosts, PostPlanPage, Posts};

const MOST_CHARS: usize = 500;

/// The decision as typed.
#[derive(Debug)]
pub(super) struct DecisionForm {
    approved: bool,
    number: String,
    reason: String,
}

impl ReadForm for DecisionForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let approved = reader.choice("approved", "审批意见", |value| match value {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        let number = reader.optional_text("number", "批准文号", 60);
        let reason = reader.optional_text("reason", "退回原因", MOST_CHARS);
        Some(Self {
            approved: approved?,
            number: number?,
            reason: reason?,
        })
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PostPlanId, state: &FormState) -> store::Result<FormPage> {
    let posts = seen(rx, who, id)?;
    let waits = matches!(posts.stage, Stage::Publicised { .. });
    if !access::decides(&who.actor(), &posts) || (!waits && !state.is_refused()) {
        return Err(Error::NotFound);
    }
    let plan = store::plans::find(rx, posts.plan)?.plan;
    let rules = crate::plans::shown_rules(rx, &plan)?;
    let over = late(&rules, rx.today());
    let number = TextInput::new("number", "批准文号或者批准意见编号")
        .width(Width::Chars20)
        .fill(state);
    let reason = TextArea::new("reason", "退回原因")
        .rows(3)
        .most_chars(MOST_CHARS)
        .fill(state);
    let choices = [
        Choice::new("yes", "批准").reveals(Html::from(number)),
        Choice::new("no", "退回").reveals(Html::from(reason)),
    ];
    let mut part = FormPart::new(&who.token(), DecidePosts { id }).above(figures(&posts));
    if let Some(over) = over {
        let text = format!("完成期限{}已过", over.value);
        part = part.above(RefusalList::new([over.law.refusal_saying(text)]));
    }
    let part = part
        .input(Choices::one("approved", "审批意见", choices).fill(state))
        .button(Button::submit("提交审批意见"));
    let back = Link::new("空缺岗位使用方案", PostPlanPage { id });
    Ok(FormPage::new("审批空缺岗位使用方案", Posts, back, part, state))
}

/// `GET /posts/{id}/decision`.
///
/// # Errors
/// The viewer's department does not decide it, or it does not wait for a decision.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(DecidePosts { id }): Path<DecidePosts>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /posts/{id}/decision`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(DecidePosts { id }): Path<DecidePosts>,
    form: Form<DecisionForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        if form.approved {
            approve(tx, id, &form.number)?;
        } else {
            send_back(tx, id, &form.reason)?;
        }
        Ok(form.approved)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(|approved| {
        let said = if approved {
            "已批准，并已告知单位。"
        } else {
            "已退回，并已告知单位。"
        };
        Go::to(Posts).saying(said)
    })
    .await
}
