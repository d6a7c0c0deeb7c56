//! The random draw of the committee (随机抽取; DRW-002..DRW-006).
//!
//! The pool is frozen and committed to before the public number exists; organiser and supervisor each add a secret
//! number of their own. From the seed made of all of them every pool member gets a ticket; seats go to the lowest
//! tickets that keep the rules, and so do the seats of those who decline. Everything is a function of what is stored
//! here, and [`Draw::check`] computes it again.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use kernel::{ExpertId, MeetingId, PersonId, Refusal, Refusals, Timestamp};
use policy::{CommitteeCounts, Force, Rules};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Meeting, Signed, Stage};
use crate::committees::{Committee, Expert, PoolSeat};
use crate::refuse;

/// Name and version of the procedure; part of the commitment.
const PROCEDURE: &str = "hengjian-lots-1";
/// Fewest rolls of a six-sided die: more than 50 bits that nobody chose.
const FEWEST_ROLLS: usize = 20;

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// Seats for 主任委员.
    pub chairs: u32,
    /// Seats for 副主任委员.
    pub vice_chairs: u32,
    /// Seats for 评审专家.
    pub experts: u32,
    /// Most members with the same employer.
    pub per_employer: Option<u32>,
    /// First-tier members without whom the committee may not sit (EXP-006).
    pub first_tier_required: u32,
    /// First-tier members asked for in principle.
    pub first_tier_wanted: u32,
}

/// One frozen pool entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The expert.
    pub expert: ExpertId,
    /// Chair, vice chair or expert.
    pub seat: PoolSeat,
    /// The employer, the same words for colleagues.
    pub employer: String,
    /// First tier.
    pub first_tier: bool,
    /// Reason code when the entry cannot be drawn.
    pub removed: Option<String>,
}

/// Where the public number comes from; named before it exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "source")]
pub enum PublicSource {
    /// A die rolled before witnesses.
    Dice,
    /// A named lottery draw that has not taken place yet.
    Lottery {
        /// Which lottery and which draw, e.g. 中国福利彩票双色球第2022088期.
        draw: String,
    },
}

/// The two parties that each add a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// 组建单位
    Organiser,
    /// 监督员
    Supervisor,
}

impl Party {
    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Organiser => "组建单位",
            Self::Supervisor => "监督员",
        }
    }
}

/// What each party gave.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pair {
    /// 组建单位
    pub organiser: Option<String>,
    /// 监督员
    pub supervisor: Option<String>,
}

impl Pair {
    const fn of(&self, party: Party) -> Option<&String> {
        match party {
            Party::Organiser => self.organiser.as_ref(),
            Party::Supervisor => self.supervisor.as_ref(),
        }
    }

    fn set(&mut self, party: Party, value: String) {
        match party {
            Party::Organiser => self.organiser = Some(value),
            Party::Supervisor => self.supervisor = Some(value),
        }
    }

    fn both(&self) -> Option<(&str, &str)> {
        Some((self.organiser.as_deref()?, self.supervisor.as_deref()?))
    }
}

/// The published commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// SHA-256 in hexadecimal; what is published.
    pub digest: String,
    /// Where the public number will come from.
    pub source: PublicSource,
    /// When it was made.
    pub at: Timestamp,
}

/// A member who cannot come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// Who.
    pub expert: ExpertId,
    /// The reason given.
    pub reason: String,
    /// Who entered it: the expert, or the officer who took the call.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// Why an attempt does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    /// The reason.
    pub reason: String,
    /// The supervisor's signature.
    pub signed: Signed,
}

/// One attempt at drawing a committee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// The meeting.
    pub meeting: MeetingId,
    /// From 1.
    pub attempt: i32,
    /// The commitment of the attempt before, if it got that far; chains the attempts.
    pub previous: Option<String>,
    /// What is to be drawn.
    pub spec: Spec,
    /// 32 random bytes in hexadecimal; hides the pool behind its digest.
    pub salt: String,
    /// The frozen pool, by id.
    pub pool: Vec<Entry>,
    /// SHA-256 of each party's number.
    pub digests: Pair,
    /// Once published.
    pub commitment: Option<Commitment>,
    /// Each party's number, revealed after the commitment.
    pub nonces: Pair,
    /// The public number, once it exists.
    pub number: Option<String>,
    /// Those who cannot come, in order.
    pub declines: Vec<Decline>,
    /// The supervisor's signature (DRW-004).
    pub signed: Option<Signed>,
    /// Set when the attempt does not count.
    pub voided: Option<Voided>,
}

