//! A page: its head, its content, and the frame around it.
//!
//! A handler returns a [`Page`]; the outermost middleware (`kit::dress`) puts the frame around it, because only
//! there viewer, preferences and request id are all known.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Clock;

use super::assets;
use super::form::FormToken;
use super::html::Html;
use super::urls::Url;
use super::words::{Banner, Link};

/// What a page says about itself.
#[derive(Clone, Debug)]
pub struct Head {
    title: String,
    refused: bool,
    section: Option<Url>,
    crumbs: Vec<Link>,
    back: Option<Link>,
    wide: bool,
    scripts: Vec<&'static str>,
    wasm: bool,
    public_seconds: Option<u32>,
}

impl Head {
    /// A page with its title, the same words as its `h1`.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            refused: false,
            section: None,
            crumbs: Vec::new(),
            back: None,
            wide: false,
            scripts: Vec::new(),
            wasm: false,
            public_seconds: None,
        }
    }

    /// Puts `错误：` before the title when the form was refused.
    #[must_use]
    pub fn refused(mut self, refused: bool) -> Self {
        self.refused = refused;
        self
    }

    /// The entry of the main navigation the page belongs to.
    #[must_use]
    pub fn section(mut self, section: impl Into<Url>) -> Self {
        self.section = Some(section.into());
        self
    }

    /// Adds a step of the way here, from the home page down; without the page itself.
    #[must_use]
    pub fn crumb(mut self, text: impl Into<String>, url: impl Into<Url>) -> Self {
        self.crumbs.push(Link::new(text, url));
        self
    }

    /// A way back, for pages of a longer task.
    #[must_use]
    pub fn back(mut self, text: impl Into<String>, url: impl Into<Url>) -> Self {
        self.back = Some(Link::new(text, url));
        self
    }

    /// Uses the whole width: lists and boards.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Loads a further script module by its plain asset name.
    #[must_use]
    pub fn script(mut self, name: &'static str) -> Self {
        self.scripts.push(name);
        self
    }

    /// The page runs WebAssembly: ballot and certificate check only.
    #[must_use]
    pub fn wasm(mut self) -> Self {
        self.wasm = true;
        self
    }

    /// Anybody may keep the page for some seconds; only for pages that look the same to everyone. Ignored for the
    /// signed-in.
    #[must_use]
    pub fn public_seconds(mut self, seconds: u32) -> Self {
        self.public_seconds = Some(seconds);
        self
    }

    /// Whether the page runs WebAssembly.
    pub(super) fn runs_wasm(&self) -> bool {
        self.wasm
    }

    /// How long anybody may keep it.
    pub(super) fn kept_seconds(&self) -> Option<u32> {
        self.public_seconds
    }
}

/// The content of a page: a template that knows its head.
pub trait Content: Template {
    /// Title, way here, width.
    fn head(&self) -> Head;
}

/// A page without its frame. Returned by handlers.
#[derive(Clone, Debug)]
pub struct Page {
    pub(super) status: StatusCode,
    pub(super) head: Head,
    pub(super) body: Html,
    pub(super) viewer: Option<Viewer>,
}

impl<C: Content> From<C> for Page {
    fn from(content: C) -> Self {
        Self {
            status: StatusCode::OK,
            head: content.head(),
            body: content.into(),
            viewer: None,
        }
    }
}

impl Page {
    /// A page of a head and its body.
    pub fn new(head: Head, body: impl Into<Html>) -> Self {
        Self {
            status: StatusCode::OK,
            head,
            body: body.into(),
            viewer: None,
        }
    }

    /// Another status than 200: 422 for a refused form.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Who looks at it.
    #[must_use]
    pub fn seen_by(mut self, viewer: Viewer) -> Self {
        self.viewer = Some(viewer);
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// After a change: go to another page, which says once what was done.
#[derive(Clone, Debug)]
pub struct Go {
    url: Url,
    said: Option<Said>,
}

/// What the next page says once, e.g. `补正通知已发出。`. The session keeps it until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said(pub String);

impl Go {
    /// To an address.
    pub fn to(url: impl Into<Url>) -> Self {
        Self {
            url: url.into(),
            said: None,
        }
    }

    /// And says what was done.
    #[must_use]
    pub fn saying(mut self, sentence: impl Into<String>) -> Self {
        self.said = Some(Said(sentence.into()));
        self
    }
}

impl Go {
    pub(super) fn said(&self) -> Option<&Said> {
        self.said.as_ref()
    }
}

impl IntoResponse for Go {
    fn into_response(self) -> Response {
        let location = [(axum::http::header::LOCATION, self.url.to_string())];
        (StatusCode::SEE_OTHER, location).into_response()
    }
}

/// An entry of the main navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    link: Link,
    count: Option<u64>,
}

impl NavItem {
    /// An entry.
    pub fn new(text: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            link: Link::new(text, url),
            count: None,
        }
    }

