//! Work to be done after a change, queued in the change's own transaction.

pub(crate) mod schema;

use diesel::prelude::*;
use kernel::{Actor, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, House, Result, Rx, Tx, dialect};
use schema::outbox;

/// How long a worker may hold a message before another may take it.
const LEASE_MS: i64 = 60_000;
/// After this many failures a message is set aside for people.
const MOST_ATTEMPTS: i32 = 12;
const FIRST_RETRY_MS: i64 = 2_000;
const LAST_RETRY_MS: i64 = 3_600_000;

/// A kind of queued work: a serialisable struct with a name.
pub trait Job: Serialize + DeserializeOwned {
    /// The name under which it is queued; never reused for another shape.
    const TOPIC: &'static str;
}

/// A message taken by a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// The job's [`Job::TOPIC`].
    pub topic: String,
    /// The job as JSON.
    pub body: String,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// Queues `job` to run at `run_at` or soon after.
///
/// With a `dedupe` key a second message with the same key is not queued while the first is kept.
///
/// # Errors
/// The database is unavailable.
pub fn queue<J: Job>(tx: &mut Tx<'_>, job: &J, run_at: Timestamp, dedupe: Option<&str>) -> Result<()> {
    if let Some(key) = dedupe {
        let known: i64 = ask!(tx.conn, |conn| outbox::table
            .filter(outbox::dedupe.eq(key))
            .count()
            .get_result(conn))?;
        if known > 0 {
            return Ok(());
        }
    }
    let id = tx.new_id::<kernel::kinds::Message>().to_string();
    ask!(tx.conn, |conn| diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(id),
            outbox::topic.eq(J::TOPIC),
            outbox::dedupe.eq(dedupe),
            outbox::body.eq(serde_json::to_string(job)?),
            outbox::run_at_ms.eq(run_at.as_millis()),
            outbox::attempts.eq(0),
            outbox::state.eq("waiting"),
        ))
        .execute(conn))?;
    Ok(())
}

/// Takes up to `limit` due messages for a minute; another worker cannot take them meanwhile.
///
/// # Errors
/// The database is unavailable.
pub fn take(house: &House, limit: i64) -> Result<Vec<Message>> {
    house.change(&Actor::Program, |tx| {
        let now = tx.now().as_millis();
        let ids = dialect::due_messages(tx.conn, now, limit)?;
        ask!(tx.conn, |conn| diesel::update(
            outbox::table.filter(outbox::id.eq_any(&ids))
        )
        .set((
            outbox::run_at_ms.eq(now + LEASE_MS),
            outbox::attempts.eq(outbox::attempts + 1),
        ))
        .execute(conn))?;
        let rows: Vec<(String, String, String, i32)> = ask!(tx.conn, |conn| outbox::table
            .filter(outbox::id.eq_any(&ids))
            .order(outbox::id)
            .select((outbox::id, outbox::topic, outbox::body, outbox::attempts))
            .load(conn))?;
        Ok(rows
            .into_iter()
            .map(|(id, topic, body, attempts)| Message {
                id,
                topic,
                body,
                attempts,
            })
            .collect())
    })
}

/// Marks a message as done, in the transaction that did its work where there is one.
///
/// # Errors
/// [`Error::Stale`] when the worker held it for too long and another took it: then its own work must not be saved.
pub fn done(tx: &mut Tx<'_>, message: &Message) -> Result<()> {
    let marked = ask!(tx.conn, |conn| diesel::update(held(message))
        .set(outbox::state.eq("done"))
        .execute(conn))?;
    if marked == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Notes a failure: another try later, twice as far each time, or set aside after the last. Nothing is noted when
/// another worker has taken the message meanwhile.
///
/// # Errors
/// The database is unavailable.
pub fn failed(tx: &mut Tx<'_>, message: &Message, note: &str, give_up: bool) -> Result<()> {
    let pause = FIRST_RETRY_MS
        .saturating_mul(1_i64 << message.attempts.clamp(0, 20))
        .min(LAST_RETRY_MS);
    let state = if give_up || message.attempts >= MOST_ATTEMPTS {
        "set_aside"
    } else {
        "waiting"
    };
    let again = tx.now().plus_millis(pause).as_millis();
    ask!(tx.conn, |conn| diesel::update(held(message))
        .set((
            outbox::state.eq(state),
            outbox::run_at_ms.eq(again),
            outbox::note.eq(note),
        ))
        .execute(conn))?;
    Ok(())
}

/// The row of a message while the worker that took it still holds it.
#[diesel::dsl::auto_type(no_type_alias)]
fn held(message: &Message) -> _ {
    let (id, attempts): (&str, i32) = (&message.id, message.attempts);
    outbox::table
        .filter(outbox::id.eq(id))
        .filter(outbox::attempts.eq(attempts))
        .filter(outbox::state.eq("waiting"))
}

/// Removes messages that were done before `moment`; answers how many.
///
/// # Errors
/// The database is unavailable.
pub fn sweep(tx: &mut Tx<'_>, moment: Timestamp) -> Result<usize> {
    let done = outbox::table
        .filter(outbox::state.eq("done"))
        .filter(outbox::run_at_ms.lt(moment.as_millis()));
    Ok(ask!(tx.conn, |conn| diesel::delete(done).execute(conn))?)
}

/// How many messages are due, and how many were set aside.
///
/// # Errors
/// The database is unavailable.
pub fn backlog(rx: &mut Rx<'_>) -> Result<(i64, i64)> {
    let now = rx.now().as_millis();
    let due = ask!(rx.conn, |conn| outbox::table
        .filter(outbox::state.eq("waiting").and(outbox::run_at_ms.le(now)))
        .count()
        .get_result(conn))?;
    let set_aside = ask!(rx.conn, |conn| outbox::table
        .filter(outbox::state.eq("set_aside"))
        .count()
        .get_result(conn))?;
    Ok((due, set_aside))
}

/// The moment at which the next waiting message runs, if one waits.
///
/// # Errors
/// The database is unavailable.
pub fn next_run(rx: &mut Rx<'_>) -> Result<Option<Timestamp>> {
    let next: Option<i64> = ask!(rx.conn, |conn| outbox::table
        .filter(outbox::state.eq("waiting"))
        .select(diesel::dsl::min(outbox::run_at_ms))
        .first(conn))?;
    Ok(next.map(Timestamp::from_millis))
}
