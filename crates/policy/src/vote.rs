//! Votes: thresholds with their denominators, decided in integers.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use crate::law::{Instrument, Law, NotSet, Origin};
use crate::model::ThresholdRow;
use crate::rules::{Rules, from_pack};
use crate::words::{Base, Kind, Threshold, Value};

/// The rule of one vote (表决).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteRule {
    /// Its row: sentence, article, rules.
    pub law: Law,
    /// Secret ballot (无记名投票).
    pub secret: bool,
    /// The agreeing votes needed.
    pub agree: Threshold,
    /// Where the needed share comes from.
    pub origin: Origin,
    /// The attendance needed, if a text or setting asks for one.
    pub quorum: Option<Quorum>,
    /// Whether experts recused from one candidate leave the denominator for that candidate (AMB-05): the reading of
    /// `回避时表决分母`, by default not.
    pub recused_leave: bool,
}

/// A vote on a candidate from whom members were recused, in both readings of its denominator (AMB-05).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readings {
    /// The outcome by the reading in force.
    pub outcome: VoteOutcome,
    /// The outcome by the other reading.
    pub other: VoteOutcome,
}

impl Readings {
    /// Whether the readings differ: then the result sheet shows both.
    #[must_use]
    pub const fn differ(&self) -> bool {
        self.outcome.passed != self.other.passed
    }
}

/// The attendance a vote needs (到会).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quorum {
    /// Its row.
    pub law: Law,
    /// The share of members.
    pub threshold: Threshold,
    /// Where it comes from.
    pub origin: Origin,
}

/// The figures of a vote. A figure that the rule's denominator needs must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VoteCounts {
    /// 同意票.
    pub agree: u32,
    /// 投票总数: ballots cast, abstentions and spoiled ones among them.
    pub cast: Option<u32>,
    /// 实到人数 or 出席人数: those present.
    pub present: Option<u32>,
    /// 小组或评委会人数: all members.
    pub members: Option<u32>,
}

/// How a vote came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteOutcome {
    /// Passed.
    pub passed: bool,
    /// The reckoning in words: `同意5票，投票总数7，5×3=15 > 7×2=14，超过2/3`.
    pub explanation: String,
    /// The rule it was decided by.
    pub law: Law,
    /// Where the share comes from.
    pub origin: Origin,
}

impl VoteRule {
    /// Decides the vote.
    ///
    /// # Errors
    /// A figure is missing, figures contradict each other, or the denominator is zero: the vote is invalid, not lost.
    pub fn decide(&self, counts: &VoteCounts) -> Result<VoteOutcome, Refusal> {
        self.check(counts)?;
        let whole = whole(&self.law, self.agree.base, counts)?;
        let passed = self.agree.met_by(counts.agree, whole);
        Ok(VoteOutcome {
            passed,
            explanation: format!(
                "同意{}票，{}",
                counts.agree,
                reckon(&self.agree, counts.agree, whole, passed)
            ),
            law: self.law.clone(),
            origin: self.origin.clone(),
        })
    }

    /// Decides a vote in which `recused` of those present may not vote on this candidate, in both readings.
    ///
    /// # Errors
    /// As [`decide`](Self::decide); or all who are present are recused.
    pub fn decide_with_recused(&self, counts: &VoteCounts, recused: u32) -> Result<Readings, Refusal> {
        let entitled = |whole: Option<u32>| whole.map(|whole| whole.saturating_sub(recused));
        let without = VoteCounts {
            present: entitled(counts.present),
            ..*counts
        };
        let (literal, entitled) = (self.decide(counts)?, self.decide(&without)?);
        Ok(if self.recused_leave {
            Readings {
                outcome: entitled,
                other: literal,
            }
        } else {
            Readings {
                outcome: literal,
                other: entitled,
            }
        })
    }

    /// Whether `present` of `members` suffices to vote; true when no text asks for an attendance.
    ///
    /// # Errors
    /// A figure is missing or the denominator is zero.
    pub fn quorate(&self, present: u32, members: u32) -> Result<VoteOutcome, Refusal> {
        let Some(quorum) = &self.quorum else {
            return Ok(VoteOutcome {
                passed: true,
                explanation: "没有规定最低到会人数".to_owned(),
                law: self.law.clone(),
                origin: self.origin.clone(),
            });
        };
        let law = &quorum.law;
        if present > members {
            return Err(law.refusal_saying(format!("到会{present}人，多于应到{members}人")));
        }
        let counts = VoteCounts {
            present: Some(present),
            members: Some(members),
            ..VoteCounts::default()
        };
        let threshold = &quorum.threshold;
        let whole = whole(law, threshold.base, &counts)?;
        let passed = threshold.met_by(present, whole);
        Ok(VoteOutcome {
            passed,
            explanation: format!("到会{present}人，{}", reckon(threshold, present, whole, passed)),
            law: law.clone(),
            origin: quorum.origin.clone(),
        })
    }

