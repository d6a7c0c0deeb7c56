//! The sign-in page (登录).

use actions::accounts::sign_in::{Attempt, Begun, sign_in};
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::urls::{Registration, SecondFactor, SignIn};
use crate::home::Home;
use crate::kit::client::ClientAddress;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{TextInput, Width};
use crate::kit::urls::Url;
use crate::kit::words::Banner;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, Query, ReadForm, Reader, Visitor};

/// Account and password, as typed.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInForm {
    /// Phone number or account.
    pub account: String,
    /// The password, exactly as typed.
    pub password: String,
    /// Where to go on.
    pub then: Option<Url>,
}

impl std::fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInForm").finish_non_exhaustive()
    }
}

impl ReadForm for SignInForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let account = reader.text("account", "手机号或登录名", 64);
        let password = reader.secret("password", "密码", 128);
        let then = reader.fields().get("then").and_then(Url::local);
        Some(Self {
            account: account?,
            password: password?,
            then,
        })
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    errors: ErrorSummary,
    form: PostForm,
    then: Option<Url>,
    account: TextInput,
    password: TextInput,
    buttons: Buttons,
    notice: Option<Banner>,
    register: Url,
    refused: bool,
}

impl SignInPage {
    /// The page for a form's state, going on to `then`.
    pub fn new(state: &FormState, then: Option<Url>) -> Self {
        let account = TextInput::new("account", "手机号或登录名")
            .autocomplete("username")
            .width(Width::Chars20);
        let password = TextInput::new("password", "密码")
            .password()
            .autocomplete("current-password");
        Self {
            errors: ErrorSummary::of(state),
            form: PostForm::public(SignIn),
            then,
            account: account.code().fill(state),
            password: password.width(Width::Chars20).fill(state),
            buttons: Buttons::new([Button::submit("登录")]),
            notice: None,
            register: Registration.into(),
            refused: state.is_refused(),
        }
    }

    /// Says why the person is here: the session ended, the page needs an account.
    #[must_use]
    pub fn notice(mut self, notice: Banner) -> Self {
        self.notice = Some(notice);
        self
    }
}

impl Content for SignInPage {
    fn head(&self) -> Head {
        Head::new("登录").refused(self.refused)
    }
}

/// `GET /sign-in`: the page; who is signed in already goes on.
pub async fn get(app: App, visitor: Visitor, Query(query): Query) -> Response {
    let then = query.get("then").and_then(Url::local);
    if visitor.0.is_some() {
        return Go::to(then.unwrap_or_else(|| Home.into())).into_response();
    }
    let page = SignInPage::new(&FormState::blank(), then.clone());
    let page = match then {
        Some(_) => page.notice(Banner::info(
            "这个页面需要登录后查看。如果您刚才已经登录，可能是较长时间没有操作，系统已自动退出。",
        )),
        None => page,
    };
    Page::from(page).seen_by(app.public_viewer()).into_response()
}

/// `POST /sign-in`: begins a session and goes on, or asks for the code of the second factor.
///
/// # Errors
/// The database is unavailable.
pub async fn post(
    app: App,
    ClientAddress(address): ClientAddress,
    form: Form<SignInForm>,
) -> Result<Response, Fault> {
    let then = form.fields.get("then").and_then(Url::local);
    let came = app
        .take(form, move |house, typed| {
            let attempt = Attempt {
                account: &typed.account,
                password: &typed.password,
                address,
            };
            sign_in(house, &attempt)
        })
        .await?;
    Ok(match came {
        Ok(Begun::Session(begun)) => {
            let cookie = [(header::SET_COOKIE, app.begin_session(&begun.token))];
            (cookie, Go::to(then.unwrap_or_else(|| Home.into()))).into_response()
        }
        Ok(Begun::CodeDue { token }) => {
            let cookie = [(header::SET_COOKIE, app.begin_half(&token))];
            let code = match then {
                Some(then) => Url::from(SecondFactor).with("then", then),
                None => SecondFactor.into(),
            };
            (cookie, Go::to(code)).into_response()
        }
        Err(state) => {
            let page = Page::from(SignInPage::new(&state, then)).status(StatusCode::UNPROCESSABLE_ENTITY);
            page.seen_by(app.public_viewer()).into_response()
        }
    })
}
