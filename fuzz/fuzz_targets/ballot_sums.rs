//! Stored posts with what tellers publish about them: replayed, taken one by one at the desk, checked and counted.
#![no_main]

use ballot::tellers::{Board, Desk, HeadSignature, Poll, Post, Sums, check_published, count};
use libfuzzer_sys::fuzz_target;

type Stored = (Poll, Vec<Post>, Vec<(HeadSignature, Sums)>);

fuzz_target!(|bytes: &[u8]| {
    let Ok((poll, posts, published)) = serde_json::from_slice::<Stored>(bytes) else {
        return;
    };
    let beginning = Desk::beginning(&poll);
    let mut desk = Desk::new(poll.clone(), beginning, None, []);
    for post in &posts {
        let _ = desk.append(post);
    }
    let Ok(board) = Board::replay(poll, posts) else {
        return;
    };
    for (head, sums) in &published {
        let _ = check_published(&board, head, sums);
    }
    let sums: Vec<Sums> = published.into_iter().map(|(_, sums)| sums).collect();
    let _ = count(&board, &sums);
});
