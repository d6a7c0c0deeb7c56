//! A pool with its rules: frozen and prepared, or refused.
#![no_main]

use draw::{Digest, PoolRow, Rules, Salt, freeze, prepare};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok((rows, rules)) = serde_json::from_slice::<(Vec<PoolRow>, Rules)>(bytes) else {
        return;
    };
    // Large numbers of seats only make the search slow.
    if rows.len() > 40 || rules.size() > 12 {
        return;
    }
    if let Ok(frozen) = freeze(rows, rules, Salt(Digest([1; 32]))) {
        let _ = prepare(&frozen, Some(100));
    }
});
