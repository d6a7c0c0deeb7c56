//! `accounts.sign_out`

use actions::accounts::sign_out::sign_out;
use kernel::Role;
use rstest::rstest;
use store::accounts::sessions;
use store::journal::Subject;
use testkit::{Engine, Town};

#[rstest]
fn only_this_session_ends(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let actor = town.actor(Role::Applicant, town.offices().city_school.id);
    let (phone, desk) = (town.session(&actor), town.session(&actor));
    let session = town.read(|rx| sessions::find(rx, &phone.token)).unwrap();
    town.by(&actor, |tx| sign_out(tx, &session)).unwrap();
    assert_eq!(town.read(|rx| sessions::find(rx, &phone.token)), None);
    assert!(town.read(|rx| sessions::find(rx, &desk.token)).is_some());
    let kinds = town.kinds(&Subject::of(actor.person().unwrap()));
    assert_eq!(kinds.last().unwrap(), "accounts.sign_out");
}
