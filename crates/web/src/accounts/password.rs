//! Changing one's password (修改密码).

use actions::accounts::change_password::change_password;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::accounts::{PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS};
use kernel::Refusal;

use super::urls::{Account, ChangePassword};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{TextInput, Width};
use crate::kit::{
    App, Content, Fault, Form, FormState, FormToken, Go, Head, Page, ReadForm, Reader, SignedIn,
};

/// The three passwords, exactly as typed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordForm {
    present: String,
    new: String,
}

impl std::fmt::Debug for PasswordForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordForm").finish_non_exhaustive()
    }
}

impl ReadForm for PasswordForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let present = reader.secret("present", "现在的密码", PASSWORD_MAX_CHARACTERS);
        let new = reader.secret("new", "新密码", PASSWORD_MAX_CHARACTERS);
        let again = reader.secret("again", "再次输入的新密码", PASSWORD_MAX_CHARACTERS);
        let (present, new, again) = (present?, new?, again?);
        if new != again {
            return reader.refuse(Refusal::new("两次输入的新密码不一致").at("again"));
        }
        Some(Self { present, new })
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/password.html")]
pub struct PasswordPage {
    errors: ErrorSummary,
    form: PostForm,
    inputs: Vec<TextInput>,
    buttons: Buttons,
    refused: bool,
}

impl PasswordPage {
    /// The page for a form's state.
    pub fn new(token: &FormToken, state: &FormState) -> Self {
        let input = |name: &str, label: &str, purpose| {
            let input = TextInput::new(name, label).password().autocomplete(purpose);
            input.width(Width::Chars20)
        };
        let shape = format!(
            "{PASSWORD_MIN_CHARACTERS} 至 {PASSWORD_MAX_CHARACTERS} 个字符。可以用一句自己记得住、别人猜不到的话。"
        );
        Self {
            errors: ErrorSummary::of(state),
            form: PostForm::new(token, ChangePassword),
            inputs: vec![
                input("present", "现在的密码", "current-password").fill(state),
                input("new", "新密码", "new-password").hint(shape).fill(state),
                input("again", "再输入一次新密码", "new-password").fill(state),
            ],
            buttons: Buttons::new([Button::submit("修改密码")]),
            refused: state.is_refused(),
        }
    }
}

impl Content for PasswordPage {
    fn head(&self) -> Head {
        Head::new("修改密码")
            .back("我的账号", Account)
            .refused(self.refused)
    }
}

/// `GET /account/password`.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |_, who| {
        Ok(PasswordPage::new(&who.token(), &FormState::blank()))
    })
    .await
}

/// `POST /account/password`: changes it, and ends the person's other sessions.
///
/// # Errors
/// The database is unavailable.
pub async fn post(app: App, who: SignedIn, form: Form<PasswordForm>) -> Result<Response, Fault> {
    let session = who.session().clone();
    let came = app
        .take(form, move |house, typed| {
            change_password(house, &session, &typed.present, &typed.new)
        })
        .await?;
    let Err(state) = came else {
        let go = Go::to(Account).saying("密码已修改，其他设备上的登录已退出。");
        return Ok(App::go(&who, go));
    };
    let page = app.read(who, move |_, who| Ok(PasswordPage::new(&who.token(), &state)));
    Ok(page
        .await?
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response())
}
