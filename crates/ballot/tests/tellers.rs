//! A poll of three tellers from the first entry to the result, and what is refused on the way.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;
use ballot::tellers::{
    Board, Bundle, Desk, Opening, Place, Poll, Post, Receipt, SealedShare, Teller, Voter, count, entry_code,
    verify, verify_entries,
};
use ballot::{Choice, Digest, ItemId, Refused, Seat, Verdict};
use common::room::{Room, four_items, poll, random, seat_secret, secret};
use proptest::prelude::*;

const YES: Option<Choice> = Some(Choice::Agree);
const NO: Option<Choice> = Some(Choice::Against);
const ABS: Option<Choice> = Some(Choice::Abstain);

#[test]
fn five_voters_count_as_on_paper() {
    let mut room = Room::new(5, four_items());
    room.vote(1, &[YES, YES, YES, YES]);
    room.vote(2, &[YES, NO, None, YES]);
    room.vote(3, &[YES, NO, YES, YES]);
    room.vote(4, &[NO, ABS, YES, YES]);
    // Seat 5 enters two votes but never confirms.
    room.enter(5, 0, Choice::Agree);
    room.enter(5, 1, Choice::Agree);
    assert_eq!(room.board.missing(Seat(5)), vec![2, 3]);
    assert_eq!(room.board.codes().count(), 4);
    let (bundle, tally) = room.finish();
    let numbers = |item: usize| {
        let c = tally.items[item].counts;
        (c.agree, c.against, c.abstain, c.not_cast, c.recused)
    };
    assert_eq!(numbers(0), (3, 1, 0, 1, 0));
    assert_eq!(numbers(1), (1, 2, 1, 1, 0));
    assert_eq!(numbers(2), (3, 0, 0, 1, 1));
    assert_eq!(numbers(3), (4, 0, 0, 1, 0));
    // 3 of 5 is below two thirds; 3 of 4 would do if the recused did not count (AMB-05).
    let c = tally.items[2].decision.unwrap();
    assert_eq!(
        (c.deciding.verdict, c.readings_differ()),
        (Verdict::NotPassed, true)
    );
    assert_eq!(tally.outside()[3], (ItemId("d".into()), Some(Verdict::Passed)));
    assert_eq!(verify(&bundle), vec![]);
    let bytes = bundle.to_bytes();
    assert_eq!(Bundle::from_bytes(&bytes), Some(bundle));
    for cut in [0, 10, 100, bytes.len() - 1] {
        assert_eq!(Bundle::from_bytes(&bytes[..cut]), None);
    }
}

#[test]
fn a_vote_may_be_changed_until_it_is_confirmed() {
    let mut room = Room::new(3, four_items());
    room.enter(1, 0, Choice::Against);
    room.enter(1, 0, Choice::Abstain);
    room.vote(1, &[YES, YES, YES, YES]);
    assert_eq!(room.board.next_version(Seat(1), 0), 4);
    let late = room.entry(1, 0, Choice::Against);
    assert_eq!(room.post(late), Err(Refused::AlreadyVoted(Seat(1))));
    room.vote(2, &[NO, NO, None, NO]);
    let (bundle, tally) = room.finish();
    assert_eq!(
        (tally.items[0].counts.agree, tally.items[0].counts.against),
        (1, 1)
    );
    assert_eq!(verify(&bundle), vec![]);
}

#[test]
fn refusals_leave_the_board_as_it_was() {
    let mut room = Room::new(3, four_items());
    let mut elsewhere = Room::new(4, four_items());
    let from_elsewhere = elsewhere.entry(4, 0, Choice::Agree);
    let foreign = elsewhere.entry(1, 0, Choice::Agree);
    room.enter(1, 0, Choice::Agree);
    let head = room.board.head();
    assert_eq!(room.post(from_elsewhere), Err(Refused::NotOnRoll(Seat(4))));
    let Post::Entry { entry, sealed } = foreign else {
        unreachable!()
    };
    let mut moved = entry.clone();
    moved.place.version = 2;
    assert_eq!(
        room.post(Post::Entry {
            entry,
            sealed: sealed.clone()
        }),
        Err(Refused::Outdated)
    );
    assert_eq!(
        room.post(Post::Entry { entry: moved, sealed }),
        Err(Refused::ProofWrong)
    );
    assert_eq!(
        room.voter(2)
            .enter(2, 1, Choice::Agree, &random("x", 1))
            .unwrap_err(),
        Refused::Recused {
            seat: Seat(2),
            item: ItemId("c".into())
        }
    );
    assert_eq!(
        room.voter(1)
            .enter(9, 1, Choice::Agree, &random("x", 1))
            .unwrap_err(),
        Refused::NoSuchPlace(9)
    );
    let incomplete = room.confirmation(1);
    let missing = Refused::Incomplete {
        first: ItemId("b".into()),
        missing: 3,
    };
    assert_eq!(room.post(incomplete), Err(missing));
    assert_eq!(room.board.head(), head);
}

