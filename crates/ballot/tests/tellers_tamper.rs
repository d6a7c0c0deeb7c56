//! Falsified bundles: this crate's verifier finds every kind, and `verifiers/ballot` finds the same.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::semicolon_if_nothing_returned,
    reason = "a test stops at the first surprise"
)]

mod common;
use ballot::tellers::{Bundle, Opening, Post, Record, verify};
use ballot::{Base, Choice, Digest, Seat, SetupDraft, Verdict};
use common::room::{Room, four_items};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A falsification: what it is, and the change.
type Tamper = (&'static str, fn(&mut Bundle));

/// A bundle with replaced, opened and complained-about entries.
fn bundle() -> Bundle {
    let mut room = Room::new(5, four_items());
    let (yes, no, abstain) = (Some(Choice::Agree), Some(Choice::Against), Some(Choice::Abstain));
    room.enter(1, 0, Choice::Against);
    let Post::Entry { entry, .. } = room.enter(1, 0, Choice::Against) else {
        unreachable!()
    };
    let opening = Opening {
        choice: Choice::Against,
        random: room.last_random(),
    };
    let signature = room.voter(1).open(entry.place, &opening);
    room.post(Post::Open {
        place: entry.place,
        opening,
        signature,
    })
    .unwrap();
    room.vote(1, &[yes, yes, yes, yes]);
    let Post::Entry { entry, mut sealed } = room.entry(2, 0, Choice::Agree) else {
        unreachable!()
    };
    sealed[1].sealed[0] ^= 1;
    room.post(Post::Entry { entry, sealed }).unwrap();
    let complaint = room.complaints[0];
    room.post(Post::Complain(complaint)).unwrap();
    room.vote(2, &[yes, no, None, abstain]);
    room.vote(3, &[no, yes, abstain, no]);
    room.vote(4, &[yes, yes, yes, yes]);
    room.enter(5, 0, Choice::Agree);
    room.finish().0
}

fn setup(bundle: &mut Bundle, change: impl FnOnce(&mut SetupDraft)) {
    let mut draft = SetupDraft::from(bundle.poll.setup.clone());
    change(&mut draft);
    bundle.poll.setup = draft.try_into().unwrap();
}

fn place(bundle: &Bundle, kind: fn(&Record) -> bool) -> usize {
    bundle.records.iter().position(kind).unwrap()
}

fn entry(bundle: &mut Bundle, change: impl FnOnce(&mut ballot::tellers::Entry)) {
    // An entry that counts: the last one in full.
    let last = bundle
        .records
        .iter()
        .rposition(|r| matches!(r, Record::Entry(_)))
        .unwrap();
    if let Record::Entry(entry) = &mut bundle.records[last] {
        change(entry);
    }
}

fn field(bundle: &mut Bundle, number: usize) {
    entry(bundle, |e| e.proof.0[32 * number] ^= 2);
}

fn is_confirm(record: &Record) -> bool {
    matches!(record, Record::Confirm(..))
}

fn fixed() -> Vec<Tamper> {
    vec![
        ("another meeting", |b| setup(b, |s| s.meeting.push('x'))),
        ("another salt", |b| setup(b, |s| s.salt.0[0] ^= 1)),
        ("another member", |b| setup(b, |s| s.roll[0].member.push('x'))),
        ("more members", |b| setup(b, |s| s.members += 1)),
        ("another title", |b| setup(b, |s| s.items[0].title.push('x'))),
        ("items in another order", |b| setup(b, |s| s.items.swap(0, 1))),
        ("a stricter rule", |b| {
            setup(b, |s| s.items[0].rule.as_mut().unwrap().strict = true)
        }),
        ("another base", |b| {
            setup(b, |s| s.items[0].rule.as_mut().unwrap().base = Base::VotesCast)
        }),
        ("a recusal more", |b| {
            setup(b, |s| s.items[0].recused.extend([Seat(5)]))
        }),
        ("a recusal less", |b| setup(b, |s| s.items[2].recused.clear())),
        ("another teller's name", |b| b.poll.tellers[0].name.push('x')),
        ("tellers exchanged", |b| b.poll.tellers.swap(0, 1)),
        ("a seat's key", |b| b.poll.seats[0].key = b.poll.seats[4].key),
        ("a key that is none", |b| b.poll.seats[0].key = Digest([0; 32])),
        ("a sealing key that is none", |b| {
            b.poll.tellers[2].sealing = Digest([0; 32])
        }),
    ]
}

fn entries() -> Vec<Tamper> {
    vec![
        ("first commitment", |b| field(b, 0)),
        ("second commitment", |b| field(b, 1)),
        ("third commitment", |b| field(b, 2)),
        ("first message of the first branch", |b| field(b, 3)),
        ("first message of the second branch", |b| field(b, 4)),
        ("first message of the third branch", |b| field(b, 5)),
        ("first challenge", |b| field(b, 6)),
        ("second challenge", |b| field(b, 7)),
        ("first response", |b| field(b, 8)),
        ("second response", |b| field(b, 9)),
        ("third response", |b| field(b, 10)),
        ("a number above the order", |b| {
            entry(b, |e| e.proof.0[8 * 32..9 * 32].fill(255))
        }),
        ("commitments exchanged", |b| {
            entry(b, |e| {
                let (first, rest) = e.proof.0.split_at_mut(32);
                first.swap_with_slice(&mut rest[..32]);
            });
        }),
        ("another seat", |b| entry(b, |e| e.place.seat = Seat(5))),
        ("another item", |b| entry(b, |e| e.place.item = 0)),
        ("another version", |b| entry(b, |e| e.place.version += 1)),
        ("an entry copied from another seat", |b| {
            let from = place(b, |r| matches!(r, Record::Entry(_)));
            let Record::Entry(copy) = b.records[from].clone() else {
                unreachable!()
            };
            entry(b, |e| e.proof = copy.proof);
        }),
    ]
}

fn records() -> Vec<Tamper> {
    vec![
        ("an entry less", |b| {
            let at = b
                .records
                .iter()
                .rposition(|r| matches!(r, Record::Entry(_)))
                .unwrap();
            b.records.remove(at);
        }),
        ("an entry twice", |b| {
            let at = place(b, |r| matches!(r, Record::Entry(_)));
            let copy = b.records[at].clone();
            b.records.insert(at, copy);
        }),
        ("two posts exchanged", |b| {
            let at = place(b, is_confirm);
            b.records.swap(at, at - 1);
        }),
        ("a replaced entry's digest", |b| {
            let at = place(b, |r| matches!(r, Record::Replaced(..)));
            if let Record::Replaced(_, digest) = &mut b.records[at] {
                digest.0[0] ^= 1;
            }
        }),
        ("an entry that counts hidden behind its digest", |b| {
            let poll = ballot::tellers::Poll::try_from(b.poll.clone()).unwrap();
            let at = b
                .records
                .iter()
                .rposition(|r| matches!(r, Record::Entry(_)))
                .unwrap();
            let Record::Entry(entry) = b.records[at].clone() else {
                unreachable!()
            };
            b.records[at] = Record::Replaced(entry.place, entry.digest(&poll));
        }),
    ]
}

fn openings() -> Vec<Tamper> {
    vec![
        ("another choice in an opened entry", |b| {
            let at = place(b, |r| matches!(r, Record::Open(..)));
            if let Record::Open(_, opening, _) = &mut b.records[at] {
                opening.choice = Choice::Agree;
            }
        }),
        ("other random bytes in an opened entry", |b| {
            let at = place(b, |r| matches!(r, Record::Open(..)));
            if let Record::Open(_, opening, _) = &mut b.records[at] {
                opening.random.0[0] ^= 1;
            }
        }),
        ("an opening's signature", |b| {
            let at = place(b, |r| matches!(r, Record::Open(..)));
            if let Record::Open(_, _, signature) = &mut b.records[at] {
                signature.0[40] ^= 1;
            }
        }),
        ("an opening less", |b| {
            let at = place(b, |r| matches!(r, Record::Open(..)));
            b.records.remove(at);
        }),
        ("a complaint's signature", |b| {
            let at = place(b, |r| matches!(r, Record::Complain(_)));
            if let Record::Complain(complaint) = &mut b.records[at] {
                complaint.signature.0[0] ^= 1;
            }
        }),
        ("a complaint of another teller", |b| {
            let at = place(b, |r| matches!(r, Record::Complain(_)));
            if let Record::Complain(complaint) = &mut b.records[at] {
                complaint.teller = 2;
            }
        }),
        ("a complaint of nobody", |b| {
            let at = place(b, |r| matches!(r, Record::Complain(_)));
            if let Record::Complain(complaint) = &mut b.records[at] {
                complaint.teller = 9;
            }
        }),
        ("a complaint less", |b| {
            let at = place(b, |r| matches!(r, Record::Complain(_)));
            b.records.remove(at);
        }),
    ]
}

fn confirmations() -> Vec<Tamper> {
    vec![
        ("another code", |b| {
            let at = place(b, is_confirm);
            if let Record::Confirm(_, code, _) = &mut b.records[at] {
                code.0[0] ^= 1;
            }
        }),
        ("a confirmation's signature", |b| {
            let at = place(b, is_confirm);
            if let Record::Confirm(_, _, signature) = &mut b.records[at] {
                signature.0[0] ^= 1;
            }
        }),
        ("a confirmation of another seat", |b| {
            let at = place(b, is_confirm);
            if let Record::Confirm(seat, ..) = &mut b.records[at] {
                *seat = Seat(5);
            }
        }),
        ("a confirmation less", |b| {
            let at = place(b, is_confirm);
            b.records.remove(at);
        }),
        ("a confirmation twice", |b| {
            let at = place(b, is_confirm);
            let copy = b.records[at].clone();
            b.records.insert(at + 1, copy);
        }),
        ("not closed", |b| b.records.truncate(b.records.len() - 1)),
        ("a post after the close", |b| {
            let copy = b.records[0].clone();
            b.records.push(copy);
        }),
    ]
}

fn results() -> Vec<Tamper> {
    vec![
        ("another head", |b| b.head.0[0] ^= 1),
        ("a signature of the head less", |b| b.heads.truncate(2)),
        ("a signature of the head altered", |b| {
            b.heads[0].signature.0[3] ^= 1
        }),
        ("signatures of the head exchanged", |b| {
            let first = b.heads[0].signature;
            b.heads[0].signature = b.heads[1].signature;
            b.heads[1].signature = first;
        }),
        ("a sum", |b| b.sums[0].items[0][0].0[0] ^= 1),
        ("a sum above the order", |b| b.sums[0].items[0][0].0.fill(255)),
        ("a blinding sum", |b| b.sums[2].items[3][2].0[5] ^= 1),
        ("two sums moved against each other", |b| {
            b.sums[0].items[0][0].0[0] = b.sums[0].items[0][0].0[0].wrapping_add(1);
            b.sums[1].items[0][0].0[0] = b.sums[1].items[0][0].0[0].wrapping_sub(1);
        }),
        ("a sum's signature", |b| b.sums[1].signature.0[0] ^= 1),
        ("a teller's sums less", |b| drop(b.sums.remove(1))),
        ("sums under another teller", |b| b.sums[0].teller = 1),
        ("sums of another board", |b| b.sums[0].head.0[0] ^= 1),
        ("sums for an item less", |b| b.sums[0].items.truncate(3)),
        ("a vote more", |b| b.items[0].counts.agree += 1),
        ("a vote moved", |b| {
            b.items[0].counts.agree += 1;
            b.items[0].counts.against -= 1;
        }),
        ("nobody absent", |b| b.items[0].counts.not_cast = 0),
        ("another verdict", |b| {
            let decision = b.items[0].decision.as_mut().unwrap();
            decision.deciding.verdict = match decision.deciding.verdict {
                Verdict::Passed => Verdict::NotPassed,
                _ => Verdict::Passed,
            };
        }),
        ("the other reading hidden", |b| {
            b.items[2].decision.as_mut().unwrap().other = None
        }),
        ("no decision", |b| b.items[0].decision = None),
        ("results in another order", |b| b.items.swap(0, 1)),
        ("a result less", |b| b.items.truncate(3)),
    ]
}

fn all() -> Vec<Tamper> {
    [
        fixed(),
        entries(),
        records(),
        openings(),
        confirmations(),
        results(),
    ]
    .concat()
}

fn codes(bundle: &Bundle) -> BTreeSet<String> {
    verify(bundle).into_iter().map(|f| f.code.to_owned()).collect()
}

#[test]
fn every_falsification_is_found() {
    let honest = bundle();
    assert_eq!(verify(&honest), vec![]);
    let kinds = all();
    assert!(kinds.len() >= 70, "{}", kinds.len());
    for (name, change) in kinds {
        let mut altered = honest.clone();
        change(&mut altered);
        assert_ne!(altered, honest, "{name} changes nothing");
        assert_ne!(codes(&altered), BTreeSet::new(), "{name}");
    }
}

#[test]
fn no_byte_of_the_posts_can_be_changed() {
    let honest = bundle();
    let bytes = honest.to_bytes();
    let posts = bytes.len() - 4_000;
    for at in (posts..bytes.len()).step_by(97) {
        let mut altered = bytes.clone();
        altered[at] ^= 4;
        if let Some(altered) = Bundle::from_bytes(&altered) {
            assert_ne!(codes(&altered), BTreeSet::new(), "byte {at}");
        }
    }
}

/// What the other verifier says about each of many files; it is started once. Nothing, where it cannot read a file.
fn node(files: &[PathBuf]) -> Vec<Option<BTreeSet<String>>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verifiers/ballot/verify_ballot.mjs");
    let run = Command::new("node")
        .arg(script)
        .arg("--json")
        .args(files)
        .output()
        .unwrap();
    let codes = |line: &str| {
        let found: Option<Vec<serde_json::Value>> = serde_json::from_str(line).unwrap();
        found.map(|found| {
            found
                .iter()
                .map(|f| f["code"].as_str().unwrap().to_owned())
                .collect()
        })
    };
    let said: Vec<_> = String::from_utf8(run.stdout)
        .unwrap()
        .lines()
        .map(codes)
        .collect();
    let why = String::from_utf8_lossy(&run.stderr);
    assert_eq!(
        said.len(),
        files.len(),
        "is `npm ci` done in verifiers/ballot? {why}"
    );
    said
}

/// The sample beside the other verifier is what this program makes.
#[test]
fn the_sample_has_the_same_bytes() {
    let own = bundle().to_bytes();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sample.bin");
    std::fs::write(&file, &own).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verifiers/ballot/sample.bin");
    assert!(
        std::fs::read(sample).unwrap() == own,
        "the sample differs from {}",
        file.display()
    );
    assert_eq!(node(&[file]), vec![Some(BTreeSet::new())]);
}

#[test]
fn both_verifiers_agree_on_every_falsification() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ballot");
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, bundle: &Bundle| {
        let file = folder.join(format!("{}.bin", name.replace([' ', '\''], "-")));
        std::fs::write(&file, bundle.to_bytes()).unwrap();
        file
    };
    let honest = bundle();
    let (mut files, mut own) = (vec![write("honest", &honest)], vec![BTreeSet::new()]);
    for (name, change) in all() {
        let mut altered = honest.clone();
        change(&mut altered);
        own.push(codes(&altered));
        files.push(write(name, &altered));
    }
    for ((file, own), other) in files.iter().zip(own).zip(node(&files)) {
        assert_eq!(other, Some(own), "{}", file.display());
    }
}
