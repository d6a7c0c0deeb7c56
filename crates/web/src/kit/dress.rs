//! The outermost middleware: gives each request an id, catches what went wrong, puts the frame around pages and the
//! security headers on everything.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Router, middleware};
use data_encoding::BASE32_NOPAD;
use kernel::Entropy;
use tracing::Instrument as _;

use super::fault::Fault;
use super::page::{DemoBar, Layout, Page, Viewer};
use super::preferences::{self, TextSize};
use super::urls::Url;
use super::{assets, guard, session};

/// What the kit is told by the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Shows `/style` and other help for developers.
    pub development: bool,
    /// The address people type, e.g. `https://zc.example.gov.cn`. Without it, the `Host` of a request counts.
    pub public_origin: Option<String>,
    /// The proxies in front of us, which are believed when they name the client (`X-Forwarded-For`).
    pub proxies: Vec<IpAddr>,
    /// Served over TLS: cookies are `Secure`, browsers are told to stay with it.
    pub secure: bool,
    /// The most one upload form may carry.
    pub upload_most_bytes: u64,
    /// The most any other form may carry.
    pub form_most_bytes: u64,
    /// After how long a request is given up.
    pub timeout_ms: u64,
    /// The home page.
    pub home: Url,
    /// The sign-in page; `then` is added to it.
    pub sign_in: Url,
    /// The bar of a demonstration.
    pub demo: Option<DemoBar>,
}

impl Settings {
    /// The defaults: 20 MB for uploads, 1 MB for other forms, 30 seconds.
    pub fn new(home: impl Into<Url>, sign_in: impl Into<Url>) -> Self {
        Self {
            development: false,
            public_origin: None,
            proxies: Vec::new(),
            secure: true,
            upload_most_bytes: 20 << 20,
            form_most_bytes: 1 << 20,
            timeout_ms: 30_000,
            home: home.into(),
            sign_in: sign_in.into(),
            demo: None,
        }
    }
}

/// What the middleware shares.
pub struct Kit {
    settings: Settings,
    entropy: Mutex<Box<dyn Entropy>>,
}

impl Kit {
    /// A kit with its settings and its source of chance, from which request ids are made.
    pub fn new(settings: Settings, entropy: impl Entropy + 'static) -> Arc<Self> {
        Arc::new(Self {
            settings,
            entropy: Mutex::new(Box::new(entropy)),
        })
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn request_id(&self) -> RequestId {
        let mut bytes = [0; 5];
        self.entropy
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill(&mut bytes);
        let text = BASE32_NOPAD.encode(&bytes);
        RequestId(format!("{}-{}", &text[..4], &text[4..]))
    }

    /// Puts the kit around a router: assets, preferences, headers, limits, frames and error pages.
    pub fn around(self: &Arc<Self>, router: Router) -> Router {
        use super::urls::Place as _;
        router
            .route(assets::AssetPlace::PATTERN, axum::routing::get(assets::get))
            .route(TextSize::PATTERN, axum::routing::post(preferences::set_text_size))
            .layer(middleware::from_fn_with_state(Arc::clone(self), guard::limit))
            .layer(middleware::from_fn_with_state(Arc::clone(self), guard::same_site))
            .layer(middleware::from_fn_with_state(Arc::clone(self), dress))
            .layer(axum::Extension(Arc::clone(self)))
            .layer(axum::extract::DefaultBodyLimit::disable())
    }
}

/// A short id for one request, which people can read out on the telephone: `7KQ2-M4XA`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

async fn dress(State(kit): State<Arc<Kit>>, mut request: Request, next: Next) -> Response {
    let id = kit.request_id();
    let here = request
        .uri()
        .path_and_query()
        .map_or("/", |here| here.as_str())
        .to_owned();
    let large_text = preferences::wants_large_text(request.headers());
    let span = tracing::info_span!("request", id = id.as_str(), method = %request.method(), path = request.uri().path());
    request.extensions_mut().insert(id.clone());

    // A task of its own: a panic ends the task and not the connection, and a browser that goes away does not
    // cut a change in half.
    let work = tokio::spawn(next.run(request).instrument(span.clone()));
    let patience = std::time::Duration::from_millis(kit.settings.timeout_ms);
    let mut response = match tokio::time::timeout(patience, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            span.in_scope(|| tracing::error!(%panic, "a request ended in a panic"));
            Fault::Internal.into_response()
        }
        Err(_) => {
            span.in_scope(|| tracing::warn!("a request took too long"));
            Fault::Unavailable.into_response()
        }
    };

