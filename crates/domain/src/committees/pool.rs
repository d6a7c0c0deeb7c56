//! Experts in a committee's pool (第十三条 to 第十六条).

use kernel::{CommitteeId, Day, ExpertId, Level, OfficeId, PersonId, Refusal, Refusals, Sex};
use policy::{AskError, Days, FactValue, Facts, Finding, PoolCounts, Rules, Truth};
use serde::{Deserialize, Serialize};

use super::{Declared, Grade};
use crate::refuse;

/// How an expert came into the pool (EXP-013).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intake {
    /// 单位推荐
    Unit,
    /// 专家举荐
    Nomination,
    /// 个人自荐
    SelfNomination,
}

/// The part of the pool a member is drawn from (第十五条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolSeat {
    /// 主任委员
    Chair,
    /// 副主任委员
    ViceChair,
    /// 评审专家
    Expert,
}

impl PoolSeat {
    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Chair => "主任委员",
            Self::ViceChair => "副主任委员",
            Self::Expert => "评审专家",
        }
    }

    /// Whether such a member may preside (MTG-001).
    #[must_use]
    pub const fn presides(self) -> bool {
        matches!(self, Self::Chair | Self::ViceChair)
    }
}

/// Why somebody is a first-tier expert (第十四条(一)–(四); EXP-007), with the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ground", content = "evidence")]
pub enum FirstTier {
    /// (一) technical honour of provincial or ministerial level or above.
    Honour(String),
    /// (二) second-grade technical post of an institution.
    SecondGradePost(String),
    /// (三) national science-and-technology progress award in the field.
    NationalAward(String),
    /// (四) main finisher of a national research project in the field.
    NationalProject(String),
    /// Relaxed criteria of a senior committee at city level or below (第十四条末; EXP-008).
    Relaxed(String),
}

impl FirstTier {
    fn evidence(&self) -> &str {
        match self {
            Self::Honour(text)
            | Self::SecondGradePost(text)
            | Self::NationalAward(text)
            | Self::NationalProject(text)
            | Self::Relaxed(text) => text,
        }
    }
}

/// Whether the person is still in technical work (AMB-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Situation {
    /// 在职在岗
    InPost,
    /// 长期脱离专业技术工作: a warning.
    LongAway,
    /// 退休: not in the pool (第十六条).
    Retired,
}

/// The expert's declarations (第十三条(一)(二)(五); EXP-001).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declarations {
    /// (一) obeys the constitution, the law and review discipline.
    pub lawful: bool,
    /// (二) good ethics, principled, clean, fair.
    pub ethical: bool,
    /// (五) able to do the duty.
    pub able: bool,
}

/// What the pool knows about an expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// How they came in.
    pub intake: Intake,
    /// Which part of the pool.
    pub seat: PoolSeat,
    /// Chairs and vice chairs only: an administrative leader of the organiser rather than a peer expert (COM-012); does
    /// not count as a review expert (AMB-17).
    pub leader: bool,
    /// 职称.
    pub title: String,
    /// Its series.
    pub title_series: String,
    /// Its level.
    pub title_level: Level,
    /// Held since.
    pub title_since: Day,
    /// Technical work in the field since.
    pub field_since: Day,
    /// 专业, one of the committee's.
    pub specialty: String,
    /// The employer's name.
    pub employer: String,
    /// The employer's office in the system, where it has one.
    pub employer_office: Option<OfficeId>,
    /// 单位性质, in the words of the pool's statistics (e.g. 高校, 科研院所, 企业).
    pub unit_type: String,
    /// GB/T 2260 code of the area.
    pub region_code: String,
    /// 性别.
    pub sex: Sex,
    /// Birthday; only age groups are shown.
    pub born: Day,
    /// First tier, with evidence.
    pub first_tier: Option<FirstTier>,
    /// Still in technical work?
    pub situation: Situation,
    /// Declarations.
    pub declarations: Declarations,
}

/// The expert's term (任期), both days inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// Why an expert left the pool (第十六条; EXP-017).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalReason {
    /// 违反评审纪律
    Discipline,
    /// 调离专业技术岗位
    MovedPost,
    /// 退休
    Retired,
    /// 其他不能履行评审职责
    Unable,
}

impl RemovalReason {
    /// The Chinese words.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Discipline => "违反评审纪律",
            Self::MovedPost => "调离专业技术岗位",
            Self::Retired => "退休",
            Self::Unable => "其他不能履行评审职责",
        }
    }

    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Discipline => "discipline",
            Self::MovedPost => "moved_post",
            Self::Retired => "retired",
            Self::Unable => "unable",
        }
    }
}

/// Where an expert stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum ExpertStage {
    /// In the pool.
    InPool,
    /// Removed from it (调整出库).
    Removed {
        /// Why.
        reason: RemovalReason,
        /// When.
        on: Day,
    },
}

