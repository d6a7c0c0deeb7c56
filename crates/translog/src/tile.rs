//! Tiles: where the hashes and the entries of the log lie (C2SP tlog-tiles, height 8).

use crate::Hash;

/// How many hashes, or entries, a full tile holds.
pub const TILE_WIDTH: u16 = 256;

/// The highest level a tile path may name.
const MAX_LEVEL: u8 = 63;

/// One tile of hashes. Level 0 holds leaf hashes; a hash of level `n + 1` is the root of a full tile of level `n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// Level, 0 to 63 (in practice at most 7).
    pub level: u8,
    /// Position within the level, from 0.
    pub index: u64,
    /// Hashes in the tile: 1 to 255 for a partial tile, 256 for a full one.
    pub width: u16,
}

/// A text that is not the path of a tile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a tile path: {0}")]
pub struct TilePathError(pub String);

/// Bytes that are not a bundle of entries.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// An entry is longer than the 65,535 bytes its length field can say.
    #[error("log entry {position} is longer than 65535 bytes")]
    EntryTooLong {
        /// Position in the bundle, from 0.
        position: usize,
    },
    /// The bytes end inside an entry.
    #[error("entry bundle ends inside entry {position}")]
    Truncated {
        /// Position in the bundle, from 0.
        position: usize,
    },
}

impl Tile {
    /// Path of the tile below the log's prefix, for example `tile/0/x001/x234/067.p/12`.
    #[must_use]
    pub fn path(&self) -> String {
        self.path_in(&self.level.to_string())
    }

    /// Path of the entry bundle beside a level 0 tile, for example `tile/entries/000.p/3`.
    #[must_use]
    pub fn entries_path(&self) -> String {
        self.path_in("entries")
    }

    fn path_in(&self, folder: &str) -> String {
        let mut number = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            number = format!("x{:03}/{number}", rest % 1000);
            rest /= 1000;
        }
        if self.width == TILE_WIDTH {
            format!("tile/{folder}/{number}")
        } else {
            format!("tile/{folder}/{number}.p/{}", self.width)
        }
    }

    /// Reads a path made by [`Tile::path`]; every other spelling is refused.
    ///
    /// # Errors
    /// [`TilePathError`] when the text is not exactly the path of a tile of hashes.
    pub fn from_path(path: &str) -> Result<Self, TilePathError> {
        let bad = || TilePathError(path.to_owned());
        let rest = path.strip_prefix("tile/").ok_or_else(bad)?;
        let (level, rest) = rest.split_once('/').ok_or_else(bad)?;
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().map_err(|_| bad())?),
            None => (rest, TILE_WIDTH),
        };
        let mut index: u64 = 0;
        for part in number.split('/') {
            let digits = part.strip_prefix('x').unwrap_or(part);
            let value: u64 = digits.parse().map_err(|_| bad())?;
            index = index
                .checked_mul(1000)
                .and_then(|n| n.checked_add(value))
                .ok_or_else(bad)?;
        }
        let tile = Self {
            level: level.parse().map_err(|_| bad())?,
            index,
            width,
        };
        // Comparing with the one spelling settles zeros, `x` marks and the `.p/256` that must not be written.
        let sane = tile.level <= MAX_LEVEL && (1..=TILE_WIDTH).contains(&width) && tile.path() == path;
        sane.then_some(tile).ok_or_else(bad)
    }

    /// The tile of `level` that holds the hash number `position` of that level, in a tree of `tree_size` leaves.
    /// `None` when the tree is too small to have that hash.
    #[must_use]
    pub fn holding(level: u8, position: u64, tree_size: u64) -> Option<Self> {
        let hashes_at_level = hashes_at_level(level, tree_size);
        if position >= hashes_at_level {
            return None;
        }
        let index = position / u64::from(TILE_WIDTH);
        Some(Self {
            level,
            index,
            width: width_of(index, hashes_at_level),
        })
    }

    /// Splits the stored bytes of this tile into its hashes; `None` when the length does not fit the width.
    /// Bytes of a wider version of the same tile are accepted, because a partial tile may already be replaced by
    /// the full one.
    #[must_use]
    pub fn hashes(&self, bytes: &[u8]) -> Option<Vec<Hash>> {
        let (chunks, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty()
            && chunks.len() >= usize::from(self.width)
            && chunks.len() <= usize::from(TILE_WIDTH);
        fits.then(|| {
            chunks
                .iter()
                .take(usize::from(self.width))
                .map(|chunk| Hash(*chunk))
                .collect()
        })
    }
}

fn hashes_at_level(level: u8, tree_size: u64) -> u64 {
    tree_size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

fn width_of(index: u64, hashes_at_level: u64) -> u16 {
    let left = hashes_at_level - index * u64::from(TILE_WIDTH);
    u16::try_from(left).map_or(TILE_WIDTH, |left| left.min(TILE_WIDTH))
}

/// Every tile that a log grown from `old_size` to `new_size` leaves must store, lowest level first. With
/// `old_size` 0 these are all its tiles. Partial tiles of the old size may be deleted afterwards.
#[must_use]
pub fn tiles_to_store(old_size: u64, new_size: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    for level in 0..8 {
        let (old, new) = (hashes_at_level(level, old_size), hashes_at_level(level, new_size));
        if old >= new {
            break;
        }
        let first = old / u64::from(TILE_WIDTH);
        let end = new.div_ceil(u64::from(TILE_WIDTH));
        tiles.extend((first..end).map(|index| Tile {
            level,
            index,
            width: width_of(index, new),
        }));
    }
    tiles
}

/// The bytes of an entry bundle: every entry after its length in two bytes, big-endian.
///
/// # Errors
/// [`BundleError::EntryTooLong`].
pub fn bundle_entries<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, BundleError> {
    let mut bundle = Vec::new();
    for (position, entry) in entries.into_iter().enumerate() {
        let length = u16::try_from(entry.len()).map_err(|_| BundleError::EntryTooLong { position })?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// The entries in the bytes of a bundle.
///
/// # Errors
/// [`BundleError::Truncated`].
pub fn entries_in_bundle(mut bundle: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let truncated = BundleError::Truncated {
            position: entries.len(),
        };
        let Some((length, rest)) = bundle.split_first_chunk::<2>() else {
            return Err(truncated);
        };
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((entry, rest)) = rest.split_at_checked(length) else {
            return Err(truncated);
        };
        entries.push(entry);
        bundle = rest;
    }
    Ok(entries)
}
