//! Messages are queued with their change, taken by one worker at a time, tried again and set aside.

use std::collections::BTreeSet;
use std::thread;

use rstest::rstest;
use serde::{Deserialize, Serialize};
use store::outbox::{self, Job, Message};
use store::{Error, House};
use testkit::{Engine, Town};

#[derive(Debug, Serialize, Deserialize)]
struct Ring {
    bell: u32,
}

impl Job for Ring {
    const TOPIC: &'static str = "tests.ring";
}

fn queue(town: &Town, bells: std::ops::Range<u32>) {
    town.program(|tx| {
        let now = tx.now();
        bells
            .into_iter()
            .try_for_each(|bell| outbox::queue(tx, &Ring { bell }, now, None))
    });
}

fn take(house: &House, limit: i64) -> Vec<Message> {
    outbox::take(house, limit).unwrap()
}

#[rstest]
fn a_message_waits_for_its_moment_and_is_done_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let moment = town.now().plus_hours(24);
    town.program(|tx| outbox::queue(tx, &Ring { bell: 1 }, moment, None));
    assert_eq!(take(&town.house, 10), []);
    assert_eq!(town.read(outbox::next_run), Some(moment));
    town.pass_days(1);
    assert_eq!(town.read(outbox::backlog), (1, 0));
    let taken = take(&town.house, 10);
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].topic.as_str(), taken[0].attempts), ("tests.ring", 1));
    assert_eq!(serde_json::from_str::<Ring>(&taken[0].body).unwrap().bell, 1);
    town.program(|tx| outbox::done(tx, &taken[0]));
    town.pass_days(1);
    assert_eq!(take(&town.house, 10), []);
    assert_eq!(town.read(outbox::next_run), None);
}

#[rstest]
fn two_workers_never_hold_the_same_message(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    queue(&town, 0..60);
    let nodes = [town.another_node(1), town.another_node(2)];
    let drain = |house: &House| {
        let mut held = Vec::new();
        loop {
            let taken = take(house, 3);
            if taken.is_empty() {
                return held;
            }
            held.extend(taken.into_iter().map(|message| message.id));
        }
    };
    let held: Vec<Vec<String>> = thread::scope(|scope| {
        let workers = nodes.each_ref().map(|node| scope.spawn(|| drain(node)));
        workers.map(|worker| worker.join().unwrap()).into()
    });
    let all: BTreeSet<&String> = held.iter().flatten().collect();
    assert_eq!(all.len(), 60);
    assert_eq!(held[0].len() + held[1].len(), 60);
}

#[rstest]
fn a_worker_that_died_gives_its_message_back_after_a_minute(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    queue(&town, 0..1);
    let first = take(&town.house, 1);
    assert_eq!(take(&town.house, 1), []);
    town.pass_minutes(1);
    let again = take(&town.house, 1);
    assert_eq!(again[0].id, first[0].id);
    assert_eq!(again[0].attempts, 2);
    let late = town.by(&kernel::Actor::Program, |tx| outbox::done(tx, &first[0]));
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    town.program(|tx| outbox::failed(tx, &first[0], "太迟了", true));
    town.program(|tx| outbox::done(tx, &again[0]));
    assert_eq!(town.count("outbox WHERE state = 'done'"), 1);
}

#[rstest]
fn what_was_done_long_ago_is_swept(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    queue(&town, 0..2);
    let first = take(&town.house, 1);
    town.program(|tx| outbox::done(tx, &first[0]));
    town.pass_days(1);
    let moment = town.now();
    assert_eq!(town.program(|tx| outbox::sweep(tx, moment)), 1);
    assert_eq!(take(&town.house, 2).len(), 1);
}

#[rstest]
fn failures_wait_longer_each_time_and_are_set_aside_at_last(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    queue(&town, 0..1);
    let mut pauses = Vec::new();
    loop {
        let taken = take(&town.house, 1);
        let Some(message) = taken.first() else { break };
        town.program(|tx| outbox::failed(tx, message, "铃坏了", false));
        let Some(next) = town.read(outbox::next_run) else {
            break;
        };
        pauses.push((next.as_millis() - town.now().as_millis()) / 1000);
        town.clock.set(next);
    }
    assert_eq!(pauses, [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600]);
    assert_eq!(town.read(outbox::backlog), (0, 1));
}

#[rstest]
fn what_cannot_succeed_is_set_aside_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    queue(&town, 0..1);
    let taken = take(&town.house, 1);
    town.program(|tx| outbox::failed(tx, &taken[0], "没有这口钟", true));
    town.pass_days(1);
    assert_eq!(take(&town.house, 1), []);
    assert_eq!(
        town.count("outbox WHERE state = 'set_aside' AND note = '没有这口钟'"),
        1
    );
}

#[rstest]
fn the_same_key_is_queued_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let now = town.now();
    for bell in 1..=2 {
        town.program(|tx| outbox::queue(tx, &Ring { bell }, now, Some("ring-2022-08-01")));
    }
    assert_eq!(town.count("outbox"), 1);
}

#[rstest]
fn a_change_that_fails_queues_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let outcome: store::Result<()> = town.by(&kernel::Actor::Program, |tx| {
        let now = tx.now();
        outbox::queue(tx, &Ring { bell: 1 }, now, None)?;
        Err(Error::NotFound)
    });
    assert!(matches!(outcome, Err(Error::NotFound)));
    assert_eq!(town.count("outbox"), 0);
}
