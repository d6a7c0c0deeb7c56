//! The public record of a closed poll as one file.
//!
//! The file starts with the line [`BUNDLE_FORMAT`], then the length of a JSON header as a 32-bit number, the header,
//! the number of posts as a 32-bit number, and the posts. All numbers are big-endian. A post is a tag byte and its fields:
//!
//! | tag | post | fields |
//! |---|---|---|
//! | 1 | entry | seat, item, version: 32 bits each; 352 bytes |
//! | 2 | replaced entry | seat, item, version; digest of the entry |
//! | 3 | opened entry | seat, item, version; choice (0 同意, 1 反对, 2 弃权); 32 random bytes; signature |
//! | 4 | complaint | teller (8 bits); seat, item, version; signature |
//! | 5 | confirmation | seat; code; signature |
//! | 6 | close | |

use super::board::{Board, Post};
use super::count::Sums;
use super::entry::{Entry, EntryProof, Opening, Place};
use super::poll::{Poll, PollDraft, Signature};
use super::teller::Complaint;
use crate::canon::Digest;
use crate::setup::{Choice, Seat};
use crate::tally::ItemTally;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// First line of a bundle.
pub const BUNDLE_FORMAT: &str = "hengjian-ballot-bundle 1\n";

/// A public post, without sealed shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// An entry that stands, or was opened.
    Entry(Box<Entry>),
    /// An entry that was replaced or complained about: only its digest is needed for the chain.
    Replaced(Place, Digest),
    /// An entry was opened.
    Open(Place, Opening, Signature),
    /// A teller complained.
    Complain(Complaint),
    /// A seat confirmed.
    Confirm(Seat, Digest, Signature),
    /// The poll was closed.
    Close,
}

/// A teller's signature of the closed board's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadSignature {
    /// Which teller, counted from 0.
    pub teller: usize,
    /// By the teller.
    pub signature: Signature,
}

/// Everything public about a closed poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// What was fixed beforehand.
    pub poll: PollDraft,
    /// The posts in order.
    pub records: Vec<Record>,
    /// Head of the closed board.
    pub head: Digest,
    /// The tellers' signatures of the head.
    pub heads: Vec<HeadSignature>,
    /// The tellers' sums.
    pub sums: Vec<Sums>,
    /// The result.
    pub items: Vec<ItemTally>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    poll: PollDraft,
    head: Digest,
    heads: Vec<HeadSignature>,
    sums: Vec<Sums>,
    items: Vec<ItemTally>,
}

impl Bundle {
    /// Puts the public record of a closed board together.
    #[must_use]
    pub fn new(board: &Board, heads: Vec<HeadSignature>, sums: Vec<Sums>, items: Vec<ItemTally>) -> Self {
        let poll = board.poll();
        let needed = needed(board);
        let record = |post: &Post| match post {
            Post::Entry { entry, .. } if needed.contains(&entry.place) => Record::Entry(entry.clone()),
            Post::Entry { entry, .. } => Record::Replaced(entry.place, entry.digest(poll)),
            Post::Open {
                place,
                opening,
                signature,
            } => Record::Open(*place, *opening, *signature),
            Post::Complain(complaint) => Record::Complain(*complaint),
            Post::Confirm {
                seat,
                code,
                signature,
            } => Record::Confirm(*seat, *code, *signature),
            Post::Close => Record::Close,
        };
        let records = board.posts().iter().map(record).collect();
        Self {
            poll: poll.clone().into(),
            records,
            head: board.head(),
            heads,
            sums,
            items,
        }
    }

