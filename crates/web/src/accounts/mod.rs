//! Signing in, choosing the seat to act in, messages.

pub mod account;
pub mod code;
pub mod inbox;
pub mod members;
pub mod password;
pub mod register;
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
        .route(
            urls::Registration::PATTERN,
            get(register::get).post(register::post),
        )
        .route(urls::Registered::PATTERN, get(register::received))
        .route(urls::Members::PATTERN, get(members::get).post(members::post))
        .route(urls::SignOut::PATTERN, post(sign_out::post))
        .route(urls::ExtendSession::PATTERN, post(sign_out::extend))
        .route(urls::Seats::PATTERN, get(seats::get).post(seats::post))
        .route(urls::Inbox::PATTERN, get(inbox::get).post(inbox::post))
        .route(
            urls::SecondFactor::PATTERN,
            get(second_factor::get).post(second_factor::post),
        )
        .route(urls::Account::PATTERN, get(account::get))
        .route(
            urls::ChangePassword::PATTERN,
            get(password::get).post(password::post),
        )
        .route(urls::CodePage::PATTERN, get(code::get).post(code::post))
        .route(urls::ConfirmCode::PATTERN, get(code::back).post(code::confirm))
        .route(urls::RemoveCode::PATTERN, get(code::back).post(code::remove))
}