/// The committee a draw gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// The members, in the order they were seated.
    pub members: Vec<ExpertId>,
    /// Fewer first-tier members than asked for in principle: the pool offers no more.
    pub short_of_first_tier: bool,
}

fn sha(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    HEXLOWER.encode(&hasher.finalize())
}

/// The digest under which a party enters its number before revealing it.
#[must_use]
pub fn nonce_digest(nonce: &str) -> String {
    sha(&["hengjian-lots-nonce-1", nonce.trim()])
}

impl Spec {
    /// What is to be drawn for `committee`: everybody but chairs and vice chairs is drawn from the experts; the first-tier
    /// numbers are the least that the text accepts.
    ///
    /// # Errors
    /// More leaders than members, or no chair and no vice chair who could preside (MTG-001).
    pub fn of(
        committee: &Committee,
        chairs: u32,
        vice_chairs: u32,
        per_employer: Option<u32>,
        rules: &Rules,
    ) -> Result<Self, Refusals> {
        let declared = &committee.declared;
        if chairs + vice_chairs == 0 {
            let sentence = "至少应抽取一名主任委员或者副主任委员主持会议";
            return Err(refuse(rules, "会议主持", "MTG-001", sentence).at("chairs").into());
        }
        let Some(experts) = declared.members.checked_sub(chairs + vice_chairs).filter(|seats| *seats > 0) else {
            return Err(Refusal::new("主任委员和副主任委员人数过多").at("chairs").into());
        };
        let least = |hard_only: bool| {
            let enough = |first_tier: &u32| {
                let counts = CommitteeCounts {
                    first_tier: *first_tier,
                    ..declared.counts(0)
                };
                let found = rules.check(&counts.composition(declared.grade.level())).unwrap_or_default();
                !found.iter().any(|finding| {
                    finding.law.name == "第一层次评审专家" && (finding.force == Force::Hard || !hard_only)
                })
            };
            (0..=declared.members).find(enough).unwrap_or(declared.members)
        };
        Ok(Self {
            chairs,
            vice_chairs,
            experts,
            per_employer,
            first_tier_required: least(true),
            first_tier_wanted: least(false),
        })
    }

    const fn seats(&self, seat: PoolSeat) -> u32 {
        match seat {
            PoolSeat::Chair => self.chairs,
            PoolSeat::ViceChair => self.vice_chairs,
            PoolSeat::Expert => self.experts,
        }
    }
}

impl Draw {
    /// Freezes the pool for a new attempt.
    ///
    /// # Errors
    /// The opening is not agreed to, or the pool offers too few for a seat.
    pub fn prepare(
        meeting: &Meeting,
        before: Option<&Self>,
        spec: Spec,
        experts: &[Expert],
        salt: [u8; 32],
        rules: &Rules,
    ) -> Result<Self, Refusals> {
        let Stage::Opened { .. } = meeting.stage else {
            return Err(meeting.misplaced("抽取专家"));
        };
        if before.is_some_and(|draw| draw.voided.is_none()) {
            return Err(Refusal::new("已有一次抽取正在进行，不能另行抽取")
                .rule("DRW-003")
                .remedy("确需重新抽取的，由监督员签字作废并写明理由")
                .into());
        }
        let mut pool: Vec<Entry> = experts.iter().map(|expert| meeting.entry(expert)).collect();
        pool.sort_by_key(|entry| entry.expert);
        let draw = Self {
            meeting: meeting.id,
            attempt: before.map_or(1, |draw| draw.attempt + 1),
            previous: before.and_then(|draw| draw.commitment.as_ref()).map(|made| made.digest.clone()),
            spec,
            salt: HEXLOWER.encode(&salt),
            pool,
            digests: Pair::default(),
            commitment: None,
            nonces: Pair::default(),
            number: None,
            declines: Vec::new(),
            signed: None,
            voided: None,
        };
        draw.check_offer(rules)?;
        Ok(draw)
    }

    fn check_offer(&self, rules: &Rules) -> Result<(), Refusals> {
        let mut found = Vec::new();
        for seat in [PoolSeat::Chair, PoolSeat::ViceChair, PoolSeat::Expert] {
            let offered = self.able().filter(|entry| entry.seat == seat).count();
            let wanted = self.spec.seats(seat);
            if offered < wanted as usize {
                let sentence = format!("可抽取的{}只有{offered}名，需要{wanted}名", seat.chinese());
                found.push(refuse(rules, "随机抽取", "DRW-002", sentence).at("spec"));
            }
        }
        Refusals::check(found)
    }

