//! Review meetings (评审会议), life cycle 6.7: opening request, draw, sign-in, opinions, secret ballot, announcement.

pub mod access;
mod draw;
mod minutes;
mod poll;
mod session;
mod tellers;

use std::collections::BTreeMap;

use ballot::Digest;
use kernel::{
    ApplicationId, Calendar, CommitteeId, Day, ExpertId, FileId, Level, MeetingId, OfficeId, PersonId,
    PlanId, Refusal, Refusals, Timestamp,
};
use policy::{CommitteeCounts, Finding, Rules};
use serde::{Deserialize, Serialize};

pub use draw::{Committed, Decline, Draw, DrawParty, Voided, Wish};
pub use minutes::{Minutes, MinutesMember, MinutesResult, MinutesSubject};
pub use poll::{CaseResult, Method, Poll, Seal, Signed};
pub use session::{Opinion, code_digest, score_items};
pub use tellers::{ELECTED, PLATFORM, SUPERVISOR, SeatCode, Tellers, TellersPoll, refuse_post};

use crate::applications::Application;
use crate::committees::{Committee, Expert, Grade, PoolSeat, check_findings};
use crate::refuse;

/// One case on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// The case.
    pub case: ApplicationId,
    /// Who applies.
    pub applicant: PersonId,
    /// Their unit.
    pub unit: OfficeId,
    /// The level applied for.
    pub level: Level,
    /// The specialty.
    pub specialty: String,
}

impl AgendaItem {
    /// The line of an application.
    #[must_use]
    pub fn of(case: &Application) -> Self {
        Self {
            case: case.id,
            applicant: case.applicant,
            unit: case.unit,
            level: case.target.level,
            specialty: case.target.specialty.clone(),
        }
    }
}

/// How far a recusal reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "scope", content = "case")]
pub enum RecusalScope {
    /// The whole meeting: not drawn.
    Meeting,
    /// One case: neither opinion nor vote on it.
    Case(ApplicationId),
}

/// Who set a recusal (第二十九条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecusedBy {
    /// The expert asked to withdraw (EXP-024).
    Expert,
    /// The office found the relation and told the expert (EXP-025).
    Office,
}

/// An expert stays away (回避). Nobody lifts a recusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    /// Who.
    pub expert: ExpertId,
    /// From what.
    pub scope: RecusalScope,
    /// Who set it.
    pub by: RecusedBy,
    /// The relation, in words.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A drawn member of the committee (评委会组成人员).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Seat number, from 1, in the order of the draw.
    pub number: u32,
    /// The pool entry.
    pub expert: ExpertId,
    /// The person.
    pub person: PersonId,
    /// Chair, vice chair or expert.
    pub seat: PoolSeat,
    /// Digest of the one-time sign-in code, once issued.
    pub code: Option<String>,
    /// When they signed in.
    pub signed_in: Option<Timestamp>,
    /// The public key of the device they vote with before three tellers, once registered.
    #[serde(default)]
    pub key: Option<Digest>,
}

/// The session from the close of sign-in on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who presides (MTG-001).
    pub presider: ExpertId,
    /// Who attends, by seat number; fixed.
    pub roll: Vec<u32>,
    /// Who gives opinions on which case.
    pub assigned: BTreeMap<ApplicationId, Vec<ExpertId>>,
    /// When the opinions were presented (MTG-005).
    pub presented: Option<Timestamp>,
    /// The three tellers, once the meeting has elected its own.
    #[serde(default)]
    pub tellers: Option<Tellers>,
    /// Ballots that were given up before they were counted, first to last.
    #[serde(default)]
    pub voided: Vec<VoidedBallot>,
}

impl Session {
    /// 1 for the first ballot of the meeting, then 2, …
    #[must_use]
    pub fn round(&self) -> u32 {
        u32::try_from(self.voided.len()).map_or(u32::MAX, |voided| voided.saturating_add(1))
    }
}

