//! Opening a database: its schema, its keys, and what is readable without them.

use std::fs;
use std::sync::Arc;

use kernel::{Role, SeededEntropy};
use rstest::rstest;
use store::files::Files;
use store::{Db, Error, House, Keys, OpenError};
use testkit::{Engine, Town};

#[rstest]
fn a_schema_made_by_a_newer_program_is_left_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut town = Town::new(engine);
    assert_eq!(Db::open(town.url(), 1).unwrap().migrate().unwrap(), 0);
    town.tamper("INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000001')");
    let refused = Db::open(town.url(), 1).unwrap().migrate().unwrap_err();
    assert!(matches!(&refused, OpenError::NewerSchema(version) if version == "20990101000001"));
    assert!(refused.to_string().contains("数据未作任何改动"), "{refused}");
}

#[test]
fn a_server_that_does_not_answer_is_told_as_such() {
    let Err(error) = Db::open("postgres://nobody@127.0.0.1:1/none", 1) else {
        panic!("something answered");
    };
    assert!(matches!(error, OpenError::Unreachable(_)));
    assert!(error.to_string().starts_with("数据库连接不上"), "{error}");
}

#[rstest]
fn other_keys_open_nothing_and_the_refusal_tells_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = town.person();
    let stranger = House::new(
        Db::open(town.url(), 1).unwrap(),
        Keys::generate(&mut SeededEntropy::new(9)),
        Files::in_folder(&town.folder().join("files")).unwrap(),
        Arc::clone(&town.clock) as _,
        Box::new(SeededEntropy::new(9)),
    );
    let read = stranger.read(|rx| store::accounts::person(rx, person.id));
    let Err(Error::Broken(text)) = read else {
        panic!("other keys opened the person: {read:?}");
    };
    assert!(!text.contains(&person.phone) && !text.contains(person.identity.as_str()));
    let found = stranger
        .read(|rx| store::accounts::by_identity(rx, &person.identity))
        .unwrap();
    assert_eq!(found, None);
}

#[test]
fn the_database_file_shows_no_identity_number_phone_or_password() {
    let town = Town::new(Engine::Sqlite);
    let school = town.offices().city_school.id;
    let (person, _) = town.account(Role::Applicant, school, "青秀山下的小学2022");
    let mut bytes = fs::read(town.url()).unwrap();
    bytes.extend(fs::read(format!("{}-wal", town.url())).unwrap());
    let shows = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(shows(&person.account), "the search itself works");
    assert!(!shows(person.identity.as_str()));
    assert!(!shows(&person.phone));
    assert!(!shows("青秀山下的小学2022"));
}

#[test]
fn the_server_sees_no_identity_number_or_phone() {
    let town = Town::new(Engine::Postgres);
    let person = town.person();
    let plain = format!(
        "people WHERE position('{}'::bytea in identity_sealed) > 0 OR position('{}'::bytea in phone_sealed) > 0 \
         OR people::text LIKE '%{}%' OR people::text LIKE '%{}%'",
        person.identity.as_str(),
        person.phone,
        person.identity.as_str(),
        person.phone
    );
    assert_eq!(town.count(&plain), 0);
    assert_eq!(
        town.count("people WHERE length(identity_sealed) = 12 + 18 + 16"),
        1
    );
}
