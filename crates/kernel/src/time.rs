//! Moments and the clock.

use core::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::Day;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Shown in Beijing time (UTC+8), the only zone the texts know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

const BEIJING: Offset = jiff::tz::offset(8);
const MILLIS_PER_HOUR: i64 = 3_600_000;

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The moment `hours` clock hours later (not working hours, AMB-32).
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        Self(self.0 + hours * MILLIS_PER_HOUR)
    }

    /// The moment `millis` later.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0 + millis)
    }

    /// The day in Beijing on which the moment falls.
    #[must_use]
    pub fn day(self) -> Day {
        Day::from_civil(self.civil().date())
    }

    /// Midnight in Beijing at the start of `day`.
    #[must_use]
    pub fn start_of(day: Day) -> Self {
        let zone = TimeZone::fixed(BEIJING);
        let start = day
            .civil()
            .to_zoned(zone)
            .map_or(0, |zoned| zoned.timestamp().as_millisecond());
        Self(start)
    }

    /// `2022-03-01 09:30`, Beijing time.
    #[must_use]
    pub fn minute_text(self) -> String {
        let civil = self.civil();
        format!(
            "{} {:02}:{:02}",
            Day::from_civil(civil.date()),
            civil.hour(),
            civil.minute()
        )
    }

    fn civil(self) -> jiff::civil::DateTime {
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        BEIJING.to_datetime(instant)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil();
        let day = Day::from_civil(civil.date());
        write!(
            f,
            "{day} {:02}:{:02}:{:02}",
            civil.hour(),
            civil.minute(),
            civil.second()
        )
    }
}

/// Where the present moment comes from. Everything that needs the time takes one.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// The present day in Beijing.
    fn today(&self) -> Day {
        self.now().day()
    }
}

/// The machine's clock. Only the binary makes one.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the machine's clock"
        )]
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that stands still until it is moved: tests, rehearsals and the demo's day control.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the clock to `now`; it may go back (faults are tested that way).
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// Moves the clock forward by `millis`.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_starts_at_midnight_in_beijing() {
        let day = Day::new(2022, 3, 1).unwrap();
        let start = Timestamp::start_of(day);
        assert_eq!(start.to_string(), "2022-03-01 00:00:00");
        assert_eq!(start.plus_millis(-1).day(), Day::new(2022, 2, 28).unwrap());
        assert_eq!(start.plus_hours(24).day(), Day::new(2022, 3, 2).unwrap());
    }

    #[test]
    fn twenty_four_hours_are_clock_hours() {
        // EX-75: returned 2021-08-18 09:00, due 2021-08-19 09:00.
        let returned = Timestamp::start_of(Day::new(2021, 8, 18).unwrap()).plus_hours(9);
        assert_eq!(returned.plus_hours(24).minute_text(), "2021-08-19 09:00");
    }
}
