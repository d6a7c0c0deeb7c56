//! The random draw of the committee (随机抽取; DRW-002..DRW-006).
//!
//! The pool is frozen and a list of panels committed to before the public number exists; organiser and supervisor each
//! add a secret number. What is drawn, and who takes the seat of a member who declines, is computed by the `draw` crate
//! from what is stored here, and can be computed again by anybody who holds it.

use std::collections::{BTreeMap, BTreeSet};

use draw::{
    Attempt, Bundle, Commitment, Digest, Drawn, Frozen, How, Match, Number, OfficeBundle, Outline, OwnProof,
    Party, Prepared, Quota, Reveal, Rules as DrawRules, Salt, Source, Stratum,
};
use kernel::{ExpertId, MeetingId, PersonId, Refusal, Refusals, Timestamp};
use policy::{CommitteeCounts, Force, Rules};
use serde::{Deserialize, Serialize};

use super::{Meeting, Signed, Stage};
use crate::committees::{Committee, Expert, PoolSeat, check_findings};
use crate::refuse;

const FIRST_TIER: &str = "第一层次评审专家";

/// The two parties that each add a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawParty {
    /// 组建单位
    Organiser,
    /// 监督员
    Supervisor,
}

impl DrawParty {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Organiser, Self::Supervisor];

    /// The name in the commitment.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Organiser => "组建单位",
            Self::Supervisor => "监督员",
        }
    }
}

/// What the organiser decides about a draw; everything else follows from committee, agenda and texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Seats drawn for 主任委员 (AMB-50).
    pub chairs: u32,
    /// Seats drawn for 副主任委员.
    pub vice_chairs: u32,
    /// Most members with the same employer; none for no cap.
    pub per_employer: Option<u32>,
}

/// The published commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// What is published.
    pub commitment: Commitment,
    /// When.
    pub at: Timestamp,
}

/// A member who cannot come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// Who.
    pub expert: ExpertId,
    /// By their own act, or told to this officer on the telephone.
    pub told_to: Option<PersonId>,
    /// The reason given.
    pub reason: String,
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
    /// From 1, every attempt counted.
    pub attempt: i32,
    /// The number among the committed attempts, chained to the one before with its reason and signature.
    pub chain: Attempt,
    /// The frozen pool and the list of panels.
    pub prepared: Prepared,
    /// The digests the parties entered.
    pub parties: Vec<Party>,
    /// Once published.
    pub committed: Option<Committed>,
    /// The parties' numbers, revealed after the commitment.
    pub reveals: Vec<Reveal>,
    /// The public number.
    pub number: Option<Number>,
    /// Those who cannot come, in order.
    pub declines: Vec<Decline>,
    /// The supervisor's signature (DRW-004).
    pub signed: Option<Signed>,
    /// Set when the attempt does not count.
    pub voided: Option<Voided>,
}

fn refused(why: &draw::Refused) -> Refusal {
    let sentence = why.to_string();
    Refusal::new(sentence.trim_end_matches('。').to_owned()).rule("DRW-002")
}

/// The least first-tier members that the text requires, and that it asks for in principle (EXP-006).
fn first_tier(committee: &Committee, rules: &Rules) -> Result<(u32, u32), Refusal> {
    let declared = &committee.declared;
    let mut least = [None, None];
    for first_tier in 0..=declared.members {
        let counts = CommitteeCounts {
            first_tier,
            ..declared.counts(0)
        };
        let found = rules.check(&counts.composition(declared.grade.level()));
        let found = found.map_err(|not_set| not_set.refusal())?;
        let mut about = found.iter().filter(|finding| finding.law.name == FIRST_TIER);
        if least[1].is_none() && about.clone().next().is_none() {
            least[1] = Some(first_tier);
        }
        if least[0].is_none() && !about.any(|finding| finding.force == Force::Hard) {
            least[0] = Some(first_tier);
        }
    }
    let [required, wanted] = least.map(|found| found.unwrap_or(declared.members));
    Ok((required, wanted))
}

