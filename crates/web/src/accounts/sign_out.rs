//! Signing out, and staying signed in.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::home::Home;
use crate::kit::{App, Fault, Form, Go, ReadForm, Reader, SignedIn};

/// A form without fields of its own; its token is checked with every form of a session.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl ReadForm for Nothing {
    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
}

/// `POST /sign-out`: ends the session here and in the store.
///
/// # Errors
/// The database is unavailable.
pub async fn post(app: App, who: SignedIn, _: Form<Nothing>) -> Result<Response, Fault> {
    app.work(move |house| {
        let session = who.session();
        Ok(house.change(&who.actor(), |tx| {
            actions::accounts::sign_out::sign_out(tx, session)
        })?)
    })
    .await?;
    Ok(([(header::SET_COOKIE, app.end_session())], Go::to(Home)).into_response())
}

/// `POST /session/extend`: any request keeps a session alive; this one does nothing else.
pub async fn extend(_: SignedIn, _: Form<Nothing>) -> StatusCode {
    StatusCode::NO_CONTENT
}
