//! Circumstances on file that bar the applicant (第十七条), entered by a title office or an organiser that handles the case.

use actions::integrity::record::record;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::ApplicationId;
use store::Rx;

use super::case::{Looked, look};
use super::urls::{Case, Circumstances};
use crate::integrity::{self, CircumstanceForm, Inputs};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::table::Table;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(path = "desk/circumstances.html")]
struct CircumstancesPage {
    looked: Looked,
    errors: ErrorSummary,
    records: Table,
    form: PostForm,
    inputs: Inputs,
    buttons: Buttons,
    refused: bool,
}

impl Content for CircumstancesPage {
    fn head(&self) -> Head {
        self.looked.head("不得申报情形", self.refused)
    }
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: ApplicationId,
    state: &FormState,
) -> store::Result<CircumstancesPage> {
    integrity::officer(who)?;
    let looked = look(rx, who, id)?;
    let found = store::integrity::of_person(rx, looked.case.applicant)?;
    Ok(CircumstancesPage {
        errors: ErrorSummary::of(state),
        records: integrity::records(&found),
        form: PostForm::new(&who.token(), Circumstances { id }).guard_unsaved(),
        inputs: Inputs::of(state),
        buttons: Buttons::new([
            Button::submit("登记"),
            Button::link("取消", Case { id }).secondary(),
        ]),
        refused: state.is_refused(),
        looked,
    })
}

/// `GET /cases/{id}/circumstances`.
///
/// # Errors
/// The viewer is no title office or organiser that the case has reached, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Circumstances { id }): Path<Circumstances>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /cases/{id}/circumstances`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Circumstances { id }): Path<Circumstances>,
    form: Form<CircumstanceForm>,
) -> Result<Response, Fault> {
    let viewer = who.clone();
    app.submit(who, form, move |tx, form| {
        let person = look(tx, &viewer, id)?.case.applicant;
        record(tx, form.record(person))
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(Circumstances { id }).saying("已登记，从现在起计入申报条件的核对。"))
    .await
}
