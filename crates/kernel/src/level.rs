//! Levels of titles and layers of administration.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The level of a title (级别). 高级 = full-senior and sub-senior; 初级 = assistant and technician.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 员级
    Technician,
    /// 助理级
    Assistant,
    /// 中级
    Intermediate,
    /// 副高级
    SubSenior,
    /// 正高级
    FullSenior,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 5] = [
        Self::Technician,
        Self::Assistant,
        Self::Intermediate,
        Self::SubSenior,
        Self::FullSenior,
    ];

    /// The level's Chinese name, which packs use too.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Technician => "员级",
            Self::Assistant => "助理级",
            Self::Intermediate => "中级",
            Self::SubSenior => "副高级",
            Self::FullSenior => "正高级",
        }
    }

    /// The level with this Chinese name.
    #[must_use]
    pub fn from_chinese(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.chinese() == name)
    }

    /// The short English word used in stored text and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Technician => "technician",
            Self::Assistant => "assistant",
            Self::Intermediate => "intermediate",
            Self::SubSenior => "sub_senior",
            Self::FullSenior => "full_senior",
        }
    }

    /// The level with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// 高级: sub-senior or full-senior.
    #[must_use]
    pub const fn is_senior(self) -> bool {
        matches!(self, Self::SubSenior | Self::FullSenior)
    }

    /// 初级: assistant or technician.
    #[must_use]
    pub const fn is_junior(self) -> bool {
        matches!(self, Self::Technician | Self::Assistant)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.chinese())
    }
}

/// The layer of administration an organisation stands on (层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// 自治区（省级）
    Region,
    /// 设区市
    City,
    /// 县（市、区）及以下
    County,
}

impl Layer {
    /// The layer's Chinese name, which packs use too.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Region => "自治区",
            Self::City => "设区市",
            Self::County => "县（市、区）",
        }
    }

    /// The short English word used in stored text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::City => "city",
            Self::County => "county",
        }
    }

    /// The layer with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Region, Self::City, Self::County]
            .into_iter()
            .find(|layer| layer.code() == code)
    }
}
