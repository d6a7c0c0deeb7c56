//! Rows that many pages need and that seldom change, kept decoded beside the database.
//!
//! Each is kept with the version it was read at, and is used only where the database still names that version: a
//! change on any node is seen with the next unit of work. Only units of work that read fill and use it; one that
//! changes may still be undone, and its versions with it.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Values kept at most; beyond it everything is forgotten and read again.
const AT_MOST: usize = 256;

/// Decoded values by their keys.
pub(crate) struct Remembered<K, T>(RwLock<BTreeMap<K, (i64, Arc<T>)>>);

impl<K, T> Default for Remembered<K, T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K: Ord, T> Remembered<K, T> {
    /// The value of `key` as it was at `version`.
    pub(crate) fn get(&self, key: &K, version: i64) -> Option<Arc<T>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(key).filter(|(kept, _)| *kept == version);
        found.map(|(_, value)| Arc::clone(value))
    }

    pub(crate) fn put(&self, key: K, version: i64, value: &Arc<T>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= AT_MOST {
            known.clear();
        }
        known.insert(key, (version, Arc::clone(value)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_that_was_asked_for_is_answered() {
        let known = Remembered::default();
        known.put("plan", 3, &Arc::new("published"));
        assert_eq!(known.get(&"plan", 3).as_deref(), Some(&"published"));
        assert_eq!(known.get(&"plan", 2), None);
        assert_eq!(known.get(&"plan", 4), None);
        known.put("plan", 4, &Arc::new("closed"));
        assert_eq!(known.get(&"plan", 3), None);
        for number in 0..=AT_MOST {
            known.put(["a", "plan"][number % 2], 5, &Arc::new("again"));
        }
        assert!(known.0.read().unwrap().len() <= AT_MOST);
    }
}
