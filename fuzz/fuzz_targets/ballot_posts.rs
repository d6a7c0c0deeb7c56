//! Posts from the network, appended to the board of a poll that comes with them.
#![no_main]

use ballot::tellers::{Board, Poll, Post};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok((poll, posts)) = serde_json::from_slice::<(Poll, Vec<Post>)>(bytes) {
        let mut board = Board::new(poll);
        for post in posts {
            let _ = board.append(post);
        }
    }
});
