//! Handlers by topic.

use std::collections::BTreeMap;

use kernel::Actor;
use store::outbox::{Job, Message, done};
use store::{Error, House, Result, Tx};

/// How a message was handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It may succeed later; the note says what stood against it, without personal data.
    Retry(String),
    /// It cannot succeed; it is set aside for people with this note, without personal data.
    GiveUp(String),
}

impl<T> From<Result<T>> for Outcome {
    /// What is saved is done; an outage or another writer may pass; a refusal or broken data will not.
    fn from(result: Result<T>) -> Self {
        match result {
            Ok(_) => Self::Done,
            Err(Error::Stale) => Self::Retry("somebody else changed it meanwhile".to_owned()),
            Err(Error::Unavailable(what)) => Self::Retry(what),
            Err(error) => Self::GiveUp(error.to_string()),
        }
    }
}

/// A message in a handler's hands.
#[derive(Debug)]
pub struct Task<'w, J> {
    /// The house to work in.
    pub house: &'w House,
    /// What was queued.
    pub job: J,
    message: &'w Message,
}

impl<J> Task<'_, J> {
    /// How often it was tried, this time included.
    #[must_use]
    pub const fn attempts(&self) -> i32 {
        self.message.attempts
    }

    /// Changes as the program and marks the message as done in the same transaction.
    ///
    /// # Errors
    /// What `work` answers; [`Error::Stale`] when another worker took the message meanwhile. Nothing is saved then.
    pub fn change<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.house.change(&Actor::Program, |tx| {
            let answer = work(tx)?;
            done(tx, self.message)?;
            Ok(answer)
        })
    }
}

type Handler = Box<dyn Fn(&House, &Message) -> Outcome + Send + Sync>;

/// The handler of each topic.
#[derive(Default)]
pub struct Handlers(BTreeMap<&'static str, Handler>);

impl core::fmt::Debug for Handlers {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Handlers {
    /// No handlers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Handles the jobs of type `J` with `handler`, which may be called twice for one message when a worker died or
    /// took longer than a minute: work in the database belongs in [`Task::change`], other work must bear repetition.
    #[must_use]
    pub fn on<J: Job>(mut self, handler: impl Fn(&Task<'_, J>) -> Outcome + Send + Sync + 'static) -> Self {
        let handle = move |house: &House, message: &Message| match serde_json::from_str(&message.body) {
            Ok(job) => handler(&Task { house, job, message }),
            Err(error) => Outcome::GiveUp(format!("the message does not read as its job: {error}")),
        };
        self.0.insert(J::TOPIC, Box::new(handle));
        self
    }

    /// The topics that are handled.
    pub fn topics(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// A topic without a handler may have one on a newer node, so it is tried again.
    pub(crate) fn handle(&self, house: &House, message: &Message) -> Outcome {
        self.0.get(message.topic.as_str()).map_or_else(
            || Outcome::Retry("this program has no handler for the topic".to_owned()),
            |handler| handler(house, message),
        )
    }
}
