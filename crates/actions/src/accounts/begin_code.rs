//! A person begins to set up their second factor (启用动态验证码).

use kernel::{Refusal, Role};
use serde::Serialize;
use store::Tx;
use store::accounts::second_factors;
use store::journal::{self, Subject};

use super::code::SECRET_BYTES;
use crate::{Error, Result, Verb};

/// Begins a second factor of one's own.
pub const VERB: Verb = Verb {
    kind: "accounts.begin_code",
    roles: &Role::ALL,
};

#[derive(Serialize)]
struct Begun {}

/// Makes a new secret, which counts once a code of it was given ([`confirm_code`](super::confirm_code)).
///
/// # Errors
/// There is a second factor already.
pub fn begin_code(tx: &mut Tx<'_>) -> Result<()> {
    VERB.permit(tx.actor())?;
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    if second_factors::find(tx, person)?.is_some_and(|factor| factor.confirmed) {
        let refusal = Refusal::new("您的账号已经启用动态验证码");
        return Err(refusal.remedy("更换手机时，请先停用，再重新启用").into());
    }
    let mut secret = [0_u8; SECRET_BYTES];
    tx.chance(&mut secret);
    second_factors::begin(tx, person, &secret)?;
    journal::record(tx, &Subject::of(person), VERB.kind, &Begun {}, None)
}
