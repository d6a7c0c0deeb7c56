//! The secret ballot, its announcement and the seal.

use std::collections::BTreeMap;

use actions::meetings::{
    affix_seal, announce, close_ballot, keep_minutes, open_ballot, recuse, supervise, vote,
};
use ballot::Choice;
use domain::applications::{Ending, Stage};
use domain::meetings::{Method, RecusalScope, access};
use kernel::Actor;
use policy::StepKind;
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

use crate::round;

#[rstest]
fn six_of_nine_pass_and_five_do_not(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let scene = round::with_pool(&town, 21);
    let (meeting, cases) = round::opened(&town, &scene, 2);
    round::drawn(&town, &scene, meeting);
    let attending = round::in_session(&town, &scene, meeting, 9);
    round::presented(&town, &scene, meeting);
    round::voted(&town, meeting, &attending, |voter, case| {
        voter < if case == 0 { 6 } else { 5 }
    });

    let chair = attending[0].actor;
    let state = town.read(|rx| store::meetings::find(rx, meeting));
    assert!(
        !access::may_see_figures(&scene.organiser, &state),
        "VOT-005: hidden until announced"
    );
    let early = refused(town.by(&scene.organiser, |tx| {
        affix_seal::affix_seal(tx, meeting, "用印〔2022〕31")
    }));
    assert!(early.by_rule("MTG-006"), "{early}");
    town.by(&chair, |tx| announce::announce(tx, meeting)).unwrap();
    let keep = |tx: &mut store::Tx<'_>| keep_minutes::keep_minutes(tx, meeting, b"%PDF-1.7 minutes");
    let unsealed = town.by(&Actor::Program, keep);
    assert!(
        unsealed.is_err(),
        "MTG-007: minutes are kept once the result is sealed"
    );
    let unwatched = refused(town.by(&scene.organiser, |tx| {
        affix_seal::affix_seal(tx, meeting, "用印〔2022〕31")
    }));
    assert!(unwatched.by_rule("DRW-004"), "{unwatched}");
    town.by(&scene.supervisor, |tx| supervise::supervise(tx, meeting))
        .unwrap();
    town.by(&scene.organiser, |tx| {
        affix_seal::affix_seal(tx, meeting, "用印〔2022〕31")
    })
    .unwrap();

    let kept = town.by(&Actor::Program, keep).unwrap();
    assert_eq!(
        town.by(&Actor::Program, keep).unwrap(),
        kept,
        "making them twice changes nothing"
    );
    assert!(
        town.by(&scene.organiser, keep).is_err(),
        "only the program keeps minutes"
    );

    let state = town.read(|rx| store::meetings::find(rx, meeting));
    assert_eq!(state.minutes_file, Some(kept));
    let verdicts: BTreeMap<_, _> = state.verdicts().unwrap().into_iter().collect();
    assert_eq!((verdicts[&cases[0]], verdicts[&cases[1]]), (true, false));
    let passed = town.read(|rx| store::applications::find(rx, cases[0])).case;
    let failed = town.read(|rx| store::applications::find(rx, cases[1])).case;
    assert!(passed.require(StepKind::ResultPublicity).is_ok());
    assert_eq!(failed.stage, Stage::Ended(Ending::Failed));

    let opinions = town.read(|rx| store::meetings::opinions(rx, meeting, None));
    let minutes = state.minutes(&opinions).unwrap();
    assert_eq!(
        (
            minutes.members.len(),
            minutes.subjects.len(),
            minutes.results.len()
        ),
        (9, 2, 2)
    );
    assert!(minutes.subjects.iter().all(|subject| subject.opinions.len() == 3));
    // The filing authority's answer to the opening request says `agreed`; no other entry may speak of agreeing.
    let entries = town.journal(&Subject::of(meeting)).into_iter();
    for entry in entries.filter(|entry| entry.kind != "meetings.answer_opening") {
        assert!(!entry.body.contains("agree"), "{}: {}", entry.kind, entry.body);
        if entry.kind == vote::VERB.kind {
            assert_eq!(entry.actor, Actor::Program, "who voted when is nobody's to know");
        }
    }
}

/// EX-36: an absent expert votes neither through a colleague nor the next day.
#[rstest]
fn we_36_nobody_votes_twice_late_or_from_outside() {
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (meeting, cases) = round::opened(&town, &scene, 1);
    round::drawn(&town, &scene, meeting);
    let attending = round::in_session(&town, &scene, meeting, 8);
    round::presented(&town, &scene, meeting);
    let chair = attending[0].actor;
    let ballot = BTreeMap::from([(cases[0], Choice::Agree)]);
    let cast = |who: &round::PoolMember| vote::vote(&town.house(), &who.actor, meeting, &ballot);

    refused(cast(&attending[0]));
    let not_presiding = town.by(&attending[3].actor, |tx| {
        open_ballot::open_ballot(tx, meeting, Method::PlainBox)
    });
    assert!(matches!(not_presiding, Err(Error::NotFound)));
    town.by(&chair, |tx| {
        open_ballot::open_ballot(tx, meeting, Method::PlainBox)
    })
    .unwrap();
    cast(&attending[0]).unwrap();
    refused(cast(&attending[0]));
    let absent = scene.seated(&town, meeting)[8];
    let proxy = refused(cast(&absent));
    assert!(proxy.by_rule("VOT-003"), "{proxy}");
    town.by(&chair, |tx| close_ballot::close_ballot(tx, meeting))
        .unwrap();
    let late = refused(cast(&attending[1]));
    assert!(late.by_rule("VOT-003"), "{late}");
    assert_eq!(
        town.count("meetings WHERE box_key IS NOT NULL"),
        0,
        "the key is destroyed"
    );
}

#[rstest]
fn recusal_leaves_the_denominator_and_both_readings_are_kept() {
    // Nine attend, one is recused, five agree: 5/9 fails, and 5/8 fails too; six of nine pass under both.
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (meeting, cases) = round::opened(&town, &scene, 1);
    round::drawn(&town, &scene, meeting);
    let attending = round::in_session(&town, &scene, meeting, 8);
    let away = attending[7];
    town.by(&away.actor, |tx| {
        let reason = "与申报人同校任教";
        recuse::recuse(tx, meeting, away.entry, RecusalScope::Case(cases[0]), reason)
    })
    .unwrap();
    round::presented(&town, &scene, meeting);
    // Eight attend, one of them recused: 5 of 8 fail (15 < 16), 5 of 7 would pass (15 >= 14).
    round::voted(&town, meeting, &attending[..7], |voter, _| voter < 5);
    let state = town.read(|rx| store::meetings::find(rx, meeting));
    let result = &state.outcome().unwrap().results[0];
    assert!(!result.passed, "{}", result.explanation);
    assert_eq!(result.other_reading.unwrap().of, 7);
}
