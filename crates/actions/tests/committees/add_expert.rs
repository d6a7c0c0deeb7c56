//! Admission of experts into the pool, and their removal.

use actions::committees::{add_expert, approve, remove_expert};
use domain::committees::{Details, PoolSeat, RemovalReason, Situation, Term};
use kernel::{Actor, CommitteeId, ExpertId, Role};
use rstest::rstest;
use store::Result;
use testkit::{Engine, Town, refused};

use crate::round;

struct Stand {
    town: Town,
    rules: policy::Rules,
    organiser: Actor,
    committee: CommitteeId,
}

fn stand(engine: Engine) -> Stand {
    let town = Town::new(engine);
    let rules = round::rules();
    let (organiser, authority, _) = round::staff(&town);
    let committee = round::registered(&town, &rules, &organiser);
    town.by(&authority, |tx| {
        approve::approve(tx, &rules, committee, round::filing())
    })
    .unwrap();
    Stand {
        town,
        rules,
        organiser,
        committee,
    }
}

impl Stand {
    fn add(&self, details: Details, term: Term, reason: Option<&str>) -> Result<ExpertId> {
        let person = self
            .town
            .actor(Role::Expert, self.town.offices().city_school.id)
            .person()
            .unwrap();
        let cmd = add_expert::AddExpert {
            committee: self.committee,
            person,
            details,
            term,
            reason: reason.map(str::to_owned),
        };
        self.town
            .by(&self.organiser, |tx| add_expert::add_expert(tx, &self.rules, cmd))
    }
}

fn teacher() -> Details {
    round::details(PoolSeat::Expert, "南宁市邕江中学")
}

#[rstest]
fn a_qualified_expert_is_admitted_and_removed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let stand = stand(engine);
    let id = stand.add(teacher(), round::term(), None).unwrap();
    let expert = stand.town.read(|rx| store::committees::find_expert(rx, id));
    assert_eq!(expert.barred_on(round::day("2022-09-01")), None);
    assert_eq!(expert.barred_on(round::day("2025-03-01")), Some("term_over"));

    stand
        .town
        .by(&stand.organiser, |tx| {
            remove_expert::remove_expert(tx, id, RemovalReason::MovedPost)
        })
        .unwrap();
    let expert = stand.town.read(|rx| store::committees::find_expert(rx, id));
    assert_eq!(expert.barred_on(round::day("2022-09-01")), Some("moved_post"));
    refused(stand.town.by(&stand.organiser, |tx| {
        remove_expert::remove_expert(tx, id, RemovalReason::MovedPost)
    }));
}

#[rstest]
fn we_26_the_title_must_be_held_two_full_years() {
    // EX-26: held since 2020-08-01, two years on 2022-08-01 (today), not one day earlier.
    let stand = stand(Engine::Sqlite);
    let mut details = teacher();
    details.title_since = round::day("2020-08-01");
    stand.add(details.clone(), round::term(), None).unwrap();
    details.title_since = round::day("2020-08-02");
    let refusals = refused(stand.add(details, round::term(), Some("专业急需")));
    assert!(
        refusals.by_rule("EXP-002"),
        "a hard rule has no reason that passes it over: {refusals}"
    );
}

#[rstest]
fn we_27_few_years_in_the_field_need_a_reason() {
    let stand = stand(Engine::Sqlite);
    let mut details = teacher();
    details.field_since = round::day("2018-08-01");
    let refusals = refused(stand.add(details.clone(), round::term(), None));
    assert!(refusals.by_rule("EXP-003"), "{refusals}");
    let id = stand.add(details, round::term(), Some("专业人才稀缺")).unwrap();
    let expert = stand.town.read(|rx| store::committees::find_expert(rx, id));
    assert_eq!(expert.reason.as_deref(), Some("专业人才稀缺"));
}

#[rstest]
fn we_28_the_retired_stay_out_and_terms_end_after_three_years() {
    let stand = stand(Engine::Sqlite);
    let mut details = teacher();
    details.situation = Situation::Retired;
    details.declarations.ethical = false;
    let term = Term {
        from: round::day("2022-03-01"),
        to: round::day("2025-03-01"),
    };
    let refusals = refused(stand.add(details, term, Some("经验丰富")));
    for rule in ["EXP-001", "EXP-004", "EXP-017"] {
        assert!(refusals.by_rule(rule), "{rule} in {refusals}");
    }
}

#[rstest]
fn nobody_is_in_a_pool_twice() {
    let stand = stand(Engine::Sqlite);
    let person = stand
        .town
        .actor(Role::Expert, stand.town.offices().city_school.id)
        .person()
        .unwrap();
    let add = || {
        let cmd = add_expert::AddExpert {
            committee: stand.committee,
            person,
            details: teacher(),
            term: round::term(),
            reason: None,
        };
        stand.town.by(&stand.organiser, |tx| {
            add_expert::add_expert(tx, &stand.rules, cmd)
        })
    };
    add().unwrap();
    let refusals = refused(add());
    assert_eq!(refusals.all()[0].sentence, "该专家已在本专家库中");
}
