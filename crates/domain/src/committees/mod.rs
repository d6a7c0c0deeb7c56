//! Review committees (评委会): registration with the filing authority, and the experts in their pools.

pub mod access;
mod pool;

use kernel::{CommitteeId, Day, Level, OfficeId, Refusal, Refusals};
use policy::{CommitteeBasis, CommitteeCounts, Finding, Force, Rules};
use serde::{Deserialize, Serialize};

pub use pool::{
    Declarations, Details, Expert, ExpertStage, FirstTier, Intake, PoolSeat, RemovalReason, Situation, Term,
};

use crate::refuse;

/// The three levels of committees (COM-004): 高级, 中级, 初级.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 高级评委会
    Senior,
    /// 中级评委会
    Intermediate,
    /// 初级评委会
    Junior,
}

impl Grade {
    /// All grades.
    pub const ALL: [Self; 3] = [Self::Senior, Self::Intermediate, Self::Junior];

    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Senior => "senior",
            Self::Intermediate => "intermediate",
            Self::Junior => "junior",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Senior => "高级",
            Self::Intermediate => "中级",
            Self::Junior => "初级",
        }
    }

    /// The lowest level of title such a committee reviews; rules about committees are asked with it.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Senior => Level::SubSenior,
            Self::Intermediate => Level::Intermediate,
            Self::Junior => Level::Technician,
        }
    }

    /// The committee that reviews titles of `level`.
    #[must_use]
    pub const fn of(level: Level) -> Self {
        match level {
            Level::SubSenior | Level::FullSenior => Self::Senior,
            Level::Intermediate => Self::Intermediate,
            Level::Technician | Level::Assistant => Self::Junior,
        }
    }
}

/// The organiser's declarations of the four conditions of 第九条 (COM-005).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// (一) the series or specialty is the organiser's main one.
    pub main_series: bool,
    /// (二) important influence in the industry or area; represents the field's level.
    pub influence: bool,
    /// (三) a certain number of professionals and of qualified experts of that level.
    pub enough_experts: bool,
    /// (四) sound institution, rules, management and ability.
    pub sound_institution: bool,
}

/// What is filed about a committee (第十条; COM-007).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// 评审机构: the committee's full name.
    pub name: String,
    /// 系列: exactly one (COM-003).
    pub series: String,
    /// 评审层级.
    pub grade: Grade,
    /// 评审专业.
    pub specialties: Vec<String>,
    /// 评审人员范围.
    pub range: String,
    /// 评审办法.
    pub method: String,
    /// How it is set up (第十二条).
    pub basis: CommitteeBasis,
    /// Members of a committee drawn from the pool, chair and vice chairs among them.
    pub members: u32,
    /// Review experts among them (AMB-17).
    pub experts: u32,
    /// The four conditions.
    pub conditions: Conditions,
}

/// The filing authority's approval (核准备案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// 备案文号.
    pub number: String,
    /// The committee's code in certificate numbers: three digits.
    pub code: String,
    /// First day of validity.
    pub from: Day,
    /// Last day of validity (AMB-19).
    pub to: Day,
    /// The document by which the region's office agreed to another size (COM-016), if one did.
    pub size_consent: Option<String>,
}

impl Filing {
    /// Whether the filing is valid on `day`.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Where the committee's expert pool stands (专家库备案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "pool")]
pub enum Pool {
    /// The organiser is building it.
    Draft,
    /// With the filing authority.
    Submitted {
        /// When.
        on: Day,
        /// Why the warnings of 原则上 are passed over, if there were any.
        reason: Option<String>,
    },
    /// Returned to the organiser.
    Returned {
        /// When.
        on: Day,
        /// What is to be changed.
        reason: String,
    },
    /// Approved.
    Filed {
        /// 备案文号.
        number: String,
        /// First day of validity.
        from: Day,
        /// Last day of validity.
        to: Day,
    },
}

/// Where a committee stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// With the filing authority.
    Submitted {
        /// When.
        on: Day,
    },
    /// Returned to the organiser.
    Returned {
        /// When.
        on: Day,
        /// What is to be changed.
        reason: String,
    },
    /// Approved and filed; valid within its days.
    Filed {
        /// The approval.
        filing: Filing,
        /// Its pool.
        pool: Pool,
    },
}

impl Stage {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Submitted { .. } => "submitted",
            Self::Returned { .. } => "returned",
            Self::Filed { .. } => "filed",
        }
    }
}

