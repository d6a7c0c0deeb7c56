//! Counts of one item, and the tally of a whole ballot.

use crate::canon::Digest;
use crate::refused::Refused;
use crate::rule::{Base, Decision, Verdict};
use crate::setup::{Item, ItemId, Mode, Setup};
use serde::{Deserialize, Serialize};

/// Where every seat of one item went. The six numbers that concern seats add up to the attendance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// 同意
    pub agree: u32,
    /// 反对
    pub against: u32,
    /// 弃权
    pub abstain: u32,
    /// 废票: papers whose mark cannot be read; always 0 on screens.
    pub spoiled: u32,
    /// 未投: signed in, not recused, no vote.
    pub not_cast: u32,
    /// 回避: public, not a vote.
    pub recused: u32,
    /// Members of the committee or panel, present or not.
    pub members: u32,
}

impl Counts {
    /// Everybody who signed in.
    #[must_use]
    pub fn attending(&self) -> u32 {
        self.entitled() + self.recused
    }

    /// Signed in and not recused.
    #[must_use]
    pub fn entitled(&self) -> u32 {
        self.cast() + self.not_cast
    }

    /// Votes cast, abstentions and spoiled papers included.
    #[must_use]
    pub fn cast(&self) -> u32 {
        self.agree + self.against + self.abstain + self.spoiled
    }

    /// The number a base stands for.
    #[must_use]
    pub fn of(&self, base: Base) -> u32 {
        match base {
            Base::Attending => self.attending(),
            Base::AttendingLessRecused => self.entitled(),
            Base::VotesCast => self.cast(),
            Base::ValidVotes => self.cast() - self.spoiled,
            Base::Members => self.members,
        }
    }
}

/// Counts of one item and what its rule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemTally {
    /// Which item.
    pub item: ItemId,
    /// Where the seats went.
    pub counts: Counts,
    /// `None` where no text gives a rule (UNT-020): then the numbers themselves are the result.
    pub decision: Option<Decision>,
}

/// The result of one numbered ballot. Counts belong in the sealed minutes; see [`Tally::outside`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// H_meeting of the set-up that was voted on.
    pub setup: Digest,
    /// Digest of the roll.
    pub roll: Digest,
    /// How the vote was taken.
    pub mode: Mode,
    /// 1 for the first ballot, then 2, …
    pub round: u32,
    /// One line per item, in the order of the list.
    pub items: Vec<ItemTally>,
}

impl Tally {
    pub(crate) fn new(
        setup: &Setup,
        mut counts: impl FnMut(usize, &Item) -> Result<Counts, Refused>,
    ) -> Result<Self, Refused> {
        let mut items = Vec::with_capacity(setup.items().len());
        for (place, item) in setup.items().iter().enumerate() {
            let counts = counts(place, item)?;
            let decision = item.rule.map(|rule| rule.decide(&counts));
            items.push(ItemTally {
                item: item.id.clone(),
                counts,
                decision,
            });
        }
        Ok(Self {
            setup: setup.digest(),
            roll: setup.roll_digest(),
            mode: setup.mode(),
            round: setup.round(),
            items,
        })
    }

    /// What may be shown outside the room: passed or not, without numbers: unanimity would reveal
    /// every vote.
    #[must_use]
    pub fn outside(&self) -> Vec<(ItemId, Option<Verdict>)> {
        let line = |i: &ItemTally| (i.item.clone(), i.decision.map(|d| d.deciding.verdict));
        self.items.iter().map(line).collect()
    }

    /// Items whose answer depends on whether the recused count below the line (AMB-05).
    pub fn disputed(&self) -> impl Iterator<Item = &ItemTally> {
        self.items
            .iter()
            .filter(|i| i.decision.is_some_and(|d| d.readings_differ()))
    }
}