/// A ballot that was given up before it was counted; it stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidedBallot {
    /// As it was given up.
    pub poll: Poll,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What the vote gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// One result per case, in the order of the agenda.
    pub results: Vec<CaseResult>,
    /// When voting was closed.
    pub closed: Timestamp,
    /// The presider announced and signed (MTG-006).
    pub announced: Option<Signed>,
    /// The supervisor signed (DRW-004).
    pub supervised: Option<Signed>,
    /// The committee's seal was affixed (MTG-006).
    pub sealed: Option<Seal>,
}

/// Where a meeting stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// 开评申请 with the filing authority.
    Requested {
        /// When.
        on: Day,
    },
    /// Not agreed to.
    Declined {
        /// When.
        on: Day,
        /// Why.
        reason: String,
    },
    /// Agreed to: experts may be drawn.
    Opened {
        /// When.
        on: Day,
    },
    /// The committee is drawn and the supervisor has signed the draw.
    Drawn {
        /// When the supervisor signed.
        at: Timestamp,
    },
    /// Sign-in is open.
    Convened {
        /// Since when.
        at: Timestamp,
    },
    /// Sign-in is closed; opinions are given and presented.
    InSession {
        /// The session.
        session: Session,
    },
    /// The poll is open.
    Voting {
        /// The session.
        session: Session,
        /// The ballot.
        poll: Box<Poll>,
    },
    /// The poll is closed and counted.
    Counted {
        /// The session.
        session: Session,
        /// The closed ballot.
        poll: Box<Poll>,
        /// What it gave.
        outcome: Outcome,
    },
    /// Called off before the vote; its cases may go to another meeting.
    CalledOff {
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
}

impl Stage {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "requested",
            Self::Declined { .. } => "declined",
            Self::Opened { .. } => "opened",
            Self::Drawn { .. } => "drawn",
            Self::Convened { .. } => "convened",
            Self::InSession { .. } => "in_session",
            Self::Voting { .. } => "voting",
            Self::Counted { outcome, .. } => {
                if outcome.sealed.is_some() {
                    "sealed"
                } else if outcome.announced.is_some() {
                    "announced"
                } else {
                    "counted"
                }
            }
            Self::CalledOff { .. } => "called_off",
        }
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "待同意开评",
            Self::Declined { .. } => "未同意开评",
            Self::Opened { .. } => "已同意开评，待抽取专家",
            Self::Drawn { .. } => "已抽取专家，待开会",
            Self::Convened { .. } => "签到中",
            Self::InSession { .. } => "评议中",
            Self::Voting { .. } => "投票中",
            Self::Counted { outcome, .. } => {
                if outcome.sealed.is_some() {
                    "已结束"
                } else if outcome.announced.is_some() {
                    "已宣布，待签字盖章"
                } else {
                    "已计票，待宣布"
                }
            }
            Self::CalledOff { .. } => "已取消",
        }
    }
}

/// A review meeting of a committee on one round's cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// The round.
    pub plan: PlanId,
    /// The committee.
    pub committee: CommitteeId,
    /// Its grade.
    pub grade: Grade,
    /// 组建单位.
    pub organiser: OfficeId,
    /// The authority the opening is requested of.
    pub filing_office: OfficeId,
    /// The day of the meeting.
    pub day: Day,
    /// Where.
    pub place: String,
    /// The cases, fixed with the request.
    pub agenda: Vec<AgendaItem>,
    /// Who stays away from what.
    pub recusals: Vec<Recusal>,
    /// The committee drawn for the meeting (AMB-04).
    pub members: Vec<Member>,
    /// Where it stands.
    pub stage: Stage,
    /// The minutes as a file (MTG-007), once made after the seal.
    #[serde(default)]
    pub minutes_file: Option<FileId>,
}

/// What an opening request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The round.
    pub plan: PlanId,
    /// The day of the meeting.
    pub day: Day,
    /// Where.
    pub place: String,
    /// The cases.
    pub agenda: Vec<AgendaItem>,
}

