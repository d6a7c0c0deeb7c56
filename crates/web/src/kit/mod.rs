//! The kit every page is made of: components, forms, frame, addresses, assets and the middleware around them.
//!
//! `docs/recipes/page.md` shows how a page is added; `/style` (in development) shows every component in every state.

pub mod app;
pub mod assets;
pub mod ballot;
pub mod chart;
pub mod client;
pub mod count;
pub mod download;
mod dress;
pub mod explained;
pub mod export;
pub mod fault;
pub mod fields;
pub mod form;
pub mod form_page;
pub mod forms;
mod guard;
pub mod html;
pub mod inputs;
pub mod limit;
pub mod lists;
pub mod page;
pub mod preferences;
pub mod routes;
pub mod session;
pub mod table;
pub mod timeline;
pub mod upload;
pub mod urls;
pub mod words;

pub use app::{App, Setup};
pub use dress::{Kit, RequestId, Settings};
pub use fault::Fault;
pub use form::{Form, FormState, FormToken, Query, ReadForm, Reader};
pub use form_page::{FormPage, FormPart};
pub use html::Html;
pub use page::{Content, Go, Head, Page, Viewer};
pub use routes::Routes;
pub use session::{SessionSpan, SignedIn, Visitor};
