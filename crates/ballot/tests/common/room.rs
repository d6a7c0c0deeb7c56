//! A meeting room with tablets, a platform and three tellers.

use super::{COMMITTEE, draft, item};
use ballot::tellers::{
    Board, Bundle, Complaint, HeadSignature, Poll, PollDraft, Post, Receipt, SeatKey, Teller, TellerSecret,
    TellersTally, Voter, count,
};
use ballot::{Choice, Digest, Item, Mode, Refused, Seat, Setup};
use sha2::{Digest as _, Sha256};

/// 32 bytes that look random and are the same in every run.
pub fn random(what: &str, number: u64) -> [u8; 32] {
    Sha256::new()
        .chain_update(what)
        .chain_update(number.to_be_bytes())
        .finalize()
        .into()
}

/// Four items, the third with seat 2 recused.
pub fn four_items() -> Vec<Item> {
    vec![
        item("a", Some(COMMITTEE), &[]),
        item("b", None, &[]),
        item("c", Some(COMMITTEE), &[2]),
        item("d", Some(super::PANEL), &[]),
    ]
}

pub fn poll(seats: u32, items: Vec<Item>) -> Poll {
    let names = ["平台", "监督员", "推选计票人"];
    let tellers = [0, 1, 2].map(|n: usize| secret(n).keys(names[n]));
    let key = |seat| SeatKey {
        seat: Seat(seat),
        key: Voter::key(&seat_secret(seat)),
    };
    let setup = Setup::try_from(draft(Mode::PlainBox, seats, items)).unwrap();
    Poll::try_from(PollDraft {
        setup,
        tellers,
        seats: (1..=seats).map(key).collect(),
    })
    .unwrap()
}

pub fn secret(teller: usize) -> TellerSecret {
    TellerSecret::new(&random("teller", teller as u64))
}

pub fn seat_secret(seat: u32) -> [u8; 32] {
    random("seat", u64::from(seat))
}

pub struct Room {
    pub poll: Poll,
    pub board: Board,
    pub tellers: Vec<Teller>,
    pub complaints: Vec<Complaint>,
    drawn: u64,
}

impl Room {
    pub fn new(seats: u32, items: Vec<Item>) -> Self {
        let poll = poll(seats, items);
        let tellers = (0..3)
            .map(|n| Teller::new(poll.clone(), n, secret(n)).unwrap())
            .collect();
        Self {
            board: Board::new(poll.clone()),
            poll,
            tellers,
            complaints: Vec::new(),
            drawn: 0,
        }
    }

    /// Appends a post and hands it to the tellers.
    pub fn post(&mut self, post: Post) -> Result<Receipt, Refused> {
        let before = self.board.posts().len();
        let receipt = self.board.append(post.clone())?;
        if self.board.posts().len() > before {
            for teller in &mut self.tellers {
                self.complaints
                    .extend(teller.receive(post.clone(), receipt.head).unwrap());
            }
        }
        Ok(receipt)
    }

    pub fn voter(&self, seat: u32) -> Voter<'_> {
        Voter::new(
            &self.poll,
            Seat(seat),
            &seat_secret(seat),
            &random("session", u64::from(seat)),
        )
    }

    /// The post with which a seat enters a vote, not yet sent.
    pub fn entry(&mut self, seat: u32, item: u32, choice: Choice) -> Post {
        self.drawn += 1;
        let random = random("entry", self.drawn);
        let version = self.board.next_version(Seat(seat), item);
        let (entry, sealed) = self.voter(seat).enter(item, version, choice, &random).unwrap();
        Post::Entry {
            entry: Box::new(entry),
            sealed: Box::new(sealed),
        }
    }

    /// The random bytes of the entry made last.
    pub fn last_random(&self) -> Digest {
        Digest(random("entry", self.drawn))
    }

    pub fn enter(&mut self, seat: u32, item: u32, choice: Choice) -> Post {
        let post = self.entry(seat, item, choice);
        self.post(post.clone()).unwrap();
        post
    }

    pub fn confirmation(&self, seat: u32) -> Post {
        let (code, signature) = self.voter(seat).confirm(&self.board.entries_of(Seat(seat)));
        Post::Confirm {
            seat: Seat(seat),
            code,
            signature,
        }
    }

    /// Enters a whole ballot and confirms it; `None` where the seat is recused.
    pub fn vote(&mut self, seat: u32, choices: &[Option<Choice>]) {
        for (item, choice) in (0..).zip(choices) {
            if let Some(choice) = choice {
                self.enter(seat, item, *choice);
            }
        }
        let confirmation = self.confirmation(seat);
        self.post(confirmation).unwrap();
    }

    /// Closes, counts and puts the bundle together.
    pub fn finish(mut self) -> (Bundle, TellersTally) {
        self.post(Post::Close).unwrap();
        let heads = self.tellers.iter().enumerate();
        let heads = heads
            .map(|(teller, t)| HeadSignature {
                teller,
                signature: t.sign_head().unwrap(),
            })
            .collect();
        let sums: Vec<_> = self.tellers.into_iter().map(|t| t.sums().unwrap()).collect();
        let tally = count(&self.board, &sums).unwrap();
        (Bundle::new(&self.board, heads, sums, tally.items.clone()), tally)
    }
}
