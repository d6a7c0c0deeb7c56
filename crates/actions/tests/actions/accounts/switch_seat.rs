//! `accounts.switch_seat`

use actions::Error;
use actions::accounts::switch_seat::switch_seat;
use domain::accounts::Held;
use kernel::{Role, Seat};
use rstest::rstest;
use store::accounts::sessions;
use store::journal::Subject;
use testkit::{Engine, Town};

#[rstest]
fn a_person_acts_in_another_of_their_seats(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let (school, bureau) = (town.offices().city_school.id, town.offices().city_education.id);
    let actor = town.actor(Role::Applicant, school);
    let person = actor.person().unwrap();
    let other = town.seat(person, Role::Expert, bureau).seat().unwrap();
    let tokens = town.session(&actor);
    let session = town.read(|rx| sessions::find(rx, &tokens.token)).unwrap();
    town.by(&actor, |tx| switch_seat(tx, &session, other)).unwrap();
    let now = town.read(|rx| sessions::find(rx, &tokens.token)).unwrap();
    assert_eq!(now.seat, other);
    let kinds = town.kinds(&Subject::of(person));
    assert_eq!(kinds.last().unwrap(), "accounts.switch_seat");
}

#[rstest]
fn a_seat_that_is_not_held_today_does_not_exist(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let (school, bureau) = (town.offices().city_school.id, town.offices().city_education.id);
    let actor = town.actor(Role::Applicant, school);
    let person = actor.person().unwrap();
    let ended = Seat {
        role: Role::Expert,
        office: bureau,
    };
    let held = Held {
        seat: ended,
        since: "2020-01-01".parse().unwrap(),
        until: Some("2022-07-31".parse().unwrap()),
    };
    town.program(|tx| store::accounts::add_seat(tx, person, &held));
    let never = Seat {
        role: Role::TitleOffice,
        office: bureau,
    };
    let tokens = town.session(&actor);
    let session = town.read(|rx| sessions::find(rx, &tokens.token)).unwrap();
    for seat in [ended, never] {
        let outcome = town.by(&actor, |tx| switch_seat(tx, &session, seat));
        assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
    }
    let now = town.read(|rx| sessions::find(rx, &tokens.token)).unwrap();
    assert_eq!(Some(now.seat), actor.seat());
}
