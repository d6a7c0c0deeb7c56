//! A person's career-long library (个人业绩库): entries with files and provenance, reused every year.

use std::collections::BTreeSet;

use kernel::{Day, DossierEntryId, FileId, Level, OfficeId, PersonId, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

mod facts;

pub use facts::{Declarations, add_rural_months, add_working_months, facts, nothing_found};

/// The sections of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// 学历学位
    Education,
    /// 工作经历
    Employment,
    /// 现有职称
    Title,
    /// 年度考核
    Assessment,
    /// 继续教育
    ContinuingEducation,
    /// 业绩成果
    Achievement,
}

impl Section {
    /// All sections, in the order of the task list.
    pub const ALL: [Self; 6] = [
        Self::Education,
        Self::Employment,
        Self::Title,
        Self::Assessment,
        Self::ContinuingEducation,
        Self::Achievement,
    ];

    /// The section's name, as packs' material lists use it (栏目).
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Education => "学历学位",
            Self::Employment => "工作经历",
            Self::Title => "现有职称",
            Self::Assessment => "年度考核",
            Self::ContinuingEducation => "继续教育",
            Self::Achievement => "业绩成果",
        }
    }

    /// The word in addresses and rows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Education => "education",
            Self::Employment => "employment",
            Self::Title => "title",
            Self::Assessment => "assessment",
            Self::ContinuingEducation => "continuing_education",
            Self::Achievement => "achievement",
        }
    }

    /// The section with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.code() == code)
    }
}

/// 学历: schooling completed, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schooling {
    /// 高中及以下
    HighSchool,
    /// 中专
    Secondary,
    /// 大专
    JuniorCollege,
    /// 本科
    Bachelor,
    /// 研究生
    Graduate,
}

impl Schooling {
    /// All kinds, lowest first.
    pub const ALL: [Self; 5] = [
        Self::HighSchool,
        Self::Secondary,
        Self::JuniorCollege,
        Self::Bachelor,
        Self::Graduate,
    ];

    /// The Chinese name, as packs use it.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::HighSchool => "高中及以下",
            Self::Secondary => "中专",
            Self::JuniorCollege => "大专",
            Self::Bachelor => "本科",
            Self::Graduate => "研究生",
        }
    }
}

/// 学位: degree obtained, another thing than schooling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Degree {
    /// 无
    None,
    /// 学士
    Bachelor,
    /// 硕士
    Master,
    /// 博士
    Doctor,
}

impl Degree {
    /// All degrees, lowest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Bachelor, Self::Master, Self::Doctor];

    /// The Chinese name, as packs use it.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::None => "无",
            Self::Bachelor => "学士",
            Self::Master => "硕士",
            Self::Doctor => "博士",
        }
    }
}

/// The grade of a yearly assessment (年度考核等次).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 优秀
    Excellent,
    /// 合格
    Qualified,
    /// 基本合格
    Basic,
    /// 不合格
    Unqualified,
    /// 未定等次; not a bar (ELG-033, AMB-11)
    Undetermined,
}

impl Grade {
    /// All grades.
    pub const ALL: [Self; 5] = [
        Self::Excellent,
        Self::Qualified,
        Self::Basic,
        Self::Unqualified,
        Self::Undetermined,
    ];

    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Excellent => "优秀",
            Self::Qualified => "合格",
            Self::Basic => "基本合格",
            Self::Unqualified => "不合格",
            Self::Undetermined => "未定等次",
        }
    }
}

/// What one entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "section")]
pub enum Body {
    /// A schooling completed.
    Education {
        /// 毕业院校
        school: String,
        /// 所学专业
        field: String,
        /// 学历
        schooling: Schooling,
        /// 学位
        degree: Degree,
        /// 毕业日期
        graduated: Day,
        /// 学历证书编号
        certificate_number: String,
    },
    /// A stretch of work.
    Employment {
        /// 工作单位
        unit: String,
        /// 岗位或职务
        post: String,
        /// 起始日
        from: Day,
        /// 终止日; none for the present post
        to: Option<Day>,
        /// 从事专业技术工作
        technical: bool,
        /// 在乡镇及以下学校任教
        rural: bool,
    },
    /// A title held.
    Title {
        /// 职称名称
        name: String,
        /// 级别
        level: Level,
        /// 系列
        series: String,
        /// 取得日期
        obtained: Day,
        /// 证书编号
        number: String,
        /// 发证单位
        issuer: String,
    },
    /// A yearly assessment.
    Assessment {
        /// 年度
        year: i16,
        /// 等次
        grade: Grade,
    },
    /// A year's continuing education.
    ContinuingEducation {
        /// 年度
        year: i16,
        /// 总学时
        total_hours: u32,
        /// 专业科目学时
        specialised_hours: u32,
        /// 公需科目已完成
        public_subject: bool,
        /// 年度培训学分已完成
        credits_met: bool,
    },
    /// A result of work: a project, a lesson, a paper, an honour.
    Achievement {
        /// 名称
        name: String,
        /// 类别
        category: String,
        /// 本人作用
        role: String,
        /// 取得日期
        obtained: Day,
        /// 说明
        summary: String,
    },
}

