//! How many wrong guesses sign-in takes. The answer is the same whether or not there is such an account.

use std::net::IpAddr;

use kernel::Refusal;
use store::accounts::failures::{self, Whose};
use store::{Rx, Tx};

use crate::Result;

/// After this many failures in a row an account, existing or not, is locked.
pub const FAILURES_BEFORE_LOCK: i32 = 5;
/// How long it stays locked.
pub const LOCK_MINUTES: i64 = 15;
/// One address may fail this often within a clock hour; a whole school may stand behind one address.
pub const ADDRESS_FAILURES_PER_HOUR: i32 = 60;

/// Passes whom the failures of their address do not stop; a refusal stands at `field`.
///
/// # Errors
/// Too many attempts came from the address within this hour.
pub(super) fn admit_address(rx: &mut Rx<'_>, address: Option<IpAddr>, field: &'static str) -> Result<()> {
    let Some(address) = address else {
        return Ok(());
    };
    if failures::of(rx, Whose::Address(address))?.count < ADDRESS_FAILURES_PER_HOUR {
        return Ok(());
    }
    let refusal = Refusal::new("您所在的网络尝试次数过多，暂时不能办理").at(field);
    Err(refusal.remedy("请在下一个整点以后再试").into())
}

/// Passes who may try now.
///
/// # Errors
/// What is tried is locked, or too many attempts came from the address.
pub(super) fn admit(rx: &mut Rx<'_>, whose: Whose<'_>, address: Option<IpAddr>) -> Result<()> {
    let field = if matches!(whose, Whose::Code(_)) {
        "code"
    } else {
        "password"
    };
    admit_address(rx, address, field)?;
    let locked_until = failures::of(rx, whose)?.locked_until;
    if locked_until <= rx.now() {
        return Ok(());
    }
    let until = locked_until.minute_text();
    let refusal = match whose {
        Whose::Code(_) => {
            Refusal::new(format!("连续输错{FAILURES_BEFORE_LOCK}次，已锁定至{until}")).at("code")
        }
        Whose::Account(_) | Whose::Address(_) => {
            Refusal::new(format!("连续输错{FAILURES_BEFORE_LOCK}次，账号已锁定至{until}")).at("password")
        }
    };
    Err(refusal.remedy("请稍后再试，或联系管理员重置密码").into())
}

/// Counts a failure, and locks when there were enough; answers how many there were in a row.
///
/// # Errors
/// The database is unavailable.
pub(super) fn failed(tx: &mut Tx<'_>, whose: Whose<'_>, address: Option<IpAddr>) -> Result<i32> {
    if let Some(address) = address {
        failures::count(tx, Whose::Address(address))?;
    }
    let count = failures::count(tx, whose)?;
    if count >= FAILURES_BEFORE_LOCK {
        let until = tx.now().plus_millis(LOCK_MINUTES * 60_000);
        failures::lock(tx, whose, until)?;
    }
    Ok(count)
}
