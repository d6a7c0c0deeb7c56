//! `accounts.sign_in`

use std::thread;

use actions::accounts::add_person::{AddPerson, add_person};
use actions::accounts::guard::{ADDRESS_FAILURES_PER_HOUR, FAILURES_BEFORE_LOCK, LOCK_MINUTES};
use actions::accounts::sign_in::{Attempt, Begun, SignedIn, sign_in};
use domain::accounts::{Held, Person};
use kernel::{OfficeId, Role, Seat};
use rstest::rstest;
use store::accounts::failures::Whose;
use store::accounts::sessions;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

const PASSWORD: &str = "望仙坡上的木棉树2022";

fn teacher(town: &Town) -> Person {
    let school = town.offices().qingxiu.school.id;
    town.account(Role::Applicant, school, PASSWORD).0
}

fn attempt(town: &Town, account: &str, password: &str, address: Option<&str>) -> actions::Result<SignedIn> {
    let attempt = Attempt {
        account,
        password,
        address: address.map(|address| address.parse().unwrap()),
    };
    match sign_in(&town.house, &attempt)? {
        Begun::Session(signed_in) => Ok(signed_in),
        Begun::CodeDue { .. } => panic!("nobody here has a second factor"),
    }
}

fn sentence(town: &Town, account: &str, password: &str) -> String {
    refused(attempt(town, account, password, None)).to_string()
}

#[rstest]
fn the_right_password_begins_a_session(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let person = teacher(&town);
    let signed_in = attempt(&town, &person.account, PASSWORD, None).unwrap();
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
    attempt(&town, &person.account, PASSWORD, None).unwrap();
}

#[rstest]
fn a_lock_does_not_tell_whether_there_is_such_an_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = teacher(&town);
    let answers = |account: &str| -> Vec<String> {
        (0..=FAILURES_BEFORE_LOCK)
            .map(|_| sentence(&town, account, "不对的密码一二三四"))
            .collect()
    };
    assert_eq!(answers("没有这个账号"), answers(&person.account));
    assert!(answers("没有这个账号")[0].starts_with("连续输错5次"));
}

#[rstest]
fn an_address_may_fail_so_often_an_hour_whatever_the_accounts(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = teacher(&town);
    // Sixty real guesses would hash sixty passwords.
    for _ in 0..ADDRESS_FAILURES_PER_HOUR {
        let address = "203.0.113.7".parse().unwrap();
        town.program(|tx| store::accounts::failures::count(tx, Whose::Address(address)));
    }
    let from = |address: &str| attempt(&town, &person.account, PASSWORD, Some(address));
    let answer = refused(from("203.0.113.7")).to_string();
    assert_eq!(answer, "您所在的网络尝试次数过多，暂时不能办理");
    from("203.0.113.8").unwrap();
    town.pass_minutes(60);
    from("203.0.113.7").unwrap();
    refused(attempt(&town, "nobody", PASSWORD, Some("203.0.113.7")));
    let counted = town.read(|rx| {
        let address = "203.0.113.7".parse().unwrap();
        store::accounts::failures::of(rx, Whose::Address(address))
    });
    assert_eq!(counted.count, 1, "a failure counts for its address");
}

#[rstest]
fn a_success_forgets_earlier_failures(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let person = teacher(&town);
    for _ in 0..2 {
        for _ in 1..FAILURES_BEFORE_LOCK {
            sentence(&town, &person.account, "不对的密码一二三四");
        }
        attempt(&town, &person.account, PASSWORD, None).unwrap();
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
    match attempt(town, &cmd.person.account, PASSWORD, None) {
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
