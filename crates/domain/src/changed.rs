//! What a decision gives back.

/// The new state and what happened, to be saved together.
///
/// What happened is journaled under the verb's name: ids, codes, numbers and digests only, no personal data and no
/// free text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a change that is not saved did not happen"]
pub struct Changed<S, E> {
    /// The new state.
    pub state: S,
    /// What happened.
    pub event: E,
}

impl<S, E> Changed<S, E> {
    /// Pairs a new state with what happened.
    pub const fn new(state: S, event: E) -> Self {
        Self { state, event }
    }
}