/// The rules of the draw (第十二条, 第十四条, 第十五条).
fn draw_rules(
    meeting: &Meeting,
    committee: &Committee,
    wish: Wish,
    rules: &Rules,
) -> Result<DrawRules, Refusals> {
    let leaders = wish.chairs + wish.vice_chairs;
    if leaders == 0 {
        let sentence = "至少应抽取一名主任委员或者副主任委员主持会议";
        return Err(refuse(rules, "会议主持", "MTG-001", sentence).at("chairs").into());
    }
    let experts = committee
        .declared
        .members
        .checked_sub(leaders)
        .filter(|seats| *seats > 0);
    let Some(experts) = experts else {
        return Err(Refusal::new("主任委员和副主任委员人数过多").at("chairs").into());
    };
    let (required, wanted) = first_tier(committee, rules)?;
    let quota = |name: &str, at_least: u32, soft: bool| Quota {
        name: name.to_owned(),
        attribute: "first_tier".to_owned(),
        any_of: BTreeSet::from(["yes".to_owned()]),
        at_least,
        at_most: None,
        soft,
    };
    let mut quotas = Vec::new();
    if required > 0 {
        quotas.push(quota(FIRST_TIER, required, false));
    }
    if wanted > required {
        quotas.push(quota("第一层次评审专家（原则上）", wanted, true));
    }
    let specialties: BTreeSet<String> = meeting.agenda.iter().map(|item| item.specialty.clone()).collect();
    Ok(DrawRules {
        experts,
        chairs: wish.chairs,
        vice_chairs: wish.vice_chairs,
        fixed: BTreeSet::new(),
        at_most_per_employer: wish.per_employer,
        quotas,
        eligible: vec![Match {
            attribute: "specialty".to_owned(),
            any_of: specialties,
            reason: "specialty".to_owned(),
        }],
    })
}

fn row(meeting: &Meeting, expert: &Expert) -> draw::PoolRow {
    let mut attributes = BTreeMap::from([("specialty".to_owned(), expert.details.specialty.clone())]);
    if expert.details.first_tier.is_some() {
        attributes.insert("first_tier".to_owned(), "yes".to_owned());
    }
    draw::PoolRow {
        id: expert.id.to_string(),
        employer: expert.details.employer.clone(),
        stratum: match expert.details.seat {
            PoolSeat::Chair => Stratum::Chair,
            PoolSeat::ViceChair => Stratum::ViceChair,
            PoolSeat::Expert => Stratum::Expert,
        },
        attributes,
        removed: meeting.barred(expert).map(str::to_owned),
    }
}

impl Draw {
    /// Freezes the pool for a new attempt and prepares the list of panels.
    ///
    /// # Errors
    /// The opening is not agreed to, an attempt is running, or the pool cannot meet the rules; the smallest change that
    /// would do is named.
    pub fn prepare(
        meeting: &Meeting,
        before: &[Self],
        (committee, pool): (&Committee, &[Expert]),
        wish: Wish,
        salt: [u8; 32],
        rules: &Rules,
    ) -> Result<Self, Refusals> {
        let Stage::Opened { .. } = meeting.stage else {
            return Err(meeting.misplaced("抽取专家"));
        };
        if before.iter().any(|draw| draw.voided.is_none()) {
            return Err(Refusal::new("已有一次抽取正在进行，不能另行抽取")
                .rule("DRW-003")
                .remedy("确需重新抽取的，由监督员签字作废并写明理由")
                .into());
        }
        let rows = pool.iter().map(|expert| row(meeting, expert)).collect();
        let frozen = draw::freeze(
            rows,
            draw_rules(meeting, committee, wish, rules)?,
            Salt(Digest(salt)),
        );
        let frozen = frozen.map_err(|why| refused(&why))?;
        let prepared = draw::prepare(&frozen, None).map_err(|why| refused(&why))?;
        let chained = before
            .iter()
            .rev()
            .find_map(|draw| Some((draw.committed.as_ref()?, draw.voided.as_ref()?)));
        let chain = match chained {
            None => Attempt::first(),
            Some((committed, voided)) => {
                let by = voided.signed.by.to_string();
                Attempt::again(&committed.commitment, &voided.reason, &by).map_err(|why| refused(&why))?
            }
        };
        Ok(Self {
            meeting: meeting.id,
            attempt: before.last().map_or(1, |draw| draw.attempt + 1),
            chain,
            prepared,
            parties: Vec::new(),
            committed: None,
            reveals: Vec::new(),
            number: None,
            declines: Vec::new(),
            signed: None,
            voided: None,
        })
    }

