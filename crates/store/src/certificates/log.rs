//! The transparency log: entries wait in the transaction that made them; the sealer gives them their places.

use diesel::prelude::*;
use translog::{
    Checkpoint, Note, NoteSigner, TILE_WIDTH, Tail, Tile, bundle_entries, inclusion_proof, leaf_hash,
};

use super::schema::{log_entries, log_heads, log_tiles};
use crate::{Error, Result, Rx, Tx};

/// The one log of this house.
const LOG: &str = "certificates";
/// How many entries one seal takes at the most, so that its transaction stays short.
const MOST_AT_ONCE: i64 = 4_096;

/// The head of the log as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many entries are sealed.
    pub size: u64,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// Queues `entry` for the log under an id that names it, in the caller's transaction.
///
/// # Errors
/// The id was used, or the database is unavailable.
pub fn queue(tx: &mut Tx<'_>, id: &str, entry: &[u8]) -> Result<()> {
    diesel::insert_into(log_entries::table)
        .values((log_entries::id.eq(id), log_entries::entry.eq(entry)))
        .execute(tx.conn)?;
    Ok(())
}

fn stored_head(rx: &mut Rx<'_>) -> Result<Option<(i64, i64, String)>> {
    Ok(log_heads::table
        .find(LOG)
        .select((log_heads::version, log_heads::size, log_heads::checkpoint))
        .first(rx.conn)
        .optional()?)
}

/// The published head, if anything was sealed.
///
/// # Errors
/// The database is unavailable.
pub fn head(rx: &mut Rx<'_>) -> Result<Option<Head>> {
    let Some((_, size, checkpoint)) = stored_head(rx)? else {
        return Ok(None);
    };
    Ok(Some(Head {
        size: u64::try_from(size).map_err(Error::broken)?,
        checkpoint,
    }))
}

/// The bytes of a tile or entry bundle at `path`, if it is stored.
///
/// # Errors
/// The database is unavailable.
pub fn tile(rx: &mut Rx<'_>, path: &str) -> Result<Option<Vec<u8>>> {
    Ok(log_tiles::table
        .find(path)
        .select(log_tiles::bytes)
        .first(rx.conn)
        .optional()?)
}

/// The entries beside a tile of leaf hashes, as a bundle; none while the log has not that many.
///
/// # Errors
/// The database is unavailable.
pub fn bundle(rx: &mut Rx<'_>, tile_at: Tile) -> Result<Option<Vec<u8>>> {
    let from = tile_at.index.saturating_mul(u64::from(TILE_WIDTH));
    let (Ok(from), count) = (i64::try_from(from), i64::from(tile_at.width)) else {
        return Ok(None);
    };
    let entries: Vec<Vec<u8>> = log_entries::table
        .filter(
            log_entries::leaf_index
                .ge(from)
                .and(log_entries::leaf_index.lt(from.saturating_add(count))),
        )
        .order(log_entries::leaf_index)
        .select(log_entries::entry)
        .load(rx.conn)?;
    if entries.len() < usize::from(tile_at.width) {
        return Ok(None);
    }
    let bundle = bundle_entries(entries.iter().map(Vec::as_slice)).map_err(Error::broken)?;
    Ok(Some(bundle))
}

fn read_tile(rx: &mut Rx<'_>, tile_at: Tile) -> Result<Vec<u8>> {
    let path = tile_at.path();
    tile(rx, &path)?.ok_or_else(|| Error::Broken(format!("tile {path} is missing")))
}

fn write_tile(tx: &mut Tx<'_>, path: &str, bytes: &[u8]) -> Result<()> {
    diesel::delete(log_tiles::table.find(path)).execute(tx.conn)?;
    diesel::insert_into(log_tiles::table)
        .values((log_tiles::path.eq(path), log_tiles::bytes.eq(bytes)))
        .execute(tx.conn)?;
    Ok(())
}

