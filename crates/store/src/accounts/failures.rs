//! Failed attempts to sign in. They are counted in the database, so that every node knows them, and under keyed
//! digests, so that the rows tell neither account names nor addresses.

use std::net::IpAddr;

use diesel::prelude::*;
use kernel::{PersonId, Timestamp};

use super::schema::sign_in_failures;
use crate::{Result, Rx, Tx, dialect};

const MILLIS_PER_HOUR: i64 = 3_600_000;

/// Whose attempts are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// Those with this account name, whether or not there is such an account.
    Account(&'a str),
    /// Those from this address within the present hour: an IPv4 address, or the /64 network of an IPv6 address.
    Address(IpAddr),
    /// Those with second-factor codes of this person.
    Code(PersonId),
}

impl Whose<'_> {
    fn index(&self, rx: &Rx<'_>) -> String {
        let text = match self {
            Self::Account(account) => format!("account:{account}"),
            Self::Address(address) => {
                let hour = rx.now().as_millis().div_euclid(MILLIS_PER_HOUR);
                format!("address:{}:{hour}", network_of(*address))
            }
            Self::Code(person) => format!("code:{person}"),
        };
        rx.keys().blind("sign-in", text.as_bytes())
    }
}

/// One household or office has a whole /64 of IPv6; IPv4 addresses written as IPv6 are themselves.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// What is on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many failures since the last success or lock.
    pub count: i32,
    /// Locked until then; in the past: not locked.
    pub locked_until: Timestamp,
}

/// The failures on record.
///
/// # Errors
/// The database is unavailable.
pub fn of(rx: &mut Rx<'_>, whose: Whose<'_>) -> Result<Failures> {
    let row: Option<(i32, i64)> = sign_in_failures::table
        .find(whose.index(rx))
        .select((sign_in_failures::failures, sign_in_failures::locked_until_ms))
        .first(rx.conn)
        .optional()?;
    let (count, locked_until) = row.unwrap_or((0, 0));
    Ok(Failures {
        count,
        locked_until: Timestamp::from_millis(locked_until),
    })
}

/// Counts one more failure and answers how many there are now; guesses made at the same moment all count, because the
/// row is held until the caller's transaction ends.
///
/// # Errors
/// The database is unavailable.
pub fn count(tx: &mut Tx<'_>, whose: Whose<'_>) -> Result<i32> {
    let (index, now) = (whose.index(tx), tx.now().as_millis());
    dialect::count_failure(tx.conn, &index, now)
}

/// Locks until `moment` and begins the count anew.
///
/// # Errors
/// The database is unavailable.
pub fn lock(tx: &mut Tx<'_>, whose: Whose<'_>, moment: Timestamp) -> Result<()> {
    let index = whose.index(tx);
    diesel::update(sign_in_failures::table.find(index))
        .set((
            sign_in_failures::failures.eq(0),
            sign_in_failures::locked_until_ms.eq(moment.as_millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets the failures.
///
/// # Errors
/// The database is unavailable.
pub fn forget(tx: &mut Tx<'_>, whose: Whose<'_>) -> Result<()> {
    let index = whose.index(tx);
    diesel::delete(sign_in_failures::table.find(index)).execute(tx.conn)?;
    Ok(())
}

/// Removes what was last counted before `moment`; answers how many.
///
/// # Errors
/// The database is unavailable.
pub fn sweep(tx: &mut Tx<'_>, moment: Timestamp) -> Result<usize> {
    let old = sign_in_failures::table.filter(sign_in_failures::last_ms.lt(moment.as_millis()));
    Ok(diesel::delete(old).execute(tx.conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::");
        assert_eq!(network("2001:db8:1:2:bbbb::2"), "2001:db8:1:2::");
        assert_eq!(network("2001:db8:1:3::1"), "2001:db8:1:3::");
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
    }
}