impl ExpertStage {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InPool => "in_pool",
            Self::Removed { .. } => "removed",
        }
    }
}

/// An expert in a committee's pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert {
    /// The entry's id.
    pub id: ExpertId,
    /// The committee.
    pub committee: CommitteeId,
    /// Who.
    pub person: PersonId,
    /// What the pool knows.
    pub details: Details,
    /// The term.
    pub term: Term,
    /// Why warnings of 原则上 or 一般 were passed over, if there were any.
    pub reason: Option<String>,
    /// Where they stand.
    pub stage: ExpertStage,
}

impl Expert {
    /// Admits a checked expert into the pool (择优入库).
    ///
    /// # Errors
    /// A declaration is missing (EXP-001); the title is of another series or level, or not held long enough (EXP-002);
    /// the term is too long (EXP-004); the person is retired (EXP-017, AMB-20); a warning stands and `reason` is empty
    /// (EXP-003, EXP-005); first tier without evidence (EXP-007); the specialty is none of the committee's.
    #[expect(
        clippy::too_many_arguments,
        reason = "an entry is made in one place, from what the form gives"
    )]
    pub fn admit(
        id: ExpertId,
        committee: CommitteeId,
        declared: &Declared,
        person: PersonId,
        details: Details,
        term: Term,
        reason: Option<&str>,
        rules: &Rules,
        today: Day,
    ) -> Result<Self, Refusals> {
        let reason = reason.map(str::trim).filter(|text| !text.is_empty());
        let mut found = details.declaration_gaps();
        found.extend(details.title_gaps(declared, rules, today)?);
        found.extend(details.field_warning(declared.grade, rules, today, reason)?);
        found.extend(details.situation_gap(rules, reason));
        found.extend(term_gap(term, rules));
        if details
            .first_tier
            .as_ref()
            .is_some_and(|tier| tier.evidence().trim().is_empty())
        {
            found.push(
                Refusal::new("请填写第一层次评审专家的证明材料")
                    .at("first_tier")
                    .rule("EXP-007"),
            );
        }
        if details.leader && details.seat == PoolSeat::Expert {
            found.push(
                Refusal::new("只有主任委员、副主任委员可以由行政领导担任")
                    .at("leader")
                    .rule("COM-012"),
            );
        }
        if details.employer.trim().is_empty() {
            found.push(Refusal::new("请填写所在单位").at("employer"));
        }
        Refusals::check(found)?;
        Ok(Self {
            id,
            committee,
            person,
            details,
            term,
            reason: reason.map(str::to_owned),
            stage: ExpertStage::InPool,
        })
    }

    /// Removes the expert from the pool.
    ///
    /// # Errors
    /// They were removed before.
    pub fn remove(self, reason: RemovalReason, today: Day) -> Result<Self, Refusals> {
        match self.stage {
            ExpertStage::InPool => Ok(Self {
                stage: ExpertStage::Removed { reason, on: today },
                ..self
            }),
            ExpertStage::Removed { on, .. } => Err(Refusal::new(format!("该专家已于{on}调整出库")).into()),
        }
    }

    /// Whether the member counts as a review expert (AMB-17).
    #[must_use]
    pub const fn counts_as_expert(&self) -> bool {
        !self.details.leader
    }

    /// Why the member cannot be drawn for a meeting on `day` (DRW-006), as a reason code; `None` when they can.
    #[must_use]
    pub fn barred_on(&self, day: Day) -> Option<&'static str> {
        match &self.stage {
            ExpertStage::Removed { reason, .. } => Some(reason.code()),
            ExpertStage::InPool if self.term.to < day => Some("term_over"),
            ExpertStage::InPool if day < self.term.from => Some("term_not_begun"),
            ExpertStage::InPool => None,
        }
    }
}

impl Details {
    fn declaration_gaps(&self) -> Vec<Refusal> {
        let declared = [
            ("lawful", self.declarations.lawful, "(一)遵守宪法、法律和评审纪律"),
            (
                "ethical",
                self.declarations.ethical,
                "(二)具有良好的职业道德，坚持原则、廉洁公正",
            ),
            ("able", self.declarations.able, "(五)能够履行评审工作职责"),
        ];
        let missing = declared.into_iter().filter(|(_, holds, _)| !holds);
        missing
            .map(|(field, _, what)| {
                Refusal::new(format!("评审专家应当符合条件{what}"))
                    .at(field)
                    .rule("EXP-001")
                    .remedy("请本人确认后填写")
            })
            .collect()
    }

