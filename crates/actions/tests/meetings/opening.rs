//! The opening request, its answer, and recusals.

use actions::meetings::{answer_opening, call_off, recuse, request_opening};
use domain::meetings::RecusalScope;
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

use crate::round;

fn request(plan: kernel::PlanId, scene: &round::Scene, on: &str) -> request_opening::RequestOpening {
    request_opening::RequestOpening {
        plan,
        committee: scene.committee,
        day: round::day(on),
        place: "南宁市教育局三楼会议室".into(),
    }
}

#[rstest]
fn we_24_an_opening_is_requested_five_working_days_ahead() {
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (plan, cases) = round::waiting_cases(&town, &scene, 2);
    let ask = |on: &str| {
        let cmd = request(plan, &scene, on);
        town.by(&scene.organiser, |tx| request_opening::request_opening(tx, cmd))
    };
    // 2022-08-01 is a Monday: the fifth working day before 2022-08-08 is 2022-08-01, before 2022-08-05 it is 2022-07-29.
    let refusals = refused(ask("2022-08-05"));
    assert!(refusals.by_rule("DRW-001"), "{refusals}");
    let id = ask("2022-08-08").unwrap();
    let meeting = town.read(|rx| store::meetings::find(rx, id));
    assert_eq!(meeting.agenda.len(), cases.len());
    let refusals = refused(ask("2022-08-09"));
    assert_eq!(
        refusals.all()[0].sentence,
        "没有待评审的申报",
        "its cases stand on an agenda already"
    );
}

#[rstest]
fn nothing_opens_after_the_filing_ends() {
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (plan, _) = round::waiting_cases(&town, &scene, 1);
    let cmd = request(plan, &scene, "2025-03-03");
    let refusals = refused(town.by(&scene.organiser, |tx| request_opening::request_opening(tx, cmd)));
    assert!(
        refusals.by_rule("COM-006") && refusals.by_rule("EXP-015"),
        "{refusals}"
    );
}

#[rstest]
fn a_declined_or_called_off_meeting_frees_its_cases(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let scene = round::with_pool(&town, 21);
    let (plan, cases) = round::waiting_cases(&town, &scene, 1);
    let ask = || {
        let cmd = request(plan, &scene, "2022-08-15");
        town.by(&scene.organiser, |tx| request_opening::request_opening(tx, cmd))
            .unwrap()
    };
    let first = ask();
    let answer = answer_opening::Answer::Declined("会议日期与全区统一安排冲突".into());
    town.by(&scene.authority, |tx| {
        answer_opening::answer_opening(tx, first, &answer)
    })
    .unwrap();
    let second = ask();
    town.by(&scene.organiser, |tx| {
        call_off::call_off(tx, second, "会议室临时停用")
    })
    .unwrap();
    let third = ask();
    assert_eq!(
        town.read(|rx| store::meetings::of_case(rx, cases[0])).unwrap().id,
        third
    );
    assert_eq!(
        town.kinds(&Subject::of(second)),
        ["meetings.request_opening", "meetings.call_off"]
    );
}

#[rstest]
fn an_expert_withdraws_and_nobody_else_can_do_it_for_them() {
    let town = Town::new(Engine::Sqlite);
    let scene = round::with_pool(&town, 21);
    let (meeting, _) = round::opened(&town, &scene, 1);
    let (one, two) = (scene.pool[6], scene.pool[7]);
    let by = |who: &round::PoolMember, of: &round::PoolMember, reason: &str| {
        town.by(&who.actor, |tx| {
            recuse::recuse(tx, meeting, of.entry, RecusalScope::Meeting, reason)
        })
    };
    assert!(matches!(by(&two, &one, "是其同事"), Err(Error::NotFound)));
    refused(by(&one, &one, "  "));
    by(&one, &one, "申报人是本人的直系亲属").unwrap();
    let state = town.read(|rx| store::meetings::find(rx, meeting));
    let entry = town.read(|rx| store::committees::find_expert(rx, one.entry));
    assert_eq!(state.barred(&entry), Some("recused"));
}
