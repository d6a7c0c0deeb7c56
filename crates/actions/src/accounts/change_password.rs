//! A person changes their password; their other sessions end.

use kernel::{Actor, Refusal, Role};
use serde::Serialize;
use store::House;
use store::accounts::failures::{self, Whose};
use store::accounts::sessions::{self, Session};
use store::journal::{self, Subject};

use super::{guard, password};
use crate::{Result, Verb};

/// Changes one's own password.
pub const VERB: Verb = Verb {
    kind: "accounts.change_password",
    roles: &Role::ALL,
};

#[derive(Serialize)]
struct Changed {
    changed: bool,
    ended_sessions: usize,
}

/// Replaces the password of `session`'s person. The checks are slow and run outside any transaction.
///
/// # Errors
/// The present password is wrong (it counts as a failure to sign in), or the new one has the wrong shape or is the same.
pub fn change_password(house: &House, session: &Session, present: &str, new: &str) -> Result<()> {
    let actor = Actor::Person {
        person: session.person,
        seat: session.seat,
    };
    let (account, known) = house.read(|rx| {
        let account = store::accounts::person(rx, session.person)?.account;
        guard::admit(rx, Whose::Account(&account), None)?;
        let known = store::accounts::credentials(rx, &account)?;
        Ok((account, known))
    })?;
    domain::accounts::check_new_password(new).map_err(|refusal| refusal.at("new"))?;
    let hash = known.and_then(|known| known.password_hash);
    let right = password::matches(present, hash.as_deref().unwrap_or(password::NOBODY))? && hash.is_some();
    if right && present == new {
        let refusal = Refusal::new("新密码与现在的密码相同").at("new");
        return Err(refusal.remedy("请换一个新密码").into());
    }
    let mut salt = [0_u8; 16];
    house.read(|rx| {
        rx.chance(&mut salt);
        Ok(())
    })?;
    let hashed = if right {
        Some(password::hash(new, salt)?)
    } else {
        None
    };
    house.change(&actor, |tx| {
        let whose = Whose::Account(&account);
        let ended_sessions = if let Some(hashed) = &hashed {
            failures::forget(tx, whose)?;
            store::accounts::set_password(tx, session.person, hashed)?;
            sessions::end_others(tx, session)?
        } else {
            guard::failed(tx, whose, None)?;
            0
        };
        let body = Changed {
            changed: hashed.is_some(),
            ended_sessions,
        };
        journal::record(tx, &Subject::of(session.person), VERB.kind, &body, None)
    })?;
    if hashed.is_some() {
        return Ok(());
    }
    let refusal = Refusal::new("现在的密码不正确").at("present");
    Err(refusal.remedy("请核对后重新输入").into())
}
