//! The unit's deliberation-and-recommendation panel (审议推荐小组), life cycle 6.2.
//!
//! Composition and threshold come from the round's pack; the vote itself is `ballot`'s: paper keyed in by two
//! people, or the plain box. A five-person school panel may choose either.

pub mod access;
mod matter;
mod opinions;
mod vote;

pub use matter::{Matter, Question};
pub use opinions::{Recorded, aspects};
pub use vote::{Closed, Keyed, Opened, Poll, Result as CaseResult, Truth, Voted};

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    ApplicationId, FileId, Level, OfficeId, PanelId, PersonId, PlanId, Refusal, Refusals, Timestamp,
};
use policy::{Finding, Force, PanelCounts, Rules};
use serde::{Deserialize, Serialize};

use crate::Changed;

/// One member of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Seat number, from 1.
    pub seat: u32,
    /// Name, for the minutes.
    pub name: String,
    /// Their account, needed for the plain box.
    pub person: Option<PersonId>,
    /// 专业技术人才 (else an administrator).
    pub professional: bool,
    /// The level of the title they hold.
    pub title: Option<Level>,
    /// From another unit (UNT-015, UNT-016).
    pub outside: bool,
}

/// Where a panel stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// 已组成
    Appointed,
    /// 投票中
    Voting {
        /// Seats that are present.
        present: BTreeSet<u32>,
        /// The ballot.
        poll: Box<Poll>,
    },
    /// 已计票
    Counted {
        /// Seats that were present.
        present: BTreeSet<u32>,
        /// The ballot as closed.
        poll: Box<Poll>,
        /// What came of each case.
        results: Vec<CaseResult>,
        /// When it was counted.
        at: Timestamp,
    },
}

impl State {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Appointed => "appointed",
            Self::Voting { .. } => "voting",
            Self::Counted { .. } => "counted",
        }
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(&self) -> &'static str {
        match self {
            Self::Appointed => "已组成",
            Self::Voting { .. } => "投票中",
            Self::Counted { .. } => "已计票",
        }
    }
}

/// One session of a unit's panel with its agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// Its id.
    pub id: PanelId,
    /// The unit.
    pub unit: OfficeId,
    /// The round.
    pub plan: PlanId,
    /// The members.
    pub members: Vec<Member>,
    /// The cases, all standing at the panel step: only audited ones come here (UNT-008).
    pub agenda: Vec<ApplicationId>,
    /// The highest level applied for on the agenda; members are measured against it.
    pub level: Level,
    /// Why advice of the texts (原则上, 一般) was not followed, where it was not.
    pub deviation: Option<String>,
    /// What the panel says of each case: the comprehensive evaluation (UNT-017, UNT-019).
    #[serde(default)]
    pub opinions: BTreeMap<ApplicationId, String>,
    /// The minutes as a file.
    #[serde(default)]
    pub minutes_file: Option<FileId>,
    /// Where it stands.
    pub state: State,
}

/// A panel was appointed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appointed {
    /// Members.
    pub members: u32,
    /// Professionals among them.
    pub professionals: u32,
    /// The cases.
    pub agenda: Vec<ApplicationId>,
    /// Names of soft rules not followed.
    pub deviations: Vec<String>,
}

/// The head counts of `members` for cases at `level`.
#[must_use]
pub fn counts(members: &[Member], level: Level) -> PanelCounts {
    let number = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
    let professionals = members.iter().filter(|member| member.professional);
    let below = professionals
        .clone()
        .filter(|member| member.title.is_none_or(|title| title < level));
    PanelCounts {
        members: number(members.len()),
        professionals: number(professionals.count()),
        below_level: number(below.count()),
    }
}

/// What the round's texts find wrong with such a panel.
///
/// # Errors
/// No text in force says anything about panels.
pub fn findings(members: &[Member], level: Level, rules: &Rules) -> Result<Vec<Finding>, Refusal> {
    rules
        .check(&counts(members, level).composition(level))
        .map_err(|open| open.refusal())
}

impl Panel {
    /// Appoints a panel for the cases of `agenda`.
    ///
    /// # Errors
    /// A hard rule on its composition is not met, a soft one is not met without a reason, a name is missing or
    /// twice, or the agenda is empty.
    pub fn appoint(
        id: PanelId,
        (unit, plan): (OfficeId, PlanId),
        mut members: Vec<Member>,
        (agenda, level): (Vec<ApplicationId>, Level),
        deviation: Option<String>,
        rules: &Rules,
    ) -> Result<Changed<Self, Appointed>, Refusals> {
        let mut found = Vec::new();
        if agenda.is_empty() {
            found.push(
                Refusal::new("没有待审议的申报，暂不需要组成小组")
                    .at("agenda")
                    .rule("UNT-008"),
            );
        }
        for (index, (member, seat)) in members.iter_mut().zip(1_u32..).enumerate() {
            member.seat = seat;
            if member.name.trim().is_empty() {
                found.push(Refusal::new("请填写成员姓名").at(format!("members.{index}.name")));
            }
        }
        let people: Vec<PersonId> = members.iter().filter_map(|member| member.person).collect();
        if people.iter().collect::<BTreeSet<_>>().len() != people.len() {
            found.push(Refusal::new("同一人不能担任两名成员").at("members"));
        }
        let reason = deviation.filter(|text| !text.trim().is_empty());
        let (hard, soft): (Vec<Finding>, Vec<Finding>) = findings(&members, level, rules)
            .map_err(Refusals::from)?
            .into_iter()
            .partition(|finding| finding.force == Force::Hard);
        let tell = |finding: &Finding| {
            finding
                .law
                .refusal_saying(format!("{}（{}）", finding.law.sentence, finding.shows))
                .at("members")
        };
        found.extend(hard.iter().map(tell));
        if reason.is_none() {
            let ask = |finding: &Finding| tell(finding).remedy("如确需如此组成，请写明理由");
            found.extend(soft.iter().map(ask));
        }
        Refusals::check(found)?;
        let heads = counts(&members, level);
        let event = Appointed {
            members: heads.members,
            professionals: heads.professionals,
            agenda: agenda.clone(),
            deviations: soft.into_iter().map(|finding| finding.law.name).collect(),
        };
        let panel = Self {
            id,
            unit,
            plan,
            members,
            agenda,
            level,
            deviation: reason,
            opinions: BTreeMap::new(),
            minutes_file: None,
            state: State::Appointed,
        };
        Ok(Changed::new(panel, event))
    }

    /// The number of the minutes: the day of the count and the end of the panel's id. `None` before the count.
    #[must_use]
    pub fn minutes_number(&self) -> Option<String> {
        let State::Counted { at, .. } = &self.state else {
            return None;
        };
        let id = self.id.to_string();
        let tail = id.get(id.len().saturating_sub(6)..).unwrap_or_default();
        Some(format!("{}-{}", at.day(), tail.to_uppercase()))
    }

    /// The seat of `person`, if they sit on the panel.
    #[must_use]
    pub fn seat_of(&self, person: PersonId) -> Option<u32> {
        self.members
            .iter()
            .find(|member| member.person == Some(person))
            .map(|member| member.seat)
    }
}
