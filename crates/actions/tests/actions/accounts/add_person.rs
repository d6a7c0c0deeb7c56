//! `accounts.add_person`

use actions::Error;
use actions::accounts::add_person::{AddPerson, add_person};
use domain::accounts::{Held, Person};
use kernel::{Actor, Role, Seat};
use rstest::rstest;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

fn add(person: Person) -> AddPerson {
    AddPerson {
        person,
        password: None,
        seats: Vec::new(),
    }
}

#[rstest]
fn a_person_is_added_with_seats_and_the_journal_tells_no_personal_data(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let office = town.offices().city_school.id;
    let admin = town.actor(Role::SystemAdmin, office);
    let person = town.somebody();
    let held = Held {
        seat: Seat {
            role: Role::Applicant,
            office,
        },
        since: town.today(),
        until: None,
    };
    let cmd = AddPerson {
        seats: vec![held],
        ..add(person.clone())
    };
    town.by(&admin, |tx| add_person(tx, &cmd)).unwrap();
    assert_eq!(town.read(|rx| store::accounts::person(rx, person.id)), person);
    assert!(town.read(|rx| store::accounts::holds_seat(rx, person.id, held.seat)));
    let entries = town.journal(&Subject::of(person.id));
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].kind.as_str(), entries[0].actor),
        ("accounts.add_person", admin)
    );
    for secret in [person.identity.as_str(), &person.phone, &person.name] {
        assert!(!entries[0].body.contains(secret), "{}", entries[0].body);
    }
}

#[rstest]
fn what_is_taken_or_has_the_wrong_shape_is_refused_at_its_field(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let known = town.person();
    let mut same_identity = add(town.somebody());
    same_identity.person.identity = known.identity.clone();
    let mut same_account = add(town.somebody());
    same_account.person.account.clone_from(&known.account);
    let mut short_phone = add(town.somebody());
    short_phone.person.phone = "1380771".to_owned();
    let mut weak_password = add(town.somebody());
    weak_password.password = Some("123456".to_owned());
    for (cmd, field, sentence) in [
        (same_identity, "identity", "该身份证号码已有账号"),
        (same_account, "account", "该登录名已被使用"),
        (short_phone, "phone", "手机号码应为以1开头的11位数字"),
        (
            weak_password,
            "password",
            "密码应为10至128个字符，且不能由同一字符重复组成",
        ),
    ] {
        let refusals = refused(town.by(&Actor::Program, |tx| add_person(tx, &cmd)));
        let refusal = &refusals.all()[0];
        assert_eq!(refusal.field.as_deref(), Some(field));
        assert_eq!(refusal.sentence, sentence);
    }
    assert_eq!(town.count("people"), 1);
}

#[rstest]
fn only_a_system_administrator_adds_people(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let officer = town.actor(Role::TitleOffice, town.offices().city_hrss.id);
    let cmd = add(town.somebody());
    let outcome = town.by(&officer, |tx| add_person(tx, &cmd));
    assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
}
