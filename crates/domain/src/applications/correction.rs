//! Returning an application with the complete list of what must be corrected.
//!
//! An office on the way may return a case again; the organiser's notice is sent once (SUP-003, SUP-005, 第二十二条).

use kernel::{Refusal, Refusals, Timestamp};
use policy::{Rules, StepKind};
use serde::{Deserialize, Serialize};

use super::{Application, Stage};
use crate::dossier::Section;
use crate::{Changed, refuse};

/// Where the applicant will look for a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "anchor", content = "name")]
pub enum Anchor {
    /// A section of the library.
    Section(Section),
    /// An item of the material list, by its name there.
    Material(String),
    /// What is applied for.
    Target,
}

impl Anchor {
    /// The name the applicant reads.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Section(section) => section.chinese().to_owned(),
            Self::Material(name) => name.clone(),
            Self::Target => "申报信息".to_owned(),
        }
    }
}

/// Why a point must be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// 缺少
    Missing,
    /// 不清晰
    Unreadable,
    /// 与事实或原件不符
    Mismatch,
    /// 不规范
    Irregular,
    /// 不符合条件
    Unqualified,
}

impl ReasonCode {
    /// All codes.
    pub const ALL: [Self; 5] = [
        Self::Missing,
        Self::Unreadable,
        Self::Mismatch,
        Self::Irregular,
        Self::Unqualified,
    ];

    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Missing => "缺少材料",
            Self::Unreadable => "材料不清晰",
            Self::Mismatch => "与原件不符",
            Self::Irregular => "填写不规范",
            Self::Unqualified => "不符合条件",
        }
    }

    /// The word in forms and rows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Mismatch => "mismatch",
            Self::Irregular => "irregular",
            Self::Unqualified => "unqualified",
        }
    }

    /// The code with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Where.
    pub anchor: Anchor,
    /// Why.
    pub reason: ReasonCode,
    /// What to do, in the officer's words.
    pub sentence: String,
}

/// Everything to be corrected, told at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionNotice {
    /// The points; at least one.
    pub points: Vec<Point>,
    /// When it was sent.
    pub sent: Timestamp,
    /// By when to resubmit; none where the round sets no deadline.
    pub due: Option<Timestamp>,
    /// Whether overdue means abandoned (the organiser's notice), or only a flag (AMB-32).
    pub abandons: bool,
}

/// When the applicant is reminded of a notice sent at `sent` and due at `due`: a day before, or, of a notice that
/// leaves two days or less, when a quarter of the time is left. None once it is due.
#[must_use]
pub fn reminder(sent: Timestamp, due: Timestamp) -> Option<Timestamp> {
    const DAY_MS: i64 = 86_400_000;
    let span_ms = due.as_millis() - sent.as_millis();
    let ahead_ms = if span_ms > 2 * DAY_MS { DAY_MS } else { span_ms / 4 };
    (span_ms > 0).then(|| due.plus_millis(-ahead_ms))
}

/// A case was returned by an office on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Returned {
    /// From which step.
    pub step: StepKind,
    /// How many points.
    pub points: usize,
    /// By when.
    pub due: Option<Timestamp>,
}

/// The organiser's one-time notice was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Corrected {
    /// How many points.
    pub points: usize,
    /// By when.
    pub due: Timestamp,
}

fn check_points(points: &[Point]) -> Result<(), Refusals> {
    let mut found = Vec::new();
    if points.is_empty() {
        found.push(
            Refusal::new("请至少列出一项需要补正的内容")
                .at("points")
                .rule("SUP-005")
                .remedy("请一次列全所有需要补正的内容"),
        );
    }
    for (index, point) in points.iter().enumerate() {
        if point.sentence.trim().is_empty() {
            let text = format!("请写明“{}”应如何补正", point.anchor.chinese());
            found.push(Refusal::new(text).at(format!("points.{index}.sentence")));
        }
    }
    Refusals::check(found)
}

impl Application {
    /// Returns the case to the applicant from an office on the way (退回修改); it may happen again.
    ///
    /// # Errors
    /// The case does not stand at such a step, or the list of points is empty or incomplete.
    pub fn return_case(
        self,
        points: Vec<Point>,
        due: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Changed<Self, Returned>, Refusals> {
        let returnable = [
            StepKind::UnitAudit,
            StepKind::DepartmentAudit,
            StepKind::SeriesOfficeAudit,
            StepKind::TitleOfficeAudit,
        ];
        let Stage::With { leg } = self.stage else {
            return Err(self.not_returnable().into());
        };
        let step = self
            .standing_at()
            .map(|leg| leg.step)
            .filter(|step| returnable.contains(step));
        let Some(step) = step else {
            return Err(self.not_returnable().into());
        };
        check_points(&points)?;
        let event = Returned {
            step,
            points: points.len(),
            due,
        };
        let notice = CorrectionNotice {
            points,
            sent: now,
            due,
            abandons: false,
        };
        let stage = Stage::Returned { leg, notice };
        Ok(Changed::new(
            Self {
                stage,
                since: now,
                ..self
            },
            event,
        ))
    }

    /// Sends the organiser's notice of everything to be corrected, once (一次性告知补正).
    ///
    /// # Errors
    /// The case is not with the organiser, a notice was already sent, or the list is empty or incomplete.
    pub fn request_correction(
        self,
        points: Vec<Point>,
        due: Timestamp,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Changed<Self, Corrected>, Refusals> {
        self.require(StepKind::Acceptance)?;
        if self.notice_used {
            let sentence = "补正要求已经一次性告知过，不能再次要求补正";
            let refusal = refuse(rules, "一次性告知", "SUP-005", sentence);
            return Err(refusal.remedy("请根据现有材料作出受理或不予受理的决定").into());
        }
        check_points(&points)?;
        let Stage::With { leg } = self.stage else {
            return Err(self.not_returnable().into());
        };
        let event = Corrected {
            points: points.len(),
            due,
        };
        let notice = CorrectionNotice {
            points,
            sent: now,
            due: Some(due),
            abandons: true,
        };
        let stage = Stage::Returned { leg, notice };
        Ok(Changed::new(
            Self {
                stage,
                since: now,
                notice_used: true,
                ..self
            },
            event,
        ))
    }

    fn not_returnable(&self) -> Refusal {
        Refusal::new(format!("该申报目前“{}”，不能退回", self.status_chinese())).rule("SUP-001")
    }
}
