//! Filing, return and approval of the pool.

use actions::committees::{approve_pool, file_pool, return_pool};
use rstest::rstest;
use testkit::{Engine, Town, refused};

use crate::round;

#[rstest]
fn a_pool_of_three_times_the_size_is_filed_and_approved(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let scene = round::with_pool(&town, 21);
    let committee = town.read(|rx| store::committees::find(rx, scene.committee));
    assert!(
        committee
            .pool_in_force(round::day("2022-08-15"), &scene.rules)
            .is_ok()
    );
    let late = committee
        .pool_in_force(round::day("2025-03-01"), &scene.rules)
        .unwrap_err();
    assert_eq!(late.rule.unwrap().as_str(), "EXP-015");
    assert_eq!(
        town.read(|rx| store::committees::pool(rx, scene.committee)).len(),
        27
    );
}

#[rstest]
fn we_18_a_smaller_pool_needs_a_reason() {
    let town = Town::new(Engine::Sqlite);
    let rules = round::rules();
    let (organiser, authority, _) = round::staff(&town);
    let id = round::registered(&town, &rules, &organiser);
    town.by(&authority, |tx| {
        actions::committees::approve::approve(tx, &rules, id, round::filing())
    })
    .unwrap();
    let refusals = refused(town.by(&organiser, |tx| file_pool::file_pool(tx, &rules, id, None)));
    assert!(refusals.by_rule("EXP-010"), "{refusals}");
    town.by(&organiser, |tx| {
        file_pool::file_pool(tx, &rules, id, Some("系列人数少"))
    })
    .unwrap();

    town.by(&authority, |tx| {
        return_pool::return_pool(tx, id, "请补充数学专业专家")
    })
    .unwrap();
    let refusals = refused(town.by(&authority, |tx| {
        let (from, to) = (round::day("2022-03-01"), round::day("2025-02-28"));
        approve_pool::approve_pool(tx, &rules, id, "南人社函〔2022〕4号", from, to)
    }));
    assert_eq!(refusals.all()[0].sentence, "没有待核准的专家库备案申请");
}
