//! Postings with a period and objections (公示), life cycle 6.3.

pub mod access;

use kernel::{
    ApplicationId, Calendar, Day, ObjectionId, OfficeId, PlanId, PostPlanId, PostingId, Reckoned, Refusal,
    Refusals, Timestamp,
};
use policy::{Answer, Rules};
use serde::{Deserialize, Serialize};

use crate::{Changed, refuse};

/// What is posted, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 单位公示: inside the unit only, with the full materials (第二十条(二), UNT-026).
    Unit,
    /// 评审结果公示: to society, the short list (第三十条, RES-001).
    Result,
    /// 空缺岗位公示: a unit's plan for using its vacancies, inside the unit (五(二)1, POS-003).
    Vacancy,
}

impl Kind {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Result => "result",
            Self::Vacancy => "vacancy",
        }
    }

    /// The kind with this stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Unit, Self::Result, Self::Vacancy]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Unit => "单位公示",
            Self::Result => "评审结果公示",
            Self::Vacancy => "空缺岗位公示",
        }
    }

    /// The obligation that the period be over, as the packs call it.
    const fn over(self) -> &'static str {
        match self {
            Self::Unit => "公示期满",
            Self::Result => "结果公示期满",
            Self::Vacancy => "空岗公示期",
        }
    }

    /// The obligation that no objection be open, as the packs call it.
    const fn no_objection(self) -> &'static str {
        match self {
            Self::Unit => "公示无异议",
            Self::Result => "结果公示核查",
            Self::Vacancy => "空岗公示期",
        }
    }

    /// The name of its period in the packs.
    #[must_use]
    pub const fn period(self) -> &'static str {
        match self {
            Self::Unit => "单位公示期",
            Self::Result => "结果公示期",
            Self::Vacancy => "空岗公示期",
        }
    }
}

/// How an objection was concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// 不成立: counts as no objection (AMB-31).
    NotUpheld,
    /// 成立: the case leaves the list.
    Upheld,
}

impl Conclusion {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotUpheld => "not_upheld",
            Self::Upheld => "upheld",
        }
    }

    /// The conclusion with this stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::NotUpheld, Self::Upheld]
            .into_iter()
            .find(|conclusion| conclusion.code() == code)
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::NotUpheld => "经核查不成立",
            Self::Upheld => "经核查成立",
        }
    }
}

/// An objection, without who raised it and what they wrote: those are sealed beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Its id.
    pub id: ObjectionId,
    /// The case it concerns; none where a plan for vacancies is posted.
    pub case: Option<ApplicationId>,
    /// When it was raised.
    pub raised: Timestamp,
    /// How it was concluded; none while open.
    pub conclusion: Option<Conclusion>,
}

/// One posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Its id.
    pub id: PostingId,
    /// The round.
    pub plan: PlanId,
    /// Who posts: the unit, or the organiser.
    pub office: OfficeId,
    /// What is posted.
    pub kind: Kind,
    /// The cases on the list.
    pub cases: Vec<ApplicationId>,
    /// The plan for vacancies that is posted, where one is.
    #[serde(default)]
    pub vacancies: Option<PostPlanId>,
    /// The day of posting; not counted (AMB-06).
    pub posted: Day,
    /// The last day for objections; printed deadlines are kept even if a calendar is amended later.
    pub last_day: Reckoned,
    /// How many working days, and by which article or setting.
    pub period: Answer<u32>,
    /// Where it hangs and where the originals lie (UNT-030), or the page's address.
    pub place: String,
    /// To whom objections go, with telephone.
    pub contact: String,
    /// The objections raised so far.
    pub objections: Vec<Objection>,
    /// When it was closed.
    pub closed: Option<Timestamp>,
}

/// A list was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posted {
    /// What.
    pub kind: Kind,
    /// The cases.
    pub cases: Vec<ApplicationId>,
    /// The last day for objections.
    pub last_day: Reckoned,
}

/// An objection was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Raised {
    /// The objection.
    pub objection: ObjectionId,
    /// The case it concerns; none where a plan for vacancies is posted.
    pub case: Option<ApplicationId>,
    /// Digest of what was written.
    pub facts: String,
}

/// An objection was concluded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concluded {
    /// The objection.
    pub objection: ObjectionId,
    /// How.
    pub conclusion: Conclusion,
    /// Digest of the written conclusion.
    pub text: String,
}

/// A posting ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// The cases without an upheld objection.
    pub clear: Vec<ApplicationId>,
    /// The cases with one.
    pub struck: Vec<ApplicationId>,
}

/// What is needed to post a list.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The round.
    pub plan: PlanId,
    /// Who posts.
    pub office: OfficeId,
    /// What is posted.
    pub kind: Kind,
    /// The cases.
    pub cases: Vec<ApplicationId>,
    /// The plan for vacancies, instead of cases.
    pub vacancies: Option<PostPlanId>,
    /// Where.
    pub place: String,
    /// To whom objections go.
    pub contact: String,
}

