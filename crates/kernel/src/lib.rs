//! The ground floor: what every other crate speaks in.
