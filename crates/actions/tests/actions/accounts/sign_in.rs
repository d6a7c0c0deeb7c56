//! `accounts.sign_in`

use std::thread;

use actions::accounts::add_person::{AddPerson, add_person};
use actions::accounts::sign_in::{FAILURES_BEFORE_LOCK, LOCK_MINUTES, sign_in};
use domain::accounts::{Held, Person};
use kernel::{OfficeId, Role, Seat};
use rstest::rstest;
use store::accounts::sessions;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

const PASSWORD: &str = "望仙坡上的木棉树2022";

fn teacher(town: &Town) -> Person {
    let school = town.offices().qingxiu.school.id;
    town.account(Role::Applicant, school, PASSWORD).0
}

fn sentence(town: &Town, account: &str, password: &str) -> String {
    refused(sign_in(&town.house, account, password)).to_string()
}

#[rstest]
fn the_right_password_begins_a_session(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let person = teacher(&town);
    let signed_in = sign_in(&town.house, &person.account, PASSWORD).unwrap();
    assert_eq!(signed_in.person, person.id);
    assert_eq!(signed_in.seat.role, Role::Applicant);
    let session = town.read(|rx| sessions::find(rx, &signed_in.token)).unwrap();
    assert_eq!((session.person, session.seat), (person.id, signed_in.seat));
    assert_eq!(signed_in.token.len(), 43, "32 bytes of chance");
    let entries = town.journal(&Subject::of(person.id));
    assert_eq!(entries.last().unwrap().kind, "accounts.sign_in");
    assert_eq!(entries.last().unwrap().body, r#"{"signed_in":true,"failures":0}"#);
}

#[rstest]
fn a_wrong_password_an_unknown_account_and_no_password_sound_the_same(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = teacher(&town);
    let without_password = town.person();
    let wrong = sentence(&town, &person.account, "望仙坡上的木棉花2022");
    assert_eq!(wrong, "登录名或密码不正确");
    assert_eq!(sentence(&town, "nobody", PASSWORD), wrong);
    assert_eq!(sentence(&town, &without_password.account, ""), wrong);
    assert_eq!(town.count("sessions"), 0);
    let entries = town.journal(&Subject::of(person.id));
    assert_eq!(
        entries.last().unwrap().body,
        r#"{"signed_in":false,"failures":1}"#
    );
}

#[rstest]
fn five_failures_lock_the_account_for_a_quarter_of_an_hour(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = teacher(&town);
    for _ in 0..FAILURES_BEFORE_LOCK {
        assert_eq!(
            sentence(&town, &person.account, "不对的密码一二三四"),
            "登录名或密码不正确"
        );
    }
    let locked = "连续输错5次，账号已锁定至2022-08-01 09:15";
    assert_eq!(sentence(&town, &person.account, PASSWORD), locked);
    town.pass_minutes(LOCK_MINUTES);
    sign_in(&town.house, &person.account, PASSWORD).unwrap();
}

#[rstest]
fn a_success_forgets_earlier_failures(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let person = teacher(&town);
    for _ in 0..2 {
        for _ in 1..FAILURES_BEFORE_LOCK {
            sentence(&town, &person.account, "不对的密码一二三四");
        }
        sign_in(&town.house, &person.account, PASSWORD).unwrap();
    }
}

#[rstest]
fn guesses_made_at_the_same_moment_all_count(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let person = teacher(&town);
    thread::scope(|scope| {
        for _ in 0..FAILURES_BEFORE_LOCK {
            scope.spawn(|| sentence(&town, &person.account, "不对的密码一二三四"));
        }
    });
    let sentence = sentence(&town, &person.account, PASSWORD);
    assert!(sentence.starts_with("连续输错5次"), "{sentence}");
}

fn sign_in_with_seat(town: &Town, office: OfficeId, since: &str, until: Option<&str>) -> String {
    let cmd = AddPerson {
        person: town.somebody(),
        password: Some(PASSWORD.to_owned()),
        seats: vec![Held {
            seat: Seat {
                role: Role::Supervisor,
                office,
            },
            since: since.parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
        }],
    };
    town.program(|tx| add_person(tx, &cmd));
    match sign_in(&town.house, &cmd.person.account, PASSWORD) {
        Ok(signed_in) => signed_in.seat.role.code().to_owned(),
        Err(error) => error.to_string(),
    }
}

#[rstest]
fn who_holds_no_seat_today_does_not_come_in(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let school = town.offices().qingxiu.school.id;
    let none = "该账号目前没有任职岗位，不能登录";
    let with_seat = |since, until| sign_in_with_seat(&town, school, since, until);
    assert_eq!(with_seat("2020-01-01", Some("2022-07-31")), none);
    assert_eq!(with_seat("2022-08-02", None), none);
    assert_eq!(with_seat("2022-08-01", Some("2022-08-01")), "supervisor");
    assert_eq!(town.count("sessions"), 1);
}
