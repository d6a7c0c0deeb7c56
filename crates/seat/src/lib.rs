//! The part of the three-teller ballot (三方计票) that runs in browsers: a seat makes its key, seals entries, shows
//! their codes, opens a challenged entry and confirms its ballot; a teller makes its keys, follows the board, complains
//! about bad shares and publishes its sums.
//!
//! This crate compiles itself a second time, to WebAssembly ([`MODULE`]); the pages call it through [`GLUE`]. The module
//! imports nothing: it cannot reach the network, the page or a clock, and every random byte is an argument, which the
//! glue takes from `crypto.getRandomValues`. Questions and answers are JSON.
//!
//! Votes and random bytes live in the module's memory only. A page that is loaded again has forgotten them; entries
//! made before must be made again.

mod abi;
mod tablet;
mod teller;

use ballot::tellers::{HeadSignature, Opening, Place, PollDraft, Post, Sums, TellerKeys};
use ballot::{Choice, Digest, Seat};
use serde::{Deserialize, Serialize};

use tablet::Tablet;
use teller::Table;

/// This crate as a WebAssembly module.
#[cfg(not(target_family = "wasm"))]
pub const MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/seat.wasm"));

/// The script, an ECMAScript module, through which pages call [`MODULE`].
pub const GLUE: &str = include_str!("seat.js");

/// A post with the head of the chain that the platform shows after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The post. Shares sealed to other tellers may be left empty.
    pub post: Post,
    /// The head after it.
    pub head: Digest,
}

/// What the page asks.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// The public key that belongs to a secret.
    Key {
        /// 32 random bytes that never leave the tablet.
        secret: Digest,
    },
    /// Begins.
    Start {
        /// What is fixed before the poll.
        poll: Box<PollDraft>,
        /// Whose tablet.
        seat: Seat,
        /// The seat's secret.
        secret: Digest,
        /// 32 random bytes, fresh each time.
        session: Digest,
        /// The seat's present entries on the board, made before the page was loaded again.
        before: Vec<Place>,
    },
    /// Makes the entry for an item; it replaces an earlier one.
    Enter {
        /// Place of the item on the list, counted from 0.
        item: u32,
        /// The vote.
        choice: Choice,
        /// 32 random bytes, fresh each time.
        random: Digest,
    },
    /// Opens the tablet's latest entry for an item: the voter challenged it.
    Open {
        /// Place of the item.
        item: u32,
    },
    /// Confirms the entries as the seat's ballot.
    Confirm,
    /// The public keys that belong to a teller's secret.
    TellerKeys {
        /// 32 random bytes that never leave the device.
        secret: Digest,
        /// Who the teller is.
        name: String,
    },
    /// A teller takes its place, with the board as far as it goes.
    Watch {
        /// What is fixed before the poll.
        poll: Box<PollDraft>,
        /// Which teller, counted from 0.
        teller: usize,
        /// The teller's secret.
        secret: Digest,
        /// The posts so far.
        posts: Vec<Shown>,
    },
    /// Further posts, for the teller's own copy of the board.
    Receive {
        /// In their order, without a gap.
        posts: Vec<Shown>,
    },
    /// The teller signs the head of the closed board and sums up; it forgets its shares.
    Sums,
}

/// What the module answers.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A public key.
    Key(Digest),
    /// The tablet is ready.
    Ready {
        /// H_meeting, computed here: to be the one on the wall.
        poll: Digest,
        /// The seat's public key; the poll names it.
        key: Digest,
        /// Places of the items the seat votes on.
        places: Vec<u32>,
    },
    /// An entry was made.
    Entered {
        /// To be sent.
        post: Post,
        /// The short form of its digest, for the voter's eyes.
        code: String,
    },
    /// An entry was opened.
    Opened {
        /// To be sent; the entry is then void.
        post: Post,
        /// What was in the entry.
        opening: Opening,
    },
    /// The ballot was confirmed.
    Confirmed {
        /// To be sent.
        post: Post,
        /// The short form of the seat's code, which the list on the wall shows.
        code: String,
    },
    /// The public keys of a teller.
    TellerKeys(TellerKeys),
    /// The teller's copy of the board agrees with the platform's.
    Received {
        /// Posts on the copy.
        number: usize,
        /// Head of the copy.
        head: Digest,
        /// To be sent.
        complaints: Vec<Post>,
    },
    /// What the teller publishes about the closed board.
    Sums {
        /// Its signature of the head.
        head: HeadSignature,
        /// Its sums.
        sums: Sums,
    },
    /// Nothing was done; the sentence is for the voter or teller.
    Refused(String),
}

/// A browser's page between two questions.
#[derive(Default)]
pub struct Page {
    tablet: Tablet,
    table: Table,
}

impl Page {
    /// Answers a question.
    pub fn answer(&mut self, ask: Ask) -> Answer {
        let answer = match ask {
            Ask::Key { secret } => Ok(Answer::Key(tablet::key(&secret))),
            Ask::Start {
                poll,
                seat,
                secret,
                session,
                before,
            } => self.tablet.start(*poll, seat, (&secret, &session), &before),
            Ask::Enter { item, choice, random } => self.tablet.enter(item, Opening { choice, random }),
            Ask::Open { item } => self.tablet.open(item),
            Ask::Confirm => self.tablet.confirm(),
            Ask::TellerKeys { secret, name } => Ok(Answer::TellerKeys(teller::keys(&secret, &name))),
            Ask::Watch {
                poll,
                teller,
                secret,
                posts,
            } => self.table.watch(*poll, teller, &secret, posts),
            Ask::Receive { posts } => self.table.receive(posts),
            Ask::Sums => self.table.sums(),
        };
        answer.unwrap_or_else(Answer::Refused)
    }
}
