//! The unit's named examiner verifies the materials, item by item, and bears responsibility (UNT-002, UNT-005).

use kernel::{ApplicationId, Refusal, Refusals, Role};
use policy::StepKind;
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::{Result, Verb};

/// Verifies a case at the unit.
pub const VERB: Verb = Verb {
    kind: "applications.verify",
    roles: &[Role::UnitExaminer],
};

/// What the unit verifies (六(一)2; 第二十条(一)).
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

/// The result of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What.
    pub item: Item,
    /// Compared with the originals and true.
    pub sound: bool,
    /// How: 核对原件, 网络核验, 发函, 电话, 其他.
    pub way: String,
}

/// The examiner's results.
#[derive(Debug, Clone)]
pub struct Verify {
    /// The case.
    pub application: ApplicationId,
    /// One result per item.
    pub results: Vec<Verified>,
    /// The examiner's commitment (审查责任人承诺) was signed.
    pub committed: bool,
}

/// Verifies the materials and sends the case on.
///
/// # Errors
/// An item is unanswered or not sound (return the case instead), or the commitment is not signed.
pub fn verify(tx: &mut Tx<'_>, cmd: &Verify) -> Result<()> {
    let turn = super::turn(tx, &VERB, cmd.application, StepKind::UnitAudit)?;
    let mut found = Vec::new();
    for item in Item::ALL {
        let refusal = match cmd.results.iter().find(|result| result.item == item) {
            None => Refusal::new(format!("请填写“{}”的审核结果", item.chinese())),
            Some(result) if !result.sound => {
                Refusal::new(format!("“{}”未通过审核，不能继续办理", item.chinese()))
                    .remedy("请退回申报人，一次列全需要补正的内容")
            }
            Some(result) if result.way.trim().is_empty() => {
                Refusal::new(format!("请填写“{}”的核实方式", item.chinese()))
            }
            Some(_) => continue,
        };
        found.push(refusal.at(item.code()).rule("UNT-004"));
    }
    if !cmd.committed {
        let text = "请阅读并签署审查责任人承诺书";
        found.push(domain::refuse(&turn.rules, "审查责任人", "UNT-003", text).at("committed"));
    }
    Refusals::check(found)?;
    let ways = cmd
        .results
        .iter()
        .map(|result| format!("{}：{}", result.item.chinese(), result.way));
    let opinion = ways.collect::<Vec<_>>().join("；");
    super::go_on(tx, &VERB, &turn, StepKind::UnitAudit, ("单位审核通过", &opinion))
}
