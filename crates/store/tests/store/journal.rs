//! One hash chain per subject, and what it notices.

use std::thread;
use std::time::Duration;

use kernel::Actor;
use rstest::rstest;
use store::journal::{Subject, check_chain, record};
use store::{Error, Tx};
use testkit::{Engine, Town};

fn subject(town: &Town) -> Subject {
    Subject::of(town.program(|tx| Ok(tx.new_id::<kernel::kinds::Application>())))
}

fn three_entries(town: &Town) -> Subject {
    let subject = subject(town);
    for step in ["one", "two", "three"] {
        town.program(|tx| record(tx, &subject, "tests.step", &step, Some("pack-hash")));
        town.pass_minutes(1);
    }
    subject
}

#[rstest]
fn entries_are_kept_in_order_with_who_and_when(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let subject = three_entries(&town);
    let entries = town.journal(&subject);
    let bodies: Vec<&str> = entries.iter().map(|entry| entry.body.as_str()).collect();
    assert_eq!(bodies, ["\"one\"", "\"two\"", "\"three\""]);
    assert_eq!(entries[0].previous, "");
    assert_eq!(entries[2].previous, entries[1].hash);
    assert_eq!(entries[1].actor, Actor::Program);
    assert_eq!(entries[1].at.minute_text(), "2022-08-01 09:01");
    assert_eq!(entries[1].pack.as_deref(), Some("pack-hash"));
    assert_eq!(town.read(|rx| check_chain(rx, &subject)), 3);
}

#[rstest]
#[case::another_fact("UPDATE journal SET body = '\"2\"' WHERE seq = 2")]
#[case::another_time("UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 2")]
#[case::another_actor("UPDATE journal SET actor = '\"public\"' WHERE seq = 2")]
#[case::another_pack("UPDATE journal SET pack = NULL WHERE seq = 2")]
#[case::one_cut_out("DELETE FROM journal WHERE seq = 2")]
#[case::one_cut_out_and_closed_up(
    "DELETE FROM journal WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3"
)]
fn a_chain_that_was_tampered_with_does_not_fit(
    #[case] statements: &str,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut town = Town::new(engine);
    let subject = three_entries(&town);
    town.tamper(statements);
    let checked = town.house.read(|rx| check_chain(rx, &subject));
    let Err(Error::Broken(text)) = checked else {
        panic!("{statements} was not noticed: {checked:?}");
    };
    assert!(text.contains("entry 2 does not fit"), "{text}");
}

#[test]
fn of_two_writers_at_one_place_the_later_is_told_to_look_again() {
    let town = Town::new(Engine::Postgres);
    let subject = subject(&town);
    let other_node = town.another_node(7);
    let waiting = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let add = |tx: &mut Tx<'_>| record(tx, &subject, "tests.step", &"one", None);
    let later = thread::scope(|scope| {
        town.program(|tx| {
            add(tx)?;
            let later = scope.spawn(|| other_node.change(&Actor::Program, add));
            while town.count(waiting) == 0 {
                thread::sleep(Duration::from_millis(5));
            }
            Ok(later)
        })
        .join()
        .unwrap()
    });
    assert!(matches!(later, Err(Error::Stale)), "{later:?}");
    assert_eq!(town.kinds(&subject).len(), 1);
}
