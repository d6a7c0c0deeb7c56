//! Notes, checkpoints, proofs and bundles as texts and bytes.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use translog::{
    BundleError, Checkpoint, CheckpointError, Cosigner, Evidence, EvidenceError, Hash, Note, NoteError,
    NoteSigner, NoteVerifier, ProofError, Tail, Tile, bundle_entries, entries_in_bundle, inclusion_proof,
    leaf_hash,
};

const ORIGIN: &str = "zc.example.gov.cn/log";

fn signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, &[7; 32]).unwrap()
}

/// A log of three entries, its checkpoint cosigned by one witness, and the evidence for the second entry.
fn evidence() -> (Evidence, [NoteVerifier; 2]) {
    let mut tail = Tail::new();
    for entry in ["a", "b", "c"] {
        tail.append(leaf_hash(entry.as_bytes()), |_, _| ());
    }
    let tiles = tail.partial_tiles();
    let read = |tile: Tile| {
        tiles
            .iter()
            .find(|(t, _)| *t == tile)
            .map(|(_, bytes)| bytes.clone())
            .ok_or(())
    };
    let witness = Cosigner::new("witness.example", &[9; 32]).unwrap();
    let mut checkpoint = Checkpoint::sign(3, tail.root(), &signer()).unwrap();
    checkpoint.add(witness.cosign(checkpoint.text(), 1_790_000_000));
    let path = inclusion_proof(1, 3, read).unwrap();
    let keys = [signer().verifier(), witness.verifier()];
    (
        Evidence {
            extra: vec![1, 2, 3],
            index: 1,
            path,
            checkpoint,
        },
        keys,
    )
}

#[test]
fn a_note_of_the_go_implementation_verifies() {
    let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let key = NoteVerifier::parse(key).unwrap();
    let note = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let parsed = Note::parse(note).unwrap();
    assert_eq!(parsed.to_string(), note);
    assert_eq!(parsed.verify(std::slice::from_ref(&key)).unwrap(), [&key]);
    let altered = Note::parse(&note.replacen("answer", "ANSWER", 1)).unwrap();
    assert_eq!(
        altered.verify(&[key]),
        Err(NoteError::BadSignature("PeterNeumann".into()))
    );
}

#[test]
fn verifier_keys_are_read_back_and_checked() {
    let text = signer().verifier().to_string();
    assert_eq!(NoteVerifier::parse(&text).unwrap(), signer().verifier());
    assert!(NoteVerifier::parse(&text.replacen(ORIGIN, "another.example", 1)).is_err());
    assert!(NoteVerifier::parse("name").is_err());
    assert!(NoteSigner::new("with space", &[0; 32]).is_err());
    assert!(NoteSigner::new("plus+sign", &[0; 32]).is_err());
}

#[test]
fn evidence_shows_the_entry_and_its_witness() {
    let (evidence, keys) = evidence();
    let text = evidence.to_string();
    let read = Evidence::parse(&text).unwrap();
    assert_eq!(read, evidence);
    let (checkpoint, witnesses) = read.verify(b"b", &keys).unwrap();
    assert_eq!(
        (checkpoint.origin.as_str(), checkpoint.size, witnesses),
        (ORIGIN, 3, 1)
    );
    let (_, witnesses) = read.verify(b"b", &keys[..1]).unwrap();
    assert_eq!(witnesses, 0);
    assert_eq!(
        read.verify(b"a", &keys),
        Err(EvidenceError::Proof(ProofError::WrongRoot))
    );
}

#[test]
fn a_checkpoint_needs_the_key_of_its_own_log() {
    let (evidence, keys) = evidence();
    let stranger = NoteSigner::new("other.example/log", &[8; 32]).unwrap();
    assert_eq!(
        evidence.verify(b"b", &[stranger.verifier()]),
        Err(EvidenceError::Checkpoint(CheckpointError::Note(
            NoteError::Unsigned
        )))
    );
    assert_eq!(
        evidence.verify(b"b", &keys[1..]),
        Err(EvidenceError::Checkpoint(CheckpointError::OtherLog(
            ORIGIN.into()
        )))
    );
    // A log we trust signs a head in the name of another one.
    let text = Checkpoint {
        origin: ORIGIN.into(),
        size: 1,
        root: Hash([1; 32]),
    }
    .text();
    let mut forged = Note::new(&text).unwrap();
    forged.add(stranger.sign(&text));
    assert_eq!(
        Checkpoint::verify(&forged, &[stranger.verifier(), keys[0].clone()]),
        Err(CheckpointError::OtherLog(ORIGIN.into()))
    );
}

#[test]
fn a_cosignature_with_another_moment_is_wrong() {
    let (evidence, keys) = evidence();
    let mut line = evidence.checkpoint.signatures()[1].clone();
    line.signature[7] ^= 1;
    let mut note = Note::new(evidence.checkpoint.text()).unwrap();
    note.add(evidence.checkpoint.signatures()[0].clone());
    note.add(line);
    assert_eq!(
        note.verify(&keys),
        Err(NoteError::BadSignature("witness.example".into()))
    );
}

#[test]
fn checkpoints_with_another_spelling_are_refused() {
    let root = Hash([1; 32]).to_base64();
    assert!(Checkpoint::from_text(&format!("o\n10\n{root}\n")).is_ok());
    for text in [
        format!("o\n010\n{root}\n"),
        format!("o\n+1\n{root}\n"),
        format!("o\n1\n{root}"),
        format!("\n1\n{root}\n"),
        format!("o\n1\n{}\n", &root[1..]),
        format!("o\n1\n{root}\n\n"),
        "o\n1\n".to_owned(),
    ] {
        assert!(Checkpoint::from_text(&text).is_err(), "{text:?}");
    }
}

#[test]
fn tile_paths_with_another_spelling_are_refused() {
    assert_eq!(
        Tile {
            level: 0,
            index: 1_234_067,
            width: 256
        }
        .path(),
        "tile/0/x001/x234/067"
    );
    assert_eq!(
        Tile {
            level: 0,
            index: 3,
            width: 9
        }
        .entries_path(),
        "tile/entries/003.p/9"
    );
    for path in [
        "tile/0/67",
        "tile/0/x067",
        "tile/0/001/067",
        "tile/00/067",
        "tile/0/067.p/0",
        "tile/0/067.p/256",
        "tile/0/067.p/08",
        "tile/64/067",
        "tile/0/x000/067",
        "/tile/0/067",
        "tile/0/",
        "tile/0/+67",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
    ] {
        assert!(Tile::from_path(path).is_err(), "{path}");
    }
}

#[test]
fn bundles_hold_entries_in_order() {
    let entries: Vec<&[u8]> = vec![b"one", b"", b"three"];
    let bytes = bundle_entries(entries.iter().copied()).unwrap();
    assert_eq!(entries_in_bundle(&bytes).unwrap(), entries);
    assert_eq!(
        entries_in_bundle(&bytes[..bytes.len() - 1]),
        Err(BundleError::Truncated { position: 2 })
    );
    let long = vec![0; 65_536];
    assert_eq!(
        bundle_entries([long.as_slice()]),
        Err(BundleError::EntryTooLong { position: 0 })
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC*", lines in prop::collection::vec("[ -~—\n]{0,40}", 0..12)) {
        let joined = lines.join("\n");
        for text in [&text, &joined] {
            let _ = (Note::parse(text).is_ok(), Evidence::parse(text).is_ok(), Tile::from_path(text).is_ok());
            let _ = (Checkpoint::from_text(text).is_ok(), NoteVerifier::parse(text).is_ok());
        }
    }
}
