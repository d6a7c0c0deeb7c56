//! Measures the compiled module under Node against the design's targets. Run in release:
//! `cargo run --release -p seat --example tablet_bench`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a measuring program prints and stops at the first surprise"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use ballot::tellers::{Board, Poll, PollDraft, Post, SeatKey, Voter};
use ballot::{Choice, Seat};
use common::{Devices, TELLERS, random, secret_of, setup, teller_keys};
use seat::{Ask, Shown};

const SEATS: u32 = 25;
const ITEMS: u32 = 500;

fn line(what: &str, measured: &str, target: &str) {
    println!("  {what:<46} {measured:<34} target {target}");
}

fn choice(item: u32) -> Choice {
    [Choice::Agree, Choice::Against, Choice::Abstain][item as usize % 3]
}

fn poll(devices: &mut Devices) -> Poll {
    let key = |seat: u32| SeatKey {
        seat: Seat(seat),
        key: Voter::key(&secret_of(&seat.to_string()).0),
    };
    Poll::try_from(PollDraft {
        setup: setup(SEATS, ITEMS),
        tellers: teller_keys(devices),
        seats: (1..=SEATS).map(key).collect(),
    })
    .unwrap()
}

/// One voter's whole ballot in the module.
fn voter(devices: &mut Devices, poll: &Poll) {
    let start = Ask::Start {
        poll: Box::new(poll.clone().into()),
        seat: Seat(1),
        secret: secret_of("1"),
        session: random("session", 1),
        before: Vec::new(),
    };
    let (ready, began) = devices.timed("1", &start);
    ready.unwrap();
    let (mut all, mut longest) = (began, 0.0_f64);
    for item in 0..ITEMS {
        let ask = Ask::Enter {
            item,
            choice: choice(item),
            random: random("entry", u64::from(item)),
        };
        let (made, took) = devices.timed("1", &ask);
        made.unwrap();
        (all, longest) = (all + took, longest.max(took));
    }
    let (confirmed, took) = devices.timed("1", &Ask::Confirm);
    confirmed.unwrap();
    line("page begins", &format!("{began:.0} ms"), "-");
    let per_tap = all / f64::from(ITEMS);
    line(
        "one tap, this machine",
        &format!("{per_tap:.2} ms, longest {longest:.1} ms"),
        "≤ 20 ms on a cheap tablet",
    );
    line(
        "a voter's ballot of 500, this machine",
        &format!("{:.2} s", (all + took) / 1e3),
        "≤ 3 s on a cheap tablet",
    );
}

/// Everybody's posts, made without the module.
fn posts(poll: &Poll) -> Vec<Shown> {
    let mut posts = Vec::new();
    for seat in 1..=SEATS {
        let secret = secret_of(&seat.to_string());
        let voter = Voter::new(poll, Seat(seat), &secret.0, &random("session", u64::from(seat)).0);
        let mut entries = std::collections::BTreeMap::new();
        for item in poll.places(Seat(seat)) {
            let random = random("vote", u64::from(seat * ITEMS + item));
            let (entry, sealed) = voter.enter(item, 1, choice(item + seat), &random.0).unwrap();
            entries.insert(item, entry.digest(poll));
            posts.push(Post::Entry {
                entry: Box::new(entry),
                sealed: Box::new(sealed),
            });
        }
        let (code, signature) = voter.confirm(&entries);
        posts.push(Post::Confirm {
            seat: Seat(seat),
            code,
            signature,
        });
    }
    posts.push(Post::Close);
    let mut board = Board::new(poll.clone());
    let shown = posts.into_iter().map(|post| {
        let head = board.append(post.clone()).unwrap().head;
        Shown {
            post: post.for_teller(1),
            head,
        }
    });
    shown.collect()
}

/// A teller whose page is loaded only after the close: everything at once.
fn teller(devices: &mut Devices, poll: &Poll) {
    let watch = Ask::Watch {
        poll: Box::new(poll.clone().into()),
        teller: 1,
        secret: secret_of(TELLERS[1]),
        posts: posts(poll),
    };
    let (received, took) = devices.timed(TELLERS[1], &watch);
    received.unwrap();
    line(
        "a late teller checks all posts",
        &format!("{:.1} s for {}", took / 1e3, SEATS * ITEMS),
        "-",
    );
    let (published, took) = devices.timed(TELLERS[1], &Ask::Sums);
    published.unwrap();
    line(
        "a teller's sums after the close",
        &format!("{took:.0} ms"),
        "≤ 5 s after the close",
    );
}

fn main() {
    let mut devices = Devices::start();
    let poll = poll(&mut devices);
    println!(
        "{SEATS} voters, {ITEMS} items, module of {} kB under Node",
        seat::MODULE.len() / 1000
    );
    voter(&mut devices, &poll);
    teller(&mut devices, &poll);
}
