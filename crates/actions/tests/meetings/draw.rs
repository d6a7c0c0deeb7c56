//! The draw: commitment, numbers, signature, substitutes, a second attempt.

use std::collections::BTreeSet;

use actions::meetings::{
    commit_draw, decline, offer_nonce, prepare_draw, recuse, reveal_nonce, sign_draw, void_draw,
};
use domain::committees::PoolSeat;
use domain::meetings::RecusalScope;
use rstest::rstest;
use store::Error;
use testkit::{Engine, Town, refused};

use crate::round;

#[rstest]
fn a_committee_is_drawn_signed_and_can_be_computed_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let scene = round::with_pool(&town, 21);
    let (meeting, _) = round::opened(&town, &scene, 1);
    let away = scene.pool[8];
    town.by(&away.actor, |tx| {
        let reason = "申报人是本人的直系亲属";
        recuse::recuse(tx, meeting, away.entry, RecusalScope::Meeting, reason)
    })
    .unwrap();
    round::drawn(&town, &scene, meeting);

    let seated = scene.seated(&town, meeting);
    assert_eq!(seated.len(), 9);
    assert_eq!(seated[0].seat, PoolSeat::Chair);
    assert_eq!(
        seated
            .iter()
            .filter(|member| member.seat == PoolSeat::ViceChair)
            .count(),
        2
    );
    assert!(seated.iter().all(|member| member.entry != away.entry));
    let draw = town
        .read(|rx| store::meetings::draws::latest(rx, meeting))
        .unwrap();
    assert_eq!(draw::verify_office(&draw.office_bundle().unwrap()), []);
    for member in &seated {
        assert_eq!(round::code_of(&town, member.person()).len(), 8);
    }
}

#[rstest]
fn the_order_of_the_steps_cannot_be_changed() {
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (meeting, _) = round::opened(&town, &scene, 1);
    let (organiser, supervisor) = (&scene.organiser, &scene.supervisor);
    let throw = || {
        town.by(organiser, |tx| {
            actions::meetings::draw::draw(tx, meeting, round::thrown(1))
        })
    };
    refused(throw());
    town.by(organiser, |tx| {
        prepare_draw::prepare_draw(tx, meeting, round::WISH)
    })
    .unwrap();
    refused(town.by(organiser, |tx| {
        commit_draw::commit_draw(tx, meeting, vec![round::dice()])
    }));
    for (who, party) in [(organiser, "组建单位"), (supervisor, "监督员")] {
        let digest = draw::nonce_digest(party, &[9; 32]);
        town.by(who, |tx| offer_nonce::offer_nonce(tx, meeting, digest))
            .unwrap();
    }
    town.by(organiser, |tx| {
        commit_draw::commit_draw(tx, meeting, vec![round::dice()])
    })
    .unwrap();
    let refusals = refused(town.by(supervisor, |tx| reveal_nonce::reveal_nonce(tx, meeting, [8; 32])));
    assert_eq!(refusals.all()[0].sentence, "监督员公开的随机数与登记的摘要不符");
    town.by(organiser, |tx| reveal_nonce::reveal_nonce(tx, meeting, [9; 32]))
        .unwrap();
    refused(throw());
    town.by(supervisor, |tx| reveal_nonce::reveal_nonce(tx, meeting, [9; 32]))
        .unwrap();
    throw().unwrap();
    refused(throw());
    let unsigned = town.by(organiser, |tx| sign_draw::sign_draw(tx, meeting, None));
    assert!(
        matches!(unsigned, Err(Error::NotFound)),
        "only the supervisor signs"
    );
    refused(town.by(organiser, |tx| {
        prepare_draw::prepare_draw(tx, meeting, round::WISH)
    }));
}

#[rstest]
fn who_cannot_come_is_replaced_by_the_next_ticket(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let scene = round::with_pool(&town, 21);
    let (meeting, _) = round::opened(&town, &scene, 1);
    round::drawn(&town, &scene, meeting);
    let before = scene.seated(&town, meeting);
    let (out, other) = (before[5], before[6]);
    let not_theirs = town.by(&other.actor, |tx| {
        decline::decline(tx, meeting, out.entry, "出差")
    });
    assert!(matches!(not_theirs, Err(Error::NotFound)));
    town.by(&out.actor, |tx| {
        decline::decline(tx, meeting, out.entry, "外出培训")
    })
    .unwrap();
    let after = scene.seated(&town, meeting);
    let ids = |seated: &[round::PoolMember]| -> BTreeSet<_> { seated.iter().map(|one| one.entry).collect() };
    let new: Vec<_> = ids(&after).difference(&ids(&before)).copied().collect();
    assert_eq!((after.len(), new.len()), (9, 1));
    assert!(!ids(&after).contains(&out.entry));
    assert_eq!(round::code_of(&town, scene.member(new[0]).person()).len(), 8);
    let draw = town
        .read(|rx| store::meetings::draws::latest(rx, meeting))
        .unwrap();
    assert_eq!(draw::verify_office(&draw.office_bundle().unwrap()), []);
}

#[rstest]
fn a_voided_draw_stays_and_the_next_is_chained_to_it() {
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (meeting, _) = round::opened(&town, &scene, 1);
    round::drawn(&town, &scene, meeting);
    let denied = town.by(&scene.organiser, |tx| void_draw::void_draw(tx, meeting, "重来"));
    assert!(matches!(denied, Err(Error::NotFound)));
    town.by(&scene.supervisor, |tx| {
        void_draw::void_draw(tx, meeting, "名单在会前泄露")
    })
    .unwrap();
    assert!(scene.seated(&town, meeting).is_empty());
    round::drawn(&town, &scene, meeting);
    let draws = town.read(|rx| store::meetings::draws::all(rx, meeting));
    assert_eq!(draws.len(), 2);
    let first = draws[0].committed.as_ref().unwrap().commitment.digest();
    let chained = draws[1].chain.previous.as_ref().unwrap();
    assert_eq!(
        (chained.commitment, chained.reason.as_str()),
        (first, "名单在会前泄露")
    );
}
