//! Rules as data: the calculator and the library for everybody.

mod answers;
mod areas;
mod ask;
mod changes;
mod chosen;
mod instrument;
mod shelf;
pub mod urls;
mod ways;

use axum::routing::get;

use crate::kit::Routes;
use crate::kit::urls::Place as _;

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Eligibility::PATTERN, get(ask::get))
        .route(urls::Policies::PATTERN, get(shelf::get))
        .route(urls::Policy::PATTERN, get(instrument::get))
        .route(urls::PolicyChanges::PATTERN, get(changes::get))
}
