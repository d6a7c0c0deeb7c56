//! Who may sit: unit panels, review committees, expert pools, counted against their texts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kernel::Level;
use serde::{Deserialize, Serialize};

use crate::law::{Instrument, Law, NotSet};
use crate::model::{Demand, DemandRow, Op};
use crate::rules::Rules;
use crate::words::{Force, Kind, Value};

/// Head counts of a panel, a committee or a pool, with the attributes its text distinguishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composition {
    /// The name of the 组成 in the pack.
    pub name: String,
    /// The level it is for.
    pub level: Level,
    /// Counts by the pack's words, e.g. `专业技术人员` → 5. A count that a demand needs and that is not here is a finding.
    pub counts: BTreeMap<String, u32>,
    /// Attributes by the pack's words, e.g. `组建方式` → `按系列`.
    pub attributes: BTreeMap<String, String>,
}

/// A unit's deliberation-and-recommendation panel (审议推荐小组; UNT-009, UNT-010, UNT-011).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelCounts {
    /// All members.
    pub members: u32,
    /// Professionals among them (专业技术人员).
    pub professionals: u32,
    /// Professionals whose title is below the level applied for.
    pub below_level: u32,
}

impl PanelCounts {
    /// As a composition for `level`.
    #[must_use]
    pub fn composition(self, level: Level) -> Composition {
        compose(
            "审议推荐小组",
            level,
            &[
                ("人数", self.members),
                ("专业技术人员", self.professionals),
                ("职称低于相应级别的专业技术人员", self.below_level),
            ],
        )
    }
}

/// How a committee is set up (第十二条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitteeBasis {
    /// 按职称系列组建
    Series,
    /// 按行业、专业组建
    Specialty,
    /// 自主评审单位组建
    AutonomousUnit,
}

impl CommitteeBasis {
    /// The pack's word.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Series => "按系列",
            Self::Specialty => "按行业或专业",
            Self::AutonomousUnit => "自主评审单位",
        }
    }
}

/// A drawn review committee (评委会; COM-011..COM-015, EXP-006).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommitteeCounts {
    /// All members, chair and vice chairs among them.
    pub members: u32,
    /// Members qualified as review experts (AMB-17).
    pub experts: u32,
    /// First-tier experts (第一层次评审专家).
    pub first_tier: u32,
    /// How it is set up.
    pub basis: CommitteeBasis,
}

impl CommitteeCounts {
    /// As a composition for `level`.
    #[must_use]
    pub fn composition(self, level: Level) -> Composition {
        let counts = [
            ("组成人员", self.members),
            ("评审专家", self.experts),
            ("第一层次评审专家", self.first_tier),
        ];
        let mut composition = compose("评委会", level, &counts);
        composition
            .attributes
            .insert("组建方式".to_owned(), self.basis.chinese().to_owned());
        composition
    }
}

/// An expert pool at filing or re-filing (专家库; EXP-010, EXP-011, EXP-016).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolCounts {
    /// Experts in the pool.
    pub experts: u32,
    /// Experts of the committee the pool is for (without leaders who are no experts, AMB-38).
    pub committee_experts: u32,
    /// First-tier experts in the pool.
    pub first_tier: u32,
    /// Experts who were not in the pool at the start of the ending period; `None` at a first filing.
    pub newly_admitted: Option<u32>,
}

impl PoolCounts {
    /// As a composition for `level`.
    #[must_use]
    pub fn composition(self, level: Level) -> Composition {
        let mut counts = vec![
            ("入库专家", self.experts),
            ("评委会评审专家", self.committee_experts),
            ("入库第一层次专家", self.first_tier),
        ];
        counts.extend(self.newly_admitted.map(|new| ("新入库专家", new)));
        let mut composition = compose("专家库", level, &counts);
        let occasion = if self.newly_admitted.is_some() {
            "重新备案"
        } else {
            "首次备案"
        };
        composition
            .attributes
            .insert("备案".to_owned(), occasion.to_owned());
        composition
    }
}

fn compose(name: &str, level: Level, counts: &[(&str, u32)]) -> Composition {
    Composition {
        name: name.to_owned(),
        level,
        counts: counts
            .iter()
            .map(|(word, count)| ((*word).to_owned(), *count))
            .collect(),
        attributes: BTreeMap::new(),
    }
}

/// One demand that a composition does not meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Hard: rejected. Soft: a warning that may be overridden with a recorded reason.
    pub force: Force,
    /// The row: sentence, article, rules.
    pub law: Law,
    /// The figures: `专业技术人员3，人数5，3×3=9 < 5×2=10`.
    pub shows: String,
    /// Whose recorded consent would allow it (经同意可调整).
    pub waiver: Option<String>,
}

