//! Rows of people, offices and seats.

pub mod failures;
pub mod requests;
pub(crate) mod schema;
pub mod second_factors;
pub mod sessions;

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::accounts::{Held, Nature, Office, OfficeKind, Person};
use kernel::{IdentityNumber, Layer, OfficeId, PersonId, Role, Seat};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, Rx, Tx};
use schema::{offices, people, seats};

#[derive(Serialize, Deserialize)]
struct Attributes {
    nature: Nature,
    rural: bool,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = offices)]
struct OfficeRow {
    id: String,
    parent_id: Option<String>,
    kind: String,
    layer: String,
    region_code: String,
    name: String,
    credit_code: Option<String>,
    attributes: String,
}

impl OfficeRow {
    fn office(self) -> Result<Office> {
        let attributes: Attributes = serde_json::from_str(&self.attributes)?;
        let parent = self
            .parent_id
            .map(|id| id.parse().map_err(Error::broken))
            .transpose()?;
        Ok(Office {
            id: self.id.parse().map_err(Error::broken)?,
            parent,
            kind: OfficeKind::from_code(&self.kind).ok_or_else(|| Error::broken(&self.kind))?,
            layer: Layer::from_code(&self.layer).ok_or_else(|| Error::broken(&self.layer))?,
            region_code: self.region_code,
            name: self.name,
            credit_code: self.credit_code,
            nature: attributes.nature,
            rural: attributes.rural,
        })
    }
}

/// Adds an office.
///
/// # Errors
/// The database is unavailable.
pub fn add_office(tx: &mut Tx<'_>, office: &Office) -> Result<()> {
    let row = OfficeRow {
        id: office.id.to_string(),
        parent_id: office.parent.map(|id| id.to_string()),
        kind: office.kind.code().to_owned(),
        layer: office.layer.code().to_owned(),
        region_code: office.region_code.clone(),
        name: office.name.clone(),
        credit_code: office.credit_code.clone(),
        attributes: serde_json::to_string(&Attributes {
            nature: office.nature,
            rural: office.rural,
        })?,
    };
    ask!(tx.conn, |conn| diesel::insert_into(offices::table)
        .values(&row)
        .execute(conn))?;
    Ok(())
}

/// The office `id`.
///
/// # Errors
/// There is none.
pub fn office(rx: &mut Rx<'_>, id: OfficeId) -> Result<Office> {
    ask!(rx.conn, |conn| offices::table
        .find(id.to_string())
        .select(OfficeRow::as_select())
        .first(conn))?
    .office()
}

/// The offices with these ids, in no particular order.
///
/// # Errors
/// The database is unavailable.
pub fn offices(rx: &mut Rx<'_>, ids: &[OfficeId]) -> Result<Vec<Office>> {
    let ids: BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = ask!(rx.conn, |conn| offices::table
        .filter(offices::id.eq_any(ids))
        .select(OfficeRow::as_select())
        .load(conn))?;
    rows.into_iter().map(OfficeRow::office).collect()
}

/// The office of `kind` for the area `region_code`, if there is one (the county's HRSS, the city's education bureau).
///
/// # Errors
/// The database is unavailable.
pub fn office_of_area(rx: &mut Rx<'_>, kind: OfficeKind, region_code: &str) -> Result<Option<Office>> {
    let row = ask!(rx.conn, |conn| offices::table
        .filter(
            offices::kind
                .eq(kind.code())
                .and(offices::region_code.eq(region_code)),
        )
        .order(offices::id)
        .select(OfficeRow::as_select())
        .first(conn))
    .optional()?;
    row.map(OfficeRow::office).transpose()
}

/// The unit with exactly this full name, if there is one.
///
/// # Errors
/// The database is unavailable.
pub fn unit_named(rx: &mut Rx<'_>, name: &str) -> Result<Option<OfficeId>> {
    let id: Option<String> = ask!(rx.conn, |conn| offices::table
        .filter(
            offices::kind
                .eq(OfficeKind::Unit.code())
                .and(offices::name.eq(name)),
        )
        .order(offices::id)
        .select(offices::id)
        .first(conn))
    .optional()?;
    id.map(|id| id.parse().map_err(Error::broken)).transpose()
}

/// All offices of `kind`, by area and name.
///
/// # Errors
/// The database is unavailable.
pub fn offices_of_kind(rx: &mut Rx<'_>, kind: OfficeKind) -> Result<Vec<Office>> {
    let rows = ask!(rx.conn, |conn| offices::table
        .filter(offices::kind.eq(kind.code()))
        .order((offices::region_code, offices::name))
        .select(OfficeRow::as_select())
        .load(conn))?;
    rows.into_iter().map(OfficeRow::office).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = people)]
