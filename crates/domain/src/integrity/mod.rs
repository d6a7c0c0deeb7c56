//! Circumstances that bar a person from applying or from being confirmed (第十七条), with their periods.
//!
//! A circumstance is entered by an office with its source; two times are kept apart: from when it took effect, and
//! when it became known (the journal's time).

use kernel::{Day, PersonId, Refusal, Refusals};
use serde::{Deserialize, Serialize};

use crate::Changed;

/// What bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circumstance {
    /// 离退休
    Retired,
    /// 公务员（含参公）身份
    CivilServant,
    /// 记过以上处分期间
    Demerit,
    /// 立案审查调查，或处分处罚影响期
    Investigation,
    /// 记入职称评审诚信档案库（黑名单）
    IntegrityRecord,
}

impl Circumstance {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Retired,
        Self::CivilServant,
        Self::Demerit,
        Self::Investigation,
        Self::IntegrityRecord,
    ];

    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Retired => "离退休",
            Self::CivilServant => "公务员（含参公）身份",
            Self::Demerit => "记过以上处分",
            Self::Investigation => "立案审查调查或处分处罚影响期",
            Self::IntegrityRecord => "记入职称评审诚信档案库",
        }
    }

    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Retired => "retired",
            Self::CivilServant => "civil_servant",
            Self::Demerit => "demerit",
            Self::Investigation => "investigation",
            Self::IntegrityRecord => "integrity_record",
        }
    }

    /// The circumstance with this stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A circumstance of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Whose.
    pub person: PersonId,
    /// What.
    pub circumstance: Circumstance,
    /// First day in effect.
    pub from: Day,
    /// Last day in effect; none while it still runs.
    pub to: Option<Day>,
    /// The document it rests on.
    pub source: String,
}

/// A circumstance was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// What.
    pub circumstance: Circumstance,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
    /// Digest of the named source.
    pub source: String,
}

impl Record {
    /// Checks a record before it is entered.
    ///
    /// # Errors
    /// The source is missing, or the last day is before the first.
    pub fn enter(self, source_digest: String) -> Result<Changed<Self, Recorded>, Refusals> {
        let mut found = Vec::new();
        if self.source.trim().is_empty() {
            found.push(Refusal::new("请写明依据的文件或核查材料").at("source"));
        }
        if self.to.is_some_and(|to| to < self.from) {
            found.push(Refusal::new("截止日早于起始日").at("to"));
        }
        Refusals::check(found)?;
        let event = Recorded {
            circumstance: self.circumstance,
            from: self.from,
            to: self.to,
            source: source_digest,
        };
        Ok(Changed::new(self, event))
    }
}
