//! Two verifiers, this crate's and `verifiers/draw/verify_draw.py`, must agree: on honest bundles, and on every kind of
//! falsification. Needs `python3` (standard library only).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;
mod tamper;

use common::{commitment, committee_of_9, committee_of_25, declines, draw, frozen};
use draw::{Bundle, Finding, Number, OfficeBundle, Outline, Prepared, Signature, Source, Value as Drawn};
use draw::{QUICKNET, prepare, verify, verify_office, verify_outline};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A falsification: what it is, the change, and the code of a finding it must lead to.
type Kind = (&'static str, fn(&mut Value), &'static str);

/// What a verifier says: the codes of its findings, or nothing if it cannot read the file.
type Said = Option<BTreeSet<String>>;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What the other verifier says about a file.
fn python(file: &Path) -> Said {
    python_on(&[file.to_owned()]).remove(0)
}

/// What it says about each of many files: the program is started once.
fn python_on(files: &[PathBuf]) -> Vec<Said> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verifiers/draw/verify_draw.py");
    let run = Command::new("python3")
        .arg("-B")
        .arg(script)
        .arg("--json")
        .args(files)
        .output()
        .unwrap();
    let said: Vec<Said> = String::from_utf8(run.stdout)
        .unwrap()
        .lines()
        .map(codes)
        .collect();
    assert_eq!(
        said.len(),
        files.len(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    said
}

/// One line of its output: the findings, or null.
fn codes(line: &str) -> Said {
    let found: Option<Vec<Value>> = serde_json::from_str(line).unwrap();
    found.map(|found| {
        found
            .iter()
            .map(|f| f["code"].as_str().unwrap().to_owned())
            .collect()
    })
}

fn rust(findings: Vec<Finding>) -> BTreeSet<String> {
    findings.into_iter().map(|f| f.code.to_owned()).collect()
}

fn write(folder: &Path, name: &str, value: &Value) -> PathBuf {
    let file = folder.join(format!("{}.json", name.replace([' ', '\''], "-")));
    std::fs::write(&file, value.to_string()).unwrap();
    file
}

fn small() -> Prepared {
    prepare(&frozen(27, 4, committee_of_9()), Some(100)).unwrap()
}

/// A bundle with at least three declines, the last of them by a substitute.
fn small_bundle(prepared: &Prepared) -> OfficeBundle {
    let drawn = draw(prepared, 3);
    let first: BTreeSet<_> = drawn.panel().into_iter().map(|s| s.pseudonym).collect();
    let logs = (0..).map(|seed| declines(&drawn, &mut common::Dice(seed), 40));
    let by_substitute = |log: &Vec<draw::Decline>| log.last().is_some_and(|d| !first.contains(&d.who));
    let log = logs
        .into_iter()
        .find(|log| log.len() >= 3 && by_substitute(log))
        .unwrap();
    drawn.office_bundle(&log).unwrap()
}

#[test]
fn both_accept_what_is_honest() {
    let folder = folder("honest");
    let prepared = small();
    let office = small_bundle(&prepared);
    let bundle = serde_json::to_value(&office.bundle).unwrap();
    assert_eq!(python(&write(&folder, "bundle", &bundle)), Some(BTreeSet::new()));
    let names = serde_json::to_value(&office).unwrap();
    assert_eq!(python(&write(&folder, "office", &names)), Some(BTreeSet::new()));
    let outline = serde_json::to_value(draw(&prepared, 3).outline()).unwrap();
    assert_eq!(
        python(&write(&folder, "outline", &outline)),
        Some(BTreeSet::new())
    );
    for n in [0, 13, 26] {
        let proof = prepared
            .own_proof(&format!("expert-{n}"), &commitment(&prepared))
            .unwrap();
        let proof = serde_json::to_value(proof).unwrap();
        assert_eq!(python(&write(&folder, "proof", &proof)), Some(BTreeSet::new()));
    }
    let larger = prepare(&frozen(75, 2, committee_of_25()), Some(300)).unwrap();
    let drawn = draw(&larger, 5);
    let log = declines(&drawn, &mut common::Dice(3), 30);
    let larger = serde_json::to_value(drawn.office_bundle(&log).unwrap()).unwrap();
    assert_eq!(python(&write(&folder, "larger", &larger)), Some(BTreeSet::new()));
}

/// Same commitment, same bytes: the sample beside the other verifier is what this program makes.
#[test]
fn the_sample_has_the_same_bytes() {
    let bundle = small_bundle(&small()).bundle;
    let mut own = serde_json::to_string(&bundle).unwrap();
    own.push('\n');
    let file = folder("sample").join("sample.json");
    std::fs::write(&file, &own).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verifiers/draw/sample.json");
    let sample = std::fs::read_to_string(sample).unwrap();
    assert!(sample == own, "the sample differs from {}", file.display());
    assert_eq!(python(&file), Some(BTreeSet::new()));
}

#[test]
fn both_verify_a_drand_round_offline() {
    let prepared = small();
    let source = Source::Drand {
        chain: QUICKNET,
        round: 123,
    };
    let (parties, attempt) = (commitment(&prepared).parties, draw::Attempt::first());
    let commitment = prepared.commit("会", attempt, parties, vec![source]).unwrap();
    // Round 123 of quicknet, a published test vector.
    let bytes = data_encoding::HEXLOWER
        .decode(b"b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92")
        .unwrap();
    let signature = Signature(bytes.try_into().unwrap());
    let number = Number {
        source: 0,
        value: Drawn::Drand(signature),
        fallback_reason: None,
    };
    let drawn = prepared.draw(&commitment, &common::reveals(), &number).unwrap();
    let folder = folder("drand");
    let good = serde_json::to_value(drawn.outline()).unwrap();
    assert_eq!(python(&write(&folder, "good", &good)), Some(BTreeSet::new()));
    let mut wrong = good;
    wrong["commitment"]["sources"][0]["drand"]["round"] = serde_json::json!(124);
    let read: Outline = serde_json::from_value(wrong.clone()).unwrap();
    assert_eq!(
        rust(verify_outline(&read)),
        BTreeSet::from(["public-number".to_owned()])
    );
    let python = python(&write(&folder, "wrong", &wrong)).unwrap();
    assert_eq!(python, BTreeSet::from(["public-number".to_owned()]));
}

#[test]
fn both_reject_every_falsification_for_the_same_reasons() {
    let folder = folder("tampered");
    let office = small_bundle(&small());
    let honest = serde_json::to_value(&office.bundle).unwrap();
    let kinds = tamper::all();
    assert!(kinds.len() >= 60);
    let (mut files, mut own) = (Vec::new(), Vec::new());
    for (name, change) in &kinds {
        let mut altered = honest.clone();
        change(&mut altered);
        assert_ne!(altered, honest, "{name} changes nothing");
        own.push(
            serde_json::from_value::<Bundle>(altered.clone())
                .ok()
                .map(|b| rust(verify(&b))),
        );
        files.push(write(&folder, name, &altered));
    }
    for (((name, _), own), other) in kinds.iter().zip(own).zip(python_on(&files)) {
        assert_ne!(own, Some(BTreeSet::new()), "{name}: accepted here");
        assert_ne!(
            other,
            Some(BTreeSet::new()),
            "{name}: accepted by the other verifier"
        );
        if let (Some(own), Some(other)) = (own, other) {
            assert_eq!(own, other, "{name}");
        }
    }
}

#[test]
fn names_are_checked_for_the_supervising_office() {
    let folder = folder("names");
    let honest = serde_json::to_value(small_bundle(&small())).unwrap();
    let kinds: [Kind; 5] = [
        (
            "another person",
            |o| o["frozen"]["rows"][3]["id"] = "另一人".into(),
            "names",
        ),
        (
            "another attribute",
            |o| o["frozen"]["rows"][3]["attributes"]["备注"] = "x".into(),
            "record",
        ),
        (
            "a removal hidden",
            |o| o["frozen"]["rows"][3]["removed"] = "回避".into(),
            "names",
        ),
        (
            "another salt",
            |o| o["frozen"]["salt"] = "22".repeat(32).into(),
            "names",
        ),
        (
            "another rule",
            |o| o["frozen"]["rules"]["quotas"][1]["at_least"] = 2.into(),
            "rules-names",
        ),
    ];
    for (name, change, code) in kinds {
        let mut altered = honest.clone();
        change(&mut altered);
        let read: OfficeBundle = serde_json::from_value(altered.clone()).unwrap();
        let own = rust(verify_office(&read));
        assert!(own.contains(code), "{name}: {own:?}");
        assert_eq!(python(&write(&folder, name, &altered)), Some(own), "{name}");
    }
}
