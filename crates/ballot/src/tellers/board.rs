//! The public record of a poll: posts in a hash chain. The platform appends, all tellers copy.

use super::entry::{Entry, Opening, Place, confirmation, is_valid, opened, seat_code};
use super::poll::{Poll, Signature, signed};
use super::seal::SealedShare;
use super::teller::Complaint;
use crate::canon::{Canon, Digest};
use crate::refused::Refused;
use crate::setup::Seat;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One post. Sealed shares travel with an entry but are not part of the public record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// A seat's entry for an item; replaces its earlier one.
    Entry {
        /// The entry.
        entry: Box<Entry>,
        /// A sealed share for each teller.
        sealed: Box<[SealedShare; 3]>,
    },
    /// The seat challenged its tablet: the entry is opened and void.
    Open {
        /// Which entry.
        place: Place,
        /// What was in it.
        opening: Opening,
        /// By the seat.
        signature: Signature,
    },
    /// A teller cannot open its share: the entry is void and must be made again.
    Complain(Complaint),
    /// The seat's entries are its ballot; from now on they stand.
    Confirm {
        /// The seat.
        seat: Seat,
        /// Its code.
        code: Digest,
        /// By the seat.
        signature: Signature,
    },
    /// The poll is closed.
    Close,
}

impl Post {
    /// Digest of the public part.
    #[must_use]
    pub fn digest(&self, poll: &Poll) -> Digest {
        let canon = Canon::new("hengjian/ballot/post/1");
        match self {
            Self::Entry { entry, .. } => canon.text("entry").bytes(&entry.digest(poll).0),
            Self::Open {
                place,
                opening,
                signature,
            } => canon
                .text("open")
                .bytes(&opened(poll, *place, opening).0)
                .bytes(&signature.0),
            Self::Complain(complaint) => canon
                .text("complain")
                .bytes(&complaint.digest(poll).0)
                .bytes(&complaint.signature.0),
            Self::Confirm {
                seat,
                code,
                signature,
            } => canon
                .text("confirm")
                .bytes(&confirmation(poll, *seat, *code).0)
                .bytes(&signature.0),
            Self::Close => canon.text("close"),
        }
        .finish()
    }
}

/// What the sender of a post gets: its number on the board and the head of the chain after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of the post, counted from 1.
    pub number: usize,
    /// Head of the chain after the post.
    pub head: Digest,
}

/// The present entry of a seat on an item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Current {
    pub(super) entry: Entry,
    /// Opened or complained about: does not count any more.
    pub(super) void: bool,
    receipt: Receipt,
}

/// The board.
#[derive(Clone, Debug)]
pub struct Board {
    poll: Poll,
    posts: Vec<Post>,
    head: Digest,
    current: BTreeMap<(Seat, u32), Current>,
    confirmed: BTreeMap<Seat, (Digest, Receipt)>,
    closed: Option<Receipt>,
}

impl Board {
    /// An empty board.
    #[must_use]
    pub fn new(poll: Poll) -> Self {
        let head = Canon::new("hengjian/ballot/board/1")
            .bytes(&poll.digest().0)
            .finish();
        Self {
            poll,
            posts: Vec::new(),
            head,
            current: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            closed: None,
        }
    }

    /// The board after stored posts.
    ///
    /// # Errors
    /// A post is not one the board would have taken.
    pub fn replay(poll: Poll, posts: impl IntoIterator<Item = Post>) -> Result<Self, Refused> {
        let mut board = Self::new(poll);
        for post in posts {
            board.append(post)?;
        }
        Ok(board)
    }

    /// The poll.
    #[must_use]
    pub fn poll(&self) -> &Poll {
        &self.poll
    }

    /// All posts in order.
    #[must_use]
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// The head of the chain, shown on every screen.
    #[must_use]
    pub fn head(&self) -> Digest {
        self.head
    }

