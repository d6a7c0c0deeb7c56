//! `日历`: announced days off and working weekends, per region and year, with the notice they come from.

use std::collections::BTreeMap;

use kernel::Day;

use crate::source::{Complaints, Entry, Item};

/// An announced exception to Monday-to-Friday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exception {
    Off,
    Work,
}

/// Exceptions announced together.
#[derive(Debug, Clone)]
pub(crate) struct Announcement {
    /// When it became known; `None` for the year's own notice.
    pub(crate) known_from: Option<Day>,
    pub(crate) notice: String,
    pub(crate) days: BTreeMap<Day, Exception>,
}

/// A stretch whose regional notice is not loaded.
#[derive(Debug, Clone)]
pub(crate) struct Awaited {
    pub(crate) from: Day,
    pub(crate) to: Day,
    pub(crate) may_lose: u32,
    pub(crate) why: String,
}

/// One `日历` node: a region's year.
#[derive(Debug, Clone)]
pub(crate) struct CalendarRow {
    /// Prefix of the area code; empty for the whole country.
    pub(crate) area: String,
    pub(crate) year: i16,
    pub(crate) announcements: Vec<Announcement>,
    pub(crate) awaited: Vec<Awaited>,
}

const WORDS: [&str; 4] = ["放假", "上班", "修订", "待公布"];

pub(super) fn read(item: Item<'_>, complaints: &mut Complaints) -> Option<CalendarRow> {
    item.shape(1..=1, &[&["地区", "年", "来源"]], complaints);
    item.name(complaints)?;
    let area = item.needed_text("地区", complaints)?;
    let notice = item.needed_text("来源", complaints).unwrap_or_default();
    let year = item
        .prop("年")
        .and_then(Entry::as_text)
        .and_then(|text| text.parse::<i16>().ok())
        .filter(|year| (1900..=2199).contains(year));
    let Some(year) = year else {
        complaints.add(item.place(), "“日历”要用 年=2022 写明年份");
        return None;
    };
    let mut row = CalendarRow {
        area: if area == "*" { String::new() } else { area },
        year,
        announcements: Vec::new(),
        awaited: Vec::new(),
    };
    let mut own = Announcement {
        known_from: None,
        notice,
        days: BTreeMap::new(),
    };
    for child in item.children() {
        match child.word() {
            "放假" | "上班" => read_days(child, year, &mut own, complaints),
            "修订" => row.announcements.extend(read_amendment(child, year, complaints)),
            "待公布" => row.awaited.extend(read_awaited(child, complaints)),
            _ => child.unknown(&WORDS, complaints),
        }
    }
    row.announcements.insert(0, own);
    Some(row)
}

/// `放假 "元旦" "2022-01-01" "2022-01-03"`: a name and the days.
fn read_days(item: Item<'_>, year: i16, into: &mut Announcement, complaints: &mut Complaints) {
    let kind = if item.word() == "放假" {
        Exception::Off
    } else {
        Exception::Work
    };
    item.name(complaints);
    for entry in item.args().skip(1) {
        let Some(day) = entry.day(complaints) else {
            continue;
        };
        if day.year() != year {
            complaints.add(entry.place(), format!("{day}不在{year}年"));
        }
        if into.days.insert(day, kind).is_some() {
            complaints.add(entry.place(), format!("{day}写了两次"));
        }
    }
}

fn read_amendment(item: Item<'_>, year: i16, complaints: &mut Complaints) -> Option<Announcement> {
    item.shape(1..=1, &[&["公布"]], complaints);
    let notice = item.name(complaints)?;
    item.needed_text("公布", complaints)?;
    let mut amendment = Announcement {
        known_from: Some(item.day("公布", complaints)?),
        notice,
        days: BTreeMap::new(),
    };
    for child in item.children() {
        match child.word() {
            "放假" | "上班" => read_days(child, year, &mut amendment, complaints),
            _ => child.unknown(&["放假", "上班"], complaints),
        }
    }
    Some(amendment)
}

fn read_awaited(item: Item<'_>, complaints: &mut Complaints) -> Option<Awaited> {
    item.shape(1..=1, &[&["自", "至", "至多放假"]], complaints);
    let why = item.name(complaints)?;
    let may_lose = item
        .prop("至多放假")
        .and_then(Entry::as_text)
        .and_then(|text| text.parse().ok());
    let (from, to) = (item.day("自", complaints), item.day("至", complaints));
    match (from, to, may_lose) {
        (Some(from), Some(to), Some(may_lose)) if from <= to => Some(Awaited {
            from,
            to,
            may_lose,
            why,
        }),
        _ => {
            complaints.add(item.place(), "“待公布”要写明 自、至（不早于自）和 至多放假");
            None
        }
    }
}
