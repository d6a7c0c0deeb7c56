//! A person proves that their device knows the secret; from then on sign-in asks for its code.

use kernel::{Refusal, Role};
use serde::Serialize;
use store::Tx;
use store::accounts::second_factors;
use store::journal::{self, Subject};

use super::code;
use crate::{Error, Result, Verb};

/// Confirms one's own second factor.
pub const VERB: Verb = Verb {
    kind: "accounts.confirm_code",
    roles: &Role::ALL,
};

#[derive(Serialize)]
struct Confirmed {
    recovery_codes: usize,
}

/// Takes the first code and answers the recovery codes, which are shown this once.
///
/// # Errors
/// The code is wrong, or nothing was begun.
pub fn confirm_code(tx: &mut Tx<'_>, given: &str) -> Result<Vec<String>> {
    VERB.permit(tx.actor())?;
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    let begun = second_factors::find(tx, person)?;
    if begun.is_none_or(|factor| factor.confirmed) {
        return Err(Error::NotFound);
    }
    if !code::accept(tx, person, given)? {
        let refusal = Refusal::new("验证码不正确").at("code");
        return Err(refusal
            .remedy("请核对手机时间是否准确，填写最新显示的 6 位数字")
            .into());
    }
    let codes = code::recovery_codes(tx, person)?;
    let body = Confirmed {
        recovery_codes: codes.len(),
    };
    journal::record(tx, &Subject::of(person), VERB.kind, &body, None)?;
    Ok(codes)
}
