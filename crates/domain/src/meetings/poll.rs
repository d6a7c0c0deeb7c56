//! The secret ballot and what follows from it (VOT-001..VOT-005, MTG-006).

use std::collections::{BTreeMap, BTreeSet};

use ballot::{
    Base, BoxKey, Choice, Counts, Digest, Item, ItemId, ItemTally, Keying, Mode, PaperCount, PlainBox,
    Previous, Reading, Refused, RollSeat, Rule, Seat, Setup, SetupDraft, Verdict,
};
use kernel::{ApplicationId, ExpertId, PersonId, Refusal, Refusals, Timestamp};
use policy::{Rules, VoteCounts, VoteRule};
use serde::{Deserialize, Serialize};

use super::tellers::{TellersPoll, undestroyed};
use super::{Meeting, Outcome, Session, Stage, VoidedBallot, written};
use crate::refuse;

/// How the committee votes; voters are told what each guarantees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 三方计票
    ThreeTellers,
    /// 普通票箱
    PlainBox,
    /// 纸质投票
    Paper,
}

impl Method {
    /// All, the usual one first.
    pub const ALL: [Self; 3] = [Self::ThreeTellers, Self::PlainBox, Self::Paper];

    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ThreeTellers => "three_tellers",
            Self::PlainBox => "plain_box",
            Self::Paper => "paper",
        }
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::ThreeTellers => "三方计票",
            Self::PlainBox => "普通票箱",
            Self::Paper => "纸质投票",
        }
    }
}

/// The ballot in the way the meeting chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "method")]
pub enum Poll {
    /// 纸质投票, keyed in by two people.
    Paper(PaperCount),
    /// 普通票箱
    PlainBox(PlainBox),
    /// 三方计票
    ThreeTellers(Box<TellersPoll>),
}

impl Poll {
    /// How the vote is taken.
    #[must_use]
    pub const fn method(&self) -> Method {
        match self {
            Self::Paper(_) => Method::Paper,
            Self::PlainBox(_) => Method::PlainBox,
            Self::ThreeTellers(_) => Method::ThreeTellers,
        }
    }

    /// What is voted on.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        match self {
            Self::Paper(count) => count.setup(),
            Self::PlainBox(plain_box) => plain_box.setup(),
            Self::ThreeTellers(poll) => poll.sheet.setup(),
        }
    }

    /// H_meeting: digest of everything fixed before the vote.
    #[must_use]
    pub fn fixed(&self) -> Digest {
        match self {
            Self::Paper(_) | Self::PlainBox(_) => self.setup().digest(),
            Self::ThreeTellers(poll) => poll.sheet.digest(),
        }
    }

    /// Digest of the closed box, or head of the closed board.
    #[must_use]
    pub fn record(&self) -> Option<Digest> {
        match self {
            Self::Paper(_) => None,
            Self::PlainBox(plain_box) => Some(plain_box.digest()),
            Self::ThreeTellers(poll) => poll.end.map(|end| end.head),
        }
    }

    /// Whether the device of `seat` has nothing more to do. Papers are not followed.
    #[must_use]
    pub fn has_voted(&self, seat: Seat) -> bool {
        match self {
            Self::Paper(_) => false,
            Self::PlainBox(plain_box) => plain_box.voted().contains(&seat),
            Self::ThreeTellers(poll) => poll.codes.iter().any(|held| held.seat == seat),
        }
    }

    /// How many seats have voted; papers are not followed.
    #[must_use]
    pub fn turnout(&self) -> Option<usize> {
        match self {
            Self::Paper(_) => None,
            Self::PlainBox(plain_box) => Some(plain_box.voted().len()),
            Self::ThreeTellers(poll) => Some(poll.codes.len()),
        }
    }
}

/// What the vote gave for one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseResult {
    /// The case.
    pub case: ApplicationId,
    /// 通过
    pub passed: bool,
    /// Where the seats went; for the sealed minutes only.
    pub counts: Counts,
    /// The reckoning in words, with its denominator.
    pub explanation: String,
    /// The other reading of the denominator, where it gives another answer (AMB-05).
    pub other_reading: Option<Reading>,
}

impl CaseResult {
    /// Whether the case would pass under the other reading of the denominator, and what that reading counts below the
    /// line (AMB-05); none when both readings agree.
    #[must_use]
    pub fn passes_otherwise(&self) -> Option<(bool, u32)> {
        let other = self.other_reading?;
        Some((other.verdict == Verdict::Passed, other.of))
    }
}

/// A signature: who, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// The record of the committee's seal on the result sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Who affixed it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The number in the register of seals.
    pub register: String,
}