    fn able(&self) -> impl Iterator<Item = &Entry> {
        self.pool.iter().filter(|entry| entry.removed.is_none())
    }

    fn live(&self) -> Result<(), Refusal> {
        match &self.voided {
            None => Ok(()),
            Some(_) => Err(Refusal::new("本次抽取已经作废").rule("DRW-003")),
        }
    }

    /// A party enters the digest of its secret number.
    ///
    /// # Errors
    /// The commitment is made, the party has entered one, or it is not a SHA-256 digest in hexadecimal.
    pub fn offer(mut self, party: Party, digest: &str) -> Result<Self, Refusals> {
        self.live()?;
        let digest = digest.trim().to_ascii_lowercase();
        if self.commitment.is_some() || self.digests.of(party).is_some() {
            return Err(Refusal::new(format!("{}的随机数摘要已经登记", party.chinese())).into());
        }
        if !HEXLOWER.decode(digest.as_bytes()).is_ok_and(|bytes| bytes.len() == 32) {
            return Err(Refusal::new("随机数摘要应为64位十六进制数").at("digest").into());
        }
        self.digests.set(party, digest);
        Ok(self)
    }

    /// Commits to everything that decides, before the public number exists.
    ///
    /// # Errors
    /// A party's digest is missing, it was committed to before, or the source is not named.
    pub fn commit(mut self, source: PublicSource, now: Timestamp) -> Result<Self, Refusals> {
        self.live()?;
        if self.commitment.is_some() {
            return Err(Refusal::new("抽取承诺已经公布").into());
        }
        if self.digests.both().is_none() {
            return Err(Refusal::new("组建单位和监督员应先各自登记随机数摘要").rule("DRW-004").into());
        }
        if let PublicSource::Lottery { draw } = &source
            && draw.trim().is_empty()
        {
            return Err(Refusal::new("请写明用作公共随机数的彩票名称和期号").at("source").into());
        }
        let digest = self.digest_with(&source)?;
        self.commitment = Some(Commitment { digest, source, at: now });
        Ok(self)
    }

    fn digest_with(&self, source: &PublicSource) -> Result<String, Refusal> {
        let json = |result: Result<String, serde_json::Error>| {
            result.map_err(|_| Refusal::new("抽取资料无法整理成承诺"))
        };
        let pool = json(serde_json::to_string(&self.pool))?;
        let spec = json(serde_json::to_string(&self.spec))?;
        let source = json(serde_json::to_string(source))?;
        let (organiser, supervisor) = self.digests.both().unwrap_or_default();
        let (meeting, attempt) = (self.meeting.to_string(), self.attempt.to_string());
        let pool = sha(&["hengjian-lots-pool-1", &self.salt, &pool]);
        let previous = self.previous.as_deref().unwrap_or_default();
        Ok(sha(&[
            PROCEDURE, &meeting, &attempt, previous, &spec, &pool, organiser, supervisor, &source,
        ]))
    }

    /// A party reveals its number.
    ///
    /// # Errors
    /// Nothing is committed to, or the number is not the one whose digest was entered.
    pub fn reveal(mut self, party: Party, nonce: &str) -> Result<Self, Refusals> {
        self.live()?;
        if self.commitment.is_none() {
            return Err(Refusal::new("抽取承诺公布后才能公开随机数").into());
        }
        if self.digests.of(party) != Some(&nonce_digest(nonce)) {
            let sentence = format!("{}公开的随机数与登记的摘要不符", party.chinese());
            return Err(Refusal::new(sentence).at("nonce").rule("DRW-004").into());
        }
        self.nonces.set(party, nonce.trim().to_owned());
        Ok(self)
    }

    /// Enters the public number: with it the committee is drawn.
    ///
    /// # Errors
    /// A party has not revealed its number, the draw was made, the number is not of the source committed to, or the pool
    /// cannot fill the committee under the hard rules.
    pub fn draw(mut self, number: &str) -> Result<Self, Refusals> {
        self.live()?;
        if self.number.is_some() {
            return Err(Refusal::new("已经抽取，不能重复抽取").rule("DRW-003").into());
        }
        if self.nonces.both().is_none() {
            return Err(Refusal::new("组建单位和监督员应先公开随机数").rule("DRW-004").into());
        }
        let source = self.commitment.as_ref().map(|made| &made.source);
        let number: String = number.chars().filter(|digit| !digit.is_whitespace()).collect();
        let sound = match source {
            Some(PublicSource::Dice) => {
                number.len() >= FEWEST_ROLLS && number.bytes().all(|roll| (b'1'..=b'6').contains(&roll))
            }
            Some(PublicSource::Lottery { .. }) => {
                !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
            }
            None => false,
        };
        if !sound {
            let sentence = format!("公共随机数应为{FEWEST_ROLLS}次以上的掷骰点数（1至6），或者所列彩票的开奖号码");
            return Err(Refusal::new(sentence).at("number").into());
        }
        self.number = Some(number);
        self.panel()?;
        Ok(self)
    }

