//! What is handed to those who check: the outline for everybody at once, the bundle once results are public, each
//! expert's own proof, and everything for the supervising office.

use crate::canon::Digest;
use crate::commitment::{Commitment, json};
use crate::drawn::{Decline, Drawn, Reveal, Standing};
use crate::merkle;
use crate::number::Number;
use crate::pool::{Frozen, Pseudonym};
use crate::prepare::{Prepared, count_leaf, encode};
use crate::refused::Refused;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name and version of the bundle's format.
pub const FORMAT: &str = "hengjian-draw-bundle 1";

/// What may be published on the day of the draw: it names nobody (第二十八条).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The commitment.
    pub commitment: Commitment,
    /// The parties' numbers.
    pub reveals: Vec<Reveal>,
    /// The public number.
    pub number: Number,
    /// Which panel of the committed list.
    pub index: u32,
}

/// Everything needed to check a draw, on pseudonyms. Texts are exactly the bytes that were hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// [`FORMAT`].
    pub format: String,
    /// The commitment as hashed.
    pub commitment: String,
    /// The rules as hashed.
    pub rules: String,
    /// Targets and unreachable members as hashed.
    pub plan: String,
    /// The fairness certificate as hashed.
    pub certificate: String,
    /// The committed rows, by pseudonym.
    pub rows: Vec<String>,
    /// The panels: base64 of 16-bit big-endian places, ascending within a panel.
    pub panels: String,
    /// The parties' numbers.
    pub reveals: Vec<Reveal>,
    /// The public number.
    pub number: Number,
    /// Which panel.
    pub index: u32,
    /// The drawn panel.
    pub panel: Vec<Pseudonym>,
    /// Declines in the order in which they came in.
    pub declines: Vec<Decline>,
    /// What the substitutes come to.
    pub standing: Standing,
}

/// Everything, for the supervising office: with names the bundle can be traced to people.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfficeBundle {
    /// The bundle.
    pub bundle: Bundle,
    /// The frozen pool with ids, attributes, reasons of removal, rules and salt.
    pub frozen: Frozen,
}

/// One expert's proof: this is your row, and you were in so many of the lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnProof {
    /// The expert's pseudonym.
    pub pseudonym: Pseudonym,
    /// The committed row.
    pub row: String,
    /// Place among the committed rows.
    pub place: u32,
    /// Number of committed rows.
    pub rows: u32,
    /// Appearances.
    pub count: u32,
    /// Panels on the list.
    pub panels: u32,
    /// Sibling hashes to the pool root.
    pub row_path: Vec<Digest>,
    /// Sibling hashes to the root over the counts.
    pub count_path: Vec<Digest>,
    /// The roots it leads to are in this commitment.
    pub commitment: Commitment,
}

impl OwnProof {
    /// Whether row and count are those of the commitment.
    #[must_use]
    pub fn holds(&self) -> bool {
        let climb =
            |leaf, path: &[Digest]| merkle::climb(leaf, self.place as usize, self.rows as usize, path);
        let row = climb(merkle::leaf(self.row.as_bytes()), &self.row_path);
        let count = climb(count_leaf(self.pseudonym, self.count), &self.count_path);
        self.row.starts_with(&format!("{} ", self.pseudonym))
            && row == Some(self.commitment.pool_root)
            && count == Some(self.commitment.count_root)
            && self.panels == self.commitment.panels
    }
}

impl Prepared {
    /// The proof for one expert; the caller shows it to that expert only, after the results are public.
    ///
    /// # Errors
    /// Nobody of that id is eligible, or the commitment is to another list.
    pub fn own_proof(&self, id: &str, commitment: &Commitment) -> Result<OwnProof, Refused> {
        if !self.is_committed_by(commitment) {
            return Err(Refused::OtherCommitment);
        }
        let pseudonym = self.frozen.pseudonym(id);
        let place = self.frozen.place(pseudonym).ok_or(Refused::Unknown)?;
        let lines = self.frozen.lines();
        let rows: Vec<Digest> = lines.iter().map(|l| merkle::leaf(l.as_bytes())).collect();
        let members = self.frozen.members().iter().zip(&self.counts);
        let counts: Vec<Digest> = members.map(|(m, c)| count_leaf(m.pseudonym, *c)).collect();
        Ok(OwnProof {
            pseudonym,
            row: lines[place].clone(),
            place: u32::try_from(place).unwrap_or(u32::MAX),
            rows: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            count: self.counts[place],
            panels: self.plan.panels,
            row_path: merkle::path(&rows, place),
            count_path: merkle::path(&counts, place),
            commitment: commitment.clone(),
        })
    }

    /// How many kinds of people (same part of the pool, quotas and employer) have fewer members than a bound. Fixed
    /// members do not count: their names are known anyway.
    #[must_use]
    pub fn recognisable(&self, at_least: usize) -> usize {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for member in self.frozen.members().iter().filter(|m| !m.fixed) {
            let line = member.line(self.frozen.rules().quotas.len());
            let kind = line
                .split_once(' ')
                .map(|(_, kind)| kind.to_owned())
                .unwrap_or_default();
            *kinds.entry(kind).or_default() += 1;
        }
        kinds.values().filter(|people| **people < at_least).count()
    }
}

impl Drawn<'_> {
    /// What may be published at once.
    #[must_use]
    pub fn outline(&self) -> Outline {
        let record = self.record.clone();
        let (commitment, reveals, number) = (record.commitment, record.reveals, record.number);
        Outline {
            commitment,
            reveals,
            number,
            index: self.index,
        }
    }

    /// Everything for the supervising office.
    ///
    /// # Errors
    /// The log of declines has an impossible entry.
    pub fn office_bundle(&self, declines: &[Decline]) -> Result<OfficeBundle, Refused> {
        Ok(OfficeBundle {
            bundle: self.bundle(declines)?,
            frozen: self.prepared.frozen.clone(),
        })
    }

    /// The bundle for everybody, once the results are public.
    ///
    /// # Errors
    /// Some kind of people has fewer than `at_least` members, so that somebody could be recognised; or the log of
    /// declines has an impossible entry.
    pub fn public_bundle(&self, declines: &[Decline], at_least: usize) -> Result<Bundle, Refused> {
        match self.prepared.recognisable(at_least) {
            0 => self.bundle(declines),
            groups => Err(Refused::TooFine { groups, at_least }),
        }
    }

    fn bundle(&self, declines: &[Decline]) -> Result<Bundle, Refused> {
        let prepared = self.prepared;
        Ok(Bundle {
            format: FORMAT.to_owned(),
            commitment: self.record.commitment.text(),
            rules: prepared.rules().text(),
            plan: json(&prepared.plan.public()),
            certificate: json(&prepared.plan.certificate),
            rows: prepared.frozen.lines(),
            panels: encode(&prepared.panels),
            reveals: self.record.reveals.clone(),
            number: self.record.number.clone(),
            index: self.index,
            panel: self.panel().into_iter().map(|s| s.pseudonym).collect(),
            declines: declines.to_vec(),
            standing: self.substitute(declines)?,
        })
    }
}
