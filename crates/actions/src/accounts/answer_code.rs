//! Ends a sign-in that waits for the code of the second factor.

use std::net::IpAddr;

use kernel::{Actor, Refusal};
use serde::Serialize;
use store::House;
use store::accounts::failures::{self, Whose};
use store::accounts::second_factors;
use store::journal::{self, Subject};

use super::sign_in::{SignedIn, enter};
use super::{code, guard};
use crate::{Result, Verb};

/// Answers with a code; somebody whose password was right.
pub const VERB: Verb = Verb {
    kind: "accounts.answer_code",
    roles: &[],
};

/// How long after the password the code is taken.
pub const HALF_MINUTES: i64 = 10;

#[derive(Serialize)]
struct Wrong {
    failures: i32,
}

/// Begins the session of the half sign-in `token`, with a code of the authenticator or a recovery code.
///
/// # Errors
/// The code is wrong or was used, there were too many wrong codes, or the password is too long ago.
pub fn answer_code(house: &House, token: &str, given: &str, address: Option<IpAddr>) -> Result<SignedIn> {
    let entered = house.change(&Actor::Public, |tx| {
        let since = tx.now().plus_millis(-HALF_MINUTES * 60_000);
        let Some(person) = second_factors::half(tx, token, since)? else {
            let refusal = Refusal::new("输入密码后已超过10分钟，或者已经用过").at("code");
            return Err(refusal.remedy("请重新登录").into());
        };
        let whose = Whose::Code(person);
        guard::admit(tx, whose, address)?;
        if code::accept(tx, person, given)? {
            failures::forget(tx, whose)?;
            second_factors::end_half(tx, token)?;
            return enter(tx, person).map(Some);
        }
        let failures = guard::failed(tx, whose, address)?;
        let body = Wrong { failures };
        journal::record(tx, &Subject::of(person), VERB.kind, &body, None)?;
        Ok(None)
    })?;
    let wrong = || {
        let refusal = Refusal::new("验证码不正确或已经用过").at("code");
        refusal.remedy("请填写身份验证器上最新显示的数字，或一个恢复码")
    };
    entered.ok_or_else(|| wrong().into())
}
