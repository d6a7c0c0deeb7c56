//! Merkle trees in the manner of RFC 6962: leaf = SHA-256(0x00 ‖ data), node = SHA-256(0x01 ‖ left ‖ right),
//! split at the largest power of two below the number of leaves.

use crate::canon::Digest;
use sha2::{Digest as _, Sha256};

/// Hash of one leaf.
pub(crate) fn leaf(data: &[u8]) -> Digest {
    Digest(
        Sha256::new()
            .chain_update([0])
            .chain_update(data)
            .finalize()
            .into(),
    )
}

fn node(left: Digest, right: Digest) -> Digest {
    Digest(
        Sha256::new()
            .chain_update([1])
            .chain_update(left.0)
            .chain_update(right.0)
            .finalize()
            .into(),
    )
}

fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// Root over leaf hashes; the root of no leaves is the hash of the empty text.
pub(crate) fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest(Sha256::digest([]).into()),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(split(more.len()));
            node(root(left), root(right))
        }
    }
}

/// The sibling hashes from a leaf up to the root.
pub(crate) fn path(leaves: &[Digest], place: usize) -> Vec<Digest> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut inner, sibling) = match place.checked_sub(left.len()) {
        None => (path(left, place), root(right)),
        Some(place) => (path(right, place), root(left)),
    };
    inner.push(sibling);
    inner
}

/// The root that a leaf at `place` of `count` and its path lead to; `None` if the path has the wrong length.
pub(crate) fn climb(leaf: Digest, place: usize, count: usize, path: &[Digest]) -> Option<Digest> {
    if place >= count {
        return None;
    }
    let Some((sibling, inner)) = path.split_last() else {
        return (count == 1).then_some(leaf);
    };
    if count == 1 {
        return None;
    }
    let left = split(count);
    match place.checked_sub(left) {
        None => climb(leaf, place, left, inner).map(|below| node(below, *sibling)),
        Some(place) => climb(leaf, place, count - left, inner).map(|below| node(*sibling, below)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_of_every_small_tree_climbs_to_the_root() {
        for count in 1..40_u8 {
            let leaves: Vec<Digest> = (0..count).map(|n| leaf(&[n])).collect();
            let top = root(&leaves);
            for place in 0..leaves.len() {
                let way = path(&leaves, place);
                assert_eq!(climb(leaves[place], place, leaves.len(), &way), Some(top));
                assert_ne!(climb(leaf(b"other"), place, leaves.len(), &way), Some(top));
                let longer = [&way[..], &[top]].concat();
                assert_ne!(climb(leaves[place], place, leaves.len(), &longer), Some(top));
                if !way.is_empty() {
                    assert_ne!(climb(leaves[place], place, leaves.len(), &way[1..]), Some(top));
                }
            }
        }
    }

    #[test]
    fn the_root_of_the_well_known_tree_of_rfc_6962_tests() {
        // Leaves of the certificate-transparency reference test vectors.
        let data: [&[u8]; 3] = [b"", b"\x00", b"\x10"];
        let leaves: Vec<Digest> = data.iter().map(|d| leaf(d)).collect();
        let expected = "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77";
        assert_eq!(root(&leaves).to_string(), expected);
    }
}