/// A review committee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committee {
    /// Its id.
    pub id: CommitteeId,
    /// 组建单位 (COM-002): exactly one.
    pub organiser: OfficeId,
    /// 核准备案单位 (COM-008..COM-010).
    pub filing_office: OfficeId,
    /// What is filed.
    pub declared: Declared,
    /// Where it stands.
    pub stage: Stage,
}

impl Committee {
    /// 组建单位 applies for a committee.
    ///
    /// # Errors
    /// A content is missing, a condition of 第九条 is not declared, the series is more than one, or the size is not one
    /// 第十二条 allows (a size that consent could allow passes here; consent is asked at approval).
    pub fn register(
        id: CommitteeId,
        organiser: OfficeId,
        filing_office: OfficeId,
        declared: Declared,
        rules: &Rules,
        today: Day,
    ) -> Result<Self, Refusals> {
        declared.check(rules)?;
        let stage = Stage::Submitted { on: today };
        Ok(Self {
            id,
            organiser,
            filing_office,
            declared,
            stage,
        })
    }

    /// Hands in a corrected registration after a return.
    ///
    /// # Errors
    /// It was not returned, or as for [`Committee::register`].
    pub fn resubmit(self, declared: Declared, rules: &Rules, today: Day) -> Result<Self, Refusals> {
        let Stage::Returned { .. } = self.stage else {
            return Err(self.misplaced("只有被退回的评委会备案可以修改后重新提交"));
        };
        Self::register(
            self.id,
            self.organiser,
            self.filing_office,
            declared,
            rules,
            today,
        )
    }

    /// The filing authority approves.
    ///
    /// # Errors
    /// It is not with the authority; the code is not three digits; the validity is longer than the text allows
    /// (COM-006, AMB-19); the size needs a consent that is not named (COM-016).
    pub fn approve(self, filing: Filing, rules: &Rules) -> Result<Self, Refusals> {
        let Stage::Submitted { .. } = self.stage else {
            return Err(self.misplaced("这个评委会没有待核准的备案申请"));
        };
        let mut found = Vec::new();
        if filing.number.trim().is_empty() {
            found.push(Refusal::new("请填写备案文号").at("number"));
        }
        if filing.code.len() != 3 || !filing.code.bytes().all(|byte| byte.is_ascii_digit()) {
            found.push(Refusal::new("评委会代码应为3位数字，用于证书编号").at("code"));
        }
        found.extend(check_validity(
            "评委会备案有效期",
            "COM-006",
            filing.from,
            filing.to,
            rules,
        ));
        for finding in self.declared.size_findings(rules)? {
            if finding.waiver.is_some() && filing.size_consent.is_none() {
                found.push(refusal_of(&finding).at("size_consent"));
            }
        }
        Refusals::check(found)?;
        let stage = Stage::Filed {
            filing,
            pool: Pool::Draft,
        };
        Ok(Self { stage, ..self })
    }

    /// The filing authority returns the application with what is to be changed.
    ///
    /// # Errors
    /// It is not with the authority, or no reason is given.
    pub fn send_back(self, reason: &str, today: Day) -> Result<Self, Refusals> {
        let Stage::Submitted { .. } = self.stage else {
            return Err(self.misplaced("这个评委会没有待核准的备案申请"));
        };
        require_reason(reason)?;
        let stage = Stage::Returned {
            on: today,
            reason: reason.trim().to_owned(),
        };
        Ok(Self { stage, ..self })
    }

    /// The filing, if it is valid on `day`.
    ///
    /// # Errors
    /// Not filed, not yet valid or expired: its acts would not be recognised (第十条, 第四十八条).
    pub fn in_force(&self, day: Day, rules: &Rules) -> Result<&Filing, Refusal> {
        match &self.stage {
            Stage::Filed { filing, .. } if filing.covers(day) => Ok(filing),
            Stage::Filed { filing, .. } => Err(refuse(
                rules,
                "评委会备案",
                "COM-006",
                format!(
                    "评委会备案有效期为{}至{}，{day}不在有效期内，有关评审行为不予认可",
                    filing.from, filing.to
                ),
            )),
            Stage::Submitted { .. } | Stage::Returned { .. } => Err(refuse(
                rules,
                "评委会备案",
                "COM-006",
                "评委会还没有核准备案，有关评审行为不予认可",
            )),
        }
    }

