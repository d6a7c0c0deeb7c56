//! The public record of a poll: posts in a hash chain. The platform appends, all tellers copy.

use super::entry::{Entry, Opening, Place, confirmation, is_valid, opened, seat_code, verify_entries};
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
    /// The seat the post is from or about; `None` for the close.
    #[must_use]
    pub fn seat(&self) -> Option<Seat> {
        match self {
            Self::Entry { entry, .. } => Some(entry.place.seat),
            Self::Open { place, .. } | Self::Complain(Complaint { place, .. }) => Some(place.seat),
            Self::Confirm { seat, .. } => Some(*seat),
            Self::Close => None,
        }
    }

    /// The sealed shares that travel with an entry.
    #[must_use]
    pub fn shares(&self) -> Option<&[SealedShare; 3]> {
        match self {
            Self::Entry { sealed, .. } => Some(sealed),
            _ => None,
        }
    }

    /// The post with other shares.
    #[must_use]
    pub fn with_shares(self, shares: [SealedShare; 3]) -> Self {
        match self {
            Self::Entry { entry, .. } => Self::Entry {
                entry,
                sealed: Box::new(shares),
            },
            other => other,
        }
    }

    /// The public part alone: every share is empty.
    #[must_use]
    pub fn public(self) -> Self {
        self.with_shares([SealedShare::empty(), SealedShare::empty(), SealedShare::empty()])
    }

    /// What teller `number` is given: its own share only.
    #[must_use]
    pub fn for_teller(self, number: usize) -> Self {
        let own = self.shares().and_then(|shares| shares.get(number)).cloned();
        let mut shares = [SealedShare::empty(), SealedShare::empty(), SealedShare::empty()];
        if let (Some(place), Some(own)) = (shares.get_mut(number), own) {
            *place = own;
        }
        self.with_shares(shares)
    }

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
struct Current {
    entry: Entry,
    /// The post that opened it or complained about it: it does not count any more.
    void: Option<Digest>,
    receipt: Receipt,
}

/// What decides about the next post: the end of the chain, and where the seats stand.
#[derive(Clone, Debug)]
struct State {
    poll: Poll,
    end: Receipt,
    current: BTreeMap<(Seat, u32), Current>,
    confirmed: BTreeMap<Seat, (Digest, Receipt)>,
    closed: Option<Receipt>,
}

/// When the proof of an entry is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proofs {
    /// With the entry.
    Now,
    /// By the caller, all together.
    Together,
}

/// The board.
#[derive(Clone, Debug)]
pub struct Board {
    state: State,
    posts: Vec<Post>,
}

/// The end of the board with the posts of one seat: enough to take that seat's next post, or one about it. For a
/// platform that keeps posts in rows and does not read all of them for each new one.
#[derive(Clone, Debug)]
pub struct Desk {
    state: State,
}

impl Desk {
    /// The board before `poll`'s first post ends with this receipt.
    #[must_use]
    pub fn beginning(poll: &Poll) -> Receipt {
        let head = Canon::new("hengjian/ballot/board/1")
            .bytes(&poll.digest().0)
            .finish();
        Receipt { number: 0, head }
    }

    /// A board that ends with `end`, with the posts of the seat that the next post is from or about. They were taken
    /// before and are not checked again. `closed` is the receipt of [`Post::Close`], if the board is closed.
    #[must_use]
    pub fn new(
        poll: Poll,
        end: Receipt,
        closed: Option<Receipt>,
        posts: impl IntoIterator<Item = (Receipt, Post)>,
    ) -> Self {
        let mut state = State::new(poll);
        for (receipt, post) in posts {
            state.take(&post, receipt);
        }
        (state.end, state.closed) = (end, closed);
        Self { state }
    }

    /// The end of the chain.
    #[must_use]
    pub fn end(&self) -> Receipt {
        self.state.end
    }

