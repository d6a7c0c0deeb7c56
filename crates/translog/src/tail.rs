//! Appending: the right edge of the tree, which is all that a writer has to hold.

use crate::hash::fold_complete;
use crate::{Hash, TILE_WIDTH, Tile, node_hash};

/// The right edge of the tree: at every level the hashes of its last, still partial tile.
///
/// At most 255 hashes a level are held (8 KB), however long the log is. Appending hands out every tile that
/// becomes full; the partial ones of the present size come from [`Tail::partial_tiles`] when a checkpoint is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

/// Stored tiles from which a [`Tail`] cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError<E> {
    /// The caller could not read a tile.
    #[error("tile {} cannot be read: {cause}", .tile.path())]
    Unreadable {
        /// The tile asked for.
        tile: Tile,
        /// What the caller's reader said.
        cause: E,
    },
    /// A tile has not the length its width asks for.
    #[error("tile {} has the wrong length", .0.path())]
    WrongLength(Tile),
    /// The tiles are not those of the tree with the given root.
    #[error("the stored tiles do not lead to the root of the last checkpoint")]
    WrongRoot,
}

impl Tail {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a log of `size` leaves from its partial tiles and checks them against `root`, the root of the last
    /// checkpoint.
    ///
    /// # Errors
    /// [`ResumeError`]: an unreadable tile, one of a wrong length, or tiles of another tree.
    pub fn resume<E>(
        size: u64,
        root: Hash,
        mut read: impl FnMut(Tile) -> Result<Vec<u8>, E>,
    ) -> Result<Self, ResumeError<E>> {
        let mut levels = Vec::new();
        let mut hashes = size;
        let mut level = 0;
        while hashes > 0 {
            let width = u16::try_from(hashes % u64::from(TILE_WIDTH)).unwrap_or(0);
            let tile = Tile {
                level,
                index: hashes / u64::from(TILE_WIDTH),
                width,
            };
            levels.push(if width == 0 {
                Vec::new()
            } else {
                let bytes = read(tile).map_err(|cause| ResumeError::Unreadable { tile, cause })?;
                tile.hashes(&bytes).ok_or(ResumeError::WrongLength(tile))?
            });
            hashes /= u64::from(TILE_WIDTH);
            level += 1;
        }
        let tail = Self { size, levels };
        if tail.root() == root {
            Ok(tail)
        } else {
            Err(ResumeError::WrongRoot)
        }
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends one leaf and returns its index. Tiles that become full are given to `store`, lowest level first,
    /// each with the bytes to write at [`Tile::path`].
    pub fn append(&mut self, leaf: Hash, mut store: impl FnMut(Tile, Vec<u8>)) -> u64 {
        let leaf_index = self.size;
        self.size += 1;
        let mut carried = Some(leaf);
        let mut level: u8 = 0;
        let mut hashes_before = leaf_index;
        while let Some(hash) = carried.take() {
            if self.levels.len() <= usize::from(level) {
                self.levels.push(Vec::new());
            }
            let partial = &mut self.levels[usize::from(level)];
            partial.push(hash);
            if partial.len() == usize::from(TILE_WIDTH) {
                let index = hashes_before / u64::from(TILE_WIDTH);
                store(
                    Tile {
                        level,
                        index,
                        width: TILE_WIDTH,
                    },
                    tile_bytes(partial),
                );
                carried = Some(fold_complete(partial));
                partial.clear();
                hashes_before = index;
                level += 1;
            }
        }
        leaf_index
    }

    /// The partial tiles of the present size, to be stored before a checkpoint of it is published.
    #[must_use]
    pub fn partial_tiles(&self) -> Vec<(Tile, Vec<u8>)> {
        let mut tiles = Vec::new();
        let mut hashes = self.size;
        for (level, partial) in (0u8..).zip(&self.levels) {
            let index = hashes / u64::from(TILE_WIDTH);
            hashes = index;
            if let (Ok(width), false) = (u16::try_from(partial.len()), partial.is_empty()) {
                tiles.push((Tile { level, index, width }, tile_bytes(partial)));
            }
        }
        tiles
    }

    /// Root of the tree (RFC 6962 MTH).
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut right: Option<Hash> = None;
        for partial in &self.levels {
            // Complete subtrees of a partial tile, smallest (rightmost) first.
            let mut end = partial.len();
            while end > 0 {
                let width = 1 << end.trailing_zeros();
                let left = fold_complete(&partial[end - width..end]);
                right = Some(right.map_or(left, |right| node_hash(left, right)));
                end -= width;
            }
        }
        right.unwrap_or_else(Hash::of_empty_tree)
    }
}

fn tile_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}
