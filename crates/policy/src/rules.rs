//! The rules in force on a day: every row with the instrument it stands in, settings filled in.

use std::sync::Arc;

use kernel::{Day, Level, Money, Refusal};
use serde::{Deserialize, Serialize};

use crate::compile::Program;
use crate::law::{Answer, Instrument, Law, NotSet, Origin, Setting, Settings, article, setting_name};
use crate::layers::{Layer, Merged, Parameters, Sourced};
use crate::library::PackHash;
use crate::model::{Demand, FactDecl, Head, ParameterRow, Stricter};
use crate::source::Complaints;
use crate::words::{DayRange, Kind, Span, TitleDate, Value};

/// The rules of one pack in force on one day.
///
/// Cheap to clone. Every answer carries its sentence, article, instrument and where its value came from; what no text
/// says is [`NotSet`] until a round sets it.
#[derive(Debug, Clone)]
pub struct Rules {
    pub(crate) merged: Arc<Merged>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) program: Arc<Program>,
    pack: Arc<str>,
    instrument: Arc<Instrument>,
    hash: PackHash,
    on: Day,
}

/// Which version of the rules decided: enough, with the settings and the facts, to decide again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The pack.
    pub pack: String,
    /// Its hash, over all layers.
    pub hash: PackHash,
    /// The day whose rules were taken.
    pub on: Day,
}

/// Why a setting cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingError {
    /// The setting's name.
    pub name: String,
    /// Why, in one Chinese sentence.
    pub sentence: String,
}

/// A matter that no text settles, for the office in charge to set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenMatter {
    /// The matter.
    pub matter: NotSet,
    /// The levels for which it is open; empty when it is not kept by level.
    pub levels: Vec<Level>,
}

impl Rules {
    pub(crate) fn of(
        pack: String,
        hash: PackHash,
        instrument: Arc<Instrument>,
        on: Day,
        layers: &[Layer],
        complaints: &mut Complaints,
    ) -> Self {
        let mut merged = Merged::default();
        for layer in layers {
            merged.lay(layer, on, complaints);
        }
        let mut rules = Self {
            merged: Arc::new(merged),
            settings: Arc::default(),
            program: Arc::default(),
            pack: pack.into(),
            instrument,
            hash,
            on,
        };
        rules.program = Arc::new(Program::compile(&rules, complaints));
        rules
    }

    /// The same rules with a round's settings where the texts are silent; for checking settings when they are entered.
    ///
    /// # Errors
    /// A setting names nothing that may be set, is of the wrong kind, or would override a text.
    pub fn with_settings(&self, settings: Settings) -> Result<Self, Vec<SettingError>> {
        let errors: Vec<SettingError> = settings
            .iter()
            .filter_map(|(name, setting)| self.setting_error(name, setting))
            .collect();
        if errors.is_empty() {
            Ok(self.with_checked(settings))
        } else {
            Err(errors)
        }
    }

    /// The same rules with those of a round's settings that still stand, and the ones that do not: a higher text that
    /// came into force in mid-round may settle what was open when the setting was entered, and then the text counts.
    #[must_use]
    pub fn with_standing_settings(&self, settings: &Settings) -> (Self, Vec<SettingError>) {
        let (mut standing, mut fallen) = (Settings::new(), Vec::new());
        for (name, setting) in settings.iter() {
            match self.setting_error(name, setting) {
                None => standing = standing.with(name, setting.clone()),
                Some(error) => fallen.push(error),
            }
        }
        (self.with_checked(standing), fallen)
    }

    fn with_checked(&self, settings: Settings) -> Self {
        let mut rules = Self {
            settings: Arc::new(settings),
            ..self.clone()
        };
        rules.program = Arc::new(Program::compile(&rules, &mut Complaints::default()));
        rules
    }

    fn setting_error(&self, name: &str, setting: &Setting) -> Option<SettingError> {
        let sentence = self.check_setting(name, setting).err()?;
        Some(SettingError {
            name: name.to_owned(),
            sentence,
        })
    }

    /// The pack's id.
    #[must_use]
    pub fn pack(&self) -> &str {
        &self.pack
    }

    /// The pack's title and number.
    #[must_use]
    pub fn instrument(&self) -> &Instrument {
        &self.instrument
    }

    /// The hash that decisions under these rules carry.
    #[must_use]
    pub const fn hash(&self) -> PackHash {
        self.hash
    }

    /// The day whose rules these are.
    #[must_use]
    pub const fn on(&self) -> Day {
        self.on
    }

    /// Pack, hash and day together.
    #[must_use]
    pub fn version(&self) -> Version {
        Version {
            pack: self.pack.to_string(),
            hash: self.hash,
            on: self.on,
        }
    }

