//! The worked examples of votes, and every committee up to 60.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;
use ballot::{Base, Counts, Rule, Verdict};
use common::{COMMITTEE, HALF, PANEL, closed};

fn verdict(rule: Rule, seats: u32, recused: &[u32], agree: u32, against: u32, abstain: u32) -> Verdict {
    let tally = closed(rule, seats, recused, agree, against, abstain)
        .tally()
        .unwrap();
    tally.items[0].decision.unwrap().deciding.verdict
}

#[test]
fn unit_panels_follow_the_worked_examples() {
    use Verdict::{NotPassed, Passed};
    // EX-01 … EX-08: rule, attending, agree, against, abstain, verdict
    let table = [
        (PANEL, 7, 5, 2, 0, Passed),
        (PANEL, 6, 4, 2, 0, NotPassed),
        (PANEL, 9, 6, 3, 0, NotPassed),
        (PANEL, 9, 7, 2, 0, Passed),
        (PANEL, 7, 4, 1, 1, NotPassed),
        (PANEL, 5, 4, 1, 0, Passed),
        (PANEL, 5, 3, 2, 0, NotPassed),
        (HALF, 6, 3, 3, 0, Passed),
        (HALF, 5, 2, 3, 0, NotPassed),
        (HALF, 7, 4, 3, 0, Passed),
        (PANEL, 7, 4, 3, 0, NotPassed),
    ];
    for (rule, seats, agree, against, abstain, expected) in table {
        let got = verdict(rule, seats, &[], agree, against, abstain);
        assert_eq!(got, expected, "{rule:?} {agree} of {seats}");
    }
}

#[test]
fn committees_follow_the_worked_examples() {
    use Verdict::{NotPassed, Passed};
    // EX-31 … EX-35
    let table = [
        (17, 12, 5, 0, Passed),
        (17, 11, 6, 0, NotPassed),
        (18, 12, 6, 0, Passed),
        (25, 16, 9, 0, NotPassed),
        (25, 17, 8, 0, Passed),
        (15, 10, 3, 2, Passed),
        (15, 9, 4, 0, NotPassed),
    ];
    for (seats, agree, against, abstain, expected) in table {
        assert_eq!(
            verdict(COMMITTEE, seats, &[], agree, against, abstain),
            expected,
            "{agree} of {seats}"
        );
    }
}

#[test]
fn both_readings_are_kept_and_a_difference_is_flagged() {
    // EX-38: 16 attending, one recused, 10 agree.
    let tally = closed(COMMITTEE, 16, &[16], 10, 5, 0).tally().unwrap();
    let decision = tally.items[0].decision.unwrap();
    assert_eq!(
        (decision.deciding.of, decision.deciding.verdict),
        (16, Verdict::NotPassed)
    );
    let other = decision.other.unwrap();
    assert_eq!((other.of, other.verdict), (15, Verdict::Passed));
    assert!(decision.readings_differ());
    assert_eq!(tally.disputed().count(), 1);
    // The same votes with the other reading as the setting.
    let other_rule = Rule {
        base: Base::AttendingLessRecused,
        ..COMMITTEE
    };
    let tally = closed(other_rule, 16, &[16], 10, 5, 0).tally().unwrap();
    assert_eq!(
        tally.outside(),
        vec![(ballot::ItemId("a".into()), Some(Verdict::Passed))]
    );
    assert_eq!(tally.disputed().count(), 1);
    // EX-37: 18 attending, one recused: 12 pass under both, 11 under neither.
    for (agree, expected) in [(12, Verdict::Passed), (11, Verdict::NotPassed)] {
        let tally = closed(COMMITTEE, 18, &[3], agree, 17 - agree, 0).tally().unwrap();
        let decision = tally.items[0].decision.unwrap();
        assert_eq!(decision.deciding.verdict, expected);
        assert!(!decision.readings_differ());
        assert_eq!(tally.items[0].counts.recused, 1);
    }
}

#[test]
fn a_zero_denominator_is_an_invalid_vote() {
    assert_eq!(verdict(PANEL, 5, &[], 0, 0, 0), Verdict::Invalid);
    let everybody = Rule {
        base: Base::AttendingLessRecused,
        ..COMMITTEE
    };
    assert_eq!(everybody.verdict(0, 0), Verdict::Invalid);
}

#[test]
fn all_committees_up_to_sixty() {
    for attending in 1_u32..=60 {
        for recused in 0..=attending {
            for agree in 0..=(attending - recused) {
                let counts = Counts {
                    agree,
                    against: attending - recused - agree,
                    abstain: 0,
                    spoiled: 0,
                    not_cast: 0,
                    recused,
                    members: 60,
                };
                let decision = COMMITTEE.decide(&counts);
                let passed = decision.deciding.verdict == Verdict::Passed;
                assert_eq!(passed, agree >= (2 * attending).div_ceil(3));
                // The literal reading never passes somebody the other reading fails (AMB-05).
                if passed {
                    assert_eq!(decision.other.unwrap().verdict, Verdict::Passed);
                }
                let more = PANEL.decide(&counts).deciding;
                let votes = attending - recused;
                if votes == 0 {
                    assert_eq!(more.verdict, Verdict::Invalid);
                } else {
                    assert_eq!(more.verdict == Verdict::Passed, agree > 2 * votes / 3);
                }
            }
        }
    }
}
