//! Composing a region's working-day calendar from announced days.

use std::collections::BTreeMap;

use kernel::{Calendar, Day, YearCalendar};

use crate::load::{CalendarRow, Exception};

/// The calendar of `area` from the national rows and the area's own; amendments published after `known_on` are left
/// out. A year without a national row stays unannounced.
pub(crate) fn compose(rows: &[CalendarRow], area: &str, known_on: Option<Day>) -> Calendar {
    let mut years: BTreeMap<i16, Vec<&CalendarRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| area.starts_with(&row.area)) {
        years.entry(row.year).or_default().push(row);
    }
    let composed = years.into_iter().filter_map(|(year, mut rows)| {
        rows.sort_by_key(|row| row.area.len());
        let national = rows.first().filter(|row| row.area.is_empty())?;
        let notice = national
            .announcements
            .first()
            .map(|own| own.notice.clone())
            .unwrap_or_default();
        Some(compose_year(year, notice, &rows, known_on))
    });
    Calendar::new(composed)
}

fn compose_year(year: i16, notice: String, rows: &[&CalendarRow], known_on: Option<Day>) -> YearCalendar {
    let mut calendar = YearCalendar::new(year, notice);
    for row in rows {
        for announcement in &row.announcements {
            let known = match (announcement.known_from, known_on) {
                (Some(from), Some(on)) => from <= on,
                _ => true,
            };
            if !known {
                continue;
            }
            for (day, exception) in &announcement.days {
                calendar = match exception {
                    Exception::Off => calendar.off(*day),
                    Exception::Work => calendar.work(*day),
                };
            }
        }
        for awaited in &row.awaited {
            calendar = calendar.unsettled(awaited.from, awaited.to, awaited.may_lose, awaited.why.clone());
        }
    }
    calendar
}