struct PersonRow {
    id: String,
    name: String,
    account: String,
    identity_sealed: Vec<u8>,
    phone_sealed: Vec<u8>,
}

fn identity_place(id: &str) -> String {
    format!("people.identity.{id}")
}

fn phone_place(id: &str) -> String {
    format!("people.phone.{id}")
}

/// Adds a person; `password_hash` is absent for people who cannot sign in with one.
///
/// # Errors
/// The account name or the identity number is taken ([`Error::Stale`] from the unique index), or the database is unavailable.
pub fn add_person(tx: &mut Tx<'_>, person: &Person, password_hash: Option<&str>) -> Result<()> {
    let id = person.id.to_string();
    let identity = person.identity.as_str().as_bytes();
    diesel::insert_into(people::table)
        .values((
            people::id.eq(&id),
            people::name.eq(&person.name),
            people::account.eq(&person.account),
            people::identity_sealed.eq(tx.seal(&identity_place(&id), identity)?),
            people::identity_index.eq(tx.keys().blind("identity", identity)),
            people::phone_sealed.eq(tx.seal(&phone_place(&id), person.phone.as_bytes())?),
            people::phone_index.eq(tx.keys().blind("phone", person.phone.as_bytes())),
            people::password_hash.eq(password_hash),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The person `id`, unsealed.
///
/// # Errors
/// There is none, or the loaded keys do not open their data.
pub fn person(rx: &mut Rx<'_>, id: PersonId) -> Result<Person> {
    let row: PersonRow = ask!(rx.conn, |conn| people::table
        .find(id.to_string())
        .select(PersonRow::as_select())
        .first(conn))?;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(Error::broken);
    let identity = text(rx.keys().open(&identity_place(&row.id), &row.identity_sealed)?)?;
    let phone = text(rx.keys().open(&phone_place(&row.id), &row.phone_sealed)?)?;
    Ok(Person {
        id,
        name: row.name,
        account: row.account,
        identity: identity.parse().map_err(Error::broken)?,
        phone,
    })
}

/// Whether the loaded keys open what is stored; true as long as nobody is.
///
/// # Errors
/// The database is unavailable.
pub fn keys_fit(rx: &mut Rx<'_>) -> Result<bool> {
    let sample: Option<PersonRow> = ask!(rx.conn, |conn| people::table
        .order(people::id)
        .select(PersonRow::as_select())
        .first(conn))
    .optional()?;
    Ok(sample.is_none_or(|row| {
        rx.keys()
            .open(&identity_place(&row.id), &row.identity_sealed)
            .is_ok()
    }))
}

/// The names of these people.
///
/// # Errors
/// The database is unavailable.
pub fn names(rx: &mut Rx<'_>, ids: &[PersonId]) -> Result<Vec<(PersonId, String)>> {
    let ids: BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, String)> = ask!(rx.conn, |conn| people::table
        .filter(people::id.eq_any(ids))
        .select((people::id, people::name))
        .load(conn))?;
    rows.into_iter()
        .map(|(id, name)| Ok((id.parse().map_err(Error::broken)?, name)))
        .collect()
}

/// The person with this identity number, if one has an account.
///
/// # Errors
/// The database is unavailable.
pub fn by_identity(rx: &mut Rx<'_>, identity: &IdentityNumber) -> Result<Option<PersonId>> {
    let index = rx.keys().blind("identity", identity.as_str().as_bytes());
    let id: Option<String> = ask!(rx.conn, |conn| people::table
        .filter(people::identity_index.eq(index))
        .select(people::id)
        .first(conn))
    .optional()?;
    id.map(|id| id.parse().map_err(Error::broken)).transpose()
}

/// What sign-in needs to know about an account.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Whose it is.
    pub person: PersonId,
    /// The argon2id hash in PHC form, if the person has a password.
    pub password_hash: Option<String>,
}

/// The credentials of `account`, if it exists.
///
/// # Errors
/// The database is unavailable.
pub fn credentials(rx: &mut Rx<'_>, account: &str) -> Result<Option<Credentials>> {
    let row: Option<(String, Option<String>)> = ask!(rx.conn, |conn| people::table
        .filter(people::account.eq(account))
        .select((people::id, people::password_hash))
        .first(conn))
    .optional()?;
    row.map(|(id, password_hash)| {
        Ok(Credentials {
            person: id.parse().map_err(Error::broken)?,
            password_hash,
        })
    })
    .transpose()
}

/// Replaces a person's password hash.
///
/// # Errors
/// The database is unavailable.
pub fn set_password(tx: &mut Tx<'_>, person: PersonId, password_hash: &str) -> Result<()> {
    ask!(tx.conn, |conn| diesel::update(
        people::table.find(person.to_string())
    )
    .set(people::password_hash.eq(password_hash))
    .execute(conn))?;
    Ok(())
}

/// Gives a person a seat.
///
/// # Errors
/// They hold it already, or the database is unavailable.
pub fn add_seat(tx: &mut Tx<'_>, person: PersonId, held: &Held) -> Result<()> {
    ask!(tx.conn, |conn| diesel::insert_into(seats::table)
        .values((
            seats::person_id.eq(person.to_string()),
            seats::role.eq(held.seat.role.code()),
            seats::office_id.eq(held.seat.office.to_string()),
            seats::since.eq(held.since.to_string()),
            seats::until.eq(held.until.map(|day| day.to_string())),
        ))
        .execute(conn))?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = seats)]
