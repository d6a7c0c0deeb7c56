//! Returning a case to the applicant with the complete list of what must be corrected (退回修改).

use actions::applications::return_case::return_case;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::ApplicationId;
use policy::StepKind;
use store::Rx;

use super::case::{Looked, look};
use super::points::{self, PointsForm};
use super::urls::{Case, ReturnCase, Work};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::words::Basis;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Html, Page, SignedIn};

/// The steps from which a case can be returned.
pub(super) const STEPS: [StepKind; 4] = [
    StepKind::UnitAudit,
    StepKind::DepartmentAudit,
    StepKind::SeriesOfficeAudit,
    StepKind::TitleOfficeAudit,
];

/// The page.
#[derive(Template)]
#[template(path = "desk/return_case.html")]
struct ReturnPage {
    looked: Looked,
    errors: ErrorSummary,
    form: PostForm,
    points: Html,
    deadline: Option<(u32, Basis)>,
    buttons: Buttons,
    refused: bool,
}

impl Content for ReturnPage {
    fn head(&self) -> Head {
        self.looked.head("退回修改", self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: ApplicationId, state: &FormState) -> store::Result<ReturnPage> {
    let looked = look(rx, who, id)?.at(&STEPS)?;
    let hours = looked
        .rules
        .as_ref()
        .ok()
        .and_then(|rules| rules.hours("退回补报期限").ok());
    Ok(ReturnPage {
        errors: ErrorSummary::of(state),
        form: PostForm::new(&who.token(), ReturnCase { id }).guard_unsaved(),
        points: points::inputs(&looked, state),
        deadline: hours.map(|hours| (hours.value, Basis::new(hours.law.article))),
        buttons: Buttons::new([
            Button::submit("退回申报人"),
            Button::link("取消", Case { id }).secondary(),
        ]),
        refused: state.is_refused(),
        looked,
    })
}

/// `GET /cases/{id}/return`.
///
/// # Errors
/// The case is not at a step of the viewer's office from which it can be returned, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(ReturnCase { id }): Path<ReturnCase>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /cases/{id}/return`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(ReturnCase { id }): Path<ReturnCase>,
    form: Form<PointsForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| return_case(tx, id, form.points))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(|()| Go::to(Work).saying("申报已退回，申报人将收到站内消息，补正后会再回到本机构。"))
        .await
}