    fn check(&self, counts: &VoteCounts) -> Result<(), Refusal> {
        let bounds = [
            (counts.cast, "投票总数"),
            (counts.present, "到会人数"),
            (counts.members, "应到人数"),
        ];
        for (bound, name) in bounds {
            if let Some(bound) = bound.filter(|bound| counts.agree > *bound) {
                return Err(self.invalid(format!("同意{}票，多于{name}{bound}", counts.agree)));
            }
        }
        if let (Some(cast), Some(present)) = (counts.cast, counts.present)
            && cast > present
        {
            return Err(self.invalid(format!("投票总数{cast}，多于到会{present}人")));
        }
        Ok(())
    }

    fn invalid(&self, sentence: String) -> Refusal {
        self.law.refusal_saying(sentence)
    }
}

fn whole(law: &Law, base: Base, counts: &VoteCounts) -> Result<u32, Refusal> {
    let whole = match base {
        Base::Cast => counts.cast,
        Base::Present | Base::Attending => counts.present,
        Base::Members => counts.members,
    };
    match whole {
        None => Err(law.refusal_saying(format!("缺少{}，不能计算", base.chinese()))),
        Some(0) => Err(law.refusal_saying(format!("{}为零，表决无效", base.chinese()))),
        Some(whole) => Ok(whole),
    }
}

/// `投票总数7，5×3=15 > 7×2=14，超过2/3`
fn reckon(threshold: &Threshold, part: u32, whole: u32, passed: bool) -> String {
    let share = threshold.share;
    let left = u64::from(part) * u64::from(share.denominator());
    let right = u64::from(whole) * u64::from(share.numerator());
    let sign = match left.cmp(&right) {
        core::cmp::Ordering::Less => "<",
        core::cmp::Ordering::Equal => "=",
        core::cmp::Ordering::Greater => ">",
    };
    let verdict = match (threshold.strict, passed) {
        (true, true) => "超过",
        (true, false) => "没有超过",
        (false, true) => "达到",
        (false, false) => "没有达到",
    };
    format!(
        "{}{whole}，{part}×{}={left} {sign} {whole}×{}={right}，{verdict}{share}",
        threshold.base.chinese(),
        share.denominator(),
        share.numerator()
    )
}

impl Rules {
    /// The rule of the vote `name`, e.g. `单位推荐` or `评委会`.
    ///
    /// # Errors
    /// No text gives the share of agreeing votes (or the attendance it asks for) and nobody has set it.
    pub fn vote(&self, name: &str) -> Result<VoteRule, NotSet> {
        let Some(found) = self.merged.votes.get(name) else {
            return Err(NotSet::unknown(name, Kind::Threshold));
        };
        let (agree, origin) = self.threshold(name, &found.row.agree, &found.by)?;
        let quorum = match &found.row.quorum {
            None => None,
            Some(row) => {
                let (threshold, origin) = self.threshold(name, row, &found.by)?;
                let mut law = Law::of(&row.head, &found.by);
                if row.head.sentence.is_none() {
                    law.sentence = format!("到会人数应{threshold}");
                }
                Some(Quorum {
                    law,
                    threshold,
                    origin,
                })
            }
        };
        Ok(VoteRule {
            law: Law::of(&found.row.head, &found.by),
            secret: found.row.secret,
            agree,
            origin,
            quorum,
            recused_leave: self
                .text("回避时表决分母")
                .is_ok_and(|answer| answer.value == "有表决权人数"),
        })
    }

    fn threshold(
        &self,
        vote: &str,
        row: &ThresholdRow,
        by: &Instrument,
    ) -> Result<(Threshold, Origin), NotSet> {
        let name = format!("{vote}·{}", row.head.name);
        match &row.given {
            Ok(threshold) => Ok((*threshold, from_pack(&row.head, by))),
            Err(why) => match self.set_value(core::slice::from_ref(&name), Kind::Threshold) {
                Some((Value::Threshold(threshold), origin)) => Ok((threshold, origin)),
                _ => Err(NotSet {
                    name,
                    kind: Kind::Threshold,
                    why: why.clone(),
                    law: Some(Box::new(Law::of(&row.head, by))),
                }),
            },
        }
    }

    pub(crate) fn open_votes(&self) -> Vec<NotSet> {
        let mut open = Vec::new();
        for (name, found) in &self.merged.votes {
            let rows = core::iter::once(&found.row.agree).chain(&found.row.quorum);
            open.extend(rows.filter_map(|row| self.threshold(name, row, &found.by).err()));
        }
        open
    }
}
