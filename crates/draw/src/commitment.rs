//! What is published before the public number exists.

use crate::canon::{Digest, tagged};
use crate::number::Source;
use crate::prepare::{PROGRAM, Plan, Prepared};
use crate::refused::Refused;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Somebody who contributes a random number of their own: platform, organiser, supervisor, an expert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Unique among the parties of the draw.
    pub name: String,
    /// [`nonce_digest`] of the party's 32 random bytes.
    pub nonce_digest: Digest,
}

/// What a party hands in before the list is committed to.
#[must_use]
pub fn nonce_digest(party: &str, nonce: &[u8; 32]) -> Digest {
    tagged("hengjian/draw/nonce/1", &[party.as_bytes(), nonce])
}

/// The attempt before this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// Its commitment; it stays published.
    pub commitment: Digest,
    /// Why the draw is held again.
    pub reason: String,
    /// The supervisor who signed for it (第四十四条).
    pub signed_by: String,
}

/// Number of the attempt, and the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// Present from the second on.
    pub previous: Option<Previous>,
}

impl Attempt {
    /// The first draw of a meeting.
    #[must_use]
    pub fn first() -> Self {
        Self {
            number: 1,
            previous: None,
        }
    }

    /// The attempt after a void or repeated draw.
    ///
    /// # Errors
    /// The reason or the signature is missing.
    pub fn again(before: &Commitment, reason: &str, signed_by: &str) -> Result<Self, Refused> {
        if reason.trim().is_empty() || signed_by.trim().is_empty() {
            return Err(Refused::Commitment("再次抽取必须写明理由并由监督员签名。"));
        }
        let previous = Previous {
            commitment: before.digest(),
            reason: reason.to_owned(),
            signed_by: signed_by.to_owned(),
        };
        Ok(Self {
            number: before.attempt.number + 1,
            previous: Some(previous),
        })
    }
}

/// The commitment C: published, printed as a QR code and timestamped before the public number exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Name and version of the procedure.
    pub program: String,
    /// The caller's identifier of the meeting.
    pub meeting: String,
    /// Which attempt this is.
    pub attempt: Attempt,
    /// Root over the committed rows of everybody who can be drawn.
    pub pool_root: Digest,
    /// Root over the salted full rows, removed people included.
    pub record_root: Digest,
    /// Digest of the rules as pseudonyms see them.
    pub rules: Digest,
    /// Digest of targets and of who cannot be drawn under the rules.
    pub plan: Digest,
    /// Digest of the fairness certificate.
    pub certificate: Digest,
    /// Number of panels.
    pub panels: u32,
    /// Root over the panels.
    pub list_root: Digest,
    /// Root over everybody's number of appearances.
    pub count_root: Digest,
    /// Who contributes a number, in the order in which they are hashed.
    pub parties: Vec<Party>,
    /// Where the public number will come from: the first, and fallbacks in order.
    pub sources: Vec<Source>,
}

impl Commitment {
    /// The exact text that is hashed.
    #[must_use]
    pub fn text(&self) -> String {
        json(self)
    }

    /// C, the digest that is published.
    #[must_use]
    pub fn digest(&self) -> Digest {
        tagged("hengjian/draw/commitment/1", &[self.text().as_bytes()])
    }
}

/// Plain structs of numbers and texts always have a JSON form; an empty text would match no digest.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(crate) fn rules_digest(text: &str) -> Digest {
    tagged("hengjian/draw/rules/1", &[text.as_bytes()])
}

pub(crate) fn plan_digest(text: &str) -> Digest {
    tagged("hengjian/draw/plan/1", &[text.as_bytes()])
}

pub(crate) fn certificate_digest(text: &str) -> Digest {
    tagged("hengjian/draw/certificate/1", &[text.as_bytes()])
}

/// Targets and who cannot be drawn, as they are committed to. Places are those of the committed rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicPlan {
    /// How often each member should appear.
    pub targets: Vec<u32>,
    /// Places of members who can sit on no panel under the rules.
    pub unreachable: BTreeSet<u32>,
    /// What part of the certified bound everybody else's chance is at least, in millionths.
    pub promised_ppm: u64,
}

impl Plan {
    pub(crate) fn public(&self) -> PublicPlan {
        PublicPlan {
            targets: self.targets.clone(),
            unreachable: self.unreachable.clone(),
            promised_ppm: self.promised_ppm,
        }
    }
}

impl Prepared {
    /// Commits to the list.
    ///
    /// # Errors
    /// The meeting is not named, no party or no source is given, a party occurs twice, a source is not usable, or
    /// the attempt does not follow the rules for attempts.
    pub fn commit(
        &self,
        meeting: &str,
        attempt: Attempt,
        parties: Vec<Party>,
        sources: Vec<Source>,
    ) -> Result<Commitment, Refused> {
        let ensure = |holds, what| {
            if holds {
                Ok(())
            } else {
                Err(Refused::Commitment(what))
            }
        };
        ensure(!meeting.trim().is_empty(), "缺少会议编号。")?;
        let names: BTreeSet<&str> = parties.iter().map(|p| p.name.as_str()).collect();
        ensure(
            !parties.is_empty() && names.len() == parties.len(),
            "至少一方提供随机数，且各方不能重名。",
        )?;
        ensure(
            names.iter().all(|n| !n.trim().is_empty()),
            "提供随机数的一方缺少名称。",
        )?;
        ensure(!sources.is_empty(), "没有指定公共随机数的来源。")?;
        for source in &sources {
            source.check()?;
        }
        ensure(attempt.number >= 1, "抽取次数从1开始。")?;
        ensure(
            (attempt.number == 1) == attempt.previous.is_none(),
            "再次抽取必须写明上一次。",
        )?;
        Ok(Commitment {
            program: PROGRAM.to_owned(),
            meeting: meeting.to_owned(),
            attempt,
            pool_root: self.frozen.pool_root(),
            record_root: self.frozen.record_root(),
            rules: rules_digest(&self.rules().text()),
            plan: plan_digest(&json(&self.plan.public())),
            certificate: certificate_digest(&json(&self.plan.certificate)),
            panels: self.plan.panels,
            list_root: self.list_root,
            count_root: self.count_root,
            parties,
            sources,
        })
    }

    /// Whether a commitment is to this list.
    pub(crate) fn is_committed_by(&self, commitment: &Commitment) -> bool {
        let (meeting, attempt) = (&commitment.meeting, commitment.attempt.clone());
        let own = self.commit(
            meeting,
            attempt,
            commitment.parties.clone(),
            commitment.sources.clone(),
        );
        own.is_ok_and(|own| own == *commitment)
    }
}
