//! The presider gives up a ballot that cannot be counted.

use actions::meetings::void_ballot::void_ballot;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::Stage;
use kernel::MeetingId;
use store::{Error, Rx};

use super::call_off::{ReasonForm, reason_input};
use super::urls::{MeetingPlace, Meetings, VoidBallot};
use super::{Part, seen};
use crate::kit::forms::Button;
use crate::kit::words::Warning;
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, SignedIn};

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<FormPage> {
    let seen = seen(rx, who, id)?.of(Part::presides)?;
    if !matches!(seen.meeting.stage, Stage::Voting { .. }) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let part = FormPart::new(&who.token(), VoidBallot { id })
        .above(Warning::new(
            "作废后这次投票不计票，理由记入会议记录；随后可以重新投票，到会专家都要重新投。计票以后不能作废。",
        ))
        .input(reason_input("作废的理由", state))
        .button(Button::submit("作废本次投票").danger());
    Ok(FormPage::new("作废本次投票", Meetings, seen.back(), part, state))
}

/// `GET /meetings/{id}/ballot/void`.
///
/// # Errors
/// The viewer does not preside, no ballot is open, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(VoidBallot { id }): Path<VoidBallot>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /meetings/{id}/ballot/void`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(VoidBallot { id }): Path<VoidBallot>,
    form: Form<ReasonForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| void_ballot(tx, id, &form.0))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |()| Go::to(MeetingPlace { id }).saying("本次投票已作废。"))
        .await
}