    /// The days on which the filed pool is valid, first and last.
    ///
    /// # Errors
    /// The pool is not filed, or not valid on `day` (EXP-015, DRW-006).
    pub fn pool_in_force(&self, day: Day, rules: &Rules) -> Result<(Day, Day), Refusal> {
        let refused = |sentence: String| refuse(rules, "专家库备案有效期", "EXP-015", sentence);
        match &self.stage {
            Stage::Filed {
                pool: Pool::Filed { from, to, .. },
                ..
            } => {
                if *from <= day && day <= *to {
                    Ok((*from, *to))
                } else {
                    Err(refused(format!(
                        "专家库备案有效期为{from}至{to}，{day}不在有效期内，不能抽取"
                    )))
                }
            }
            _ => Err(refused("专家库还没有核准备案，不能抽取".to_owned())),
        }
    }

    /// The pool while the organiser may change it.
    ///
    /// # Errors
    /// The committee is not filed, or the pool is with the authority or filed.
    pub fn pool_open(&self) -> Result<(), Refusals> {
        match &self.stage {
            Stage::Filed {
                pool: Pool::Draft | Pool::Returned { .. },
                ..
            } => Ok(()),
            Stage::Filed {
                pool: Pool::Submitted { .. },
                ..
            } => Err(self.misplaced("专家库已报送备案，审核期间不能增加专家")),
            Stage::Filed {
                pool: Pool::Filed { .. },
                ..
            } => Err(self.misplaced("专家库已经核准备案；增加专家须重新备案")),
            Stage::Submitted { .. } | Stage::Returned { .. } => {
                Err(self.misplaced("评委会核准备案后才能组建专家库"))
            }
        }
    }

    /// Files the pool `experts` with the authority (第十五条).
    ///
    /// # Errors
    /// The pool is not open; a hard demand on it is not met; a soft one is not met and `reason` is empty
    /// (EXP-010, EXP-011).
    pub fn file_pool(
        self,
        experts: &[Expert],
        reason: Option<&str>,
        rules: &Rules,
        today: Day,
    ) -> Result<Self, Refusals> {
        self.pool_open()?;
        let reason = reason.map(str::trim).filter(|text| !text.is_empty());
        check_findings(pool::findings(&self.declared, experts, rules)?, reason)?;
        Ok(self.with_pool(Pool::Submitted {
            on: today,
            reason: reason.map(str::to_owned),
        }))
    }

    /// The filing authority approves the pool.
    ///
    /// # Errors
    /// It is not with the authority, or the validity is longer than the text allows (EXP-015).
    pub fn approve_pool(self, number: &str, from: Day, to: Day, rules: &Rules) -> Result<Self, Refusals> {
        self.pool_submitted()?;
        let mut found = Vec::new();
        if number.trim().is_empty() {
            found.push(Refusal::new("请填写备案文号").at("number"));
        }
        found.extend(check_validity("专家库备案有效期", "EXP-015", from, to, rules));
        Refusals::check(found)?;
        Ok(self.with_pool(Pool::Filed {
            number: number.trim().to_owned(),
            from,
            to,
        }))
    }

    /// The filing authority returns the pool with what is to be changed.
    ///
    /// # Errors
    /// It is not with the authority, or no reason is given.
    pub fn return_pool(self, reason: &str, today: Day) -> Result<Self, Refusals> {
        self.pool_submitted()?;
        require_reason(reason)?;
        Ok(self.with_pool(Pool::Returned {
            on: today,
            reason: reason.trim().to_owned(),
        }))
    }

    fn pool_submitted(&self) -> Result<(), Refusals> {
        match &self.stage {
            Stage::Filed {
                pool: Pool::Submitted { .. },
                ..
            } => Ok(()),
            _ => Err(self.misplaced("没有待核准的专家库备案申请")),
        }
    }

    fn with_pool(self, pool: Pool) -> Self {
        let stage = match self.stage {
            Stage::Filed { filing, .. } => Stage::Filed { filing, pool },
            other => other,
        };
        Self { stage, ..self }
    }

    fn misplaced(&self, sentence: &'static str) -> Refusals {
        Refusal::new(sentence).remedy("请刷新页面，按当前状态办理").into()
    }
}

impl Declared {
    /// The committee's head counts; first-tier experts are known only once experts are drawn.
    #[must_use]
    pub const fn counts(&self, first_tier: u32) -> CommitteeCounts {
        CommitteeCounts {
            members: self.members,
            experts: self.experts,
            first_tier,
            basis: self.basis,
        }
    }

