//! Every file of a draw, read and checked.
#![no_main]

use draw::{Bundle, OfficeBundle, Outline, OwnProof, Prepared, verify, verify_office, verify_outline};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(bundle) = serde_json::from_slice::<Bundle>(bytes) {
        let _ = verify(&bundle);
    }
    if let Ok(office) = serde_json::from_slice::<OfficeBundle>(bytes) {
        let _ = verify_office(&office);
    }
    if let Ok(outline) = serde_json::from_slice::<Outline>(bytes) {
        let _ = verify_outline(&outline);
    }
    if let Ok(proof) = serde_json::from_slice::<OwnProof>(bytes) {
        let _ = proof.holds();
    }
    if let Ok(prepared) = serde_json::from_slice::<Prepared>(bytes) {
        let _ = prepared.fairness();
    }
});
