//! The first half of the line, played through the actions on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it goes wrong"
)]

use std::collections::BTreeMap;

use domain::applications::{Ending, Stage as Standing};
use domain::publicity::Kind;
use kernel::{ApplicationId, Day, Level};
use policy::StepKind;
use rehearsal::{Candidate, Profile, Region, Round, RoundPlan, Stage};
use rstest::rstest;
use store::journal::Subject;
use testkit::{Engine, Town};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn status(town: &Town, id: ApplicationId) -> &'static str {
    town.read(|rx| store::applications::find(rx, id)).case.status()
}

fn stage(town: &Town) -> Stage {
    Stage::new(town.house(), town.clock(), 7)
}

const SENIOR: Profile = Profile {
    level: Level::SubSenior,
    specialty: "小学语文",
    title_years: 7,
};

#[rstest]
fn a_2022_case_walks_from_the_notice_to_acceptance(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let mut stage = stage(&town);
    stage.morning_of(day("2022-08-01"));
    let region = Region::build(&mut stage, None).unwrap();
    let school = &region.districts[0].schools[0];
    let teacher = Candidate::hire(&mut stage, school, ("t1", 901), SENIOR, None).unwrap();
    let twin = Candidate::hire(&mut stage, school, ("t2", 902), SENIOR, None).unwrap();
    let round = Round::publish(&stage, &region, &RoundPlan::teachers_2022().unwrap()).unwrap();
    let mut ids = Vec::new();
    for candidate in [&teacher, &twin] {
        candidate.fill_library(&stage, school, 2022).unwrap();
        let id = candidate.start(&stage, round.plan).unwrap();
        let receipt = candidate.submit(&stage, id).unwrap();
        assert_eq!(receipt.number, 1);
        ids.push(id);
    }
    let [passing, failing] = ids[..] else { panic!() };
    assert_eq!(status(&town, passing), "unit_audit");

    round.return_with_points(&school.examiners[0], passing).unwrap();
    assert_eq!(status(&town, passing), "returned");
    round.resubmit(&teacher, passing).unwrap();

    for id in [passing, failing] {
        round.verify(school, id).unwrap();
        assert_eq!(status(&town, id), "defence");
        round.defend(school, id).unwrap();
        assert_eq!(status(&town, id), "panel");
    }
    // EX-08 and EX-01: four of seven fail in 2022, five pass.
    let panel = round.appoint(school, vec![passing, failing]).unwrap();
    let votes = BTreeMap::from([(passing, 5), (failing, 4)]);
    round.vote_in_box(school, panel, &votes).unwrap();
    let failed = town.read(|rx| store::applications::find(rx, failing)).case;
    assert_eq!(failed.stage, Standing::Ended(Ending::NotRecommended));

    stage.morning_of(day("2022-08-16"));
    let posting = round
        .post(&school.examiners[0], Kind::Unit, vec![passing])
        .unwrap();
    stage.morning_of(day("2022-08-23"));
    let refused = testkit::refused(round.close(&school.examiners[0], posting));
    assert!(refused.by_rule("UNT-026"), "{refused}");
    stage.morning_of(day("2022-08-24"));
    round.close(&school.examiners[0], posting).unwrap();
    round.recommend(school, passing).unwrap();
    round.audit_to_the_organiser(passing).unwrap();
    round.accept(passing).unwrap();
    let case = town.read(|rx| store::applications::find(rx, passing)).case;
    assert_eq!(case.standing_at().unwrap().step, StepKind::Review);

    let visits = town.read(|rx| store::applications::visits(rx, passing));
    let steps: Vec<&str> = visits.iter().map(|visit| visit.step.as_str()).collect();
    assert_eq!(
        steps,
        [
            "unit_audit",
            "returned",
            "unit_audit",
            "defence",
            "panel",
            "unit_publicity",
            "recommendation",
            "department_audit",
            "title_office_audit",
            "title_office_audit",
            "acceptance",
            "review"
        ]
    );
    let kinds = town.kinds(&Subject::of(passing));
    assert_eq!(kinds.last().map(String::as_str), Some("applications.accept"));
    assert!(
        town.inbox(teacher.person)
            .iter()
            .any(|text| text.contains("毕业证书扫描件模糊"))
    );
}

#[rstest]
fn we_08_we_61_the_same_vote_passes_in_the_2021_round(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let mut stage = stage(&town);
    stage.morning_of(day("2021-07-20"));
    let region = Region::build(&mut stage, None).unwrap();
    let school = &region.districts[0].schools[1];
    let teacher = Candidate::hire(&mut stage, school, ("t1", 901), SENIOR, None).unwrap();
    let round = Round::publish(&stage, &region, &RoundPlan::teachers_2021().unwrap()).unwrap();
    round.fill_posts().unwrap();
    stage.morning_of(day("2021-08-02"));
    teacher.fill_library(&stage, school, 2021).unwrap();
    let id = teacher.start(&stage, round.plan).unwrap();
    teacher.submit(&stage, id).unwrap();
    stage.morning_of(day("2021-08-23"));
    round.verify(school, id).unwrap();
    // In 2021 publicity precedes the panel (UNT-037).
    assert_eq!(status(&town, id), "unit_publicity");
    let posting = round.post(&school.examiners[0], Kind::Unit, vec![id]).unwrap();
    stage.morning_of(day("2021-08-31")); // EX-61
    round.close(&school.examiners[0], posting).unwrap();
    round.defend(school, id).unwrap();
    let panel = round.appoint(school, vec![id]).unwrap();
    round
        .vote_on_paper(school, panel, &BTreeMap::from([(id, 4)]))
        .unwrap();
    assert_eq!(status(&town, id), "recommendation");
    round.recommend(school, id).unwrap();
    round.audit_to_the_organiser(id).unwrap();
    round.accept(id).unwrap();
    assert_eq!(status(&town, id), "review");
}
