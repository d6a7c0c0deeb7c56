//! The second factor of a person (动态验证码): the sealed secret, the recovery codes, and sign-ins that wait for a code.

use diesel::prelude::*;
use kernel::{PersonId, Timestamp};

use super::schema::{half_sign_ins, recovery_codes, second_factors};
use crate::{Error, Result, Rx, Tx, journal};

/// A person's second factor.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The shared secret, 20 bytes.
    pub secret: Vec<u8>,
    /// The person has proved once that their device knows it; before that it does not count.
    pub confirmed: bool,
    /// The last 30-second step whose code was used; no code counts twice.
    pub last_step: i64,
}

impl core::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SecondFactor")
            .field("confirmed", &self.confirmed)
            .finish_non_exhaustive()
    }
}

fn place(person: PersonId) -> String {
    format!("second_factors.secret.{person}")
}

/// The second factor of a person, if they began to set one up.
///
/// # Errors
/// The database is unavailable, or the loaded keys do not open the secret.
pub fn find(rx: &mut Rx<'_>, person: PersonId) -> Result<Option<SecondFactor>> {
    let row: Option<(Vec<u8>, bool, i64)> = second_factors::table
        .find(person.to_string())
        .select((
            second_factors::secret_sealed,
            second_factors::confirmed,
            second_factors::last_step,
        ))
        .first(rx.conn)
        .optional()?;
    row.map(|(sealed, confirmed, last_step)| {
        Ok(SecondFactor {
            secret: rx.keys().open(&place(person), &sealed)?,
            confirmed,
            last_step,
        })
    })
    .transpose()
}

/// Begins to set up a second factor; an unconfirmed one is replaced.
///
/// # Errors
/// The database is unavailable.
pub fn begin(tx: &mut Tx<'_>, person: PersonId, secret: &[u8]) -> Result<()> {
    let id = person.to_string();
    let sealed = tx.seal(&place(person), secret)?;
    diesel::delete(second_factors::table.find(&id)).execute(tx.conn)?;
    diesel::insert_into(second_factors::table)
        .values((
            second_factors::person_id.eq(id),
            second_factors::secret_sealed.eq(sealed),
            second_factors::confirmed.eq(false),
            second_factors::last_step.eq(0),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Notes that the code of `step` was used, which also confirms the factor.
///
/// # Errors
/// Another request used this or a later step meanwhile ([`Error::Stale`]), or the database is unavailable.
pub fn used(tx: &mut Tx<'_>, person: PersonId, step: i64) -> Result<()> {
    let row = second_factors::table
        .find(person.to_string())
        .filter(second_factors::last_step.lt(step));
    let changed = diesel::update(row)
        .set((
            second_factors::confirmed.eq(true),
            second_factors::last_step.eq(step),
        ))
        .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Removes the second factor and its recovery codes.
///
/// # Errors
/// The database is unavailable.
pub fn remove(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let id = person.to_string();
    diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(&id))).execute(tx.conn)?;
    diesel::delete(second_factors::table.find(&id)).execute(tx.conn)?;
    Ok(())
}

fn code_index(rx: &Rx<'_>, person: PersonId, code: &str) -> String {
    rx.keys().blind("recovery", format!("{person}:{code}").as_bytes())
}

/// Replaces the recovery codes of a person; only keyed digests are kept.
///
/// # Errors
/// The database is unavailable.
pub fn set_recovery_codes(tx: &mut Tx<'_>, person: PersonId, codes: &[String]) -> Result<()> {
    let id = person.to_string();
    diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(&id))).execute(tx.conn)?;
    for code in codes {
        let index = code_index(tx, person, code);
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::person_id.eq(&id),
                recovery_codes::code_index.eq(index),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Uses up a recovery code; answers whether there was such a code.
///
/// # Errors
/// The database is unavailable.
pub fn use_recovery_code(tx: &mut Tx<'_>, person: PersonId, code: &str) -> Result<bool> {
    let index = code_index(tx, person, code);
    let row = recovery_codes::table.find((person.to_string(), index));
    Ok(diesel::delete(row).execute(tx.conn)? == 1)
}

/// How many recovery codes are left.
///
/// # Errors
/// The database is unavailable.
pub fn recovery_codes_left(rx: &mut Rx<'_>, person: PersonId) -> Result<i64> {
    Ok(recovery_codes::table
        .filter(recovery_codes::person_id.eq(person.to_string()))
        .count()
        .get_result(rx.conn)?)
}

/// Begins a sign-in whose password was right and whose code is due, known to the browser by `token`.
///
/// # Errors
/// The database is unavailable.
pub fn begin_half(tx: &mut Tx<'_>, token: &str, person: PersonId) -> Result<()> {
    diesel::insert_into(half_sign_ins::table)
        .values((
            half_sign_ins::token_digest.eq(journal::digest_of(token)),
            half_sign_ins::person_id.eq(person.to_string()),
            half_sign_ins::began_ms.eq(tx.now().as_millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Who signed in half-way under `token` not before `moment`.
///
/// # Errors
/// The database is unavailable.
pub fn half(rx: &mut Rx<'_>, token: &str, moment: Timestamp) -> Result<Option<PersonId>> {
    let id: Option<String> = half_sign_ins::table
        .find(journal::digest_of(token))
        .filter(half_sign_ins::began_ms.ge(moment.as_millis()))
        .select(half_sign_ins::person_id)
        .first(rx.conn)
        .optional()?;
    id.map(|id| id.parse().map_err(Error::broken)).transpose()
}

/// Ends a half sign-in.
///
/// # Errors
/// The database is unavailable.
pub fn end_half(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    diesel::delete(half_sign_ins::table.find(journal::digest_of(token))).execute(tx.conn)?;
    Ok(())
}

/// Removes half sign-ins begun before `moment`; answers how many.
///
/// # Errors
/// The database is unavailable.
pub fn sweep(tx: &mut Tx<'_>, moment: Timestamp) -> Result<usize> {
    let old = half_sign_ins::table.filter(half_sign_ins::began_ms.lt(moment.as_millis()));
    Ok(diesel::delete(old).execute(tx.conn)?)
}
