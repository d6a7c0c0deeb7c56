//! A unit's posts and its plan for using vacancies (单位设岗), life cycle 6.16: figures by level, the staff congress's
//! resolution, publicity inside the unit, approval by the supervising department, and the limit it sets to recommendations.

pub mod access;
pub mod limit;

use kernel::{
    Day, FileId, Level, OfficeId, PersonId, PlanId, PostPlanId, PostingId, Refusal, Refusals, Timestamp,
};
use policy::{Answer, Force, Rules};
use serde::{Deserialize, Serialize};

use crate::{Changed, refuse};

/// The levels whose posts are counted (附件11: 高、中级教师空缺岗位汇总表).
pub const LEVELS: [Level; 3] = [Level::FullSenior, Level::SubSenior, Level::Intermediate];
/// The most posts of a level one unit can have; a bound against slips of the keyboard.
pub const MOST_POSTS: u32 = 10_000;

/// The posts of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The level.
    pub level: Level,
    /// 核定岗位数: posts set under the structure ratio.
    pub set: u32,
    /// 已聘人数: posts filled.
    pub filled: u32,
    /// 拟使用空岗数: vacancies to be used in this round.
    pub used: u32,
}

impl Line {
    /// 空缺岗位数.
    #[must_use]
    pub const fn vacant(&self) -> u32 {
        self.set.saturating_sub(self.filled)
    }
}

/// The staff congress's resolution on the plan (教代会、职代会决议).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// When the congress met.
    pub day: Day,
    /// How many members were present.
    pub present: u32,
    /// How many agreed.
    pub agreed: u32,
    /// The resolution as a file.
    pub file: FileId,
}

/// Where a plan stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// 拟订中; after a return or an upheld objection with the reason.
    Draft {
        /// Why it came back, if it did.
        reason: Option<String>,
    },
    /// 职代会已通过: waits to be posted inside the unit.
    Adopted,
    /// 公示中
    Posted {
        /// The posting.
        posting: PostingId,
    },
    /// 待审批: posted without an upheld objection, with the supervising department.
    Publicised {
        /// Since when.
        since: Timestamp,
    },
    /// 已批准
    Approved {
        /// When.
        at: Timestamp,
        /// By whom.
        by: PersonId,
        /// The approval's number.
        number: String,
    },
}

impl Stage {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Draft { .. } => "draft",
            Self::Adopted => "adopted",
            Self::Posted { .. } => "posted",
            Self::Publicised { .. } => "publicised",
            Self::Approved { .. } => "approved",
        }
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(&self) -> &'static str {
        match self {
            Self::Draft { .. } => "拟订中",
            Self::Adopted => "职代会已通过，待公示",
            Self::Posted { .. } => "公示中",
            Self::Publicised { .. } => "待主管部门审批",
            Self::Approved { .. } => "已批准",
        }
    }
}

/// A unit's posts of one round with its plan for using vacancies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostPlan {
    /// Its id.
    pub id: PostPlanId,
    /// The round.
    pub plan: PlanId,
    /// The unit.
    pub unit: OfficeId,
    /// Its supervising department, which approves.
    pub department: OfficeId,
    /// The posts of each level.
    pub lines: Vec<Line>,
    /// How the vacancies are used (空岗使用办法).
    pub method: String,
    /// The staff congress's resolution, once it is there.
    pub resolution: Option<Resolution>,
    /// Where it stands.
    pub stage: Stage,
}

/// The figures were entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drafted {
    /// The posts of each level.
    pub lines: Vec<Line>,
    /// Digest of how the vacancies are used.
    pub method: String,
}

/// The staff congress passed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adopted {
    /// When the congress met.
    pub day: Day,
    /// How many were present.
    pub present: u32,
    /// How many agreed.
    pub agreed: u32,
    /// The resolution.
    pub file: FileId,
}

/// It was posted, or its posting ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Publicity {
    /// The posting.
    pub posting: PostingId,
    /// Whether it ended clear; none while it runs.
    pub clear: Option<bool>,
}