impl Meeting {
    /// The organiser asks to open a review (开评申请).
    ///
    /// # Errors
    /// The request comes later than the text allows (DRW-001, AMB-07); committee or pool are not in force on the day
    /// of the meeting (COM-006, EXP-015); nobody waits for review; no place is given.
    pub fn request(
        id: MeetingId,
        committee: &Committee,
        request: Request,
        rules: &Rules,
        calendar: &Calendar,
        today: Day,
    ) -> Result<Self, Refusals> {
        let mut found = Vec::new();
        found.extend(
            committee
                .in_force(request.day, rules)
                .err()
                .map(|refusal| refusal.at("committee")),
        );
        found.extend(
            committee
                .pool_in_force(request.day, rules)
                .err()
                .map(|refusal| refusal.at("committee")),
        );
        match rules.working_days("开评申请提前") {
            Err(not_set) => found.push(not_set.refusal().at("day")),
            Ok(ahead) => {
                let last = calendar.before(request.day, ahead.value);
                if today > last.earliest() {
                    let sentence = format!(
                        "开评申请应提前{}个工作日：{}开会的，最迟应在{last}申请",
                        ahead.value, request.day
                    );
                    found.push(ahead.law.refusal_saying(sentence).rule("DRW-001").at("day"));
                }
            }
        }
        if request.agenda.is_empty() {
            found.push(
                Refusal::new("没有待评审的申报")
                    .at("agenda")
                    .remedy("请先完成受理审核"),
            );
        }
        if request.place.trim().is_empty() {
            found.push(Refusal::new("请填写会议地点").at("place"));
        }
        Refusals::check(found)?;
        Ok(Self {
            id,
            plan: request.plan,
            committee: committee.id,
            grade: committee.declared.grade,
            organiser: committee.organiser,
            filing_office: committee.filing_office,
            day: request.day,
            place: request.place.trim().to_owned(),
            agenda: request.agenda,
            recusals: Vec::new(),
            members: Vec::new(),
            stage: Stage::Requested { on: today },
            minutes_file: None,
        })
    }

    /// The filing authority agrees.
    ///
    /// # Errors
    /// The request is not waiting, or the day of the meeting is over.
    pub fn open(self, today: Day) -> Result<Self, Refusals> {
        let Stage::Requested { .. } = self.stage else {
            return Err(self.misplaced("同意开评"));
        };
        if today > self.day {
            return Err(Refusal::new("会议日期已过，请组建单位重新申请")
                .at("day")
                .rule("DRW-001")
                .into());
        }
        Ok(self.into_stage(Stage::Opened { on: today }))
    }

    /// The filing authority does not agree; the cases may go to another meeting.
    ///
    /// # Errors
    /// The request is not waiting, or no reason is given.
    pub fn decline(self, reason: &str, today: Day) -> Result<Self, Refusals> {
        let Stage::Requested { .. } = self.stage else {
            return Err(self.misplaced("答复开评申请"));
        };
        let reason = written(reason)?;
        Ok(self.into_stage(Stage::Declined { on: today, reason }))
    }

    /// The organiser calls the meeting off before the vote, for instance for want of a quorum.
    ///
    /// # Errors
    /// Voting has begun or the meeting is over, or no reason is given.
    pub fn call_off(self, reason: &str, now: Timestamp) -> Result<Self, Refusals> {
        match self.stage {
            Stage::Requested { .. }
            | Stage::Opened { .. }
            | Stage::Drawn { .. }
            | Stage::Convened { .. }
            | Stage::InSession { .. } => {
                let reason = written(reason)?;
                Ok(self.into_stage(Stage::CalledOff { at: now, reason }))
            }
            Stage::Declined { .. }
            | Stage::Voting { .. }
            | Stage::Counted { .. }
            | Stage::CalledOff { .. } => Err(self.misplaced("取消会议")),
        }
    }