fn resume(tx: &mut Tx<'_>, size: u64, checkpoint: &str) -> Result<Tail> {
    let note = Note::parse(checkpoint).map_err(Error::broken)?;
    let kept = Checkpoint::from_text(note.text()).map_err(Error::broken)?;
    if kept.size != size {
        return Err(Error::broken("the log's head does not fit its checkpoint"));
    }
    Tail::resume(size, kept.root, |tile| read_tile(tx, tile)).map_err(Error::broken)
}

/// Seals the entries that wait: gives each its place, stores the tiles and signs a checkpoint. Answers how many.
///
/// Two sealers at once do no harm: the second finds the head changed.
///
/// # Errors
/// Another sealer was faster ([`Error::Stale`]); the stored log is damaged; the database is unavailable.
pub fn seal(tx: &mut Tx<'_>, signer: &NoteSigner) -> Result<usize> {
    let waiting: Vec<(String, Vec<u8>)> = log_entries::table
        .filter(log_entries::leaf_index.is_null())
        .order(log_entries::id)
        .limit(MOST_AT_ONCE)
        .select((log_entries::id, log_entries::entry))
        .load(tx.conn)?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let before = stored_head(tx)?;
    let mut tail = match &before {
        None => Tail::new(),
        Some((_, size, checkpoint)) => resume(tx, u64::try_from(*size).map_err(Error::broken)?, checkpoint)?,
    };
    let mut full: Vec<(Tile, Vec<u8>)> = Vec::new();
    for (id, entry) in &waiting {
        let index = tail.append(leaf_hash(entry), |tile, bytes| full.push((tile, bytes)));
        diesel::update(log_entries::table.find(id))
            .set(log_entries::leaf_index.eq(i64::try_from(index).map_err(Error::broken)?))
            .execute(tx.conn)?;
    }
    for (tile, bytes) in full.iter().chain(&tail.partial_tiles()) {
        write_tile(tx, &tile.path(), bytes)?;
    }
    let note = Checkpoint::sign(tail.size(), tail.root(), signer).map_err(Error::broken)?;
    set_head(
        tx,
        before.map(|(version, ..)| version),
        tail.size(),
        &note.to_string(),
    )?;
    Ok(waiting.len())
}

fn set_head(tx: &mut Tx<'_>, version: Option<i64>, size: u64, checkpoint: &str) -> Result<()> {
    let size = i64::try_from(size).map_err(Error::broken)?;
    let Some(version) = version else {
        diesel::insert_into(log_heads::table)
            .values((
                log_heads::name.eq(LOG),
                log_heads::version.eq(1),
                log_heads::size.eq(size),
                log_heads::checkpoint.eq(checkpoint),
            ))
            .execute(tx.conn)?;
        return Ok(());
    };
    let rows =
        diesel::update(log_heads::table.filter(log_heads::name.eq(LOG).and(log_heads::version.eq(version))))
            .set((
                log_heads::version.eq(version + 1),
                log_heads::size.eq(size),
                log_heads::checkpoint.eq(checkpoint),
            ))
            .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The place of an entry in the log, once sealed.
///
/// # Errors
/// There is no such entry, or the database is unavailable.
pub fn place(rx: &mut Rx<'_>, id: &str) -> Result<Option<u64>> {
    let index: Option<i64> = log_entries::table
        .find(id)
        .select(log_entries::leaf_index)
        .first(rx.conn)?;
    index
        .map(|index| u64::try_from(index).map_err(Error::broken))
        .transpose()
}

/// The proof that the entry `id` is in the log, leading to the published checkpoint; none while it waits.
///
/// # Errors
/// There is no such entry, or the stored log is damaged.
pub fn evidence(rx: &mut Rx<'_>, id: &str, extra: Vec<u8>) -> Result<Option<translog::Evidence>> {
    let (Some(index), Some(head)) = (place(rx, id)?, head(rx)?) else {
        return Ok(None);
    };
    let path = inclusion_proof(index, head.size, |tile| read_tile(rx, tile)).map_err(Error::broken)?;
    Ok(Some(translog::Evidence {
        extra,
        index,
        path,
        checkpoint: Note::parse(&head.checkpoint).map_err(Error::broken)?,
    }))
}
