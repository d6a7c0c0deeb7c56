//! The rounds everybody may see (申报通知): which are open, until when.

use askama::Template;
use domain::plans::{Plan, Stage};
use kernel::{Day, OfficeId};
use policy::DayRange;
use store::Rx;

use super::urls::{Calendar, Round, Rounds};
use crate::kit::html::{Html, components};
use crate::kit::inputs::{Choice, Select, TextInput};
use crate::kit::table::{Filters, ListQuery};
use crate::kit::urls::Url;
use crate::kit::words::{Link, Tag, Tone};
use crate::kit::{App, Content, Fault, FormState, Head, Page, Query, Visitor};

/// Where a round's application window stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundState {
    /// 正在申报.
    Open,
    /// 即将开始.
    Ahead,
    /// 申报已截止.
    Closed,
}

impl RoundState {
    /// Where `window` stands on `today`.
    pub fn of(window: DayRange, today: Day) -> Self {
        if today < window.from {
            Self::Ahead
        } else if today <= window.to {
            Self::Open
        } else {
            Self::Closed
        }
    }

    /// The word on pages.
    const fn chinese(self) -> &'static str {
        match self {
            Self::Ahead => "即将开始",
            Self::Open => "正在申报",
            Self::Closed => "申报已截止",
        }
    }

    /// The state as a tag.
    pub fn tag(self) -> Tag {
        let tone = match self {
            Self::Ahead => Tone::Blue,
            Self::Open => Tone::Jade,
            Self::Closed => Tone::Plain,
        };
        Tag::new(self.chinese(), tone)
    }
}

/// What is left of a window, in words: `还有 12 天截止`.
pub fn time_left(window: DayRange, today: Day) -> String {
    match RoundState::of(window, today) {
        RoundState::Ahead => format!("{} 天后开始申报", today.days_until(window.from)),
        RoundState::Open => match today.days_until(window.to) {
            0 => "今天截止".to_owned(),
            days => format!("还有 {days} 天截止"),
        },
        RoundState::Closed => format!("已于 {} 截止", window.to),
    }
}

/// A round as everyone may see it.
#[derive(Clone, Debug)]
pub struct OpenRound {
    /// Its title.
    pub title: String,
    /// The organiser.
    pub organiser: String,
    /// The application window.
    pub window: DayRange,
    /// Where the window stands.
    pub state: RoundState,
    /// What is left of it, in words.
    pub left: String,
    /// The notice.
    pub notice: Url,
}

impl OpenRound {
    /// The line of a plan on `today`.
    pub fn of(plan: &Plan, organiser: String, today: Day) -> Self {
        let window = plan.content.application;
        Self {
            title: plan.content.title.clone(),
            organiser,
            window,
            state: RoundState::of(window, today),
            left: time_left(window, today),
            notice: Round { id: plan.id }.into(),
        }
    }
}

/// Rounds under each other, or that there are none.
#[derive(Clone, Debug, Template)]
#[template(path = "plans/round_list.html")]
pub struct RoundList {
    rounds: Vec<OpenRound>,
}

impl RoundList {
    /// The rounds in order.
    pub fn new(rounds: impl Into<Vec<OpenRound>>) -> Self {
        Self {
            rounds: rounds.into(),
        }
    }
}

components!(RoundList);

/// Plans with the names of their organisers.
fn with_organisers(rx: &mut Rx<'_>, plans: Vec<Plan>) -> store::Result<Vec<(Plan, String)>> {
    let organisers: Vec<OfficeId> = plans.iter().map(|plan| plan.content.organiser).collect();
    let offices = store::accounts::offices(rx, &organisers)?;
    let named = plans.into_iter().map(|plan| {
        let office = offices.iter().find(|office| office.id == plan.content.organiser);
        let name = office.map(|office| office.name.clone()).unwrap_or_default();
        (plan, name)
    });
    Ok(named.collect())
}

/// Open rounds first, then those ahead, then closed ones.
fn in_order(rounds: Vec<(Plan, String)>, today: Day) -> RoundList {
    let rounds = rounds.into_iter();
    let mut rounds: Vec<OpenRound> = rounds
        .map(|(plan, organiser)| OpenRound::of(&plan, organiser, today))
        .collect();
    rounds.sort_by_key(|round| round.state);
    RoundList::new(rounds)
}

