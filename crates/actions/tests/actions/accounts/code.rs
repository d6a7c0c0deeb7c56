//! `accounts.begin_code`, `accounts.confirm_code`, `accounts.answer_code`, `accounts.remove_code`

use actions::Error;
use actions::accounts::answer_code::{HALF_MINUTES, answer_code};
use actions::accounts::begin_code::begin_code;
use actions::accounts::code::RECOVERY_CODES;
use actions::accounts::confirm_code::confirm_code;
use actions::accounts::guard::{FAILURES_BEFORE_LOCK, LOCK_MINUTES};
use actions::accounts::remove_code::remove_code;
use actions::accounts::sign_in::{Attempt, Begun, sign_in};
use domain::accounts::Person;
use kernel::{Actor, Role};
use rstest::rstest;
use store::accounts::{second_factors, sessions};
use store::journal::Subject;
use testkit::{Engine, Town, refused};
use totp_rs::Builder;

const PASSWORD: &str = "望仙坡上的木棉树2022";

struct Expert {
    person: Person,
    actor: Actor,
    recovery: Vec<String>,
}

/// What the person's telephone shows now.
fn shown(town: &Town, actor: &Actor) -> String {
    let factor = town
        .read(|rx| second_factors::find(rx, actor.person().unwrap()))
        .unwrap();
    let totp = Builder::new().with_secret(factor.secret).build().unwrap();
    let seconds = u64::try_from(town.now().as_millis() / 1_000).unwrap();
    totp.generate(seconds).to_string()
}

/// An expert whose second factor counts.
fn expert(town: &Town) -> Expert {
    let (person, actor) = town.account(Role::Expert, town.offices().city_education.id, PASSWORD);
    town.by(&actor, begin_code).unwrap();
    let code = shown(town, &actor);
    let recovery = town.by(&actor, |tx| confirm_code(tx, &code)).unwrap();
    town.pass_minutes(1);
    Expert {
        person,
        actor,
        recovery,
    }
}

fn half(town: &Town, person: &Person) -> String {
    let attempt = Attempt {
        account: &person.account,
        password: PASSWORD,
        address: None,
    };
    match sign_in(&town.house, &attempt).unwrap() {
        Begun::CodeDue { token } => token,
        Begun::Session(_) => panic!("signed in without a code"),
    }
}

#[rstest]
fn the_password_alone_begins_no_session_and_a_code_counts_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let expert = expert(&town);
    let token = half(&town, &expert.person);
    assert_eq!(town.count("sessions"), 0);
    let code = shown(&town, &expert.actor);
    let begun = answer_code(&town.house, &token, &code, None).unwrap();
    assert_eq!(begun.person, expert.person.id);
    assert!(town.read(|rx| sessions::find(rx, &begun.token)).is_some());
    let again = refused(answer_code(&town.house, &token, &code, None)).to_string();
    assert!(again.contains("已经用过"), "the half sign-in is used up: {again}");
    let replayed = refused(answer_code(
        &town.house,
        &half(&town, &expert.person),
        &code,
        None,
    ));
    assert_eq!(replayed.to_string(), "验证码不正确或已经用过");
}

#[rstest]
fn each_recovery_code_counts_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let expert = expert(&town);
    assert_eq!(expert.recovery.len(), RECOVERY_CODES);
    let lost = expert.recovery[0].to_lowercase();
    answer_code(&town.house, &half(&town, &expert.person), &lost, None).unwrap();
    refused(answer_code(
        &town.house,
        &half(&town, &expert.person),
        &lost,
        None,
    ));
    let person = expert.person.id;
    assert_eq!(town.read(|rx| second_factors::recovery_codes_left(rx, person)), 7);
    for entry in town.journal(&Subject::of(person)) {
        assert!(!entry.body.contains(&expert.recovery[1]), "{}", entry.body);
    }
}

#[rstest]
fn guessing_codes_locks_and_half_a_sign_in_ends(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let expert = expert(&town);
    let token = half(&town, &expert.person);
    for _ in 0..FAILURES_BEFORE_LOCK {
        refused(answer_code(&town.house, &token, "000000", None));
    }
    let code = shown(&town, &expert.actor);
    let locked = refused(answer_code(&town.house, &token, &code, None)).to_string();
    assert!(locked.starts_with("连续输错5次"), "{locked}");
    town.pass_minutes(LOCK_MINUTES.max(HALF_MINUTES) + 1);
    let code = shown(&town, &expert.actor);
    refused(answer_code(&town.house, &token, &code, None));
    answer_code(&town.house, &half(&town, &expert.person), &code, None).unwrap();
}

#[rstest]
fn an_unconfirmed_factor_does_not_count_and_removing_needs_a_code(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let (person, actor) = town.account(Role::Expert, town.offices().city_education.id, PASSWORD);
    let plain = Attempt {
        account: &person.account,
        password: PASSWORD,
        address: None,
    };
    town.by(&actor, begin_code).unwrap();
    refused(town.by(&actor, |tx| confirm_code(tx, "000000")));
    assert!(matches!(sign_in(&town.house, &plain).unwrap(), Begun::Session(_)));
    let none = remove_code(&town.house, &actor, "000000");
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");

    let code = shown(&town, &actor);
    town.by(&actor, |tx| confirm_code(tx, &code)).unwrap();
    assert!(matches!(
        sign_in(&town.house, &plain).unwrap(),
        Begun::CodeDue { .. }
    ));
    refused(town.by(&actor, begin_code));
    refused(remove_code(&town.house, &actor, "000000"));
    town.pass_minutes(1);
    let code = shown(&town, &actor);
    remove_code(&town.house, &actor, &code).unwrap();
    assert!(matches!(sign_in(&town.house, &plain).unwrap(), Begun::Session(_)));
}
