//! Paper mode: two people, two sheets, equal in every cell.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;
use ballot::{Cell, Difference, ItemId, Keying, Mode, PaperCount, Refused, SheetLine, Verdict};
use common::{COMMITTEE, item, setup};

fn count() -> PaperCount {
    let items = vec![
        item("a", Some(COMMITTEE), &[]),
        item("b", Some(COMMITTEE), &[2, 3]),
    ];
    PaperCount::new(setup(Mode::Paper, 9, items)).unwrap()
}

fn sheet(by: &str, papers: u32, a: [u32; 4], b: [u32; 4]) -> Keying {
    let line = |[agree, against, abstain, spoiled]: [u32; 4]| SheetLine {
        agree,
        against,
        abstain,
        spoiled,
    };
    let lines = [(ItemId("a".into()), line(a)), (ItemId("b".into()), line(b))].into();
    Keying {
        by: by.into(),
        papers,
        lines,
    }
}

#[test]
fn nothing_is_accepted_until_both_sheets_are_equal() {
    let mut count = count();
    count.key_in(sheet("甲", 8, [6, 1, 1, 0], [5, 1, 0, 0])).unwrap();
    assert_eq!(count.differences(), Err(Refused::OneSheetOnly));
    assert_eq!(count.accept(), Err(Refused::OneSheetOnly));
    count.key_in(sheet("乙", 8, [5, 2, 1, 0], [5, 1, 0, 0])).unwrap();
    let a = || ItemId("a".into());
    let expected = vec![
        Difference {
            cell: Cell::Agree(a()),
            first: 6,
            second: 5,
        },
        Difference {
            cell: Cell::Against(a()),
            first: 1,
            second: 2,
        },
    ];
    assert_eq!(count.differences(), Ok(expected));
    assert_eq!(count.accept(), Err(Refused::SheetsDiffer(2)));
    assert_eq!(count.tally(), Err(Refused::SheetsDiffer(2)));
    assert_eq!(
        count.key_in(sheet("丙", 8, [6, 1, 1, 0], [5, 1, 0, 0])),
        Err(Refused::TwoAlreadyKeyed)
    );
    count.key_in(sheet("乙", 8, [6, 1, 1, 0], [5, 1, 0, 0])).unwrap();
    let tally = count.accept().unwrap();
    let (first, second) = (&tally.items[0], &tally.items[1]);
    assert_eq!((first.counts.agree, first.counts.not_cast), (6, 1));
    assert_eq!(first.decision.unwrap().deciding.verdict, Verdict::Passed);
    // b: 9 attending, 2 recused: 5 of 9 fails, 5 of 7 passes.
    assert_eq!((second.counts.recused, second.counts.not_cast), (2, 1));
    assert!(second.decision.unwrap().readings_differ());
    assert_eq!(
        count.key_in(sheet("甲", 8, [7, 1, 0, 0], [5, 1, 0, 0])),
        Err(Refused::AlreadyAccepted)
    );
    let stored: PaperCount = serde_json::from_str(&serde_json::to_string(&count).unwrap()).unwrap();
    assert_eq!(stored.tally().unwrap(), tally);
}

#[test]
fn impossible_sheets_are_refused() {
    let mut count = count();
    assert_eq!(
        count.key_in(sheet("甲", 10, [1, 0, 0, 0], [1, 0, 0, 0])),
        Err(Refused::TooManyPapers)
    );
    assert_eq!(
        count.key_in(sheet(" ", 8, [1, 0, 0, 0], [1, 0, 0, 0])),
        Err(Refused::SamePerson)
    );
    let refused = count.key_in(sheet("甲", 8, [6, 1, 1, 1], [1, 0, 0, 0]));
    assert!(matches!(refused, Err(Refused::Sheet { item, .. }) if item.0 == "a"));
    let refused = count.key_in(sheet("甲", 9, [6, 1, 1, 1], [8, 0, 0, 0]));
    assert!(matches!(refused, Err(Refused::Sheet { item, .. }) if item.0 == "b"));
    let mut short = sheet("甲", 8, [6, 1, 1, 0], [5, 1, 0, 0]);
    short.lines.remove(&ItemId("b".into()));
    let refused = count.key_in(short.clone());
    assert_eq!(
        refused,
        Err(Refused::Incomplete {
            first: ItemId("b".into()),
            missing: 1
        })
    );
    short
        .lines
        .insert(ItemId("z".into()), short.lines[&ItemId("a".into())]);
    assert_eq!(count.key_in(short), Err(Refused::UnknownItem(ItemId("z".into()))));
    assert_eq!(count.sheets_in(), 0);
}

#[test]
fn a_person_cannot_be_both() {
    let mut count = count();
    for _ in 0..2 {
        count.key_in(sheet("甲", 8, [6, 1, 1, 0], [5, 1, 0, 0])).unwrap();
    }
    assert_eq!(
        (count.sheets_in(), count.accept()),
        (1, Err(Refused::OneSheetOnly))
    );
}

#[test]
fn spoiled_papers_are_votes_cast_but_not_valid_votes() {
    let mut count = count();
    for by in ["甲", "乙"] {
        count.key_in(sheet(by, 9, [6, 1, 1, 1], [5, 1, 0, 0])).unwrap();
    }
    let counts = count.accept().unwrap().items[0].counts;
    assert_eq!(
        (
            counts.of(ballot::Base::VotesCast),
            counts.of(ballot::Base::ValidVotes)
        ),
        (9, 8)
    );
}
