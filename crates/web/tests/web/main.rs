//! The pages as a browser meets them, in process.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stop the test where it goes wrong"
)]

mod accounts;
mod applications;
mod browser;
mod committees;
mod desk;
mod dossier;
mod home;
mod kit;
mod line;
mod meetings;
mod panel;
mod permissions;
mod plans;
mod publicity;
mod results;
mod round;
mod style;
mod whole_line;
