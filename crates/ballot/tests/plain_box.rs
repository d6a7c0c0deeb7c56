//! The plain box: who may vote, when, and what can be learnt from the stored state.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;
use ballot::{BoxKey, Choice, ItemId, Mode, PlainBox, Refused, Seat, recount};
use common::{COMMITTEE, ballot, draft, item, key, roll, setup};
use proptest::prelude::*;
use std::collections::BTreeMap;

const YES: Option<Choice> = Some(Choice::Agree);
const NO: Option<Choice> = Some(Choice::Against);
const ABS: Option<Choice> = Some(Choice::Abstain);

fn two_items() -> (ballot::Setup, PlainBox) {
    let items = vec![item("a", Some(COMMITTEE), &[]), item("b", None, &[2])];
    let setup = setup(Mode::PlainBox, 3, items);
    let b = PlainBox::open(setup.clone(), &key()).unwrap();
    (setup, b)
}

#[test]
fn every_refusal_has_its_reason_and_changes_nothing() {
    let (setup, mut b) = two_items();
    b.cast(&key(), Seat(1), &ballot(&setup, &[YES, NO])).unwrap();
    let before = serde_json::to_string(&b).unwrap();
    let all = ballot(&setup, &[YES, YES]);
    let mut unknown = all.clone();
    unknown.insert(ItemId("z".into()), Choice::Agree);
    let table: Vec<(u32, BTreeMap<_, _>, Refused)> = vec![
        (9, all.clone(), Refused::NotOnRoll(Seat(9))),
        (1, all.clone(), Refused::AlreadyVoted(Seat(1))),
        (3, unknown, Refused::UnknownItem(ItemId("z".into()))),
        (
            3,
            ballot(&setup, &[None, YES]),
            Refused::Incomplete {
                first: ItemId("a".into()),
                missing: 1,
            },
        ),
        (
            3,
            BTreeMap::new(),
            Refused::Incomplete {
                first: ItemId("a".into()),
                missing: 2,
            },
        ),
        (
            2,
            all.clone(),
            Refused::Recused {
                seat: Seat(2),
                item: ItemId("b".into()),
            },
        ),
    ];
    for (seat, ballot, refused) in table {
        assert_eq!(b.cast(&key(), Seat(seat), &ballot), Err(refused));
        assert_eq!(serde_json::to_string(&b).unwrap(), before);
    }
    assert_eq!(b.cast(&BoxKey([1; 32]), Seat(3), &all), Err(Refused::SealBroken));
    assert_eq!(b.close(&BoxKey([1; 32])), Err(Refused::SealBroken));
    assert_eq!(serde_json::to_string(&b).unwrap(), before);
}

#[test]
fn nothing_is_readable_before_closing_and_nothing_enters_after() {
    let (setup, mut b) = two_items();
    b.cast(&key(), Seat(1), &ballot(&setup, &[YES, NO])).unwrap();
    assert_eq!(b.tally(), Err(Refused::NotClosed));
    assert_eq!(b.contents(), Err(Refused::NotClosed));
    b.close(&key()).unwrap();
    assert_eq!(
        b.cast(&key(), Seat(3), &ballot(&setup, &[YES, YES])),
        Err(Refused::Late)
    );
    assert_eq!(b.close(&key()), Err(Refused::Late));
    let tally = b.tally().unwrap();
    let (first, second) = (tally.items[0].counts, tally.items[1].counts);
    assert_eq!(
        (first.agree, first.against, first.not_cast, first.recused),
        (1, 0, 2, 0)
    );
    assert_eq!(
        (second.agree, second.against, second.not_cast, second.recused),
        (0, 1, 1, 1)
    );
    assert_eq!(tally.items[1].decision, None);
}

#[test]
fn a_seat_recused_everywhere_has_nothing_to_vote() {
    let items = vec![item("a", Some(COMMITTEE), &[2])];
    let mut b = PlainBox::open(setup(Mode::PlainBox, 3, items), &key()).unwrap();
    assert_eq!(
        b.cast(&key(), Seat(2), &BTreeMap::new()),
        Err(Refused::NothingToVote(Seat(2)))
    );
}

