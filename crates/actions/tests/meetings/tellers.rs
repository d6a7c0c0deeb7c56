//! The vote before three tellers.

use actions::meetings::{
    affix_seal, announce, certify_seat, close_ballot, destroy_shares, name_tellers, offer_teller_keys,
    open_ballot, post, publish_sums, supervise, void_ballot,
};
use ballot::tellers::{
    Board, Bundle, HeadSignature, Poll, Post, Receipt, Sums, Teller, TellerSecret, Voter, verify,
};
use ballot::{Choice, Digest, Seat};
use domain::meetings::{ELECTED, Meeting, Method, SUPERVISOR, TellersPoll};
use kernel::{Actor, MeetingId};
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

use crate::round::{self, PoolMember, Scene};

/// A committee of nine after its deliberation.
struct Room {
    town: Town,
    scene: Scene,
    meeting: MeetingId,
    attending: Vec<PoolMember>,
    made: u8,
}

fn secret(seat: u32) -> [u8; 32] {
    [u8::try_from(seat).unwrap(); 32]
}

fn teller_secret(teller: usize) -> TellerSecret {
    TellerSecret::new(&[100 + u8::try_from(teller).unwrap(); 32])
}

impl Room {
    fn new(engine: Engine, cases: usize) -> Self {
        let town = Town::new(engine);
        let scene = round::with_pool(&town, 21);
        let (meeting, _) = round::opened(&town, &scene, cases);
        round::drawn(&town, &scene, meeting);
        let attending = round::in_session(&town, &scene, meeting, 9);
        round::presented(&town, &scene, meeting);
        Self {
            town,
            scene,
            meeting,
            attending,
            made: 0,
        }
    }

    fn chair(&self) -> Actor {
        self.attending[0].actor
    }

    /// The member at a place of the roll, from 1.
    fn seat(&self, seat: u32) -> Actor {
        self.attending[seat as usize - 1].actor
    }

    /// The fourth member is elected.
    fn teller(&self, teller: usize) -> Actor {
        if teller == SUPERVISOR {
            self.scene.supervisor
        } else {
            self.attending[3].actor
        }
    }

    fn certify(&self, seat: u32) {
        let key = Voter::key(&secret(seat));
        self.town
            .by(&self.seat(seat), |tx| {
                certify_seat::certify_seat(tx, self.meeting, key)
            })
            .unwrap();
    }

    fn elect(&self) {
        let elected = self.attending[3].entry;
        self.town
            .by(&self.chair(), |tx| {
                name_tellers::name_tellers(tx, self.meeting, elected)
            })
            .unwrap();
    }

    fn offer(&self, teller: usize) -> store::Result<()> {
        let keys = teller_secret(teller).keys("");
        self.town.by(&self.teller(teller), |tx| {
            offer_teller_keys::offer_teller_keys(tx, self.meeting, keys.sealing, keys.signing)
        })
    }

    fn open(&self) -> store::Result<()> {
        self.town.by(&self.chair(), |tx| {
            open_ballot::open_ballot(tx, self.meeting, Method::ThreeTellers)
        })
    }

    /// Devices and tellers are registered and the poll is open.
    fn opened(engine: Engine, cases: usize) -> Self {
        let room = Self::new(engine, cases);
        (1..=9).for_each(|seat| room.certify(seat));
        room.elect();
        room.offer(SUPERVISOR).unwrap();
        room.offer(ELECTED).unwrap();
        room.open().unwrap();
        room
    }

    fn state(&self) -> Meeting {
        self.town
            .read(|rx| store::meetings::find(rx, self.meeting))
            .into_inner()
    }

    fn poll(&self) -> TellersPoll {
        self.state().tellers_poll().unwrap().clone()
    }

    fn sheet(&self) -> Poll {
        self.poll().sheet
    }

    fn rows(&self) -> store::meetings::board::Board {
        let round = self.state().session().unwrap().round();
        store::meetings::board::Board {
            meeting: self.meeting,
            round,
        }
    }

    fn board(&self) -> Board {
        let posts = self.town.read(|rx| self.rows().posts(rx));
        Board::replay(self.sheet(), posts).unwrap()
    }

    fn post(&self, who: &Actor, sent: &Post) -> store::Result<Receipt> {
        self.town.by(who, |tx| post::post(tx, self.meeting, sent))
    }

    /// What a tablet makes of a choice.
    fn entry(&mut self, seat: u32, item: u32, choice: Choice) -> Post {
        self.made += 1;
        let (sheet, version) = (self.sheet(), self.board().next_version(Seat(seat), item));
        let voter = Voter::new(&sheet, Seat(seat), &secret(seat), &[self.made; 32]);
        let (entry, sealed) = voter.enter(item, version, choice, &[self.made; 32]).unwrap();
        Post::Entry {
            entry: Box::new(entry),
            sealed: Box::new(sealed),
        }
    }

