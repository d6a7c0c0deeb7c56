//! In-app messages.

use rstest::rstest;
use store::journal::Subject;
use store::notices;
use testkit::{Engine, Town};

#[rstest]
fn everybody_reads_their_own_messages_newest_first(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let (one, other) = (town.person(), town.person());
    let about = Subject::of(one.id);
    for text in ["请补正", "已受理"] {
        town.program(|tx| notices::send(tx, one.id, &about, text));
        town.pass_minutes(1);
    }
    let inbox = town.read(|rx| notices::inbox(rx, one.id, 10));
    let texts: Vec<&str> = inbox.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["已受理", "请补正"]);
    assert_eq!(inbox[0].about, about);
    assert!(!inbox[0].read);
    assert_eq!(town.inbox(one.id), ["请补正", "已受理"]);
    assert_eq!(town.read(|rx| notices::inbox(rx, one.id, 1)).len(), 1);
    assert_eq!(town.read(|rx| notices::unread(rx, one.id)), 2);

    town.program(|tx| notices::mark_read(tx, one.id));
    assert_eq!(town.read(|rx| notices::unread(rx, one.id)), 0);
    assert!(
        town.read(|rx| notices::inbox(rx, one.id, 10))
            .iter()
            .all(|message| message.read)
    );
    assert_eq!(town.inbox(other.id), Vec::<String>::new());
}