pub(super) fn refused(why: &Refused, rules: &Rules) -> Refusal {
    let sentence = why.to_string();
    let sentence = sentence.trim_end_matches('。').to_owned();
    match why {
        Refused::Late | Refused::NotOnRoll(_) => {
            refuse(rules, "不得委托或补投", "VOT-003", sentence).rule("VOT-003")
        }
        Refused::Recused { .. } => refuse(rules, "回避", "EXP-024", sentence),
        _ => refuse(rules, "无记名投票", "VOT-001", sentence).rule("VOT-001"),
    }
}

fn item_id(case: ApplicationId) -> ItemId {
    ItemId(case.to_string())
}

/// The committee's vote in the terms of a box, with the reading of its denominator the round chose (AMB-05).
const fn box_rule(vote: &VoteRule) -> Rule {
    let base = match vote.agree.base {
        policy::Base::Cast => Base::VotesCast,
        policy::Base::Members => Base::Members,
        policy::Base::Present | policy::Base::Attending if vote.recused_leave => Base::AttendingLessRecused,
        policy::Base::Present | policy::Base::Attending => Base::Attending,
    };
    Rule {
        numerator: vote.agree.share.numerator(),
        denominator: vote.agree.share.denominator(),
        strict: vote.agree.strict,
        base,
    }
}

impl Meeting {
    /// The presider opens the ballot after deliberation. `titles` are the lines the voters read; `key` is that of a
    /// plain box.
    ///
    /// # Errors
    /// The opinions are not presented (MTG-005); recusals leave a case without a quorum (AMB-05); the round has no
    /// threshold; three tellers are not ready.
    pub fn open_ballot(
        self,
        method: Method,
        titles: &BTreeMap<ApplicationId, String>,
        (salt, key): ([u8; 32], &BoxKey),
        rules: &Rules,
    ) -> Result<Self, Refusals> {
        let Stage::InSession { session } = &self.stage else {
            return Err(self.misplaced("开始投票"));
        };
        if session.presented.is_none() {
            let sentence = "还没有介绍评议情况，不能开始投票";
            return Err(refuse(rules, "先评议后表决", "MTG-005", sentence).into());
        }
        let items = self.items(session, titles, rules)?;
        let mut session = session.clone();
        if method != Method::ThreeTellers {
            // The box gets the place of the platform's key; tellers would have to be named again.
            session.tellers = None;
        }
        let previous = session.voided.last().map(|voided| Previous {
            setup: voided.poll.fixed(),
            reason: voided.reason.clone(),
        });
        let draft = SetupDraft {
            meeting: self.id.to_string(),
            round: session.round(),
            previous,
            mode: match method {
                Method::PlainBox => Mode::PlainBox,
                // If a teller is lost, the meeting goes on with papers.
                Method::Paper | Method::ThreeTellers => Mode::Paper,
            },
            salt: Digest(salt),
            members: self.size(),
            roll: self.roll(&session),
            items,
        };
        let fault = |why: Refused| Refusals::from(refused(&why, rules));
        let setup = Setup::try_from(draft).map_err(fault)?;
        let poll = match method {
            Method::Paper => Poll::Paper(PaperCount::new(setup).map_err(fault)?),
            Method::PlainBox => Poll::PlainBox(PlainBox::open(setup, key).map_err(fault)?),
            Method::ThreeTellers => Poll::ThreeTellers(Box::new(TellersPoll::new(self.sheet(setup, rules)?))),
        };
        let poll = Box::new(poll);
        Ok(self.into_stage(Stage::Voting { session, poll }))
    }

    /// The lines of the ballot with their rule and recusals.
    fn items(
        &self,
        session: &Session,
        titles: &BTreeMap<ApplicationId, String>,
        rules: &Rules,
    ) -> Result<Vec<Item>, Refusals> {
        let vote = rules.vote("评委会").map_err(|not_set| not_set.refusal())?;
        let rule = box_rule(&vote);
        let mut found = Vec::new();
        let mut items = Vec::with_capacity(self.agenda.len());
        for line in &self.agenda {
            let recused = self.recused_seats(session, line.case);
            let entitled = session.roll.len() - recused.len();
            let quorum = vote.quorate(u32::try_from(entitled).unwrap_or(u32::MAX), self.size())?;
            if !quorum.passed {
                let sentence = format!("回避后有表决权的专家不足：{}", quorum.explanation);
                let refusal = quorum.law.refusal_saying(sentence).rule("MTG-002");
                found.push(refusal.at(format!("agenda.{}", line.case)));
            }
            items.push(Item {
                id: item_id(line.case),
                title: titles
                    .get(&line.case)
                    .cloned()
                    .unwrap_or_else(|| line.case.to_string()),
                rule: Some(rule),
                recused,
            });
        }
        Refusals::check(found)?;
        Ok(items)
    }

