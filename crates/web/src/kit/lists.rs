//! Lists people work through: task lists, summary lists, key numbers.

use askama::Template;

use super::html::{Html, components};
use super::urls::Url;
use super::words::{Link, Tag, Tone};

/// How far a task is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// 未开始.
    NotStarted,
    /// 填写中.
    Started,
    /// 已完成.
    Done,
    /// 需补正, with the number of points that were returned.
    MustCorrect {
        /// How many points are open.
        points: usize,
    },
    /// 暂不能填写, with the reason.
    Blocked {
        /// What has to be done first.
        because: String,
    },
}

impl TaskState {
    fn tag(&self) -> Option<Tag> {
        match self {
            Self::NotStarted => Some(Tag::new("未开始", Tone::Plain)),
            Self::Started => Some(Tag::new("填写中", Tone::Blue)),
            Self::Done => None,
            Self::MustCorrect { points } => Some(Tag::new(format!("需补正 {points} 处"), Tone::Red)),
            Self::Blocked { .. } => None,
        }
    }
}

/// One task of a longer piece of work.
#[derive(Clone, Debug)]
pub struct Task {
    title: String,
    url: Url,
    hint: Option<String>,
    state: TaskState,
}

impl Task {
    /// A task, the page where it is done, and how far it is.
    pub fn new(title: impl Into<String>, url: impl Into<Url>, state: TaskState) -> Self {
        Self {
            title: title.into(),
            url: url.into(),
            hint: None,
            state,
        }
    }

    /// A sentence under the title.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The whole work in sight: groups of tasks that can be done in any order.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/task_list.html")]
pub struct TaskList {
    groups: Vec<(String, Vec<Task>)>,
}

impl TaskList {
    /// An empty list.
    pub fn new() -> Self {
        Self { groups: Vec::new() }
    }

    /// Adds a group with its title.
    #[must_use]
    pub fn group(mut self, title: impl Into<String>, tasks: impl Into<Vec<Task>>) -> Self {
        self.groups.push((title.into(), tasks.into()));
        self
    }

    /// How many tasks are done, and how many there are.
    pub fn done(&self) -> (usize, usize) {
        let tasks = || self.groups.iter().flat_map(|(_, tasks)| tasks);
        (
            tasks().filter(|task| task.state == TaskState::Done).count(),
            tasks().count(),
        )
    }

    fn progress(&self) -> Progress {
        let (done, all) = self.done();
        Progress::new("完成情况", done as u64, all as u64).unit("项")
    }
}

impl Default for TaskList {
    fn default() -> Self {
        Self::new()
    }
}

/// How much of a counted work is done, with its numbers in words.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "kit/progress.html")]
pub struct Progress {
    label: String,
    done: u64,
    all: u64,
    unit: &'static str,
}

impl Progress {
    /// `done` of `all`.
    pub fn new(label: impl Into<String>, done: u64, all: u64) -> Self {
        Self {
            label: label.into(),
            done,
            all,
            unit: "",
        }
    }

    /// What is counted: 项, 人, 份.
    #[must_use]
    pub fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    fn id(&self) -> String {
        format!("progress-{}", self.label.replace(char::is_whitespace, "-"))
    }

    fn is_empty(&self) -> bool {
        self.all == 0
    }
}

/// One fact: its name, its value, what can be done about it.
#[derive(Clone, Debug)]
pub struct Fact {
    key: String,
    value: Html,
    note: Option<Html>,
    actions: Vec<Link>,
}

impl Fact {
    /// A fact with a text value; an empty one is shown as 未填写.
    pub fn new(key: impl Into<String>, value: impl AsRef<str>) -> Self {
        let value = value.as_ref().trim();
        let value = if value.is_empty() {
            Html::from(Unfilled)
        } else {
            Html::text(value)
        };
        Self {
            key: key.into(),
            value,
            note: None,
            actions: Vec::new(),
        }
    }

    /// A fact whose value is a tag, a link or several things.
    pub fn html(key: impl Into<String>, value: impl Into<Html>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            note: None,
            actions: Vec::new(),
        }
    }

    /// Something under the value: where it comes from, who verified it.
    #[must_use]
    pub fn note(mut self, note: impl Into<Html>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// A way to change it; the fact's name is read with the word.
    #[must_use]
    pub fn action(mut self, text: impl Into<String>, url: impl Into<Url>) -> Self {
        self.actions.push(Link::new(text, url).about(self.key.clone()));
        self
    }
}

#[derive(Template)]
#[template(source = r#"<span class="quiet">未填写</span>"#, ext = "html")]
struct Unfilled;

/// Facts under each other: check answers, details of a case.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/summary_list.html")]
pub struct SummaryList {
    title: Option<String>,
    actions: Vec<Link>,
    facts: Vec<Fact>,
}

impl SummaryList {
    /// Facts without a title of their own.
    pub fn new(facts: impl Into<Vec<Fact>>) -> Self {
        Self {
            title: None,
            actions: Vec::new(),
            facts: facts.into(),
        }
    }

    /// A title above, as for one of several entries.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A way to change the whole entry; needs a title.
    #[must_use]
    pub fn action(mut self, text: impl Into<String>, url: impl Into<Url>) -> Self {
        let link = Link::new(text, url);
        self.actions.push(match &self.title {
            Some(title) => link.about(title.clone()),
            None => link,
        });
        self
    }
}

/// A number that tells where work waits.
#[derive(Clone, Debug)]
pub struct KeyNumber {
    label: String,
    value: u64,
    tone: Tone,
    url: Option<Url>,
}

impl KeyNumber {
    /// A number with its name.
    pub fn new(label: impl Into<String>, value: u64) -> Self {
        Self {
            label: label.into(),
            value,
            tone: Tone::Plain,
            url: None,
        }
    }

    /// Its tone while it is not zero.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = if self.value == 0 { Tone::Plain } else { tone };
        self
    }

    /// The list behind it.
    #[must_use]
    pub fn url(mut self, url: impl Into<Url>) -> Self {
        self.url = Some(url.into());
        self
    }
}

/// Key numbers side by side: waiting, due, overdue first.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/key_numbers.html")]
pub struct KeyNumbers {
    numbers: Vec<KeyNumber>,
}

impl KeyNumbers {
    /// The numbers in order.
    pub fn new(numbers: impl Into<Vec<KeyNumber>>) -> Self {
        Self {
            numbers: numbers.into(),
        }
    }
}

components!(TaskList, Progress, SummaryList, KeyNumbers);