    /// The settings in use.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The declared facts, by name.
    #[must_use]
    pub fn facts(&self) -> &[FactDecl] {
        &self.program.facts
    }

    /// The row called `name`: an obligation (义务) first, then a rule, parameter, vote, composition, authority, window,
    /// commitment, ground, list or form.
    #[must_use]
    pub fn law(&self, name: &str) -> Option<Law> {
        let merged = &*self.merged;
        let by_level = |map: &Parameters| {
            let mut rows = map.iter().filter(|((row, _), _)| row == name);
            rows.next()
                .map(|(_, sourced)| Law::of(&sourced.row.head, &sourced.by))
        };
        None.or_else(|| {
            let found = merged.obligations.get(name)?;
            Some(Law::of(&found.row, &found.by))
        })
        .or_else(|| head_of(merged.rules.get(name), |row| &row.head))
        .or_else(|| by_level(&merged.parameters))
        .or_else(|| head_of(merged.votes.get(name), |row| &row.head))
        .or_else(|| head_of(merged.compositions.get(name), |row| &row.head))
        .or_else(|| head_of(merged.authorities.get(name), |row| &row.head))
        .or_else(|| by_level(&merged.windows))
        .or_else(|| head_of(merged.limits.get(name), |row| &row.head))
        .or_else(|| head_of(merged.commitments.get(name), |row| &row.head))
        .or_else(|| head_of(merged.grounds.get(name), |row| &row.head))
        .or_else(|| head_of(merged.directories.get(name), |row| &row.head))
        .or_else(|| head_of(merged.forms.get(name), |row| &row.head))
    }

    /// The refusal that the row `name` gives; where the texts in force have no such row, `otherwise` alone: a rule of
    /// this program, with no article.
    #[must_use]
    pub fn refusal(&self, name: &str, otherwise: &'static str) -> Refusal {
        self.law(name)
            .map_or_else(|| Refusal::new(otherwise), |law| law.refusal())
    }

    /// The parameter `name` for a level (or for none in particular).
    ///
    /// # Errors
    /// No text gives it and nobody has set it.
    pub fn parameter(&self, name: &str, level: Option<Level>) -> Result<Answer<Value>, NotSet> {
        self.dated(&self.merged.parameters, name, level, Kind::Text)
    }

    /// In which direction a parameter becomes stricter, if the pack says.
    #[must_use]
    pub fn stricter(&self, name: &str) -> Option<Stricter> {
        let mut rows = self.merged.parameters.iter();
        rows.find(|((row, _), _)| row == name)
            .and_then(|(_, sourced)| sourced.row.stricter)
    }

    /// A parameter counted in working days.
    ///
    /// # Errors
    /// It is not set, or is of another kind.
    pub fn working_days(&self, name: &str) -> Result<Answer<u32>, NotSet> {
        self.typed(
            &self.merged.parameters,
            name,
            None,
            Kind::WorkingDays,
            |value| match value {
                Value::WorkingDays(days) => Some(*days),
                _ => None,
            },
        )
    }

    /// A parameter counted in clock hours.
    ///
    /// # Errors
    /// It is not set, or is of another kind.
    pub fn hours(&self, name: &str) -> Result<Answer<u32>, NotSet> {
        self.typed(
            &self.merged.parameters,
            name,
            None,
            Kind::Hours,
            |value| match value {
                Value::Hours(hours) => Some(*hours),
                _ => None,
            },
        )
    }

    /// A parameter counted in full years or months.
    ///
    /// # Errors
    /// It is not set, or is of another kind.
    pub fn span(&self, name: &str, level: Option<Level>) -> Result<Answer<Span>, NotSet> {
        self.typed(
            &self.merged.parameters,
            name,
            level,
            Kind::Span,
            |value| match value {
                Value::Span(span) => Some(*span),
                _ => None,
            },
        )
    }

    /// A parameter that is a plain number.
    ///
    /// # Errors
    /// It is not set, or is of another kind.
    pub fn count(&self, name: &str, level: Option<Level>) -> Result<Answer<i64>, NotSet> {
        self.typed(
            &self.merged.parameters,
            name,
            level,
            Kind::Count,
            |value| match value {
                Value::Count(number) => Some(*number),
                _ => None,
            },
        )
    }

    /// A parameter that is a day.
    ///
    /// # Errors
    /// It is not set, or is of another kind.
    pub fn day(&self, name: &str) -> Result<Answer<Day>, NotSet> {
        self.typed(
            &self.merged.parameters,
            name,
            None,
            Kind::Day,
            |value| match value {
                Value::Day(day) => Some(*day),
                _ => None,
            },
        )
    }