    fn roll(&self, session: &Session) -> Vec<RollSeat> {
        let attending = self
            .members
            .iter()
            .filter(|member| session.roll.contains(&member.number));
        attending
            .map(|member| RollSeat {
                seat: Seat(member.number),
                member: member.expert.to_string(),
            })
            .collect()
    }

    fn recused_seats(&self, session: &Session, case: ApplicationId) -> BTreeSet<Seat> {
        let attending = self
            .members
            .iter()
            .filter(|member| session.roll.contains(&member.number));
        attending
            .filter(|member| self.is_recused(member.expert, case))
            .map(|member| Seat(member.number))
            .collect()
    }

    /// A member puts their ballot into the box; it covers every case they are not recused for.
    ///
    /// # Errors
    /// No ballot is open, the member did not sign in or has voted, or the ballot is not complete (VOT-003).
    pub fn cast(
        mut self,
        expert: ExpertId,
        choices: &BTreeMap<ApplicationId, Choice>,
        key: &BoxKey,
        rules: &Rules,
    ) -> Result<Self, Refusals> {
        let number = self
            .members
            .iter()
            .find(|member| member.expert == expert)
            .map(|member| member.number);
        if let Stage::Counted { .. } = self.stage {
            return Err(refused(&Refused::Late, rules).into());
        }
        let Stage::Voting { poll, .. } = &mut self.stage else {
            return Err(self.misplaced("投票"));
        };
        let Poll::PlainBox(plain_box) = &mut **poll else {
            return Err(refused(&Refused::OtherMode, rules).into());
        };
        let Some(number) = number else {
            return Err(Refusal::new("您不在本次会议的评审专家名单中").into());
        };
        let ballot = choices
            .iter()
            .map(|(case, choice)| (item_id(*case), *choice))
            .collect();
        plain_box
            .cast(key, Seat(number), &ballot)
            .map_err(|why| refused(&why, rules))?;
        Ok(self)
    }

    /// One of two people keys in the count sheet of the papers, or corrects their own.
    ///
    /// # Errors
    /// No paper ballot is open, the sheet does not fit it, or two others have keyed in.
    pub fn key_in(mut self, sheet: Keying, rules: &Rules) -> Result<Self, Refusals> {
        let Stage::Voting { poll, .. } = &mut self.stage else {
            return Err(self.misplaced("录入计票单"));
        };
        let Poll::Paper(count) = &mut **poll else {
            return Err(refused(&Refused::OtherMode, rules).into());
        };
        count.key_in(sheet).map_err(|why| refused(&why, rules))?;
        Ok(self)
    }

    /// The presider ends a vote in the box or on paper; it is counted at once. The caller destroys the box's key.
    /// Before three tellers the board is closed instead, and counted when they have published.
    ///
    /// # Errors
    /// No such ballot is open, the box does not fit its key, or the two count sheets are not equal.
    pub fn close_ballot(mut self, key: &BoxKey, rules: &Rules, now: Timestamp) -> Result<Self, Refusals> {
        let Stage::Voting { poll, .. } = &mut self.stage else {
            return Err(self.misplaced("结束投票"));
        };
        let tally = match &mut **poll {
            Poll::Paper(count) => count.accept(),
            Poll::PlainBox(plain_box) => plain_box.close(key).and_then(|()| plain_box.tally()),
            Poll::ThreeTellers(_) => Err(Refused::OtherMode),
        };
        let tally = tally.map_err(|why| refused(&why, rules))?;
        self.counted(&tally.items, rules, now)
    }