    /// Whether the poll is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed.is_some()
    }

    /// Codes of the seats that have confirmed: projected and printed as the list seat, code.
    pub fn codes(&self) -> impl Iterator<Item = (Seat, Digest)> + '_ {
        self.confirmed.iter().map(|(seat, (code, _))| (*seat, *code))
    }

    /// The version a seat's next entry on an item must have.
    #[must_use]
    pub fn next_version(&self, seat: Seat, item: u32) -> u32 {
        self.current
            .get(&(seat, item))
            .map_or(1, |c| c.entry.place.version + 1)
    }

    /// Digests of the seat's entries that stand, by place of the item: what its code is over.
    #[must_use]
    pub fn entries_of(&self, seat: Seat) -> BTreeMap<u32, Digest> {
        let own = self
            .current
            .range((seat, 0)..=(seat, u32::MAX))
            .filter(|(_, c)| !c.void);
        own.map(|((_, item), c)| (*item, c.entry.digest(&self.poll)))
            .collect()
    }

    /// Items on which a seat must still enter a vote before it can confirm.
    #[must_use]
    pub fn missing(&self, seat: Seat) -> Vec<u32> {
        let stands = |item: &u32| self.current.get(&(seat, *item)).is_some_and(|c| !c.void);
        self.poll.places(seat).filter(|item| !stands(item)).collect()
    }

    /// The confirmed entries of an item.
    pub(super) fn counted(&self, item: u32) -> impl Iterator<Item = &Entry> {
        self.confirmed
            .keys()
            .filter_map(move |seat| self.current.get(&(*seat, item)).map(|c| &c.entry))
    }

    /// Appends a post. The same post sent again, because the answer was lost, gets the same receipt and is not
    /// appended twice.
    ///
    /// # Errors
    /// The poll is closed; the seat is not on the roll, is recused or has confirmed; a version is not the next one;
    /// a proof or signature is wrong; a ballot to be confirmed is incomplete.
    pub fn append(&mut self, post: Post) -> Result<Receipt, Refused> {
        if let Some(receipt) = self.again(&post) {
            return Ok(receipt);
        }
        if self.is_closed() {
            return Err(Refused::Late);
        }
        self.check(&post)?;
        let head = Canon::new("hengjian/ballot/board/1")
            .bytes(&self.head.0)
            .bytes(&post.digest(&self.poll).0);
        self.head = head.finish();
        let receipt = Receipt {
            number: self.posts.len() + 1,
            head: self.head,
        };
        match &post {
            Post::Entry { entry, .. } => {
                let place = entry.place;
                self.current.insert(
                    (place.seat, place.item),
                    Current {
                        entry: **entry,
                        void: false,
                        receipt,
                    },
                );
            }
            Post::Open { place, .. } | Post::Complain(Complaint { place, .. }) => {
                if let Some(current) = self.current.get_mut(&(place.seat, place.item)) {
                    (current.void, current.receipt) = (true, receipt);
                }
                self.confirmed.remove(&place.seat);
            }
            Post::Confirm { seat, code, .. } => {
                self.confirmed.insert(*seat, (*code, receipt));
            }
            Post::Close => self.closed = Some(receipt),
        }
        self.posts.push(post);
        Ok(receipt)
    }

    /// The receipt of a post that is on the board already as the latest of its kind.
    fn again(&self, post: &Post) -> Option<Receipt> {
        match post {
            Post::Entry { entry, .. } => {
                let current = self.current.get(&(entry.place.seat, entry.place.item))?;
                (current.entry == **entry && !current.void).then_some(current.receipt)
            }
            Post::Open { place, .. } | Post::Complain(Complaint { place, .. }) => {
                let current = self.current.get(&(place.seat, place.item))?;
                let same = self.posts.get(current.receipt.number - 1) == Some(post);
                (current.void && same).then_some(current.receipt)
            }
            Post::Confirm { seat, code, .. } => self
                .confirmed
                .get(seat)
                .filter(|(own, _)| own == code)
                .map(|(_, receipt)| *receipt),
            Post::Close => self.closed,
        }
    }

    fn check(&self, post: &Post) -> Result<(), Refused> {
        match post {
            Post::Entry { entry, .. } => self.check_entry(entry),
            Post::Open {
                place,
                opening,
                signature,
            } => {
                let entry = self.standing(*place)?;
                if self.confirmed.contains_key(&place.seat) {
                    return Err(Refused::AlreadyVoted(place.seat));
                }
                let key = self
                    .poll
                    .seat_key(place.seat)
                    .ok_or(Refused::NotOnRoll(place.seat))?;
                let good = signed(key, opened(&self.poll, *place, opening), signature);
                if good && opening.opens(&self.poll, entry) {
                    Ok(())
                } else {
                    Err(Refused::ProofWrong)
                }
            }
            Post::Complain(complaint) => {
                self.standing(complaint.place)?;
                if complaint.is_signed(&self.poll) {
                    Ok(())
                } else {
                    Err(Refused::ProofWrong)
                }
            }
            Post::Confirm {
                seat,
                code,
                signature,
            } => self.check_confirmation(*seat, *code, signature),
            Post::Close => Ok(()),
        }
    }

    fn check_entry(&self, entry: &Entry) -> Result<(), Refused> {
        let place = entry.place;
        self.poll.item(place.seat, place.item)?;
        if self.confirmed.contains_key(&place.seat) {
            return Err(Refused::AlreadyVoted(place.seat));
        }
        if place.version != self.next_version(place.seat, place.item) {
            return Err(Refused::Outdated);
        }
        if is_valid(&self.poll, entry) {
            Ok(())
        } else {
            Err(Refused::ProofWrong)
        }
    }

    fn check_confirmation(&self, seat: Seat, code: Digest, signature: &Signature) -> Result<(), Refused> {
        let key = self.poll.seat_key(seat).ok_or(Refused::NotOnRoll(seat))?;
        if self.confirmed.contains_key(&seat) {
            return Err(Refused::AlreadyVoted(seat));
        }
        if self.poll.places(seat).next().is_none() {
            return Err(Refused::NothingToVote(seat));
        }
        let missing = self.missing(seat);
        if let Some(first) = missing.first() {
            let first = self.poll.item(seat, *first)?.id.clone();
            return Err(Refused::Incomplete {
                first,
                missing: missing.len(),
            });
        }
        let own = seat_code(&self.poll, seat, &self.entries_of(seat));
        let good = own == code && signed(key, confirmation(&self.poll, seat, code), signature);
        if good { Ok(()) } else { Err(Refused::ProofWrong) }
    }

    /// The entry at a place, if it is the present one and stands.
    fn standing(&self, place: Place) -> Result<&Entry, Refused> {
        let current = self
            .current
            .get(&(place.seat, place.item))
            .filter(|c| c.entry.place == place && !c.void);
        current.map(|c| &c.entry).ok_or(Refused::Outdated)
    }
}
