//! Whatever bytes arrive, the checks answer with findings or a reading error; they never stop the program.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::{Dice, commitment, committee_of_9, declines, draw, frozen};
use draw::{
    Bundle, OfficeBundle, Outline, OwnProof, Prepared, prepare, verify, verify_office, verify_outline,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// One file of every kind.
static FILES: LazyLock<[Value; 4]> = LazyLock::new(|| {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), Some(100)).unwrap();
    let drawn = draw(&prepared, 3);
    let log = declines(&drawn, &mut Dice(2), 40);
    let office = drawn.office_bundle(&log).unwrap();
    let proof = prepared.own_proof("expert-5", &commitment(&prepared)).unwrap();
    let value = |v: serde_json::Result<Value>| v.unwrap();
    [
        value(serde_json::to_value(&office)),
        value(serde_json::to_value(drawn.outline())),
        value(serde_json::to_value(proof)),
        value(serde_json::to_value(&prepared)),
    ]
});

/// Reads a file as every kind there is and checks it.
fn check(bytes: &[u8]) {
    if let Ok(office) = serde_json::from_slice::<OfficeBundle>(bytes) {
        let _ = (verify(&office.bundle), verify_office(&office));
    }
    if let Ok(bundle) = serde_json::from_slice::<Bundle>(bytes) {
        let _ = verify(&bundle);
    }
    if let Ok(outline) = serde_json::from_slice::<Outline>(bytes) {
        let _ = verify_outline(&outline);
    }
    if let Ok(proof) = serde_json::from_slice::<OwnProof>(bytes) {
        let _ = proof.holds();
    }
    if let Ok(prepared) = serde_json::from_slice::<Prepared>(bytes) {
        let _ = (prepared.fairness(), prepared.recognisable(3));
        let _ = prepared.commit("会", draw::Attempt::first(), vec![], common::sources());
    }
}

fn odd_value(dice: &mut Dice) -> Value {
    let odd = [
        json!(null),
        json!(0),
        json!(1),
        json!(-1),
        json!(255),
        json!(65_536),
        json!(u32::MAX),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.5),
        json!(""),
        json!("0"),
        json!("00".repeat(32)),
        json!("q0 expert"),
        json!([]),
        json!({}),
        json!(true),
    ];
    odd[usize::try_from(dice.below(odd.len() as u64)).unwrap()].clone()
}

/// Changes one place of a value: another value, a thing twice, a thing less, a changed text. Texts that hold JSON are
/// changed inside.
fn spoil(value: &mut Value, dice: &mut Dice) {
    let pick = |dice: &mut Dice, length: usize| usize::try_from(dice.below(length.max(1) as u64)).unwrap();
    if dice.percent(12) {
        *value = odd_value(dice);
        return;
    }
    match value {
        Value::Array(list) if !list.is_empty() => {
            let place = pick(dice, list.len());
            match dice.below(6) {
                0 => drop(list.remove(place)),
                1 => list.insert(place, list[place].clone()),
                2 => {
                    let other = pick(dice, list.len());
                    list.swap(place, other);
                }
                _ => spoil(&mut list[place], dice),
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let place = pick(dice, fields.len());
            if let Some((_, inner)) = fields.iter_mut().nth(place) {
                spoil(inner, dice);
            }
        }
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(mut inner @ (Value::Object(_) | Value::Array(_))) => {
                spoil(&mut inner, dice);
                *text = inner.to_string();
            }
            _ => {
                let mut letters: Vec<char> = text.chars().collect();
                let place = pick(dice, letters.len());
                match dice.below(4) {
                    0 => letters.truncate(place),
                    1 => letters.insert(place.min(letters.len()), '9'),
                    _ if place < letters.len() => {
                        letters[place] = ['0', '1', 'f', ' ', '-', '/', 'é'][pick(dice, 7)];
                    }
                    _ => {}
                }
                *text = letters.into_iter().collect();
            }
        },
        other => *other = odd_value(dice),
    }
}

#[test]
fn spoilt_files_are_answered() {
    for seed in 0..3_000 {
        let mut dice = Dice(seed);
        let mut file = FILES[usize::try_from(seed % 4).unwrap()].clone();
        for _ in 0..1 + dice.below(3) {
            spoil(&mut file, &mut dice);
        }
        check(file.to_string().as_bytes());
        if let Some(bundle) = file.get("bundle") {
            check(bundle.to_string().as_bytes());
        }
    }
}

#[test]
fn cut_files_are_refused() {
    for file in FILES.iter() {
        let text = file.to_string();
        for cut in (0..text.len()).step_by(text.len() / 50) {
            assert!(serde_json::from_slice::<Value>(&text.as_bytes()[..cut]).is_err());
            check(&text.as_bytes()[..cut]);
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }
}
