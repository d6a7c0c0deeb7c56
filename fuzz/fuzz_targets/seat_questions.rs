//! What a page asks the module in the browser, line by line; a page that is wrong gets an answer all the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use seat::{Ask, Page};

fuzz_target!(|bytes: &[u8]| {
    let mut page = Page::default();
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Ok(ask) = serde_json::from_slice::<Ask>(line) {
            let _ = serde_json::to_vec(&page.answer(ask));
        }
    }
});