#[test]
fn a_confirmation_counts_for_its_own_seat_and_entries_only() {
    let mut room = Room::new(3, four_items());
    room.vote(2, &[YES, YES, None, YES]);
    let Post::Confirm { code, signature, .. } = room.confirmation(2) else {
        unreachable!()
    };
    let other = Post::Confirm {
        seat: Seat(3),
        code,
        signature,
    };
    assert!(matches!(room.post(other), Err(Refused::Incomplete { .. })));
    for item in 0..4 {
        room.enter(3, item, Choice::Agree);
    }
    let Post::Confirm { code, .. } = room.confirmation(3) else {
        unreachable!()
    };
    let forged = Post::Confirm {
        seat: Seat(3),
        code,
        signature,
    };
    assert_eq!(room.post(forged), Err(Refused::ProofWrong));
    let Post::Confirm { signature, .. } = room.confirmation(3) else {
        unreachable!()
    };
    let another = Post::Confirm {
        seat: Seat(3),
        code: Digest([1; 32]),
        signature,
    };
    assert_eq!(room.post(another), Err(Refused::ProofWrong));
    let good = room.confirmation(3);
    room.post(good).unwrap();
    room.post(Post::Close).unwrap();
    let late = room.entry(1, 1, Choice::Agree);
    assert_eq!(room.post(late), Err(Refused::Late));
}

#[test]
fn nothing_is_known_before_the_poll_is_closed() {
    let mut room = Room::new(3, four_items());
    room.vote(1, &[YES, YES, YES, YES]);
    assert_eq!(room.tellers[0].sign_head().unwrap_err(), Refused::NotClosed);
    assert_eq!(count(&room.board, &[]).unwrap_err(), Refused::NotClosed);
    let teller = room.tellers.remove(0);
    assert_eq!(teller.sums().unwrap_err(), Refused::NotClosed);
}

#[test]
fn a_challenged_entry_is_opened_and_must_be_made_again() {
    let mut room = Room::new(3, four_items());
    let post = room.enter(1, 0, Choice::Against);
    let Post::Entry { entry, .. } = post else {
        unreachable!()
    };
    let opening = Opening {
        choice: Choice::Against,
        random: room.last_random(),
    };
    assert!(opening.opens(&room.poll, &entry));
    // A tablet that entered something else cannot open it as what the voter chose.
    let lie = Opening {
        choice: Choice::Agree,
        ..opening
    };
    assert!(!lie.opens(&room.poll, &entry));
    let post = |room: &Room, opening: Opening| {
        let signature = room.voter(1).open(entry.place, &opening);
        Post::Open {
            place: entry.place,
            opening,
            signature,
        }
    };
    let false_opening = post(&room, lie);
    assert_eq!(room.post(false_opening), Err(Refused::ProofWrong));
    let true_opening = post(&room, opening);
    room.post(true_opening.clone()).unwrap();
    assert_eq!(room.board.missing(Seat(1)), vec![0, 1, 2, 3]);
    room.vote(1, &[YES, YES, YES, YES]);
    let again = Post::Open {
        place: Place {
            version: 2,
            ..entry.place
        },
        opening,
        signature: signature_of(&true_opening),
    };
    assert!(room.post(again).is_err());
    let (bundle, tally) = room.finish();
    assert_eq!(tally.items[0].counts.agree, 1);
    assert_eq!(verify(&bundle), vec![]);
}

fn signature_of(post: &Post) -> ballot::tellers::Signature {
    match post {
        Post::Open { signature, .. } | Post::Confirm { signature, .. } => *signature,
        _ => unreachable!(),
    }
}

