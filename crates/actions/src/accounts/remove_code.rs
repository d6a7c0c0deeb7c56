//! A person turns their second factor off, with a code: a session left open is not enough.

use kernel::{Actor, Refusal, Role};
use serde::Serialize;
use store::House;
use store::accounts::failures::Whose;
use store::accounts::second_factors;
use store::journal::{self, Subject};

use super::{code, guard};
use crate::{Error, Result, Verb};

/// Removes one's own second factor.
pub const VERB: Verb = Verb {
    kind: "accounts.remove_code",
    roles: &Role::ALL,
};

#[derive(Serialize)]
struct Removed {
    removed: bool,
}

/// Removes the second factor of `actor`, who gives a code of it or a recovery code.
///
/// # Errors
/// The code is wrong, there were too many wrong codes, or there is no second factor.
pub fn remove_code(house: &House, actor: &Actor, given: &str) -> Result<()> {
    VERB.permit(actor)?;
    let person = actor.person().ok_or(Error::NotFound)?;
    let removed = house.change(actor, |tx| {
        guard::admit(tx, Whose::Code(person), None)?;
        let factor = second_factors::find(tx, person)?;
        if !factor.is_some_and(|factor| factor.confirmed) {
            return Err(Error::NotFound);
        }
        let removed = code::accept(tx, person, given)?;
        if removed {
            second_factors::remove(tx, person)?;
        } else {
            guard::failed(tx, Whose::Code(person), None)?;
        }
        journal::record(tx, &Subject::of(person), VERB.kind, &Removed { removed }, None)?;
        Ok(removed)
    })?;
    if removed {
        return Ok(());
    }
    let refusal = Refusal::new("验证码不正确或已经用过").at("code");
    Err(refusal
        .remedy("请填写身份验证器上最新显示的数字，或一个恢复码")
        .into())
}
