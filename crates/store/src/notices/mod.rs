//! In-app messages (站内消息).

pub(crate) mod schema;

use diesel::prelude::*;
use kernel::{MessageId, PersonId, Timestamp};

use crate::journal::Subject;
use crate::{Error, Result, Rx, Tx};
use schema::messages;

/// A message in somebody's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// What it is about; the page links there.
    pub about: Subject,
    /// The sentence.
    pub text: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// Whether it was opened.
    pub read: bool,
}

/// Puts `text` about `about` into the person's inbox, in the caller's transaction.
///
/// # Errors
/// The database is unavailable.
pub fn send(tx: &mut Tx<'_>, person: PersonId, about: &Subject, text: &str) -> Result<()> {
    let id = tx.new_id::<kernel::kinds::Message>().to_string();
    let sent_ms = tx.now().as_millis();
    ask!(tx.conn, |conn| diesel::insert_into(messages::table)
        .values((
            messages::id.eq(id),
            messages::person_id.eq(person.to_string()),
            messages::subject_kind.eq(&about.kind),
            messages::subject_id.eq(&about.id),
            messages::text.eq(text),
            messages::sent_ms.eq(sent_ms),
        ))
        .execute(conn))?;
    Ok(())
}

/// The latest `limit` messages of a person, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn inbox(rx: &mut Rx<'_>, person: PersonId, limit: i64) -> Result<Vec<Message>> {
    type Row = (String, String, String, String, i64, Option<i64>);
    let rows: Vec<Row> = ask!(rx.conn, |conn| messages::table
        .filter(messages::person_id.eq(person.to_string()))
        .order((messages::sent_ms.desc(), messages::id.desc()))
        .limit(limit)
        .select((
            messages::id,
            messages::subject_kind,
            messages::subject_id,
            messages::text,
            messages::sent_ms,
            messages::read_ms,
        ))
        .load(conn))?;
    rows.into_iter()
        .map(|(id, kind, subject, text, sent, read)| {
            Ok(Message {
                id: id.parse().map_err(Error::broken)?,
                about: Subject { kind, id: subject },
                text,
                sent: Timestamp::from_millis(sent),
                read: read.is_some(),
            })
        })
        .collect()
}

/// How many messages a person has not opened.
///
/// # Errors
/// The database is unavailable.
pub fn unread(rx: &mut Rx<'_>, person: PersonId) -> Result<i64> {
    Ok(ask!(rx.conn, |conn| messages::table
        .filter(
            messages::person_id
                .eq(person.to_string())
                .and(messages::read_ms.is_null()),
        )
        .count()
        .get_result(conn))?)
}

/// Marks all of a person's messages as opened.
///
/// # Errors
/// The database is unavailable.
pub fn mark_read(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let now = tx.now().as_millis();
    let unread = messages::table.filter(
        messages::person_id
            .eq(person.to_string())
            .and(messages::read_ms.is_null()),
    );
    ask!(tx.conn, |conn| diesel::update(unread)
        .set(messages::read_ms.eq(now))
        .execute(conn))?;
    Ok(())
}
