//! A visitor inside the process: requests go to the router, without a network between.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, kinds};
use store::House;
use tower::ServiceExt as _;

use crate::problem::Problem;

/// More than any page has.
const LARGEST_BYTES: usize = 16 << 20;

/// Somebody signed in, or nobody.
pub(super) struct Client {
    site: Router,
    session: Option<(String, String)>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) bytes: usize,
    pub(super) location: String,
    /// From the request to the last byte.
    pub(super) took: Duration,
}

/// A form's fields, or a file.
pub(super) enum Sent<'a> {
    Nothing,
    Fields(&'a [(&'a str, &'a str)]),
    File(&'a [u8]),
}

impl Client {
    /// Nobody in particular.
    pub(super) const fn anybody(site: Router) -> Self {
        Self { site, session: None }
    }

    /// A person, signed in without a password.
    pub(super) fn signed_in(site: Router, house: &House, actor: &Actor) -> Result<Self, Problem> {
        let Actor::Person { person, seat } = *actor else {
            return Err(Problem::Store(store::Error::NotFound));
        };
        let session = house.change(&Actor::Program, |tx| {
            let token = tx.new_id::<kinds::Session>().to_string();
            let form_token = tx.new_id::<kinds::Session>().to_string();
            store::accounts::sessions::begin(tx, &token, &form_token, person, seat)?;
            Ok((token, form_token))
        })?;
        Ok(Self {
            site,
            session: Some(session),
        })
    }

    /// Opens a page.
    pub(super) async fn open(&self, path: &str) -> Result<Answer, Problem> {
        self.ask("GET", path, &Sent::Nothing).await
    }

    /// Sends a form.
    pub(super) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Problem> {
        self.ask("POST", path, &Sent::Fields(fields)).await
    }

    /// Uploads a file.
    pub(super) async fn upload(&self, path: &str, content: &[u8]) -> Result<Answer, Problem> {
        self.ask("POST", path, &Sent::File(content)).await
    }

    async fn ask(&self, method: &str, path: &str, sent: &Sent<'_>) -> Result<Answer, Problem> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin");
        let mut form_token = "";
        if let Some((token, form)) = &self.session {
            request = request.header(header::COOKIE, format!("session={token}"));
            form_token = form;
        }
        let body = match sent {
            Sent::Nothing => Body::empty(),
            Sent::Fields(fields) => {
                request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                let mut text = format!("token={form_token}");
                for (name, value) in *fields {
                    text = format!("{text}&{name}={}", escaped(value));
                }
                Body::from(text)
            }
            Sent::File(content) => {
                request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
                Body::from(multipart(form_token, content))
            }
        };
        let request = request.body(body).map_err(|error| odd(error.to_string()))?;
        let before = Instant::now();
        let Ok(answer) = self.site.clone().oneshot(request).await;
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, LARGEST_BYTES)
            .await
            .map_err(|error| odd(error.to_string()))?;
        let took = before.elapsed();
        let location = parts.headers.get(header::LOCATION);
        Ok(Answer {
            status: parts.status,
            bytes: bytes.len(),
            location: location
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            took,
        })
    }
}

fn odd(text: String) -> Problem {
    Problem::System(std::io::Error::other(text))
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn multipart(token: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--edge\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"scan.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    body
}
