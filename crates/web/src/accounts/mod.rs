//! Signing in, choosing the seat to act in, messages.

pub mod inbox;
pub mod seats;
pub mod second_factor;
pub mod sign_in;
pub mod sign_out;
pub mod urls;

use axum::routing::{get, post};

use crate::kit::Routes;
use crate::kit::urls::Place as _;

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::SignIn::PATTERN, get(sign_in::get).post(sign_in::post))
        .route(urls::SignOut::PATTERN, post(sign_out::post))
        .route(urls::ExtendSession::PATTERN, post(sign_out::extend))
        .route(urls::Seats::PATTERN, get(seats::get).post(seats::post))
        .route(urls::Inbox::PATTERN, get(inbox::get))
}
