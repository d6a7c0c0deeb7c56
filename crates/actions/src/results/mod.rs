//! Confirmation of results.

pub mod confirm;
pub mod submit;
