//! `/style`: every component in every state, only in development. Looked at by people, by axe-core and by tests.

mod pages;
mod samples;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;

use crate::kit::urls::{Place as _, Url};
use crate::kit::words::{Link, Tabs};
use crate::kit::{Content, Fault, Head, Html, Page};

pub use pages::PAGES;
pub use samples::{Sheet, viewer};

crate::places! {
    /// The first sheet.
    Style = "/style";
    /// One sheet of components.
    StyleSheet { sheet: String } = "/style/{sheet}";
}

/// A component in one state, under a title.
#[derive(Clone, Debug)]
pub struct Specimen {
    title: &'static str,
    body: Html,
}

impl Specimen {
    /// A component with what it shows.
    pub fn new(title: &'static str, body: impl Into<Html>) -> Self {
        Self {
            title,
            body: body.into(),
        }
    }

    /// Title and component.
    pub fn into_parts(self) -> (&'static str, Html) {
        (self.title, self.body)
    }
}

#[derive(Template)]
#[template(path = "style/sheet.html")]
struct SheetPage {
    sheet: Sheet,
    tabs: Tabs,
    specimens: Vec<Specimen>,
}

impl Content for SheetPage {
    fn head(&self) -> Head {
        let head = Head::new(self.sheet.title())
            .crumb("首页", Style)
            .crumb("样式", Style)
            .section(Style);
        if matches!(self.sheet, Sheet::Tables | Sheet::Charts) {
            head.wide()
        } else {
            head
        }
    }
}

/// The page of one sheet.
pub fn page(sheet: Sheet) -> Page {
    let tabs = Sheet::ALL.into_iter().fold(Tabs::new("样式分类"), |tabs, other| {
        let url: Url = StyleSheet {
            sheet: other.code().to_owned(),
        }
        .into();
        tabs.tab(Link::new(other.title(), url), other == sheet)
    });
    Page::from(SheetPage {
        sheet,
        tabs,
        specimens: sheet.specimens(),
    })
    .seen_by(viewer())
}

/// The routes; added to the site only in development.
pub fn routes() -> Router {
    Router::new()
        .route(Style::PATTERN, get(|| async { page(Sheet::Words) }))
        .route(StyleSheet::PATTERN, get(sheet))
}

async fn sheet(Path(StyleSheet { sheet }): Path<StyleSheet>) -> Result<Page, Fault> {
    if let Some(fault) = samples::fault(&sheet) {
        return Err(fault);
    }
    if let Some(page) = pages::page(&sheet) {
        return Ok(page);
    }
    Sheet::ALL
        .into_iter()
        .find(|known| known.code() == sheet)
        .map(page)
        .ok_or(Fault::NotFound)
}
