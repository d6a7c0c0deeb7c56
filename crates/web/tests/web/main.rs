//! The pages as a browser meets them, in process.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stop the test where it goes wrong"
)]

mod accounts;
mod applications;
mod browser;
mod certificates;
mod committees;
mod desk;
mod dossier;
mod fees;
mod home;
mod integrity;
mod kit;
mod line;
mod meetings;
mod outcomes;
mod packs;
mod panel;
mod permissions;
mod plans;
mod posts;
mod publicity;
mod results;
#[path = "../../../actions/tests/round/mod.rs"]
mod review;
mod round;
mod style;
mod tellers;
mod whole_line;
