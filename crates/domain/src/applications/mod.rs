//! One application for a title (申报), life cycle 6.1.
//!
//! An application walks a *route*: the legs its round's pack gives for its level and the layer of its unit, each
//! with the office that acts. It stands at one leg, is back with the applicant, or has ended. Order, offices and
//! thresholds come from the pack; this module only knows how one walks.

pub mod access;
mod correction;
mod verification;
mod walk;

pub use correction::{Anchor, Corrected, CorrectionNotice, Point, ReasonCode, Returned, reminder};
pub use verification::{Checked, Item, Verification, Way, check_results};
pub use walk::{Advanced, Ended, Resubmitted, Submitted, Withdrawn};

use kernel::{ApplicationId, CertificateId, Level, OfficeId, PersonId, PlanId, Refusal, Role, Timestamp};
use policy::StepKind;

use crate::dossier::Declarations;
use serde::{Deserialize, Serialize};

/// What is applied for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// 申报系列
    pub series: String,
    /// 申报级别
    pub level: Level,
    /// 申报专业
    pub specialty: String,
    /// 申报途径, by its name in the round's pack (逐级申报副高级, 公务员流动直接申报中级, …)
    pub ground: String,
}

/// One leg of the route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// What happens there.
    pub step: StepKind,
    /// The office that acts.
    pub office: OfficeId,
}

/// How an application ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ending")]
pub enum Ending {
    /// 单位不予推荐 (UNT-035)
    NotRecommended,
    /// 未在期限内补正，视为放弃 (SUP-003, SUP-005)
    Abandoned,
    /// 不予受理 (SUP-006, SUP-008)
    NotAccepted,
    /// 评审未通过
    Failed,
    /// 不予确认 (ELG-019)
    NotConfirmed,
    /// 评审结果无效 (INT-001)
    Void,
    /// 已发证
    Certified {
        /// The certificate.
        certificate: CertificateId,
    },
}

impl Ending {
    /// The stored words of all endings.
    pub const CODES: [&str; 7] = [
        "not_recommended",
        "abandoned",
        "not_accepted",
        "failed",
        "not_confirmed",
        "void",
        "certified",
    ];

    /// The stored word, one of [`CODES`](Self::CODES).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotRecommended => "not_recommended",
            Self::Abandoned => "abandoned",
            Self::NotAccepted => "not_accepted",
            Self::Failed => "failed",
            Self::NotConfirmed => "not_confirmed",
            Self::Void => "void",
            Self::Certified { .. } => "certified",
        }
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::NotRecommended => "单位不予推荐",
            Self::Abandoned => "视为放弃申报",
            Self::NotAccepted => "不予受理",
            Self::Failed => "评审未通过",
            Self::NotConfirmed => "不予确认",
            Self::Void => "评审结果无效",
            Self::Certified { .. } => "已发证",
        }
    }
}

/// Where an application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// 填写中, also after a withdrawal.
    Draft,
    /// With the office of leg `leg`.
    With {
        /// Index into the route.
        leg: usize,
    },
    /// Back with the applicant; goes to leg `leg` again when resubmitted.
    Returned {
        /// Index into the route.
        leg: usize,
        /// What is to be corrected.
        notice: CorrectionNotice,
    },
    /// Ended.
    Ended(Ending),
}

/// One application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// The round.
    pub plan: PlanId,
    /// Who applies.
    pub applicant: PersonId,
    /// The unit through which they apply (CHN-001).
    pub unit: OfficeId,
    /// What for.
    pub target: Target,
    /// What the applicant declares for it.
    pub declared: Declarations,
    /// When the integrity commitment was signed; signed anew for every submission (MAT-001).
    pub committed: Option<Timestamp>,
    /// The legs, known from the first submission on.
    pub route: Vec<Leg>,
    /// How many legs it has reached at the most; those offices saw it and keep seeing it.
    pub reached: usize,
    /// Where it stands.
    pub stage: Stage,
    /// Since when it stands there.
    pub since: Timestamp,
    /// When it was first submitted.
    pub submitted: Option<Timestamp>,
    /// How many times it was submitted; each is a version of its own.
    pub submissions: u32,
    /// Whether the organiser's one-time notice was used (SUP-003, SUP-005).
    pub notice_used: bool,
}

