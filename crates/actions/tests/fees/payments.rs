//! Payments, told by the gateway or entered from slips, and refunds.

use actions::fees::gateway::Notice;
use actions::fees::keep_receipt::keep_receipt;
use actions::fees::notify::{Told, notify};
use actions::fees::record_payment::record_payment;
use actions::fees::refund::{Refund, refund};
use domain::fees::{Channel, Order};
use kernel::Day;
use rstest::rstest;
use store::Error;
use store::fees::Outcome;
use store::journal::Subject;
use testkit::{Engine, refused};

use super::{FULL, Scene, slip};

fn notice(order: &Order, reference: &str, cents: i64) -> Notice {
    Notice {
        order: order.id,
        amount_cents: cents,
        reference: reference.into(),
        paid_ms: order.raised.as_millis(),
    }
}

fn year() -> (Day, Day) {
    ("2021-01-01".parse().unwrap(), "2021-12-31".parse().unwrap())
}

#[rstest]
fn a_notice_told_twice_settles_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::new(engine, &FULL, 1);
    let (payer, _, order) = scene.ordered();
    let tell = |reference: &str, cents| {
        scene
            .town
            .program(|tx| notify(tx, &notice(&order, reference, cents)))
    };
    assert_eq!(tell("T0", 37_999), Told::Kept, "another amount settles nothing");
    assert_eq!(tell("T1", 38_000), Told::Settled);
    assert_eq!(tell("T1", 38_000), Told::Known);
    assert_eq!(tell("T2", 38_000), Told::Kept, "paid twice");
    let reused = scene
        .town
        .by(&kernel::Actor::Program, |tx| notify(tx, &notice(&order, "T1", 1)));
    assert!(refused(reused).by_rule("FEE-004"));
    let by_person = scene
        .town
        .by(&payer, |tx| notify(tx, &notice(&order, "T3", 38_000)));
    assert!(matches!(by_person, Err(Error::NotFound)));

    let stored = scene.order(order.case).unwrap();
    let (payment, receipt) = stored.payment().unwrap();
    assert_eq!(
        (payment.channel, payment.reference.as_str()),
        (Channel::Gateway, "T1")
    );
    assert_eq!(receipt.number, "2021-000001");
    assert_eq!(scene.town.count("fee_payments"), 3);
    assert_eq!(scene.town.count("outbox WHERE topic = 'fees.render_receipt'"), 1);
    let organiser = order.organiser;
    let moved = scene
        .town
        .read(|rx| store::fees::movements(rx, organiser, year(), None));
    let outcomes: Vec<Outcome> = moved.iter().map(|movement| movement.outcome).collect();
    assert_eq!(outcomes, [Outcome::Mismatch, Outcome::Matched, Outcome::Surplus]);
    let days = scene.town.read(|rx| store::fees::days(rx, organiser, year()));
    let totals = days[&order.raised.day()];
    assert_eq!((totals.raised, totals.matched), ((1, 38_000), (1, 38_000)));
    assert_eq!(totals.unmatched, (2, 75_999));
    assert!(
        scene
            .town
            .inbox(payer.person().unwrap())
            .join("")
            .contains("收据号2021-000001")
    );
}

#[rstest]
fn a_slip_is_entered_once_and_for_exactly_what_is_due(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::new(engine, &FULL, 2);
    let (_, _, order) = scene.ordered();
    let (_, other) = scene.cases[1];
    scene.send_on(other);
    let other = scene.order(other).unwrap();
    let enter = |cmd| scene.town.by(&scene.organiser, |tx| record_payment(tx, &cmd));
    assert!(refused(enter(slip(order.id, "A1", 230))).by_rule("FEE-002"));
    assert!(refused(enter(slip(order.id, " ", 380))).by_rule("FEE-004"));
    let mut ahead = slip(order.id, "A1", 380);
    ahead.paid = "2021-09-25".parse().unwrap();
    assert!(refused(enter(ahead)).to_string().contains("不能晚于今天"));
    assert_eq!(scene.town.count("fee_payments"), 0, "what is refused is not kept");
    enter(slip(order.id, "A1", 380)).unwrap();
    assert!(
        refused(enter(slip(other.id, "A1", 380)))
            .to_string()
            .contains("已经登记过")
    );
    assert!(
        refused(enter(slip(order.id, "A2", 380))).by_rule("FEE-004"),
        "nothing is due any more"
    );
    enter(slip(other.id, "A2", 380)).unwrap();
    let receipts = [&order, &other].map(|order| scene.order(order.case).unwrap());
    let numbers = receipts.map(|order| order.payment().unwrap().1.number.clone());
    assert_eq!(numbers, ["2021-000001", "2021-000002"]);
    let stranger = scene
        .town
        .by(&scene.series, |tx| record_payment(tx, &slip(order.id, "A3", 380)));
    assert!(matches!(stranger, Err(Error::NotFound)));
}

#[rstest]
fn a_refund_needs_a_provision_and_is_kept_as_money_that_went_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::new(engine, &FULL, 1);
    let (_, case, order) = scene.ordered();
    scene
        .town
        .by(&scene.organiser, |tx| {
            record_payment(tx, &slip(order.id, "A1", 380))
        })
        .unwrap();
    let back = || {
        let cmd = Refund {
            order: order.id,
            reason: "评审取消".into(),
            reference: "B1".into(),
        };
        scene.town.by(&scene.organiser, |tx| refund(tx, &cmd))
    };
    assert!(refused(back()).to_string().contains("退费办法"));
    let mut set = FULL.to_vec();
    set.push(("退费办法", "评审取消的全额退还"));
    scene.set(&set);
    back().unwrap();
    assert_eq!(scene.order(case).unwrap().stage.code(), "refunded");
    let days = scene
        .town
        .read(|rx| store::fees::days(rx, order.organiser, year()));
    assert_eq!(days[&order.raised.day()].refunded, (1, 38_000));
    assert_eq!(
        scene.town.kinds(&Subject::of(order.id)),
        ["fees.raise", "fees.record_payment", "fees.refund"]
    );
}

#[rstest]
fn the_receipt_is_kept_once_by_the_program(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::new(engine, &FULL, 1);
    let (payer, _, order) = scene.ordered();
    let unpaid = scene
        .town
        .by(&kernel::Actor::Program, |tx| keep_receipt(tx, order.id, b"%PDF"));
    assert!(matches!(unpaid, Err(Error::NotFound)));
    scene
        .town
        .by(&scene.organiser, |tx| {
            record_payment(tx, &slip(order.id, "A1", 380))
        })
        .unwrap();
    let kept = scene.town.program(|tx| keep_receipt(tx, order.id, b"%PDF"));
    let again = scene.town.program(|tx| keep_receipt(tx, order.id, b"%PDF-2"));
    assert_eq!(kept, again);
    let by_person = scene.town.by(&payer, |tx| keep_receipt(tx, order.id, b"%PDF"));
    assert!(matches!(by_person, Err(Error::NotFound)));
}
