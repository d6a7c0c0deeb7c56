//! Finding a person by identity number. The number is sent in the form and never stands in an address.

use askama::Template;
use axum::response::Response;
use kernel::{IdentityNumber, Refusal};

use super::officer;
use super::urls::{Integrity, PersonRecords};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{TextInput, Width};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// Whom to find.
pub(super) struct FindForm {
    identity: IdentityNumber,
}

impl ReadForm for FindForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let typed = reader.text("identity", "身份证号码", 18)?;
        match typed.parse() {
            Ok(identity) => Some(Self { identity }),
            Err(_) => reader.refuse(
                Refusal::new("身份证号码有误")
                    .at("identity")
                    .remedy("请核对 18 位号码，最后一位可能是字母 X"),
            ),
        }
    }
}

#[derive(Template)]
#[template(path = "integrity/find.html")]
struct FindPage {
    errors: ErrorSummary,
    form: PostForm,
    identity: TextInput,
    buttons: Buttons,
    refused: bool,
}

impl Content for FindPage {
    fn head(&self) -> Head {
        Head::new("诚信登记").section(Integrity).refused(self.refused)
    }
}

fn load(who: &SignedIn, state: &FormState) -> store::Result<FindPage> {
    officer(who)?;
    Ok(FindPage {
        errors: ErrorSummary::of(state),
        form: PostForm::new(&who.token(), Integrity),
        identity: TextInput::new("identity", "身份证号码")
            .code()
            .width(Width::Chars20)
            .fill(state),
        buttons: Buttons::new([Button::submit("查找")]),
        refused: state.is_refused(),
    })
}

/// `GET /integrity`.
///
/// # Errors
/// The viewer enters no circumstances, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |_, who| load(who, &FormState::blank())).await
}

/// `POST /integrity`: goes to the person.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(app: App, who: SignedIn, form: Form<FindForm>) -> Result<Response, Fault> {
    let viewer = who.clone();
    app.submit(who, form, move |tx, form| {
        officer(&viewer)?;
        let found = store::accounts::by_identity(tx, &form.identity)?;
        found.ok_or_else(|| {
            Refusal::new("本系统没有这个身份证号码的账号")
                .at("identity")
                .remedy("请核对号码；本人注册后才能登记")
                .into()
        })
    })
    .or_show_again(|_, who, state| load(who, &state))
    .then_go(|id| Go::to(PersonRecords { id }))
    .await
}
