//! Sign-in, quorum, presider, opinions.

use std::collections::BTreeMap;

use actions::meetings::{
    assign, close_sign_in, convene, give_opinion, open_ballot, recuse, reissue_code, sign_in,
};
use domain::meetings::{Method, RecusalScope};
use rstest::rstest;
use store::Error;
use testkit::{Engine, Town, refused};

use crate::round;

#[rstest]
fn sign_in_takes_the_members_own_code_once_on_the_day(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let scene = round::with_pool(&town, 21);
    let (meeting, _) = round::opened(&town, &scene, 1);
    round::drawn(&town, &scene, meeting);
    let seated = scene.seated(&town, meeting);
    refused(town.by(&scene.organiser, |tx| convene::convene(tx, meeting)));
    town.at("2022-08-15 09:00");
    town.by(&scene.organiser, |tx| convene::convene(tx, meeting))
        .unwrap();

    let enter =
        |who: &round::PoolMember, code: &str| town.by(&who.actor, |tx| sign_in::sign_in(tx, meeting, code));
    let codes: Vec<String> = seated
        .iter()
        .map(|member| round::code_of(&town, member.person()))
        .collect();
    refused(enter(&seated[0], &codes[1]));
    enter(&seated[0], &codes[0]).unwrap();
    refused(enter(&seated[0], &codes[0]));
    let outsider = scene
        .pool
        .iter()
        .find(|member| !seated.iter().any(|one| one.entry == member.entry));
    assert!(matches!(
        enter(outsider.unwrap(), &codes[2]),
        Err(Error::NotFound)
    ));

    town.by(&scene.organiser, |tx| {
        reissue_code::reissue_code(tx, meeting, seated[1].entry)
    })
    .unwrap();
    refused(enter(&seated[1], &codes[1]));
    enter(&seated[1], &round::code_of(&town, seated[1].person())).unwrap();
}

#[rstest]
fn we_30_five_of_nine_are_no_quorum_and_an_expert_does_not_preside() {
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (meeting, _) = round::opened(&town, &scene, 1);
    round::drawn(&town, &scene, meeting);
    town.at("2022-08-15 09:00");
    town.by(&scene.organiser, |tx| convene::convene(tx, meeting))
        .unwrap();
    let seated = scene.seated(&town, meeting);
    let close = |presider: usize| {
        town.by(&scene.organiser, |tx| {
            close_sign_in::close_sign_in(tx, meeting, seated[presider].entry)
        })
    };
    for member in &seated[..5] {
        let code = round::code_of(&town, member.person());
        town.by(&member.actor, |tx| sign_in::sign_in(tx, meeting, &code))
            .unwrap();
    }
    let refusals = refused(close(4));
    assert!(
        refusals.by_rule("MTG-001") && refusals.by_rule("MTG-002"),
        "{refusals}"
    );
    let code = round::code_of(&town, seated[5].person());
    town.by(&seated[5].actor, |tx| sign_in::sign_in(tx, meeting, &code))
        .unwrap();
    close(0).unwrap();
}

#[rstest]
fn three_opinions_a_case_come_before_the_ballot() {
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (meeting, cases) = round::opened(&town, &scene, 2);
    round::drawn(&town, &scene, meeting);
    let attending = round::in_session(&town, &scene, meeting, 9);
    let chair = attending[0].actor;

    let early = refused(town.by(&chair, |tx| {
        open_ballot::open_ballot(tx, meeting, Method::PlainBox)
    }));
    assert!(early.by_rule("MTG-005"), "{early}");
    let two: BTreeMap<_, _> = cases
        .iter()
        .map(|case| (*case, vec![attending[1].entry, attending[2].entry]))
        .collect();
    let few = refused(town.by(&scene.organiser, |tx| assign::assign(tx, meeting, two)));
    assert!(few.by_rule("MTG-004"), "{few}");

    let away = attending[3];
    town.by(&away.actor, |tx| {
        recuse::recuse(
            tx,
            meeting,
            away.entry,
            RecusalScope::Case(cases[0]),
            "与申报人同校任教",
        )
    })
    .unwrap();
    let state = town.read(|rx| store::meetings::find(rx, meeting));
    assert!(!state.suggest_assignment(8)[&cases[0]].contains(&away.entry));
    let not_assigned = refused(town.by(&attending[1].actor, |tx| {
        give_opinion::give_opinion(tx, meeting, cases[0], "符合条件", BTreeMap::new())
    }));
    assert!(
        not_assigned.by_rule("MTG-003") || not_assigned.by_rule("MTG-004"),
        "{not_assigned}"
    );
    round::presented(&town, &scene, meeting);
    assert_eq!(
        town.read(|rx| store::meetings::opinions(rx, meeting, None)).len(),
        6
    );
}
