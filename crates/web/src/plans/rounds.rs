//! The rounds everybody may see (申报通知): which are open, until when.

use askama::Template;
use domain::plans::Plan;
use kernel::{Day, OfficeId};
use policy::DayRange;
use store::Rx;

use super::urls::{Round, Rounds};
use crate::kit::html::components;
use crate::kit::urls::Url;
use crate::kit::words::{Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, Visitor};

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

    /// The state as a tag.
    pub fn tag(self) -> Tag {
        match self {
            Self::Ahead => Tag::new("即将开始", Tone::Blue),
            Self::Open => Tag::new("正在申报", Tone::Jade),
            Self::Closed => Tag::new("申报已截止", Tone::Plain),
        }
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

/// The published rounds: open ones first, then those ahead, then closed ones.
///
/// # Errors
/// The database is unavailable.
pub fn published(rx: &mut Rx<'_>) -> store::Result<RoundList> {
    let today = rx.today();
    let plans = store::plans::published(rx)?;
    let organisers: Vec<OfficeId> = plans.iter().map(|plan| plan.content.organiser).collect();
    let offices = store::accounts::offices(rx, &organisers)?;
    let name = |plan: &Plan| {
        let office = offices.iter().find(|office| office.id == plan.content.organiser);
        office.map(|office| office.name.clone()).unwrap_or_default()
    };
    let mut rounds: Vec<OpenRound> = plans
        .iter()
        .map(|plan| OpenRound::of(plan, name(plan), today))
        .collect();
    rounds.sort_by_key(|round| round.state);
    Ok(RoundList::new(rounds))
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "plans/rounds.html")]
pub struct RoundsPage {
    /// The rounds, open ones first.
    pub rounds: RoundList,
}

impl Content for RoundsPage {
    fn head(&self) -> Head {
        Head::new("申报通知").section(Rounds)
    }
}

/// `GET /rounds`.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, visitor: Visitor) -> Result<Page, Fault> {
    app.show(visitor, |rx, _| {
        Ok(RoundsPage {
            rounds: published(rx)?,
        })
    })
    .await
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
