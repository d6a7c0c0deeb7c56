//! Setting up, confirming and turning off one's second factor (动态验证码).

use std::fmt::Write as _;

use actions::accounts::begin_code::begin_code;
use actions::accounts::code::to_show;
use actions::accounts::confirm_code::confirm_code;
use actions::accounts::remove_code::remove_code;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use store::Rx;
use store::accounts::second_factors;

use super::second_factor::{CodeForm, input};
use super::sign_out::Nothing;
use super::urls::{Account, CodePage, ConfirmCode, RemoveCode};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::TextInput;
use crate::kit::{App, Content, Fault, Form, FormState, FormToken, Go, Head, Page, SignedIn};

/// How far a second factor is.
#[derive(Clone, Debug)]
pub enum Standing {
    /// There is none.
    Off,
    /// The secret is shown, and its first code awaited.
    Begun {
        /// What sign-ins the authenticator shows.
        account: String,
        /// The shared secret.
        secret: Vec<u8>,
    },
    /// It counts.
    On {
        /// How many recovery codes are left.
        recovery_codes: i64,
    },
}

/// A QR code as one path of an SVG picture.
#[derive(Clone, Debug)]
struct Qr {
    side: usize,
    path: String,
}

impl Qr {
    /// The picture of `text`; none when it is too long for one.
    fn of(text: &str) -> Option<Self> {
        let rows = credential::qr_modules(text).ok()?;
        let mut path = String::new();
        for (y, row) in rows.iter().enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        Some(Self {
            side: rows.len(),
            path,
        })
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/code.html")]
pub struct CodeSetup {
    errors: ErrorSummary,
    form: PostForm,
    standing: Standing,
    secret: String,
    qr: Option<Qr>,
    code: TextInput,
    buttons: Buttons,
    refused: bool,
}

impl CodeSetup {
    /// The page for how far it is and a form's state.
    pub fn new(token: &FormToken, standing: Standing, state: &FormState) -> Self {
        let (form, button) = match standing {
            Standing::Off => (PostForm::new(token, CodePage), Button::submit("开始启用")),
            Standing::Begun { .. } => (PostForm::new(token, ConfirmCode), Button::submit("确认启用")),
            Standing::On { .. } => (PostForm::new(token, RemoveCode), Button::submit("停用").danger()),
        };
        let (secret, qr) = match &standing {
            Standing::Begun { account, secret } => {
                let (secret, text) = to_show(account, secret);
                (grouped(&secret), Qr::of(&text))
            }
            Standing::Off | Standing::On { .. } => (String::new(), None),
        };
        Self {
            errors: ErrorSummary::of(state),
            form,
            standing,
            secret,
            qr,
            code: input(state).hint("身份验证器上现在显示的 6 位数字。"),
            buttons: Buttons::new([button]),
            refused: state.is_refused(),
        }
    }
}

/// In groups of four, as people read it.
fn grouped(secret: &str) -> String {
    let mut text = String::with_capacity(secret.len() * 5 / 4);
    for (index, character) in secret.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push(' ');
        }
        text.push(character);
    }
    text
}

impl Content for CodeSetup {
    fn head(&self) -> Head {
        Head::new("动态验证码")
            .back("我的账号", Account)
            .refused(self.refused)
    }
}

/// The recovery codes, shown once.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/recovery_codes.html")]
pub struct RecoveryCodes {
    codes: Vec<String>,
    account: crate::kit::urls::Url,
}

impl RecoveryCodes {
    /// The page with these codes.
    pub fn new(codes: Vec<String>) -> Self {
        Self {
            codes,
            account: Account.into(),
        }
    }
}

impl Content for RecoveryCodes {
    fn head(&self) -> Head {
        Head::new("请保存恢复码")
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, state: &FormState) -> store::Result<CodeSetup> {
    let person = who.person();
    let standing = match second_factors::find(rx, person)? {
        None => Standing::Off,
        Some(factor) if factor.confirmed => Standing::On {
            recovery_codes: second_factors::recovery_codes_left(rx, person)?,
        },
        Some(factor) => Standing::Begun {
            account: store::accounts::person(rx, person)?.account,
            secret: factor.secret,
        },
    };
    Ok(CodeSetup::new(&who.token(), standing, state))
}

/// `GET /account/code`.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| load(rx, who, &FormState::blank())).await
}

/// `GET` of the addresses that only take forms: back to the page.
pub async fn back(_: SignedIn) -> Go {
    Go::to(CodePage)
}

/// `POST /account/code`: makes a secret and shows it.
///
/// # Errors
/// The database is unavailable.
pub async fn post(app: App, who: SignedIn, form: Form<Nothing>) -> Result<Response, Fault> {
    app.submit(who, form, |tx, _| begin_code(tx))
        .or_show_again(|rx, who, state| load(rx, who, &state))
        .then_go(|()| Go::to(CodePage))
        .await
}

/// `POST /account/code/confirmation`: the first code; then the recovery codes are shown, this once.
///
/// # Errors
/// Nothing was begun, or the database is unavailable.
pub async fn confirm(app: App, who: SignedIn, form: Form<CodeForm>) -> Result<Response, Fault> {
    let actor = who.actor();
    let came = app
        .take(form, move |house, typed| {
            house.change(&actor, |tx| confirm_code(tx, &typed.code))
        })
        .await?;
    let page = match came {
        Ok(codes) => app.read(who, move |_, _| Ok(RecoveryCodes::new(codes))).await?,
        Err(state) => {
            let page = app.read(who, move |rx, who| load(rx, who, &state));
            page.await?.status(StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    Ok(page.into_response())
}

/// `POST /account/code/removal`: turns it off, with a code.
///
/// # Errors
/// There is none, or the database is unavailable.
pub async fn remove(app: App, who: SignedIn, form: Form<CodeForm>) -> Result<Response, Fault> {
    let actor = who.actor();
    let came = app
        .take(form, move |house, typed| remove_code(house, &actor, &typed.code))
        .await?;
    let Err(state) = came else {
        return Ok(App::go(&who, Go::to(Account).saying("动态验证码已停用。")));
    };
    let page = app.read(who, move |rx, who| load(rx, who, &state));
    Ok(page
        .await?
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_in_groups() {
        assert_eq!(grouped("GEZDGNBVGY"), "GEZD GNBV GY");
    }
}
