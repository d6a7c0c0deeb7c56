//! Names to places, looked up once for every fact of every question.

use core::hash::{BuildHasherDefault, Hasher};
use std::collections::HashMap;

/// Places by name. The names come from packs, so nobody chooses them to collide.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<String, usize, BuildHasherDefault<Folded>>);

impl Names {
    pub(crate) fn get(&self, name: &str) -> Option<&usize> {
        self.0.get(name)
    }
}

impl<'n> FromIterator<&'n str> for Names {
    /// Each name with its place in the order given.
    fn from_iter<I: IntoIterator<Item = &'n str>>(names: I) -> Self {
        let places = names.into_iter().enumerate();
        Self(places.map(|(at, name)| (name.to_owned(), at)).collect())
    }
}

/// Folds a name into one word: its first eight bytes, its last eight, and its length tell the names of a pack apart.
#[derive(Debug, Default)]
struct Folded(u64);

impl Folded {
    fn fold(&mut self, word: u64) {
        // An odd constant with its bits well spread: 2^64 divided by the golden ratio.
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            self.fold(u64::from_le_bytes(*first));
            self.fold(u64::from_le_bytes(*last));
        } else {
            let bytes = bytes.iter().map(|byte| u64::from(*byte));
            self.fold(bytes.fold(0, |word, byte| word << 8 | byte));
        }
        self.fold(bytes.len() as u64);
    }

    fn write_u8(&mut self, _: u8) {
        // The mark at the end of a `str`; the length says as much.
    }

    fn finish(&self) -> u64 {
        // The table takes its place from the low bits and its mark from the high ones.
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_place() {
        let names: Names = ["学历", "学位", "专技年限", ""].into_iter().collect();
        assert_eq!(names.get("学位"), Some(&1));
        assert_eq!(names.get("专技年限"), Some(&2));
        assert_eq!(names.get(""), Some(&3));
        assert_eq!(names.get("学"), None);
    }
}