/// The published rounds: open ones first, then those ahead, then closed ones.
///
/// # Errors
/// The database is unavailable.
pub fn published(rx: &mut Rx<'_>) -> store::Result<RoundList> {
    let today = rx.today();
    let plans = store::plans::published(rx)?;
    Ok(in_order(with_organisers(rx, plans)?, today))
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "plans/rounds.html")]
pub struct RoundsPage {
    /// The rounds, open ones first.
    pub rounds: RoundList,
    /// What they are narrowed to.
    pub filters: Filters,
    /// How many there are, when they are narrowed.
    pub found: String,
    /// The calendar of all rounds.
    pub calendar: Link,
}

impl Content for RoundsPage {
    fn head(&self) -> Head {
        Head::new("申报通知").section(Rounds)
    }
}

/// Whether every word of a search is found in the round's title, series, specialties, number or organiser.
fn matches(plan: &Plan, organiser: &str, words: &str) -> bool {
    let number = match &plan.stage {
        Stage::Published { number, .. } => number.as_str(),
        Stage::Draft | Stage::Filed { .. } => "",
    };
    let content = &plan.content;
    let own = [&*content.title, &content.series, number, organiser];
    let texts = || {
        own.into_iter()
            .chain(content.specialties.iter().map(String::as_str))
    };
    words
        .split_whitespace()
        .all(|word| texts().any(|text| text.contains(word)))
}

fn filters(list: &ListQuery, years: &[i16]) -> Filters {
    let filled = |name: &str| list.filter(name).unwrap_or_default().to_owned();
    let state = FormState::blank()
        .with("words", filled("words"))
        .with("year", filled("year"))
        .with("state", filled("state"));
    let years: Vec<Choice> = years
        .iter()
        .map(|year| Choice::new(year.to_string(), format!("{year} 年度")))
        .collect();
    let states = STATES.map(|(code, state)| Choice::new(code, state.chinese()));
    let words = TextInput::new("words", "标题、系列、专业、文号或者组建单位").optional();
    let fields = Html::from(words.fill(&state))
        .then(Select::new("year", "年度", years).optional().fill(&state))
        .then(Select::new("state", "申报状态", states).optional().fill(&state));
    Filters::new(list, fields)
}

const STATES: [(&str, RoundState); 3] = [
    ("open", RoundState::Open),
    ("ahead", RoundState::Ahead),
    ("closed", RoundState::Closed),
];

fn load(rx: &mut Rx<'_>, list: &ListQuery) -> store::Result<RoundsPage> {
    let today = rx.today();
    let plans = store::plans::published(rx)?;
    let mut years: Vec<i16> = plans.iter().map(|plan| plan.content.year).collect();
    years.sort_unstable_by_key(|year| core::cmp::Reverse(*year));
    years.dedup();
    let wanted = |name: &str| list.filter(name).map(str::trim).filter(|text| !text.is_empty());
    let year = wanted("year").and_then(|year| year.parse::<i16>().ok());
    let code = wanted("state");
    let state = STATES.iter().find(|(known, _)| Some(*known) == code);
    let words = wanted("words").unwrap_or_default();
    let mut rounds = with_organisers(rx, plans)?;
    rounds.retain(|(plan, organiser)| {
        let now = RoundState::of(plan.content.application, today);
        year.is_none_or(|year| plan.content.year == year)
            && state.is_none_or(|(_, state)| now == *state)
            && matches(plan, organiser, words)
    });
    let narrowed = year.is_some() || state.is_some() || !words.is_empty();
    let found = match (narrowed, rounds.len()) {
        (false, _) => String::new(),
        (true, 0) => "没有符合条件的通知，请换一个词或者清除条件。".to_owned(),
        (true, count) => format!("共 {count} 份通知符合条件。"),
    };
    Ok(RoundsPage {
        rounds: in_order(rounds, today),
        filters: filters(list, &years),
        found,
        calendar: Link::new("评审日历", Calendar),
    })
}

/// `GET /rounds`.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, visitor: Visitor, Query(query): Query) -> Result<Page, Fault> {
    let list = ListQuery::read(Rounds, &query, &[]);
    app.show(visitor, move |rx, _| load(rx, &list)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_still_counts() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let window = DayRange {
            from: day("2022-08-01"),
            to: day("2022-08-31"),
        };
        for (today, state, left) in [
            ("2022-07-30", RoundState::Ahead, "2 天后开始申报"),
            ("2022-08-01", RoundState::Open, "还有 30 天截止"),
            ("2022-08-31", RoundState::Open, "今天截止"),
            ("2022-09-01", RoundState::Closed, "已于 2022-08-31 截止"),
        ] {
            assert_eq!(RoundState::of(window, day(today)), state, "{today}");
            assert_eq!(time_left(window, day(today)), left, "{today}");
        }
    }
}