    let viewer = response.extensions_mut().remove::<Viewer>();
    let Some(mut page) = page_of(&kit, &id, &here, &mut response) else {
        secure(&kit.settings, response.headers_mut(), false);
        return response;
    };
    let viewer = page.viewer.take().or(viewer).unwrap_or_else(Viewer::unknown);
    let layout = Layout {
        page: &page,
        viewer: &viewer,
        demo: kit.settings.demo.as_ref(),
        large_text,
        here: &here,
        home: kit.settings.home.clone(),
        text_size: TextSize.into(),
    };
    framed(&kit.settings, &layout, response)
}

/// The page in a response: one that a handler made, or the error page of what went wrong.
fn page_of(kit: &Kit, id: &RequestId, here: &str, response: &mut Response) -> Option<Page> {
    if let Some(page) = response.extensions_mut().remove::<Page>() {
        return Some(page);
    }
    let fault = match response.extensions_mut().remove::<Fault>() {
        Some(Fault::SignInFirst { then }) => {
            let url = kit.settings.sign_in.clone();
            let url = match then {
                Some(then) => url.with("then", then),
                None => url,
            };
            *response = Redirect::to(url.as_str()).into_response();
            return None;
        }
        Some(fault) => fault,
        None if is_bare_error(response) => Fault::from_status(response.status()),
        None => return None,
    };
    if fault.status().is_server_error() {
        tracing::error!(id = id.as_str(), here, ?fault, "a request failed");
    }
    Some(fault.page(id.as_str(), kit.settings.home.clone()))
}

/// An error of the router or an extractor, which has plain text or nothing for a person to read.
fn is_bare_error(response: &Response) -> bool {
    let status = response.status();
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    let plain = kind.is_none_or(|kind| kind.starts_with(b"text/plain"));
    (status.is_client_error() || status.is_server_error()) && plain
}

fn framed(settings: &Settings, layout: &Layout<'_>, mut response: Response) -> Response {
    use askama::Template as _;
    let (status, html) = match layout.render() {
        Ok(html) => (layout.page.status, html),
        Err(error) => {
            tracing::error!(%error, "a page could not be drawn");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                String::from("系统出了问题，请稍后重试。"),
            )
        }
    };
    *response.status_mut() = status;
    *response.body_mut() = Body::from(html);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    let kept = layout
        .page
        .head
        .kept_seconds()
        .filter(|_| !layout.viewer.is_signed_in() && status == StatusCode::OK);
    if let Some(Ok(value)) = kept.map(|seconds| HeaderValue::try_from(format!("public, max-age={seconds}"))) {
        headers.insert(header::CACHE_CONTROL, value);
        headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    }
    if layout.viewer.has_said() {
        headers.append(header::SET_COOKIE, session::forget_said());
    }
    secure(settings, headers, layout.page.head.runs_wasm());
    response
}

/// The headers every response carries. What a response set itself (a download's sandbox) stays.
fn secure(settings: &Settings, headers: &mut HeaderMap, wasm: bool) {
    let policy = if wasm { POLICY_WITH_WASM } else { POLICY };
    let usual = [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in usual {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if settings.secure {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
}

/// Nothing but our own files; no inline script or style; nobody may frame us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const POLICY_WITH_WASM: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                                img-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; \
                                base-uri 'none'; frame-ancestors 'none'";
/// The camera is for reading a certificate's QR code; nothing else of the device is ours to use.
const PERMISSIONS: &str =
    "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()";