impl Posting {
    /// Posts a list on `today`; its period is the round's.
    ///
    /// # Errors
    /// The list is empty, place or contact is missing, or the round has no period for it.
    pub fn post(
        id: PostingId,
        draft: Draft,
        rules: &Rules,
        calendar: &Calendar,
        today: Day,
    ) -> Result<Changed<Self, Posted>, Refusals> {
        let mut found = Vec::new();
        if draft.cases.is_empty() && draft.vacancies.is_none() {
            found.push(Refusal::new("请选择要公示的人员").at("cases"));
        }
        if draft.place.trim().is_empty() {
            found.push(Refusal::new("请填写公示地点").at("place").rule("UNT-030"));
        }
        if draft.contact.trim().is_empty() {
            found.push(Refusal::new("请填写受理异议的联系人和电话").at("contact"));
        }
        let period = rules
            .working_days(draft.kind.period())
            .map_err(|open| open.refusal());
        let period = match period {
            Ok(period) => period,
            Err(refusal) => {
                found.push(refusal);
                return Err(Refusals::check(found)
                    .err()
                    .unwrap_or_else(|| Refusal::new("公示期未设定").into()));
            }
        };
        Refusals::check(found)?;
        let last_day = calendar.after(today, period.value);
        let event = Posted {
            kind: draft.kind,
            cases: draft.cases.clone(),
            last_day: last_day.clone(),
        };
        let posting = Self {
            id,
            plan: draft.plan,
            office: draft.office,
            kind: draft.kind,
            cases: draft.cases,
            vacancies: draft.vacancies,
            posted: today,
            last_day,
            period,
            place: draft.place,
            contact: draft.contact,
            objections: Vec::new(),
            closed: None,
        };
        Ok(Changed::new(posting, event))
    }

    /// Takes an objection about `case`, until the end of the last day (AMB-06).
    ///
    /// # Errors
    /// The period is over, or the case is not on the list.
    pub fn raise(
        mut self,
        objection: ObjectionId,
        case: Option<ApplicationId>,
        facts: String,
        now: Timestamp,
    ) -> Result<Changed<Self, Raised>, Refusals> {
        if self.closed.is_some() || now.day() > self.last_day.latest() {
            let text = format!("公示期已于{}结束，不再受理异议", self.last_day);
            let refusal = Refusal::new(text).rule("CMP-005");
            return Err(refusal.remedy("如有新的线索，请向评委会组建单位实名反映").into());
        }
        let is_about = match case {
            Some(case) => self.cases.contains(&case),
            None => self.vacancies.is_some(),
        };
        if !is_about {
            return Err(Refusal::new("公示名单中没有该人员").at("case").into());
        }
        self.objections.push(Objection {
            id: objection,
            case,
            raised: now,
            conclusion: None,
        });
        Ok(Changed::new(
            self,
            Raised {
                objection,
                case,
                facts,
            },
        ))
    }

    /// Concludes an objection.
    ///
    /// # Errors
    /// There is no such open objection.
    pub fn conclude(
        mut self,
        objection: ObjectionId,
        conclusion: Conclusion,
        text: String,
    ) -> Result<Changed<Self, Concluded>, Refusals> {
        let open = self
            .objections
            .iter_mut()
            .find(|found| found.id == objection && found.conclusion.is_none());
        let Some(open) = open else {
            return Err(Refusal::new("该异议已有结论，或不在本次公示中")
                .at("objection")
                .into());
        };
        open.conclusion = Some(conclusion);
        Ok(Changed::new(
            self,
            Concluded {
                objection,
                conclusion,
                text,
            },
        ))
    }

    /// Ends the posting once its period is over and every objection is concluded.
    ///
    /// # Errors
    /// The last day is not over, an objection is open, or it was closed already.
    pub fn close(mut self, rules: &Rules, now: Timestamp) -> Result<Changed<Self, Closed>, Refusals> {
        if self.closed.is_some() {
            return Err(Refusal::new("公示已经结束").into());
        }
        let mut found = Vec::new();
        if now.day() <= self.last_day.latest() {
            let text = format!("公示期到{}止，次日起才能办理下一步", self.last_day);
            found.push(refuse(rules, self.kind.over(), self.period_rule(), text));
        }
        let open = self
            .objections
            .iter()
            .filter(|objection| objection.conclusion.is_none())
            .count();
        if open > 0 {
            let text = format!("还有{open}项异议未作结论，不能办理下一步");
            let refusal = refuse(rules, self.kind.no_objection(), self.objection_rule(), text);
            found.push(refusal.remedy("请先核查并写明结论"));
        }
        Refusals::check(found)?;
        let upheld = |case: &ApplicationId| {
            let mut about = self
                .objections
                .iter()
                .filter(|objection| objection.case == Some(*case));
            about.any(|objection| objection.conclusion == Some(Conclusion::Upheld))
        };
        let (struck, clear): (Vec<_>, Vec<_>) = self.cases.iter().copied().partition(upheld);
        self.closed = Some(now);
        Ok(Changed::new(self, Closed { clear, struck }))
    }

    /// Whether an objection was upheld.
    #[must_use]
    pub fn has_upheld(&self) -> bool {
        let mut all = self.objections.iter();
        all.any(|objection| objection.conclusion == Some(Conclusion::Upheld))
    }

    /// Whether objections are still taken at `now`.
    #[must_use]
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.closed.is_none() && now.day() <= self.last_day.latest()
    }

    /// The moment from which it may be closed.
    #[must_use]
    pub fn closable_from(&self) -> Timestamp {
        Timestamp::start_of(self.last_day.latest().next())
    }

    const fn period_rule(&self) -> &'static str {
        match self.kind {
            Kind::Unit => "UNT-026",
            Kind::Result => "RES-001",
            Kind::Vacancy => "POS-003",
        }
    }

    const fn objection_rule(&self) -> &'static str {
        match self.kind {
            Kind::Unit => "UNT-028",
            Kind::Result => "RES-002",
            Kind::Vacancy => "POS-003",
        }
    }
}
