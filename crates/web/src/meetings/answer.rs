//! The filing authority answers an opening request.

use actions::meetings::answer_opening::{Answer, answer_opening};
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::Stage;
use kernel::MeetingId;
use store::{Error, Rx};

use super::urls::{AnswerOpening, MeetingPlace, Meetings};
use super::{Part, seen};
use crate::kit::forms::Button;
use crate::kit::inputs::{Choice, Choices, TextArea};
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 500;

/// An answer as typed.
#[derive(Debug)]
pub(super) struct AnswerForm(Answer);

impl ReadForm for AnswerForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let agreed = reader.choice("agreed", "答复", |value| match value {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        let reason = reader.optional_text("reason", "理由", MOST_CHARS);
        let (agreed, reason) = (agreed?, reason?);
        Some(Self(if agreed {
            Answer::Agreed
        } else {
            Answer::Declined(reason)
        }))
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<FormPage> {
    let seen = seen(rx, who, id)?.of(|part| part == Part::Authority)?;
    if !matches!(seen.meeting.stage, Stage::Requested { .. }) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let choices = [
        Choice::new("yes", "同意开评").hint("组建单位随后在监督员监督下抽取专家。"),
        Choice::new("no", "不同意开评").hint("请写明理由；议程中的申报可以另行申请开评。"),
    ];
    let sentence = format!(
        "{}申请于 {} 召开{}评审会议，议程 {} 件。",
        seen.organiser,
        seen.meeting.day.prose(),
        seen.committee,
        seen.agenda.len()
    );
    let part = FormPart::new(&who.token(), AnswerOpening { id })
        .sentence(sentence)
        .input(Choices::one("agreed", "答复", choices).fill(state))
        .input(
            TextArea::new("reason", "不同意的理由")
                .rows(3)
                .most_chars(MOST_CHARS)
                .optional()
                .fill(state),
        )
        .button(Button::submit("答复"));
    Ok(FormPage::new("答复开评申请", Meetings, seen.back(), part, state))
}

/// `GET /meetings/{id}/answer`.
///
/// # Errors
/// No request waits for the viewer's office, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(AnswerOpening { id }): Path<AnswerOpening>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /meetings/{id}/answer`.
///
/// # Errors
/// The viewer's office is not the filing authority, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(AnswerOpening { id }): Path<AnswerOpening>,
    form: Form<AnswerForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| answer_opening(tx, id, &form.0))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |()| Go::to(MeetingPlace { id }).saying("开评申请已答复。"))
        .await
}
