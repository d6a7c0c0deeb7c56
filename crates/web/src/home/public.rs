//! The home page of somebody who has not signed in.

use askama::Template;
use kernel::Day;

use super::{Doors, Home};
use crate::kit::urls::Url;
use crate::kit::words::{Tag, Tone};
use crate::kit::{Content, Head};

/// Where a round's application window stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundState {
    /// 即将开始.
    Ahead,
    /// 正在申报.
    Open,
    /// 申报已截止.
    Closed,
}

impl RoundState {
    fn tag(self) -> Tag {
        match self {
            Self::Ahead => Tag::new("即将开始", Tone::Blue),
            Self::Open => Tag::new("正在申报", Tone::Jade),
            Self::Closed => Tag::new("申报已截止", Tone::Plain),
        }
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
    pub window: (Day, Day),
    /// Where the window stands.
    pub state: RoundState,
    /// The notice.
    pub notice: Url,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/public.html")]
pub struct PublicHome {
    /// Where one signs in.
    pub sign_in: Url,
    /// The rounds, open ones first.
    pub rounds: Vec<OpenRound>,
    /// Eligibility, publicity, certificate check, draws.
    pub doors: Doors,
}

impl Content for PublicHome {
    fn head(&self) -> Head {
        Head::new("职称评审管理服务").section(Home).wide()
    }
}