struct SeatRow {
    role: String,
    office_id: String,
    since: String,
    until: Option<String>,
}

impl SeatRow {
    fn held(self) -> Result<Held> {
        Ok(Held {
            seat: Seat {
                role: Role::from_code(&self.role).ok_or_else(|| Error::broken(&self.role))?,
                office: self.office_id.parse().map_err(Error::broken)?,
            },
            since: self.since.parse().map_err(Error::broken)?,
            until: self
                .until
                .map(|day| day.parse().map_err(Error::broken))
                .transpose()?,
        })
    }
}

/// The seats a person ever held, with the offices' names, in a fixed order.
///
/// # Errors
/// The database is unavailable.
pub fn seats_of(rx: &mut Rx<'_>, person: PersonId) -> Result<Vec<(Held, String)>> {
    let rows: Vec<(SeatRow, String)> = ask!(rx.conn, |conn| seats::table
        .inner_join(offices::table.on(offices::id.eq(seats::office_id)))
        .filter(seats::person_id.eq(person.to_string()))
        .order((seats::role, offices::name))
        .select((SeatRow::as_select(), offices::name))
        .load(conn))?;
    rows.into_iter()
        .map(|(row, office)| Ok((row.held()?, office)))
        .collect()
}

/// Whether `person` holds `seat` today.
///
/// # Errors
/// The database is unavailable.
pub fn holds_seat(rx: &mut Rx<'_>, person: PersonId, seat: Seat) -> Result<bool> {
    let row: Option<SeatRow> = ask!(rx.conn, |conn| seats::table
        .find((person.to_string(), seat.role.code(), seat.office.to_string()))
        .select(SeatRow::as_select())
        .first(conn))
    .optional()?;
    let today = rx.today();
    Ok(row
        .map(SeatRow::held)
        .transpose()?
        .is_some_and(|held| held.on(today)))
}

/// Everybody who holds `role` in `office` today.
///
/// # Errors
/// The database is unavailable.
pub fn holders(rx: &mut Rx<'_>, role: Role, office: OfficeId) -> Result<Vec<PersonId>> {
    let today = rx.today();
    let rows: Vec<(String, SeatRow)> = ask!(rx.conn, |conn| seats::table
        .filter(
            seats::office_id
                .eq(office.to_string())
                .and(seats::role.eq(role.code())),
        )
        .order(seats::person_id)
        .select((seats::person_id, SeatRow::as_select()))
        .load(conn))?;
    let mut people = Vec::new();
    for (person, row) in rows {
        if row.held()?.on(today) {
            people.push(person.parse().map_err(Error::broken)?);
        }
    }
    Ok(people)
}

/// Everybody who holds a seat in `role` today, with the office of it.
///
/// # Errors
/// The database is unavailable.
pub fn everybody_in(rx: &mut Rx<'_>, role: Role) -> Result<Vec<(PersonId, OfficeId)>> {
    let today = rx.today();
    let rows: Vec<(String, SeatRow)> = ask!(rx.conn, |conn| seats::table
        .filter(seats::role.eq(role.code()))
        .order(seats::person_id)
        .select((seats::person_id, SeatRow::as_select()))
        .load(conn))?;
    let mut people = Vec::new();
    for (person, row) in rows {
        let held = row.held()?;
        if held.on(today) {
            people.push((person.parse().map_err(Error::broken)?, held.seat.office));
        }
    }
    Ok(people)
}