#[test]
fn a_bad_share_means_that_the_entry_is_made_again() {
    let mut room = Room::new(3, four_items());
    for item in 1..4 {
        room.enter(1, item, Choice::Agree);
    }
    let Post::Entry { entry, mut sealed } = room.entry(1, 0, Choice::Agree) else {
        unreachable!()
    };
    sealed[1].sealed[5] ^= 1;
    let place = entry.place;
    room.post(Post::Entry { entry, sealed }).unwrap();
    assert_eq!(room.complaints.len(), 1);
    let complaint = room.complaints[0];
    assert_eq!((complaint.teller, complaint.place), (1, place));
    let confirmation = room.confirmation(1);
    room.post(confirmation).unwrap();
    let mut forged = complaint;
    forged.teller = 2;
    assert_eq!(room.post(Post::Complain(forged)), Err(Refused::ProofWrong));
    // Even a confirmed ballot is taken up again while the poll is open.
    room.post(Post::Complain(complaint)).unwrap();
    assert_eq!(room.board.missing(Seat(1)), vec![0]);
    assert_eq!(room.board.codes().count(), 0);
    room.enter(1, 0, Choice::Agree);
    let confirmation = room.confirmation(1);
    room.post(confirmation).unwrap();
    let (bundle, tally) = room.finish();
    assert_eq!(tally.items[0].counts.agree, 1);
    assert_eq!(verify(&bundle), vec![]);
}

#[test]
fn a_share_sealed_to_another_teller_or_entry_is_bad() {
    let mut room = Room::new(3, four_items());
    let Post::Entry { entry, sealed } = room.entry(1, 0, Choice::Agree) else {
        unreachable!()
    };
    let [a, b, c] = *sealed;
    room.post(Post::Entry {
        entry,
        sealed: Box::new([b, a, c]),
    })
    .unwrap();
    assert_eq!(
        room.complaints.iter().map(|c| c.teller).collect::<Vec<_>>(),
        vec![0, 1]
    );
}

#[test]
fn a_missing_share_stops_the_count() {
    let mut room = Room::new(3, four_items());
    let Post::Entry { entry, mut sealed } = room.entry(1, 0, Choice::Agree) else {
        unreachable!()
    };
    sealed[0] = SealedShare {
        session: Digest([0; 32]),
        sealed: vec![],
    };
    room.post(Post::Entry { entry, sealed }).unwrap();
    for item in 1..4 {
        room.enter(1, item, Choice::Agree);
    }
    let confirmation = room.confirmation(1);
    room.post(confirmation).unwrap();
    room.post(Post::Close).unwrap();
    assert_eq!(room.tellers.remove(0).sums().unwrap_err(), Refused::ShareMissing);
}

#[test]
fn a_platform_that_shows_two_boards_is_noticed() {
    let mut room = Room::new(3, four_items());
    let post = room.entry(1, 0, Choice::Agree);
    let receipt = room.board.append(post.clone()).unwrap();
    let mut other = Room::new(3, four_items());
    let second = other.entry(2, 0, Choice::Against);
    let refused = room.tellers[0].receive(second, receipt.head).unwrap_err();
    assert_eq!(refused, Refused::BoardsDiffer);
}

#[test]
fn wrong_sums_name_their_teller() {
    let mut room = Room::new(3, four_items());
    room.vote(1, &[YES, YES, YES, YES]);
    room.vote(2, &[NO, YES, None, YES]);
    room.post(Post::Close).unwrap();
    let board = room.board.clone();
    let sums: Vec<_> = room.tellers.into_iter().map(|t| t.sums().unwrap()).collect();
    assert!(count(&board, &sums).is_ok());
    let mut reversed = sums.clone();
    reversed.reverse();
    assert!(count(&board, &reversed).is_ok());
    let mut altered = sums.clone();
    altered[1].items[0][0].0[0] ^= 1;
    assert_eq!(count(&board, &altered).unwrap_err(), Refused::SumsWrong(1));
    assert_eq!(count(&board, &sums[..2]).unwrap_err(), Refused::SumsWrong(2));
}

/// What a platform keeps in rows: every post with its receipt.
struct Rows {
    poll: Poll,
    rows: Vec<(Receipt, Post)>,
}

impl Rows {
    /// Takes a post with the rows of its seat only.
    fn append(&mut self, post: &Post) -> Result<Receipt, Refused> {
        let end = self
            .rows
            .last()
            .map_or(Desk::beginning(&self.poll), |(end, _)| *end);
        let closed = self.rows.iter().find(|(_, post)| *post == Post::Close);
        let own = self.rows.iter().filter(|(_, row)| row.seat() == post.seat());
        let mut desk = Desk::new(
            self.poll.clone(),
            end,
            closed.map(|(receipt, _)| *receipt),
            own.cloned(),
        );
        assert_eq!(desk.end(), end);
        let receipt = desk.append(post)?;
        if receipt.number > end.number {
            self.rows.push((receipt, post.clone()));
        }
        Ok(receipt)
    }
}