impl Rules {
    /// Everything in `composition` that its texts do not allow or advise against; empty when all is well.
    ///
    /// # Errors
    /// No text in force says anything about such a composition, or one leaves a number open that nobody has set.
    pub fn check(&self, composition: &Composition) -> Result<Vec<Finding>, NotSet> {
        let Some(found) = self.merged.compositions.get(&composition.name) else {
            return Err(NotSet::unknown(&composition.name, Kind::Text));
        };
        let mut findings = Vec::new();
        for row in found.row.demands.iter().filter(|row| concerns(row, composition)) {
            let demand = self.demand(&composition.name, row, &found.by)?;
            if let Some(shows) = unmet(&row.head.name, &demand, composition) {
                findings.push(Finding {
                    force: row.head.force,
                    law: Law::of(&row.head, &found.by),
                    shows,
                    waiver: row.waiver.clone(),
                });
            }
        }
        Ok(findings)
    }

    /// What a row demands; where its text is silent, the least count that was set under `评委会·评审专家`.
    fn demand<'r>(
        &self,
        composition: &str,
        row: &'r DemandRow,
        by: &Instrument,
    ) -> Result<Cow<'r, Demand>, NotSet> {
        let Demand::Silent { why } = &row.demand else {
            return Ok(Cow::Borrowed(&row.demand));
        };
        let name = format!("{composition}·{}", row.head.name);
        match self.set_value(core::slice::from_ref(&name), Kind::Count) {
            Some((Value::Count(least), _)) => Ok(Cow::Owned(Demand::Count {
                op: Op::AtLeast,
                word: "不少于".to_owned(),
                constants: vec![least],
            })),
            _ => Err(NotSet {
                name,
                kind: Kind::Count,
                why: why.clone(),
                law: Some(Box::new(Law::of(&row.head, by))),
            }),
        }
    }

    pub(crate) fn open_compositions(&self) -> Vec<NotSet> {
        let mut open = Vec::new();
        for (name, found) in &self.merged.compositions {
            let rows = found.row.demands.iter();
            open.extend(rows.filter_map(|row| self.demand(name, row, &found.by).err()));
        }
        open
    }
}

fn concerns(row: &DemandRow, composition: &Composition) -> bool {
    let level = row.levels.is_empty() || row.levels.contains(&composition.level);
    let mut attributes = row.attributes.iter();
    level && attributes.all(|(name, value)| composition.attributes.get(name) == Some(value))
}

/// The figures, when the demand is not met.
fn unmet(name: &str, demand: &Demand, composition: &Composition) -> Option<String> {
    let Some(count) = composition.counts.get(name).copied() else {
        return Some(format!("没有提供“{name}”的数目"));
    };
    match demand {
        Demand::Silent { why } => Some(why.clone()),
        Demand::Count { op, word, constants } => {
            let met = compare(*op, i64::from(count), constants);
            (!met).then(|| {
                if *op == Op::Odd {
                    return format!("{name}{count}，不是单数");
                }
                let wanted: Vec<String> = constants.iter().map(ToString::to_string).collect();
                format!("{name}{count}，要求{word}{}", wanted.join("或"))
            })
        }
        Demand::Share { whole, strict, share } => {
            let Some(base) = composition.counts.get(whole).copied() else {
                return Some(format!("没有提供“{whole}”的数目"));
            };
            let met = if *strict {
                share.exceeded_by(count, base)
            } else {
                share.reached_by(count, base)
            };
            (!met).then(|| {
                let left = u64::from(count) * u64::from(share.denominator());
                let right = u64::from(base) * u64::from(share.numerator());
                let sign = if left == right { "=" } else { "<" };
                format!(
                    "{name}{count}，{whole}{base}，{count}×{}={left} {sign} {base}×{}={right}",
                    share.denominator(),
                    share.numerator()
                )
            })
        }
    }
}

fn compare(op: Op, count: i64, constants: &[i64]) -> bool {
    let first = constants.first().copied().unwrap_or_default();
    match op {
        Op::AtLeast => count >= first,
        Op::Over => count > first,
        Op::Under => count < first,
        Op::AtMost => count <= first,
        Op::Equal | Op::OneOf => constants.contains(&count),
        Op::Odd => count % 2 != 0,
        Op::Full | Op::Inside | Op::Covers | Op::Holds => false,
    }
}
