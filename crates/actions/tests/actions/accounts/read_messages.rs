//! `accounts.read_messages`

use actions::accounts::read_messages::read_messages;
use actions::{Error, Result};
use kernel::{Actor, Role};
use rstest::rstest;
use store::journal::Subject;
use testkit::{Engine, Town};

#[rstest]
fn only_ones_own_messages_are_marked_and_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let school = town.offices().city_school.id;
    let (actor, other) = (
        town.actor(Role::Applicant, school),
        town.actor(Role::Applicant, school),
    );
    for actor in [&actor, &other] {
        let person = actor.person().unwrap();
        town.program(|tx| store::notices::send(tx, person, &Subject::of(person), "请补正"));
    }
    town.by(&actor, read_messages).unwrap();
    town.by(&actor, read_messages).unwrap();
    let unread = |actor: &Actor| town.read(|rx| store::notices::unread(rx, actor.person().unwrap()));
    assert_eq!((unread(&actor), unread(&other)), (0, 1));
    let kinds = town.kinds(&Subject::of(actor.person().unwrap()));
    assert_eq!(kinds, ["accounts.add_person", "accounts.read_messages"]);
    let nobody: Result<()> = town.by(&Actor::Public, read_messages);
    assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
}
