//! Threads that take messages and hand them to their handlers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use kernel::Actor;
use store::outbox::{self, Message};
use store::{Error, House, Result};

use crate::{Handlers, Outcome};

/// How often an idle thread looks whether something is due.
const POLL: Duration = Duration::from_millis(500);
/// How long a thread waits after the database did not answer.
const OUTAGE_PAUSE: Duration = Duration::from_secs(5);

/// Handles messages of one house.
#[derive(Debug, Clone)]
pub struct Worker {
    house: Arc<House>,
    handlers: Arc<Handlers>,
}

impl Worker {
    /// A worker over `house`.
    #[must_use]
    pub fn new(house: Arc<House>, handlers: Handlers) -> Self {
        Self {
            house,
            handlers: Arc::new(handlers),
        }
    }

    /// Handles one due message; answers whether there was one. One at a time, so that no message's hold runs out while
    /// it waits for its turn.
    ///
    /// # Errors
    /// The database is unavailable. The message, if one was taken, comes back when its hold runs out.
    pub fn step(&self) -> Result<bool> {
        let now = self.house.clock().now();
        let next = self.house.read(outbox::next_run)?;
        if next.is_none_or(|moment| moment > now) {
            return Ok(false);
        }
        let taken = outbox::take(&self.house, 1)?;
        for message in &taken {
            self.handle(message)?;
        }
        Ok(!taken.is_empty())
    }

    /// Handles messages until none is due; answers how many. For tests, rehearsals and the end of a demo's day.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn until_idle(&self) -> Result<usize> {
        let mut handled = 0;
        while self.step()? {
            handled += 1;
        }
        Ok(handled)
    }

    /// Starts `threads` threads that handle messages until [`Running::stop`].
    ///
    /// # Errors
    /// The system gives no more threads; those that were started are stopped.
    pub fn start(&self, threads: usize) -> std::io::Result<Running> {
        let mut running = Running {
            stop: Arc::default(),
            threads: Vec::with_capacity(threads),
        };
        for number in 1..=threads {
            let (worker, stop) = (self.clone(), running.stop.clone());
            let spawned = thread::Builder::new()
                .name(format!("jobs-{number}"))
                .spawn(move || worker.run(&stop));
            match spawned {
                Ok(thread) => running.threads.push(thread),
                Err(error) => {
                    running.stop();
                    return Err(error);
                }
            }
        }
        Ok(running)
    }

    fn run(&self, stop: &Stop) {
        while !stop.asked() {
            match self.step() {
                Ok(true) => {}
                Ok(false) => stop.wait(POLL),
                Err(error) => {
                    tracing::warn!(?error, "the outbox cannot be read; trying again soon");
                    stop.wait(OUTAGE_PAUSE);
                }
            }
        }
    }

    fn handle(&self, message: &Message) -> Result<()> {
        let handled = catch_unwind(AssertUnwindSafe(|| self.handlers.handle(&self.house, message)));
        let outcome = handled.unwrap_or_else(|_| Outcome::Retry("the handler panicked".to_owned()));
        let (id, topic, attempts) = (&message.id, &message.topic, message.attempts);
        match outcome {
            Outcome::Done => {
                // A handler that changed through its task has marked the message itself.
                let marked = self.house.change(&Actor::Program, |tx| outbox::done(tx, message));
                match marked {
                    Ok(()) | Err(Error::Stale) => {
                        tracing::debug!(id, topic, attempts, "done");
                        Ok(())
                    }
                    Err(error) => Err(error),
                }
            }
            Outcome::Retry(note) => {
                tracing::info!(id, topic, attempts, note, "not yet done");
                self.fail(message, &note, false)
            }
            Outcome::GiveUp(note) => {
                tracing::warn!(id, topic, attempts, note, "set aside");
                self.fail(message, &note, true)
            }
        }
    }

    fn fail(&self, message: &Message, note: &str, give_up: bool) -> Result<()> {
        self.house
            .change(&Actor::Program, |tx| outbox::failed(tx, message, note, give_up))
    }
}

#[derive(Debug, Default)]
struct Stop {
    asked: Mutex<bool>,
    bell: Condvar,
}

impl Stop {
    fn asked(&self) -> bool {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `pause`, or less when the threads are asked to stop.
    fn wait(&self, pause: Duration) {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if !*asked {
            drop(self.bell.wait_timeout(asked, pause));
        }
    }

    fn ask(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
    }
}

/// Threads at work.
#[derive(Debug)]
#[must_use = "dropping it stops the threads"]
pub struct Running {
    stop: Arc<Stop>,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// Asks every thread to take no further message, and returns at once.
    pub fn ask_to_stop(&self) {
        self.stop.ask();
    }

    /// Lets every thread finish the message in its hands, and returns when all have.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.ask();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the outbox worker had panicked");
            }
        }
    }
}
