//! Somebody registers themself as an applicant (申报人注册); their unit confirms it before they can sign in.

use core::fmt;
use std::net::IpAddr;

use domain::accounts::{self, Person};
use kernel::{Actor, IdentityNumber, Refusal, Refusals};
use serde::Serialize;
use store::House;
use store::accounts::failures::{self, Whose};
use store::accounts::requests;
use store::journal::{self, Subject};

use super::{guard, password};
use crate::{Result, Verb};

/// Registers; anybody.
pub const VERB: Verb = Verb {
    kind: "accounts.register",
    roles: &[],
};

/// What somebody registers with.
#[derive(Clone)]
pub struct Register {
    /// 姓名.
    pub name: String,
    /// 身份证号码.
    pub identity: IdentityNumber,
    /// 手机号码, which is also the account name.
    pub phone: String,
    /// The full name of their unit.
    pub unit: String,
    /// The password, as typed.
    pub password: String,
    /// Where the request comes from, if known.
    pub address: Option<IpAddr>,
}

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Register").finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Registered {
    office: kernel::OfficeId,
}

/// Registers a person without a seat and asks their unit to confirm them. When the identity number or the phone number
/// has an account already nothing happens, and the answer is the same: who asks learns nothing about others.
///
/// # Errors
/// Phone or password has the wrong shape, there is no such unit, or too many requests came from the address.
pub fn register(house: &House, cmd: &Register) -> Result<()> {
    let (office, salt) = house.read(|rx| {
        guard::admit_address(rx, cmd.address, "name")?;
        let mut salt = [0_u8; 16];
        rx.chance(&mut salt);
        Ok((store::accounts::unit_named(rx, &cmd.unit)?, salt))
    })?;
    let no_unit = || {
        let refusal = Refusal::new("没有找到这个单位").at("unit");
        refusal.remedy("请填写单位全称，与单位公章一致；仍找不到时，请联系单位人事部门")
    };
    let found = [
        accounts::check_phone(&cmd.phone).err(),
        office.is_none().then(no_unit),
        accounts::check_new_password(&cmd.password).err(),
    ];
    Refusals::check(found.into_iter().flatten().collect())?;
    let Some(office) = office else {
        return Err(no_unit().into());
    };
    // Hashed before anything is looked up, so that a known number answers no sooner.
    let hashed = password::hash(&cmd.password, salt)?;
    house.change(&Actor::Public, |tx| {
        if let Some(address) = cmd.address {
            failures::count(tx, Whose::Address(address))?;
        }
        let known = store::accounts::by_identity(tx, &cmd.identity)?.is_some()
            || store::accounts::credentials(tx, &cmd.phone)?.is_some();
        if known {
            return Ok(());
        }
        let person = Person {
            id: tx.new_id(),
            name: cmd.name.clone(),
            account: cmd.phone.clone(),
            identity: cmd.identity.clone(),
            phone: cmd.phone.clone(),
        };
        store::accounts::add_person(tx, &person, Some(&hashed))?;
        requests::add(tx, person.id, office)?;
        let text = "有人注册为本单位申报人，请核对身份后确认";
        for examiner in store::accounts::holders(tx, kernel::Role::UnitExaminer, office)? {
            store::notices::send(tx, examiner, &Subject::of(office), text)?;
        }
        journal::record(
            tx,
            &Subject::of(person.id),
            VERB.kind,
            &Registered { office },
            None,
        )
    })
}
