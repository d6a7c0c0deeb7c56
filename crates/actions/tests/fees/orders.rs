//! When orders are made, when they fall, and what they bar.

use actions::applications::accept::accept;
use actions::applications::call_fees::call_fees;
use actions::applications::withdraw::withdraw;
use kernel::Level;
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, refused};

use super::{FULL, Scene, slip};

#[rstest]
fn the_order_is_made_when_the_case_comes_to_the_step_and_bars_acceptance_until_it_is_paid(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::new(engine, &FULL, 1);
    let (payer, case) = scene.cases[0];
    assert_eq!(scene.order(case), None);
    let (_, _, order) = scene.ordered();
    assert_eq!(
        (order.number.as_str(), order.amount.value.cents()),
        ("2021-000001", 38_000)
    );
    assert_eq!(order.amount.law.article.to_string(), "南教职改〔2021〕7号十(五)");
    assert_eq!(order.amount.law.basis.as_deref(), Some("桂价费字〔2006〕359号"));
    // 25 September 2021 is a Saturday, 26 September a working Sunday; the National Day holiday begins on 1 October.
    let (due, _) = order.due.clone().unwrap();
    assert_eq!(due.latest().to_string(), "2021-09-30");
    assert_eq!(scene.town.kinds(&Subject::of(order.id)), ["fees.raise"]);
    let said = scene.town.inbox(payer.person().unwrap()).join("\n");
    assert!(said.contains("请缴纳评审费380.00元"), "{said}");

    let accept = || scene.town.by(&scene.organiser, |tx| accept(tx, case, ""));
    let unpaid = refused(accept());
    assert!(
        unpaid.by_rule("FEE-002") && unpaid.to_string().contains("尚未缴纳"),
        "{unpaid}"
    );
    let pay = |tx: &mut store::Tx<'_>| {
        actions::fees::record_payment::record_payment(tx, &slip(order.id, "A1", 380))
    };
    scene.town.by(&scene.organiser, pay).unwrap();
    accept().unwrap();
}

#[rstest]
fn ex_63_the_amount_is_the_rounds_own(#[values(Level::FullSenior, Level::SubSenior)] level: Level) {
    let scene = Scene::new(Engine::Sqlite, &FULL, 0);
    let (_, case) = scene.case(level);
    scene.send_on(case);
    let yuan = if level == Level::FullSenior { 450 } else { 380 };
    assert_eq!(
        scene.order(case).unwrap().amount.value.cents(),
        yuan * 100,
        "FEE-002"
    );
}

#[rstest]
fn a_silent_round_charges_nothing_until_somebody_enters_when(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::new(engine, &[], 2);
    let calling = || scene.town.by(&scene.organiser, |tx| call_fees(tx, scene.plan));
    for (_, case) in &scene.cases {
        scene.send_on(*case);
        assert_eq!(scene.order(*case), None);
    }
    assert!(refused(calling()).to_string().contains("缴费环节"));
    // Accepted without a fee: no text says that it is not.
    let (_, first) = scene.cases[0];
    scene
        .town
        .by(&scene.organiser, |tx| accept(tx, first, ""))
        .unwrap();
    scene.set(&FULL);
    assert!(
        refused(
            scene
                .town
                .by(&scene.organiser, |tx| accept(tx, scene.cases[1].1, ""))
        )
        .by_rule("FEE-002")
    );
    assert_eq!(calling().unwrap(), 2);
    assert_eq!(calling().unwrap(), 0, "made once");
    let numbers: Vec<String> = scene
        .cases
        .iter()
        .map(|(_, case)| scene.order(*case).unwrap().number)
        .collect();
    assert!(numbers.contains(&"2021-000001".to_owned()) && numbers.contains(&"2021-000002".to_owned()));
    let stranger = scene.town.by(&scene.series, |tx| call_fees(tx, scene.plan));
    assert!(matches!(stranger, Err(Error::NotFound)));
}

#[rstest]
fn what_was_not_paid_falls_with_a_withdrawal_and_what_was_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::new(engine, &FULL, 2);
    for (actor, case) in &scene.cases {
        scene.send_on(*case);
        if *case == scene.cases[1].1 {
            let order = scene.order(*case).unwrap();
            let cmd = slip(order.id, "A1", 380);
            let record = |tx: &mut store::Tx<'_>| actions::fees::record_payment::record_payment(tx, &cmd);
            scene.town.by(&scene.organiser, record).unwrap();
        }
        scene.town.by(actor, |tx| withdraw(tx, *case)).unwrap();
    }
    let [dropped, paid] = [0, 1].map(|at: usize| scene.order(scene.cases[at].1).unwrap());
    assert_eq!((dropped.stage.code(), paid.stage.code()), ("dropped", "paid"));
    assert_eq!(
        scene.town.kinds(&Subject::of(dropped.id)),
        ["fees.raise", "fees.drop"]
    );
}
