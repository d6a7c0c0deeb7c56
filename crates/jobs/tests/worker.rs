//! The worker on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop the test where it goes wrong"
)]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actions::applications::request_correction::CorrectionDeadline;
use actions::publicity::post::PostingOver;
use jobs::housekeeping::{self, Housekeeping};
use jobs::{Handlers, Outcome, Printing, Task, Worker};
use kernel::Role;
use rstest::rstest;
use serde::{Deserialize, Serialize};
use store::journal::Subject;
use store::outbox::{self, Job};
use store::{Error, notices};
use testkit::{Engine, Town};

fn all() -> Handlers {
    jobs::all(Printing::new(Arc::new(testkit::signer()), "", ""))
}

#[derive(Debug, Serialize, Deserialize)]
struct Ring {
    bell: u32,
}

impl Job for Ring {
    const TOPIC: &'static str = "tests.ring";
}

#[derive(Debug, Serialize, Deserialize)]
struct Remind {
    person: kernel::PersonId,
}

impl Job for Remind {
    const TOPIC: &'static str = "tests.remind";
}

fn queue<J: Job>(town: &Town, job: &J) {
    let now = town.now();
    town.program(|tx| outbox::queue(tx, job, now, None));
}

fn worker(town: &Town, handlers: Handlers) -> Worker {
    Worker::new(town.house.clone(), handlers)
}

fn rings(
    answers: impl Fn(&Task<'_, Ring>) -> Outcome + Send + Sync + 'static,
) -> (Handlers, Arc<Mutex<Vec<u32>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ears = heard.clone();
    let handlers = Handlers::new().on(move |task: &Task<'_, Ring>| {
        ears.lock().unwrap().push(task.job.bell);
        answers(task)
    });
    (handlers, heard)
}

fn notes(town: &Town, state: &str, note: &str) -> i64 {
    town.count(&format!("outbox WHERE state = '{state}' AND note = '{note}'"))
}

#[rstest]
fn due_messages_are_handled_in_order_and_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let (handlers, heard) = rings(|_| Outcome::Done);
    let worker = worker(&town, handlers);
    for bell in 1..=3 {
        queue(&town, &Ring { bell });
        town.pass_minutes(1);
    }
    let later = town.now().plus_hours(1);
    town.program(|tx| outbox::queue(tx, &Ring { bell: 4 }, later, None));
    assert_eq!(worker.until_idle().unwrap(), 3);
    assert_eq!(*heard.lock().unwrap(), [1, 2, 3]);
    town.pass_minutes(60);
    assert_eq!(worker.until_idle().unwrap(), 1);
    assert_eq!(town.count("outbox WHERE state = 'done'"), 4);
}

#[rstest]
fn what_may_succeed_later_is_tried_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let (handlers, heard) = rings(|task| {
        if task.attempts() < 3 {
            Outcome::Retry("铃还没装好".to_owned())
        } else {
            Outcome::Done
        }
    });
    let worker = worker(&town, handlers);
    queue(&town, &Ring { bell: 1 });
    for _ in 0..3 {
        assert_eq!(worker.until_idle().unwrap(), 1);
        town.pass_minutes(1);
    }
    assert_eq!(heard.lock().unwrap().len(), 3);
    assert_eq!(town.read(outbox::backlog), (0, 0));
}

#[rstest]
fn what_cannot_succeed_is_set_aside_with_a_note(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let mut town = Town::new(engine);
    let (handlers, heard) = rings(|_| Outcome::GiveUp("没有这口钟".to_owned()));
    let worker = worker(&town, handlers);
    queue(&town, &Ring { bell: 1 });
    assert_eq!(worker.until_idle().unwrap(), 1);
    assert_eq!(notes(&town, "set_aside", "没有这口钟"), 1);

    queue(&town, &Ring { bell: 2 });
    town.tamper("UPDATE outbox SET body = '{\"bell\":\"two\"}' WHERE state = 'waiting'");
    worker.until_idle().unwrap();
    assert_eq!(town.read(outbox::backlog), (0, 2));
    assert_eq!(
        *heard.lock().unwrap(),
        [1],
        "what does not read as its job reaches no handler"
    );
}

#[rstest]
fn a_handler_that_panics_and_a_topic_without_handler_are_tried_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let (handlers, _) = rings(|_| panic!("the bell fell down"));
    let worker = worker(&town, handlers);
    queue(&town, &Ring { bell: 1 });
    let person = town.person().id;
    queue(&town, &Remind { person });
    assert_eq!(worker.until_idle().unwrap(), 2);
    assert_eq!(notes(&town, "waiting", "the handler panicked"), 1);
    assert_eq!(
        notes(&town, "waiting", "this program has no handler for the topic"),
        1
    );
}

fn remind(task: &Task<'_, Remind>) -> Outcome {
    let person = task.job.person;
    task.change(|tx| notices::send(tx, person, &Subject::of(person), "请于今日17时前提交"))
        .into()
}

#[rstest]
fn work_in_the_database_is_saved_with_the_mark_that_it_is_done(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = town.person().id;
    queue(&town, &Remind { person });
    let worker = worker(&town, Handlers::new().on(remind));
    assert_eq!(worker.until_idle().unwrap(), 1);
    assert_eq!(town.inbox(person), ["请于今日17时前提交"]);
    town.pass_days(1);
    assert_eq!(worker.until_idle().unwrap(), 0);
}

