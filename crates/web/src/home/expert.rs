//! The expert's home page: the next meeting and the stack of works to read.

use askama::Template;

use super::Home;
use crate::kit::lists::{Progress, SummaryList};
use crate::kit::table::Table;
use crate::kit::words::{Banner, Link};
use crate::kit::{Content, Head};

/// The next meeting the expert is asked to.
#[derive(Clone, Debug)]
pub struct NextMeeting {
    /// Its title.
    pub title: String,
    /// When, where, as what; the rules of the day.
    pub facts: SummaryList,
    /// What the expert has to do now: accept, sign in, declare a recusal.
    pub actions: Vec<Link>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/expert.html")]
pub struct ExpertHome {
    /// A duty that comes first, as an open recusal declaration.
    pub duty: Option<Banner>,
    /// The next meeting.
    pub meeting: Option<NextMeeting>,
    /// How much of the stack is read.
    pub progress: Option<Progress>,
    /// The stack, in the expert's own random order.
    pub stack: Table,
}

impl Content for ExpertHome {
    fn head(&self) -> Head {
        Head::new("评审工作").section(Home).wide()
    }
}
