//! Who is signed in: the session's cookie, its freshness, and the sentence the last change left behind.

use axum::extract::FromRequestParts;
use axum::http::header::{self, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use kernel::{Actor, PersonId, Seat, Timestamp};
use sha2::{Digest as _, Sha256};
use store::accounts::sessions::{self, Session};

use super::app::App;
use super::fault::Fault;
use super::form::FormToken;
use super::page::Said;
use super::urls::Url;

/// How long sessions live.
#[derive(Clone, Copy, Debug)]
pub struct SessionSpan {
    /// Without any request, a session ends after this long.
    pub idle_minutes: u32,
    /// However busy, a session ends after this long.
    pub longest_hours: u32,
}

impl Default for SessionSpan {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            longest_hours: 12,
        }
    }
}

impl SessionSpan {
    fn is_fresh(self, session: &Session, now: Timestamp) -> bool {
        let idle_ends = session.seen.plus_millis(i64::from(self.idle_minutes) * 60_000);
        let all_ends = session.started.plus_hours(i64::from(self.longest_hours));
        now < idle_ends && now < all_ends
    }

    /// The idle time in seconds, for the warning on the page.
    pub(super) fn idle_seconds(self) -> u32 {
        self.idle_minutes.saturating_mul(60)
    }
}

/// A signed-in person, acting in one seat. A handler that takes it is behind sign-in, and its form must carry the
/// session's token.
#[derive(Clone, Debug)]
pub struct SignedIn {
    session: Session,
    said: Option<Said>,
}

impl SignedIn {
    /// The person in their seat.
    pub fn actor(&self) -> Actor {
        Actor::Person {
            person: self.session.person,
            seat: self.session.seat,
        }
    }

    /// The person.
    pub fn person(&self) -> PersonId {
        self.session.person
    }

    /// The seat they act in.
    pub fn seat(&self) -> Seat {
        self.session.seat
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The token every form of the session carries.
    pub fn token(&self) -> FormToken {
        FormToken::new(&self.session.form_token)
    }

    pub(super) fn said(&self) -> Option<Said> {
        self.said.clone()
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        if let Some(who) = found(parts, app).await? {
            parts.extensions.insert(who.token());
            return Ok(who);
        }
        // Only what was asked for with GET can be asked for again after signing in.
        let asked = parts.uri.path_and_query().filter(|_| parts.method == Method::GET);
        Err(Fault::SignInFirst {
            then: asked.and_then(|asked| Url::local(asked.as_str())),
        })
    }
}

/// Anybody: signed in or not. For pages that need no account.
#[derive(Clone, Debug)]
pub struct Visitor(pub Option<SignedIn>);

impl FromRequestParts<App> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        Ok(Self(found(parts, app).await?))
    }
}

/// The fresh session of a request, if it has one; notes at most once a minute that it is in use.
async fn found(parts: &Parts, app: &App) -> Result<Option<SignedIn>, Fault> {
    let Some(token) = cookie(&parts.headers, app.session_cookie()).map(str::to_owned) else {
        return Ok(None);
    };
    let said = cookie(&parts.headers, SAID).map(str::to_owned);
    let span = app.span();
    app.work(move |house| {
        let now = house.clock().now();
        let session = house.read(|rx| {
            let Some(session) = sessions::find(rx, &token)? else {
                return Ok(None);
            };
            let held = store::accounts::holds_seat(rx, session.person, session.seat)?;
            Ok(Some(session).filter(|session| held && span.is_fresh(session, now)))
        })?;
        let Some(session) = session else {
            return Ok(None);
        };
        let said = said.and_then(|said| opened(&said, &session.form_token));
        let who = SignedIn { session, said };
        if now >= who.session.seen.plus_millis(60_000) {
            house.change(&who.actor(), |tx| sessions::touch(tx, &who.session.token_digest))?;
        }
        Ok(Some(who))
    })
    .await
}

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut cookies = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The cookie that begins a session in this browser.
pub(super) fn begun(name: &str, token: &str, secure: bool) -> HeaderValue {
    header_of(format!(
        "{name}={token}; Path=/; SameSite=Lax; HttpOnly{}",
        if secure { "; Secure" } else { "" }
    ))
}

/// The cookie that ends it.
pub(super) fn ended(name: &str, secure: bool) -> HeaderValue {
    header_of(format!(
        "{name}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly{}",
        if secure { "; Secure" } else { "" }
    ))
}

fn header_of(text: String) -> HeaderValue {
    // Names and tokens are ASCII of our own making.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// The cookie that carries what was done to the next page, for a minute. Only sentences sealed with the session's own
/// secret are shown, so that nobody can put words on our pages.
const SAID: &str = "said";

/// The cookie of a sentence.
pub(super) fn said(said: &Said, form_token: &str) -> HeaderValue {
    let text = BASE64URL_NOPAD.encode(said.0.as_bytes());
    let mark = mark_of(&text, form_token);
    header_of(format!(
        "{SAID}={mark}.{text}; Path=/; Max-Age=60; SameSite=Strict; HttpOnly"
    ))
}

/// The cookie that forgets it once it was shown.
pub(super) fn forget_said() -> HeaderValue {
    header_of(format!("{SAID}=; Path=/; Max-Age=0; SameSite=Strict; HttpOnly"))
}

fn opened(value: &str, form_token: &str) -> Option<Said> {
    let (mark, text) = value.split_once('.')?;
    if mark != mark_of(text, form_token) {
        return None;
    }
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    String::from_utf8(bytes).ok().map(Said)
}

fn mark_of(text: &str, form_token: &str) -> String {
    let digest = Sha256::new()
        .chain_update(form_token)
        .chain_update([0])
        .chain_update(text)
        .finalize();
    HEXLOWER.encode(&digest[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_sentences_are_shown_again() {
        let sentence = Said("补正通知已发出。".to_owned());
        let line = said(&sentence, "secret");
        let value = line
            .to_str()
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .strip_prefix("said=")
            .unwrap()
            .to_owned();
        assert_eq!(opened(&value, "secret"), Some(sentence));
        assert_eq!(opened(&value, "another session"), None);
        let forged = format!(
            "{}.{}",
            "0".repeat(32),
            BASE64URL_NOPAD.encode("请汇款".as_bytes())
        );
        assert_eq!(opened(&forged, "secret"), None);
        assert_eq!(opened("", "secret"), None);
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("xsession=1; session=2;said=a=b"),
        );
        assert_eq!(cookie(&headers, "session"), Some("2"));
        assert_eq!(cookie(&headers, "said"), Some("a=b"));
        assert_eq!(cookie(&headers, "sess"), None);
    }
}
