//! The demonstration's own page: which accounts there are, and the clock that a visitor moves by days.

mod cashier;

use std::fmt;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use kernel::Clock;

pub use cashier::{Cashier, CashierPlace};

use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::urls::Place as _;
use crate::kit::{Content, Form, FormState, Go, Head, Page, ReadForm, Reader, Viewer};

crate::places! {
    /// The demonstration's page.
    DemoPlace = "/demo";
}

const MILLIS_PER_DAY: i64 = 86_400_000;
/// A visitor moves at most half a year at once.
const MOST_DAYS: i64 = 183;

/// A clock that a visitor may move forward.
pub trait MovableClock: Clock {
    /// Moves it forward.
    fn advance_millis(&self, millis: i64);
}

impl MovableClock for kernel::FixedClock {
    fn advance_millis(&self, millis: i64) {
        Self::advance_millis(self, millis);
    }
}

/// What the demonstration offers.
#[derive(Clone)]
pub struct Demo(Arc<Inner>);

struct Inner {
    clock: Arc<dyn MovableClock>,
    sign_ins: Vec<(String, String)>,
    password: &'static str,
    cashier: Option<Cashier>,
}

impl fmt::Debug for Demo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Demo")
    }
}

impl Demo {
    /// A demonstration on `clock` with accounts that share `password`.
    pub fn new(
        clock: Arc<dyn MovableClock>,
        sign_ins: Vec<(String, String)>,
        password: &'static str,
    ) -> Self {
        Self(Arc::new(Inner {
            clock,
            sign_ins,
            password,
            cashier: None,
        }))
    }

    /// The same with a payment gateway's cashier that takes no money.
    #[must_use]
    pub fn with_cashier(self, cashier: Cashier) -> Self {
        let inner = &self.0;
        Self(Arc::new(Inner {
            clock: Arc::clone(&inner.clock),
            sign_ins: inner.sign_ins.clone(),
            password: inner.password,
            cashier: Some(cashier),
        }))
    }
}

/// The routes of the demonstration.
pub fn routes(demo: Demo) -> Router {
    let cashier = demo.0.cashier.clone().map(cashier::routes).unwrap_or_default();
    Router::new()
        .route(DemoPlace::PATTERN, get(show).post(advance))
        .with_state(demo)
        .merge(cashier)
}

/// How many days to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(i64);

impl ReadForm for Days {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let days = reader.text("days", "天数", 3)?;
        days.parse()
            .ok()
            .filter(|days| (1..=MOST_DAYS).contains(days))
            .map(Self)
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "demo/demo.html")]
struct DemoPage {
    errors: ErrorSummary,
    today: String,
    steps: Vec<(PostForm, i64, Buttons)>,
    sign_ins: Vec<(String, String)>,
    password: &'static str,
}

impl Content for DemoPage {
    fn head(&self) -> Head {
        Head::new("演示说明")
    }
}

async fn show(State(demo): State<Demo>) -> Response {
    page(&demo, &FormState::blank()).into_response()
}

fn page(demo: &Demo, state: &FormState) -> Page {
    let step = |(days, label): (i64, &str)| {
        let buttons = Buttons::new([Button::submit(label)]);
        (PostForm::public(DemoPlace), days, buttons)
    };
    let steps = [(1, "前进1天"), (7, "前进7天"), (30, "前进30天")];
    let page = DemoPage {
        errors: ErrorSummary::of(state),
        today: demo.0.clock.now().minute_text(),
        steps: steps.into_iter().map(step).collect(),
        sign_ins: demo.0.sign_ins.clone(),
        password: demo.0.password,
    };
    Page::from(page).seen_by(Viewer::public(
        crate::navigation(None),
        crate::accounts::urls::SignIn,
    ))
}

async fn advance(State(demo): State<Demo>, form: Form<Days>) -> Response {
    match form.read {
        Ok(Days(days)) => {
            demo.0.clock.advance_millis(days * MILLIS_PER_DAY);
            Go::to(DemoPlace).into_response()
        }
        Err(refusals) => page(&demo, &FormState::refused(form.fields, &refusals)).into_response(),
    }
}