    fn check(&self, rules: &Rules) -> Result<(), Refusals> {
        let mut found = Vec::new();
        let texts = [
            ("name", &self.name, "评审机构名称"),
            ("range", &self.range, "评审人员范围"),
            ("method", &self.method, "评审办法"),
        ];
        for (field, text, what) in texts {
            if text.trim().is_empty() {
                found.push(Refusal::new(format!("请填写{what}")).at(field).rule("COM-007"));
            }
        }
        let several = |text: &str| text.contains(['、', '，', ',', '；', ';', '/']);
        if self.series.trim().is_empty() || several(&self.series) {
            found.push(refuse(rules, "不得跨系列", "COM-003", "评委会只能属于一个职称系列").at("series"));
        }
        if self.specialties.is_empty() || self.specialties.iter().any(|name| name.trim().is_empty()) {
            found.push(
                Refusal::new("请至少填写一个评审专业")
                    .at("specialties")
                    .rule("COM-007"),
            );
        }
        let conditions = self.conditions;
        let declared = [
            (
                "main_series",
                conditions.main_series,
                "(一)职称系列或者专业为组建单位的主体系列或者主体专业",
            ),
            (
                "influence",
                conditions.influence,
                "(二)在行业或者地区内具有重要影响力，能够代表本领域专业发展水平",
            ),
            (
                "enough_experts",
                conditions.enough_experts,
                "(三)具有一定数量的专业技术人才和符合条件的高水平评审专家",
            ),
            (
                "sound_institution",
                conditions.sound_institution,
                "(四)组织机构、工作制度健全，具备组织评审的能力",
            ),
        ];
        for (field, holds, what) in declared {
            if !holds {
                let refusal = Refusal::new(format!("组建评委会应当符合条件{what}")).rule("COM-005");
                found.push(refusal.at(field).remedy("请核实后确认；不符合的不能组建"));
            }
        }
        if self.experts > self.members {
            found.push(Refusal::new("评审专家人数不能多于组成人员总数").at("experts"));
        }
        for finding in self.size_findings(rules)? {
            if finding.waiver.is_none() && finding.force == Force::Hard {
                found.push(refusal_of(&finding).at("members"));
            }
        }
        Refusals::check(found)
    }

    /// What the text says against the declared size; the first tier is not asked about before the draw.
    fn size_findings(&self, rules: &Rules) -> Result<Vec<Finding>, Refusals> {
        let composition = self.counts(0).composition(self.grade.level());
        let found = rules.check(&composition).map_err(|not_set| not_set.refusal())?;
        Ok(found
            .into_iter()
            .filter(|finding| finding.law.name != "第一层次评审专家")
            .collect())
    }
}

/// A finding as a refusal that shows its figures.
#[must_use]
pub fn refusal_of(finding: &Finding) -> Refusal {
    finding
        .law
        .refusal_saying(format!("{}（{}）", finding.law.sentence, finding.shows))
}

/// Passes when no hard finding stands and soft ones are passed over with a recorded reason.
///
/// # Errors
/// All hard findings, and the soft ones where `reason` is missing.
pub fn check_findings(findings: Vec<Finding>, reason: Option<&str>) -> Result<(), Refusals> {
    let standing = findings.into_iter().filter_map(|finding| {
        let refusal = refusal_of(&finding);
        match finding.force {
            Force::Hard => Some(refusal),
            Force::Soft => reason
                .is_none()
                .then(|| refusal.at("reason").remedy("确需如此的，请填写理由后提交")),
        }
    });
    Refusals::check(standing.collect())
}

fn require_reason(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        Err(Refusal::new("请写明理由").at("reason"))
    } else {
        Ok(())
    }
}

/// A validity from `from` to `to` against the longest the parameter `name` allows.
fn check_validity(name: &str, rule: &'static str, from: Day, to: Day, rules: &Rules) -> Option<Refusal> {
    if to < from {
        return Some(Refusal::new("有效期的截止日不能早于起始日").at("to"));
    }
    match rules.span(name, None) {
        Err(not_set) => Some(not_set.refusal().at("to")),
        Ok(answer) => {
            let last = answer.value.last_day(from);
            (to > last).then(|| {
                answer
                    .law
                    .refusal_saying(format!("有效期不得超过{}：自{from}起最晚到{last}", answer.value))
                    .rule(rule)
                    .at("to")
            })
        }
    }
}
