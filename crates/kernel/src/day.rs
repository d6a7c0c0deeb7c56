//! Calendar days.

use core::fmt;
use core::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the civil calendar, written 年-月-日 as `2022-03-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The text or numbers are not a day between 1900-01-01 and 2199-12-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("日期不存在或写法不对，应写成 年-月-日，例如 2022-03-01")]
pub struct DayError;

impl Day {
    /// The day `year`-`month`-`day`.
    ///
    /// # Errors
    /// The day does not exist or lies outside 1900..=2199.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, DayError> {
        let date = Date::new(year, month, day).map_err(|_| DayError)?;
        if (1900..=2199).contains(&year) {
            Ok(Self(date))
        } else {
            Err(DayError)
        }
    }

    pub(crate) const fn from_civil(date: Date) -> Self {
        Self(date)
    }

    pub(crate) const fn civil(self) -> Date {
        self.0
    }

    /// Year, 1900..=2199.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Month, 1..=12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Day of the month, 1..=31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Saturday or Sunday, before any announced swap.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// The following day.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus_days(1)
    }

    /// The day before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus_days(-1)
    }

    /// `days` calendar days later (earlier when negative).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days.days()))
    }

    /// Calendar days from `self` to `later`, negative when it is earlier.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        const HOURS_A_DAY: i64 = 24;
        self.0.duration_until(later.0).as_hours() / HOURS_A_DAY
    }

    /// The day on which `years` full years since `self` are complete.
    ///
    /// Addition, never a difference of dates: 29 February plus one year is 28 February.
    #[must_use]
    pub fn plus_years(self, years: i16) -> Self {
        Self(self.0.saturating_add(years.years()))
    }

    /// The day on which `months` full months since `self` are complete (last day of the month when it is shorter).
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(months.months()))
    }

    /// Whether `years` full years since `self` are complete on `on`: `self + years <= on`.
    #[must_use]
    pub fn has_full_years(self, years: i16, on: Self) -> bool {
        self.plus_years(years) <= on
    }

    /// The number of full months from `self` to `until`, zero when `until` is earlier.
    #[must_use]
    pub fn full_months_until(self, until: Self) -> u32 {
        if until <= self {
            return 0;
        }
        let whole = (i32::from(until.year()) - i32::from(self.year())) * 12 + i32::from(until.month())
            - i32::from(self.month());
        let months = if self.plus_months(whole) <= until {
            whole
        } else {
            whole - 1
        };
        u32::try_from(months).unwrap_or(0)
    }

    /// `2022年3月1日`, as prose writes it.
    #[must_use]
    pub fn prose(self) -> String {
        format!("{}年{}月{}日", self.year(), self.month(), self.day())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.trim().split('-');
        let (Some(year), Some(month), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(DayError);
        };
        let year = year.parse().map_err(|_| DayError)?;
        let month = month.parse().map_err(|_| DayError)?;
        let day = day.parse().map_err(|_| DayError)?;
        Self::new(year, month, day)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn full_years_are_reached_by_addition() {
        // EX-26: a title held since 2020-08-01 is two years old on 2022-08-01, not on 2022-07-31.
        assert!(!day("2020-08-01").has_full_years(2, day("2022-07-31")));
        assert!(day("2020-08-01").has_full_years(2, day("2022-08-01")));
        // A title of 29 February reaches its year on 28 February.
        assert!(day("2020-02-29").has_full_years(1, day("2021-02-28")));
    }

    #[test]
    fn full_months_count_only_complete_ones() {
        assert_eq!(day("2020-01-31").full_months_until(day("2020-02-28")), 0);
        assert_eq!(day("2020-01-31").full_months_until(day("2020-02-29")), 1);
        assert_eq!(day("2012-07-01").full_months_until(day("2022-06-30")), 119);
        assert_eq!(day("2012-07-01").full_months_until(day("2022-07-01")), 120);
        assert_eq!(day("2022-07-01").full_months_until(day("2012-07-01")), 0);
    }

    #[test]
    fn impossible_days_are_refused() {
        for text in [
            "2021-02-29",
            "2021-13-01",
            "2021-1",
            "abc",
            "",
            "2021-01-01-01",
            "1899-12-31",
        ] {
            assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
        }
    }
}
