//! The timers of the line: a posting closes by itself, an unanswered notice ends its case.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it goes wrong"
)]

use std::sync::Arc;

use domain::publicity::Kind;
use jobs::{Handlers, Printing, Worker};
use kernel::{ApplicationId, Day, Level};
use rehearsal::{Candidate, Profile, Region, Round, RoundPlan, Stage};
use rstest::rstest;
use testkit::{Engine, Town};

const PROFILE: Profile = Profile {
    level: Level::Intermediate,
    specialty: "小学数学",
    title_years: 6,
};

fn all() -> Handlers {
    jobs::all(Printing::new(Arc::new(testkit::signer()), "", ""))
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn status(town: &Town, id: ApplicationId) -> &'static str {
    town.read(|rx| store::applications::find(rx, id)).case.status()
}

#[rstest]
fn postings_close_and_notices_run_out_by_themselves(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let worker = Worker::new(town.house(), all());
    let mut stage = Stage::new(town.house(), town.clock(), 5);
    stage.morning_of(day("2022-08-01"));
    let region = Region::build(&mut stage, None).unwrap();
    let school = &region.districts[0].schools[0];
    let teacher = Candidate::hire(&mut stage, school, ("t1", 901), PROFILE, None).unwrap();
    teacher.fill_library(&stage, school, 2022).unwrap();
    let round = Round::publish(&stage, &region, &RoundPlan::teachers_2022().unwrap()).unwrap();
    let id = teacher.start(&stage, round.plan).unwrap();
    teacher.submit(&stage, id).unwrap();
    round.verify(school, id).unwrap();
    let panel = round.appoint(school, vec![id]).unwrap();
    round.vote_in_box(school, panel, &[(id, 7)].into()).unwrap();
    stage.morning_of(day("2022-08-16"));
    round.post(&school.examiners[0], Kind::Unit, vec![id]).unwrap();

    stage.morning_of(day("2022-08-23"));
    worker.until_idle().unwrap();
    let (record, file) = town.read(|rx| store::applications::verification(rx, id)).unwrap();
    let pdf = town.read(|rx| store::files::content(rx, file.expect("the record became a file")));
    assert!(pdf.starts_with(b"%PDF-") && record.results.len() == 5);
    assert_eq!(
        status(&town, id),
        "unit_publicity",
        "the fifth working day is not over"
    );
    stage.morning_of(day("2022-08-24"));
    assert_eq!(worker.until_idle().unwrap(), 1);
    assert_eq!(status(&town, id), "recommendation");

    round.recommend(school, id).unwrap();
    round.audit_to_the_organiser(id).unwrap();
    round.ask_for_corrections(id).unwrap();
    stage.morning_of(day("2022-08-31"));
    assert_eq!(worker.until_idle().unwrap(), 1, "reminded a day before");
    assert!(
        town.inbox(teacher.person)
            .iter()
            .any(|text| text.contains("逾期视为放弃申报"))
    );
    stage.morning_of(day("2022-09-01"));
    assert_eq!(worker.until_idle().unwrap(), 1);
    assert_eq!(status(&town, id), "abandoned");
}

#[rstest]
fn the_receipt_of_a_fee_is_made_and_kept() {
    let town = Town::new(Engine::Sqlite);
    let worker = Worker::new(town.house(), all());
    let mut stage = Stage::new(town.house(), town.clock(), 5);
    stage.morning_of(day("2022-08-01"));
    let region = Region::build(&mut stage, None).unwrap();
    let school = &region.districts[0].schools[0];
    let teacher = Candidate::hire(&mut stage, school, ("t1", 901), PROFILE, None).unwrap();
    teacher.fill_library(&stage, school, 2022).unwrap();
    let plan = RoundPlan::teachers_2022().unwrap().charging();
    let round = Round::publish(&stage, &region, &plan).unwrap();
    let id = teacher.start(&stage, round.plan).unwrap();
    teacher.submit(&stage, id).unwrap();
    round.verify(school, id).unwrap();
    let panel = round.appoint(school, vec![id]).unwrap();
    round.vote_in_box(school, panel, &[(id, 7)].into()).unwrap();
    let posting = round.post(&school.examiners[0], Kind::Unit, vec![id]).unwrap();
    stage.morning_of(day("2022-08-09"));
    round.close(&school.examiners[0], posting).unwrap();
    round.recommend(school, id).unwrap();
    round.audit_to_the_organiser(id).unwrap();
    round.pay(id).unwrap();
    worker.until_idle().unwrap();
    let order = town.read(|rx| store::fees::of_case(rx, id)).unwrap().order;
    let (_, receipt) = order.payment().unwrap();
    let file = town.read(|rx| store::files::content(rx, receipt.file.unwrap()));
    assert!(file.starts_with(b"%PDF-1.7"));
}
