//! Confirmation of results (确认), life cycle 6.8.

pub mod access;

use std::collections::BTreeMap;

use kernel::{
    AnnouncementId, ApplicationId, CertificateId, Day, Level, MeetingId, OfficeId, PersonId, PlanId, Refusal,
    Refusals,
};
use policy::{Days, Facts, Rules, TitleDate, Truth};
use serde::{Deserialize, Serialize};

use crate::applications::Application;
use crate::certificates::Document;
use crate::refuse;

/// What was decided about one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision")]
pub enum Decision {
    /// 确认
    Confirmed {
        /// The certificate issued with it.
        certificate: CertificateId,
    },
    /// 不予确认
    NotConfirmed {
        /// Why, one sentence each.
        reasons: Vec<String>,
    },
}

/// One case on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The case.
    pub case: ApplicationId,
    /// Who applied.
    pub applicant: PersonId,
    /// The level.
    pub level: Level,
    /// What was decided; none while the list waits.
    pub decision: Option<Decision>,
    /// Where the authority looked the applicant up before confirming, if the records did not suffice (ELG-019).
    #[serde(default)]
    pub looked_up: Option<String>,
}

/// Where a list stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// 待确认
    Submitted {
        /// When.
        on: Day,
    },
    /// 已确认
    Decided {
        /// The confirmation document.
        document: Document,
        /// When it was entered.
        on: Day,
    },
}

impl Stage {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Submitted { .. } => "submitted",
            Self::Decided { .. } => "decided",
        }
    }
}

/// A list of passed cases submitted for confirmation (报送确认).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultList {
    /// Its id.
    pub id: AnnouncementId,
    /// The round.
    pub plan: PlanId,
    /// The meeting that passed the cases.
    pub meeting: MeetingId,
    /// Who submits.
    pub organiser: OfficeId,
    /// Who confirms (RES-003..RES-006).
    pub authority: OfficeId,
    /// The cases.
    pub lines: Vec<Line>,
    /// Where it stands.
    pub stage: Stage,
}

/// From when a title obtained by review counts, as the confirming authority set it (no text says).
///
/// # Errors
/// Nobody has set it, or it is set to a day that belongs to another way of obtaining a title.
pub fn obtained_from(rules: &Rules) -> Result<TitleDate, Refusal> {
    let answer = rules
        .title_date("评审取得职称时间")
        .map_err(|not_set| not_set.refusal())?;
    match answer.value {
        TitleDate::Vote | TitleDate::PublicityEnd | TitleDate::Confirmation => Ok(answer.value),
        other => {
            let sentence = format!("通过评审取得的职称不能从“{}”起算", other.chinese());
            let remedy = "请改设为评审表决之日、结果公示期满之日或者结果确认之日";
            Err(answer.law.refusal_saying(sentence).remedy(remedy))
        }
    }
}

impl ResultList {
    /// Submits the cases of a meeting that stand at confirmation.
    ///
    /// # Errors
    /// There is none (第三十条, 第三十一条).
    pub fn submit(
        id: AnnouncementId,
        meeting: (MeetingId, PlanId),
        organiser: OfficeId,
        authority: OfficeId,
        cases: &[Application],
        rules: &Rules,
        today: Day,
    ) -> Result<Self, Refusals> {
        if cases.is_empty() {
            let sentence = "没有公示期满、可以报送确认的人员";
            let refusal = refuse(rules, "结果公示期满", "RES-001", sentence);
            return Err(refusal.into());
        }
        let line = |case: &Application| Line {
            case: case.id,
            applicant: case.applicant,
            level: case.target.level,
            decision: None,
            looked_up: None,
        };
        Ok(Self {
            id,
            plan: meeting.1,
            meeting: meeting.0,
            organiser,
            authority,
            lines: cases.iter().map(line).collect(),
            stage: Stage::Submitted { on: today },
        })
    }

    /// The list waits for its decision.
    ///
    /// # Errors
    /// It was decided.
    pub fn require_waiting(&self) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Submitted { .. } => Ok(()),
            Stage::Decided { document, .. } => {
                Err(Refusal::new(format!("该批结果已由{}确认", document.number)))
            }
        }
    }

    /// Keeps where the authority looked applicants up whose bars the records do not settle; blank answers are none.
    #[must_use]
    pub fn looked_up(mut self, answers: &BTreeMap<ApplicationId, String>) -> Self {
        for line in &mut self.lines {
            let answer = answers.get(&line.case).map(|answer| answer.trim());
            line.looked_up = answer.filter(|answer| !answer.is_empty()).map(str::to_owned);
        }
        self
    }

    /// The decided list.
    ///
    /// # Errors
    /// It was decided before, or a case has no decision.
    pub fn decide(
        mut self,
        document: Document,
        mut decisions: Vec<(ApplicationId, Decision)>,
        today: Day,
    ) -> Result<Self, Refusals> {
        self.require_waiting()?;
        for line in &mut self.lines {
            let place = decisions.iter().position(|(case, _)| *case == line.case);
            let Some(place) = place else {
                return Err(Refusal::new("名单中有人员没有作出决定").into());
            };
            line.decision = Some(decisions.swap_remove(place).1);
        }
        self.stage = Stage::Decided { document, on: today };
        Ok(self)
    }
}

/// Asks the bars of 第十七条 again over every day from the application to the confirmation (ELG-019, RES-009): the reasons
/// against confirming; empty when there are none.
///
/// # Errors
/// A fact is missing: what is not known is neither a bar nor its absence. The round's rules know no such bars, or the
/// facts do not fit them.
pub fn bars(case: &Application, facts: &Facts, rules: &Rules, today: Day) -> Result<Vec<Refusal>, Refusals> {
    let applied = case.submitted.map_or(today, kernel::Timestamp::day);
    let decision = rules
        .evaluate("没有不得申报情形", facts, Days::between(applied, today))
        .map_err(|error| Refusal::new(format!("不得申报情形无法核查：{error}")).rule("ELG-019"))?;
    match decision.outcome {
        Truth::Yes => Ok(Vec::new()),
        Truth::No => Ok(decision
            .refusals()
            .into_iter()
            .map(|refusal| refusal.rule("ELG-019"))
            .collect()),
        Truth::Unknown => {
            let missing: Vec<&str> = decision.missing.iter().map(policy::Missing::name).collect();
            let sentence = format!("确认前须核实：{}", missing.join("、"));
            let refusal = refuse(rules, "不予确认", "ELG-019", sentence);
            Err(refusal
                .at(format!("facts.{}", case.id))
                .remedy("请向有关部门核实：查无记录的，填写核实依据；有记录的，先登记")
                .into())
        }
    }
}
