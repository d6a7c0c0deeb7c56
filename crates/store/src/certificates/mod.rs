//! Rows of certificates, their serials and status.

pub mod log;
pub(crate) mod schema;

use diesel::prelude::*;
use domain::certificates::Certificate;
use kernel::{ApplicationId, CertificateId, OfficeId, PersonId};

use crate::{Error, Kept, Result, Rx, Tx};
use schema::{certificate_serials, certificates};

/// The next serial of `scope`, from 1 without gaps: a transaction that is rolled back gives its serial back. Locks the
/// scope's row until the transaction ends.
///
/// # Errors
/// Two transactions opened the same scope at once ([`Error::Stale`]), or the database is unavailable.
pub fn next_serial(tx: &mut Tx<'_>, scope: &str) -> Result<u64> {
    let row = certificate_serials::table.find(scope);
    let raised = diesel::update(row)
        .set(certificate_serials::last.eq(certificate_serials::last + 1))
        .execute(tx.conn)?;
    if raised == 0 {
        diesel::insert_into(certificate_serials::table)
            .values((
                certificate_serials::scope.eq(scope),
                certificate_serials::last.eq(1),
            ))
            .execute(tx.conn)?;
    }
    let last: i64 = row.select(certificate_serials::last).first(tx.conn)?;
    u64::try_from(last).map_err(Error::broken)
}

/// Whether a place in an issuer's status list is taken.
///
/// # Errors
/// The database is unavailable.
pub fn status_index_taken(rx: &mut Rx<'_>, issuer_code: &str, index: u32) -> Result<bool> {
    let known: i64 = certificates::table
        .filter(
            certificates::issuer_code
                .eq(issuer_code)
                .and(certificates::status_index.eq(i64::from(index))),
        )
        .count()
        .get_result(rx.conn)?;
    Ok(known > 0)
}

/// How many certificates an issuer has issued.
///
/// # Errors
/// The database is unavailable.
pub fn issued_by(rx: &mut Rx<'_>, issuer_code: &str) -> Result<u64> {
    let count: i64 = certificates::table
        .filter(certificates::issuer_code.eq(issuer_code))
        .count()
        .get_result(rx.conn)?;
    u64::try_from(count).map_err(Error::broken)
}

/// The places of an issuer's status list in `from..to` whose certificates are not in force.
///
/// # Errors
/// The database is unavailable.
pub fn not_in_force(rx: &mut Rx<'_>, issuer_code: &str, from: u32, to: u32) -> Result<Vec<Certificate>> {
    let bodies: Vec<String> = certificates::table
        .filter(certificates::issuer_code.eq(issuer_code))
        .filter(
            certificates::status_index
                .ge(i64::from(from))
                .and(certificates::status_index.lt(i64::from(to))),
        )
        .filter(certificates::standing.ne("in_force"))
        .order(certificates::status_index)
        .select(certificates::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// Adds an issued certificate.
///
/// # Errors
/// Its number, token, place in the status list or application is taken ([`Error::Stale`]).
pub fn add(tx: &mut Tx<'_>, certificate: &Certificate) -> Result<()> {
    diesel::insert_into(certificates::table)
        .values((
            certificates::id.eq(certificate.id.to_string()),
            certificates::version.eq(1),
            certificates::number.eq(&certificate.number),
            certificates::token.eq(&certificate.token),
            certificates::holder_id.eq(certificate.holder.to_string()),
            certificates::application_id.eq(certificate.case.to_string()),
            certificates::issuer_id.eq(certificate.issuer.to_string()),
            certificates::issuer_code.eq(&certificate.issuer_code),
            certificates::status_index.eq(i64::from(certificate.status_index)),
            certificates::standing.eq(certificate.standing.code()),
            certificates::body.eq(serde_json::to_string(certificate)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves a changed certificate.
///
/// # Errors
/// Somebody else changed it meanwhile ([`Error::Stale`]), or the database is unavailable.
pub fn save(tx: &mut Tx<'_>, certificate: &Kept<Certificate>) -> Result<()> {
    let (id, version) = (certificate.id.to_string(), certificate.version());
    let rows = diesel::update(
        certificates::table.filter(certificates::id.eq(id).and(certificates::version.eq(version))),
    )
    .set((
        certificates::version.eq(version + 1),
        certificates::standing.eq(certificate.standing.code()),
        certificates::body.eq(serde_json::to_string(&**certificate)?),
    ))
    .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

fn load(bodies: &[String]) -> Result<Vec<Certificate>> {
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// The certificate `id`.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: CertificateId) -> Result<Kept<Certificate>> {
    let (body, version): (String, i64) = certificates::table
        .find(id.to_string())
        .select((certificates::body, certificates::version))
        .first(rx.conn)?;
    Ok(Kept::read(serde_json::from_str(&body)?, version))
}

fn one(body: Option<String>) -> Result<Option<Certificate>> {
    body.map(|body| Ok(serde_json::from_str(&body)?)).transpose()
}

/// The certificate with this number, if there is one.
///
/// # Errors
/// The database is unavailable.
pub fn by_number(rx: &mut Rx<'_>, number: &str) -> Result<Option<Certificate>> {
    one(certificates::table
        .filter(certificates::number.eq(number))
        .select(certificates::body)
        .first(rx.conn)
        .optional()?)
}

/// The certificate with this look-up token, if there is one.
///
/// # Errors
/// The database is unavailable.
pub fn by_token(rx: &mut Rx<'_>, token: &str) -> Result<Option<Certificate>> {
    one(certificates::table
        .filter(certificates::token.eq(token))
        .select(certificates::body)
        .first(rx.conn)
        .optional()?)
}

/// The certificate of an application, if one was issued.
///
/// # Errors
/// The database is unavailable.
pub fn of_case(rx: &mut Rx<'_>, case: ApplicationId) -> Result<Option<Certificate>> {
    one(certificates::table
        .filter(certificates::application_id.eq(case.to_string()))
        .select(certificates::body)
        .first(rx.conn)
        .optional()?)
}

/// A person's certificates, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_holder(rx: &mut Rx<'_>, holder: PersonId) -> Result<Vec<Certificate>> {
    let bodies: Vec<String> = certificates::table
        .filter(certificates::holder_id.eq(holder.to_string()))
        .order(certificates::id.desc())
        .select(certificates::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// How many certificates an office issued.
///
/// # Errors
/// The database is unavailable.
pub fn count_of_issuer(rx: &mut Rx<'_>, issuer: OfficeId) -> Result<i64> {
    Ok(certificates::table
        .filter(certificates::issuer_id.eq(issuer.to_string()))
        .count()
        .get_result(rx.conn)?)
}

/// The certificates an office issued, newest first, at most `limit` from `offset` on.
///
/// # Errors
/// The database is unavailable.
pub fn of_issuer(rx: &mut Rx<'_>, issuer: OfficeId, limit: i64, offset: i64) -> Result<Vec<Certificate>> {
    let bodies: Vec<String> = certificates::table
        .filter(certificates::issuer_id.eq(issuer.to_string()))
        .order(certificates::id.desc())
        .limit(limit)
        .offset(offset)
        .select(certificates::body)
        .load(rx.conn)?;
    load(&bodies)
}
