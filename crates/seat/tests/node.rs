//! Ballots cast by the compiled module under Node, taken and counted by the Rust board.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use ballot::tellers::{
    Board, Bundle, HeadSignature, Opening, Place, Poll, PollDraft, Post, SeatKey, Sums, Teller, TellerSecret,
    TellersTally, Voter, check_published, count, entry_code, verify,
};
use ballot::{Choice, Digest, Refused, Seat};
use common::{Devices, TELLERS, random, secret_of, setup, teller_keys};
use seat::{Ask, Shown};
use serde::Deserialize;

const SEATS: u32 = 3;

#[derive(Deserialize)]
struct Ready {
    poll: Digest,
    places: Vec<u32>,
}

#[derive(Deserialize)]
struct Made {
    post: Post,
    code: String,
}

#[derive(Deserialize)]
struct Opened {
    post: Post,
    opening: Opening,
}

#[derive(Deserialize)]
struct Received {
    number: usize,
    head: Digest,
    complaints: Vec<Post>,
}

#[derive(Deserialize)]
struct Published {
    head: HeadSignature,
    sums: Sums,
}

/// A room of devices: a tablet for each seat, devices of the second and third teller; board and first teller are the
/// platform's.
struct Room {
    devices: Devices,
    poll: Poll,
    board: Board,
    platform: Teller,
    shown: Vec<Shown>,
    drawn: u64,
}

impl Room {
    fn new() -> Self {
        let mut devices = Devices::start();
        let key = |devices: &mut Devices, seat| SeatKey {
            seat: Seat(seat),
            key: devices.ask(
                &seat.to_string(),
                &Ask::Key {
                    secret: secret_of(&seat.to_string()),
                },
            ),
        };
        let poll = Poll::try_from(PollDraft {
            setup: setup(SEATS, 4),
            tellers: teller_keys(&mut devices),
            seats: (1..=SEATS).map(|seat| key(&mut devices, seat)).collect(),
        })
        .unwrap();
        let secret = TellerSecret::new(&secret_of(TELLERS[0]).0);
        Self {
            devices,
            board: Board::new(poll.clone()),
            platform: Teller::new(poll.clone(), 0, secret).unwrap(),
            poll,
            shown: Vec::new(),
            drawn: 0,
        }
    }

    fn start(&mut self, seat: u32, before: Vec<Place>) -> Ready {
        self.drawn += 1;
        let ask = Ask::Start {
            poll: Box::new(self.poll.clone().into()),
            seat: Seat(seat),
            secret: secret_of(&seat.to_string()),
            session: random("session", self.drawn),
            before,
        };
        self.devices.ask(&seat.to_string(), &ask)
    }

    fn watch(&mut self, teller: usize) -> Received {
        let ask = Ask::Watch {
            poll: Box::new(self.poll.clone().into()),
            teller,
            secret: secret_of(TELLERS[teller]),
            posts: self.shown.clone(),
        };
        self.devices.ask(TELLERS[teller], &ask)
    }

    fn post(&mut self, post: Post) -> Result<Vec<Post>, Refused> {
        let receipt = self.board.append(post.clone())?;
        let complaint = self.platform.receive(post.clone(), receipt.head).unwrap();
        self.shown.push(Shown {
            post,
            head: receipt.head,
        });
        Ok(complaint.into_iter().map(Post::Complain).collect())
    }

    /// Enters a vote on the tablet and sends it; the code the voter sees.
    fn enter(&mut self, seat: u32, item: u32, choice: Choice) -> String {
        self.drawn += 1;
        let random = random("entry", self.drawn);
        let made: Made = self
            .devices
            .ask(&seat.to_string(), &Ask::Enter { item, choice, random });
        assert_eq!(self.post(made.post).unwrap(), vec![]);
        made.code
    }

    fn confirm(&mut self, seat: u32) -> String {
        let made: Made = self.devices.ask(&seat.to_string(), &Ask::Confirm);
        assert_eq!(self.post(made.post).unwrap(), vec![]);
        made.code
    }

    /// All three tellers publish; their devices then know no shares any more.
    fn publish(mut self) -> (Bundle, TellersTally) {
        let mut heads = vec![HeadSignature {
            teller: 0,
            signature: self.platform.sign_head().unwrap(),
        }];
        let mut sums = vec![self.platform.sums().unwrap()];
        for name in &TELLERS[1..] {
            let published: Published = self.devices.ask(name, &Ask::Sums);
            check_published(&self.board, &published.head, &published.sums).unwrap();
            let another = check_published(&self.board, &heads[0], &published.sums);
            assert_eq!(another, Err(Refused::SumsWrong(published.sums.teller)));
            heads.push(published.head);
            sums.push(published.sums);
            let forgotten = self.devices.refused(name, &Ask::Sums);
            assert!(forgotten.contains("没有载入"), "the shares are gone: {forgotten}");
        }
        let tally = count(&self.board, &sums).unwrap();
        (Bundle::new(&self.board, heads, sums, tally.items.clone()), tally)
    }

    /// The teller receives what it has not seen.
    fn catch_up(&mut self, teller: usize, from: usize) -> Received {
        // As the platform sends them: each teller gets its own shares only.
        let posts = self.shown[from..].iter().map(|shown| Shown {
            post: shown.post.clone().for_teller(teller),
            head: shown.head,
        });
        let posts = posts.collect();
        self.devices.ask(TELLERS[teller], &Ask::Receive { posts })
    }
}

