//! Adds a person with their seats.

use domain::accounts::{self, Held, Person};
use kernel::{Actor, Refusal, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::password;
use crate::{Result, Verb};

/// Adds a person; by a system administrator, or by the program when it sets up a database.
pub const VERB: Verb = Verb {
    kind: "accounts.add_person",
    roles: &[Role::SystemAdmin],
};

/// A person to add.
#[derive(Debug, Clone)]
pub struct AddPerson {
    /// Who.
    pub person: Person,
    /// Their first password; none for people who do not sign in yet.
    pub password: Option<String>,
    /// The seats they get.
    pub seats: Vec<Held>,
}

#[derive(Serialize)]
struct Added<'a> {
    seats: &'a [Held],
    with_password: bool,
}

/// Adds a person.
///
/// # Errors
/// The account or identity number is taken, the phone or password has the wrong shape, or the actor may not.
pub fn add_person(tx: &mut Tx<'_>, cmd: &AddPerson) -> Result<()> {
    if *tx.actor() != Actor::Program {
        VERB.permit(tx.actor())?;
    }
    accounts::check_phone(&cmd.person.phone)?;
    if store::accounts::by_identity(tx, &cmd.person.identity)?.is_some() {
        let refusal = Refusal::new("该身份证号码已有账号")
            .at("identity")
            .remedy("请使用原账号登录；忘记密码时联系单位管理员重置");
        return Err(refusal.into());
    }
    if store::accounts::credentials(tx, &cmd.person.account)?.is_some() {
        return Err(Refusal::new("该登录名已被使用")
            .at("account")
            .remedy("请换一个登录名")
            .into());
    }
    let hashed = match &cmd.password {
        Some(text) => {
            accounts::check_new_password(text)?;
            let mut salt = [0_u8; 16];
            tx.chance(&mut salt);
            Some(password::hash(text, salt)?)
        }
        None => None,
    };
    store::accounts::add_person(tx, &cmd.person, hashed.as_deref())?;
    for held in &cmd.seats {
        store::accounts::add_seat(tx, cmd.person.id, held)?;
    }
    let body = Added {
        seats: &cmd.seats,
        with_password: hashed.is_some(),
    };
    journal::record(tx, &Subject::of(cmd.person.id), VERB.kind, &body, None)
}
