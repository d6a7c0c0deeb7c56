//! What a viewer prefers, kept in a cookie without any account: larger text (长辈模式).

use std::sync::Arc;

use axum::Extension;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};

use super::dress::Kit;
use super::form::{Form, ReadForm, Reader};
use super::page::Go;
use super::urls::Url;

crate::places! {
    /// Where the text size is chosen.
    TextSize = "/preferences/text-size";
}

/// The form in the footer.
#[derive(Debug)]
pub(super) struct TextSizeForm {
    large: bool,
    back: Option<Url>,
}

impl ReadForm for TextSizeForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let back = reader.fields().get("back").and_then(Url::local);
        let large = reader.choice("size", "字号", |size| match size {
            "large" => Some(true),
            "usual" => Some(false),
            _ => None,
        })?;
        Some(Self { large, back })
    }
}

/// `POST /preferences/text-size`: remembers the choice for a year and goes back. Needs no session token: it changes
/// nothing but the look of this browser.
pub(super) async fn set_text_size(Extension(kit): Extension<Arc<Kit>>, form: Form<TextSizeForm>) -> Response {
    let home = kit.settings().home.clone();
    let (large, back) = match form.read {
        Ok(TextSizeForm { large, back }) => (large, back.unwrap_or(home)),
        Err(_) => (false, home),
    };
    let (size, seconds) = if large {
        ("large", 31_536_000)
    } else {
        ("usual", 0)
    };
    let secure = if kit.settings().secure { "; Secure" } else { "" };
    let cookie = format!("text-size={size}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}");
    ([(header::SET_COOKIE, cookie)], Go::to(back)).into_response()
}

/// Whether the viewer chose larger text.
pub(super) fn wants_large_text(headers: &HeaderMap) -> bool {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .any(|cookie| cookie.trim() == "text-size=large")
}