    /// A parameter in words.
    ///
    /// # Errors
    /// It is not set, or is of another kind.
    pub fn text(&self, name: &str) -> Result<Answer<String>, NotSet> {
        self.typed(
            &self.merged.parameters,
            name,
            None,
            Kind::Text,
            |value| match value {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            },
        )
    }

    /// From which day a title counts as obtained, e.g. `评审取得职称时间`.
    ///
    /// # Errors
    /// It is not set, or is of another kind.
    pub fn title_date(&self, name: &str) -> Result<Answer<TitleDate>, NotSet> {
        let parameters = &self.merged.parameters;
        self.typed(parameters, name, None, Kind::TitleDate, |value| match value {
            Value::TitleDate(date) => Some(*date),
            _ => None,
        })
    }

    /// The review fee of a level per person and application (评审费), with its legal basis in the answer's law.
    ///
    /// # Errors
    /// No text sets one for this round.
    pub fn fee(&self, level: Level) -> Result<Answer<Money>, NotSet> {
        self.typed(
            &self.merged.parameters,
            "评审费",
            Some(level),
            Kind::Money,
            |value| match value {
                Value::Money(money) => Some(*money),
                _ => None,
            },
        )
    }

    /// The window of a stage of the round for a level (时段), e.g. 个人申报.
    ///
    /// # Errors
    /// No text gives it and nobody has set it.
    pub fn window(&self, stage: &str, level: Level) -> Result<Answer<DayRange>, NotSet> {
        self.typed(
            &self.merged.windows,
            stage,
            Some(level),
            Kind::Range,
            |value| match value {
                Value::Range(range) => Some(*range),
                _ => None,
            },
        )
    }

    /// The stages that have a window, by name.
    #[must_use]
    pub fn window_stages(&self) -> Vec<String> {
        let mut stages: Vec<String> = self
            .merged
            .windows
            .keys()
            .map(|(stage, _)| stage.clone())
            .collect();
        stages.dedup();
        stages
    }

    fn typed<T>(
        &self,
        map: &Parameters,
        name: &str,
        level: Option<Level>,
        kind: Kind,
        pick: impl Fn(&Value) -> Option<T>,
    ) -> Result<Answer<T>, NotSet> {
        let answer = self.dated(map, name, level, kind)?;
        match pick(&answer.value) {
            Some(value) => Ok(answer.map(|_| value)),
            None => Err(NotSet {
                name: setting_name(name, level),
                kind,
                why: format!("“{name}”是“{}”，不是{}", answer.value, kind.chinese()),
                law: Some(Box::new(answer.law)),
            }),
        }
    }

    fn dated(
        &self,
        map: &Parameters,
        name: &str,
        level: Option<Level>,
        kind: Kind,
    ) -> Result<Answer<Value>, NotSet> {
        let Some(sourced) = find(map, name, level) else {
            return Err(NotSet::unknown(name, kind));
        };
        let law = Law::of(&sourced.row.head, &sourced.by);
        let names = [setting_name(name, level), name.to_owned()];
        if let Some((value, origin)) = self.set_value(&names, sourced.row.kind) {
            return Ok(Answer { value, law, origin });
        }
        let current = sourced
            .row
            .values
            .iter()
            .rev()
            .find(|dated| dated.covers(self.on));
        let Some(dated) = current else {
            let silent = sourced.row.silent.clone();
            return Err(NotSet {
                name: setting_name(name, level),
                kind: sourced.row.kind,
                why: silent.unwrap_or_else(|| format!("{}没有生效的规定", self.on)),
                law: Some(Box::new(law)),
            });
        };
        let origin = from_pack(&sourced.row.head, &sourced.by);
        Ok(Answer {
            value: dated.value.clone(),
            law,
            origin,
        })
    }

    /// The value set under the first of `names` that a setting uses.
    pub(crate) fn set_value(&self, names: &[String], kind: Kind) -> Option<(Value, Origin)> {
        let setting = names.iter().find_map(|name| self.settings.get(name))?;
        let value = Value::parse(&setting.value, kind).ok()?;
        Some((value, set_by(setting)))
    }

    fn check_setting(&self, name: &str, setting: &Setting) -> Result<(), String> {
        if setting.note.trim().is_empty() || setting.by.trim().is_empty() {
            return Err("请写明由谁设定、依据什么".to_owned());
        }
        let (kind, fixed) = self
            .settable(name)
            .ok_or_else(|| format!("没有可以设定的“{name}”"))?;
        if let Some(law) = fixed {
            return Err(format!("“{name}”已有规定，不能另行设定：{law}"));
        }
        Value::parse(&setting.value, kind).map(|_| ())
    }

