//! Signs a person in, in two steps: the slow password check outside any transaction, then one short transaction.

use data_encoding::BASE64URL_NOPAD;
use kernel::{Actor, PersonId, Refusal, Seat, Timestamp};
use serde::Serialize;
use store::House;
use store::accounts::{Credentials, sessions};
use store::journal::{self, Subject};

use super::password;
use crate::{Result, Verb};

/// Signs in with account and password.
pub const VERB: Verb = Verb {
    kind: "accounts.sign_in",
    roles: &[],
};

/// After this many failures in a row the account is locked.
pub const FAILURES_BEFORE_LOCK: i32 = 5;
/// How long a locked account stays locked.
pub const LOCK_MINUTES: i64 = 15;

/// A begun session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret for the browser's cookie.
    pub token: String,
    /// Who.
    pub person: PersonId,
    /// The seat to begin in.
    pub seat: Seat,
}

#[derive(Serialize)]
struct Outcome {
    signed_in: bool,
    failures: i32,
}

/// Checks the password and begins a session in the person's first current seat.
///
/// # Errors
/// Account or password is wrong (the same sentence for both), the account is locked, or the person holds no seat.
pub fn sign_in(house: &House, account: &str, given: &str) -> Result<SignedIn> {
    let found = house.read(|rx| store::accounts::credentials(rx, account))?;
    if let Some(known) = &found {
        check_lock(known, house.clock().now())?;
    }
    let hash = found.as_ref().and_then(|known| known.password_hash.as_deref());
    let right = password::matches(given, hash.unwrap_or(password::NOBODY))? && hash.is_some();
    let wrong = || {
        Refusal::new("登录名或密码不正确")
            .at("password")
            .remedy("请核对后重新输入")
    };
    let Some(known) = found else {
        return Err(wrong().into());
    };
    if right {
        return begin(house, account, known.person);
    }
    house.change(&Actor::Public, |tx| {
        let failures = store::accounts::count_failure(tx, known.person)?;
        if failures >= FAILURES_BEFORE_LOCK {
            let until = tx.now().plus_millis(LOCK_MINUTES * 60_000);
            store::accounts::forget_failures(tx, known.person, until)?;
        }
        let body = Outcome {
            signed_in: false,
            failures,
        };
        journal::record(tx, &Subject::of(known.person), VERB.kind, &body, None)
    })?;
    Err(wrong().into())
}

fn check_lock(known: &Credentials, now: Timestamp) -> Result<()> {
    if known.locked_until <= now {
        return Ok(());
    }
    let text = format!(
        "连续输错{FAILURES_BEFORE_LOCK}次，账号已锁定至{}",
        known.locked_until.minute_text()
    );
    let refusal = Refusal::new(text).at("password");
    Err(refusal.remedy("请稍后再试，或联系管理员重置密码").into())
}

fn begin(house: &House, account: &str, person: PersonId) -> Result<SignedIn> {
    house.change(&Actor::Public, |tx| {
        let (now, today) = (tx.now(), tx.today());
        // Other guesses may have locked the account while this password was being checked.
        if let Some(known) = store::accounts::credentials(tx, account)? {
            check_lock(&known, now)?;
        }
        let seats = store::accounts::seats_of(tx, person)?;
        let Some((held, _)) = seats.into_iter().find(|(held, _)| held.on(today)) else {
            let refusal = Refusal::new("该账号目前没有任职岗位，不能登录").at("account");
            return Err(refusal.remedy("请联系所在单位的管理员").into());
        };
        let mut secret = [0_u8; 64];
        tx.chance(&mut secret);
        let token = BASE64URL_NOPAD.encode(&secret[..32]);
        let form_token = BASE64URL_NOPAD.encode(&secret[32..]);
        sessions::begin(tx, &token, &form_token, person, held.seat)?;
        store::accounts::forget_failures(tx, person, Timestamp::from_millis(0))?;
        journal::record(
            tx,
            &Subject::of(person),
            VERB.kind,
            &Outcome {
                signed_in: true,
                failures: 0,
            },
            None,
        )?;
        Ok(SignedIn {
            token,
            person,
            seat: held.seat,
        })
    })
}
