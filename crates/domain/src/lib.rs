//! The areas of a title review: types, states, transitions and checks.
//!
//! Everything here is pure: state + facts + policy in, a new state or a refusal out. No clock, no SQL, no HTTP.

pub mod accounts;
pub mod applications;
pub mod certificates;
mod changed;
pub mod committees;
pub mod dossier;
pub mod fees;
pub mod integrity;
mod laws;
pub mod meetings;
pub mod packs;
pub mod panel;
pub mod plans;
pub mod posts;
pub mod publicity;
pub mod results;

pub use changed::Changed;
pub use laws::refuse;
