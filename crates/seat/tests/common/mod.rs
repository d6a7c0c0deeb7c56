//! Devices that run the compiled module under Node, and a meeting to vote in.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each user takes its own part; a test stops at the first surprise"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use ballot::tellers::TellerKeys;
use ballot::{Base, Digest, Item, ItemId, Mode, RollSeat, Rule, Seat, Setup, SetupDraft};
use seat::Ask;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::Digest as _;

/// 32 bytes that look random and are the same in every run.
pub fn random(what: &str, number: u64) -> Digest {
    let digest = sha2::Sha256::new()
        .chain_update(what)
        .chain_update(number.to_be_bytes());
    Digest(digest.finalize().into())
}

/// Node with the module, and as many devices as are asked.
pub struct Devices {
    node: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    _folder: tempfile::TempDir,
}

impl Devices {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("seat.wasm");
        std::fs::write(&module, seat::MODULE).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/devices.mjs");
        let mut node = Command::new("node")
            .args([&script, &module])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (ask, answers) = (node.stdin.take().unwrap(), node.stdout.take().unwrap());
        Self {
            node,
            ask,
            answers: BufReader::new(answers),
            _folder: folder,
        }
    }

    /// What a device answered, and how long it took in milliseconds.
    pub fn timed(&mut self, device: &str, ask: &Ask) -> (Result<Value, String>, f64) {
        writeln!(self.ask, "{}", json!({ "device": device, "ask": ask })).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let mut answer: Value = serde_json::from_str(&line).unwrap();
        let took_ms = answer["ms"].as_f64().unwrap();
        let said = match answer["refused"].take() {
            Value::String(refused) => Err(refused),
            _ => Ok(answer["said"].take()),
        };
        (said, took_ms)
    }

    /// The content of a device's answer.
    #[track_caller]
    pub fn ask<T: DeserializeOwned>(&mut self, device: &str, ask: &Ask) -> T {
        serde_json::from_value(self.timed(device, ask).0.unwrap()).unwrap()
    }

    /// The sentence with which a device refused.
    #[track_caller]
    pub fn refused(&mut self, device: &str, ask: &Ask) -> String {
        self.timed(device, ask).0.unwrap_err()
    }
}

impl Drop for Devices {
    fn drop(&mut self) {
        // It has nothing to lose.
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}

/// A device's own random bytes.
pub fn secret_of(device: &str) -> Digest {
    random(device, 0)
}

/// `items` items for `seats` seats; seat 2 is recused for the second item.
pub fn setup(seats: u32, items: u32) -> Setup {
    let two_thirds = Rule {
        numerator: 2,
        denominator: 3,
        strict: false,
        base: Base::Attending,
    };
    let item = |number: u32| Item {
        id: ItemId(format!("case-{number}")),
        title: format!("申报人{number}"),
        rule: Some(two_thirds),
        recused: [Seat(2)].into_iter().filter(|_| number == 1).collect(),
    };
    Setup::try_from(SetupDraft {
        meeting: "会议".to_owned(),
        round: 1,
        previous: None,
        mode: Mode::Paper,
        salt: random("salt", 0),
        members: seats,
        roll: (1..=seats)
            .map(|seat| RollSeat {
                seat: Seat(seat),
                member: format!("专家{seat}"),
            })
            .collect(),
        items: (0..items).map(item).collect(),
    })
    .unwrap()
}

/// The three tellers' names, in the order of the shares.
pub const TELLERS: [&str; 3] = ["平台", "监督员", "计票人"];

/// The keys that devices named like the tellers make.
pub fn teller_keys(devices: &mut Devices) -> [TellerKeys; 3] {
    TELLERS.map(|name| {
        let secret = secret_of(name);
        let name = name.to_owned();
        devices.ask(
            &name,
            &Ask::TellerKeys {
                secret,
                name: name.clone(),
            },
        )
    })
}