    fn confirmation(&self, seat: u32) -> Post {
        let (sheet, entries) = (self.sheet(), self.board().entries_of(Seat(seat)));
        let (code, signature) = Voter::new(&sheet, Seat(seat), &secret(seat), &[0; 32]).confirm(&entries);
        Post::Confirm {
            seat: Seat(seat),
            code,
            signature,
        }
    }

    /// A whole ballot on every case.
    fn vote(&mut self, seat: u32, choices: &[Choice]) {
        for (item, choice) in (0..).zip(choices) {
            let entry = self.entry(seat, item, *choice);
            self.post(&self.seat(seat), &entry).unwrap();
        }
        let confirmation = self.confirmation(seat);
        self.post(&self.seat(seat), &confirmation).unwrap();
    }

    fn close(&self) -> store::Result<()> {
        self.town
            .by(&self.chair(), |tx| close_ballot::close_ballot(tx, self.meeting))
    }

    /// What a teller's device makes of the rows it was shown.
    fn sums(&self, teller: usize) -> (HeadSignature, Sums) {
        let posts = self.town.read(|rx| self.rows().posts(rx));
        let own = posts.into_iter().map(|post| post.for_teller(teller));
        let (device, complaints) = Teller::replay(self.sheet(), teller, teller_secret(teller), own).unwrap();
        assert_eq!(complaints, []);
        let signature = device.sign_head().unwrap();
        (HeadSignature { teller, signature }, device.sums().unwrap())
    }

    fn publish(&self, who: usize, (head, sums): (HeadSignature, Sums)) -> store::Result<()> {
        self.town.by(&self.teller(who), |tx| {
            publish_sums::publish_sums(tx, self.meeting, head, sums)
        })
    }
}

