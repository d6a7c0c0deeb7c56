//! Who acts, in which role and office.

use serde::{Deserialize, Serialize};

use crate::{OfficeId, PersonId};

/// What a person does in an office. A person may hold several seats and acts in one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 申报人: acts for themself; the seat's office is the unit they belong to.
    Applicant,
    /// 单位审查责任人: the unit's named examiner (UNT-003).
    UnitExaminer,
    /// 单位审议推荐小组成员.
    PanelMember,
    /// 主管部门审核人员.
    Department,
    /// 系列职改办（教育系列职改办等）审核人员.
    SeriesOffice,
    /// 职改办（人社部门）审核、备案、确认人员.
    TitleOffice,
    /// 评委会组建单位工作人员.
    Organiser,
    /// 评审专家.
    Expert,
    /// 监督员 (第四十四条).
    Supervisor,
    /// 政策管理人员: keeps the policy packs of the office's area; sees no case.
    PolicyOfficer,
    /// 系统管理员: accounts and offices; sees no case.
    SystemAdmin,
    /// 安全审计员: reads the journal; changes nothing.
    Auditor,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 12] = [
        Self::Applicant,
        Self::UnitExaminer,
        Self::PanelMember,
        Self::Department,
        Self::SeriesOffice,
        Self::TitleOffice,
        Self::Organiser,
        Self::Expert,
        Self::Supervisor,
        Self::PolicyOfficer,
        Self::SystemAdmin,
        Self::Auditor,
    ];

    /// The role's Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Applicant => "申报人",
            Self::UnitExaminer => "单位审查责任人",
            Self::PanelMember => "审议推荐小组成员",
            Self::Department => "主管部门审核人员",
            Self::SeriesOffice => "系列职改办工作人员",
            Self::TitleOffice => "职改办工作人员",
            Self::Organiser => "评委会组建单位工作人员",
            Self::Expert => "评审专家",
            Self::Supervisor => "监督员",
            Self::PolicyOfficer => "政策管理人员",
            Self::SystemAdmin => "系统管理员",
            Self::Auditor => "安全审计员",
        }
    }

    /// The short English word used in stored text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::UnitExaminer => "unit_examiner",
            Self::PanelMember => "panel_member",
            Self::Department => "department",
            Self::SeriesOffice => "series_office",
            Self::TitleOffice => "title_office",
            Self::Organiser => "organiser",
            Self::Expert => "expert",
            Self::Supervisor => "supervisor",
            Self::PolicyOfficer => "policy_officer",
            Self::SystemAdmin => "system_admin",
            Self::Auditor => "auditor",
        }
    }

    /// The role with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A role in an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seat {
    /// What the person does there.
    pub role: Role,
    /// The office.
    pub office: OfficeId,
}

/// Who acts: a signed-in person in one seat, the program itself, or nobody in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A signed-in person in one of their seats.
    Person {
        /// The person.
        person: PersonId,
        /// The seat they act in now.
        seat: Seat,
    },
    /// A timer or job of the program.
    Program,
    /// Somebody who has not signed in.
    Public,
}

impl Actor {
    /// The person, if one is signed in.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { person, .. } => Some(*person),
            Self::Program | Self::Public => None,
        }
    }

    /// The seat, if a person is signed in.
    #[must_use]
    pub const fn seat(&self) -> Option<Seat> {
        match self {
            Self::Person { seat, .. } => Some(*seat),
            Self::Program | Self::Public => None,
        }
    }

    /// Whether a person acts in `role`, in whatever office.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.seat().is_some_and(|seat| seat.role == role)
    }

    /// Whether a person acts in `role` in exactly `office`.
    #[must_use]
    pub fn holds(&self, role: Role, office: OfficeId) -> bool {
        self.seat() == Some(Seat { role, office })
    }
}
