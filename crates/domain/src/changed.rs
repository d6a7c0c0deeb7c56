//! What a decision gives back.

use serde::Serialize;

/// Something that happened, as the journal keeps it: ids, codes and digests only, no personal data, no free text.
pub trait Event: Serialize {
    /// `area.verb`, the name under which it is journaled.
    const KIND: &'static str;
}

/// The new state and what happened; to be saved together.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a change that is not saved did not happen"]
pub struct Changed<S, E> {
    /// The new state.
    pub state: S,
    /// What happened.
    pub event: E,
}

impl<S, E: Event> Changed<S, E> {
    /// Pairs a new state with what happened.
    pub const fn new(state: S, event: E) -> Self {
        Self { state, event }
    }
}