    /// The results of the counted items.
    pub(super) fn counted(
        self,
        items: &[ItemTally],
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Self, Refusals> {
        let vote = rules.vote("评委会").map_err(|not_set| not_set.refusal())?;
        let Stage::Voting { session, poll } = self.stage else {
            return Err(self.misplaced("计票"));
        };
        let mut results = Vec::with_capacity(items.len());
        for (line, item) in self.agenda.iter().zip(items) {
            let Some(decision) = item.decision.filter(|_| item.item == item_id(line.case)) else {
                return Err(Refusal::new("选票与会议议程不符，请报告监督员")
                    .rule("VOT-001")
                    .into());
            };
            let figures = VoteCounts {
                agree: item.counts.agree,
                cast: Some(item.counts.cast()),
                present: Some(item.counts.attending()),
                members: Some(item.counts.members),
            };
            let outcome = vote.decide_with_recused(&figures, item.counts.recused)?.outcome;
            results.push(CaseResult {
                case: line.case,
                passed: outcome.passed && decision.deciding.verdict == Verdict::Passed,
                counts: item.counts,
                explanation: outcome.explanation,
                other_reading: decision.other.filter(|_| decision.readings_differ()),
            });
        }
        let outcome = Outcome {
            results,
            closed: now,
            announced: None,
            supervised: None,
            sealed: None,
        };
        Ok(Self {
            stage: Stage::Counted {
                session,
                poll,
                outcome,
            },
            ..self
        })
    }

    /// The presider gives up a ballot that cannot be counted, for instance because a teller was lost. It stays on
    /// record with its reason, and the meeting may vote again.
    ///
    /// # Errors
    /// No ballot is open and uncounted, or no reason is given.
    pub fn void_ballot(self, reason: &str, now: Timestamp) -> Result<Self, Refusals> {
        let reason = written(reason)?;
        let Stage::Voting { mut session, poll } = self.stage else {
            return Err(self.misplaced("作废本次投票"));
        };
        session.voided.push(VoidedBallot {
            poll: *poll,
            reason,
            at: now,
        });
        Ok(Self {
            stage: Stage::InSession { session },
            ..self
        })
    }

    /// The presider announces the result and signs it (第二十六条).
    ///
    /// # Errors
    /// Nothing is counted, or it was announced before.
    pub fn announce(self, by: PersonId, now: Timestamp) -> Result<Self, Refusals> {
        self.sign("宣布评审结果", |outcome| match outcome.announced {
            Some(_) => Err(Refusal::new("评审结果已经宣布")),
            None => {
                outcome.announced = Some(Signed { by, at: now });
                Ok(())
            }
        })
    }

    /// The supervisor signs for the conduct of the meeting (第四十四条).
    ///
    /// # Errors
    /// The result is not announced, or it was signed before.
    pub fn supervise(self, by: PersonId, now: Timestamp) -> Result<Self, Refusals> {
        self.sign("签署监督意见", |outcome| {
            match (outcome.announced, outcome.supervised) {
                (None, _) => Err(Refusal::new("主持人还没有宣布评审结果").rule("MTG-006")),
                (_, Some(_)) => Err(Refusal::new("监督员已经签字")),
                (Some(_), None) => {
                    outcome.supervised = Some(Signed { by, at: now });
                    Ok(())
                }
            }
        })
    }

    /// The committee's seal is affixed to the result sheet: the meeting is over.
    ///
    /// # Errors
    /// The presider has not announced and signed (MTG-006), the supervisor has not signed (DRW-004), sealed shares of
    /// the vote are left, the seal's register number is missing, or it was sealed before.
    pub fn affix_seal(self, seal: Seal, rules: &Rules) -> Result<Self, Refusals> {
        let unsigned = refuse(
            rules,
            "宣布签字盖章",
            "MTG-006",
            "主持人还没有宣布并签字，不能盖章",
        );
        let unwatched = refuse(rules, "监督员", "DRW-004", "监督员还没有签字，不能盖章");
        let remain = self.shares_remain().then(|| undestroyed(rules));
        self.sign("盖章", |outcome| {
            if outcome.sealed.is_some() {
                return Err(Refusal::new("评审结果已经盖章"));
            }
            if outcome.announced.is_none() {
                return Err(unsigned);
            }
            if outcome.supervised.is_none() {
                return Err(unwatched);
            }
            if let Some(remain) = remain {
                return Err(remain);
            }
            if seal.register.trim().is_empty() {
                return Err(Refusal::new("请填写用印登记号").at("register"));
            }
            outcome.sealed = Some(seal);
            Ok(())
        })
    }

    fn sign(
        mut self,
        what: &str,
        change: impl FnOnce(&mut Outcome) -> Result<(), Refusal>,
    ) -> Result<Self, Refusals> {
        let Stage::Counted { outcome, .. } = &mut self.stage else {
            return Err(self.misplaced(what));
        };
        change(outcome)?;
        Ok(self)
    }

    /// The cases and whether they passed, once the result sheet is sealed.
    #[must_use]
    pub fn verdicts(&self) -> Option<Vec<(ApplicationId, bool)>> {
        let outcome = self.outcome().filter(|outcome| outcome.sealed.is_some())?;
        Some(
            outcome
                .results
                .iter()
                .map(|result| (result.case, result.passed))
                .collect(),
        )
    }
}