    /// The frozen pool.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        self.prepared.frozen()
    }

    fn live(&self) -> Result<(), Refusal> {
        match &self.voided {
            None => Ok(()),
            Some(_) => Err(Refusal::new("本次抽取已经作废").rule("DRW-003")),
        }
    }

    /// A party enters the digest of its secret number (see [`draw::nonce_digest`]).
    ///
    /// # Errors
    /// The commitment is made, or the party has entered one.
    pub fn offer(mut self, party: DrawParty, digest: Digest) -> Result<Self, Refusals> {
        self.live()?;
        let name = party.chinese();
        if self.committed.is_some() || self.parties.iter().any(|known| known.name == name) {
            return Err(Refusal::new(format!("{name}的随机数摘要已经登记"))
                .at("digest")
                .into());
        }
        self.parties.push(Party {
            name: name.to_owned(),
            nonce_digest: digest,
        });
        Ok(self)
    }

    /// Commits to everything that decides, before the public number exists.
    ///
    /// # Errors
    /// A party's digest is missing (DRW-004), it was committed to before, no source is usable, or a drand round is named
    /// that has appeared already.
    pub fn commit(mut self, sources: Vec<Source>, now: Timestamp) -> Result<Self, Refusals> {
        self.live()?;
        if self.committed.is_some() {
            return Err(Refusal::new("抽取承诺已经公布").into());
        }
        if self.parties.len() < DrawParty::ALL.len() {
            return Err(Refusal::new("组建单位和监督员应先各自登记随机数摘要")
                .rule("DRW-004")
                .into());
        }
        let over = |source: &Source| appears(source).is_some_and(|at| at <= now);
        if sources.iter().any(over) {
            return Err(Refusal::new("所列公共随机数已经产生，请改用今后的轮次")
                .at("sources")
                .into());
        }
        // The order in which the digests came in must not matter.
        let mut parties = self.parties.clone();
        parties.sort_by(|a, b| a.name.cmp(&b.name));
        let meeting = self.meeting.to_string();
        let commitment = self
            .prepared
            .commit(&meeting, self.chain.clone(), parties, sources);
        let commitment = commitment.map_err(|why| refused(&why))?;
        self.committed = Some(Committed { commitment, at: now });
        Ok(self)
    }

    /// A party reveals its number, before the public number exists.
    ///
    /// # Errors
    /// Nothing is committed to, the public number has appeared, or it is not the number whose digest was entered.
    pub fn reveal(mut self, party: DrawParty, nonce: [u8; 32], now: Timestamp) -> Result<Self, Refusals> {
        self.live()?;
        let name = party.chinese();
        let Some(committed) = &self.committed else {
            return Err(Refusal::new("抽取承诺公布后才能公开随机数").into());
        };
        let first = committed.commitment.sources.first();
        if self.number.is_some() || first.and_then(appears).is_some_and(|at| at <= now) {
            let sentence = format!("公共随机数已经产生，{name}没有按时公开随机数，本次抽取应作废");
            return Err(Refusal::new(sentence)
                .rule("DRW-004")
                .remedy("请监督员签字作废后重新抽取")
                .into());
        }
        let digest = draw::nonce_digest(name, &nonce);
        let known = self.parties.iter().find(|known| known.name == name);
        if known.is_none_or(|known| known.nonce_digest != digest) {
            let sentence = format!("{name}公开的随机数与登记的摘要不符");
            return Err(Refusal::new(sentence).at("nonce").rule("DRW-004").into());
        }
        self.reveals.retain(|known| known.party != name);
        self.reveals.push(Reveal {
            party: name.to_owned(),
            nonce: Digest(nonce),
        });
        Ok(self)
    }

    /// Enters the public number: with it the committee is drawn.
    ///
    /// # Errors
    /// The draw was made, a party has not revealed its number, or the public number is not of a source committed to or not
    /// genuine.
    pub fn draw(mut self, number: Number) -> Result<Self, Refusals> {
        self.live()?;
        if self.number.is_some() {
            return Err(Refusal::new("已经抽取，不能重复抽取").rule("DRW-003").into());
        }
        self.number = Some(number);
        self.drawn()?;
        Ok(self)
    }

    fn drawn(&self) -> Result<Drawn<'_>, Refusal> {
        let (Some(committed), Some(number)) = (&self.committed, &self.number) else {
            return Err(Refusal::new("还没有抽取").rule("DRW-002"));
        };
        let drawn = self.prepared.draw(&committed.commitment, &self.reveals, number);
        drawn.map_err(|why| refused(&why))
    }

    fn log(&self) -> Vec<draw::Decline> {
        let entry = |decline: &Decline| draw::Decline {
            who: self.frozen().pseudonym(&decline.expert.to_string()),
            how: decline
                .told_to
                .map_or(How::Own, |officer| How::Call(officer.to_string())),
        };
        self.declines.iter().map(entry).collect()
    }

    /// The committee as it stands: the drawn members, with the seats of those who declined filled again.
    ///
    /// # Errors
    /// Nothing is drawn yet, or a seat is left that nobody can take under the hard rules: then a new attempt is needed.
    pub fn panel(&self) -> Result<Vec<ExpertId>, Refusal> {
        let drawn = self.drawn()?;
        let standing = drawn.substitute(&self.log()).map_err(|why| refused(&why))?;
        if !standing.vacant.is_empty() {
            return Err(Refusal::new("专家库中没有可以替补的专家，不能组成评委会")
                .rule("DRW-003")
                .remedy("请监督员签字作废，调整后重新抽取"));
        }
        let id = |pseudonym: &draw::Pseudonym| self.frozen().id(*pseudonym)?.parse().ok();
        let found: Option<Vec<ExpertId>> = standing.panel.iter().map(id).collect();
        found.ok_or_else(|| Refusal::new("抽取记录与冻结的名单不符，请报告监督员").rule("DRW-003"))
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

    /// Everything the supervising office needs to compute the draw again ([`draw::verify_office`]).
    ///
    /// # Errors
    /// Nothing is drawn yet.
    pub fn office_bundle(&self) -> Result<OfficeBundle, Refusal> {
        let drawn = self.drawn()?;
        drawn.office_bundle(&self.log()).map_err(|why| refused(&why))
    }

    /// What may be published once it is drawn: it names nobody ([`draw::verify_outline`]; 第二十八条).
    ///
    /// # Errors
    /// Nothing is drawn yet.
    pub fn outline(&self) -> Result<Outline, Refusal> {
        Ok(self.drawn()?.outline())
    }

    /// The seed that follows from the commitment, the parties' numbers and the public number.
    ///
    /// # Errors
    /// Nothing is drawn yet.
    pub fn seed(&self) -> Result<Digest, Refusal> {
        Ok(self.drawn()?.seed())
    }

    /// Everything on pseudonyms, for everybody, once the results are public ([`draw::verify`]). Who took a call stays
    /// with the supervising office.
    ///
    /// # Errors
    /// Nothing is drawn yet, or fewer than `at_least` members of the pool are alike in what is published.
    pub fn public_bundle(&self, at_least: usize) -> Result<Bundle, Refusal> {
        let mut log = self.log();
        for decline in &mut log {
            if let How::Call(officer) = &mut decline.how {
                DrawParty::Organiser.chinese().clone_into(officer);
            }
        }
        let drawn = self.drawn()?;
        drawn.public_bundle(&log, at_least).map_err(|why| refused(&why))
    }

    /// The entries that can be drawn but stand on no possible list under the rules; the organiser learns of them before
    /// the commitment.
    #[must_use]
    pub fn shut_out(&self) -> Vec<ExpertId> {
        let ids = self
            .prepared
            .unreachable()
            .filter_map(|pseudonym| self.frozen().id(pseudonym));
        ids.filter_map(|id| id.parse().ok()).collect()
    }

    /// One expert's proof that their row was committed to, and on how many lists they stand; for that expert only, once
    /// the results are public. `None` for who could not be drawn.
    #[must_use]
    pub fn own_proof(&self, expert: ExpertId) -> Option<OwnProof> {
        let committed = self.committed.as_ref()?;
        let proof = self
            .prepared
            .own_proof(&expert.to_string(), &committed.commitment);
        proof.ok()
    }

    /// The stored word of how far it came.
    #[must_use]
    pub const fn stage_code(&self) -> &'static str {
        match self {
            Self { voided: Some(_), .. } => "voided",
            Self { signed: Some(_), .. } => "signed",
            Self { number: Some(_), .. } => "drawn",
            Self {
                committed: Some(_), ..
            } => "committed",
            _ => "prepared",
        }
    }
}

/// When a source's number appears, if the source itself says: a drand round does.
fn appears(source: &Source) -> Option<Timestamp> {
    match source {
        Source::Drand { round, .. } => {
            let millis = draw::quicknet_round_time(*round).saturating_mul(1_000);
            Some(Timestamp::from_millis(millis))
        }
        Source::Lottery { .. } | Source::Dice { .. } => None,
    }
}

impl Meeting {
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
        let found = self.composition(members, committee, rules)?;
        let hard = found.into_iter().filter(|finding| finding.force == Force::Hard);
        check_findings(hard.collect(), None)?;
        let next = members
            .iter()
            .find(|expert| !self.members.iter().any(|kept| kept.expert == expert.id));
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
