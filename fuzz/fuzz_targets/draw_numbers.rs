//! A commitment with revealed nonces and a public number, forged rounds among them, held against a list: drawn, or refused.
#![no_main]

use std::sync::LazyLock;

use draw::{Commitment, Number, Prepared, Reveal, prepare};
use libfuzzer_sys::fuzz_target;

#[path = "../../crates/draw/tests/common/mod.rs"]
mod common;

static LIST: LazyLock<Option<Prepared>> =
    LazyLock::new(|| prepare(&common::frozen(27, 4, common::committee_of_9()), Some(40)).ok());

fuzz_target!(|bytes: &[u8]| {
    let Some(list) = &*LIST else { return };
    if let Ok((commitment, reveals, number)) =
        serde_json::from_slice::<(Commitment, Vec<Reveal>, Number)>(bytes)
    {
        let _ = list.draw(&commitment, &reveals, &number);
    }
});
