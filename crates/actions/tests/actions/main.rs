//! The verbs on both databases: given a state, when a verb, then a state, a journal entry and messages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop the test where it goes wrong"
)]

mod accounts;
mod packs;
mod plans;
