//! 透明日志 (transparency log): an append-only Merkle tree whose past nobody can rewrite unseen.
//!
//! - hashes and tree shape of RFC 6962 over SHA-256 ([`leaf_hash`], [`node_hash`]);
//! - the tree is kept as the C2SP tlog-tiles layout: [`Tail`] appends with a few kilobytes in memory and hands out
//!   tiles to store, [`inclusion_proof`] and [`consistency_proof`] read them back through a closure;
//! - [`verify_inclusion`] and [`verify_consistency`] need nothing but the proof;
//! - [`Checkpoint`] is the signed tree head (C2SP tlog-checkpoint in a [`Note`], Ed25519, with witness
//!   cosignatures), [`Evidence`] the self-contained offline proof (C2SP tlog-proof).
//!
//! The crate is pure: it reads no file, no clock and no random source.

mod checkpoint;
mod evidence;
mod hash;
mod note;
mod proof;
mod tail;
mod tile;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use evidence::{Evidence, EvidenceError};
pub use hash::{Hash, leaf_hash, node_hash};
pub use note::{Cosigner, KeyError, Note, NoteError, NoteSignature, NoteSigner, NoteVerifier};
pub use proof::{
    ProofError, ReadError, consistency_proof, inclusion_proof, root_from_tiles, verify_consistency,
    verify_inclusion,
};
pub use tail::{ResumeError, Tail};
pub use tile::{
    BundleError, TILE_WIDTH, Tile, TilePathError, bundle_entries, entries_in_bundle, tiles_to_store,
};