/// The supervising department decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Whether it approved.
    pub approved: bool,
    /// The approval's number, or the digest of why it came back.
    pub word: String,
}

/// Whether a round asks its units for their posts at all; elsewhere nothing changes.
#[must_use]
pub fn asked_by(rules: &Rules) -> bool {
    rules.law("空岗公示期").is_some()
}

impl PostPlan {
    /// A new plan without figures.
    #[must_use]
    pub fn begin(id: PostPlanId, plan: PlanId, unit: OfficeId, department: OfficeId) -> Self {
        Self {
            id,
            plan,
            unit,
            department,
            lines: Vec::new(),
            method: String::new(),
            resolution: None,
            stage: Stage::Draft { reason: None },
        }
    }

    /// The posts of a level.
    #[must_use]
    pub fn line(&self, level: Level) -> Option<&Line> {
        self.lines.iter().find(|line| line.level == level)
    }

    fn must_be(&self, fits: bool) -> Result<(), Refusal> {
        if fits {
            return Ok(());
        }
        let text = format!("空缺岗位使用方案{}，不能办理这一步", self.stage.chinese());
        Err(Refusal::new(text)
            .rule("POS-003")
            .remedy("请刷新页面查看最新进度"))
    }

    /// Enters the figures and how the vacancies are used; while a draft, and anew after it came back.
    ///
    /// # Errors
    /// It is no draft, more posts are filled than set, or more vacancies are used than there are; all at once.
    pub fn draft(
        self,
        lines: Vec<Line>,
        method: String,
        digest: String,
    ) -> Result<Changed<Self, Drafted>, Refusals> {
        let mut found = Vec::new();
        let is_draft = matches!(self.stage, Stage::Draft { .. });
        found.extend(self.must_be(is_draft).err());
        for line in &lines {
            let code = line.level.code();
            if line.set > MOST_POSTS {
                let text = format!("{}核定岗位数过大，请核对", line.level);
                found.push(Refusal::new(text).at(format!("set.{code}")).rule("POS-003"));
            }
            if line.filled > line.set {
                let text = format!(
                    "{}已聘{}人，超过核定的{}个岗位",
                    line.level, line.filled, line.set
                );
                let refusal = Refusal::new(text).at(format!("filled.{code}")).rule("POS-003");
                found.push(refusal.remedy("超岗聘用的，已聘人数按核定数填写，拟使用空岗填0"));
            } else if line.used > line.vacant() {
                let text = format!("{}空缺{}个，拟使用{}个", line.level, line.vacant(), line.used);
                found.push(Refusal::new(text).at(format!("used.{code}")).rule("POS-003"));
            }
        }
        if method.trim().is_empty() {
            found.push(Refusal::new("请填写空岗使用办法").at("method").rule("POS-003"));
        }
        Refusals::check(found)?;
        let event = Drafted {
            lines: lines.clone(),
            method: digest,
        };
        let state = Self {
            lines,
            method,
            resolution: None,
            ..self
        };
        Ok(Changed::new(state, event))
    }

    /// Records that the staff congress passed it.
    ///
    /// # Errors
    /// It is no draft with figures, the day lies ahead, or more agreed than were present. No text gives a share: whether the
    /// congress passed it is what its resolution says.
    pub fn adopt(self, resolution: Resolution, today: Day) -> Result<Changed<Self, Adopted>, Refusals> {
        let mut found = Vec::new();
        let is_draft = matches!(self.stage, Stage::Draft { .. });
        found.extend(self.must_be(is_draft).err());
        if self.lines.is_empty() {
            found.push(Refusal::new("请先填写岗位数和空岗使用办法").rule("POS-003"));
        }
        if resolution.day > today {
            found.push(Refusal::new("会议日期不能晚于今天").at("day").rule("POS-003"));
        }
        if resolution.agreed > resolution.present {
            found.push(Refusal::new("同意人数多于到会人数").at("agreed").rule("POS-003"));
        }
        Refusals::check(found)?;
        let event = Adopted {
            day: resolution.day,
            present: resolution.present,
            agreed: resolution.agreed,
            file: resolution.file,
        };
        let state = Self {
            resolution: Some(resolution),
            stage: Stage::Adopted,
            ..self
        };
        Ok(Changed::new(state, event))
    }

