//! The announced days off of the years that tests play in.

use kernel::{Calendar, Day, YearCalendar};

/// Days off that are weekdays, and weekend days that are worked, as the State Council's notices say.
const YEARS: [(i16, &str, &[&str], &[&str]); 2] = [
    (
        2021,
        "国办发明电〔2020〕27号",
        &[
            "01-01", "02-11", "02-12", "02-15", "02-16", "02-17", "04-05", "05-03", "05-04", "05-05",
            "06-14", "09-20", "09-21", "10-01", "10-04", "10-05", "10-06", "10-07",
        ],
        &["02-07", "02-20", "04-25", "05-08", "09-18", "09-26", "10-09"],
    ),
    (
        2022,
        "国办发明电〔2021〕11号",
        &[
            "01-03", "01-31", "02-01", "02-02", "02-03", "02-04", "04-04", "04-05", "05-02", "05-03",
            "05-04", "06-03", "09-12", "10-03", "10-04", "10-05", "10-06", "10-07",
        ],
        &["01-29", "01-30", "04-02", "04-24", "05-07", "10-08", "10-09"],
    ),
];

/// The calendar of 2021 and 2022 without Guangxi's own days off.
pub(crate) fn calendar() -> Calendar {
    let day = |year: i16, text: &str| -> Day { format!("{year}-{text}").parse().expect("a day") };
    Calendar::new(YEARS.map(|(year, notice, off, work)| {
        let mut calendar = YearCalendar::new(year, notice);
        for text in off {
            calendar = calendar.off(day(year, text));
        }
        for text in work {
            calendar = calendar.work(day(year, text));
        }
        calendar
    }))
}
