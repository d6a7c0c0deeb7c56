//! Inclusion and consistency proofs: made from tiles (RFC 6962 section 2.1), verified without them
//! (RFC 9162 sections 2.1.3.2 and 2.1.4.2).

use std::collections::BTreeMap;

use crate::hash::fold_complete;
use crate::{Hash, Tile, node_hash};

/// A proof cannot be made from what is stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError<E> {
    /// The leaf or the older tree is not part of the tree asked about.
    #[error("a tree of {tree_size} leaves does not reach {asked}")]
    OutOfRange {
        /// The leaf index, or the size of the older tree, that was asked for.
        asked: u64,
        /// Leaves in the tree.
        tree_size: u64,
    },
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
}

/// A proof that does not prove what it was offered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf index is not below the tree size, or the older tree is larger than the newer.
    #[error("the proof is about a place outside the tree")]
    OutOfRange,
    /// Too many or too few hashes for the two numbers.
    #[error("the proof has the wrong number of hashes")]
    WrongLength,
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    WrongRoot,
}

/// Reads hashes of complete subtrees out of tiles, each tile once.
struct Nodes<R> {
    tree_size: u64,
    read: R,
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<E, R: FnMut(Tile) -> Result<Vec<u8>, E>> Nodes<R> {
    fn new(tree_size: u64, read: R) -> Self {
        Self {
            tree_size,
            read,
            tiles: BTreeMap::new(),
        }
    }

    /// Hash of the complete subtree over leaves `index * 2^height ..`.
    fn complete(&mut self, height: u32, index: u64) -> Result<Hash, ReadError<E>> {
        let level = u8::try_from(height / 8).unwrap_or(u8::MAX);
        let width = 1_u64 << (height % 8);
        let first = index * width;
        let tile = Tile::holding(level, first + width - 1, self.tree_size).ok_or(ReadError::OutOfRange {
            asked: index << height,
            tree_size: self.tree_size,
        })?;
        let hashes = match self.tiles.entry((tile.level, tile.index)) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                let bytes = (self.read)(tile).map_err(|cause| ReadError::Unreadable { tile, cause })?;
                place.insert(tile.hashes(&bytes).ok_or(ReadError::WrongLength(tile))?)
            }
        };
        let from = usize::try_from(first % 256).unwrap_or(0);
        let to = from + usize::try_from(width).unwrap_or(0);
        hashes
            .get(from..to)
            .map(fold_complete)
            .ok_or(ReadError::WrongLength(tile))
    }

    /// MTH of leaves `from..to`, where `from` is a multiple of the largest power of two below the length.
    fn subtree(&mut self, from: u64, to: u64) -> Result<Hash, ReadError<E>> {
        let length = to - from;
        if length.is_power_of_two() {
            let height = length.trailing_zeros();
            return self.complete(height, from >> height);
        }
        let split = from + largest_power_below(length);
        let left = self.subtree(from, split)?;
        Ok(node_hash(left, self.subtree(split, to)?))
    }

    /// RFC 6962 `PATH(m, D[from..to])` with `m` given as an absolute leaf index, sibling of the leaf first.
    fn path(&mut self, leaf: u64, from: u64, to: u64, out: &mut Vec<Hash>) -> Result<(), ReadError<E>> {
        if to - from == 1 {
            return Ok(());
        }
        let split = from + largest_power_below(to - from);
        if leaf < split {
            self.path(leaf, from, split, out)?;
            out.push(self.subtree(split, to)?);
        } else {
            self.path(leaf, split, to, out)?;
            out.push(self.subtree(from, split)?);
        }
        Ok(())
    }

    /// RFC 6962 `SUBPROOF(m, D[from..to], known)` with `m` given as an absolute end.
    fn subproof(
        &mut self,
        old_end: u64,
        from: u64,
        to: u64,
        known: bool,
        out: &mut Vec<Hash>,
    ) -> Result<(), ReadError<E>> {
        if old_end == to {
            if !known {
                out.push(self.subtree(from, to)?);
            }
            return Ok(());
        }
        let split = from + largest_power_below(to - from);
        if old_end <= split {
            self.subproof(old_end, from, split, known, out)?;
            out.push(self.subtree(split, to)?);
        } else {
            self.subproof(old_end, split, to, false, out)?;
            out.push(self.subtree(from, split)?);
        }
        Ok(())
    }
}

