//! Rows of postings and objections.

pub(crate) mod schema;

use diesel::prelude::*;
use domain::publicity::{Conclusion, Kind, Posting};
use kernel::{ApplicationId, ObjectionId, OfficeId, PostingId};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, Rx, Tx};
use schema::{objections, posting_cases, postings};

/// A posting with the version it was read at.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The posting.
    pub posting: Posting,
    version: i64,
}

/// What somebody wrote against a case, sealed at rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Who wrote it.
    pub name: String,
    /// How to reach them.
    pub contact: String,
    /// The facts and the evidence named.
    pub facts: String,
    /// The written conclusion, once there is one.
    pub conclusion: Option<String>,
}

fn letter_place(id: ObjectionId) -> String {
    format!("objections.sealed.{id}")
}

/// Adds a posting.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, posting: &Posting) -> Result<()> {
    diesel::insert_into(postings::table)
        .values((
            postings::id.eq(posting.id.to_string()),
            postings::version.eq(1),
            postings::plan_id.eq(posting.plan.to_string()),
            postings::office_id.eq(posting.office.to_string()),
            postings::kind.eq(posting.kind.code()),
            postings::posted.eq(posting.posted.to_string()),
            postings::body.eq(serde_json::to_string(posting)?),
        ))
        .execute(tx.conn)?;
    for case in &posting.cases {
        diesel::insert_into(posting_cases::table)
            .values((
                posting_cases::posting_id.eq(posting.id.to_string()),
                posting_cases::application_id.eq(case.to_string()),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Saves a changed posting.
///
/// # Errors
/// Somebody else changed it since it was read.
pub fn save(tx: &mut Tx<'_>, before: &Stored, posting: &Posting) -> Result<()> {
    let row = postings::table
        .find(posting.id.to_string())
        .filter(postings::version.eq(before.version));
    let changed = diesel::update(row)
        .set((
            postings::version.eq(before.version + 1),
            postings::closed_ms.eq(posting.closed.map(kernel::Timestamp::as_millis)),
            postings::body.eq(serde_json::to_string(posting)?),
        ))
        .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The posting `id`.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: PostingId) -> Result<Stored> {
    let (version, body): (i64, String) = postings::table
        .find(id.to_string())
        .select((postings::version, postings::body))
        .first(rx.conn)?;
    Ok(Stored {
        posting: serde_json::from_str(&body)?,
        version,
    })
}

/// The posting of `kind` that holds `case` and is not closed, if there is one.
///
/// # Errors
/// The database is unavailable.
pub fn open_of_case(rx: &mut Rx<'_>, kind: Kind, case: ApplicationId) -> Result<Option<Posting>> {
    let body: Option<String> = postings::table
        .inner_join(posting_cases::table.on(posting_cases::posting_id.eq(postings::id)))
        .filter(posting_cases::application_id.eq(case.to_string()))
        .filter(postings::kind.eq(kind.code()).and(postings::closed_ms.is_null()))
        .select(postings::body)
        .first(rx.conn)
        .optional()?;
    body.map(|body| Ok(serde_json::from_str(&body)?)).transpose()
}

fn load(bodies: &[String]) -> Result<Vec<Posting>> {
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// An office's postings of `kind`, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_office(rx: &mut Rx<'_>, office: OfficeId, kind: Kind) -> Result<Vec<Posting>> {
    let bodies: Vec<String> = postings::table
        .filter(
            postings::office_id
                .eq(office.to_string())
                .and(postings::kind.eq(kind.code())),
        )
        .order((postings::posted.desc(), postings::id.desc()))
        .select(postings::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The latest `limit` result postings, for everybody.
///
/// # Errors
/// The database is unavailable.
pub fn results(rx: &mut Rx<'_>, limit: i64) -> Result<Vec<Posting>> {
    let bodies: Vec<String> = postings::table
        .filter(postings::kind.eq(Kind::Result.code()))
        .order((postings::posted.desc(), postings::id.desc()))
        .limit(limit)
        .select(postings::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// Keeps what somebody wrote with an objection.
///
/// # Errors
/// The database is unavailable.
pub fn add_letter(tx: &mut Tx<'_>, posting: PostingId, id: ObjectionId, letter: &Letter) -> Result<()> {
    let sealed = tx.seal(&letter_place(id), &serde_json::to_vec(letter)?)?;
    diesel::insert_into(objections::table)
        .values((
            objections::id.eq(id.to_string()),
            objections::posting_id.eq(posting.to_string()),
            objections::sealed.eq(sealed),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps the written conclusion of an objection.
///
/// # Errors
/// There is no such objection.
pub fn conclude_letter(tx: &mut Tx<'_>, id: ObjectionId, conclusion: Conclusion, text: &str) -> Result<()> {
    let mut letter = letter(tx, id)?;
    letter.conclusion = Some(text.to_owned());
    let sealed = tx.seal(&letter_place(id), &serde_json::to_vec(&letter)?)?;
    diesel::update(objections::table.find(id.to_string()))
        .set((
            objections::sealed.eq(sealed),
            objections::conclusion.eq(conclusion.code()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// What was written with an objection. Whether the actor may read it is the caller's question.
///
/// # Errors
/// There is no such objection.
pub fn letter(rx: &mut Rx<'_>, id: ObjectionId) -> Result<Letter> {
    let sealed: Vec<u8> = objections::table
        .find(id.to_string())
        .select(objections::sealed)
        .first(rx.conn)?;
    Ok(serde_json::from_slice(
        &rx.keys().open(&letter_place(id), &sealed)?,
    )?)
}