#[test]
fn items_with_a_recusal_are_kept_apart() {
    let (setup, mut b) = two_items();
    b.cast(&key(), Seat(1), &ballot(&setup, &[YES, NO])).unwrap();
    b.cast(&key(), Seat(2), &ballot(&setup, &[NO, None])).unwrap();
    b.cast(&key(), Seat(3), &ballot(&setup, &[ABS, YES])).unwrap();
    b.close(&key()).unwrap();
    let json = serde_json::to_value(b.contents().unwrap()).unwrap();
    let expected = serde_json::json!({
        "columns": ["a"], "ballots": ["+", "-", "0"], "slips": {"b": "+-"}
    });
    assert_eq!(json, expected);
}

#[test]
fn a_changed_turnout_or_block_breaks_the_seal() {
    let (setup, mut b) = two_items();
    b.cast(&key(), Seat(1), &ballot(&setup, &[YES, NO])).unwrap();
    let good = serde_json::to_value(&b).unwrap();
    let mut turnout = good.clone();
    turnout["voted"] = serde_json::json!([3]);
    let mut block = good.clone();
    let sealed = good["state"]["open"]["sealed"].as_str().unwrap();
    let flipped = if sealed.starts_with('0') { "1" } else { "0" };
    block["state"]["open"]["sealed"] = serde_json::json!(format!("{flipped}{}", &sealed[1..]));
    let mut title = good.clone();
    title["setup"]["items"][0]["title"] = serde_json::json!("另一人");
    for altered in [turnout, block, title] {
        let mut b: PlainBox = serde_json::from_value(altered).unwrap();
        assert_eq!(b.close(&key()), Err(Refused::SealBroken));
    }
}

#[test]
fn altered_contents_do_not_count() {
    let (setup, mut b) = two_items();
    for seat in [1, 3] {
        b.cast(&key(), Seat(seat), &ballot(&setup, &[YES, NO])).unwrap();
    }
    b.close(&key()).unwrap();
    let good = b.contents().unwrap().clone();
    assert_eq!(recount(&setup, b.voted(), &good).unwrap(), b.tally().unwrap());
    let mut added = good.clone();
    added.ballots.push(added.ballots[0].clone());
    let mut slip = good.clone();
    slip.slips
        .get_mut(&ItemId("b".into()))
        .unwrap()
        .0
        .push(Choice::Agree);
    let mut narrow = good.clone();
    narrow.ballots[0].0.clear();
    for altered in [added, slip, narrow] {
        assert_eq!(recount(&setup, b.voted(), &altered), Err(Refused::SealBroken));
    }
}

#[test]
fn a_second_box_is_numbered_and_has_a_reason() {
    let (setup, _) = two_items();
    let again = |reason: &str| {
        setup.next_round(
            reason,
            ballot::Digest([9; 32]),
            roll(3),
            vec![item("a", Some(COMMITTEE), &[])],
        )
    };
    let second = again("同意票数相同，经会议决定重新投票").unwrap();
    assert_eq!(
        (second.round(), second.previous().unwrap().setup),
        (2, setup.digest())
    );
    assert_ne!(second.digest(), setup.digest());
    assert_eq!(again(" "), Err(Refused::Setup("再次投票必须写明理由。")));
    let mut first_with_reason = draft(Mode::PlainBox, 3, vec![item("a", None, &[])]);
    first_with_reason.round = 2;
    assert!(ballot::Setup::try_from(first_with_reason).is_err());
}