/// The largest power of two smaller than `length`, which is at least 2.
fn largest_power_below(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

/// The proof that leaf `index` is in the tree of `tree_size` leaves, sibling of the leaf first.
///
/// `read` gives the bytes of a tile; each tile is asked for once.
///
/// # Errors
/// [`ReadError`]: the leaf is not in the tree, or a tile is missing or damaged.
pub fn inclusion_proof<E>(
    index: u64,
    tree_size: u64,
    read: impl FnMut(Tile) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, ReadError<E>> {
    if index >= tree_size {
        return Err(ReadError::OutOfRange {
            asked: index,
            tree_size,
        });
    }
    let mut proof = Vec::new();
    Nodes::new(tree_size, read).path(index, 0, tree_size, &mut proof)?;
    Ok(proof)
}

/// The proof that the tree of `new_size` leaves begins with the tree of `old_size` leaves. Empty when the sizes
/// are equal or the old tree is empty.
///
/// # Errors
/// [`ReadError`]: the old tree is larger than the new, or a tile is missing or damaged.
pub fn consistency_proof<E>(
    old_size: u64,
    new_size: u64,
    read: impl FnMut(Tile) -> Result<Vec<u8>, E>,
) -> Result<Vec<Hash>, ReadError<E>> {
    if old_size > new_size {
        return Err(ReadError::OutOfRange {
            asked: old_size,
            tree_size: new_size,
        });
    }
    let mut proof = Vec::new();
    if old_size > 0 {
        Nodes::new(new_size, read).subproof(old_size, 0, new_size, true, &mut proof)?;
    }
    Ok(proof)
}

/// Root of the tree of `tree_size` leaves, computed from its tiles.
///
/// # Errors
/// [`ReadError`]: a tile is missing or damaged.
pub fn root_from_tiles<E>(
    tree_size: u64,
    read: impl FnMut(Tile) -> Result<Vec<u8>, E>,
) -> Result<Hash, ReadError<E>> {
    if tree_size == 0 {
        return Ok(Hash::of_empty_tree());
    }
    Nodes::new(tree_size, read).subtree(0, tree_size)
}

/// Checks that `leaf` is the hash of leaf `index` in the tree with `tree_size` leaves and this `root`.
///
/// # Errors
/// [`ProofError`] when the proof does not show it.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    tree_size: u64,
    root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= tree_size {
        return Err(ProofError::OutOfRange);
    }
    let (mut node, mut last, mut reached) = (index, tree_size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if node & 1 == 1 || node == last {
            reached = node_hash(*sibling, reached);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            reached = node_hash(reached, *sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::WrongLength);
    }
    if reached == root {
        Ok(())
    } else {
        Err(ProofError::WrongRoot)
    }
}

/// Checks that the tree (`new_size`, `new_root`) begins with the tree (`old_size`, `old_root`).
///
/// # Errors
/// [`ProofError`] when the proof does not show it. An empty old tree is only accepted with the hash of nothing.
pub fn verify_consistency(
    old_size: u64,
    old_root: Hash,
    new_size: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::OutOfRange);
    }
    if old_size == new_size || old_size == 0 {
        if !proof.is_empty() {
            return Err(ProofError::WrongLength);
        }
        let expected = if old_size == new_size {
            new_root
        } else {
            Hash::of_empty_tree()
        };
        return if old_root == expected {
            Ok(())
        } else {
            Err(ProofError::WrongRoot)
        };
    }
    // A complete old tree is itself the first node; otherwise the proof starts with it.
    let (start, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(ProofError::WrongLength)?;
        (*first, rest)
    };
    let (mut node, mut last) = (old_size - 1, new_size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (start, start);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if node & 1 == 1 || node == last {
            old = node_hash(*sibling, old);
            new = node_hash(*sibling, new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new = node_hash(new, *sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::WrongLength);
    }
    if old == old_root && new == new_root {
        Ok(())
    } else {
        Err(ProofError::WrongRoot)
    }
}
