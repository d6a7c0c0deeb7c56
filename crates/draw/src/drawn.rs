//! The draw itself, a table look-up, and the substitutes that follow from the same seed.

use crate::canon::{Digest, keyed, tagged};
use crate::commitment::{Commitment, nonce_digest};
use crate::number::Number;
use crate::pool::{Member, Pseudonym};
use crate::prepare::Prepared;
use crate::refused::Refused;
use crate::rules::{PublicRules, Stratum};
use crate::shape::Shape;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A party's number, revealed before the public number exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reveal {
    /// The party's name in the commitment.
    pub party: String,
    /// Its 32 random bytes.
    pub nonce: Digest,
}

/// The seed of a draw: C, the parties' numbers in the committed order, and the public number.
pub(crate) fn seed(commitment: &Commitment, reveals: &[Reveal], number: &Number) -> Result<Digest, Refused> {
    let mut nonces = Vec::new();
    for party in &commitment.parties {
        let own = reveals.iter().find(|r| r.party == party.name);
        let own = own.ok_or_else(|| Refused::NonceMissing(party.name.clone()))?;
        if nonce_digest(&party.name, &own.nonce.0) != party.nonce_digest {
            return Err(Refused::NonceWrong(party.name.clone()));
        }
        nonces.push(own.nonce);
    }
    let number = number.verify(&commitment.sources)?;
    let digest = commitment.digest();
    let mut parts: Vec<&[u8]> = vec![&digest.0];
    parts.extend(nonces.iter().map(|n| &n.0[..]));
    parts.push(number.as_bytes());
    Ok(tagged("hengjian/draw/seed/1", &parts))
}

/// A number below `count`, every one equally likely: values at the upper end that would favour some are rejected.
pub(crate) fn index(seed: Digest, count: u32) -> u32 {
    let count = u64::from(count.max(1));
    let limit = u64::MAX - u64::MAX % count;
    let mut turn = 0_u32;
    loop {
        let digest = tagged("hengjian/draw/index/1", &[&seed.0, &turn.to_be_bytes()]);
        let value = u64::from_be_bytes(std::array::from_fn(|i| digest.0[i]));
        if value < limit {
            return u32::try_from(value % count).unwrap_or_default();
        }
        turn += 1;
    }
}

/// How a decline is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The expert declined by their own act.
    Own,
    /// A recorded call; who called.
    Call(String),
}

/// One expert who was asked and cannot come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// Who.
    pub who: Pseudonym,
    /// How it is known.
    pub how: How,
}

/// One seat filled after a decline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// After how many declines.
    pub after: usize,
    /// Part of the pool the seat belongs to.
    pub stratum: Stratum,
    /// Who is asked next.
    pub asked: Pseudonym,
    /// How many soft quotas, in the committed order, had to be set aside to find somebody.
    pub level: u32,
}

/// The committee after a log of declines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Members, by pseudonym.
    pub panel: Vec<Pseudonym>,
    /// Seats nobody can fill under the hard rules, by part of the pool.
    pub vacant: Vec<Stratum>,
    /// Who was asked, in order. The clerk sees the last one only.
    pub steps: Vec<Step>,
    /// Soft quotas the committee does not meet now; the record says so.
    pub unmet: Vec<String>,
}

/// Everything a draw consists of, without the pool: what a caller stores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRecord {
    /// The commitment.
    pub commitment: Commitment,
    /// The parties' numbers.
    pub reveals: Vec<Reveal>,
    /// The public number.
    pub number: Number,
}

/// A finished draw.
#[derive(Clone, Debug)]
pub struct Drawn<'p> {
    pub(crate) prepared: &'p Prepared,
    pub(crate) record: DrawRecord,
    pub(crate) seed: Digest,
    pub(crate) index: u32,
}

/// One member of the drawn committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seated {
    /// The caller's id.
    pub id: String,
    /// The name in everything published.
    pub pseudonym: Pseudonym,
    /// Part of the pool.
    pub stratum: Stratum,
    /// Named beforehand, not drawn (主任委员、副主任委员).
    pub fixed: bool,
}

impl Prepared {
    /// Draws. The same record always gives the same committee.
    ///
    /// # Errors
    /// The commitment is to another list; a party's number is missing or wrong (the draw is void); the public
    /// number is not of a committed source or not genuine.
    pub fn draw(
        &self,
        commitment: &Commitment,
        reveals: &[Reveal],
        number: &Number,
    ) -> Result<Drawn<'_>, Refused> {
        if !self.is_committed_by(commitment) {
            return Err(Refused::OtherCommitment);
        }
        let seed = seed(commitment, reveals, number)?;
        let record = DrawRecord {
            commitment: commitment.clone(),
            reveals: reveals.to_vec(),
            number: number.clone(),
        };
        Ok(Drawn {
            prepared: self,
            record,
            seed,
            index: index(seed, self.plan.panels),
        })
    }
}

