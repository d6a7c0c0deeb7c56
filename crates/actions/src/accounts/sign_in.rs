//! Signs a person in, in two steps: the slow password check outside any transaction, then one short transaction. Who has
//! a second factor is then asked for its code ([`answer_code`](super::answer_code)).

use std::net::IpAddr;

use data_encoding::BASE64URL_NOPAD;
use kernel::{Actor, PersonId, Refusal, Seat};
use serde::Serialize;
use store::accounts::failures::{self, Whose};
use store::accounts::{second_factors, sessions};
use store::journal::{self, Subject};
use store::{House, Tx};

use super::{guard, password};
use crate::{Result, Verb};

/// Signs in with account and password.
pub const VERB: Verb = Verb {
    kind: "accounts.sign_in",
    roles: &[],
};

/// An attempt to sign in.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The account, as typed.
    pub account: &'a str,
    /// The password, as typed.
    pub password: &'a str,
    /// Where the attempt comes from, if known.
    pub address: Option<IpAddr>,
}

impl core::fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Attempt").finish_non_exhaustive()
    }
}

/// What a right password leads to.
#[derive(Debug, Clone)]
pub enum Begun {
    /// A session.
    Session(SignedIn),
    /// The code of the second factor is due; the token is for the browser's cookie.
    CodeDue {
        /// The secret of the half sign-in.
        token: String,
    },
}

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

/// Checks the password and begins a session in the person's first current seat, or a half sign-in when a code is due.
///
/// # Errors
/// Account or password is wrong (the same sentence for both), there were too many failures with this account or from
/// this address, or the person holds no seat.
pub fn sign_in(house: &House, attempt: &Attempt<'_>) -> Result<Begun> {
    let whose = Whose::Account(attempt.account);
    let found = house.read(|rx| {
        guard::admit(rx, whose, attempt.address)?;
        store::accounts::credentials(rx, attempt.account)
    })?;
    let hash = found.as_ref().and_then(|known| known.password_hash.as_deref());
    let right = password::matches(attempt.password, hash.unwrap_or(password::NOBODY))? && hash.is_some();
    match found {
        Some(known) if right => house.change(&Actor::Public, |tx| {
            // Other guesses may have locked the account while this password was being checked.
            guard::admit(tx, whose, attempt.address)?;
            failures::forget(tx, whose)?;
            begin(tx, known.person)
        }),
        known => {
            house.change(&Actor::Public, |tx| {
                let failures = guard::failed(tx, whose, attempt.address)?;
                let Some(known) = known else {
                    return Ok(());
                };
                let body = Outcome {
                    signed_in: false,
                    failures,
                };
                journal::record(tx, &Subject::of(known.person), VERB.kind, &body, None)
            })?;
            let refusal = Refusal::new("登录名或密码不正确").at("password");
            Err(refusal.remedy("请核对后重新输入").into())
        }
    }
}

fn begin(tx: &mut Tx<'_>, person: PersonId) -> Result<Begun> {
    let factor = second_factors::find(tx, person)?;
    if factor.is_some_and(|factor| factor.confirmed) {
        let token = secret(tx);
        second_factors::begin_half(tx, &token, person)?;
        return Ok(Begun::CodeDue { token });
    }
    enter(tx, person).map(Begun::Session)
}

fn secret(tx: &Tx<'_>) -> String {
    let mut secret = [0_u8; 32];
    tx.chance(&mut secret);
    BASE64URL_NOPAD.encode(&secret)
}

/// Begins the session of a person who has proved who they are.
///
/// # Errors
/// The person holds no seat today.
pub(super) fn enter(tx: &mut Tx<'_>, person: PersonId) -> Result<SignedIn> {
    let today = tx.today();
    let seats = store::accounts::seats_of(tx, person)?;
    let Some((held, _)) = seats.into_iter().find(|(held, _)| held.on(today)) else {
        let refusal = Refusal::new("该账号目前没有任职岗位，不能登录").at("account");
        return Err(refusal.remedy("请联系所在单位的管理员").into());
    };
    let (token, form_token) = (secret(tx), secret(tx));
    sessions::begin(tx, &token, &form_token, person, held.seat)?;
    let body = Outcome {
        signed_in: true,
        failures: 0,
    };
    journal::record(tx, &Subject::of(person), VERB.kind, &body, None)?;
    Ok(SignedIn {
        token,
        person,
        seat: held.seat,
    })
}
