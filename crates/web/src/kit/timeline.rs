//! The timeline of a case: where it lies, since when, how many working days are left, by which article, what comes next.

use askama::Template;
use kernel::{Article, Day};

use super::html::components;
use super::words::{Link, Tag, Tone};

/// How much of a period is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// This many working days.
    WorkingDays(u32),
    /// It ends today.
    Today,
    /// It ended this many working days ago.
    Overdue(u32),
    /// No text sets a period.
    NotSet,
}

impl Left {
    /// The words.
    pub fn text(self) -> String {
        match self {
            Self::WorkingDays(days) => format!("还剩 {days} 个工作日"),
            Self::Today => "今天到期".to_owned(),
            Self::Overdue(days) => format!("已逾期 {days} 个工作日"),
            Self::NotSet => "未规定办理期限".to_owned(),
        }
    }

    /// The tag: amber from three working days on, red when overdue.
    pub fn tag(self) -> Tag {
        let tone = match self {
            Self::WorkingDays(0..=3) | Self::Today => Tone::Amber,
            Self::WorkingDays(_) => Tone::Blue,
            Self::Overdue(_) => Tone::Red,
            Self::NotSet => Tone::Plain,
        };
        Tag::new(self.text(), tone)
    }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Done,
    Current,
    Ahead,
    Stopped,
}

/// One step of a case's way.
#[derive(Clone, Debug)]
pub struct Step {
    title: String,
    place: Place,
    office: Option<String>,
    days: Option<String>,
    due: Option<Day>,
    left: Option<Left>,
    sentence: Option<String>,
    next: Option<String>,
    basis: Option<Article>,
    action: Option<Link>,
    events: Vec<(String, String)>,
}

impl Step {
    fn at(place: Place, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            place,
            office: None,
            days: None,
            due: None,
            left: None,
            sentence: None,
            next: None,
            basis: None,
            action: None,
            events: Vec::new(),
        }
    }

    /// A step that is behind.
    pub fn done(title: impl Into<String>, on: Day) -> Self {
        Self {
            days: Some(on.to_string()),
            ..Self::at(Place::Done, title)
        }
    }

    /// The step where the case lies now.
    pub fn current(title: impl Into<String>, since: Day) -> Self {
        Self {
            days: Some(format!("{since} 起")),
            ..Self::at(Place::Current, title)
        }
    }

    /// A step that is still ahead.
    pub fn ahead(title: impl Into<String>) -> Self {
        Self::at(Place::Ahead, title)
    }

    /// The step where the case ended without success.
    pub fn stopped(title: impl Into<String>, on: Day) -> Self {
        Self {
            days: Some(on.to_string()),
            ..Self::at(Place::Stopped, title)
        }
    }

    /// The office where it lies (never a person).
    #[must_use]
    pub fn office(mut self, office: impl Into<String>) -> Self {
        self.office = Some(office.into());
        self
    }

    /// How much time is left, and the last day if there is one.
    #[must_use]
    pub fn left(mut self, left: Left, due: Option<Day>) -> Self {
        self.left = Some(left);
        self.due = due;
        self
    }

    /// What is done here, or what happened.
    #[must_use]
    pub fn sentence(mut self, sentence: impl Into<String>) -> Self {
        self.sentence = Some(sentence.into());
        self
    }

    /// What comes after this step.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// The article the step stands on.
    #[must_use]
    pub fn under(mut self, article: Article) -> Self {
        self.basis = Some(article);
        self
    }

    /// What the viewer can do here.
    #[must_use]
    pub fn action(mut self, link: Link) -> Self {
        self.action = Some(link);
        self
    }

    /// Something that happened in this step: when, and what.
    #[must_use]
    pub fn event(mut self, when: impl Into<String>, what: impl Into<String>) -> Self {
        self.events.push((when.into(), what.into()));
        self
    }

    fn class(&self) -> &'static str {
        match self.place {
            Place::Done => "done",
            Place::Current => "current",
            Place::Ahead => "ahead",
            Place::Stopped => "stopped",
        }
    }

    fn word(&self) -> &'static str {
        match self.place {
            Place::Done => "已完成",
            Place::Current => "正在办理",
            Place::Ahead => "尚未开始",
            Place::Stopped => "已终止",
        }
    }

    fn is_current(&self) -> bool {
        self.place == Place::Current
    }
}

/// A case's way from the notice to the certificate.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/timeline.html")]
pub struct Timeline {
    steps: Vec<Step>,
}

impl Timeline {
    /// The steps in order.
    pub fn new(steps: impl Into<Vec<Step>>) -> Self {
        Self { steps: steps.into() }
    }
}

components!(Timeline);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_three_working_days_are_marked() {
        let tag = |left: Left| left.tag().to_string();
        assert!(tag(Left::WorkingDays(4)).contains("tag-blue"));
        assert!(tag(Left::WorkingDays(3)).contains("tag-amber"));
        assert!(tag(Left::Today).contains("今天到期"));
        assert!(tag(Left::Overdue(2)).contains("tag-red"));
        assert!(tag(Left::NotSet).contains("未规定办理期限"));
    }
}
