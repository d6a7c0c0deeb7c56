//! The organiser calls a meeting off before the vote.

use actions::meetings::call_off::call_off;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::Stage;
use kernel::MeetingId;
use store::{Error, Rx};

use super::urls::{CallOff, MeetingPlace, Meetings};
use super::{Part, seen};
use crate::kit::forms::Button;
use crate::kit::inputs::TextArea;
use crate::kit::words::Warning;
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 500;

/// A reason as typed.
#[derive(Debug)]
pub(super) struct ReasonForm(pub(super) String);

impl ReadForm for ReasonForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.optional_text("reason", "理由", MOST_CHARS).map(Self)
    }
}

/// The input of a reason.
pub(super) fn reason_input(label: &str, state: &FormState) -> TextArea {
    TextArea::new("reason", label)
        .rows(3)
        .most_chars(MOST_CHARS)
        .fill(state)
}

/// Whether a meeting may still be called off.
pub(super) const fn may_be_called_off(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Requested { .. }
            | Stage::Opened { .. }
            | Stage::Drawn { .. }
            | Stage::Convened { .. }
            | Stage::InSession { .. }
    )
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<FormPage> {
    let seen = seen(rx, who, id)?.of(|part| part == Part::Organiser)?;
    if !may_be_called_off(&seen.meeting.stage) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let part = FormPart::new(&who.token(), CallOff { id })
        .above(Warning::new(
            "取消后不能恢复。议程中的申报可以列入以后的会议，需要重新申请开评。",
        ))
        .input(reason_input("取消的理由", state))
        .button(Button::submit("取消会议").danger());
    Ok(FormPage::new("取消会议", Meetings, seen.back(), part, state))
}

/// `GET /meetings/{id}/cancellation`.
///
/// # Errors
/// The viewer does not organise the meeting, or it can no longer be called off.
pub(super) async fn get(app: App, who: SignedIn, Path(CallOff { id }): Path<CallOff>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /meetings/{id}/cancellation`.
///
/// # Errors
/// The viewer does not organise the meeting.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(CallOff { id }): Path<CallOff>,
    form: Form<ReasonForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| call_off(tx, id, &form.0))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |()| Go::to(MeetingPlace { id }).saying("会议已取消。"))
        .await
}
