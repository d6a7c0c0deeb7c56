//! Working days, from announced calendars only.
//!
//! A working day is Monday to Friday unless announced off, or a weekend day announced as working. A year whose
//! notice is not loaded, and a stretch whose regional notice is not loaded (Guangxi's 三月三), give an earliest
//! and a latest day instead of a guess.

use core::fmt;
use core::ops::Bound::{Excluded, Included};
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Day;

/// In no announced year did a stretch of six weeks lose more weekdays to holidays than this.
const UNANNOUNCED_YEAR_MAY_LOSE: u32 = 8;
/// A swap makes at most this many weekend days next to a holiday working days.
const UNANNOUNCED_YEAR_MAY_GAIN: u32 = 2;

/// What is known about a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// A working day.
    Working,
    /// A weekend day or an announced day off.
    Off,
    /// Its year or its regional notice is not loaded.
    Unannounced,
}

/// A stretch of days whose regional notice is not loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Unsettled {
    from: Day,
    to: Day,
    may_lose: u32,
    may_gain: u32,
    why: String,
}

/// The announced days of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearCalendar {
    year: i16,
    notice: String,
    off: BTreeSet<Day>,
    work: BTreeSet<Day>,
    unsettled: Vec<Unsettled>,
}

impl YearCalendar {
    /// The calendar of `year` as announced by `notice`; only exceptions to Monday-to-Friday are listed.
    #[must_use]
    pub fn new(year: i16, notice: impl Into<String>) -> Self {
        Self {
            year,
            notice: notice.into(),
            off: BTreeSet::new(),
            work: BTreeSet::new(),
            unsettled: Vec::new(),
        }
    }

    /// Adds an announced day off.
    #[must_use]
    pub fn off(mut self, day: Day) -> Self {
        self.work.remove(&day);
        self.off.insert(day);
        self
    }

    /// Adds an announced working day (a swapped weekend).
    #[must_use]
    pub fn work(mut self, day: Day) -> Self {
        self.off.remove(&day);
        self.work.insert(day);
        self
    }

    /// Says that between `from` and `to` (inclusive) up to `may_lose` further days off are to be announced.
    #[must_use]
    pub fn unsettled(mut self, from: Day, to: Day, may_lose: u32, why: impl Into<String>) -> Self {
        self.unsettled.push(Unsettled {
            from,
            to,
            may_lose,
            may_gain: 0,
            why: why.into(),
        });
        self
    }

    /// The year.
    #[must_use]
    pub const fn year(&self) -> i16 {
        self.year
    }

    /// The notice the days come from.
    #[must_use]
    pub fn notice(&self) -> &str {
        &self.notice
    }
}

/// A reckoned day: exact, or with its bounds while a notice is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reckoned {
    /// The day.
    On(Day),
    /// Not computable yet.
    Between {
        /// No earlier than this.
        earliest: Day,
        /// No later than this.
        latest: Day,
        /// Which notice is missing, in Chinese.
        why: String,
    },
}

impl Reckoned {
    /// The day, if it is exact.
    #[must_use]
    pub const fn exact(&self) -> Option<Day> {
        match self {
            Self::On(day) => Some(*day),
            Self::Between { .. } => None,
        }
    }

    /// The day by which everybody is safe to act afterwards: the exact or the latest day.
    #[must_use]
    pub const fn latest(&self) -> Day {
        match self {
            Self::On(day) | Self::Between { latest: day, .. } => *day,
        }
    }

    /// The day by which everybody is safe to act before: the exact or the earliest day.
    #[must_use]
    pub const fn earliest(&self) -> Day {
        match self {
            Self::On(day) | Self::Between { earliest: day, .. } => *day,
        }
    }
}

impl fmt::Display for Reckoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(day) => day.fmt(f),
            Self::Between {
                earliest,
                latest,
                why,
            } => write!(f, "待定（最早{earliest}，最晚{latest}；{why}）"),
        }
    }
}

/// The working-day calendar of one region.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Calendar {
    years: BTreeMap<i16, YearCalendar>,
}

#[derive(Clone, Copy)]
enum Bound {
    Earliest,
    Latest,
}

impl Calendar {
    /// A calendar of the given years; a later entry for a year replaces the earlier one.
    #[must_use]
    pub fn new(years: impl IntoIterator<Item = YearCalendar>) -> Self {
        Self {
            years: years.into_iter().map(|year| (year.year, year)).collect(),
        }
    }

    /// The notice of a year, if loaded.
    #[must_use]
    pub fn notice(&self, year: i16) -> Option<&str> {
        self.years.get(&year).map(YearCalendar::notice)
    }