impl Application {
    /// A new draft.
    #[must_use]
    pub const fn start(
        id: ApplicationId,
        plan: PlanId,
        applicant: PersonId,
        unit: OfficeId,
        target: Target,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            plan,
            applicant,
            unit,
            target,
            declared: Declarations {
                no_bars: false,
                good_conduct: false,
                teaching_in_post: false,
                retirement_day: None,
                moved_from_civil_service: false,
            },
            committed: None,
            route: Vec::new(),
            reached: 0,
            stage: Stage::Draft,
            since: now,
            submitted: None,
            submissions: 0,
            notice_used: false,
        }
    }

    /// The leg it stands at, or will stand at again once corrected.
    #[must_use]
    pub fn leg(&self) -> Option<Leg> {
        match self.stage {
            Stage::With { leg } | Stage::Returned { leg, .. } => self.route.get(leg).copied(),
            Stage::Draft | Stage::Ended(_) => None,
        }
    }

    /// The step an office must do now, if one must.
    #[must_use]
    pub fn standing_at(&self) -> Option<Leg> {
        match self.stage {
            Stage::With { leg } => self.route.get(leg).copied(),
            Stage::Draft | Stage::Returned { .. } | Stage::Ended(_) => None,
        }
    }

    /// The stored word of where it stands: `draft`, the step's code, `returned`, or the ending's code.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match &self.stage {
            Stage::Draft => "draft",
            Stage::With { leg } => self.route.get(*leg).map_or("lost", |leg| step_code(leg.step)),
            Stage::Returned { .. } => "returned",
            Stage::Ended(ending) => ending.code(),
        }
    }

    /// The word on pages of where it stands.
    #[must_use]
    pub fn status_chinese(&self) -> &'static str {
        match &self.stage {
            Stage::Draft => "填写中",
            Stage::With { leg } => self
                .route
                .get(*leg)
                .map_or("待处理", |leg| waiting_chinese(leg.step)),
            Stage::Returned { .. } => "待补正",
            Stage::Ended(ending) => ending.chinese(),
        }
    }

    /// Refuses unless the application stands at `step`.
    ///
    /// # Errors
    /// It stands elsewhere; the sentence says where.
    pub fn require(&self, step: StepKind) -> Result<Leg, Refusal> {
        self.standing_at().filter(|leg| leg.step == step).ok_or_else(|| {
            Refusal::new(format!(
                "该申报目前“{}”，不能办理{}",
                self.status_chinese(),
                step.chinese()
            ))
            .rule("CHN-017")
            .remedy("请刷新页面查看最新进度，按程序逐步办理")
        })
    }
}

/// The stored word of a step.
#[must_use]
pub const fn step_code(step: StepKind) -> &'static str {
    match step {
        StepKind::Application => "application",
        StepKind::UnitAudit => "unit_audit",
        StepKind::Defence => "defence",
        StepKind::UnitPublicity => "unit_publicity",
        StepKind::Panel => "panel",
        StepKind::Recommendation => "recommendation",
        StepKind::DepartmentAudit => "department_audit",
        StepKind::SeriesOfficeAudit => "series_office_audit",
        StepKind::TitleOfficeAudit => "title_office_audit",
        StepKind::Acceptance => "acceptance",
        StepKind::Review => "review",
        StepKind::ResultPublicity => "result_publicity",
        StepKind::Confirmation => "confirmation",
        StepKind::Issue => "issue",
    }
}

/// The words of a case that waits for a step.
#[must_use]
pub const fn waiting_chinese(step: StepKind) -> &'static str {
    match step {
        StepKind::Application => "填写中",
        StepKind::UnitAudit => "待单位审核",
        StepKind::Defence => "待答辩",
        StepKind::UnitPublicity => "单位公示",
        StepKind::Panel => "待单位审议",
        StepKind::Recommendation => "待单位推荐",
        StepKind::DepartmentAudit => "待主管部门审核",
        StepKind::SeriesOfficeAudit => "待系列职改办审核",
        StepKind::TitleOfficeAudit => "待人社部门审核",
        StepKind::Acceptance => "待受理",
        StepKind::Review => "待评审",
        StepKind::ResultPublicity => "结果公示",
        StepKind::Confirmation => "待确认",
        StepKind::Issue => "待发证",
    }
}

/// The stage of a round's timetable (时段) that gives a step its time, for the steps between submission and acceptance.
#[must_use]
pub const fn timetable_stage(step: StepKind) -> Option<&'static str> {
    match step {
        StepKind::UnitAudit
        | StepKind::Defence
        | StepKind::Panel
        | StepKind::UnitPublicity
        | StepKind::Recommendation => Some("单位推荐"),
        StepKind::DepartmentAudit | StepKind::SeriesOfficeAudit | StepKind::TitleOfficeAudit => {
            Some("主管部门审核")
        }
        StepKind::Acceptance => Some("受理审核"),
        StepKind::Application
        | StepKind::Review
        | StepKind::ResultPublicity
        | StepKind::Confirmation
        | StepKind::Issue => None,
    }
}

/// The role that acts at a step.
#[must_use]
pub const fn role_at(step: StepKind) -> Role {
    match step {
        StepKind::Application => Role::Applicant,
        StepKind::UnitAudit
        | StepKind::Defence
        | StepKind::UnitPublicity
        | StepKind::Panel
        | StepKind::Recommendation => Role::UnitExaminer,
        StepKind::DepartmentAudit => Role::Department,
        StepKind::SeriesOfficeAudit => Role::SeriesOffice,
        StepKind::TitleOfficeAudit | StepKind::Confirmation | StepKind::Issue => Role::TitleOffice,
        StepKind::Acceptance | StepKind::Review | StepKind::ResultPublicity => Role::Organiser,
    }
}