    /// The file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = Header {
            poll: self.poll.clone(),
            head: self.head,
            heads: self.heads.clone(),
            sums: self.sums.clone(),
            items: self.items.clone(),
        };
        // Plain structs of numbers and texts always have a JSON form.
        let header = serde_json::to_vec(&header).unwrap_or_default();
        let mut bytes = BUNDLE_FORMAT.as_bytes().to_vec();
        bytes.extend(u32::try_from(header.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(header);
        bytes.extend(
            u32::try_from(self.records.len())
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        );
        self.records.iter().for_each(|record| write(record, &mut bytes));
        bytes
    }

    /// Reads a file; `None` if it is not a whole bundle, or not in the one form in which it is written.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = Rest(bytes.strip_prefix(BUNDLE_FORMAT.as_bytes())?);
        let length = rest.number()? as usize;
        let Header {
            poll,
            head,
            heads,
            sums,
            items,
        } = serde_json::from_slice(rest.take(length)?).ok()?;
        let mut records = Vec::new();
        for _ in 0..rest.number()? {
            records.push(rest.record()?);
        }
        let bundle = Self {
            poll,
            records,
            head,
            heads,
            sums,
            items,
        };
        (bundle.to_bytes() == bytes).then_some(bundle)
    }
}

/// Entries that are shown in full: those that stand when the board is closed, and opened ones.
fn needed(board: &Board) -> BTreeSet<Place> {
    let opened = board.posts().iter().filter_map(|post| match post {
        Post::Open { place, .. } => Some(*place),
        _ => None,
    });
    let poll: &Poll = board.poll();
    let items = (0_u32..).take(poll.setup().items().len());
    let counted = items.flat_map(|item| board.counted(item).map(|e| e.place).collect::<Vec<_>>());
    opened.chain(counted).collect()
}

fn choice_byte(choice: Choice) -> u8 {
    match choice {
        Choice::Agree => 0,
        Choice::Against => 1,
        Choice::Abstain => 2,
    }
}

fn write(record: &Record, bytes: &mut Vec<u8>) {
    let place = |bytes: &mut Vec<u8>, place: &Place| {
        for number in [place.seat.0, place.item, place.version] {
            bytes.extend(number.to_be_bytes());
        }
    };
    match record {
        Record::Entry(entry) => {
            bytes.push(1);
            place(bytes, &entry.place);
            bytes.extend(entry.proof.0);
        }
        Record::Replaced(at, digest) => {
            bytes.push(2);
            place(bytes, at);
            bytes.extend(digest.0);
        }
        Record::Open(at, opening, signature) => {
            bytes.push(3);
            place(bytes, at);
            bytes.push(choice_byte(opening.choice));
            bytes.extend(opening.random.0);
            bytes.extend(signature.0);
        }
        Record::Complain(complaint) => {
            bytes.push(4);
            bytes.push(u8::try_from(complaint.teller).unwrap_or(u8::MAX));
            place(bytes, &complaint.place);
            bytes.extend(complaint.signature.0);
        }
        Record::Confirm(seat, code, signature) => {
            bytes.push(5);
            bytes.extend(seat.0.to_be_bytes());
            bytes.extend(code.0);
            bytes.extend(signature.0);
        }
        Record::Close => bytes.push(6),
    }
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn place(&mut self) -> Option<Place> {
        Some(Place {
            seat: Seat(self.number()?),
            item: self.number()?,
            version: self.number()?,
        })
    }

    fn record(&mut self) -> Option<Record> {
        Some(match self.array::<1>()? {
            [1] => Record::Entry(Box::new(Entry {
                place: self.place()?,
                proof: EntryProof(self.array()?),
            })),
            [2] => Record::Replaced(self.place()?, Digest(self.array()?)),
            [3] => {
                let place = self.place()?;
                let choice = match self.array::<1>()? {
                    [0] => Choice::Agree,
                    [1] => Choice::Against,
                    [2] => Choice::Abstain,
                    _ => return None,
                };
                let opening = Opening {
                    choice,
                    random: Digest(self.array()?),
                };
                Record::Open(place, opening, Signature(self.array()?))
            }
            [4] => {
                let [teller] = self.array::<1>()?;
                let place = self.place()?;
                let signature = Signature(self.array()?);
                Record::Complain(Complaint {
                    teller: usize::from(teller),
                    place,
                    signature,
                })
            }
            [5] => Record::Confirm(
                Seat(self.number()?),
                Digest(self.array()?),
                Signature(self.array()?),
            ),
            [6] => Record::Close,
            _ => return None,
        })
    }
}
