//! The minutes (会议记录): the six contents of 第二十七条 (MTG-007), as data for the sealed archive.

use kernel::{ApplicationId, Day, ExpertId, Level, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{CaseResult, Meeting, Method, Opinion, Seal, Signed, Stage};
use crate::committees::PoolSeat;

/// A member in the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesMember {
    /// Seat number.
    pub number: u32,
    /// The person.
    pub person: PersonId,
    /// Chair, vice chair or expert.
    pub seat: PoolSeat,
    /// When they signed in; none for the absent.
    pub signed_in: Option<Timestamp>,
}

/// A case in the minutes (评审对象).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesSubject {
    /// The case.
    pub case: ApplicationId,
    /// Who applies.
    pub applicant: PersonId,
    /// The level.
    pub level: Level,
    /// The specialty.
    pub specialty: String,
    /// Who was recused for it.
    pub recused: Vec<ExpertId>,
    /// The opinions, without points (评议意见).
    pub opinions: Vec<(ExpertId, String)>,
}

/// A result in the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesResult {
    /// The figures.
    #[serde(flatten)]
    pub result: CaseResult,
}

/// The minutes of a meeting whose result is announced. They hold figures and names: for the archive, never for
/// applicants or the public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// 开会日期
    pub day: Day,
    /// Where.
    pub place: String,
    /// 出席评委, the absent among them without a time.
    pub members: Vec<MinutesMember>,
    /// Who presided.
    pub presider: ExpertId,
    /// 会议议程: what happened when, in the order of the day.
    pub agenda: Vec<(String, Option<Timestamp>)>,
    /// 评审对象 and 评议意见.
    pub subjects: Vec<MinutesSubject>,
    /// 投票结果, with both readings of the denominator where they differ.
    pub results: Vec<MinutesResult>,
    /// How the vote was taken.
    pub method: Method,
    /// Ballots given up before this one, with their reasons.
    pub voided: Vec<(Timestamp, String)>,
    /// Digest of everything fixed before the vote.
    pub ballot_setup: String,
    /// Digest of the closed box, or the head of the tellers' closed board; papers have none.
    pub ballot_record: Option<String>,
    /// The presider's signature.
    pub announced: Signed,
    /// The supervisor's signature.
    pub supervised: Option<Signed>,
    /// The seal.
    pub sealed: Option<Seal>,
}

impl Meeting {
    /// The number of the minutes: the day of the meeting and the end of its id.
    #[must_use]
    pub fn minutes_number(&self) -> String {
        let id = self.id.to_string();
        let tail = id.get(id.len().saturating_sub(6)..).unwrap_or_default();
        format!("{}-{}", self.day, tail.to_uppercase())
    }

    /// The minutes, once the result is announced.
    #[must_use]
    pub fn minutes(&self, opinions: &[Opinion]) -> Option<Minutes> {
        let Stage::Counted {
            session,
            poll,
            outcome,
        } = &self.stage
        else {
            return None;
        };
        let announced = outcome.announced?;
        let subject = |line: &super::AgendaItem| MinutesSubject {
            case: line.case,
            applicant: line.applicant,
            level: line.level,
            specialty: line.specialty.clone(),
            recused: self
                .members
                .iter()
                .map(|member| member.expert)
                .filter(|expert| self.is_recused(*expert, line.case))
                .collect(),
            opinions: opinions
                .iter()
                .filter(|opinion| opinion.case == line.case)
                .map(|opinion| (opinion.expert, opinion.text.clone()))
                .collect(),
        };
        Some(Minutes {
            day: self.day,
            place: self.place.clone(),
            members: self
                .members
                .iter()
                .map(|member| MinutesMember {
                    number: member.number,
                    person: member.person,
                    seat: member.seat,
                    signed_in: member.signed_in,
                })
                .collect(),
            presider: session.presider,
            agenda: vec![
                ("签到并核对到会人数".to_owned(), None),
                ("分工评议，介绍评议情况".to_owned(), session.presented),
                ("无记名投票表决".to_owned(), Some(outcome.closed)),
                ("宣布投票结果".to_owned(), Some(announced.at)),
            ],
            subjects: self.agenda.iter().map(subject).collect(),
            results: outcome
                .results
                .iter()
                .map(|result| MinutesResult {
                    result: result.clone(),
                })
                .collect(),
            method: poll.method(),
            voided: session
                .voided
                .iter()
                .map(|voided| (voided.at, voided.reason.clone()))
                .collect(),
            ballot_setup: poll.fixed().to_string(),
            ballot_record: poll.record().map(|digest| digest.to_string()),
            announced,
            supervised: outcome.supervised,
            sealed: outcome.sealed.clone(),
        })
    }
}
