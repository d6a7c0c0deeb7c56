//! The public check (证书核验): by number and name, with the way to a check by file. No account is needed, and nobody's
//! checks are recorded.

use actions::certificates::verify;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Refusal, Refusals};
use store::Error;

use super::upload::MOST_BYTES;
use super::urls::{Check, CheckFile, Checked};
use crate::kit::client::ClientAddress;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{FileUpload, TextInput, Width};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, Visitor};

/// Number and name, as typed.
#[derive(Clone)]
pub(super) struct CheckForm {
    number: String,
    name: String,
}

impl ReadForm for CheckForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let number = reader.text("number", "证书编号", 40);
        let name = reader.text("name", "持证人姓名", 60);
        Some(Self {
            number: number?,
            name: name?,
        })
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "certificates/check.html")]
pub(crate) struct CheckPage {
    errors: ErrorSummary,
    form: PostForm,
    number: TextInput,
    name: TextInput,
    buttons: Buttons,
    file_form: PostForm,
    file: FileUpload,
    file_buttons: Buttons,
    refused: bool,
}

impl Content for CheckPage {
    fn head(&self) -> Head {
        Head::new("证书核验").section(Check).refused(self.refused)
    }
}

impl CheckPage {
    /// The page with what was typed.
    pub(crate) fn new(state: &FormState) -> Self {
        Self {
            errors: ErrorSummary::of(state),
            form: PostForm::public(Check),
            number: TextInput::new("number", "证书编号")
                .hint("印在证书上，由字母和数字组成。")
                .code()
                .width(Width::Chars20)
                .fill(state),
            name: TextInput::new("name", "持证人姓名")
                .width(Width::Chars20)
                .fill(state),
            buttons: Buttons::new([Button::submit("核验")]),
            file_form: PostForm::public(CheckFile).files(),
            file: FileUpload::new("file", "证书文件", MOST_BYTES)
                .accepting(
                    ".pdf,.json,.cose,application/pdf,application/json",
                    "PDF 或证书数据（JSON）",
                )
                .fill(state),
            file_buttons: Buttons::new([Button::submit("核验文件").secondary()]),
            refused: state.is_refused(),
        }
    }
}

/// `GET /check`.
///
/// # Errors
/// The database is unavailable.
pub(super) async fn get(app: App, visitor: Visitor) -> Result<Page, Fault> {
    app.show(visitor, |_, _| Ok(CheckPage::new(&FormState::blank())))
        .await
}

/// `GET /check/file`, as after reloading: the check itself.
pub(super) async fn back() -> Go {
    Go::to(Check)
}

/// The page with what was wrong.
pub(super) async fn again(app: App, visitor: Visitor, state: FormState) -> Result<Response, Fault> {
    let page = app.show(visitor, move |_, _| Ok(CheckPage::new(&state))).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// `POST /check`: finds the certificate, and goes to the page that its link opens.
///
/// # Errors
/// The address asks too often, or the database is unavailable.
pub(super) async fn post(
    app: App,
    visitor: Visitor,
    address: ClientAddress,
    form: Form<CheckForm>,
) -> Result<Response, Fault> {
    app.count_check(address)?;
    let Form { fields, read } = form;
    let signer = app.signer();
    let found = app
        .work(move |house| {
            let form = match read {
                Ok(form) => form,
                Err(refusals) => return Ok(Err(refusals)),
            };
            match house.read(|rx| verify::by_number(rx, &signer, &form.number, &form.name)) {
                Ok(found) => Ok(found.certificate.ok_or_else(unknown)),
                Err(Error::NotFound) => Ok(Err(unknown())),
                Err(Error::Refused(refusals)) => Ok(Err(refusals)),
                Err(other) => Err(other.into()),
            }
        })
        .await?;
    match found {
        Ok(certificate) => Ok(Go::to(Checked {
            text: certificate.token,
        })
        .into_response()),
        Err(refusals) => again(app, visitor, FormState::refused(fields, &refusals)).await,
    }
}

fn unknown() -> Refusals {
    Refusal::new("没有查到编号和姓名都相符的证书")
        .at("number")
        .remedy("请对照证书逐字核对。确认无误仍查不到的，请向证书上的发证机关核实")
        .into()
}
