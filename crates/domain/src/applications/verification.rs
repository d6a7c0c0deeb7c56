//! What a unit found when it compared an application with the originals (UNT-002, UNT-004, UNT-005; 第二十条(一)).

use kernel::{PersonId, Refusal, Refusals, Timestamp};
use serde::{Deserialize, Serialize};

/// What the unit verifies (《南教职改〔2021〕7号》六(一)2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// 学历
    Education,
    /// 资历
    Seniority,
    /// 专业技术经历
    Experience,
    /// 业绩成果
    Performance,
    /// 论文著作
    Papers,
}

impl Item {
    /// All items, each to be answered.
    pub const ALL: [Self; 5] = [
        Self::Education,
        Self::Seniority,
        Self::Experience,
        Self::Performance,
        Self::Papers,
    ];

    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Education => "学历",
            Self::Seniority => "资历",
            Self::Experience => "专业技术经历",
            Self::Performance => "业绩成果",
            Self::Papers => "论文著作",
        }
    }

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Education => "education",
            Self::Seniority => "seniority",
            Self::Experience => "experience",
            Self::Performance => "performance",
            Self::Papers => "papers",
        }
    }
}

/// How an item was verified (MAT-016 to MAT-019, MAT-027).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 核对原件
    Originals,
    /// 系统核验, e.g. 学信网
    Network,
    /// 发函核实
    Letter,
    /// 电话核实
    Telephone,
    /// 其他方式
    Other,
    /// The applicant claims nothing of the kind.
    Nothing,
}

impl Way {
    /// All ways.
    pub const ALL: [Self; 6] = [
        Self::Originals,
        Self::Network,
        Self::Letter,
        Self::Telephone,
        Self::Other,
        Self::Nothing,
    ];

    /// The words on pages.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Originals => "核对原件",
            Self::Network => "网络核验",
            Self::Letter => "发函核实",
            Self::Telephone => "电话核实",
            Self::Other => "其他方式核实",
            Self::Nothing => "申报人没有此项内容",
        }
    }

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Originals => "originals",
            Self::Network => "network",
            Self::Letter => "letter",
            Self::Telephone => "telephone",
            Self::Other => "other",
            Self::Nothing => "nothing",
        }
    }

    /// The way with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// Whether the source has to be named: whom one wrote to, telephoned, or what else one did.
    #[must_use]
    pub const fn needs_source(self) -> bool {
        matches!(self, Self::Letter | Self::Telephone | Self::Other)
    }
}

/// What was found about one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What.
    pub item: Item,
    /// 真实、完整、规范: all three hold (UNT-002). An application of which one does not hold is returned instead.
    pub sound: bool,
    /// How it was compared.
    pub way: Way,
    /// Where: the register, the office written to, the evidence kept. Empty where the way says enough.
    pub source: String,
}

impl Checked {
    /// The result in words, as records show it.
    #[must_use]
    pub fn words(&self) -> String {
        let (way, source) = (self.way.chinese(), self.source.trim());
        if source.is_empty() {
            way.to_owned()
        } else {
            format!("{way}（{source}）")
        }
    }
}

/// The unit's record of a submission (材料审核记录, MAT-026).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Which submission was examined, from 1.
    pub submission: u32,
    /// One result per item.
    pub results: Vec<Checked>,
    /// 审查责任人 (UNT-003).
    pub examiner: PersonId,
    /// Their name then.
    pub examiner_name: String,
    /// When.
    pub at: Timestamp,
}

/// Refuses results of which one is missing, not sound, or names no source where it must.
///
/// # Errors
/// One refusal per item, all at once.
pub fn check_results(results: &[Checked]) -> Result<(), Refusals> {
    let refusals = Item::ALL.into_iter().filter_map(|item| {
        let name = item.chinese();
        let refusal = match results.iter().find(|result| result.item == item) {
            None => Refusal::new(format!("请填写“{name}”的审核结果")).at(item.code()),
            Some(result) if !result.sound => Refusal::new(format!("“{name}”未通过审核，不能继续办理"))
                .remedy("请退回申报人，一次列全需要补正的内容")
                .at(item.code()),
            Some(result) if result.way.needs_source() && result.source.trim().is_empty() => {
                Refusal::new(format!("请填写“{name}”的核实来源：向谁、用什么凭据核实"))
                    .at(format!("{}.source", item.code()))
            }
            Some(_) => return None,
        };
        Some(refusal.rule("UNT-004"))
    });
    Refusals::check(refusals.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(way: Way, source: &str) -> Vec<Checked> {
        let result = |item| Checked {
            item,
            sound: true,
            way,
            source: source.to_owned(),
        };
        Item::ALL.map(result).to_vec()
    }

    #[test]
    fn every_item_is_answered_and_every_faulty_one_is_named() {
        assert!(check_results(&all(Way::Originals, "")).is_ok());
        let none = check_results(&[]).unwrap_err();
        assert_eq!(none.all().len(), Item::ALL.len());
        let mut one = all(Way::Network, "学信网");
        one[2].sound = false;
        let refused = check_results(&one).unwrap_err();
        assert!(refused.by_rule("UNT-004") && refused.to_string().contains("专业技术经历"));
    }

    #[test]
    fn a_letter_or_a_call_names_whom() {
        for way in Way::ALL {
            assert_eq!(Way::from_code(way.code()), Some(way));
            assert_eq!(
                check_results(&all(way, " ")).is_err(),
                way.needs_source(),
                "{way:?}"
            );
            assert!(check_results(&all(way, "南宁市教育局人事科")).is_ok());
        }
        assert_eq!(
            all(Way::Letter, "广西师范大学")[0].words(),
            "发函核实（广西师范大学）"
        );
    }
}