    fn seed(&self) -> Option<String> {
        let (organiser, supervisor) = self.nonces.both()?;
        let commitment = &self.commitment.as_ref()?.digest;
        let number = self.number.as_deref()?;
        Some(sha(&["hengjian-lots-seed-1", commitment, organiser, supervisor, number]))
    }

    /// The committee that the draw gives, with the seats of those who declined filled again.
    ///
    /// # Errors
    /// Nothing is drawn yet, or the pool cannot fill every seat under the hard rules: then a new attempt is needed.
    pub fn panel(&self) -> Result<Panel, Refusal> {
        let Some(seed) = self.seed() else {
            return Err(Refusal::new("还没有抽取"));
        };
        let mut order: Vec<(String, &Entry)> = self
            .able()
            .map(|entry| (sha(&["hengjian-lots-ticket-1", &seed, &entry.expert.to_string()]), entry))
            .collect();
        order.sort_by(|(a, _), (b, _)| a.cmp(b));
        let order: Vec<&Entry> = order.into_iter().map(|(_, entry)| entry).collect();
        let first_tier = order.iter().filter(|entry| entry.first_tier).count();
        let wanted = (self.spec.first_tier_wanted as usize).min(first_tier);
        let goals = [wanted, self.spec.first_tier_required as usize];
        let panel = goals.iter().find_map(|goal| self.seated(&order, *goal));
        panel.ok_or_else(|| {
            Refusal::new("专家库不能按要求组成评委会")
                .rule("DRW-003")
                .remedy("请调整专家库或者放宽同一单位人数上限后重新抽取")
        })
    }

    fn seated(&self, order: &[&Entry], goal: usize) -> Option<Panel> {
        let mut members: Vec<&Entry> = Vec::new();
        let mut asked: BTreeSet<ExpertId> = BTreeSet::new();
        for seat in [PoolSeat::Chair, PoolSeat::ViceChair, PoolSeat::Expert] {
            for taken in 0..self.spec.seats(seat) {
                let left = match seat {
                    PoolSeat::Chair => self.spec.chairs - taken + self.spec.vice_chairs + self.spec.experts,
                    PoolSeat::ViceChair => self.spec.vice_chairs - taken + self.spec.experts,
                    PoolSeat::Expert => self.spec.experts - taken,
                };
                let next = self.next(order, &members, &asked, seat, goal, left as usize)?;
                asked.insert(next.expert);
                members.push(next);
            }
        }
        for decline in &self.declines {
            let place = members.iter().position(|entry| entry.expert == decline.expert)?;
            let seat = members.remove(place).seat;
            let next = self.next(order, &members, &asked, seat, goal, 1)?;
            asked.insert(next.expert);
            members.insert(place, next);
        }
        let first_tier = members.iter().filter(|entry| entry.first_tier).count();
        Some(Panel {
            members: members.iter().map(|entry| entry.expert).collect(),
            short_of_first_tier: first_tier < self.spec.first_tier_wanted as usize,
        })
    }