impl Body {
    /// The section the entry belongs to.
    #[must_use]
    pub const fn section(&self) -> Section {
        match self {
            Self::Education { .. } => Section::Education,
            Self::Employment { .. } => Section::Employment,
            Self::Title { .. } => Section::Title,
            Self::Assessment { .. } => Section::Assessment,
            Self::ContinuingEducation { .. } => Section::ContinuingEducation,
            Self::Achievement { .. } => Section::Achievement,
        }
    }

    /// One line that names the entry in lists.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Education {
                school, schooling, ..
            } => format!("{school}（{}）", schooling.chinese()),
            Self::Employment { unit, post, .. } => format!("{unit}，{post}"),
            Self::Title { name, level, .. } => format!("{name}（{level}）"),
            Self::Assessment { year, grade } => format!("{year}年度：{}", grade.chinese()),
            Self::ContinuingEducation {
                year, total_hours, ..
            } => format!("{year}年度：{total_hours}学时"),
            Self::Achievement { name, category, .. } => format!("{name}（{category}）"),
        }
    }

    /// Everything in the entry that cannot be, all at once; days are judged against `today`.
    #[must_use]
    pub fn check(&self, today: Day) -> Vec<Refusal> {
        let mut found = Vec::new();
        let mut blank = |value: &str, field: &'static str, what: &str| {
            if value.trim().is_empty() {
                found.push(Refusal::new(format!("请填写{what}")).at(field));
            }
        };
        match self {
            Self::Education { school, field, .. } => {
                blank(school, "school", "毕业院校");
                blank(field, "field", "所学专业");
            }
            Self::Employment { unit, post, .. } => {
                blank(unit, "unit", "工作单位");
                blank(post, "post", "岗位或职务");
            }
            Self::Title { name, series, .. } => {
                blank(name, "name", "职称名称");
                blank(series, "series", "职称系列");
            }
            Self::Achievement { name, category, .. } => {
                blank(name, "name", "成果名称");
                blank(category, "category", "成果类别");
            }
            Self::Assessment { .. } | Self::ContinuingEducation { .. } => {}
        }
        found.extend(self.impossible_days(today));
        found
    }

    fn impossible_days(&self, today: Day) -> Vec<Refusal> {
        let future = |day: Day, field: &'static str, what: &str| {
            (day > today).then(|| Refusal::new(format!("{what}不能晚于今天（{today}）")).at(field))
        };
        let found = match self {
            Self::Education { graduated, .. } => vec![future(*graduated, "graduated", "毕业日期")],
            Self::Employment { from, to, .. } => {
                let reversed = to.is_some_and(|to| to < *from);
                vec![
                    future(*from, "from", "起始日"),
                    reversed.then(|| Refusal::new("终止日早于起始日").at("to")),
                ]
            }
            Self::Title { obtained, .. } | Self::Achievement { obtained, .. } => {
                vec![future(*obtained, "obtained", "取得日期")]
            }
            Self::Assessment { year, .. } => {
                let later = *year > today.year();
                vec![later.then(|| Refusal::new("考核年度不能晚于今年").at("year"))]
            }
            Self::ContinuingEducation {
                year,
                total_hours,
                specialised_hours,
                ..
            } => {
                let (later, more) = (*year > today.year(), specialised_hours > total_hours);
                vec![
                    later.then(|| Refusal::new("学习年度不能晚于今年").at("year")),
                    more.then(|| Refusal::new("专业科目学时不能多于总学时").at("specialised_hours")),
                ]
            }
        };
        found.into_iter().flatten().collect()
    }
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "provenance")]
pub enum Provenance {
    /// 本人填报
    Claimed,
    /// 已核验
    Verified {
        /// The office that verified it.
        by: OfficeId,
        /// When.
        at: Timestamp,
        /// How: 原件核对, 网络核验, 发函, 电话, 其他.
        way: String,
    },
}

/// One entry of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: DossierEntryId,
    /// Whose library.
    pub person: PersonId,
    /// What it says.
    pub body: Body,
    /// Its scans.
    pub files: Vec<FileId>,
    /// Where the fact comes from.
    pub provenance: Provenance,
}

/// A whole library, with the sections in which the person declared to have nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dossier {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// Sections ticked 'none' (本人没有).
    pub none: BTreeSet<Section>,
}

impl Dossier {
    /// The entries of a section.
    pub fn of(&self, section: Section) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.body.section() == section)
    }

    /// Whether the section is filled or ticked 'none'.
    #[must_use]
    pub fn is_settled(&self, section: Section) -> bool {
        self.none.contains(&section) || self.of(section).next().is_some()
    }
}