    fn title_gaps(&self, declared: &Declared, rules: &Rules, today: Day) -> Result<Vec<Refusal>, Refusals> {
        let mut found = Vec::new();
        if !declared.specialties.contains(&self.specialty) {
            found.push(
                Refusal::new("专业应为评委会的评审专业之一")
                    .at("specialty")
                    .rule("EXP-009"),
            );
        }
        if self.leader {
            return Ok(found);
        }
        const HELD: &str = "专家取得相应职称满2年";
        let facts = Facts::new().with("专家取得相应职称日", FactValue::Day(self.title_since));
        let right_kind = self.title_series == declared.series && self.title_level >= declared.grade.level();
        if !right_kind {
            let sentence = format!(
                "评审专家应具有{}系列{}以上职称",
                declared.series,
                declared.grade.level()
            );
            found.push(refuse(rules, HELD, "EXP-002", sentence).at("title_level"));
        } else if ask(rules, HELD, &facts, today)? != Truth::Yes {
            let law = rules.law(HELD).map_or_else(String::new, |law| law.sentence);
            let sentence = format!("{law}；该职称自{}起取得", self.title_since);
            found.push(refuse(rules, HELD, "EXP-002", sentence).at("title_since"));
        }
        Ok(found)
    }

    fn field_warning(
        &self,
        grade: Grade,
        rules: &Rules,
        today: Day,
        reason: Option<&str>,
    ) -> Result<Option<Refusal>, Refusals> {
        if self.leader || reason.is_some() {
            return Ok(None);
        }
        let name = match grade {
            Grade::Senior => "高级专家从事本领域满10年",
            Grade::Intermediate => "中级专家从事本领域满5年",
            Grade::Junior => "初级专家从事本领域满3年",
        };
        let months = self.field_since.full_months_until(today);
        let facts = Facts::new().with("专家从事本领域年限", FactValue::Months(months));
        if ask(rules, name, &facts, today)? == Truth::Yes {
            return Ok(None);
        }
        let law = rules.law(name).map_or_else(String::new, |law| law.sentence);
        let sentence = format!("{law}；现为{}年{}个月", months / 12, months % 12);
        Ok(Some(
            refuse(rules, name, "EXP-003", sentence)
                .at("field_since")
                .remedy("确需入库的，请填写理由"),
        ))
    }

    fn situation_gap(&self, rules: &Rules, reason: Option<&str>) -> Option<Refusal> {
        match self.situation {
            Situation::InPost => None,
            Situation::Retired => Some(
                refuse(rules, "专家可以抽取", "EXP-017", "退休人员不能入库")
                    .rule("EXP-017")
                    .at("situation"),
            ),
            Situation::LongAway if reason.is_some() => None,
            Situation::LongAway => Some(
                Refusal::new("长期脱离专业技术工作的人员一般不担任评审专家")
                    .at("situation")
                    .rule("EXP-005")
                    .remedy("确需入库的，请填写理由"),
            ),
        }
    }
}

/// Whether a condition holds. What no text in force states is no condition: the 2021 round's texts say nothing about
/// experts.
fn ask(rules: &Rules, name: &str, facts: &Facts, today: Day) -> Result<Truth, Refusals> {
    match rules.evaluate(name, facts, Days::on(today)) {
        Ok(decision) => Ok(decision.outcome),
        Err(AskError::NoRule(_)) => Ok(Truth::Yes),
        Err(error) => Err(Refusal::new(format!("专家条件无法判断：{error}")).into()),
    }
}

fn term_gap(term: Term, rules: &Rules) -> Option<Refusal> {
    if term.to < term.from {
        return Some(Refusal::new("任期的截止日不能早于起始日").at("term_to"));
    }
    match rules.span("专家任期", None) {
        Err(not_set) => Some(not_set.refusal().at("term_to")),
        Ok(answer) => {
            let last = answer.value.last_day(term.from);
            (term.to > last).then(|| {
                let sentence = format!("每届任期不得超过{}：自{}起最晚到{last}", answer.value, term.from);
                answer.law.refusal_saying(sentence).rule("EXP-004").at("term_to")
            })
        }
    }
}

/// What the text says against a pool of `experts` for the committee.
pub(super) fn findings(
    declared: &Declared,
    experts: &[Expert],
    rules: &Rules,
) -> Result<Vec<Finding>, Refusals> {
    let count = |holds: &dyn Fn(&Expert) -> bool| {
        let members = experts
            .iter()
            .filter(|expert| expert.stage == ExpertStage::InPool);
        u32::try_from(members.filter(|expert| holds(expert)).count()).unwrap_or(u32::MAX)
    };
    let counts = PoolCounts {
        experts: count(&|expert| expert.counts_as_expert()),
        committee_experts: declared.experts,
        first_tier: count(&|expert| expert.details.first_tier.is_some()),
        newly_admitted: None,
    };
    let found = rules.check(&counts.composition(declared.grade.level()));
    Ok(found.map_err(|not_set| not_set.refusal())?)
}
