//! The calendar of all published rounds (评审日历): what begins, what goes on and what closes when.

use askama::Template;
use domain::plans::Plan;
use kernel::Day;
use policy::DayRange;
use store::Rx;

use super::rounds::RoundState;
use super::shown_rules;
use super::urls::{Round, Rounds};
use crate::kit::table::{Column, Row, Table};
use crate::kit::words::{Empty, Link, Noted, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, Visitor};
use crate::row;

/// Stages that are over longer than this are left out.
const KEPT_DAYS: i32 = 30;

/// A stage of a round in the calendar.
#[derive(Clone, Debug)]
struct Entry {
    days: DayRange,
    stage: String,
    levels: String,
    round: Link,
}

#[derive(Clone, Debug, Template)]
#[template(path = "plans/calendar.html")]
struct CalendarPage {
    today: String,
    running: Table,
    ahead: Table,
    over: Table,
}

impl Content for CalendarPage {
    fn head(&self) -> Head {
        Head::new("评审日历")
            .section(Rounds)
            .crumb("申报通知", Rounds)
            .wide()
    }
}

fn entries(rx: &Rx<'_>, plan: &Plan) -> store::Result<Vec<Entry>> {
    let rules = shown_rules(rx, plan)?;
    let days = plan.days(&rules).into_iter();
    let entry = |one: domain::plans::StageDays| {
        let levels: Vec<&str> = one.levels.iter().map(|level| level.chinese()).collect();
        Entry {
            days: one.days,
            stage: one.stage,
            levels: levels.join("、"),
            round: Link::new(&plan.content.title, Round { id: plan.id }),
        }
    };
    Ok(days.map(entry).collect())
}

/// What is left of a stage: `今天截止`.
fn left(days: DayRange, today: Day) -> Tag {
    match RoundState::of(days, today) {
        RoundState::Ahead => Tag::new(format!("{} 天后开始", today.days_until(days.from)), Tone::Blue),
        RoundState::Open => match today.days_until(days.to) {
            0 => Tag::new("今天截止", Tone::Red),
            days @ 1..=7 => Tag::new(format!("还有 {days} 天"), Tone::Amber),
            days => Tag::new(format!("还有 {days} 天"), Tone::Jade),
        },
        RoundState::Closed => Tag::new("已结束", Tone::Plain),
    }
}

fn table(title: &str, entries: &[Entry], today: Day, empty: Empty) -> Table {
    let line = |one: &Entry| -> Row {
        row![
            one.days.to_string(),
            Noted::text(&one.stage).note(&one.levels),
            one.round.clone(),
            left(one.days, today)
        ]
    };
    let columns = ["时间", "环节", "通知", "状态"].map(Column::new);
    Table::new(title, columns)
        .hide_caption()
        .rows(entries.iter().map(line))
        .or_empty(empty)
}

fn load(rx: &mut Rx<'_>) -> store::Result<CalendarPage> {
    let today = rx.today();
    let mut all = Vec::new();
    for plan in store::plans::published(rx)? {
        all.extend(entries(rx, &plan)?);
    }
    let of = |state: RoundState| {
        let found = all.iter().filter(|one| RoundState::of(one.days, today) == state);
        found.cloned().collect::<Vec<Entry>>()
    };
    let (mut running, mut ahead, mut over) = (
        of(RoundState::Open),
        of(RoundState::Ahead),
        of(RoundState::Closed),
    );
    running.sort_by_key(|one| one.days.to);
    ahead.sort_by_key(|one| one.days.from);
    over.retain(|one| today <= one.days.to.plus_days(KEPT_DAYS));
    over.sort_by_key(|one| core::cmp::Reverse(one.days.to));
    let quiet = |title: &str| Empty::new(title.to_owned());
    Ok(CalendarPage {
        today: today.prose(),
        running: table("正在进行", &running, today, quiet("今天没有正在进行的环节")),
        ahead: table("即将开始", &ahead, today, quiet("没有已经公布的后续环节")),
        over: table("最近结束", &over, today, quiet("最近三十天没有结束的环节")),
    })
}

/// `GET /calendar`.
///
/// # Errors
/// The database is unavailable.
pub(super) async fn get(app: App, visitor: Visitor) -> Result<Page, Fault> {
    app.show(visitor, |rx, _| load(rx)).await
}
