//! Small pieces of text and marks used all over: tags, links, article chips, banners, insets, empty states.

use askama::Template;
use kernel::{Article, Refusal};

use super::html::{Html, components};
use super::urls::Url;

/// The tone of a tag, banner or number. Never the only signal: the words say the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Under way, or something to know.
    Blue,
    /// Done, in order.
    Jade,
    /// Waiting, soon due.
    Amber,
    /// Refused, overdue, dangerous.
    Red,
}

impl Tone {
    /// The class name in the stylesheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Blue => "blue",
            Self::Jade => "jade",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

/// A status in one or two words: 待补正, 已受理.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<strong class="tag tag-{{ tone.class() }}">{{ text }}</strong>"#,
    ext = "html"
)]
pub struct Tag {
    text: String,
    tone: Tone,
}

impl Tag {
    /// A tag in a tone.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }
}

/// A link inside a sentence, list or cell.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<a href="{{ url }}">{{ text }}{% if let Some(about) = about %}<span class="visually-hidden">（{{ about }}）</span>{% endif %}</a>"#,
    ext = "html"
)]
pub struct Link {
    /// The words of the link.
    pub text: String,
    /// Where it goes.
    pub url: Url,
    about: Option<String>,
}

impl Link {
    /// A link with its words.
    pub fn new(text: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            text: text.into(),
            url: url.into(),
            about: None,
        }
    }

    /// Says for screen readers what a short word like 修改 is about.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }
}

/// The article something stands on: `依据：…第二十条(二)`.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<span class="article"><span class="article-word">依据：</span>{{ article }}</span>"#,
    ext = "html"
)]
pub struct Basis {
    article: Article,
}

impl Basis {
    /// The chip of an article.
    pub fn new(article: Article) -> Self {
        Self { article }
    }
}

/// Text set apart: the words of a rule, a short explanation.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/inset.html")]
pub struct Inset {
    body: Html,
    basis: Option<Basis>,
}

impl Inset {
    /// An inset with its content.
    pub fn new(body: impl Into<Html>) -> Self {
        Self {
            body: body.into(),
            basis: None,
        }
    }

    /// An inset of one sentence.
    pub fn text(sentence: &str) -> Self {
        Self::new(Html::text(sentence))
    }

    /// Names the article the words come from.
    #[must_use]
    pub fn under(mut self, article: Article) -> Self {
        self.basis = Some(Basis::new(article));
        self
    }
}

/// A warning beside what it warns of: what follows cannot be taken back, a period ends.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<div class="warning"><span class="warning-mark" aria-hidden="true">!</span><strong><span class="visually-hidden">注意：</span>{{ sentence }}</strong></div>"#,
    ext = "html"
)]
pub struct Warning {
    sentence: String,
}

impl Warning {
    /// A warning of one sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
        }
    }
}

/// A message above the page's title: what has just been done, or what concerns the whole page.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "kit/banner.html")]
pub struct Banner {
    title: String,
    sentence: String,
    link: Option<Link>,
    tone: Tone,
    id: &'static str,
}

impl Banner {
    /// Something to know.
    pub fn info(sentence: impl Into<String>) -> Self {
        Self::of("请注意", sentence, Tone::Blue)
    }

    /// Something has been done.
    pub fn done(sentence: impl Into<String>) -> Self {
        Self::of("已完成", sentence, Tone::Jade)
    }

    /// Something waits or is soon due.
    pub fn waiting(sentence: impl Into<String>) -> Self {
        Self::of("待办提醒", sentence, Tone::Amber)
    }

    fn of(title: &str, sentence: impl Into<String>, tone: Tone) -> Self {
        Self {
            title: title.to_owned(),
            sentence: sentence.into(),
            link: None,
            tone,
            id: "banner-title",
        }
    }

    /// Another title than the usual one.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Another id for the title, needed where two banners stand on one page.
    #[must_use]
    pub fn id(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    /// Adds a link after the sentence.
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}

/// What a list shows when there is nothing in it: why, and what to do.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/empty.html")]
pub struct Empty {
    title: String,
    sentence: Option<String>,
    link: Option<Link>,
}

impl Empty {
    /// An empty state with its title, e.g. `没有等待审核的申报`.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            sentence: None,
            link: None,
        }
    }

    /// Says why, or when something will appear.
    #[must_use]
    pub fn because(mut self, sentence: impl Into<String>) -> Self {
        self.sentence = Some(sentence.into());
        self
    }

    /// Offers the next step.
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}

/// The refusals of something that is not a form: each with its article and what would settle it.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/refusals.html")]
pub struct RefusalList {
    refusals: Vec<Refusal>,
}

impl RefusalList {
    /// A list of refusals.
    pub fn new(refusals: impl Into<Vec<Refusal>>) -> Self {
        Self {
            refusals: refusals.into(),
        }
    }
}

/// Words with smaller notes under them, as in the cell of a table: a name, then what it means and where it stands.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"{{ words }}{% for note in notes %}<span class="fact-note">{{ note }}</span>{% endfor %}"#,
    ext = "html"
)]
pub struct Noted {
    words: Html,
    notes: Vec<Html>,
}

impl Noted {
    /// Words without a note.
    pub fn new(words: impl Into<Html>) -> Self {
        Self {
            words: words.into(),
            notes: Vec::new(),
        }
    }

    /// Plain words without a note.
    pub fn text(words: impl AsRef<str>) -> Self {
        Self::new(Html::text(words))
    }

    /// Adds a note: a basis, a tag.
    #[must_use]
    pub fn with(mut self, note: impl Into<Html>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a note in plain words; an empty one is left out.
    #[must_use]
    pub fn note(self, note: impl AsRef<str>) -> Self {
        if note.as_ref().is_empty() {
            self
        } else {
            self.with(Html::text(note))
        }
    }
}

/// Something folded away that is opened by whoever needs it.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<details class="details"{% if open %} open{% endif %}><summary>{{ summary }}</summary><div class="details-body">{{ body }}</div></details>"#,
    ext = "html"
)]
pub struct Details {
    summary: String,
    body: Html,
    open: bool,
}

impl Details {
    /// A folded part with its summary.
    pub fn new(summary: impl Into<String>, body: impl Into<Html>) -> Self {
        Self {
            summary: summary.into(),
            body: body.into(),
            open: false,
        }
    }

    /// Opened from the start.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }
}

/// Views of one thing, each with its own address; the open one is marked.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/tabs.html")]
pub struct Tabs {
    label: String,
    tabs: Vec<(Link, Option<u64>, bool)>,
}

impl Tabs {
    /// Tabs with the name of what they divide.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            tabs: Vec::new(),
        }
    }

    /// Adds a tab.
    #[must_use]
    pub fn tab(mut self, link: Link, current: bool) -> Self {
        self.tabs.push((link, None, current));
        self
    }

    /// Adds a tab with the number of things behind it.
    #[must_use]
    pub fn counted(mut self, link: Link, count: u64, current: bool) -> Self {
        self.tabs.push((link, Some(count), current));
        self
    }
}

/// The page after something was handed in: what was done, the reference to keep.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/confirmation.html")]
pub struct Confirmation {
    title: String,
    label: String,
    reference: String,
}

impl Confirmation {
    /// E.g. `已提交`, `申报编号`, `2026-NN-000123`.
    pub fn new(title: impl Into<String>, label: impl Into<String>, reference: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            label: label.into(),
            reference: reference.into(),
        }
    }
}

components!(
    Tag,
    Link,
    Basis,
    Inset,
    Warning,
    Banner,
    Empty,
    RefusalList,
    Noted,
    Details,
    Tabs,
    Confirmation
);
