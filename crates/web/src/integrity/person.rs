//! What is on file about a person, and entering more.

use actions::integrity::record::record;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::PersonId;
use store::Rx;

use super::urls::{Integrity, PersonRecords};
use super::{CircumstanceForm, Inputs, officer, records};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::Table;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

#[derive(Template)]
#[template(path = "integrity/person.html")]
struct PersonPage {
    errors: ErrorSummary,
    title: String,
    facts: SummaryList,
    records: Table,
    form: PostForm,
    inputs: Inputs,
    buttons: Buttons,
    refused: bool,
}

impl Content for PersonPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Integrity)
            .back("诚信登记", Integrity)
            .refused(self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PersonId, state: &FormState) -> store::Result<PersonPage> {
    officer(who)?;
    let person = store::accounts::person(rx, id)?;
    Ok(PersonPage {
        errors: ErrorSummary::of(state),
        title: format!("{}的登记", person.name),
        facts: SummaryList::new([
            Fact::new("姓名", &person.name),
            Fact::new("身份证号码", person.identity.masked()),
        ]),
        records: records(&store::integrity::of_person(rx, id)?),
        form: PostForm::new(&who.token(), PersonRecords { id }).guard_unsaved(),
        inputs: Inputs::of(state),
        buttons: Buttons::new([
            Button::submit("登记"),
            Button::link("取消", Integrity).secondary(),
        ]),
        refused: state.is_refused(),
    })
}

/// `GET /integrity/{id}`.
///
/// # Errors
/// The viewer enters no circumstances, there is no such person, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PersonRecords { id }): Path<PersonRecords>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /integrity/{id}`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(PersonRecords { id }): Path<PersonRecords>,
    form: Form<CircumstanceForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| record(tx, form.record(id)))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |()| {
            Go::to(PersonRecords { id }).saying("已登记，从现在起计入申报条件和结果确认的核对。")
        })
        .await
}
