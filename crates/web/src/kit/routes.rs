//! The routes of the areas, with a list of their patterns: an axum router does not tell what it serves, and the tests
//! ask every route who may use it (`tests/web/permissions.toml`).

use axum::Router;
use axum::routing::MethodRouter;

use super::app::App;

/// Routes as an area gives them to the site.
#[derive(Debug, Default)]
pub struct Routes {
    router: Router<App>,
    patterns: Vec<&'static str>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a route by its [`PATTERN`](super::urls::Place::PATTERN).
    #[must_use]
    pub fn route(mut self, pattern: &'static str, methods: MethodRouter<App>) -> Self {
        self.router = self.router.route(pattern, methods);
        self.patterns.push(pattern);
        self
    }

    /// Adds the routes of another area.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.patterns.extend(other.patterns);
        self
    }

    /// The patterns, in the order in which they were added.
    pub fn patterns(&self) -> &[&'static str] {
        &self.patterns
    }

    /// The router over an application.
    pub fn over(self, app: App) -> Router {
        self.router.with_state(app)
    }
}
