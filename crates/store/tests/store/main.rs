//! The store on both databases: what is saved together, what is kept secret, what is noticed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop the test where it goes wrong"
)]

mod accounts;
mod files;
mod journal;
mod notices;
mod opening;
mod outbox;
mod schema;
mod sessions;
mod units;
