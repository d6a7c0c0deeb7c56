//! The home page of unit examiners, departments and title offices: waiting, due, overdue, then the lists.

use askama::Template;

use super::{Doors, Home};
use crate::kit::lists::KeyNumbers;
use crate::kit::table::Table;
use crate::kit::urls::Url;
use crate::kit::{Content, Head};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/officer.html")]
pub struct OfficerHome {
    /// The office.
    pub office: String,
    /// Overdue, due today, waiting: most urgent first.
    pub numbers: KeyNumbers,
    /// The most urgent cases.
    pub urgent: Table,
    /// All that wait.
    pub all: Url,
    /// The other lists of the office.
    pub doors: Doors,
}

impl Content for OfficerHome {
    fn head(&self) -> Head {
        Head::new("待办").section(Home).wide()
    }
}
