//! Registering as an applicant (申报人注册): anybody, confirmed by their unit.

use actions::accounts::register::{self, Register};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::accounts::{PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS};
use kernel::{IdentityNumber, Refusal};

use super::urls::{Registered, Registration, SignIn};
use crate::kit::client::ClientAddress;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{TextInput, Width};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, Visitor};

/// The form as typed.
#[derive(Clone)]
pub struct RegisterForm {
    name: String,
    identity: IdentityNumber,
    phone: String,
    unit: String,
    password: String,
}

impl std::fmt::Debug for RegisterForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisterForm").finish_non_exhaustive()
    }
}

impl ReadForm for RegisterForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.text("name", "姓名", 40);
        let identity = reader.text("identity", "身份证号码", 18);
        let identity = identity.and_then(|typed| match typed.parse::<IdentityNumber>() {
            Ok(number) => Some(number),
            Err(error) => reader.refuse(Refusal::new(error.to_string()).at("identity")),
        });
        let phone = reader.text("phone", "手机号码", 20);
        let unit = reader.text("unit", "工作单位", 80);
        let password = reader.secret("password", "密码", PASSWORD_MAX_CHARACTERS);
        let again = reader.secret("again", "再次输入的密码", PASSWORD_MAX_CHARACTERS);
        let differs = matches!((&password, &again), (Some(password), Some(again)) if password != again);
        if differs {
            return reader.refuse(Refusal::new("两次输入的密码不一致").at("again"));
        }
        again?;
        Some(Self {
            name: name?,
            identity: identity?,
            phone: phone?,
            unit: unit?,
            password: password?,
        })
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/register.html")]
pub struct RegisterPage {
    errors: ErrorSummary,
    form: PostForm,
    inputs: Vec<TextInput>,
    buttons: Buttons,
    refused: bool,
}

impl RegisterPage {
    /// The page for a form's state.
    pub fn new(state: &FormState) -> Self {
        let secret = |name: &str, label: &str| {
            let input = TextInput::new(name, label)
                .password()
                .autocomplete("new-password");
            input.width(Width::Chars20)
        };
        let shape = format!("{PASSWORD_MIN_CHARACTERS} 至 {PASSWORD_MAX_CHARACTERS} 个字符。");
        Self {
            errors: ErrorSummary::of(state),
            form: PostForm::public(Registration),
            inputs: vec![
                TextInput::new("name", "姓名")
                    .hint("与身份证一致。")
                    .autocomplete("name")
                    .width(Width::Chars20)
                    .fill(state),
                TextInput::new("identity", "身份证号码")
                    .code()
                    .width(Width::Chars20)
                    .fill(state),
                TextInput::new("phone", "手机号码")
                    .hint("也是您的登录名。")
                    .tel()
                    .autocomplete("tel-national")
                    .width(Width::Chars20)
                    .fill(state),
                TextInput::new("unit", "工作单位")
                    .hint("单位全称，与单位公章一致。")
                    .autocomplete("organization")
                    .fill(state),
                secret("password", "密码").hint(shape).fill(state),
                secret("again", "再输入一次密码").fill(state),
            ],
            buttons: Buttons::new([
                Button::submit("注册"),
                Button::link("已有账号，去登录", SignIn).secondary(),
            ]),
            refused: state.is_refused(),
        }
    }
}

impl Content for RegisterPage {
    fn head(&self) -> Head {
        Head::new("申报人注册").refused(self.refused)
    }
}

/// What comes next; the same for everybody.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/registered.html")]
struct RegisteredPage {
    sign_in: crate::kit::urls::Url,
}

impl Content for RegisteredPage {
    fn head(&self) -> Head {
        Head::new("注册信息已提交")
    }
}

/// `GET /register`.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, visitor: Visitor) -> Result<Page, Fault> {
    app.show(visitor, |_, _| Ok(RegisterPage::new(&FormState::blank())))
        .await
}

/// `POST /register`.
///
/// # Errors
/// The database is unavailable.
pub async fn post(
    app: App,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    form: Form<RegisterForm>,
) -> Result<Response, Fault> {
    let came = app
        .take(form, move |house, typed| {
            let cmd = Register {
                name: typed.name.clone(),
                identity: typed.identity.clone(),
                phone: typed.phone.clone(),
                unit: typed.unit.clone(),
                password: typed.password.clone(),
                address,
            };
            register::register(house, &cmd)
        })
        .await?;
    let Err(state) = came else {
        return Ok(Go::to(Registered).into_response());
    };
    let page = app
        .show(visitor, move |_, _| Ok(RegisterPage::new(&state)))
        .await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// `GET /register/received`: the same whether or not there was an account already.
///
/// # Errors
/// The database is unavailable.
pub async fn received(app: App, visitor: Visitor) -> Result<Page, Fault> {
    let page = RegisteredPage {
        sign_in: SignIn.into(),
    };
    app.show(visitor, move |_, _| Ok(page)).await
}
