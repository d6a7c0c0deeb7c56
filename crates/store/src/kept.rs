//! A stored thing with the version it was read at.

use core::ops::Deref;

/// A thing as read, with the version that a save of it must still meet; otherwise the save is [`crate::Error::Stale`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    value: T,
    version: i64,
}

impl<T> Kept<T> {
    pub(crate) const fn read(value: T, version: i64) -> Self {
        Self { value, version }
    }

    pub(crate) const fn version(&self) -> i64 {
        self.version
    }

    /// The thing itself.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The next state of the same thing, still to be saved.
    ///
    /// # Errors
    /// What `decide` refuses.
    pub fn decide<E>(self, decide: impl FnOnce(T) -> Result<T, E>) -> Result<Self, E> {
        Ok(Self {
            value: decide(self.value)?,
            version: self.version,
        })
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