    /// What is known about `day`.
    #[must_use]
    pub fn kind(&self, day: Day) -> DayKind {
        if self.unsettled(day).is_some() {
            return DayKind::Unannounced;
        }
        if self.counts(day) {
            DayKind::Working
        } else {
            DayKind::Off
        }
    }

    /// The `count`-th working day after `start`, `start` not counted (AMB-06); `count` 0 gives `start`.
    ///
    /// A posting of `count` working days that begins on `start` runs through that day, and the next step is
    /// open from the following day.
    #[must_use]
    pub fn after(&self, start: Day, count: u32) -> Reckoned {
        self.reckon(start, count, Day::next)
    }

    /// The `count`-th working day before `event`, `event` not counted: the last day to act ahead of it (AMB-07).
    #[must_use]
    pub fn before(&self, event: Day, count: u32) -> Reckoned {
        self.reckon(event, count, Day::previous)
    }

    /// The working days after `from` up to and including `to`; days of unannounced stretches count as plain weekdays.
    #[must_use]
    pub fn working_days_between(&self, from: Day, to: Day) -> u32 {
        if to <= from {
            return 0;
        }
        let (plain, within) = (weekdays_between(from, to), (Excluded(from), Included(to)));
        let known = self.years.range(from.year()..=to.year());
        known.fold(plain, |count, (number, year)| {
            let of_year = |day: &&Day| day.year() == *number;
            let lost = year.off.range(within).filter(of_year);
            let lost = lost.filter(|day| !day.is_weekend() && !year.work.contains(day));
            let gained = year.work.range(within).filter(of_year);
            let gained = gained.filter(|day| day.is_weekend());
            count + number_of(gained) - number_of(lost)
        })
    }

    fn reckon(&self, start: Day, count: u32, step: fn(Day) -> Day) -> Reckoned {
        let near = self.walk(start, count, step, Bound::Earliest);
        let far = self.walk(start, count, step, Bound::Latest);
        if near == far {
            return Reckoned::On(near);
        }
        let (earliest, latest) = (near.min(far), near.max(far));
        let mut day = earliest.min(start);
        let mut why = String::new();
        while day <= latest.max(start) {
            if let Some(stretch) = self.unsettled(day) {
                why = stretch.why;
                break;
            }
            day = day.next();
        }
        Reckoned::Between {
            earliest,
            latest,
            why,
        }
    }

    /// Walks to the `count`-th working day, spending each unsettled stretch's doubts toward one bound.
    fn walk(&self, start: Day, count: u32, step: fn(Day) -> Day, bound: Bound) -> Day {
        let mut spent: BTreeMap<Day, u32> = BTreeMap::new();
        let (mut day, mut left) = (start, count);
        while left > 0 {
            day = step(day);
            let mut counts = self.counts(day);
            if let Some(stretch) = self.unsettled(day) {
                let used = spent.entry(stretch.from).or_default();
                match bound {
                    Bound::Earliest if !counts && *used < stretch.may_gain => {
                        *used += 1;
                        counts = true;
                    }
                    Bound::Latest if counts && *used < stretch.may_lose => {
                        *used += 1;
                        counts = false;
                    }
                    Bound::Earliest | Bound::Latest => {}
                }
            }
            left -= u32::from(counts);
        }
        day
    }

    fn counts(&self, day: Day) -> bool {
        self.years.get(&day.year()).map_or(!day.is_weekend(), |year| {
            year.work.contains(&day) || (!day.is_weekend() && !year.off.contains(&day))
        })
    }

    fn unsettled(&self, day: Day) -> Option<Unsettled> {
        let Some(year) = self.years.get(&day.year()) else {
            let (Ok(from), Ok(to)) = (Day::new(day.year(), 1, 1), Day::new(day.year(), 12, 31)) else {
                return None;
            };
            return Some(Unsettled {
                from,
                to,
                may_lose: UNANNOUNCED_YEAR_MAY_LOSE,
                may_gain: UNANNOUNCED_YEAR_MAY_GAIN,
                why: format!("{}年的节假日安排尚未公布", day.year()),
            });
        };
        year.unsettled
            .iter()
            .find(|stretch| stretch.from <= day && day <= stretch.to)
            .cloned()
    }
}

/// Mondays to Fridays after `from` up to and including `to`, which is later.
fn weekdays_between(from: Day, to: Day) -> u32 {
    const WEEK_DAYS: i64 = 7;
    const WEEKDAYS_A_WEEK: u32 = 5;
    let beyond_weeks = from.days_until(to) % WEEK_DAYS;
    let weeks = u32::try_from(from.days_until(to) / WEEK_DAYS).unwrap_or(0);
    let last = core::iter::successors(Some(to), |day| Some(day.previous()));
    let rest = last.take(usize::try_from(beyond_weeks).unwrap_or(0));
    let rest = rest.filter(|day| !day.is_weekend()).count();
    weeks * WEEKDAYS_A_WEEK + u32::try_from(rest).unwrap_or(0)
}

