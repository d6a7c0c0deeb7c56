//! The minutes of a unit's panel become a file once its votes are counted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it goes wrong"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use actions::panel::{keep_minutes, record_opinions};
use jobs::{Printing, Worker};
use kernel::{Day, Level};
use rehearsal::{Candidate, Profile, Region, Round, RoundPlan, Stage};
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, Town};

const PROFILE: Profile = Profile {
    level: Level::Intermediate,
    specialty: "小学数学",
    title_years: 6,
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[rstest]
fn the_minutes_of_a_counted_panel_become_a_file_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let worker = Worker::new(
        town.house(),
        jobs::all(Printing::new(Arc::new(testkit::signer()), "", "")),
    );
    let mut stage = Stage::new(town.house(), town.clock(), 5);
    stage.morning_of(day("2022-08-01"));
    let region = Region::build(&mut stage, None).unwrap();
    let school = &region.districts[0].schools[0];
    let other = &region.districts[0].schools[1].examiners[0].actor;
    let examiner = &school.examiners[0];
    let teacher = Candidate::hire(&mut stage, school, ("t1", 901), PROFILE, None).unwrap();
    teacher.fill_library(&stage, school, 2022).unwrap();
    let round = Round::publish(&stage, &region, &RoundPlan::teachers_2022().unwrap()).unwrap();
    let id = teacher.start(&stage, round.plan).unwrap();
    teacher.submit(&stage, id).unwrap();
    round.verify(school, id).unwrap();
    let panel = round.appoint(school, vec![id]).unwrap();

    let opinions = || BTreeMap::from([(id, "德才表现良好，教学业绩突出。".to_owned())]);
    let strange = stage.by(other, |tx| {
        record_opinions::record_opinions(tx, panel, opinions())
    });
    assert!(matches!(strange, Err(Error::NotFound)), "another unit's panel");
    let member = &school.panel[0].actor;
    let member = stage.by(member, |tx| {
        record_opinions::record_opinions(tx, panel, opinions())
    });
    assert!(member.is_err(), "members do not keep the minutes");
    stage
        .by(&examiner.actor, |tx| {
            record_opinions::record_opinions(tx, panel, opinions())
        })
        .unwrap();
    town.program(
        |tx| match keep_minutes::keep_minutes(tx, panel, examiner.person, b"%PDF-") {
            Err(Error::NotFound) => Ok(()),
            other => panic!("no minutes before the count: {other:?}"),
        },
    );
    round.vote_in_box(school, panel, &[(id, 7)].into()).unwrap();
    worker.until_idle().unwrap();
    assert_eq!(town.read(store::outbox::backlog), (0, 0), "nothing was set aside");

    let kept = town.read(|rx| store::panel::find(rx, panel)).panel;
    let file = kept.minutes_file.expect("a file");
    assert!(
        town.read(|rx| store::files::content(rx, file))
            .starts_with(b"%PDF-"),
        "a PDF"
    );
    let kinds = town.kinds(&Subject::of(panel));
    assert!(
        kinds.iter().any(|kind| kind == "panel.record_opinions"),
        "{kinds:?}"
    );
    assert_eq!(kinds.last().map(String::as_str), Some("panel.keep_minutes"));
    let again = town.program(|tx| keep_minutes::keep_minutes(tx, panel, examiner.person, b"%PDF-other"));
    assert_eq!(again, file, "minutes that are kept stay");
    let person = stage.by(&examiner.actor, |tx| {
        keep_minutes::keep_minutes(tx, panel, examiner.person, b"%PDF-other")
    });
    assert!(person.is_err(), "only the program keeps minutes");
}
