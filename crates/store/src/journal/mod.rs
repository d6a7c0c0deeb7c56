//! The journal: append-only evidence of every change, one hash chain per subject.
//!
//! Entries carry ids, codes and digests, never personal data or free text: a sentence somebody wrote is journaled
//! by its digest and kept in the row it belongs to.

pub(crate) mod schema;

use core::fmt;

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use kernel::{Actor, Id, IdKind, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, Result, Rx, Tx};
use schema::journal;

const CHAIN_VERSION: &str = "hengjian-journal-1";

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The kind of thing, as its id type names it.
    pub kind: String,
    /// Its id.
    pub id: String,
}

impl Subject {
    /// The subject that `id` names.
    #[must_use]
    pub fn of<K: IdKind>(id: Id<K>) -> Self {
        Self {
            kind: K::NAME.to_owned(),
            id: id.to_string(),
        }
    }

    /// The id, if the subject is of that kind.
    #[must_use]
    pub fn id_of<K: IdKind>(&self) -> Option<Id<K>> {
        (self.kind == K::NAME).then(|| self.id.parse().ok()).flatten()
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

/// One entry as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is about.
    pub subject: Subject,
    /// Its place in the subject's chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, in which role and office.
    pub actor: Actor,
    /// What was done: `area.verb`.
    pub kind: String,
    /// The facts of it, as JSON text.
    pub body: String,
    /// The hash of the policy pack it was decided under, if a pack decided.
    pub pack: Option<String>,
    /// Hash of the entry before, empty for the first.
    pub previous: String,
    /// SHA-256 over all of the above.
    pub hash: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = journal)]
struct EntryRow {
    subject_kind: String,
    subject_id: String,
    seq: i64,
    at_ms: i64,
    actor: String,
    kind: String,
    body: String,
    pack: Option<String>,
    previous: String,
    hash: String,
}

impl EntryRow {
    fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        let (seq, at) = (self.seq.to_string(), self.at_ms.to_string());
        let pack = self.pack.as_deref().unwrap_or_default();
        let parts = [
            CHAIN_VERSION,
            &self.subject_kind,
            &self.subject_id,
            &seq,
            &at,
            &self.actor,
            &self.kind,
            &self.body,
            pack,
            &self.previous,
        ];
        for part in parts {
            hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part);
        }
        HEXLOWER.encode(&hasher.finalize())
    }

    fn entry(self) -> Result<Entry> {
        Ok(Entry {
            subject: Subject {
                kind: self.subject_kind,
                id: self.subject_id,
            },
            seq: self.seq,
            at: Timestamp::from_millis(self.at_ms),
            actor: serde_json::from_str(&self.actor)?,
            kind: self.kind,
            body: self.body,
            pack: self.pack,
            previous: self.previous,
            hash: self.hash,
        })
    }
}

/// SHA-256 of a text somebody wrote, for entries that must not carry the text itself.
#[must_use]
pub fn digest_of(text: &str) -> String {
    digest_of_bytes(text.as_bytes())
}

/// SHA-256 of some bytes in lower-case hexadecimal.
#[must_use]
pub fn digest_of_bytes(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Adds an entry to the subject's chain, in the caller's transaction.
///
/// # Errors
/// Somebody else added one at the same place ([`Error::Stale`]), or the database is unavailable.
pub fn record(
    tx: &mut Tx<'_>,
    subject: &Subject,
    kind: &str,
    body: &impl Serialize,
    pack: Option<&str>,
) -> Result<()> {
    let head: Option<(i64, String)> = ask!(tx.conn, |conn| journal::table
        .filter(journal::subject_id.eq(&subject.id))
        .order(journal::seq.desc())
        .select((journal::seq, journal::hash))
        .first(conn))
    .optional()?;
    let (seq, previous) = head.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
    let mut row = EntryRow {
        subject_kind: subject.kind.clone(),
        subject_id: subject.id.clone(),
        seq,
        at_ms: tx.now().as_millis(),
        actor: serde_json::to_string(tx.actor())?,
        kind: kind.to_owned(),
        body: serde_json::to_string(body)?,
        pack: pack.map(str::to_owned),
        previous,
        hash: String::new(),
    };
    row.hash = row.digest();
    ask!(tx.conn, |conn| diesel::insert_into(journal::table)
        .values(&row)
        .execute(conn))?;
    Ok(())
}

/// All entries about `subject`, first to last.
///
/// # Errors
/// The database is unavailable or an entry cannot be read.
pub fn of(rx: &mut Rx<'_>, subject: &Subject) -> Result<Vec<Entry>> {
    rows(rx, subject)?.into_iter().map(EntryRow::entry).collect()
}

fn rows(rx: &mut Rx<'_>, subject: &Subject) -> Result<Vec<EntryRow>> {
    Ok(ask!(rx.conn, |conn| journal::table
        .filter(journal::subject_id.eq(&subject.id))
        .order(journal::seq)
        .select(EntryRow::as_select())
        .load(conn))?)
}

/// Recomputes the chain of `subject`; answers how many entries it has.
///
/// # Errors
/// [`Error::Broken`] names the first entry that was changed, cut out or inserted.
pub fn check_chain(rx: &mut Rx<'_>, subject: &Subject) -> Result<usize> {
    let rows = rows(rx, subject)?;
    let mut previous = String::new();
    for (row, expected_seq) in rows.iter().zip(1_i64..) {
        if row.seq != expected_seq || row.previous != previous || row.hash != row.digest() {
            return Err(Error::Broken(format!(
                "journal of {subject}: entry {expected_seq} does not fit its chain"
            )));
        }
        previous.clone_from(&row.hash);
    }
    Ok(rows.len())
}
