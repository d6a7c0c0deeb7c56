//! A teller: keeps its own copy of the board, opens its shares, complains about bad ones, signs the head, sums up.

use super::board::{Board, Post};
use super::count::Sums;
use super::entry::{Entry, Place, Share};
use super::group::Scalar;
use super::poll::{Poll, Signature, TellerSecret, signed};
use super::seal::{SealedShare, Sessions};
use crate::canon::{Canon, Digest};
use crate::refused::Refused;
use crate::setup::Seat;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A teller says that its share of an entry does not open its commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Which teller, counted from 0.
    pub teller: usize,
    /// Which entry.
    pub place: Place,
    /// By the teller.
    pub signature: Signature,
}

impl Complaint {
    pub(super) fn digest(&self, poll: &Poll) -> Digest {
        digest(poll, self.teller, self.place)
    }

    pub(super) fn is_signed(&self, poll: &Poll) -> bool {
        let key = poll.tellers().get(self.teller).map(|t| t.signing);
        key.is_some_and(|key| signed(key, self.digest(poll), &self.signature))
    }
}

fn digest(poll: &Poll, teller: usize, place: Place) -> Digest {
    let canon = Canon::new("hengjian/ballot/complaint/1")
        .bytes(&poll.digest().0)
        .number(teller as u64);
    place.canon(canon).finish()
}

impl TellerSecret {
    fn complaint(&self, poll: &Poll, teller: usize, place: Place) -> Complaint {
        let signature = self.sign(digest(poll, teller, place));
        Complaint {
            teller,
            place,
            signature,
        }
    }

    /// Looks at the share of one entry as teller `number`: the complaint, if it does not open its commitment.
    #[must_use]
    pub fn inspect(
        &self,
        poll: &Poll,
        number: usize,
        entry: &Entry,
        sealed: &[SealedShare; 3],
    ) -> Option<Complaint> {
        let share = sealed.get(number)?;
        let opened = Sessions::default().open(poll, number, self, entry, share);
        opened
            .is_none()
            .then(|| self.complaint(poll, number, entry.place))
    }
}

/// What a teller signs about the closed board.
pub(super) fn head_digest(poll: &Poll, head: Digest) -> Digest {
    Canon::new("hengjian/ballot/head/1")
        .bytes(&poll.digest().0)
        .bytes(&head.0)
        .finish()
}

/// A teller with its copy of the board and its shares.
pub struct Teller {
    number: usize,
    secret: TellerSecret,
    board: Board,
    sessions: Sessions,
    shares: BTreeMap<(Seat, u32), Share>,
}

impl Teller {
    /// A teller of a poll.
    ///
    /// # Errors
    /// The keys are not those of teller `number` of the poll.
    pub fn new(poll: Poll, number: usize, secret: TellerSecret) -> Result<Self, Refused> {
        let own = poll.tellers().get(number).map(|t| secret.keys(&t.name) == *t);
        if own != Some(true) {
            return Err(Refused::Setup("密钥与计票方不符。"));
        }
        Ok(Self {
            number,
            secret,
            board: Board::new(poll),
            sessions: Sessions::default(),
            shares: BTreeMap::new(),
        })
    }

    /// A teller after stored posts, as when its page is loaded again, and its complaints about entries that stand.
    ///
    /// # Errors
    /// The keys are not those of teller `number`, or a post is not one the board would have taken.
    pub fn replay(
        poll: Poll,
        number: usize,
        secret: TellerSecret,
        posts: impl IntoIterator<Item = Post>,
    ) -> Result<(Self, Vec<Complaint>), Refused> {
        let mut teller = Self::new(poll.clone(), number, secret)?;
        teller.board = Board::replay(poll, posts)?;
        let standing: BTreeSet<Place> = teller.board.standing().collect();
        let mut complaints = Vec::new();
        for post in teller.board.posts() {
            let Post::Entry { entry, sealed } = post else {
                continue;
            };
            if !standing.contains(&entry.place) {
                continue;
            }
            let poll = teller.board.poll();
            let own = &sealed[number];
            match teller.sessions.open(poll, number, &teller.secret, entry, own) {
                Some(share) => {
                    teller.shares.insert((entry.place.seat, entry.place.item), share);
                }
                None => complaints.push(teller.secret.complaint(poll, number, entry.place)),
            }
        }
        Ok((teller, complaints))
    }

    /// The teller's own copy of the board.
    #[must_use]
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Takes a post as the platform announces it, with the head the platform shows. A complaint is to be posted.
    ///
    /// # Errors
    /// The post is not acceptable, or the platform's head is not that of this copy: tell the supervisor.
    pub fn receive(&mut self, post: Post, head: Digest) -> Result<Option<Complaint>, Refused> {
        let receipt = self.board.append(post.clone())?;
        if receipt.head != head {
            return Err(Refused::BoardsDiffer);
        }
        match post {
            Post::Entry { entry, sealed } => {
                let place = entry.place;
                let poll = self.board.poll();
                let own = &sealed[self.number];
                let opened = self.sessions.open(poll, self.number, &self.secret, &entry, own);
                match opened {
                    Some(share) => {
                        self.shares.insert((place.seat, place.item), share);
                        Ok(None)
                    }
                    None => {
                        self.shares.remove(&(place.seat, place.item));
                        Ok(Some(self.secret.complaint(poll, self.number, place)))
                    }
                }
            }
            _ => Ok(None),
        }
    }

    /// Signs the head of the closed board.
    ///
    /// # Errors
    /// The poll is open.
    pub fn sign_head(&self) -> Result<Signature, Refused> {
        if self.board.is_closed() {
            Ok(self
                .secret
                .sign(head_digest(self.board.poll(), self.board.head())))
        } else {
            Err(Refused::NotClosed)
        }
    }

    /// The teller's sums over the confirmed entries of every item, signed. The shares are destroyed with the
    /// teller: nothing else is ever opened.
    ///
    /// # Errors
    /// The poll is open, or a share of a confirmed entry is missing (a complaint went unheeded).
    pub fn sums(self) -> Result<Sums, Refused> {
        if !self.board.is_closed() {
            return Err(Refused::NotClosed);
        }
        let poll = self.board.poll();
        let mut items = Vec::with_capacity(poll.setup().items().len());
        for item in (0_u32..).take(poll.setup().items().len()) {
            let mut sum = [Scalar::ZERO; 3];
            for entry in self.board.counted(item) {
                let share = self
                    .shares
                    .get(&(entry.place.seat, item))
                    .ok_or(Refused::ShareMissing)?;
                for (sum, part) in sum.iter_mut().zip(&share.0) {
                    *sum += part;
                }
            }
            items.push(sum.map(|s| Digest(s.to_bytes())));
        }
        let mut sums = Sums {
            teller: self.number,
            head: self.board.head(),
            items,
            signature: Signature([0; 64]),
        };
        sums.signature = self.secret.sign(sums.digest(poll));
        Ok(sums)
    }
}