    /// As [`Board::append`]. The post is new exactly if the receipt's number is above that of the end before.
    ///
    /// # Errors
    /// As [`Board::append`].
    pub fn append(&mut self, post: &Post) -> Result<Receipt, Refused> {
        self.state.append(post, Proofs::Now)
    }
}

impl Board {
    /// An empty board.
    #[must_use]
    pub fn new(poll: Poll) -> Self {
        Self {
            state: State::new(poll),
            posts: Vec::new(),
        }
    }

    /// The board after stored posts. The proofs of all entries are checked together, which is much faster than one by
    /// one.
    ///
    /// # Errors
    /// A post is not one the board would have taken.
    pub fn replay(poll: Poll, posts: impl IntoIterator<Item = Post>) -> Result<Self, Refused> {
        let mut board = Self::new(poll);
        for post in posts {
            let before = board.state.end.number;
            if board.state.append(&post, Proofs::Together)?.number > before {
                board.posts.push(post);
            }
        }
        let entries = board.posts.iter().filter_map(|post| match post {
            Post::Entry { entry, .. } => Some(**entry),
            _ => None,
        });
        if verify_entries(board.poll(), &entries.collect::<Vec<_>>()) {
            Ok(board)
        } else {
            Err(Refused::ProofWrong)
        }
    }

    /// The poll.
    #[must_use]
    pub fn poll(&self) -> &Poll {
        &self.state.poll
    }

    /// All posts in order.
    #[must_use]
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// The head of the chain, shown on every screen.
    #[must_use]
    pub fn head(&self) -> Digest {
        self.state.end.head
    }

    /// Whether the poll is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.state.closed.is_some()
    }

    /// Codes of the seats that have confirmed: projected and printed as the list seat, code.
    pub fn codes(&self) -> impl Iterator<Item = (Seat, Digest)> + '_ {
        self.state
            .confirmed
            .iter()
            .map(|(seat, (code, _))| (*seat, *code))
    }

    /// The version a seat's next entry on an item must have.
    #[must_use]
    pub fn next_version(&self, seat: Seat, item: u32) -> u32 {
        self.state.next_version(seat, item)
    }

    /// Digests of the seat's entries that stand, by place of the item: what its code is over.
    #[must_use]
    pub fn entries_of(&self, seat: Seat) -> BTreeMap<u32, Digest> {
        self.state.entries_of(seat)
    }

    /// Items on which a seat must still enter a vote before it can confirm.
    #[must_use]
    pub fn missing(&self, seat: Seat) -> Vec<u32> {
        self.state.missing(seat)
    }

    /// Present entries that were neither opened nor complained about.
    pub(super) fn standing(&self) -> impl Iterator<Item = Place> + '_ {
        let current = self.state.current.values();
        current.filter(|c| c.void.is_none()).map(|c| c.entry.place)
    }

    /// The confirmed entries of an item.
    pub(super) fn counted(&self, item: u32) -> impl Iterator<Item = &Entry> {
        let state = &self.state;
        state
            .confirmed
            .keys()
            .filter_map(move |seat| state.current.get(&(*seat, item)).map(|c| &c.entry))
    }

    /// Appends a post. The same post sent again, because the answer was lost, gets the same receipt and is not
    /// appended twice.
    ///
    /// # Errors
    /// The poll is closed; the seat is not on the roll, is recused or has confirmed; a version is not the next one;
    /// a proof or signature is wrong; a ballot to be confirmed is incomplete.
    pub fn append(&mut self, post: Post) -> Result<Receipt, Refused> {
        let before = self.state.end.number;
        let receipt = self.state.append(&post, Proofs::Now)?;
        if receipt.number > before {
            self.posts.push(post);
        }
        Ok(receipt)
    }
}

impl State {
    fn new(poll: Poll) -> Self {
        Self {
            end: Desk::beginning(&poll),
            poll,
            current: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            closed: None,
        }
    }

    fn next_version(&self, seat: Seat, item: u32) -> u32 {
        self.current
            .get(&(seat, item))
            .map_or(1, |c| c.entry.place.version + 1)
    }

