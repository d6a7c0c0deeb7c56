//! `accounts.register`, `accounts.confirm_member`, `accounts.decline_member`

use actions::Error;
use actions::accounts::confirm_member::confirm_member;
use actions::accounts::decline_member::decline_member;
use actions::accounts::register::{Register, register};
use actions::accounts::sign_in::{Attempt, Begun, sign_in};
use kernel::{PersonId, Role};
use rstest::rstest;
use store::accounts::requests;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

const PASSWORD: &str = "望仙坡上的木棉树2022";

fn form(town: &Town) -> Register {
    let somebody = town.somebody();
    Register {
        name: somebody.name,
        identity: somebody.identity,
        phone: somebody.phone,
        unit: town.offices().city_school.name.clone(),
        password: PASSWORD.to_owned(),
        address: None,
    }
}

fn waiting(town: &Town) -> Vec<PersonId> {
    let school = town.offices().city_school.id;
    let requests = town.read(|rx| requests::of_office(rx, school));
    requests.iter().map(|request| request.person).collect()
}

fn signs_in(town: &Town, phone: &str) -> Result<Begun, Error> {
    let attempt = Attempt {
        account: phone,
        password: PASSWORD,
        address: None,
    };
    sign_in(&town.house, &attempt)
}

#[rstest]
fn a_registered_person_signs_in_once_their_unit_has_confirmed_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let school = town.offices().city_school.id;
    let examiner = town.actor(Role::UnitExaminer, school);
    let stranger = town.actor(Role::UnitExaminer, town.offices().qingxiu.school.id);
    let form = form(&town);
    register(&town.house, &form).unwrap();
    let person = waiting(&town)[0];
    assert_eq!(
        town.inbox(examiner.person().unwrap()),
        ["有人注册为本单位申报人，请核对身份后确认"]
    );
    let early = refused(signs_in(&town, &form.phone)).to_string();
    assert_eq!(early, "该账号目前没有任职岗位，不能登录");

    let outcome = town.by(&stranger, |tx| confirm_member(tx, person));
    assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
    town.by(&examiner, |tx| confirm_member(tx, person)).unwrap();
    assert!(matches!(signs_in(&town, &form.phone), Ok(Begun::Session(_))));
    let stored = town.read(|rx| store::accounts::person(rx, person));
    assert_eq!(
        (stored.identity, stored.phone),
        (form.identity.clone(), form.phone.clone())
    );
    let journal = town.journal(&Subject::of(person));
    assert_eq!(journal[0].kind, "accounts.register");
    assert!(
        journal
            .iter()
            .all(|entry| !entry.body.contains(form.identity.as_str()))
    );
    let again = town.by(&examiner, |tx| confirm_member(tx, person));
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
}

#[rstest]
fn a_known_number_changes_nothing_and_answers_the_same(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let known = town.person();
    let mut same_identity = form(&town);
    same_identity.identity = known.identity.clone();
    register(&town.house, &same_identity).unwrap();
    let mut first = form(&town);
    register(&town.house, &first).unwrap();
    first.identity = form(&town).identity;
    register(&town.house, &first).unwrap();
    assert_eq!(
        town.count("people"),
        2,
        "the known person and the first to register"
    );
    assert_eq!(waiting(&town).len(), 1);
}

#[rstest]
fn a_declined_person_may_register_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let examiner = town.actor(Role::UnitExaminer, town.offices().city_school.id);
    let form = form(&town);
    register(&town.house, &form).unwrap();
    let person = waiting(&town)[0];
    town.by(&examiner, |tx| decline_member(tx, person)).unwrap();
    assert!(waiting(&town).is_empty());
    register(&town.house, &form).unwrap();
    assert_ne!(waiting(&town)[0], person);
}

#[rstest]
fn everything_wrong_is_told_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let mut wrong = form(&town);
    wrong.phone = "1380771".to_owned();
    wrong.unit = "没有这个学校".to_owned();
    wrong.password = "123456".to_owned();
    let refusals = refused(register(&town.house, &wrong));
    let fields: Vec<&str> = refusals
        .all()
        .iter()
        .filter_map(|refusal| refusal.field.as_deref())
        .collect();
    assert_eq!(fields, ["phone", "unit", "password"]);
    assert_eq!(town.count("people"), 0);
}
