//! Where an answer comes from: the sentence, its article, the instrument, or the office that set it.

use core::fmt;
use std::borrow::Cow;
use std::collections::BTreeMap;

use kernel::{Article, Level, Refusal, RuleId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::model::Head;
use crate::words::{Force, Kind};

/// An official text, as a pack names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Instrument {
    /// The pack's id.
    pub pack: String,
    /// The text's title.
    pub title: String,
    /// Its number, if it has one (文号).
    pub number: Option<String>,
}

impl Instrument {
    /// How the text is cited: by its number, else by its title in 书名号.
    #[must_use]
    pub fn cited(&self) -> String {
        self.number
            .clone()
            .unwrap_or_else(|| format!("《{}》", self.title))
    }
}

/// One row of a pack as an answer carries it: what it says, where it stands and which rules it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    /// The row's name in the pack.
    pub name: String,
    /// What it says, in one plain Chinese sentence.
    pub sentence: String,
    /// What would settle it (办法), if the pack says.
    pub remedy: Option<String>,
    /// The rules of the catalogue it stands for.
    pub rules: Vec<RuleId>,
    /// The document and the article.
    pub article: Article,
    /// A further legal basis the text itself names (依据).
    pub basis: Option<String>,
    /// The reading chosen where the text is ambiguous (释义).
    pub reading: Option<String>,
    /// Whether it binds or warns.
    pub force: Force,
    /// The pack it stands in.
    pub pack: String,
}

impl Law {
    pub(crate) fn of(head: &Head, instrument: &Instrument) -> Self {
        Self {
            name: head.name.clone(),
            sentence: head.sentence.clone().unwrap_or_else(|| head.name.clone()),
            remedy: head.remedy.clone(),
            rules: head.rules.clone(),
            article: article(head.article.as_deref(), head.document.as_deref(), instrument),
            basis: head.basis.clone(),
            reading: head.reading.clone(),
            force: head.force,
            pack: instrument.pack.clone(),
        }
    }

    /// The refusal that this row gives: its sentence, first rule, article and remedy.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        self.refusal_saying(self.sentence.clone())
    }

    /// As [`refusal`](Self::refusal), with a sentence that carries the case's own figures.
    #[must_use]
    pub fn refusal_saying(&self, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        let mut refusal = Refusal::new(sentence).under(self.article.clone());
        if let Some(rule) = self.rules.first() {
            refusal = refusal.by(rule.clone());
        }
        match &self.remedy {
            Some(remedy) => refusal.remedy(remedy.clone()),
            None => refusal,
        }
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}（{}）", self.sentence, self.article)
    }
}

pub(crate) fn article(place: Option<&str>, document: Option<&str>, instrument: &Instrument) -> Article {
    Article {
        document: document.map_or_else(|| instrument.cited(), str::to_owned).into(),
        place: place.unwrap_or_default().to_owned().into(),
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum Origin {
    /// The text of an instrument.
    Pack {
        /// The instrument.
        instrument: Instrument,
        /// The article in it.
        article: Article,
    },
    /// The office in charge, where the texts are silent or leave a choice.
    Setting {
        /// Who entered it.
        by: String,
        /// When.
        at: Timestamp,
        /// On what ground, in their words.
        note: String,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pack { article, .. } => article.fmt(f),
            Self::Setting { by, at, note } => {
                write!(f, "文件未载明，由{by}于{}设定（{note}）", at.day())
            }
        }
    }
}

/// An answer with its ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer<T> {
    /// The value.
    pub value: T,
    /// The row that answers.
    pub law: Law,
    /// Where the value comes from.
    pub origin: Origin,
}

impl<T> Answer<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        Answer {
            value: change(self.value),
            law: self.law,
            origin: self.origin,
        }
    }
}

/// No text gives the value and nobody has set it yet (未载明).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSet {
    /// The name under which a round sets it.
    pub name: String,
    /// What kind of value is wanted.
    pub kind: Kind,
    /// Why no text gives it and who decides, in Chinese.
    pub why: String,
    /// The row that leaves it open, if a pack knows the name at all.
    pub law: Option<Box<Law>>,
}

impl NotSet {
    pub(crate) fn unknown(name: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            why: format!("现行政策包里没有“{name}”这一项"),
            law: None,
        }
    }

    /// The refusal of an action that needs the value.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let mut refusal = Refusal::new(format!("“{}”尚未设定：{}", self.name, self.why)).remedy(format!(
            "请由主管的职改办在本轮设置中填写“{}”并注明依据，写法如“{}”",
            self.name,
            self.kind.example()
        ));
        if let Some(law) = &self.law {
            refusal = refusal.under(law.article.clone());
            if let Some(rule) = law.rules.first() {
                refusal = refusal.by(rule.clone());
            }
        }
        refusal
    }
}

impl fmt::Display for NotSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”尚未设定：{}", self.name, self.why)
    }
}

impl std::error::Error for NotSet {}

/// One value entered by the office in charge where the texts are silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The value, written as in a pack (`5个工作日`, `不少于出席人数的2/3`).
    pub value: String,
    /// Who entered it: the office and the person's role, as the decision log names them.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The ground: a document, a minute, a decision.
    pub note: String,
}

/// A round's settings, by the name that [`NotSet`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(BTreeMap<String, Setting>);

impl Settings {
    /// No settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces the setting `name`.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, setting: Setting) -> Self {
        self.0.insert(name.into(), setting);
        self
    }

    /// The setting `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.0.get(name)
    }

    /// All settings by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.0.iter().map(|(name, setting)| (name.as_str(), setting))
    }
}

/// The name of a setting for one level: `评审费·副高级`.
pub(crate) fn setting_name(name: &str, level: Option<Level>) -> String {
    match level {
        Some(level) => format!("{name}·{level}"),
        None => name.to_owned(),
    }
}

/// The kinds of ways to a title (取得职称的方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 逐级申报
    Ordinary,
    /// 直接申报
    Direct,
    /// 破格申报
    Exception,
    /// 转评
    Transfer,
    /// 认定
    Recognition,
    /// 重新确认
    Reconfirmation,
}

impl Way {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Self; 6] = [
        Self::Ordinary,
        Self::Direct,
        Self::Exception,
        Self::Transfer,
        Self::Recognition,
        Self::Reconfirmation,
    ];

    /// The kind's Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Ordinary => "逐级申报",
            Self::Direct => "直接申报",
            Self::Exception => "破格申报",
            Self::Transfer => "转评",
            Self::Recognition => "认定",
            Self::Reconfirmation => "重新确认",
        }
    }

    pub(crate) fn from_chinese(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.chinese() == word)
    }

    /// Whether a round's application form offers it.
    pub(crate) const fn in_rounds(self) -> bool {
        matches!(self, Self::Ordinary | Self::Direct | Self::Exception)
    }
}