#[test]
fn a_desk_with_one_seats_posts_decides_as_the_whole_board() {
    let mut room = Room::new(3, four_items());
    let mut rows = Rows {
        poll: room.poll.clone(),
        rows: Vec::new(),
    };
    let mut posts = Vec::new();
    for seat in [1, 3] {
        for item in 0..4 {
            posts.push(room.enter(seat, item, Choice::Agree));
        }
        let confirmation = room.confirmation(seat);
        room.post(confirmation.clone()).unwrap();
        posts.push(confirmation);
    }
    posts.push(room.entry(1, 0, Choice::Against));
    posts.push(room.entry(2, 0, Choice::Against));
    posts.push(room.confirmation(2));
    posts.push(posts[2].clone());
    posts.push(Post::Close);
    posts.push(room.entry(2, 1, Choice::Against));
    posts.push(Post::Close);
    let mut board = Board::new(room.poll.clone());
    for post in posts {
        assert_eq!(rows.append(&post), board.append(post.clone()), "{post:?}");
    }
    assert!(board.is_closed());
    assert_eq!(rows.rows.len(), board.posts().len());
}

#[test]
fn a_teller_that_starts_again_has_its_shares_and_complaints_again() {
    let mut room = Room::new(3, four_items());
    room.vote(1, &[YES, YES, YES, YES]);
    let Post::Entry { entry, mut sealed } = room.entry(2, 0, Choice::Against) else {
        unreachable!()
    };
    sealed[1].sealed[5] ^= 1;
    room.post(Post::Entry { entry, sealed }).unwrap();
    let again = |number: usize| {
        let posts = room.board.posts().to_vec();
        Teller::replay(room.poll.clone(), number, secret(number), posts).unwrap()
    };
    assert_eq!(again(0).1, vec![]);
    assert_eq!(again(1).1, room.complaints);
    let Some(Post::Entry { entry, sealed }) = room.board.posts().last() else {
        unreachable!()
    };
    assert_eq!(secret(0).inspect(&room.poll, 0, entry, sealed), None);
    assert_eq!(
        secret(1).inspect(&room.poll, 1, entry, sealed),
        Some(room.complaints[0])
    );
    let (mut teller, _) = again(2);
    let receipt = room.board.append(Post::Close).unwrap();
    teller.receive(Post::Close, receipt.head).unwrap();
    for other in &mut room.tellers {
        other.receive(Post::Close, receipt.head).unwrap();
    }
    assert_eq!(teller.sums().unwrap(), room.tellers.remove(2).sums().unwrap());
}

#[test]
fn a_stored_board_with_a_wrong_proof_is_not_replayed() {
    let mut room = Room::new(3, four_items());
    room.vote(1, &[YES, YES, YES, YES]);
    let mut posts = room.board.posts().to_vec();
    let Post::Entry { entry, .. } = &mut posts[2] else {
        unreachable!()
    };
    entry.proof.0[340] ^= 1;
    let refused = Board::replay(room.poll.clone(), posts[..4].to_vec()).unwrap_err();
    assert_eq!(refused, Refused::ProofWrong);
}

#[test]
fn polls_and_tellers_are_checked() {
    let good = ballot::tellers::PollDraft::from(poll(3, four_items()));
    let changes: Vec<fn(&mut ballot::tellers::PollDraft)> = vec![
        |p| p.seats.truncate(2),
        |p| p.seats[0].seat = Seat(9),
        |p| p.seats[0].key = Digest([0; 32]),
        |p| p.tellers[0].name.clear(),
        |p| p.tellers[1].name = p.tellers[0].name.clone(),
        |p| p.tellers[1].sealing = p.tellers[0].sealing,
        |p| p.tellers[2].signing = p.tellers[0].signing,
        |p| p.tellers[2].sealing = Digest([0; 32]),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut draft = good.clone();
        change(&mut draft);
        assert!(
            matches!(Poll::try_from(draft), Err(Refused::Setup(_))),
            "change {number}"
        );
    }
    assert!(Teller::new(poll(3, four_items()), 0, secret(1)).is_err());
    assert!(Teller::new(poll(3, four_items()), 3, secret(1)).is_err());
}

#[test]
fn every_changed_byte_of_an_entry_breaks_its_proof() {
    let room = Room::new(3, four_items());
    for choice in [Choice::Agree, Choice::Against, Choice::Abstain] {
        let (entry, _) = room.voter(1).enter(0, 1, choice, &random("x", 7)).unwrap();
        assert!(verify_entries(&room.poll, &[entry]));
        for byte in (0..352).step_by(7) {
            let mut altered = entry;
            altered.proof.0[byte] ^= 1;
            assert!(!verify_entries(&room.poll, &[entry, altered]), "byte {byte}");
        }
        let mut elsewhere = entry;
        elsewhere.place.item = 1;
        assert!(!verify_entries(&room.poll, &[elsewhere]));
    }
}

