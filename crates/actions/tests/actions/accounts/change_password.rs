//! `accounts.change_password`

use actions::accounts::change_password::change_password;
use actions::accounts::guard::FAILURES_BEFORE_LOCK;
use actions::accounts::sign_in::{Attempt, sign_in};
use domain::accounts::Person;
use kernel::{Actor, Role};
use rstest::rstest;
use store::accounts::sessions;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

const OLD: &str = "望仙坡上的木棉树2022";
const NEW: &str = "邕江边的朱槿花2022";

fn teacher(town: &Town) -> (Person, Actor) {
    town.account(Role::Applicant, town.offices().city_school.id, OLD)
}

fn signs_in(town: &Town, person: &Person, password: &str) -> bool {
    let attempt = Attempt {
        account: &person.account,
        password,
        address: None,
    };
    sign_in(&town.house, &attempt).is_ok()
}

#[rstest]
fn the_new_password_counts_and_other_sessions_end(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let (person, actor) = teacher(&town);
    let (here, elsewhere) = (town.session(&actor), town.session(&actor));
    let find = |token: &str| town.read(|rx| sessions::find(rx, token));
    let session = find(&here.token).unwrap();
    change_password(&town.house, &session, OLD, NEW).unwrap();
    assert!(find(&here.token).is_some() && find(&elsewhere.token).is_none());
    assert!(!signs_in(&town, &person, OLD) && signs_in(&town, &person, NEW));
    let entries = town.journal(&Subject::of(person.id));
    let changed = entries
        .iter()
        .find(|entry| entry.kind == "accounts.change_password")
        .unwrap();
    assert_eq!(changed.body, r#"{"changed":true,"ended_sessions":1}"#);
}

#[rstest]
fn wrong_same_and_weak_passwords_are_refused_at_their_fields(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let (person, actor) = teacher(&town);
    let token = town.session(&actor).token;
    let session = town.read(|rx| sessions::find(rx, &token)).unwrap();
    let refusal = |present, new| {
        let refusals = refused(change_password(&town.house, &session, present, new));
        let first = refusals.all()[0].clone();
        (first.field.unwrap().into_owned(), first.sentence.into_owned())
    };
    assert_eq!(refusal(OLD, "123456").0, "new");
    assert_eq!(
        refusal(OLD, OLD),
        ("new".to_owned(), "新密码与现在的密码相同".to_owned())
    );
    for _ in 0..FAILURES_BEFORE_LOCK {
        assert_eq!(
            refusal("不是这个密码吧", NEW),
            ("present".to_owned(), "现在的密码不正确".to_owned())
        );
    }
    assert!(
        refusal(OLD, NEW).1.starts_with("连续输错5次"),
        "guessing here locks too"
    );
    assert!(!signs_in(&town, &person, OLD));
}