    /// The number of things waiting there.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = (count > 0).then_some(count);
        self
    }
}

/// What the header shows of a signed-in person.
#[derive(Clone, Debug)]
pub struct SignedInView {
    /// 姓名.
    pub name: String,
    /// The role they act in, in Chinese.
    pub role: String,
    /// The office they act for.
    pub office: String,
    /// Where their account is.
    pub account: Url,
    /// Where they change the office, if they have more than one seat.
    pub switch: Option<Url>,
    /// Where their messages are.
    pub inbox: Url,
    /// How many messages are unread.
    pub unread: u64,
    /// Where the sign-out form goes.
    pub sign_out: Url,
    /// The token of the session, for the forms of the frame.
    pub token: FormToken,
    /// After how many idle seconds the session ends.
    pub idle_seconds: u32,
    /// Where the session is extended.
    pub extend: Url,
}

/// Who looks at a page, as far as the frame needs to know.
#[derive(Clone, Debug)]
pub struct Viewer {
    person: Option<SignedInView>,
    sign_in: Option<Url>,
    nav: Vec<NavItem>,
    said: Option<Said>,
}

impl Viewer {
    /// Somebody who has not signed in.
    pub fn public(nav: impl Into<Vec<NavItem>>, sign_in: impl Into<Url>) -> Self {
        Self {
            person: None,
            sign_in: Some(sign_in.into()),
            nav: nav.into(),
            said: None,
        }
    }

    /// A signed-in person.
    pub fn signed_in(person: SignedInView, nav: impl Into<Vec<NavItem>>) -> Self {
        Self {
            person: Some(person),
            sign_in: None,
            nav: nav.into(),
            said: None,
        }
    }

    /// Nobody known: an error page before the session was looked at.
    pub fn unknown() -> Self {
        Self {
            person: None,
            sign_in: None,
            nav: Vec::new(),
            said: None,
        }
    }

    /// What the last change said.
    #[must_use]
    pub fn said(mut self, said: Option<Said>) -> Self {
        self.said = said;
        self
    }

    pub(super) fn has_said(&self) -> bool {
        self.said.is_some()
    }

    pub(super) fn is_signed_in(&self) -> bool {
        self.person.is_some()
    }
}

/// The bar above everything in a demonstration: the day it plays on, and that nothing is real.
#[derive(Clone)]
pub struct DemoBar {
    /// The demonstration's clock, which its visitors move.
    pub clock: Arc<dyn Clock>,
    /// Where day and person are changed.
    pub url: Option<Link>,
}

impl std::fmt::Debug for DemoBar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DemoBar")
    }
}

impl DemoBar {
    fn sentence(&self) -> String {
        format!("演示系统，内容均为虚构。今天是 {}。", self.clock.today())
    }
}

/// The whole document.
#[derive(Template)]
#[template(path = "kit/layout.html")]
pub(super) struct Layout<'a> {
    pub(super) page: &'a Page,
    pub(super) viewer: &'a Viewer,
    pub(super) demo: Option<&'a DemoBar>,
    pub(super) large_text: bool,
    pub(super) here: &'a str,
    pub(super) home: Url,
    pub(super) text_size: Url,
}

impl Layout<'_> {
    fn asset(&self, name: &str) -> Url {
        assets::url(name)
    }

    fn is_current(&self, item: &NavItem) -> bool {
        self.page.head.section.as_ref() == Some(&item.link.url)
    }

    fn said(&self) -> Option<Banner> {
        self.viewer
            .said
            .as_ref()
            .map(|said| Banner::done(&said.0).id("said"))
    }
}
