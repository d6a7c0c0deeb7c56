//! What a panel votes on about a case: one question, or two where the round's text asks for both (UNT-020).

use core::fmt;
use core::str::FromStr;

use ballot::ItemId;
use kernel::{ApplicationId, Refusal};
use policy::Rules;
use serde::{Deserialize, Serialize};

/// A question a panel votes on about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// 是否同意推荐
    Recommend,
    /// 材料是否属实
    Truthful,
}

/// The end of the item of the second question.
const TRUTHFUL: &str = "-truthful";

/// The list of a round's text that names the questions; without it there is the first alone.
const LIST: &str = "单位审议表决事项";

impl Question {
    /// The words on ballots and in the list of a text.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Recommend => "是否同意推荐",
            Self::Truthful => "材料是否属实",
        }
    }

    /// The words for agreeing and for being against.
    #[must_use]
    pub const fn answers(self) -> [&'static str; 2] {
        match self {
            Self::Recommend => ["同意", "反对"],
            Self::Truthful => ["属实", "不属实"],
        }
    }

    /// The questions of a round.
    #[must_use]
    pub fn of_round(rules: &Rules) -> Vec<Self> {
        let asked = rules.directory(LIST).is_some_and(|list| {
            let mut cells = list.lines.iter().flat_map(|(cells, _)| cells);
            cells.any(|cell| cell == Self::Truthful.chinese())
        });
        if asked {
            vec![Self::Recommend, Self::Truthful]
        } else {
            vec![Self::Recommend]
        }
    }
}

/// One question about one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matter {
    /// The case.
    pub case: ApplicationId,
    /// The question.
    pub question: Question,
}

impl Matter {
    /// Whether to recommend.
    #[must_use]
    pub const fn recommend(case: ApplicationId) -> Self {
        Self {
            case,
            question: Question::Recommend,
        }
    }

    /// Its item on the ballot.
    #[must_use]
    pub fn item(self) -> ItemId {
        ItemId(self.to_string())
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.question {
            Question::Recommend => self.case.fmt(f),
            Question::Truthful => write!(f, "{}{TRUTHFUL}", self.case),
        }
    }
}

impl FromStr for Matter {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let (case, question) = match text.strip_suffix(TRUTHFUL) {
            Some(case) => (case, Question::Truthful),
            None => (text, Question::Recommend),
        };
        let case = case
            .parse()
            .map_err(|_| Refusal::new("投票事项与审议名单不符").rule("UNT-020"))?;
        Ok(Self { case, question })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_names_its_case_and_question() {
        let case: ApplicationId = "018f2f6e-0000-7000-8000-000000000001".parse().unwrap();
        for question in [Question::Recommend, Question::Truthful] {
            let matter = Matter { case, question };
            assert_eq!(matter.item().0.parse::<Matter>().unwrap(), matter);
        }
        assert_eq!(Matter::recommend(case).to_string(), case.to_string());
        assert!("018f2f6e-truthful".parse::<Matter>().is_err());
    }
}
