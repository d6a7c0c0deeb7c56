//! The log against two independent implementations: `tlog_tiles` (Cloudflare) and `ct-merkle`.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::convert::Infallible;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;
use tlog_tiles::{HashReader, stored_hashes};
use translog::{
    Hash, ProofError, ResumeError, Tail, Tile, consistency_proof, inclusion_proof, leaf_hash,
    root_from_tiles, tiles_to_store, verify_consistency, verify_inclusion,
};

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

/// A log of ours with its tiles in memory, as a writer that publishes a checkpoint now would have stored them.
struct Log {
    tail: Tail,
    tiles: BTreeMap<Tile, Vec<u8>>,
}

impl Log {
    fn of(size: u64) -> Self {
        let mut log = Self {
            tail: Tail::new(),
            tiles: BTreeMap::new(),
        };
        log.grow_to(size);
        log
    }

    fn grow_to(&mut self, size: u64) {
        while self.tail.size() < size {
            let leaf = leaf_hash(&entry(self.tail.size()));
            self.tail.append(leaf, |tile, bytes| {
                self.tiles.insert(tile, bytes);
            });
        }
        self.tiles.extend(self.tail.partial_tiles());
    }

    fn read(&self) -> impl FnMut(Tile) -> Result<Vec<u8>, Tile> {
        |tile| self.tiles.get(&tile).cloned().ok_or(tile)
    }
}

/// The oracle's storage: hashes in the order of the Go checksum database.
struct Stored(Vec<tlog_tiles::Hash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::tlog::Error> {
        Ok(indexes
            .iter()
            .map(|i| self.0[usize::try_from(*i).unwrap()])
            .collect())
    }
}

impl Stored {
    fn of(size: u64) -> Self {
        let mut stored = Self(Vec::new());
        for index in 0..size {
            let new = stored_hashes(index, &entry(index), &stored).unwrap();
            stored.0.extend(new);
        }
        stored
    }
}

fn theirs(hash: Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn roots_and_proofs_are_those_of_the_oracle(size in 1_u64..1400, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let index = a.index(usize::try_from(size).unwrap()) as u64;
        let old = b.index(usize::try_from(size).unwrap()) as u64 + 1;
        let (log, oracle) = (Log::of(size), Stored::of(size));
        let root = log.tail.root();
        prop_assert_eq!(theirs(root), tlog_tiles::tree_hash(size, &oracle).unwrap());
        prop_assert_eq!(root_from_tiles(size, log.read()).unwrap(), root);

        let proof = inclusion_proof(index, size, log.read()).unwrap();
        let expected = tlog_tiles::prove_record(size, index, &oracle).unwrap();
        prop_assert_eq!(proof.iter().copied().map(theirs).collect::<Vec<_>>(), expected);
        verify_inclusion(leaf_hash(&entry(index)), index, size, root, &proof).unwrap();

        let proof = consistency_proof(old, size, log.read()).unwrap();
        let expected = tlog_tiles::prove_tree(size, old, &oracle).unwrap();
        prop_assert_eq!(proof.iter().copied().map(theirs).collect::<Vec<_>>(), expected);
        verify_consistency(old, Log::of(old).tail.root(), size, root, &proof).unwrap();
    }

    #[test]
    fn the_second_oracle_agrees(size in 2_u64..700, a in any::<prop::sample::Index>()) {
        let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        (0..size).for_each(|index| tree.push(entry(index)));
        let index = a.index(usize::try_from(size).unwrap()) as u64;
        let log = Log::of(size);
        let their_root = tree.root();
        prop_assert_eq!(&log.tail.root().0[..], &their_root.as_bytes()[..]);
        let ours: Vec<u8> = inclusion_proof(index, size, log.read()).unwrap().iter().flat_map(|h| h.0).collect();
        let proof = tree.prove_inclusion(usize::try_from(index).unwrap());
        prop_assert_eq!(ours.as_slice(), proof.as_bytes());
    }

    #[test]
    fn tiles_have_the_paths_and_bytes_of_the_oracle(old in 0_u64..700, more in 0_u64..700) {
        let size = old + more;
        let mut log = Log::of(old);
        log.grow_to(size);
        let oracle = Stored::of(size);
        let mut wanted = tlog_tiles::Tile::new_tiles(8, old, size)
            .into_iter()
            .map(|tile| (tile.path(), tile.read_data(&oracle).unwrap()))
            .collect::<Vec<_>>();
        let mut ours = tiles_to_store(old, size)
            .into_iter()
            // the oracle names its height in the path; ours is always 8
            .map(|tile| (tile.path().replacen("tile/", "tile/8/", 1), log.tiles[&tile].clone()))
            .collect::<Vec<_>>();
        wanted.sort();
        ours.sort();
        prop_assert_eq!(ours, wanted);
    }

    #[test]
    fn a_damaged_proof_never_verifies(size in 2_u64..300, a in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let log = Log::of(size);
        let index = a.index(usize::try_from(size).unwrap()) as u64;
        let mut proof = inclusion_proof(index, size, log.read()).unwrap();
        let leaf = leaf_hash(&entry(index));
        let root = log.tail.root();
        let byte = at.index(proof.len() * 32);
        proof[byte / 32].0[byte % 32] ^= 1 << bit;
        prop_assert_eq!(verify_inclusion(leaf, index, size, root, &proof), Err(ProofError::WrongRoot));
        proof.pop();
        prop_assert!(verify_inclusion(leaf, index, size, root, &proof).is_err());
    }

    #[test]
    fn a_writer_goes_on_where_it_stopped(size in 0_u64..1000, more in 0_u64..600) {
        let log = Log::of(size);
        let resumed = Tail::resume(size, log.tail.root(), log.read()).unwrap();
        let mut resumed = Log { tail: resumed, tiles: log.tiles.clone() };
        resumed.grow_to(size + more);
        prop_assert_eq!(resumed.tail, Log::of(size + more).tail);
    }

    #[test]
    fn paths_are_read_back(level in 0_u8..8, index in any::<u64>(), width in 1_u16..=256) {
        let tile = Tile { level, index, width };
        prop_assert_eq!(Tile::from_path(&tile.path()), Ok(tile));
    }
}