impl Drawn<'_> {
    /// What to store; [`Prepared::draw`] with it gives this draw again.
    #[must_use]
    pub fn record(&self) -> &DrawRecord {
        &self.record
    }

    /// Which panel of the list, counted from 0.
    #[must_use]
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The seed. Secret until the results are public: it fixes the order of substitutes.
    #[must_use]
    pub fn seed(&self) -> Digest {
        self.seed
    }

    /// The drawn committee.
    #[must_use]
    pub fn panel(&self) -> Vec<Seated> {
        self.places().iter().map(|place| self.seated(*place)).collect()
    }

    pub(crate) fn places(&self) -> Vec<u32> {
        self.prepared.panels[self.index as usize]
            .iter()
            .map(|m| u32::from(*m))
            .collect()
    }

    fn seated(&self, place: u32) -> Seated {
        let member = &self.prepared.frozen.members()[place as usize];
        let Member {
            id,
            pseudonym,
            stratum,
            fixed,
            ..
        } = member.clone();
        Seated {
            id,
            pseudonym,
            stratum,
            fixed,
        }
    }

    /// The committee after a log of declines, in the order in which they came in. A pure function of seed and log.
    ///
    /// # Errors
    /// An entry is of somebody who did not sit on the committee at that point, or of a fixed member.
    pub fn substitute(&self, declines: &[Decline]) -> Result<Standing, Refused> {
        let members = self.prepared.frozen.members();
        substitutes(
            members,
            &self.prepared.rules(),
            self.seed,
            &self.places(),
            declines,
        )
    }
}

/// The replay of declines.
struct Replay<'a> {
    members: &'a [Member],
    rules: &'a PublicRules,
    /// The rules at each level, from that of the list upwards.
    shapes: Vec<Shape>,
    /// Places in ticket order.
    tickets: Vec<u32>,
    asked: BTreeSet<u32>,
    /// Drawn members, without the fixed ones.
    panel: Vec<u32>,
    vacant: Vec<Stratum>,
    steps: Vec<Step>,
}

/// Ticket of a member in the order of substitutes.
fn ticket(seed: Digest, pseudonym: Pseudonym) -> [u8; 32] {
    keyed(&seed.0, "hengjian/draw/substitute/1", &[&pseudonym.0])
}

pub(crate) fn substitutes(
    members: &[Member],
    rules: &PublicRules,
    seed: Digest,
    panel: &[u32],
    declines: &[Decline],
) -> Result<Standing, Refused> {
    let softs = u32::try_from(rules.quotas.iter().filter(|q| q.soft).count()).unwrap_or(u32::MAX);
    let shape = |level| {
        Shape::new(
            members,
            &PublicRules {
                level,
                ..rules.clone()
            },
        )
    };
    let drawn = |place: &u32| !members[*place as usize].fixed;
    let mut tickets: Vec<u32> = (0..).take(members.len()).filter(drawn).collect();
    if declines.is_empty() {
        tickets.clear();
    }
    tickets.sort_by_cached_key(|place| ticket(seed, members[*place as usize].pseudonym));
    let mut replay = Replay {
        members,
        rules,
        shapes: (rules.level..=softs).map(shape).collect(),
        tickets,
        asked: panel.iter().copied().collect(),
        panel: panel.iter().copied().filter(drawn).collect(),
        vacant: Vec::new(),
        steps: Vec::new(),
    };
    for (number, decline) in (1..).zip(declines) {
        replay.decline(number, decline)?;
    }
    Ok(replay.standing())
}

impl Replay<'_> {
    fn decline(&mut self, number: usize, decline: &Decline) -> Result<(), Refused> {
        let place = self.members.binary_search_by_key(&decline.who, |m| m.pseudonym);
        let place = place.map_err(|_| Refused::NotSeated(number))?;
        let member = &self.members[place];
        if member.fixed {
            return Err(Refused::FixedDeclined(number));
        }
        let seat = self
            .panel
            .iter()
            .position(|m| *m as usize == place)
            .ok_or(Refused::NotSeated(number))?;
        self.panel.remove(seat);
        self.vacant.push(member.stratum);
        while self.fill(number) {}
        Ok(())
    }

    /// Fills the first vacant seat somebody can take: the first ticket not yet asked that keeps all rules, else
    /// with one more soft quota set aside at a time.
    fn fill(&mut self, after: usize) -> bool {
        for (level, shape) in (self.rules.level..).zip(&self.shapes) {
            for (seat, stratum) in self.vacant.iter().enumerate() {
                let free = |place: &u32| {
                    !self.asked.contains(place) && self.members[*place as usize].stratum == *stratum
                };
                let fits = |place: &u32| {
                    let with = [&self.panel[..], &[*place]].concat();
                    shape.allows_with_vacant(&with, self.vacant.len() - 1)
                };
                if let Some(place) = self
                    .tickets
                    .iter()
                    .copied()
                    .find(|place| free(place) && fits(place))
                {
                    let asked = self.members[place as usize].pseudonym;
                    self.steps.push(Step {
                        after,
                        stratum: *stratum,
                        asked,
                        level,
                    });
                    self.asked.insert(place);
                    self.panel.push(place);
                    self.vacant.remove(seat);
                    return true;
                }
            }
        }
        false
    }

    fn standing(self) -> Standing {
        let fixed = (0..)
            .zip(self.members)
            .filter(|(_, m)| m.fixed)
            .map(|(place, _)| place);
        let mut all: Vec<u32> = self.panel.iter().copied().chain(fixed).collect();
        all.sort_unstable();
        let unmet = |(q, quota): (usize, &crate::rules::PublicQuota)| {
            let counted = all
                .iter()
                .filter(|m| self.members[**m as usize].mask >> q & 1 == 1)
                .count();
            let met = counted >= quota.at_least as usize
                && quota.at_most.is_none_or(|most| counted <= most as usize);
            (!met).then(|| quota.name.clone())
        };
        Standing {
            panel: all.iter().map(|m| self.members[*m as usize].pseudonym).collect(),
            unmet: self.rules.quotas.iter().enumerate().filter_map(unmet).collect(),
            vacant: self.vacant,
            steps: self.steps,
        }
    }
}
