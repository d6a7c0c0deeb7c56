//! `accounts.add_office`

use actions::Error;
use actions::accounts::add_office::add_office;
use kernel::Role;
use rstest::rstest;
use store::journal::Subject;
use testkit::{Engine, Town};

#[rstest]
fn a_system_administrator_adds_an_office(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let admin = town.actor(Role::SystemAdmin, town.offices().city_hrss.id);
    let mut school = town.offices().city_school.clone();
    school.id = town.program(|tx| Ok(tx.new_id()));
    town.by(&admin, |tx| add_office(tx, &school)).unwrap();
    assert_eq!(town.read(|rx| store::accounts::office(rx, school.id)), school);
    let entries = town.journal(&Subject::of(school.id));
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].kind.as_str(), entries[0].actor),
        ("accounts.add_office", admin)
    );
}

#[rstest]
fn for_everybody_else_the_verb_does_not_exist(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let mut school = town.offices().city_school.clone();
    let before = town.count("offices");
    school.id = town.program(|tx| Ok(tx.new_id()));
    for role in Role::ALL.into_iter().filter(|role| *role != Role::SystemAdmin) {
        let actor = town.actor(role, town.offices().city_hrss.id);
        let outcome = town.by(&actor, |tx| add_office(tx, &school));
        assert!(matches!(outcome, Err(Error::NotFound)), "{role:?}: {outcome:?}");
    }
    let outcome = town.by(&kernel::Actor::Public, |tx| add_office(tx, &school));
    assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
    assert_eq!(town.count("offices"), before);
}
