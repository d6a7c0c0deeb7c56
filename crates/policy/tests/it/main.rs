//! The packs of the project, asked as the rest of the program asks them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may stop the test"
)]
#![allow(unreachable_pub, reason = "one test binary, nothing is exported")]

mod checker;
mod committee;
mod common;
mod compare;
mod decisions;
mod faults;
mod inquiry;
mod packs;
mod panel;
mod round;
mod worked;
