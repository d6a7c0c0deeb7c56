//! One way to turn values into bytes for hashing, so that a program in another language can do the same.
//!
//! `tagged(domain, parts)` is SHA-256 over the domain and the parts, each preceded by its length in bytes as a
//! 32-bit big-endian number. `keyed` is HMAC-SHA-256 over the same bytes.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 digest; 64 lower-case hexadecimal characters in JSON and in print.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        array(deserializer).map(Self)
    }
}

/// Reads exactly `N` bytes from lower-case hexadecimal text.
pub(crate) fn array<'de, D: Deserializer<'de>, const N: usize>(deserializer: D) -> Result<[u8; N], D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes = data_encoding::HEXLOWER
        .decode(text.as_bytes())
        .map_err(serde::de::Error::custom)?;
    <[u8; N]>::try_from(bytes).map_err(|_| serde::de::Error::custom(format!("expected {N} bytes")))
}

fn framed(domain: &str, parts: &[&[u8]], mut eat: impl FnMut(&[u8])) {
    for part in std::iter::once(domain.as_bytes()).chain(parts.iter().copied()) {
        eat(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        eat(part);
    }
}

/// SHA-256 over a domain and parts.
pub(crate) fn tagged(domain: &str, parts: &[&[u8]]) -> Digest {
    let mut hash = Sha256::new();
    framed(domain, parts, |bytes| hash.update(bytes));
    Digest(hash.finalize().into())
}

/// HMAC-SHA-256 over a domain and parts.
pub(crate) fn keyed(key: &[u8; 32], domain: &str, parts: &[&[u8]]) -> [u8; 32] {
    // The key has the length of the type, so the constructor cannot refuse it.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else {
        return [0; 32];
    };
    framed(domain, parts, |bytes| mac.update(bytes));
    mac.finalize().into_bytes().into()
}