    /// Records that an expert stays away (第二十九条).
    ///
    /// # Errors
    /// Voting has begun; the whole meeting is asked for after the draw; the case is not on the agenda; it was recorded
    /// before; no reason is given.
    pub fn recuse(mut self, recusal: &Recusal, rules: &Rules) -> Result<Self, Refusals> {
        let before_draw = matches!(self.stage, Stage::Requested { .. } | Stage::Opened { .. });
        let before_vote = matches!(
            self.stage,
            Stage::Drawn { .. } | Stage::Convened { .. } | Stage::InSession { .. }
        );
        let open = before_draw || (before_vote && matches!(recusal.scope, RecusalScope::Case(_)));
        if !open {
            let sentence = match recusal.scope {
                RecusalScope::Meeting => "专家已经抽取，整场回避请按不能到会办理，由替补专家参加",
                RecusalScope::Case(_) => "投票已经开始，不能再登记回避",
            };
            return Err(refuse(rules, "回避", "EXP-024", sentence).into());
        }
        if let RecusalScope::Case(case) = recusal.scope
            && !self.agenda.iter().any(|item| item.case == case)
        {
            return Err(Refusal::new("该申报不在本次会议的议程中").at("case").into());
        }
        let known = |kept: &Recusal| kept.expert == recusal.expert && kept.scope == recusal.scope;
        if self.recusals.iter().any(known) {
            return Err(Refusal::new("该回避已经登记").at("expert").into());
        }
        self.recusals.push(Recusal {
            reason: written(&recusal.reason)?,
            ..recusal.clone()
        });
        Ok(self)
    }

    /// Whether `expert` is recused for `case`.
    #[must_use]
    pub fn is_recused(&self, expert: ExpertId, case: ApplicationId) -> bool {
        self.recusals.iter().any(|recusal| {
            recusal.expert == expert
                && (recusal.scope == RecusalScope::Meeting || recusal.scope == RecusalScope::Case(case))
        })
    }

