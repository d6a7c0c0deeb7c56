//! Set-ups for the tests.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "each test binary uses its own part"
)]

pub mod room;

use ballot::{
    Base, BoxKey, Choice, Digest, Item, ItemId, Mode, PlainBox, RollSeat, Rule, Seat, Setup, SetupDraft,
};
use std::collections::BTreeMap;

/// 第二十五条: two thirds of those attending, exactly two thirds suffice.
pub const COMMITTEE: Rule = Rule {
    numerator: 2,
    denominator: 3,
    strict: false,
    base: Base::Attending,
};
/// 第二十条(一): more than two thirds of all votes.
pub const PANEL: Rule = Rule {
    numerator: 2,
    denominator: 3,
    strict: true,
    base: Base::VotesCast,
};
/// 南教职改〔2021〕7号 六(一)5: half of those present.
pub const HALF: Rule = Rule {
    numerator: 1,
    denominator: 2,
    strict: false,
    base: Base::Attending,
};

pub fn roll(seats: u32) -> Vec<RollSeat> {
    (1..=seats)
        .map(|n| RollSeat {
            seat: Seat(n),
            member: format!("member-{n}"),
        })
        .collect()
}

pub fn item(id: &str, rule: Option<Rule>, recused: &[u32]) -> Item {
    Item {
        id: ItemId(id.into()),
        title: format!("候选人 {id}"),
        rule,
        recused: recused.iter().copied().map(Seat).collect(),
    }
}

pub fn draft(mode: Mode, seats: u32, items: Vec<Item>) -> SetupDraft {
    SetupDraft {
        meeting: "meeting-1".into(),
        round: 1,
        previous: None,
        mode,
        salt: Digest([7; 32]),
        members: seats,
        roll: roll(seats),
        items,
    }
}

pub fn setup(mode: Mode, seats: u32, items: Vec<Item>) -> Setup {
    Setup::try_from(draft(mode, seats, items)).unwrap()
}

pub fn key() -> BoxKey {
    BoxKey([42; 32])
}

/// Each seat's choices in the order of the list; `None` where the seat is recused.
pub fn ballot(setup: &Setup, choices: &[Option<Choice>]) -> BTreeMap<ItemId, Choice> {
    setup
        .items()
        .iter()
        .zip(choices)
        .filter_map(|(item, c)| c.map(|c| (item.id.clone(), c)))
        .collect()
}

/// A closed box on one item: so many of each choice, in that order, the rest of the seats silent.
pub fn closed(rule: Rule, seats: u32, recused: &[u32], agree: u32, against: u32, abstain: u32) -> PlainBox {
    let setup = setup(Mode::PlainBox, seats, vec![item("a", Some(rule), recused)]);
    let mut b = PlainBox::open(setup.clone(), &key()).unwrap();
    let choices = std::iter::repeat_n(Choice::Agree, agree as usize)
        .chain(std::iter::repeat_n(Choice::Against, against as usize))
        .chain(std::iter::repeat_n(Choice::Abstain, abstain as usize));
    let voters = (1..=seats).filter(|n| !recused.contains(n));
    for (seat, choice) in voters.zip(choices) {
        b.cast(&key(), Seat(seat), &ballot(&setup, &[Some(choice)]))
            .unwrap();
    }
    b.close(&key()).unwrap();
    b
}
