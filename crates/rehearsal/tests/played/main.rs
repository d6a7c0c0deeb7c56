//! Cases played through the actions to where a rule decides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it goes wrong"
)]

mod refusals;
mod scene;
mod vetting;
mod worked;