    /// Why a pool member is not drawn for this meeting, as a reason code; `None` when they can be.
    #[must_use]
    pub fn barred(&self, expert: &Expert) -> Option<&'static str> {
        let recused =
            |recusal: &Recusal| recusal.expert == expert.id && recusal.scope == RecusalScope::Meeting;
        let applies = self.agenda.iter().any(|item| item.applicant == expert.person);
        match expert.barred_on(self.day) {
            Some(reason) => Some(reason),
            None if applies => Some("applicant"),
            None if self.recusals.iter().any(recused) => Some("recused"),
            None => None,
        }
    }

    /// Relations the office should look at before the draw (EXP-025): pool members of an applicant's own unit.
    #[must_use]
    pub fn hints(&self, pool: &[Expert]) -> Vec<(ExpertId, ApplicationId)> {
        let mut found = Vec::new();
        for expert in pool.iter().filter(|expert| self.barred(expert).is_none()) {
            let same = self
                .agenda
                .iter()
                .filter(|item| Some(item.unit) == expert.details.employer_office);
            found.extend(
                same.filter(|item| !self.is_recused(expert.id, item.case))
                    .map(|item| (expert.id, item.case)),
            );
        }
        found
    }

    /// Seats the drawn committee, once the supervisor has signed the draw; chairs first, each with a seat number.
    ///
    /// # Errors
    /// The opening is not agreed to; somebody drawn may not sit (DRW-006); the size, its oddness or the first tier is
    /// not what the text demands, or falls short of what it asks in principle without a `reason` (DRW-003).
    pub fn seat(
        self,
        mut drawn: Vec<Expert>,
        committee: &Committee,
        reason: Option<&str>,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Self, Refusals> {
        let Stage::Opened { .. } = self.stage else {
            return Err(self.misplaced("确定评委会名单"));
        };
        if drawn.iter().any(|expert| self.barred(expert).is_some()) {
            let sentence = "名单中有不能参加本次评审的专家，请重新抽取";
            return Err(refuse(rules, "专家可以抽取", "DRW-006", sentence).into());
        }
        check_findings(self.composition(&drawn, committee, rules)?, reason)?;
        drawn.sort_by_key(|expert| match expert.details.seat {
            PoolSeat::Chair => 0,
            PoolSeat::ViceChair => 1,
            PoolSeat::Expert => 2,
        });
        let members = (1..)
            .zip(drawn)
            .map(|(number, expert)| Member {
                number,
                expert: expert.id,
                person: expert.person,
                seat: expert.details.seat,
                code: None,
                signed_in: None,
                key: None,
            })
            .collect();
        Ok(Self {
            members,
            stage: Stage::Drawn { at: now },
            ..self
        })
    }

    /// What the text says against a committee of `drawn` (第十二条, 第十四条); a size the region's office agreed to passes.
    ///
    /// # Errors
    /// No text in force says anything about committees.
    pub fn composition(
        &self,
        drawn: &[Expert],
        committee: &Committee,
        rules: &Rules,
    ) -> Result<Vec<Finding>, Refusal> {
        let count = |holds: &dyn Fn(&Expert) -> bool| {
            u32::try_from(drawn.iter().filter(|expert| holds(expert)).count()).unwrap_or(u32::MAX)
        };
        let counts = CommitteeCounts {
            members: count(&|_| true),
            experts: count(&Expert::counts_as_expert),
            first_tier: count(&|expert| expert.details.first_tier.is_some()),
            basis: committee.declared.basis,
        };
        let consented = committee.in_force(self.day, rules)?.size_consent.is_some();
        let found = rules.check(&counts.composition(self.grade.level()));
        let found = found.map_err(|not_set| not_set.refusal())?;
        Ok(found
            .into_iter()
            .filter(|finding| !(consented && finding.waiver.is_some()))
            .collect())
    }

    /// Keeps the digest of the one-time sign-in code issued to a member, in place of any earlier one.
    ///
    /// # Errors
    /// The committee is not drawn, nobody of that entry sits on it, or they have signed in.
    pub fn issue_code(mut self, expert: ExpertId, digest: String) -> Result<Self, Refusals> {
        if !matches!(self.stage, Stage::Drawn { .. } | Stage::Convened { .. }) {
            return Err(self.misplaced("发放签到码"));
        }
        match self.members.iter_mut().find(|member| member.expert == expert) {
            Some(member) if member.signed_in.is_none() => {
                member.code = Some(digest);
                Ok(self)
            }
            Some(_) => Err(Refusal::new("该专家已经签到").at("expert").into()),
            None => Err(Refusal::new("该专家不在本次会议的名单中").at("expert").into()),
        }
    }

    /// The session, once sign-in is closed.
    #[must_use]
    pub const fn session(&self) -> Option<&Session> {
        match &self.stage {
            Stage::InSession { session } | Stage::Voting { session, .. } | Stage::Counted { session, .. } => {
                Some(session)
            }
            _ => None,
        }
    }

    /// The ballot, once opened.
    #[must_use]
    pub fn poll(&self) -> Option<&Poll> {
        match &self.stage {
            Stage::Voting { poll, .. } | Stage::Counted { poll, .. } => Some(poll),
            _ => None,
        }
    }

    /// What the vote gave, once counted.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        match &self.stage {
            Stage::Counted { outcome, .. } => Some(outcome),
            _ => None,
        }
    }

    /// How many members the committee has (AMB-04).
    #[must_use]
    pub fn size(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }

    fn into_stage(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    fn misplaced(&self, what: &str) -> Refusals {
        Refusal::new(format!("会议目前“{}”，不能{what}", self.stage.chinese()))
            .remedy("请刷新页面查看会议进展，按程序逐步办理")
            .into()
    }
}

fn written(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        Err(Refusal::new("请写明理由").at("reason"))
    } else {
        Ok(reason.to_owned())
    }
}
