//! What a rehearsal plays on: a house, its clock, and repeatable chance.

use std::sync::Arc;

use kernel::{Actor, Day, FixedClock, SeededEntropy, Timestamp};
use store::{House, Result, Tx};

const MORNING_HOUR: i64 = 9;

/// A house with a clock that the rehearsal moves.
pub struct Stage {
    /// The house everything is played in.
    pub house: Arc<House>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Repeatable chance.
    pub chance: SeededEntropy,
}

impl core::fmt::Debug for Stage {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Stage")
    }
}

impl Stage {
    /// A stage on `house`, whose clock must be `clock`.
    #[must_use]
    pub const fn new(house: Arc<House>, clock: Arc<FixedClock>, seed: u64) -> Self {
        Self {
            house,
            clock,
            chance: SeededEntropy::new(seed),
        }
    }

    /// Moves the clock to nine o'clock on `day`.
    pub fn morning_of(&self, day: Day) {
        self.clock.set(Timestamp::start_of(day).plus_hours(MORNING_HOUR));
    }

    /// Does something as `actor`.
    ///
    /// # Errors
    /// What the action answers.
    pub fn by<T>(&self, actor: &Actor, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.house.change(actor, work)
    }
}