    /// The kind of the matter `name`, and the text that already settles it.
    fn settable(&self, name: &str) -> Option<(Kind, Option<Law>)> {
        let (base, level) = split_level(name);
        for map in [&self.merged.parameters, &self.merged.windows] {
            if let Some(found) = find(map, base, level) {
                let row = &found.row;
                let settled = row.values.iter().any(|dated| dated.covers(self.on)) && !row.adjustable;
                return Some((row.kind, settled.then(|| Law::of(&row.head, &found.by))));
            }
        }
        if let Some((vote, part)) = name.split_once('·')
            && let Some(found) = self.merged.votes.get(vote)
            && let Some(row) = core::iter::once(&found.row.agree)
                .chain(&found.row.quorum)
                .find(|row| row.head.name == part)
        {
            let law = row.given.is_ok().then(|| Law::of(&row.head, &found.by));
            return Some((Kind::Threshold, law));
        }
        if let Some((composition, counter)) = name.split_once('·')
            && let Some(found) = self.merged.compositions.get(composition)
        {
            let mut rows = found.row.demands.iter();
            let row = rows.find(|row| row.head.name == counter)?;
            let silent = matches!(row.demand, Demand::Silent { .. });
            return Some((Kind::Count, (!silent).then(|| Law::of(&row.head, &found.by))));
        }
        if let Some((sheet, item)) = name.split_once('·')
            && let Some(found) = self.merged.sheets.get(sheet)
        {
            let item = found.row.items.iter().find(|row| row.head.name == item)?;
            let law = item.maximum.map(|_| Law::of(&item.head, &found.by));
            return Some((Kind::Count, law));
        }
        let authority = self.merged.authorities.get(base)?;
        let silent = authority.row.rows.iter().any(|row| row.silent.is_some());
        let law = (!silent).then(|| Law::of(&authority.row.head, &authority.by));
        Some((Kind::Office, law))
    }

    /// Everything no text settles and nobody has set: what a round must decide or leave open knowingly.
    #[must_use]
    pub fn open_matters(&self) -> Vec<OpenMatter> {
        let mut open: Vec<OpenMatter> = Vec::new();
        for map in [&self.merged.parameters, &self.merged.windows] {
            for (name, level) in map.keys() {
                if let Err(matter) = self.dated(map, name, *level, Kind::Text) {
                    open.push(OpenMatter {
                        matter,
                        levels: level.iter().copied().collect(),
                    });
                }
            }
        }
        let plain = |matter| OpenMatter {
            matter,
            levels: Vec::new(),
        };
        open.extend(self.open_votes().into_iter().map(plain));
        open.extend(self.open_compositions().into_iter().map(plain));
        open.extend(self.open_scores().into_iter().map(plain));
        for (name, authority) in &self.merged.authorities {
            for row in authority.row.rows.iter().filter(|row| row.silent.is_some()) {
                let levels = row.selector.levels.clone();
                let unset = |level: Option<Level>| self.settings.get(&setting_name(name, level)).is_none();
                let still_open =
                    unset(None) && (levels.is_empty() || levels.iter().any(|level| unset(Some(*level))));
                if still_open {
                    let matter = NotSet {
                        name: name.clone(),
                        kind: Kind::Office,
                        why: row.silent.clone().unwrap_or_default(),
                        law: Some(Box::new(Law::of(&row.head, &authority.by))),
                    };
                    open.push(OpenMatter { matter, levels });
                }
            }
        }
        open
    }
}

fn head_of<T>(found: Option<&Sourced<T>>, head: impl Fn(&T) -> &Head) -> Option<Law> {
    found.map(|sourced| Law::of(head(&sourced.row), &sourced.by))
}

pub(crate) fn from_pack(head: &Head, by: &Instrument) -> Origin {
    Origin::Pack {
        instrument: by.clone(),
        article: article(head.article.as_deref(), head.document.as_deref(), by),
    }
}

pub(crate) fn set_by(setting: &Setting) -> Origin {
    Origin::Setting {
        by: setting.by.clone(),
        at: setting.at,
        note: setting.note.clone(),
    }
}

fn find<'a>(map: &'a Parameters, name: &str, level: Option<Level>) -> Option<&'a Sourced<ParameterRow>> {
    let key = |level| (name.to_owned(), level);
    map.get(&key(level)).or_else(|| map.get(&key(None)))
}

pub(crate) fn split_level(name: &str) -> (&str, Option<Level>) {
    match name.rsplit_once('·') {
        Some((base, word)) => match Level::from_chinese(word) {
            Some(level) => (base, Some(level)),
            None => (name, None),
        },
        None => (name, None),
    }
}