#[test]
fn growth_across_a_full_higher_tile() {
    // 65,536 leaves fill a tile of level 1, the first place where three levels meet.
    let size = 65_536 + 70;
    let log = Log::of(size);
    let root = log.tail.root();
    assert_eq!(root_from_tiles(size, log.read()).unwrap(), root);
    for index in [0, 255, 256, 65_535, 65_536, size - 1] {
        let proof = inclusion_proof(index, size, log.read()).unwrap();
        verify_inclusion(leaf_hash(&entry(index)), index, size, root, &proof).unwrap();
    }
    assert_eq!(Tail::resume(size, root, log.read()).unwrap(), log.tail);
    assert_eq!(
        tiles_to_store(65_535, 65_537)
            .iter()
            .map(Tile::path)
            .collect::<Vec<_>>(),
        ["tile/0/255", "tile/0/256.p/1", "tile/1/000", "tile/2/000.p/1"]
    );
}

#[test]
fn another_past_is_noticed() {
    let log = Log::of(300);
    let mut forged = Log::of(299);
    forged.tail.append(leaf_hash(b"something else"), |_, _| ());
    let proof = consistency_proof(200, 300, log.read()).unwrap();
    let old = Log::of(200).tail.root();
    assert_eq!(verify_consistency(200, old, 300, log.tail.root(), &proof), Ok(()));
    assert_eq!(
        verify_consistency(200, old, 300, forged.tail.root(), &proof),
        Err(ProofError::WrongRoot)
    );
    assert_eq!(
        verify_consistency(201, old, 300, log.tail.root(), &proof),
        Err(ProofError::WrongLength)
    );
    assert_eq!(
        verify_consistency(301, old, 300, log.tail.root(), &proof),
        Err(ProofError::OutOfRange)
    );
    assert_eq!(
        Tail::resume(300, forged.tail.root(), log.read()),
        Err(ResumeError::WrongRoot)
    );
}

#[test]
fn a_full_tile_serves_for_a_partial_one() {
    let (small, large) = (Log::of(200), Log::of(256));
    let only_full = |tile: Tile| Ok::<_, Infallible>(large.tiles[&Tile { width: 256, ..tile }].clone());
    let proof = inclusion_proof(7, 200, only_full).unwrap();
    verify_inclusion(leaf_hash(&entry(7)), 7, 200, small.tail.root(), &proof).unwrap();
}
