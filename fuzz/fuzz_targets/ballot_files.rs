//! The record of a poll, read and checked; stored boxes and paper counts.
#![no_main]

use ballot::tellers::{Bundle, verify};
use ballot::{PaperCount, PlainBox};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(bundle) = Bundle::from_bytes(bytes) {
        assert_eq!(Bundle::from_bytes(&bundle.to_bytes()).as_ref(), Some(&bundle));
        let _ = verify(&bundle);
    }
    let _ = serde_json::from_slice::<PlainBox>(bytes);
    let _ = serde_json::from_slice::<PaperCount>(bytes);
});
