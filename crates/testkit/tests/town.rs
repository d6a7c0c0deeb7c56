//! The testkit itself: both engines give a town that is empty, repeatable and separate from every other.

use kernel::Role;
use rstest::rstest;
use store::journal::Subject;
use testkit::{Engine, Town};

#[rstest]
fn towns_are_separate_and_repeatable(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (first, second) = (Town::new(engine), Town::new(engine));
    let school = first.offices().qingxiu.school.clone();
    assert_eq!(second.count("offices"), 0);
    assert_eq!(second.offices().qingxiu.school, school);
    assert_eq!(first.count("offices"), 18);
    assert_eq!(first.kinds(&Subject::of(school.id)), ["accounts.add_office"]);
}

#[rstest]
fn people_have_seats_and_sessions(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let office = town.offices().city_hrss.id;
    let officer = town.actor(Role::TitleOffice, office);
    let other = town.actor(Role::TitleOffice, office);
    assert_ne!(officer, other);
    let holders = town.read(|rx| store::accounts::holders(rx, Role::TitleOffice, office));
    assert_eq!(holders.len(), 2);
    let tokens = town.session(&officer);
    let session = town
        .read(|rx| store::accounts::sessions::find(rx, &tokens.token))
        .unwrap();
    assert_eq!(Some(session.person), officer.person());
    assert_eq!(session.form_token, tokens.form_token);
}

#[test]
fn the_clock_moves_by_days_and_working_days() {
    let town = Town::new(Engine::Sqlite);
    town.at("2022-09-28 16:30");
    town.pass_working_days(5);
    assert_eq!(town.now().minute_text(), "2022-10-10 16:30");
    town.pass_days(2);
    town.pass_minutes(30);
    assert_eq!(town.now().minute_text(), "2022-10-12 17:00");
}
