//! What is refused at the door: forms of other sites, and bodies that are too large.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, Limited};

use super::dress::Kit;
use super::fault::Fault;

/// Lets changing requests through only from our own pages.
///
/// `Sec-Fetch-Site` says it in every present browser; older ones send `Origin` with a POST. A request with neither
/// comes from no browser, and programs have the API.
pub(super) async fn same_site(State(kit): State<Arc<Kit>>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_same_site(request.headers(), kit.settings().public_origin.as_deref()) {
        next.run(request).await
    } else {
        Fault::CrossSite.into_response()
    }
}

fn is_same_site(headers: &HeaderMap, public_origin: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("broken"));
    let fetched_here = text("sec-fetch-site").map(|site| site == "same-origin");
    let sent_here = text("origin").map(|origin| match public_origin {
        Some(ours) => origin == ours,
        None => {
            let host = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"));
            host.is_some() && host == text("host")
        }
    });
    match (fetched_here, sent_here) {
        (None, None) => false,
        (fetched, sent) => fetched.unwrap_or(true) && sent.unwrap_or(true),
    }
}

/// Bounds the body: uploads by the upload limit, everything else by the form limit.
pub(super) async fn limit(State(kit): State<Arc<Kit>>, request: Request, next: Next) -> Response {
    let settings = kit.settings();
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .map_or(&b""[..], |kind| kind.as_bytes());
    let (most_bytes, is_upload) = if kind.starts_with(b"multipart/form-data") {
        // The fields and boundaries around the file need room too.
        (settings.upload_most_bytes + settings.form_most_bytes, true)
    } else {
        (settings.form_most_bytes, false)
    };
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let too_large = Fault::TooLarge {
        most_bytes: is_upload.then_some(settings.upload_most_bytes),
    };
    if announced.is_some_and(|announced| announced > most_bytes) {
        drain(request.into_body()).await;
        return too_large.into_response();
    }
    let most = usize::try_from(most_bytes).unwrap_or(usize::MAX);
    let response = next
        .run(request.map(|body| Body::new(Limited::new(body, most))))
        .await;
    // A body without an announced length runs into the limit while it is read.
    if response.extensions().get::<Fault>() == Some(&Fault::TooLarge { most_bytes: None }) {
        return too_large.into_response();
    }
    response
}

/// Reads and forgets a body for a while: a browser shows our page only after it could send what it has.
async fn drain(mut body: Body) {
    const MOST_BYTES: usize = 200 << 20;
    let read = async {
        let mut seen = 0;
        while let Some(Ok(frame)) = body.frame().await {
            seen += frame.data_ref().map_or(0, bytes::Bytes::len);
            if seen > MOST_BYTES {
                break;
            }
        }
    };
    // When the time is over the connection is closed all the same.
    let _ = tokio::time::timeout(Duration::from_secs(20), read).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_change_anything() {
        let host = ("host", "zc.example");
        let ours = [
            vec![host, ("sec-fetch-site", "same-origin")],
            vec![host, ("origin", "https://zc.example")],
            vec![
                host,
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://zc.example"),
            ],
        ];
        for sent in ours {
            assert!(is_same_site(&headers(&sent), None), "{sent:?}");
        }
        let others = [
            vec![host],
            vec![host, ("sec-fetch-site", "cross-site")],
            vec![
                host,
                ("sec-fetch-site", "same-site"),
                ("origin", "https://zc.example"),
            ],
            vec![host, ("sec-fetch-site", "none")],
            vec![host, ("origin", "null")],
            vec![host, ("origin", "https://evil.example")],
            vec![host, ("origin", "https://zc.example.evil.example")],
            vec![
                host,
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://evil.example"),
            ],
        ];
        for sent in others {
            assert!(!is_same_site(&headers(&sent), None), "{sent:?}");
        }
    }

    #[test]
    fn a_configured_address_counts_more_than_the_host() {
        let sent = headers(&[("host", "10.0.0.7:8080"), ("origin", "https://zc.example")]);
        assert!(is_same_site(&sent, Some("https://zc.example")));
        assert!(!is_same_site(&sent, Some("https://other.example")));
        assert!(!is_same_site(&sent, None));
    }
}