#[rstest]
fn a_worker_that_held_a_message_too_long_saves_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = town.person().id;
    queue(&town, &Remind { person });
    let quick = worker(&town, Handlers::new().on(remind));
    let clock = town.clock.clone();
    let slow = worker(
        &town,
        Handlers::new().on(move |task: &Task<'_, Remind>| {
            clock.advance_millis(61_000);
            assert_eq!(quick.until_idle().unwrap(), 1);
            let late = task.change(|tx| notices::send(tx, person, &Subject::of(person), "又一次提醒"));
            assert!(matches!(late, Err(Error::Stale)), "{late:?}");
            late.into()
        }),
    );
    assert_eq!(slow.until_idle().unwrap(), 1);
    assert_eq!(town.inbox(person), ["请于今日17时前提交"]);
    assert_eq!(town.count("outbox WHERE state = 'done'"), 1);
}

#[rstest]
fn two_nodes_with_two_threads_each_handle_every_message_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    const MESSAGES: u32 = 40;
    let town = Town::new(engine);
    let (sender, receiver): (Sender<u32>, Receiver<u32>) = channel();
    let nodes = [town.house.clone(), Arc::new(town.another_node(1))].map(|house| {
        let sender = sender.clone();
        let handlers = Handlers::new().on(move |task: &Task<'_, Ring>| {
            let rung = task.change(|_| Ok(()));
            sender.send(task.job.bell).unwrap();
            rung.into()
        });
        Worker::new(house, handlers).start(2).unwrap()
    });
    for bell in 0..MESSAGES {
        queue(&town, &Ring { bell });
    }
    let mut rung: Vec<u32> = (0..MESSAGES)
        .map(|_| receiver.recv_timeout(Duration::from_secs(30)).unwrap())
        .collect();
    nodes.into_iter().for_each(jobs::Running::stop);
    rung.sort_unstable();
    assert_eq!(rung, (0..MESSAGES).collect::<Vec<_>>());
    assert!(receiver.try_recv().is_err());
    assert_eq!(town.count("outbox WHERE state = 'done'"), i64::from(MESSAGES));
}

#[test]
fn stopping_waits_for_the_message_in_hand_and_starts_no_other() {
    let town = Town::new(Engine::Sqlite);
    let (entered, at_the_door) = channel();
    let (release, released) = channel::<()>();
    let released = Mutex::new(released);
    let handled = Arc::new(AtomicU32::new(0));
    let count = handled.clone();
    let handlers = Handlers::new().on(move |_: &Task<'_, Ring>| {
        entered.send(()).unwrap();
        released.lock().unwrap().recv().unwrap();
        count.fetch_add(1, Ordering::SeqCst);
        Outcome::Done
    });
    queue(&town, &Ring { bell: 1 });
    queue(&town, &Ring { bell: 2 });
    let running = worker(&town, handlers).start(1).unwrap();
    at_the_door.recv().unwrap();
    running.ask_to_stop();
    release.send(()).unwrap();
    running.stop();
    assert_eq!(handled.load(Ordering::SeqCst), 1);
    assert_eq!(town.read(outbox::backlog), (1, 0));
}

#[rstest]
fn housekeeping_runs_once_a_night_however_many_nodes_ask(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let node = town.another_node(5);
    for house in [&*town.house, &node] {
        housekeeping::ensure(house).unwrap();
    }
    assert_eq!(town.count("outbox"), 1);
    let actor = town.actor(Role::Applicant, town.offices().city_school.id);
    town.session(&actor);
    let worker = worker(&town, Handlers::new().on(housekeeping::handle));

    town.at("2022-08-02 02:59");
    assert_eq!(worker.until_idle().unwrap(), 0);
    town.at("2022-08-02 03:00");
    assert_eq!(worker.until_idle().unwrap(), 1);
    assert_eq!(town.count("sessions"), 1, "it was used within a day");
    let next = town.read(outbox::next_run).unwrap();
    assert_eq!(next.minute_text(), "2022-08-03 03:00");
    town.clock.set(next);
    let longer = Handlers::new().on(|task| housekeeping::keeping_sessions(task, 600));
    let another = self::worker(&town, longer);
    another.until_idle().unwrap();
    assert_eq!(town.count("sessions"), 1, "where sessions last longer, they stay");
    town.clock.set(town.read(outbox::next_run).unwrap());
    worker.until_idle().unwrap();
    assert_eq!(town.count("sessions"), 0);
    assert_eq!(
        Handlers::new()
            .on(housekeeping::handle)
            .topics()
            .collect::<Vec<_>>(),
        [Housekeeping::TOPIC]
    );
}

#[rstest]
fn every_job_has_a_handler_and_one_about_nothing_is_set_aside(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    assert_eq!(
        all().topics().collect::<Vec<_>>(),
        [
            "applications.correction_deadline",
            "applications.correction_reminder",
            "applications.render_audit_record",
            "applications.stage_over",
            "certificates.render",
            "certificates.seal_log",
            "fees.render_receipt",
            "meetings.render_minutes",
            "packs.check",
            "panel.render_minutes",
            "plans.round_changed",
            "program.housekeeping",
            "publicity.over"
        ]
    );
    let posting = town.program(|tx| Ok(tx.new_id()));
    queue(&town, &PostingOver { posting });
    let application = town.program(|tx| Ok(tx.new_id()));
    queue(&town, &CorrectionDeadline { application });
    assert_eq!(worker(&town, all()).until_idle().unwrap(), 2);
    assert_eq!(notes(&town, "set_aside", "没有找到"), 2);
}
