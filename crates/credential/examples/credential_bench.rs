//! Prints what signing, verifying and logging cost on this machine, beside the targets:
//! `cargo run --release -p credential --example credential_bench`.
//!
//! CPU seconds are those of this process, read from the system, so that a busy machine does not blur them.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/common/mod.rs"]
mod common;

use credential::{Algorithm, AtHand, Credential, SignedCredential, SigningKey, StatusAtHand, StatusBlock};
use kernel::Timestamp;
use translog::{Tail, inclusion_proof, leaf_hash};

const AT: Timestamp = Timestamp::from_millis(1_796_700_000_000);

/// CPU seconds of this process so far: user and system time, fields 14 and 15 of /proc/self/stat, in hundredths.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u32 = fields[11].parse::<u32>().unwrap() + fields[12].parse::<u32>().unwrap();
    f64::from(ticks) / 100.0
}

/// Runs something `times` times and prints how often it goes into a CPU second.
fn measure(what: &str, target: &str, times: u32, mut once: impl FnMut(u32)) {
    let before = cpu_seconds();
    (0..times).for_each(&mut once);
    let spent = (cpu_seconds() - before).max(0.01);
    println!(
        "{what:<44} {:>10.0} a CPU-second   target {target}",
        f64::from(times) / spent
    );
}

fn sign_and_verify() {
    for algorithm in [Algorithm::Es256, Algorithm::Sm2] {
        let key = SigningKey::from_secret(algorithm, &[0x42; 32]).unwrap();
        let target = if algorithm == Algorithm::Es256 {
            ">= 2000"
        } else {
            ">= 1500"
        };
        measure(
            &format!("sign a credential ({})", algorithm.name()),
            target,
            4000,
            |at| {
                key.sign(&Credential {
                    status_index: at,
                    ..common::credential()
                })
                .unwrap();
            },
        );
    }
    let key = common::key(Algorithm::Es256);
    let signed = key.sign(&common::credential()).unwrap();
    let proof = common::evidence(&signed, 1000);
    let block = StatusBlock::new(0).sign(&key, AT).unwrap();
    let trust = common::trust(Algorithm::Es256);
    let bytes = signed.to_bytes();
    measure("verify signature, issuer (from bytes)", ">= 2000", 2000, |_| {
        let report = SignedCredential::from_bytes(&bytes).unwrap().verify(&trust);
        assert_eq!(report.conclusion(), credential::Conclusion::Genuine);
    });
    measure(
        "verify all five, with proof and status block",
        ">= 2000",
        1000,
        |_| {
            let at_hand = AtHand {
                proof: Some(&proof),
                status: StatusAtHand::Block(&block),
                now: Some(AT),
            };
            let report = signed.verify_with(&trust, &at_hand);
            assert_eq!(report.conclusion(), credential::Conclusion::InForce);
        },
    );
}

fn log() {
    let mut tail = Tail::new();
    let mut tiles = std::collections::HashMap::new();
    measure("log: append a leaf", ">= 20000 with storage", 1_000_000, |at| {
        tail.append(leaf_hash(&at.to_be_bytes()), |tile, bytes| {
            tiles.insert(tile, bytes);
        });
    });
    tiles.extend(tail.partial_tiles());
    measure(
        "log: inclusion proof in a million leaves",
        ">= 1000",
        20_000,
        |at| {
            let index = u64::from(at) * 7919 % tail.size();
            inclusion_proof(index, tail.size(), |tile| tiles.get(&tile).cloned().ok_or(tile)).unwrap();
        },
    );
}

fn main() {
    sign_and_verify();
    log();
}