    /// It is posted inside the unit.
    ///
    /// # Errors
    /// The staff congress has not passed it, or it was posted already.
    pub fn posted(self, posting: PostingId) -> Result<Changed<Self, Publicity>, Refusals> {
        self.must_be(self.stage == Stage::Adopted)?;
        let stage = Stage::Posted { posting };
        let clear = None;
        Ok(Changed::new(Self { stage, ..self }, Publicity { posting, clear }))
    }

    /// Its posting ended: without an upheld objection it goes to the department, otherwise back to the draft.
    ///
    /// # Errors
    /// It is not posted there.
    pub fn publicised(
        self,
        posting: PostingId,
        clear: bool,
        now: Timestamp,
    ) -> Result<Changed<Self, Publicity>, Refusals> {
        self.must_be(self.stage == Stage::Posted { posting })?;
        let stage = if clear {
            Stage::Publicised { since: now }
        } else {
            let reason = Some("公示异议经核查成立，请修改方案后重新提交职代会".to_owned());
            Stage::Draft { reason }
        };
        let clear = Some(clear);
        Ok(Changed::new(Self { stage, ..self }, Publicity { posting, clear }))
    }

    /// The department approves it, by the last day of the round (五(二)1).
    ///
    /// # Errors
    /// It is not with the department, the number is missing, or the last day is over.
    pub fn approve(
        self,
        number: &str,
        by: PersonId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Changed<Self, Decided>, Refusals> {
        let mut found = Vec::new();
        let waits = matches!(self.stage, Stage::Publicised { .. });
        found.extend(self.must_be(waits).err());
        if number.trim().is_empty() {
            found.push(
                Refusal::new("请填写批准文号或者批准意见编号")
                    .at("number")
                    .rule("POS-003"),
            );
        }
        if let Some(late) = late(rules, now.day()).filter(|late| late.law.force == Force::Hard) {
            let text = format!("空缺岗位使用应于{}前完成审批", late.value);
            found.push(late.law.refusal_saying(text));
        }
        Refusals::check(found)?;
        let number = number.trim().to_owned();
        let event = Decided {
            approved: true,
            word: number.clone(),
        };
        let stage = Stage::Approved { at: now, by, number };
        Ok(Changed::new(Self { stage, ..self }, event))
    }

    /// The department sends it back with its reason.
    ///
    /// # Errors
    /// It is not with the department, or the reason is missing.
    pub fn send_back(self, reason: &str, digest: String) -> Result<Changed<Self, Decided>, Refusals> {
        let waits = matches!(self.stage, Stage::Publicised { .. });
        let mut found: Vec<Refusal> = self.must_be(waits).err().into_iter().collect();
        if reason.trim().is_empty() {
            found.push(Refusal::new("请写明退回的原因").at("reason").rule("POS-003"));
        }
        Refusals::check(found)?;
        let event = Decided {
            approved: false,
            word: digest,
        };
        let reason = Some(reason.trim().to_owned());
        let stage = Stage::Draft { reason };
        Ok(Changed::new(Self { stage, ..self }, event))
    }
}

/// The last day for approval, if `today` is after it.
#[must_use]
pub fn late(rules: &Rules, today: Day) -> Option<Answer<Day>> {
    rules.day("空岗审批截止日").ok().filter(|last| today > last.value)
}

/// Refuses a unit whose plan nobody needs: the round does not ask for one, or not of units of this kind (一(二)).
///
/// # Errors
/// The round's texts ask for no plan of the unit.
pub fn check_asked(rules: &Rules, is_public: bool) -> Result<(), Refusal> {
    if !asked_by(rules) {
        return Err(Refusal::new("本轮没有要求单位填报空缺岗位").rule("POS-003"));
    }
    if is_public {
        return Ok(());
    }
    let text = "民办学校和其他单位不填报空缺岗位，评审管理模式不变";
    Err(refuse(rules, "民办学校管理模式不变", "POS-002", text))
}

#[cfg(test)]
mod tests;
