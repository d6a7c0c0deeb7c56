//! The areas of a title review: types, states, transitions and checks.
//!
//! Everything here is pure: state + facts + policy in, a new state or a refusal out. No clock, no SQL, no HTTP.

pub mod accounts;
mod changed;

pub use changed::{Changed, Event};