#[test]
fn ballots_cast_by_the_module_verify_and_count() {
    use Choice::{Abstain, Against, Agree};
    let mut room = Room::new();
    assert_eq!(room.watch(1).number, 0);
    let ready = room.start(1, vec![]);
    assert_eq!((ready.poll, ready.places), (room.poll.digest(), vec![0, 1, 2, 3]));
    assert_eq!(room.start(2, vec![]).places, [0, 2, 3]);
    room.start(3, vec![]);

    // The code on the voter's screen is the one the board will show.
    for (item, choice) in [(0, Agree), (1, Agree), (2, Against), (3, Abstain)] {
        let code = room.enter(1, item, choice);
        let digests = room.board.entries_of(Seat(1));
        assert_eq!(code, entry_code(digests[&item]));
    }
    let code = room.confirm(1);
    let codes: Vec<_> = room.board.codes().collect();
    assert_eq!(code, entry_code(codes[0].1));
    assert_eq!(room.catch_up(1, 0).complaints, vec![]);

    // A challenge opens the entry as what was chosen; then it must be made again.
    room.enter(2, 0, Against);
    let opened: Opened = room.devices.ask("2", &Ask::Open { item: 0 });
    assert_eq!(opened.opening.choice, Against);
    room.post(opened.post).unwrap();
    let again = room.devices.refused("2", &Ask::Open { item: 0 });
    assert!(again.contains("不能检验"), "{again}");
    room.enter(2, 0, Agree);
    let missing = room.devices.refused("2", &Ask::Confirm);
    assert!(missing.contains("还有2项没有填写"), "{missing}");

    // The page is loaded again: it has forgotten its entries and goes on behind those on the board.
    let place = Place {
        seat: Seat(2),
        item: 0,
        version: 2,
    };
    room.start(2, vec![place]);
    for item in [0, 2, 3] {
        room.enter(2, item, Agree);
    }
    room.confirm(2);
    // Seat 3 does not vote.

    room.post(Post::Close).unwrap();
    // The third teller comes late, the second has followed.
    let third = room.watch(2);
    assert_eq!((third.number, third.head), (room.shown.len(), room.board.head()));
    room.catch_up(1, 5);
    let (bundle, tally) = room.publish();
    let figures = tally.items.iter().map(|item| {
        let counts = item.counts;
        (
            counts.agree,
            counts.against,
            counts.abstain,
            counts.not_cast,
            counts.recused,
        )
    });
    assert_eq!(
        figures.collect::<Vec<_>>(),
        [(2, 0, 0, 1, 0), (1, 0, 0, 1, 1), (1, 1, 0, 1, 0), (1, 0, 1, 1, 0)]
    );
    assert_eq!(verify(&bundle), vec![]);
}

#[test]
fn a_bad_share_and_a_second_board_are_told_by_the_tellers_device() {
    let mut room = Room::new();
    room.watch(2);
    room.start(1, vec![]);
    let ask = Ask::Enter {
        item: 0,
        choice: Choice::Agree,
        random: random("entry", 0),
    };
    let made: Made = room.devices.ask("1", &ask);
    // The module makes the same bytes as this machine.
    let voter = Voter::new(&room.poll, Seat(1), &secret_of("1").0, &random("session", 1).0);
    let (entry, sealed) = voter.enter(0, 1, Choice::Agree, &random("entry", 0).0).unwrap();
    let native = Post::Entry {
        entry: Box::new(entry),
        sealed: Box::new(sealed),
    };
    assert_eq!(made.post, native);
    let Post::Entry { entry, mut sealed } = made.post else {
        panic!("an entry is posted")
    };
    sealed[2].sealed[3] ^= 1;
    room.post(Post::Entry { entry, sealed }).unwrap();
    let complaints = room.catch_up(2, 0).complaints;
    assert_eq!(complaints.len(), 1);
    room.post(complaints[0].clone()).unwrap();
    assert_eq!(room.board.missing(Seat(1)), [0, 1, 2, 3]);

    let mut forged = room.shown[1].clone();
    forged.head = random("another head", 0);
    let refused = room
        .devices
        .refused(TELLERS[2], &Ask::Receive { posts: vec![forged] });
    assert!(refused.contains("报告监督员"), "{refused}");
}

#[test]
fn a_device_with_another_key_does_not_vote_or_count() {
    let mut room = Room::new();
    let poll: Box<PollDraft> = Box::new(room.poll.clone().into());
    let start = Ask::Start {
        poll: poll.clone(),
        seat: Seat(1),
        secret: secret_of("2"),
        session: random("session", 0),
        before: vec![],
    };
    let refused = room.devices.refused("1", &start);
    assert!(refused.contains("不能用本设备投票"), "{refused}");
    let refused = room.devices.refused("1", &Ask::Confirm);
    assert!(refused.contains("没有载入"), "{refused}");
    let watch = Ask::Watch {
        poll,
        teller: 1,
        secret: secret_of(TELLERS[2]),
        posts: vec![],
    };
    let refused = room.devices.refused(TELLERS[1], &watch);
    assert!(refused.contains("不能用本设备计票"), "{refused}");
}
