//! Whatever bytes arrive, the checks answer with findings or a reading error; they never stop the program.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use ballot::tellers::{Board, Bundle, Entry, Poll, Post, SealedShare, Sums, Teller, count, verify};
use ballot::{Choice, Digest, PlainBox};
use common::room::{Room, four_items, poll, secret};
use proptest::prelude::*;
use std::sync::LazyLock;

static BUNDLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut room = Room::new(3, four_items());
    let yes = Some(Choice::Agree);
    room.enter(1, 0, Choice::Against);
    room.vote(1, &[yes; 4]);
    room.vote(2, &[yes, yes, None, yes]);
    room.finish().0.to_bytes()
});

fn check(bytes: &[u8]) -> Option<Vec<ballot::tellers::Finding>> {
    let _ = serde_json::from_slice::<Poll>(bytes);
    let _ = serde_json::from_slice::<PlainBox>(bytes);
    if let Ok(post) = serde_json::from_slice::<Post>(bytes) {
        let _ = Board::new(poll(3, four_items())).append(post);
    }
    Bundle::from_bytes(bytes).map(|bundle| verify(&bundle))
}

#[test]
fn a_changed_byte_is_found_or_refused() {
    let honest = BUNDLE.clone();
    assert_eq!(check(&honest), Some(vec![]));
    for at in (0..honest.len()).step_by(17) {
        for bit in [1, 16, 128] {
            let mut altered = honest.clone();
            altered[at] ^= bit;
            assert_ne!(check(&altered), Some(vec![]), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn a_file_that_ends_early_or_goes_on_is_refused() {
    let honest = BUNDLE.clone();
    for cut in 0..honest.len() {
        assert_eq!(Bundle::from_bytes(&honest[..cut]), None, "cut at {cut}");
    }
    assert_eq!(Bundle::from_bytes(&[&honest[..], &[6]].concat()), None);
}

/// Encodings that are not the one of a point or number: the field is read as nothing.
#[test]
fn wrong_points_and_numbers_are_refused() {
    let mut room = Room::new(3, four_items());
    let Post::Entry { entry, sealed } = room.entry(1, 0, Choice::Agree) else {
        unreachable!()
    };
    // Not a point; a negative field element; the modulus itself; above the group's order.
    let mut modulus = [0xff; 32];
    (modulus[0], modulus[31]) = (0xed, 0x7f);
    let negative = {
        let mut bytes = [0; 32];
        bytes[0] = 1;
        bytes
    };
    for wrong in [[0xff; 32], negative, modulus] {
        for field in 0..11 {
            let mut altered: Entry = *entry;
            altered.proof.0[32 * field..32 * (field + 1)].copy_from_slice(&wrong);
            let altered = Box::new(altered);
            let post = Post::Entry {
                entry: altered,
                sealed: sealed.clone(),
            };
            assert_eq!(room.post(post), Err(ballot::Refused::ProofWrong), "field {field}");
        }
    }
}

#[test]
fn no_share_opens_arbitrary_bytes() {
    let mut room = Room::new(3, four_items());
    let Post::Entry { entry, sealed } = room.entry(1, 0, Choice::Agree) else {
        unreachable!()
    };
    let honest = sealed[0].clone();
    let changes: Vec<SealedShare> = vec![
        SealedShare {
            sealed: vec![],
            ..honest.clone()
        },
        SealedShare {
            sealed: vec![0; 15],
            ..honest.clone()
        },
        SealedShare {
            sealed: [&honest.sealed[..], &[0]].concat(),
            ..honest.clone()
        },
        SealedShare {
            session: Digest([0; 32]),
            ..honest.clone()
        },
        SealedShare {
            session: Digest([255; 32]),
            ..honest
        },
    ];
    for change in changes {
        let mut teller = Teller::new(room.poll.clone(), 0, secret(0)).unwrap();
        let mut board = Board::new(room.poll.clone());
        let mut sealed = sealed.clone();
        sealed[0] = change;
        let post = Post::Entry {
            entry: entry.clone(),
            sealed,
        };
        let head = board.append(post.clone()).unwrap().head;
        assert!(teller.receive(post, head).unwrap().is_some());
    }
}

/// A poll nobody voted in has sums, and no fewer of them than items.
#[test]
fn sums_of_nothing_are_refused() {
    let mut room = Room::new(3, four_items());
    room.post(Post::Close).unwrap();
    let board = room.board.clone();
    let sums: Vec<Sums> = room.tellers.into_iter().map(|t| t.sums().unwrap()).collect();
    assert!(count(&board, &sums).is_ok());
    let mut wrong = sums;
    wrong[0].items.clear();
    assert!(count(&board, &wrong).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    /// Runs of bytes of the honest file overwritten, removed or repeated.
    #[test]
    fn spoilt_files_are_answered(at in any::<prop::sample::Index>(), length in 1_usize..80, fill in any::<u8>(), kind in 0..3) {
        let mut bytes = BUNDLE.clone();
        let from = at.index(bytes.len());
        let to = (from + length).min(bytes.len());
        match kind {
            0 => bytes[from..to].fill(fill),
            1 => drop(bytes.drain(from..to)),
            _ => {
                let copy = bytes[from..to].to_vec();
                bytes.splice(from..from, copy);
            }
        }
        check(&bytes);
    }
}
