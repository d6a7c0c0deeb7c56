//! A waiver: asked for by the organiser on a basis, given by the series office.

use actions::applications::accept::accept;
use actions::fees::answer_waiver::answer_waiver;
use actions::fees::ask_waiver::ask_waiver;
use kernel::Role;
use rstest::rstest;
use store::Error;
use testkit::{Engine, refused};

use super::{FULL, Scene};

#[rstest]
fn a_waiver_settles_the_fee_when_the_series_office_gives_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::new(engine, &FULL, 1);
    let (payer, case, order) = scene.ordered();
    let ask = || {
        scene.town.by(&scene.organiser, |tx| {
            ask_waiver(tx, order.id, "桂价费字〔2006〕359号第三条")
        })
    };
    assert!(
        refused(ask()).to_string().contains("减免评审费"),
        "no text provides for one"
    );
    let mut set = FULL.to_vec();
    set.push(("减免评审费", "最低生活保障家庭成员免缴"));
    scene.set(&set);
    ask().unwrap();
    let waiting = scene
        .town
        .read(|rx| store::fees::waiting_waivers(rx, order.series_office));
    assert_eq!(waiting.len(), 1);
    let early = scene.town.by(&scene.organiser, |tx| accept(tx, case, ""));
    assert!(refused(early).by_rule("FEE-002"), "asked for is not given");
    let elsewhere = scene
        .town
        .actor(Role::SeriesOffice, scene.town.offices().qingxiu.education.id);
    for stranger in [&elsewhere, &scene.organiser] {
        let answer = scene.town.by(stranger, |tx| answer_waiver(tx, order.id, true));
        assert!(matches!(answer, Err(Error::NotFound)));
    }
    let answer = |given| {
        scene
            .town
            .by(&scene.series, |tx| answer_waiver(tx, order.id, given))
    };
    answer(false).unwrap();
    assert_eq!(scene.order(case).unwrap().stage.code(), "unpaid");
    ask().unwrap();
    answer(true).unwrap();
    assert!(refused(answer(true)).by_rule("FEE-004"), "answered once");
    scene
        .town
        .by(&scene.organiser, |tx| accept(tx, case, ""))
        .unwrap();
    assert!(
        scene
            .town
            .inbox(payer.person().unwrap())
            .join("")
            .contains("已批准减免")
    );
}
