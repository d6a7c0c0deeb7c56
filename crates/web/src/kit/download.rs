//! Files that go out: as an attachment under their own name, in a sandbox, never guessed at by the browser.

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::urls::Encoded;

/// A file for a person to keep.
#[derive(Clone, Debug)]
pub struct Download {
    name: String,
    media_type: &'static str,
    content: Bytes,
}

impl Download {
    /// A file with its name and the media type we judged, never the one a sender declared.
    pub fn new(name: impl Into<String>, media_type: &'static str, content: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            media_type,
            content: content.into(),
        }
    }

    /// `attachment; filename="…"; filename*=UTF-8''…` (RFC 6266): an ASCII name for old programs, the real one beside it.
    fn disposition(&self) -> String {
        let ascii: String = self
            .name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let encoded = Encoded(&self.name);
        format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
    }
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let disposition =
            HeaderValue::try_from(self.disposition()).unwrap_or(HeaderValue::from_static("attachment"));
        let mut response = Response::new(Body::from(self.content));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::CONTENT_DISPOSITION, disposition);
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        let sandbox = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, sandbox);
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_out_as_an_attachment_in_a_sandbox() {
        let name = "论文\"\r\nSet-Cookie: a=b.pdf";
        let response = Download::new(name, "application/pdf", &b"%PDF"[..]).into_response();
        let header = |name: header::HeaderName| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            header(header::CONTENT_DISPOSITION),
            "attachment; filename=\"_____Set-Cookie_ a_b.pdf\"; filename*=UTF-8''%E8%AE%BA%E6%96%87%22%0D%0ASet-Cookie%3A%20a%3Db.pdf"
        );
        assert!(header(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
        assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(header(header::CACHE_CONTROL), "private, no-store");
        assert_eq!(response.headers().get(header::SET_COOKIE), None);
    }
}