fn number_of<'a>(days: impl Iterator<Item = &'a Day>) -> u32 {
    u32::try_from(days.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn year(number: i16, off: &[&str], work: &[&str]) -> YearCalendar {
        let calendar = off.iter().fold(YearCalendar::new(number, "测试"), |year, text| {
            year.off(day(text))
        });
        work.iter().fold(calendar, |year, text| year.work(day(text)))
    }

    fn calendar() -> Calendar {
        Calendar::new([
            year(
                2021,
                &[
                    "2021-09-19",
                    "2021-09-20",
                    "2021-09-21",
                    "2021-10-01",
                    "2021-10-04",
                    "2021-10-05",
                    "2021-10-06",
                    "2021-10-07",
                ],
                &["2021-09-18", "2021-09-26"],
            ),
            year(
                2022,
                &[
                    "2022-06-03",
                    "2022-09-12",
                    "2022-10-03",
                    "2022-10-04",
                    "2022-10-05",
                    "2022-10-06",
                    "2022-10-07",
                ],
                &["2022-10-08", "2022-10-09"],
            ),
        ])
    }

    #[test]
    fn postings_skip_holidays_and_count_swapped_weekends() {
        let calendar = calendar();
        for (posted, last) in [
            ("2022-03-01", "2022-03-08"), // EX-58
            ("2021-09-16", "2021-09-24"), // EX-59
            ("2022-09-28", "2022-10-10"), // EX-60
            ("2021-08-23", "2021-08-30"), // EX-61
            ("2021-11-26", "2021-12-03"), // EX-62
        ] {
            assert_eq!(
                calendar.after(day(posted), 5),
                Reckoned::On(day(last)),
                "{posted}"
            );
        }
    }

    #[test]
    fn lead_times_count_back_without_the_event() {
        let calendar = calendar();
        assert_eq!(
            calendar.before(day("2022-06-17"), 5),
            Reckoned::On(day("2022-06-10"))
        ); // EX-24
        assert_eq!(
            calendar.before(day("2022-10-14"), 5),
            Reckoned::On(day("2022-10-09"))
        ); // EX-25
        assert_eq!(
            calendar.before(day("2022-11-15"), 30),
            Reckoned::On(day("2022-09-29"))
        ); // EX-23
    }

    #[test]
    fn a_year_without_a_notice_gives_bounds_and_says_why() {
        let reckoned = calendar().after(day("2022-12-29"), 5);
        let Reckoned::Between {
            earliest,
            latest,
            why,
        } = &reckoned
        else {
            panic!("{reckoned}")
        };
        assert!(*earliest > day("2022-12-30") && *earliest < *latest, "{reckoned}");
        assert_eq!(why, "2023年的节假日安排尚未公布");
        assert_eq!(reckoned.exact(), None);
        assert_eq!(calendar().kind(day("2023-01-04")), DayKind::Unannounced);
    }

    #[test]
    fn a_missing_regional_notice_is_told_where_it_matters() {
        let spring = year(2022, &[], &[]).unsettled(
            day("2022-03-01"),
            day("2022-04-30"),
            2,
            "壮族三月三放假通知未录入",
        );
        let calendar = Calendar::new([spring]);
        let touched = calendar.after(day("2022-03-01"), 5);
        assert_eq!(
            (touched.earliest(), touched.latest()),
            (day("2022-03-08"), day("2022-03-10"))
        );
        assert!(touched.to_string().contains("三月三"), "{touched}");
        assert_eq!(
            calendar.after(day("2022-05-02"), 5),
            Reckoned::On(day("2022-05-09"))
        );
    }

    #[test]
    fn a_period_never_ends_on_a_day_off() {
        let calendar = calendar();
        let mut start = day("2021-01-01");
        while start < day("2022-11-01") {
            let end = calendar.after(start, 5).exact().unwrap();
            assert_eq!(calendar.kind(end), DayKind::Working, "{start}");
            assert_eq!(calendar.working_days_between(start, end), 5, "{start}");
            start = start.next();
        }
    }

    #[test]
    fn counting_in_weeks_is_counting_day_by_day() {
        let calendar = calendar();
        let first = day("2021-08-28");
        for start in 0..45 {
            let from = first.plus_days(start);
            assert_eq!(calendar.working_days_between(from, from), 0);
            assert_eq!(calendar.working_days_between(from, from.previous()), 0);
            let mut one_by_one = 0;
            let mut to = from;
            for _ in 0..500 {
                to = to.next();
                one_by_one += u32::from(calendar.counts(to));
                assert_eq!(
                    calendar.working_days_between(from, to),
                    one_by_one,
                    "{from} to {to}"
                );
            }
        }
    }
}
