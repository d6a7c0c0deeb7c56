//! Sessions live in rows, so that every node knows them.

use kernel::Role;
use rstest::rstest;
use store::accounts::sessions;
use testkit::{Engine, Town};

#[rstest]
fn a_session_is_known_by_its_token_on_every_node_until_it_ends(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let actor = town.actor(Role::Department, town.offices().city_education.id);
    let tokens = town.session(&actor);
    let find = || {
        town.another_node(3)
            .read(|rx| sessions::find(rx, &tokens.token))
            .unwrap()
    };
    let session = find().unwrap();
    assert_eq!(Some(session.person), actor.person());
    assert_eq!(Some(session.seat), actor.seat());
    assert_ne!(session.token_digest, tokens.token, "the row holds no token");
    assert_eq!(
        town.count(&format!("sessions WHERE token_digest = '{}'", tokens.token)),
        0
    );

    town.pass_minutes(10);
    town.program(|tx| sessions::touch(tx, &session.token_digest));
    assert_eq!(find().unwrap().seen, town.now());
    assert_eq!(town.read(|rx| sessions::find(rx, "another token")), None);

    town.program(|tx| sessions::end(tx, &session.token_digest));
    assert_eq!(find(), None);
}

#[rstest]
fn sessions_not_used_since_a_moment_are_swept(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let actor = town.actor(Role::Department, town.offices().city_education.id);
    let old = town.session(&actor);
    town.pass_minutes(30);
    let used = town.session(&actor);
    let moment = town.now();
    assert_eq!(town.program(|tx| sessions::sweep(tx, moment)), 1);
    assert_eq!(town.read(|rx| sessions::find(rx, &old.token)), None);
    assert!(town.read(|rx| sessions::find(rx, &used.token)).is_some());
}
