//! Measures a poll of three tellers against the design's targets and prints both. Run in release:
//! `cargo run --release -p ballot --example ballot_bench`. With a folder as argument the bundles are left there, so that the
//! other verifier can be timed.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a measuring program prints and stops at the first surprise"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use ballot::tellers::{Bundle, Post, Record, count, verify, verify_entries};
use ballot::{Choice, Item};
use common::room::{Room, random};
use common::{COMMITTEE, item};
use std::path::PathBuf;
use std::time::Instant;

/// Processor time of this thread in seconds: the machine may be shared.
fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ')
        .next()
        .and_then(|n| n.parse::<f64>().ok())
        .map_or(0.0, |ns| ns / 1e9)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64, f64) {
    let (wall, cpu) = (Instant::now(), cpu_s());
    let value = work();
    (value, cpu_s() - cpu, wall.elapsed().as_secs_f64())
}

fn line(what: &str, measured: &str, target: &str) {
    println!("  {what:<46} {measured:<34} target {target}");
}

fn items(number: usize) -> Vec<Item> {
    (0..number)
        .map(|n| item(&format!("candidate-{n}"), Some(COMMITTEE), &[]))
        .collect()
}

fn choice(seat: u32, item: u32) -> Choice {
    match random("choice", u64::from(seat) << 32 | u64::from(item))[0] % 8 {
        0 => Choice::Abstain,
        1 | 2 => Choice::Against,
        _ => Choice::Agree,
    }
}

/// One voter's whole ballot, without the network.
fn voter(room: &Room, number: u32) {
    let voter = room.voter(1);
    let enter = |n: u32| {
        voter
            .enter(n, 1, choice(1, n), &random("bench", u64::from(n)))
            .unwrap()
    };
    let (made, cpu, _) = timed(|| (0..number).map(enter).collect::<Vec<_>>().len());
    line(
        "a voter's entries, this machine",
        &format!("{cpu:.2} s for {made}"),
        "≤ 3 s on a cheap tablet",
    );
    line(
        "one tap, this machine",
        &format!("{:.2} ms", cpu * 1e3 / f64::from(number)),
        "≤ 20 ms on a cheap tablet",
    );
}

fn poll(seats: u32, number: u32, targets: [&str; 3], folder: Option<&PathBuf>) {
    println!("{seats} voters, {number} items");
    let mut room = Room::new(seats, items(number as usize));
    voter(&room, number);
    let choices = |seat| (0..number).map(|n| Some(choice(seat, n))).collect::<Vec<_>>();
    let ((), cpu, _) = timed(|| (1..=seats).for_each(|seat| room.vote(seat, &choices(seat))));
    let posts = seats * (number + 1);
    line(
        "a post made, checked by platform and tellers",
        &format!("{:.2} ms, mean of {posts}", cpu * 1e3 / f64::from(posts)),
        "-",
    );
    room.post(Post::Close).unwrap();
    let board = room.board.clone();
    let heads = room.tellers.iter().enumerate();
    let heads = heads.map(|(teller, t)| ballot::tellers::HeadSignature {
        teller,
        signature: t.sign_head().unwrap(),
    });
    let heads: Vec<_> = heads.collect();
    let (sums, first, _) = timed(|| {
        room.tellers
            .into_iter()
            .map(|t| t.sums().unwrap())
            .collect::<Vec<_>>()
    });
    let (tally, second, _) = timed(|| count(&board, &sums).unwrap());
    line(
        "sums of three tellers, checked and counted",
        &format!("{:.2} s", first + second),
        targets[0],
    );
    let bundle = Bundle::new(&board, heads, sums, tally.items.clone());
    let entries: Vec<_> = bundle
        .records
        .iter()
        .filter_map(|r| match r {
            Record::Entry(entry) => Some(**entry),
            _ => None,
        })
        .collect();
    let (good, cpu, _) = timed(|| verify_entries(board.poll(), &entries));
    let rate = entries.len() as f64 / cpu;
    line(
        "proofs checked together",
        &format!("{rate:.0} a second and core, {good}"),
        "≥ 20,000",
    );
    let bytes = bundle.to_bytes();
    line(
        "bundle",
        &format!("{:.1} MB", bytes.len() as f64 / 1e6),
        targets[1],
    );
    let read = Bundle::from_bytes(&bytes).unwrap();
    let (findings, cpu, wall) = timed(|| verify(&read));
    let all = format!(
        "{cpu:.2} s processor, {wall:.2} s clock, {} findings",
        findings.len()
    );
    line("bundle checked from nothing", &all, targets[2]);
    if let Some(folder) = folder {
        std::fs::write(folder.join(format!("{seats}x{number}.bin")), bytes).unwrap();
    }
}

fn main() {
    let folder = std::env::args().nth(1).map(PathBuf::from);
    poll(5, 20, ["-"; 3], folder.as_ref());
    poll(25, 500, ["≤ 5 s after the close", "-", "-"], folder.as_ref());
    poll(
        51,
        1_000,
        ["≤ 5 s after the close", "≤ 20 MB", "≤ 5 s"],
        folder.as_ref(),
    );
}