#[test]
fn every_field_of_the_set_up_is_in_the_meeting_digest() {
    let base = draft(
        Mode::PlainBox,
        3,
        vec![item("a", Some(COMMITTEE), &[]), item("b", None, &[2])],
    );
    let original = ballot::Setup::try_from(base.clone()).unwrap().digest();
    let changes: Vec<fn(&mut ballot::SetupDraft)> = vec![
        |d| d.meeting.push('x'),
        |d| d.mode = Mode::Paper,
        |d| d.salt.0[0] ^= 1,
        |d| d.members += 1,
        |d| d.roll[0].member.push('x'),
        |d| d.roll[2].seat = Seat(8),
        |d| d.items.swap(0, 1),
        |d| d.items[0].title.push('x'),
        |d| d.items[0].id.0.push('x'),
        |d| d.items[0].rule = None,
        |d| {
            d.items[0].rule = Some(ballot::Rule {
                strict: true,
                ..COMMITTEE
            });
        },
        |d| d.items[0].rule = Some(common::HALF),
        |d| d.items[1].recused.clear(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut draft = base.clone();
        change(&mut draft);
        assert_ne!(
            ballot::Setup::try_from(draft).unwrap().digest(),
            original,
            "change {number}"
        );
    }
    let mut reordered = base;
    reordered.roll.reverse();
    assert_eq!(ballot::Setup::try_from(reordered).unwrap().digest(), original);
}

#[test]
fn faulty_set_ups_are_refused() {
    let base = draft(Mode::PlainBox, 3, vec![item("a", Some(COMMITTEE), &[])]);
    let changes: Vec<fn(&mut ballot::SetupDraft)> = vec![
        |d| d.meeting.clear(),
        |d| d.round = 0,
        |d| d.roll.clear(),
        |d| d.roll[1].seat = Seat(1),
        |d| d.roll[1].member = "member-1".into(),
        |d| d.members = 2,
        |d| d.items.clear(),
        |d| d.items.push(item("a", None, &[])),
        |d| d.items[0].title.clear(),
        |d| d.items[0].recused = [Seat(9)].into(),
        |d| {
            d.items[0].rule = Some(ballot::Rule {
                denominator: 0,
                ..COMMITTEE
            });
        },
        |d| {
            d.items[0].rule = Some(ballot::Rule {
                numerator: 4,
                ..COMMITTEE
            });
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut draft = base.clone();
        change(&mut draft);
        assert!(
            matches!(ballot::Setup::try_from(draft), Err(Refused::Setup(_))),
            "change {number}"
        );
    }
}

/// Number of items, each seat's ballot, and an order of voting.
type Poll = (usize, Vec<(usize, Vec<Choice>)>, Vec<usize>);

fn some_ballots() -> impl Strategy<Value = Poll> {
    let choice = prop_oneof![Just(Choice::Agree), Just(Choice::Against), Just(Choice::Abstain)];
    (1_usize..8, 1_usize..5).prop_flat_map(move |(seats, items)| {
        let ballots = proptest::collection::vec(proptest::collection::vec(choice.clone(), items), seats);
        let order = Just((0..seats).collect::<Vec<_>>()).prop_shuffle();
        (Just(items), ballots, order).prop_map(|(items, ballots, order)| {
            let numbered: Vec<_> = ballots.into_iter().enumerate().collect();
            (items, numbered, order)
        })
    })
}

proptest! {
    /// The stored box after closing, byte for byte, does not depend on who came first; nor on who cast which of
    /// the ballots; and its size while open does not depend on how many have voted.
    #[test]
    fn order_and_voter_leave_no_trace((items, ballots, order) in some_ballots(), shift in 0_usize..8) {
        let list = (0..items).map(|n| item(&n.to_string(), Some(COMMITTEE), &[])).collect();
        let seats = ballots.len();
        let setup = setup(Mode::PlainBox, u32::try_from(seats).unwrap(), list);
        let run = |sequence: Vec<(usize, &Vec<Choice>)>| {
            let mut b = PlainBox::open(setup.clone(), &key()).unwrap();
            let length = serde_json::to_value(&b).unwrap()["state"]["open"]["sealed"].as_str().unwrap().len();
            for (seat, choices) in sequence {
                let choices: Vec<_> = choices.iter().copied().map(Some).collect();
                b.cast(&key(), Seat(u32::try_from(seat + 1).unwrap()), &ballot(&setup, &choices)).unwrap();
                let sealed = serde_json::to_value(&b).unwrap();
                assert_eq!(sealed["state"]["open"]["sealed"].as_str().unwrap().len(), length);
            }
            b.close(&key()).unwrap();
            b
        };
        let straight = run(ballots.iter().map(|(s, c)| (*s, c)).collect());
        let shuffled = run(order.iter().map(|n| (ballots[*n].0, &ballots[*n].1)).collect());
        let other_hands = run(ballots.iter().map(|(s, c)| ((s + shift) % seats, c)).collect());
        let text = |b: &PlainBox| serde_json::to_string(b).unwrap();
        prop_assert_eq!(text(&straight), text(&shuffled));
        prop_assert_eq!(text(&straight), text(&other_hands));
        prop_assert_eq!(straight.digest(), shuffled.digest());
        let tally = straight.tally().unwrap();
        for (column, line) in tally.items.iter().enumerate() {
            let agree = ballots.iter().filter(|(_, c)| c[column] == Choice::Agree).count();
            prop_assert_eq!(line.counts.agree as usize, agree);
            prop_assert_eq!(line.counts.attending() as usize, seats);
        }
        let stored: PlainBox = serde_json::from_str(&text(&straight)).unwrap();
        prop_assert_eq!(stored, straight);
    }
}
