//! The applicant's home page: my tasks, my case, my certificates.

use askama::Template;

use super::{Doors, Home};
use crate::kit::forms::Button;
use crate::kit::timeline::{Left, Timeline};
use crate::kit::urls::Url;
use crate::kit::words::Link;
use crate::kit::{Content, Head};

/// Something the applicant has to do.
#[derive(Clone, Debug)]
pub struct Todo {
    /// What to do, linked to where it is done.
    pub link: Link,
    /// Why, in one sentence.
    pub sentence: String,
    /// How much time is left.
    pub left: Left,
}

/// The applicant's case of this year.
#[derive(Clone, Debug)]
pub struct OwnCase {
    /// E.g. `2026 年副高级职称申报`.
    pub title: String,
    /// Its number; none while a draft.
    pub number: Option<String>,
    /// The whole case.
    pub url: Url,
    /// Its way so far and ahead.
    pub timeline: Timeline,
}

/// A certificate the applicant holds.
#[derive(Clone, Debug)]
pub struct HeldCertificate {
    /// E.g. `高级教师（副高级）`.
    pub title: String,
    /// Its number.
    pub number: String,
    /// The certificate.
    pub url: Url,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/applicant.html")]
pub struct ApplicantHome {
    /// The applicant's name.
    pub name: String,
    /// What waits for them, most urgent first.
    pub todos: Vec<Todo>,
    /// Their case, if one was begun.
    pub case: Option<OwnCase>,
    /// How one is begun, if a round is open and none was.
    pub begin: Option<Button>,
    /// Their certificates.
    pub certificates: Vec<HeldCertificate>,
    /// Career library, eligibility, notices.
    pub doors: Doors,
}

impl Content for ApplicantHome {
    fn head(&self) -> Head {
        Head::new("我的职称").section(Home).wide()
    }
}
