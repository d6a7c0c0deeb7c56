//! The second step of signing in (动态验证码), for who has set one up.

use actions::accounts::answer_code::answer_code;
use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Response};

use super::urls::{SecondFactor, SignIn};
use crate::home::Home;
use crate::kit::client::ClientAddress;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{TextInput, Width};
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, Query, ReadForm, Reader};
use kernel::Refusal;

/// A code of the authenticator, or a recovery code.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeForm {
    /// Six digits, or sixteen letters and digits, as typed.
    pub code: String,
}

impl std::fmt::Debug for CodeForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeForm").finish_non_exhaustive()
    }
}

impl ReadForm for CodeForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let typed = reader.text("code", "验证码", 40)?;
        let code: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        let recovery = code.len() == 16 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if digits || recovery {
            Some(Self { code })
        } else {
            reader.refuse(Refusal::new("验证码为 6 位数字，恢复码为 16 位字母和数字").at("code"))
        }
    }
}

/// The input of a code.
pub(super) fn input(state: &FormState) -> TextInput {
    TextInput::new("code", "验证码")
        .code()
        .autocomplete("one-time-code")
        .width(Width::Chars20)
        .fill(state)
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/second_factor.html")]
pub struct SecondFactorPage {
    errors: ErrorSummary,
    form: PostForm,
    then: Option<Url>,
    code: TextInput,
    buttons: Buttons,
    refused: bool,
}

impl SecondFactorPage {
    /// The page for a form's state, going on to `then`.
    pub fn new(state: &FormState, then: Option<Url>) -> Self {
        Self {
            errors: ErrorSummary::of(state),
            form: PostForm::public(SecondFactor),
            then,
            code: input(state)
                .hint("打开手机上的身份验证器，填写显示的 6 位数字；手机不在身边时，填写一个恢复码。"),
            buttons: Buttons::new([
                Button::submit("继续"),
                Button::link("重新登录", SignIn).secondary(),
            ]),
            refused: state.is_refused(),
        }
    }
}

impl Content for SecondFactorPage {
    fn head(&self) -> Head {
        Head::new("验证身份").refused(self.refused)
    }
}

/// `GET /sign-in/code`: the page, for a browser whose password was right; others begin anew.
pub async fn get(app: App, headers: HeaderMap, Query(query): Query) -> Response {
    if app.half_token(&headers).is_none() {
        return Go::to(SignIn).into_response();
    }
    let then = query.get("then").and_then(Url::local);
    let page = SecondFactorPage::new(&FormState::blank(), then);
    Page::from(page).seen_by(app.public_viewer()).into_response()
}

/// `POST /sign-in/code`: begins the session and goes on.
///
/// # Errors
/// The database is unavailable.
pub async fn post(
    app: App,
    headers: HeaderMap,
    ClientAddress(address): ClientAddress,
    form: Form<CodeForm>,
) -> Result<Response, Fault> {
    let Some(token) = app.half_token(&headers) else {
        return Ok(Go::to(SignIn).into_response());
    };
    let then = form.fields.get("then").and_then(Url::local);
    let came = app
        .take(form, move |house, typed| {
            answer_code(house, &token, &typed.code, address)
        })
        .await?;
    Ok(match came {
        Ok(begun) => {
            let cookies = AppendHeaders([
                (header::SET_COOKIE, app.begin_session(&begun.token)),
                (header::SET_COOKIE, app.end_half()),
            ]);
            (cookies, Go::to(then.unwrap_or_else(|| Home.into()))).into_response()
        }
        Err(state) => {
            let page = Page::from(SecondFactorPage::new(&state, then));
            let page = page.status(StatusCode::UNPROCESSABLE_ENTITY);
            page.seen_by(app.public_viewer()).into_response()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::fields::Fields;

    #[test]
    fn a_code_is_six_digits_or_a_recovery_code_however_spaced() {
        let read = |code: &str| {
            Form::<CodeForm>::of(Fields::from([("code", code)]))
                .read
                .map(|form| form.code)
        };
        assert_eq!(read("123 456").unwrap(), "123456");
        assert_eq!(read("ABCD-EFGH-IJKL-MNOP").unwrap(), "ABCDEFGHIJKLMNOP");
        for bad in ["", "12345", "1234567", "12345a", "１２３４５６", "ABCD-EFGH"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
