//! Review meetings, from the opening request to the sealed result.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a wrong set-up should stop the test where it is"
)]

#[path = "../round/mod.rs"]
mod round;

mod draw;
mod opening;
mod paper;
mod session;
mod tellers;
mod vote;
