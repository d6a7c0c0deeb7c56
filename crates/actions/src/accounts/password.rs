//! Passwords: argon2id with the parameters of OWASP's first choice.

use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::{Error, Result};

/// Memory per hash; with one pass and one lane about 20 ms on a small server.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hash in the form of a password, for accounts that do not exist: refusing them takes as long.
pub(super) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Error::broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The PHC string of `password` under a 16-byte `salt`.
pub(super) fn hash(password: &str, salt: [u8; 16]) -> Result<String> {
    let salt = Salt::new(&salt).map_err(Error::broken)?;
    let hashed = hasher()?
        .hash_password_with_salt(password.as_bytes(), salt.as_ref())
        .map_err(Error::broken)?;
    Ok(hashed.to_string())
}

/// Whether `password` is the one behind `hash`.
pub(super) fn matches(password: &str, hash: &str) -> Result<bool> {
    let parsed = PasswordHash::new(hash).map_err(Error::broken)?;
    Ok(hasher()?.verify_password(password.as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let hashed = hash("青秀山下的小学2022", [7; 16]).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(matches("青秀山下的小学2022", &hashed).unwrap());
        assert!(!matches("青秀山下的小学2021", &hashed).unwrap());
        assert!(!matches("", NOBODY).unwrap());
    }
}