#[rstest]
fn six_of_nine_pass_before_three_tellers_and_anybody_can_check(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    use Choice::{Abstain, Against, Agree};
    let mut room = Room::opened(engine, 2);
    for seat in 1..=9 {
        let first = if seat <= 6 { Agree } else { Against };
        let second = if seat <= 5 { Agree } else { Abstain };
        room.vote(seat, &[first, second]);
    }
    assert_eq!(room.poll().codes.len(), 9);
    assert!(room.state().outcome().is_none());
    room.close().unwrap();
    assert!(room.poll().has_published(0) && room.state().outcome().is_none());
    room.publish(SUPERVISOR, room.sums(SUPERVISOR)).unwrap();
    assert!(room.state().outcome().is_none(), "two tellers know nothing");
    room.publish(ELECTED, room.sums(ELECTED)).unwrap();

    let state = room.state();
    let results: Vec<_> = state.outcome().unwrap().results.iter().collect();
    assert_eq!(
        results.iter().map(|r| r.passed).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(
        (
            results[1].counts.agree,
            results[1].counts.abstain,
            results[1].counts.against
        ),
        (5, 4, 0)
    );
    assert_eq!(room.town.count("meetings WHERE box_key IS NOT NULL"), 0);
    let bundle = room.poll().bundle(&room.board()).unwrap();
    assert_eq!(verify(&bundle), []);
    assert_eq!(Bundle::from_bytes(&bundle.to_bytes()), Some(bundle));

    sealed_after_destruction(&room);
    let entries = room.town.journal(&Subject::of(room.meeting));
    let posts = entries.iter().filter(|entry| entry.kind == post::VERB.kind);
    assert_eq!(posts.count(), 9 * 3);
    assert!(
        entries.iter().all(|entry| !entry.body.contains("abstain")),
        "no vote is in the journal"
    );
}

/// The shares are destroyed before a witness, and only then the seal is affixed; the record still verifies.
fn sealed_after_destruction(room: &Room) {
    let (town, meeting) = (&room.town, room.meeting);
    let shares = "board_posts WHERE shares IS NOT NULL";
    assert_eq!(town.count(shares), 18);
    town.by(&room.chair(), |tx| announce::announce(tx, meeting))
        .unwrap();
    town.by(&room.scene.supervisor, |tx| supervise::supervise(tx, meeting))
        .unwrap();
    let seal = || {
        town.by(&room.scene.organiser, |tx| {
            affix_seal::affix_seal(tx, meeting, "用印〔2022〕31")
        })
    };
    assert!(refused(seal()).to_string().contains("还没有当场销毁"));
    let by_another = town.by(&room.chair(), |tx| destroy_shares::destroy_shares(tx, meeting));
    assert!(by_another.is_err());
    town.by(&room.scene.supervisor, |tx| {
        destroy_shares::destroy_shares(tx, meeting)
    })
    .unwrap();
    refused(town.by(&room.scene.supervisor, |tx| {
        destroy_shares::destroy_shares(tx, meeting)
    }));
    assert_eq!(town.count(shares), 0);
    assert_eq!(verify(&room.poll().bundle(&room.board()).unwrap()), []);
    seal().unwrap();
    let opinions = town.read(|rx| store::meetings::opinions(rx, meeting, None));
    let minutes = room.state().minutes(&opinions).unwrap();
    assert_eq!(minutes.method, Method::ThreeTellers);
    assert_eq!(minutes.ballot_record, Some(room.board().head().to_string()));
}

#[rstest]
fn the_poll_opens_when_all_keys_are_there() {
    let room = Room::new(Engine::Sqlite, 1);
    assert!(refused(room.open()).to_string().contains("还没有推选计票人"));
    assert!(
        matches!(room.offer(ELECTED), Err(Error::NotFound)),
        "nobody is elected"
    );
    room.elect();
    assert!(
        room.town
            .inbox(room.attending[3].person())
            .pop()
            .unwrap()
            .contains("计票人")
    );
    let all = refused(room.open()).to_string();
    for what in [
        "监督员还没有登记",
        "推选计票人（4号席）还没有登记",
        "9号席还没有登记投票设备",
    ] {
        assert!(all.contains(what), "{all}");
    }
    room.offer(SUPERVISOR).unwrap();
    let keys = teller_secret(SUPERVISOR).keys("");
    let copied = room.town.by(&room.teller(ELECTED), |tx| {
        offer_teller_keys::offer_teller_keys(tx, room.meeting, keys.sealing, keys.signing)
    });
    refused(copied);
    room.offer(ELECTED).unwrap();
    (1..=8).for_each(|seat| room.certify(seat));
    let weak = room.town.by(&room.seat(9), |tx| {
        certify_seat::certify_seat(tx, room.meeting, Digest([0; 32]))
    });
    refused(weak);
    refused(room.open());
    room.certify(9);
    room.open().unwrap();
    let late = room.town.by(&room.seat(9), |tx| {
        certify_seat::certify_seat(tx, room.meeting, Voter::key(&secret(9)))
    });
    refused(late);
}

#[rstest]
fn a_post_is_taken_once_from_its_own_seat_while_the_poll_is_open() {
    let mut room = Room::opened(Engine::Sqlite, 1);
    let entry = room.entry(2, 0, Choice::Agree);
    let other = refused(room.post(&room.seat(3), &entry));
    assert!(other.by_rule("VOT-003"), "{other}");
    let outsider = room.scene.pool.iter().find(|member| {
        let members = room.state().members;
        members.iter().all(|seated| seated.expert != member.entry)
    });
    let outside = room.post(&outsider.unwrap().actor, &entry);
    assert!(matches!(outside, Err(Error::NotFound)));
    let first = room.post(&room.seat(2), &entry).unwrap();
    let again = room.post(&room.seat(2), &entry).unwrap();
    assert_eq!((first.number, again), (1, first), "a lost answer doubles nothing");
    refused(room.post(&room.chair(), &Post::Close));

    // A share the platform cannot open is complained about at once; then the entry is made again.
    let Post::Entry { entry, mut sealed } = room.entry(5, 0, Choice::Agree) else {
        unreachable!()
    };
    sealed[0].sealed[0] ^= 1;
    room.post(&room.seat(5), &Post::Entry { entry, sealed }).unwrap();
    assert!(matches!(room.board().posts().last(), Some(Post::Complain(_))));
    assert_eq!(room.board().missing(Seat(5)), [0]);
    room.vote(5, &[Choice::Agree]);
    room.close().unwrap();
    let late = room.entry(7, 0, Choice::Agree);
    let late = refused(room.post(&room.seat(7), &late));
    assert!(late.by_rule("VOT-003"), "{late}");
    refused(room.close());
}

#[rstest]
fn wrong_sums_are_refused_and_a_lost_teller_means_voting_again() {
    let mut room = Room::opened(Engine::Sqlite, 1);
    for seat in 1..=6 {
        room.vote(seat, &[Choice::Agree]);
    }
    room.close().unwrap();
    let (head, sums) = room.sums(SUPERVISOR);
    let foreign = room.publish(ELECTED, (head, sums.clone()));
    assert!(matches!(foreign, Err(Error::NotFound)));
    let mut wrong = sums.clone();
    wrong.items[0][0].0[0] ^= 1;
    let wrong = refused(room.publish(SUPERVISOR, (head, wrong)));
    assert!(wrong.to_string().contains("第2计票方"), "{wrong}");
    room.publish(SUPERVISOR, (head, sums.clone())).unwrap();
    refused(room.publish(SUPERVISOR, (head, sums)));

    let void = |reason: &str| {
        room.town.by(&room.chair(), |tx| {
            void_ballot::void_ballot(tx, room.meeting, reason)
        })
    };
    let first = room.sheet().digest();
    refused(void(" "));
    void("计票人的设备损坏，无法公布合计").unwrap();
    assert_eq!(room.town.count("board_posts WHERE shares IS NOT NULL"), 0);
    room.open().unwrap();
    let sheet = room.sheet();
    let previous = sheet.setup().previous().unwrap();
    assert_eq!((sheet.setup().round(), previous.setup), (2, first));
    let end = room.town.read(|rx| room.rows().end(rx));
    assert_eq!(end, None, "an empty board");
    room.vote(1, &[Choice::Agree]);
    assert_eq!(room.poll().codes.len(), 1);
}