    fn entries_of(&self, seat: Seat) -> BTreeMap<u32, Digest> {
        let own = self
            .current
            .range((seat, 0)..=(seat, u32::MAX))
            .filter(|(_, c)| c.void.is_none());
        own.map(|((_, item), c)| (*item, c.entry.digest(&self.poll)))
            .collect()
    }

    fn missing(&self, seat: Seat) -> Vec<u32> {
        let stands = |item: &u32| self.current.get(&(seat, *item)).is_some_and(|c| c.void.is_none());
        self.poll.places(seat).filter(|item| !stands(item)).collect()
    }

    fn append(&mut self, post: &Post, proofs: Proofs) -> Result<Receipt, Refused> {
        if let Some(receipt) = self.again(post) {
            return Ok(receipt);
        }
        if self.closed.is_some() {
            return Err(Refused::Late);
        }
        self.check(post, proofs)?;
        let head = Canon::new("hengjian/ballot/board/1")
            .bytes(&self.end.head.0)
            .bytes(&post.digest(&self.poll).0);
        let receipt = Receipt {
            number: self.end.number + 1,
            head: head.finish(),
        };
        self.take(post, receipt);
        Ok(receipt)
    }

    /// Notes a post that was found good.
    fn take(&mut self, post: &Post, receipt: Receipt) {
        match post {
            Post::Entry { entry, .. } => {
                let place = entry.place;
                let current = Current {
                    entry: **entry,
                    void: None,
                    receipt,
                };
                self.current.insert((place.seat, place.item), current);
            }
            Post::Open { place, .. } | Post::Complain(Complaint { place, .. }) => {
                let why = post.digest(&self.poll);
                if let Some(current) = self.current.get_mut(&(place.seat, place.item)) {
                    (current.void, current.receipt) = (Some(why), receipt);
                }
                self.confirmed.remove(&place.seat);
            }
            Post::Confirm { seat, code, .. } => {
                self.confirmed.insert(*seat, (*code, receipt));
            }
            Post::Close => self.closed = Some(receipt),
        }
        self.end = receipt;
    }

    /// The receipt of a post that is on the board already as the latest of its kind.
    fn again(&self, post: &Post) -> Option<Receipt> {
        match post {
            Post::Entry { entry, .. } => {
                let current = self.current.get(&(entry.place.seat, entry.place.item))?;
                (current.entry == **entry && current.void.is_none()).then_some(current.receipt)
            }
            Post::Open { place, .. } | Post::Complain(Complaint { place, .. }) => {
                let current = self.current.get(&(place.seat, place.item))?;
                (current.void == Some(post.digest(&self.poll))).then_some(current.receipt)
            }
            Post::Confirm { seat, code, .. } => self
                .confirmed
                .get(seat)
                .filter(|(own, _)| own == code)
                .map(|(_, receipt)| *receipt),
            Post::Close => self.closed,
        }
    }

    fn check(&self, post: &Post, proofs: Proofs) -> Result<(), Refused> {
        match post {
            Post::Entry { entry, .. } => self.check_entry(entry, proofs),
            Post::Open {
                place,
                opening,
                signature,
            } => {
                let entry = self.present(*place)?;
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
                self.present(complaint.place)?;
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

    fn check_entry(&self, entry: &Entry, proofs: Proofs) -> Result<(), Refused> {
        let place = entry.place;
        self.poll.item(place.seat, place.item)?;
        if self.confirmed.contains_key(&place.seat) {
            return Err(Refused::AlreadyVoted(place.seat));
        }
        if place.version != self.next_version(place.seat, place.item) {
            return Err(Refused::Outdated);
        }
        if proofs == Proofs::Together || is_valid(&self.poll, entry) {
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
    fn present(&self, place: Place) -> Result<&Entry, Refused> {
        let current = self
            .current
            .get(&(place.seat, place.item))
            .filter(|c| c.entry.place == place && c.void.is_none());
        current.map(|c| &c.entry).ok_or(Refused::Outdated)
    }
}
