//! Codes of the second factor: time-based one-time passwords (RFC 6238, six digits, 30 seconds) and recovery codes.

use core::fmt::Write as _;

use data_encoding::{BASE32, BASE32_NOPAD};
use kernel::PersonId;
use store::Tx;
use store::accounts::second_factors;
use totp_rs::{Builder, Totp};

use crate::{Error, Result};

/// The shared secret's length, as RFC 4226 recommends.
pub(super) const SECRET_BYTES: usize = 20;
/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 8;
const RECOVERY_BYTES: usize = 10;
/// A recovery code's characters: ten bytes in Base32.
const RECOVERY_CHARACTERS: usize = 16;

/// One step before and after the present one counts too: clocks of telephones differ.
fn totp(secret: &[u8]) -> Result<Totp> {
    let builder = Builder::new().with_skew(1).with_secret(secret.to_vec());
    builder.build().map_err(Error::broken)
}

fn seconds(tx: &Tx<'_>) -> u64 {
    u64::try_from(tx.now().as_millis().div_euclid(1_000)).unwrap_or(0)
}

/// The secret as people type it into an authenticator, and the text of its QR code.
#[must_use]
pub fn to_show(account: &str, secret: &[u8]) -> (String, String) {
    let secret = BASE32_NOPAD.encode(secret);
    let mut name = String::new();
    for byte in account.bytes() {
        if byte.is_ascii_alphanumeric() {
            name.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    let text = format!("otpauth://totp/Hengjian:{name}?secret={secret}&issuer=Hengjian");
    (secret, text)
}

/// Whether `given` is a code of the person now; it is used up by that.
///
/// # Errors
/// The database is unavailable.
pub(super) fn accept(tx: &mut Tx<'_>, person: PersonId, given: &str) -> Result<bool> {
    let given = normal(given);
    if given.len() == RECOVERY_CHARACTERS {
        return second_factors::use_recovery_code(tx, person, &given);
    }
    let Some(factor) = second_factors::find(tx, person)? else {
        return Ok(false);
    };
    let Some(step) = totp(&factor.secret)?.check(&given, seconds(tx)) else {
        return Ok(false);
    };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    if step <= factor.last_step {
        return Ok(false);
    }
    second_factors::used(tx, person, step)?;
    Ok(true)
}

/// A code as typed, without spaces and dashes.
fn normal(given: &str) -> String {
    let kept = given.chars().filter(char::is_ascii_alphanumeric);
    kept.collect::<String>().to_ascii_uppercase()
}

/// Gives the person new recovery codes, in groups of four for reading.
///
/// # Errors
/// The database is unavailable.
pub(super) fn recovery_codes(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<String>> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let mut bytes = [0_u8; RECOVERY_BYTES];
        tx.chance(&mut bytes);
        codes.push(BASE32.encode(&bytes));
    }
    second_factors::set_recovery_codes(tx, person, &codes)?;
    let grouped = |code: &String| [&code[..4], &code[4..8], &code[8..12], &code[12..]].join("-");
    Ok(codes.iter().map(grouped).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(totp(secret).unwrap().generate(seconds).to_string(), code);
        }
    }

    #[test]
    fn codes_are_read_however_they_are_grouped() {
        assert_eq!(normal(" 123 456"), "123456");
        assert_eq!(normal("abcd-efgh-ijkl-mnop"), "ABCDEFGHIJKLMNOP");
    }

    #[test]
    fn the_text_of_the_qr_names_the_account() {
        let (secret, text) = to_show("申报人1", b"12345678901234567890");
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(text.starts_with("otpauth://totp/Hengjian:%E7%94%B3%E6%8A%A5%E4%BA%BA1?secret=GEZD"));
    }
}