    /// The lowest ticket not asked yet that keeps the rules with `left` seats still free.
    fn next<'e>(
        &self,
        order: &[&'e Entry],
        members: &[&Entry],
        asked: &BTreeSet<ExpertId>,
        seat: PoolSeat,
        goal: usize,
        left: usize,
    ) -> Option<&'e Entry> {
        let missing = goal.saturating_sub(members.iter().filter(|entry| entry.first_tier).count());
        let fits = |entry: &&&Entry| {
            let colleagues = members.iter().filter(|member| member.employer == entry.employer).count();
            let room = self.spec.per_employer.is_none_or(|most| colleagues < most as usize);
            let tier = entry.first_tier || left > missing;
            entry.seat == seat && !asked.contains(&entry.expert) && room && tier
        };
        order.iter().find(fits).copied()
    }

    /// The supervisor signs the draw (DRW-004).
    ///
    /// # Errors
    /// Nothing is drawn, or it was signed before.
    pub fn sign(mut self, by: PersonId, now: Timestamp) -> Result<Self, Refusals> {
        self.live()?;
        self.panel()?;
        if self.signed.is_some() {
            return Err(Refusal::new("监督员已经签字").rule("DRW-004").into());
        }
        self.signed = Some(Signed { by, at: now });
        Ok(self)
    }

    /// Records that a drawn member cannot come; their seat goes to the next ticket.
    ///
    /// # Errors
    /// The draw is not signed, the expert is not seated, no reason is given, or nobody is left for the seat.
    pub fn decline(mut self, decline: Decline) -> Result<Self, Refusals> {
        self.live()?;
        if self.signed.is_none() {
            return Err(Refusal::new("监督员签字后才能办理替补").rule("DRW-004").into());
        }
        if decline.reason.trim().is_empty() {
            return Err(Refusal::new("请写明不能到会的原因").at("reason").into());
        }
        if !self.panel()?.members.contains(&decline.expert) {
            return Err(Refusal::new("该专家不在名单中，或者已经办理替补").at("expert").into());
        }
        self.declines.push(decline);
        self.panel()?;
        Ok(self)
    }

    /// The supervisor voids the attempt; it stays on record and the next one is chained to it.
    ///
    /// # Errors
    /// It was voided before, or no reason is given.
    pub fn void(mut self, reason: &str, signed: Signed) -> Result<Self, Refusals> {
        self.live()?;
        let reason = super::written(reason)?;
        self.voided = Some(Voided { reason, signed });
        Ok(self)
    }

    /// Computes commitment and numbers again from what is stored: `false` means that something was altered.
    #[must_use]
    pub fn check(&self) -> bool {
        let committed = self
            .commitment
            .as_ref()
            .is_none_or(|made| self.digest_with(&made.source).is_ok_and(|digest| digest == made.digest));
        let revealed = [Party::Organiser, Party::Supervisor].into_iter().all(|party| {
            let nonce = self.nonces.of(party);
            nonce.is_none_or(|nonce| self.digests.of(party) == Some(&nonce_digest(nonce)))
        });
        committed && revealed
    }

    /// The stored word of how far it came.
    #[must_use]
    pub const fn stage_code(&self) -> &'static str {
        match self {
            Self { voided: Some(_), .. } => "voided",
            Self { signed: Some(_), .. } => "signed",
            Self { number: Some(_), .. } => "drawn",
            Self { commitment: Some(_), .. } => "committed",
            _ => "prepared",
        }
    }
}

impl Meeting {
    /// A pool member as frozen for this meeting; experts must be of a specialty on the agenda (专业对口).
    fn entry(&self, expert: &Expert) -> Entry {
        let fits = expert.details.seat != PoolSeat::Expert
            || self.agenda.iter().any(|item| item.specialty == expert.details.specialty);
        let removed = self.barred(expert).or(if fits { None } else { Some("specialty") });
        Entry {
            expert: expert.id,
            seat: expert.details.seat,
            employer: expert.details.employer.clone(),
            first_tier: expert.details.first_tier.is_some(),
            removed: removed.map(str::to_owned),
        }
    }

    /// Puts a substitute in the seat of a member who declined.
    ///
    /// # Errors
    /// Sign-in is open or over, or the committee would not keep the hard rules (DRW-003).
    pub fn substitute(
        mut self,
        out: ExpertId,
        members: &[Expert],
        committee: &Committee,
        rules: &Rules,
    ) -> Result<(Self, ExpertId), Refusals> {
        let Stage::Drawn { .. } = self.stage else {
            return Err(self.misplaced("办理替补"));
        };
        let hard = self.composition(members, committee, rules)?;
        let hard = hard.into_iter().filter(|finding| finding.force == Force::Hard).collect();
        crate::committees::check_findings(hard, None)?;
        let next = members.iter().find(|expert| !self.members.iter().any(|kept| kept.expert == expert.id));
        let seat = self.members.iter_mut().find(|member| member.expert == out);
        let (Some(next), Some(member)) = (next, seat) else {
            return Err(Refusal::new("该专家不在名单中").at("expert").into());
        };
        member.expert = next.id;
        member.person = next.person;
        member.seat = next.details.seat;
        member.code = None;
        Ok((self, next.id))
    }

    /// Takes the committee back after its draw was voided.
    ///
    /// # Errors
    /// Sign-in has begun.
    pub fn unseat(self, now: Timestamp) -> Result<Self, Refusals> {
        match self.stage {
            Stage::Opened { .. } => Ok(self),
            Stage::Drawn { .. } => Ok(Self {
                members: Vec::new(),
                stage: Stage::Opened { on: now.day() },
                ..self
            }),
            _ => Err(self.misplaced("重新抽取")),
        }
    }
}
