//! The organiser's home page: the board of each round, and what blocks its next step.

use askama::Template;
use kernel::Refusal;

use super::Home;
use crate::kit::urls::Url;
use crate::kit::words::Link;
use crate::kit::{Content, Head};

/// A phase of a round: plan, acceptance, committee, meeting, results.
#[derive(Clone, Debug)]
pub struct Phase {
    title: &'static str,
    url: Url,
    state: PhaseState,
    figures: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PhaseState {
    Done,
    Current,
    Ahead,
}

impl Phase {
    /// A phase that is behind, with its figures in words: `受理 486 件，不予受理 12 件`.
    pub fn done(title: &'static str, figures: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            title,
            url: url.into(),
            state: PhaseState::Done,
            figures: figures.into(),
        }
    }

    /// The phase the round is in.
    pub fn current(title: &'static str, figures: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            state: PhaseState::Current,
            ..Self::done(title, figures, url)
        }
    }

    /// A phase that is still ahead.
    pub fn ahead(title: &'static str, figures: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            state: PhaseState::Ahead,
            ..Self::done(title, figures, url)
        }
    }

    fn class(&self) -> &'static str {
        match self.state {
            PhaseState::Done => "done",
            PhaseState::Current => "current",
            PhaseState::Ahead => "ahead",
        }
    }

    fn word(&self) -> &'static str {
        match self.state {
            PhaseState::Done => "已完成",
            PhaseState::Current => "进行中",
            PhaseState::Ahead => "未开始",
        }
    }

    fn is_current(&self) -> bool {
        self.state == PhaseState::Current
    }
}

/// Something that blocks the next step: why, and where it is settled.
#[derive(Clone, Debug)]
pub struct Block {
    /// Why, with its article.
    pub refusal: Refusal,
    /// Where it is settled.
    pub link: Option<Link>,
}

/// One round's board.
#[derive(Clone, Debug)]
pub struct RoundBoard {
    /// The round.
    pub title: String,
    /// The round's own page.
    pub url: Url,
    /// Its phases in order.
    pub phases: Vec<Phase>,
    /// The next step's name.
    pub next: String,
    /// What blocks it; empty when it can be taken.
    pub blocks: Vec<Block>,
    /// Where it is taken when nothing blocks it.
    pub go: Link,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/organiser.html")]
pub struct OrganiserHome {
    /// The organiser's office.
    pub office: String,
    /// The rounds, current ones first.
    pub rounds: Vec<RoundBoard>,
}

impl Content for OrganiserHome {
    fn head(&self) -> Head {
        Head::new("评审工作").section(Home).wide()
    }
}
