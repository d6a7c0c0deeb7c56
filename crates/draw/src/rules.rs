//! The rules of a draw as the caller gives them, and as they are committed to.

use crate::refused::Refused;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Most quotas one draw can have.
pub const MAX_QUOTAS: usize = 30;
/// Most members one panel can have.
pub const MAX_SEATS: u32 = 255;

/// The part of the pool somebody is drawn from (第十五条: 主任委员、副主任委员和评审专家).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stratum {
    /// 主任委员
    Chair,
    /// 副主任委员
    ViceChair,
    /// 评审专家
    Expert,
}

impl Stratum {
    /// All strata, in the order in which they are numbered.
    pub const ALL: [Self; 3] = [Self::Chair, Self::ViceChair, Self::Expert];

    pub(crate) fn index(self) -> usize {
        match self {
            Self::Chair => 0,
            Self::ViceChair => 1,
            Self::Expert => 2,
        }
    }
}

impl fmt::Display for Stratum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chair => "chair",
            Self::ViceChair => "vice_chair",
            Self::Expert => "expert",
        })
    }
}

/// How many members of a panel must have one of some values of an attribute. It counts every member of the
/// panel that has the attribute, leaders included: an administrative leader who is no expert of that kind is
/// simply not given the attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// What the record calls it, for instance 第一层次评审专家.
    pub name: String,
    /// Which attribute of a pool row.
    pub attribute: String,
    /// Which of its values count.
    pub any_of: BTreeSet<String>,
    /// Fewest members.
    pub at_least: u32,
    /// Most members; `None`: no upper limit.
    pub at_most: Option<u32>,
    /// `false`: every panel meets it. `true`: it may be relaxed, in the order of the list, and the record says
    /// so (原则上).
    pub soft: bool,
}

/// Which experts are eligible at all (专业对口, 层级匹配): rows without one of these values are removed at freezing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Which attribute of a pool row.
    pub attribute: String,
    /// Which of its values are eligible.
    pub any_of: BTreeSet<String>,
    /// The reason code noted for rows that do not match.
    pub reason: String,
}

/// The rules of one draw. Whether the total is odd (第十二条) is the caller's check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Seats drawn from the experts.
    pub experts: u32,
    /// Seats drawn from the chairs; 0 if the chair is fixed or there is none.
    pub chairs: u32,
    /// Seats drawn from the vice chairs.
    pub vice_chairs: u32,
    /// Ids of chairs and vice chairs of the pool who sit on every panel. The record says that they are fixed.
    pub fixed: BTreeSet<String>,
    /// Most members of one panel with the same employer, fixed members included; always hard.
    pub at_most_per_employer: Option<u32>,
    /// Quotas; the soft ones are relaxed in this order.
    pub quotas: Vec<Quota>,
    /// Conditions on every expert.
    pub eligible: Vec<Match>,
}

impl Rules {
    /// Seats drawn from a stratum.
    #[must_use]
    pub fn drawn_from(&self, stratum: Stratum) -> u32 {
        match stratum {
            Stratum::Chair => self.chairs,
            Stratum::ViceChair => self.vice_chairs,
            Stratum::Expert => self.experts,
        }
    }

    /// Members of a panel, fixed ones included.
    #[must_use]
    pub fn size(&self) -> u32 {
        let fixed = u32::try_from(self.fixed.len()).unwrap_or(u32::MAX);
        [self.experts, self.chairs, self.vice_chairs]
            .into_iter()
            .fold(fixed, u32::saturating_add)
    }

    pub(crate) fn check(&self) -> Result<(), Refused> {
        let ensure = |holds, what| if holds { Ok(()) } else { Err(Refused::Rules(what)) };
        ensure(self.experts >= 1, "至少抽取一名评审专家。")?;
        ensure(self.size() <= MAX_SEATS, "评委会人数不能超过255人。")?;
        ensure(self.quotas.len() <= MAX_QUOTAS, "名额条件不能超过30条。")?;
        ensure(
            self.at_most_per_employer != Some(0),
            "同一单位的人数上限至少为1。",
        )?;
        for quota in &self.quotas {
            ensure(!quota.name.trim().is_empty(), "名额条件缺少名称。")?;
            ensure(!quota.any_of.is_empty(), "名额条件没有写明计入哪些人。")?;
            ensure(
                quota.at_most.is_none_or(|most| most >= quota.at_least),
                "名额条件的上限低于下限。",
            )?;
        }
        ensure(
            self.eligible.iter().all(|m| !m.reason.trim().is_empty()),
            "资格条件缺少移出原因代码。",
        )
    }
}

/// A quota as it is committed to: what the public can check on pseudonyms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicQuota {
    /// What the record calls it.
    pub name: String,
    /// Fewest members.
    pub at_least: u32,
    /// Most members.
    pub at_most: Option<u32>,
    /// May be relaxed.
    pub soft: bool,
}

/// The rules as they are committed to: people are pseudonyms, attributes are membership in a quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicRules {
    /// Seats drawn from chairs, vice chairs and experts.
    pub seats: [u32; 3],
    /// Pseudonyms of the fixed members.
    pub fixed: Vec<String>,
    /// Most members with the same employer.
    pub at_most_per_employer: Option<u32>,
    /// Quotas in the order in which soft ones are relaxed.
    pub quotas: Vec<PublicQuota>,
    /// How many soft quotas, in order, no panel of the list can be required to meet.
    pub level: u32,
}

impl PublicRules {
    /// The exact text that is hashed.
    #[must_use]
    pub fn text(&self) -> String {
        // Plain structs of numbers and texts always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether a quota is required at a level: hard, or soft and not among the first `level` soft ones.
    pub(crate) fn required(&self, place: usize, level: u32) -> bool {
        let softs_before = self.quotas[..place].iter().filter(|q| q.soft).count();
        !self.quotas[place].soft || softs_before >= level as usize
    }
}
