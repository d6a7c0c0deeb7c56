//! Prints what setting and signing certificates costs on this machine, beside the targets:
//! `cargo run --release -p documents --example documents_bench -- [certificates]`.
//!
//! CPU seconds are those of this process, read from the system, so that a busy machine does not blur them.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/common/mod.rs"]
mod common;

use documents::{CertificateParts, Press};
use kernel::Timestamp;
use pdf::{SigningCertificate, Subject, sign_pdf, verify_pdf};

const AT: Timestamp = Timestamp::from_millis(1_796_700_000_000);

/// CPU seconds of this process so far: user and system time, fields 14 and 15 of /proc/self/stat, in hundredths.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u32 = fields[11].parse::<u32>().unwrap() + fields[12].parse::<u32>().unwrap();
    f64::from(ticks) / 100.0
}

/// The most memory this process ever held, in megabytes.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
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

fn documents(count: u32) {
    let key = common::key();
    let subject = Subject {
        organisation: "示例市人社局".into(),
        common_name: "示例市人社局".into(),
    };
    let (from, until) = (common::day("2026-01-01"), common::day("2036-01-01"));
    let certificate = SigningCertificate::self_signed(&key, &subject, from, until).unwrap();
    let press = Press::with_installed_fonts().unwrap();
    // the fonts are read with the first page
    let first = common::certificate_pdf(&press, &common::credential(1), None);
    measure("set a certificate (PDF/A-3u)", ">= 125", count, |at| {
        let credential = common::credential(u64::from(at) + 2);
        let signed = key.sign(&common::credential(1)).unwrap();
        let proof = common::evidence(&signed, 3);
        let parts = CertificateParts {
            photo: None,
            credential: &signed,
            proof: &proof,
            base_url: common::BASE,
        };
        press
            .certificate(&common::certificate(&credential), &parts)
            .unwrap();
    });
    measure("sign a PDF (PAdES-B-B)", "-", 2000, |_| {
        sign_pdf(&first, &key, &certificate, AT).unwrap();
    });
    let signed = sign_pdf(&first, &key, &certificate, AT).unwrap();
    measure("verify a PDF", "-", 2000, |_| {
        verify_pdf(&signed).unwrap();
    });
    println!("signed PDF with proof: {} bytes (target <= 67584)", signed.len());
    measure("whole issue: credential, PDF, signature", ">= 110", count, |at| {
        let credential = common::credential(u64::from(at) + 2);
        let pdf = common::certificate_pdf_in(&press, &credential, 3);
        sign_pdf(&pdf, &key, &certificate, AT).unwrap();
    });
    println!(
        "peak memory after {} pages: {} MB (target <= 150)",
        2 * count + 1,
        peak_megabytes()
    );
}

fn main() {
    let count = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1000);
    documents(count);
}
