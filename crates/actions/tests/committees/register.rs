//! Registration, approval and return of a committee.

use actions::committees::{approve, register, return_registration};
use domain::committees::{Filing, Grade};
use kernel::Role;
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

use crate::round;

#[rstest]
fn a_committee_is_registered_returned_corrected_and_approved(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let rules = round::rules();
    let (organiser, authority, _) = round::staff(&town);
    let id = round::registered(&town, &rules, &organiser);

    let committee = town.read(|rx| store::committees::find(rx, id));
    assert_eq!(committee.filing_office, town.offices().city_hrss.id, "COM-009");

    town.by(&authority, |tx| {
        return_registration::return_registration(tx, id, "请补充评审专业")
    })
    .unwrap();
    let cmd = register::Register {
        committee: Some(id),
        declared: round::declared(),
        filing_office: None,
    };
    town.by(&organiser, |tx| register::register(tx, &rules, cmd))
        .unwrap();
    town.by(&authority, |tx| approve::approve(tx, &rules, id, round::filing()))
        .unwrap();

    let committee = town.read(|rx| store::committees::find(rx, id));
    assert_eq!(committee.stage.code(), "filed");
    assert!(committee.in_force(round::day("2025-02-28"), &rules).is_ok());
    let after = committee.in_force(round::day("2025-03-01"), &rules).unwrap_err();
    assert_eq!(after.rule.unwrap().as_str(), "COM-006");
    assert_eq!(
        town.kinds(&Subject::of(id)),
        [
            "committees.register",
            "committees.return_registration",
            "committees.register",
            "committees.approve"
        ]
    );
}

#[rstest]
fn we_17_everything_wrong_with_a_registration_is_told_at_once() {
    let town = Town::new(Engine::Sqlite);
    let rules = round::rules();
    let (organiser, _, _) = round::staff(&town);
    let mut declared = round::declared();
    declared.series = "中小学教师、工程技术".into();
    declared.method = String::new();
    declared.members = 8;
    declared.experts = 8;
    declared.conditions.influence = false;
    let cmd = register::Register {
        committee: None,
        declared,
        filing_office: None,
    };
    let refusals = refused(town.by(&organiser, |tx| register::register(tx, &rules, cmd)));
    for rule in ["COM-003", "COM-005", "COM-007", "COM-011", "COM-015"] {
        assert!(refusals.by_rule(rule), "{rule} in {refusals}");
    }
    assert_eq!(town.count("committees"), 0);
}

#[rstest]
fn we_22_a_filing_is_valid_for_three_years_at_most() {
    let town = Town::new(Engine::Sqlite);
    let rules = round::rules();
    let (organiser, authority, _) = round::staff(&town);
    let id = round::registered(&town, &rules, &organiser);
    let filing = Filing {
        to: round::day("2025-03-01"),
        ..round::filing()
    };
    let refusals = refused(town.by(&authority, |tx| approve::approve(tx, &rules, id, filing)));
    assert!(refusals.by_rule("COM-006"), "{refusals}");
}

#[rstest]
fn we_16_a_smaller_senior_committee_needs_a_consent() {
    let town = Town::new(Engine::Sqlite);
    let rules = round::rules();
    let (organiser, _, _) = round::staff(&town);
    let region = town.actor(Role::TitleOffice, town.offices().region_hrss.id);
    let mut declared = round::declared();
    declared.grade = Grade::Senior;
    declared.members = 21;
    declared.experts = 21;
    let cmd = register::Register {
        committee: None,
        declared,
        filing_office: None,
    };
    let id = town
        .by(&organiser, |tx| register::register(tx, &rules, cmd))
        .unwrap();
    let refusals = refused(town.by(&region, |tx| approve::approve(tx, &rules, id, round::filing())));
    assert!(refusals.by_rule("COM-013"), "{refusals}");
    let filing = Filing {
        size_consent: Some("桂人社函〔2022〕9号".into()),
        ..round::filing()
    };
    town.by(&region, |tx| approve::approve(tx, &rules, id, filing))
        .unwrap();
}

#[rstest]
fn another_office_does_not_find_it() {
    let town = Town::new(Engine::Sqlite);
    let rules = round::rules();
    let (organiser, _, _) = round::staff(&town);
    let id = round::registered(&town, &rules, &organiser);
    let other = town.actor(Role::TitleOffice, town.offices().qingxiu.hrss.id);
    let outcome = town.by(&other, |tx| approve::approve(tx, &rules, id, round::filing()));
    assert!(matches!(outcome, Err(Error::NotFound)));
}
