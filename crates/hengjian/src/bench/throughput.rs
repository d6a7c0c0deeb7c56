//! Durable submissions in a second, beside the smallest durable transaction the same database takes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use actions::applications::submit;
use kernel::Actor;
use store::House;
use store::journal::{self, Subject};

use super::{Draft, Ground};
use crate::problem::Problem;
use crate::say;

/// Submissions that are counted.
pub(super) const CASES: usize = 400;
/// Applicants who submit at once.
const THREADS: usize = 8;

/// Submits `drafts` from several threads at once and prints the rate; every answer is durable when it is given.
pub(super) fn measure(ground: &Ground, drafts: &[Draft]) -> Result<(), Problem> {
    let per_second = rate(drafts.len(), |number| {
        let draft = &drafts[number];
        ground.house.change(&draft.candidate.actor, |tx| {
            submit::submit(tx, draft.case, true).map(|_| ())
        })
    })?;
    let least = rate(drafts.len(), |_| smallest(&ground.house))?;
    say(&format!(
        "持久提交：每秒{per_second:.0}件（{THREADS}人同时）；同一数据库只写一条日志记录的事务：每秒{least:.0}个"
    ))
}

fn smallest(house: &House) -> store::Result<()> {
    house.change(&Actor::Program, |tx| {
        let subject = Subject::of(tx.new_id::<kernel::kinds::Application>());
        journal::record(tx, &subject, "bench.nothing", &(), None)
    })
}

#[expect(clippy::cast_precision_loss, reason = "a count of cases is small")]
fn rate(count: usize, work: impl Fn(usize) -> store::Result<()> + Sync) -> Result<f64, Problem> {
    let next = AtomicUsize::new(0);
    let before = Instant::now();
    let outcome: store::Result<()> = thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= count {
                            return Ok(());
                        }
                        work(number)?;
                    }
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err(store::Error::broken("a worker stopped")))
        })
    });
    outcome?;
    Ok(count as f64 / before.elapsed().as_secs_f64())
}