#[test]
fn the_same_random_bytes_do_not_give_two_votes_away() {
    let room = Room::new(3, four_items());
    let make = |choice, version| {
        room.voter(1)
            .enter(0, version, choice, &random("x", 7))
            .unwrap()
            .0
    };
    let (yes, no, again) = (
        make(Choice::Agree, 1),
        make(Choice::Against, 1),
        make(Choice::Agree, 2),
    );
    for field in 0..11 {
        let part = |e: &ballot::tellers::Entry| e.proof.0[32 * field..32 * (field + 1)].to_vec();
        assert_ne!(part(&yes), part(&no));
        assert_ne!(part(&yes), part(&again));
    }
    assert_eq!(entry_code(yes.digest(&room.poll)).len(), 14);
}

#[test]
fn a_key_belongs_to_its_secret() {
    assert_ne!(Voter::key(&seat_secret(1)), Voter::key(&seat_secret(2)));
}

/// One thing that happens in the room.
#[derive(Clone, Debug)]
enum Act {
    Enter(u32, u32, Choice),
    Confirm(u32),
    BadShare(u32, u32),
    Complaints,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let choice = prop_oneof![Just(Choice::Agree), Just(Choice::Against), Just(Choice::Abstain)];
    let act = prop_oneof![
        8 => (1_u32..4, 0_u32..4, choice).prop_map(|(s, i, c)| Act::Enter(s, i, c)),
        3 => (1_u32..4).prop_map(Act::Confirm),
        1 => (1_u32..4, 0_u32..4).prop_map(|(s, i)| Act::BadShare(s, i)),
        1 => Just(Act::Complaints),
    ];
    proptest::collection::vec(act, 10..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever happens, and although every message is sent up to three times because the answer is lost, nothing is
    /// lost or doubled: the result is that of the last entries of the confirmed seats, and the bundle verifies.
    #[test]
    fn a_broken_network_loses_and_doubles_nothing(acts in acts(), repeats in proptest::collection::vec(1_usize..4, 60)) {
        let mut room = Room::new(3, four_items());
        let mut last = std::collections::BTreeMap::new();
        for (act, repeats) in acts.into_iter().zip(repeats) {
            let post = match act {
                Act::Enter(2, 2, _) | Act::BadShare(2, 2) => continue,
                Act::Enter(seat, item, choice) => {
                    let post = room.entry(seat, item, choice);
                    if room.board.codes().all(|(s, _)| s != Seat(seat)) {
                        last.insert((seat, item), choice);
                    }
                    post
                }
                Act::BadShare(seat, item) => {
                    let Post::Entry { entry, mut sealed } = room.entry(seat, item, Choice::Agree) else { unreachable!() };
                    sealed[2].sealed[0] ^= 1;
                    if room.board.codes().all(|(s, _)| s != Seat(seat)) {
                        last.insert((seat, item), Choice::Agree);
                    }
                    Post::Entry { entry, sealed }
                }
                Act::Confirm(seat) => room.confirmation(seat),
                Act::Complaints => {
                    for complaint in std::mem::take(&mut room.complaints) {
                        let _ = room.post(Post::Complain(complaint));
                    }
                    continue;
                }
            };
            let first = room.post(post.clone());
            let posts = room.board.posts().len();
            for _ in 1..repeats {
                let again = room.post(post.clone());
                if first.is_ok() {
                    prop_assert_eq!(&again, &first);
                }
            }
            prop_assert_eq!(room.board.posts().len(), posts);
        }
        for complaint in std::mem::take(&mut room.complaints) {
            let _ = room.post(Post::Complain(complaint));
        }
        let confirmed: Vec<u32> = room.board.codes().map(|(s, _)| s.0).collect();
        let replayed = Board::replay(room.poll.clone(), room.board.posts().to_vec()).unwrap();
        prop_assert_eq!(replayed.head(), room.board.head());
        let (bundle, tally) = room.finish();
        for (item, line) in (0_u32..).zip(&tally.items) {
            let votes = confirmed.iter().filter_map(|s| last.get(&(*s, item)));
            let agree = votes.filter(|c| **c == Choice::Agree).count();
            prop_assert_eq!(line.counts.agree as usize, agree);
        }
        prop_assert_eq!(verify(&bundle), vec![]);
    }
}
