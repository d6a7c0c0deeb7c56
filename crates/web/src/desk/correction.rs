//! The organiser's one-time notice of everything to be corrected (一次性告知补正, SUP-003, SUP-005).

use actions::applications::request_correction::request_correction;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::{ApplicationId, Day, Refusal};
use policy::StepKind;
use store::{Error, Rx};

use super::case::{Looked, look};
use super::points::{self, PointsForm};
use super::urls::{Case, Correction, Work};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::words::{Basis, RefusalList, Warning};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Html, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(path = "desk/correction.html")]
struct CorrectionPage {
    looked: Looked,
    errors: ErrorSummary,
    warning: Warning,
    deadline: Result<(u32, Day, Basis), RefusalList>,
    form: PostForm,
    points: Html,
    buttons: Buttons,
    refused: bool,
}

impl Content for CorrectionPage {
    fn head(&self) -> Head {
        self.looked.head("一次性告知补正", self.refused)
    }
}

/// Working days, last day and article of the period; or why there is none.
fn deadline(rx: &mut Rx<'_>, looked: &Looked) -> store::Result<Result<(u32, Day, Basis), Vec<Refusal>>> {
    let rules = match &looked.rules {
        Ok(rules) => rules,
        Err(refusals) => return Ok(Err(refusals.all().to_vec())),
    };
    let days = match rules.working_days("补正期限") {
        Ok(days) => days,
        Err(open) => return Ok(Err(vec![open.refusal()])),
    };
    let organiser = store::accounts::office(rx, looked.plan.content.organiser)?;
    let calendar = actions::rules::calendar(rx, &organiser);
    let last_day = calendar.after(rx.today(), days.value).latest();
    Ok(Ok((days.value, last_day, Basis::new(days.law.article))))
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: ApplicationId,
    state: &FormState,
) -> store::Result<CorrectionPage> {
    let looked = look(rx, who, id)?.at(&[StepKind::Acceptance])?;
    if looked.case.notice_used && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let deadline = deadline(rx, &looked)?.map_err(RefusalList::new);
    Ok(CorrectionPage {
        errors: ErrorSummary::of(state),
        warning: Warning::new("补正要求只能告知一次。发出后不能再增加内容，请列全再发。"),
        deadline,
        form: PostForm::new(&who.token(), Correction { id }).guard_unsaved(),
        points: points::inputs(&looked, state),
        buttons: Buttons::new([
            Button::submit("发出补正通知"),
            Button::link("取消", Case { id }).secondary(),
        ]),
        refused: state.is_refused(),
        looked,
    })
}

/// `GET /cases/{id}/correction`.
///
/// # Errors
/// The case does not stand at the viewer's acceptance, its notice was sent, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Correction { id }): Path<Correction>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /cases/{id}/correction`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Correction { id }): Path<Correction>,
    form: Form<PointsForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| request_correction(tx, id, form.points))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(|due| {
            let said = format!(
                "补正通知已发出，申报人将收到站内消息，应在 {} 前补正。",
                due.minute_text()
            );
            Go::to(Work).saying(said)
        })
        .await
}
