//! The majority rule with its denominator. The caller takes it from the policy pack of the round.

use crate::tally::Counts;
use serde::{Deserialize, Serialize};

/// What the agreeing votes are measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Everybody who signed in (出席人数, 实到人数): VOT-002, UNT-022.
    Attending,
    /// Those who signed in and are not recused for the item: the other reading of AMB-05.
    AttendingLessRecused,
    /// Ballots cast, abstentions and spoiled papers included (投票总数): UNT-021, AMB-01 reading (a).
    VotesCast,
    /// Ballots cast less spoiled papers: AMB-01 reading (b).
    ValidVotes,
    /// All members of the committee or panel, present or not: AMB-01 reading (c).
    Members,
}

/// `agree / base` compared with `numerator / denominator`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rule {
    /// Upper part of the fraction.
    pub numerator: u32,
    /// Lower part of the fraction; at least 1.
    pub denominator: u32,
    /// `true`: more than the fraction (超过); `false`: the fraction suffices (以上).
    pub strict: bool,
    /// What is counted below the line.
    pub base: Base,
}

/// Passed, not passed, or no valid vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通过
    Passed,
    /// 未通过
    NotPassed,
    /// Nobody counts below the line: the vote is invalid, never a pass.
    Invalid,
}

/// One reading of a rule on one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What was counted below the line.
    pub base: Base,
    /// How many that is.
    pub of: u32,
    /// The answer under this reading.
    pub verdict: Verdict,
}

/// What a rule says about one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The rule as it was fixed before the vote.
    pub rule: Rule,
    /// The reading that decides: the rule's own base.
    pub deciding: Reading,
    /// Where the base is the attendance: the reading with the recused counted the other way (AMB-05).
    pub other: Option<Reading>,
}

impl Rule {
    /// Whether `agree` of `of` suffices; integers only.
    #[must_use]
    pub fn verdict(&self, agree: u32, of: u32) -> Verdict {
        if of == 0 || self.denominator == 0 {
            return Verdict::Invalid;
        }
        let left = u64::from(agree) * u64::from(self.denominator);
        let right = u64::from(of) * u64::from(self.numerator);
        let enough = if self.strict { left > right } else { left >= right };
        if enough {
            Verdict::Passed
        } else {
            Verdict::NotPassed
        }
    }

    /// Applies the rule to the counts of one item.
    #[must_use]
    pub fn decide(&self, counts: &Counts) -> Decision {
        let read = |base: Base| {
            let of = counts.of(base);
            Reading {
                base,
                of,
                verdict: self.verdict(counts.agree, of),
            }
        };
        let other = match self.base {
            Base::Attending => Some(Base::AttendingLessRecused),
            Base::AttendingLessRecused => Some(Base::Attending),
            Base::VotesCast | Base::ValidVotes | Base::Members => None,
        };
        Decision {
            rule: *self,
            deciding: read(self.base),
            other: other.map(read),
        }
    }
}

impl Decision {
    /// The two readings of the denominator give different answers, so the minutes must show both (AMB-05).
    #[must_use]
    pub fn readings_differ(&self) -> bool {
        self.other
            .is_some_and(|other| other.verdict != self.deciding.verdict)
    }
}
