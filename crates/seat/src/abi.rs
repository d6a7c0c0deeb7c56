//! How the page calls: it asks for room for its question, writes the question there, calls, and reads the answer from
//! the same place. Three functions and the memory are all the module exports.
#![allow(
    unsafe_code,
    reason = "only the attribute that gives a function its name; there is no unsafe block"
)]

use std::cell::RefCell;

use crate::{Answer, Page};

thread_local! {
    static EXCHANGE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static PAGE: RefCell<Page> = RefCell::new(Page::default());
}

/// Makes room for a question of so many bytes and says where it is.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn seat_room(bytes: usize) -> *mut u8 {
    EXCHANGE.with_borrow_mut(|exchange| {
        exchange.clear();
        exchange.resize(bytes, 0);
        exchange.as_mut_ptr()
    })
}

/// Answers the question in the room. The result is the answer's length in bytes; `seat_answer` says where it is.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn seat_ask() -> usize {
    EXCHANGE.with_borrow_mut(|exchange| {
        let answer = match serde_json::from_slice(exchange) {
            Ok(ask) => PAGE.with_borrow_mut(|page| page.answer(ask)),
            Err(error) => Answer::Refused(format!("选票程序没有读懂页面的请求（{error}）。请刷新页面。")),
        };
        // The question may hold a secret.
        exchange.fill(0);
        *exchange = serde_json::to_vec(&answer).unwrap_or_default();
        exchange.len()
    })
}

/// Where the answer is.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn seat_answer() -> *const u8 {
    EXCHANGE.with_borrow(Vec::as_ptr)
}
