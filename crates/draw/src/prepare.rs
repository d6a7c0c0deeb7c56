//! From the frozen pool to the list of panels with its counts, certificate and roots.

use crate::canon::{Digest, tagged};
use crate::certificate::{Certificate, prove};
use crate::list::{Order, build};
use crate::merkle;
use crate::pool::{Frozen, Pseudonym};
use crate::refused::Refused;
use crate::relax;
use crate::rules::PublicRules;
use crate::shape::Shape;
use crate::targets::{Shares, equal_shares, shares};
use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest panels on a list the caller may ask for.
pub const MIN_PANELS: u32 = 100;
/// Most panels on a list.
pub const MAX_PANELS: u32 = 100_000;
/// Name and version of the procedure; part of the commitment. Any change of the list for the same input changes it.
pub const PROGRAM: &str = "hengjian-draw 1";

/// What was decided before the list was built. Everything is whole numbers: from here on every platform
/// computes the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// How many soft quotas, in order, are not required because no panel can meet them.
    pub(crate) level: u32,
    /// Number of panels.
    pub(crate) panels: u32,
    /// How often each member should appear.
    pub(crate) targets: Vec<u32>,
    /// Members who can sit on no panel under the rules.
    pub(crate) unreachable: BTreeSet<u32>,
    pub(crate) certificate: Certificate,
    /// What part of the bound everybody who can be drawn gets at least, in millionths: 900,000, or less where whole
    /// panels cannot come so near to what fractions of people could.
    pub(crate) promised_ppm: u64,
    /// Smallest possible largest chance in millionths of the equal share, as the program found it; a yardstick
    /// for reports, not a proof.
    pub(crate) even_ppm: u64,
}

/// How even the list is. Chances are exact fractions `numerator/denominator` of the equal share of the stratum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fairness {
    /// Smallest chance of anybody who can be drawn.
    pub least: String,
    /// Largest chance.
    pub most: String,
    /// Nobody can do better than this for the smallest chance (the certificate).
    pub bound: String,
    /// `least / bound` in millionths, rounded down.
    pub reached_ppm: u64,
    /// Smallest possible largest chance in millionths of the equal share, as the linear program found it.
    pub even_ppm: u64,
    /// `most` in millionths of the equal share, rounded up.
    pub most_ppm: u64,
}

/// A pool with its list, ready to be committed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Prepared {
    pub(crate) frozen: Frozen,
    pub(crate) plan: Plan,
    /// All members of each panel, fixed ones included, as ascending places in the pool.
    pub(crate) panels: Vec<Vec<u16>>,
    pub(crate) counts: Vec<u32>,
    pub(crate) list_root: Digest,
    pub(crate) count_root: Digest,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    frozen: Frozen,
    plan: Plan,
    panels: String,
}

impl From<Prepared> for Stored {
    fn from(prepared: Prepared) -> Self {
        let panels = encode(&prepared.panels);
        Self {
            frozen: prepared.frozen,
            plan: prepared.plan,
            panels,
        }
    }
}

impl TryFrom<Stored> for Prepared {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let size = stored.frozen.rules().size() as usize;
        let panels = decode(&stored.panels, size).ok_or("panels are damaged")?;
        let eligible = stored.frozen.eligible();
        let inside = panels.iter().flatten().all(|m| usize::from(*m) < eligible);
        let plan = &stored.plan;
        let members = stored.frozen.members();
        let drawable = |m: &u32| members.get(*m as usize).is_some_and(|m| !m.fixed);
        let fits = plan.targets.len() == eligible
            && plan.panels as usize == panels.len()
            && !panels.is_empty()
            && plan.unreachable.iter().all(drawable);
        if !inside || !fits {
            return Err("panels do not fit the pool");
        }
        Ok(Self::assemble(stored.frozen, stored.plan, panels))
    }
}

/// Panels as base64 of 16-bit big-endian places.
pub(crate) fn encode(panels: &[Vec<u16>]) -> String {
    let bytes: Vec<u8> = panels.iter().flatten().flat_map(|m| m.to_be_bytes()).collect();
    data_encoding::BASE64.encode(&bytes)
}

pub(crate) fn decode(text: &str, size: usize) -> Option<Vec<Vec<u16>>> {
    let bytes = data_encoding::BASE64.decode(text.as_bytes()).ok()?;
    if size == 0 || bytes.len() % (2 * size) != 0 {
        return None;
    }
    let places = |panel: &[u8]| {
        panel
            .chunks_exact(2)
            .map(|b| u16::from_be_bytes([b[0], b[1]]))
            .collect()
    };
    Some(bytes.chunks_exact(2 * size).map(places).collect())
}

/// Leaf of one panel.
pub(crate) fn panel_leaf(panel: &[u16]) -> Digest {
    merkle::leaf(&panel.iter().flat_map(|m| m.to_be_bytes()).collect::<Vec<u8>>())
}

/// Leaf of one count: `pseudonym count`.
pub(crate) fn count_leaf(pseudonym: Pseudonym, count: u32) -> Digest {
    merkle::leaf(format!("{pseudonym} {count}").as_bytes())
}

/// Prepares the list of panels.
///
/// `panels` is the number of panels; `None` chooses it so that everybody appears at least 40 times and there are
/// at least 1,000 panels.
///
/// # Errors
/// The rules cannot be met ([`Refused::Infeasible`] names the smallest change), or `panels` is out of range.
pub fn prepare(frozen: &Frozen, panels: Option<u32>) -> Result<Prepared, Refused> {
    let softs = frozen.rules().quotas.iter().filter(|q| q.soft).count();
    for level in 0..=u32::try_from(softs).unwrap_or(u32::MAX) {
        let rules = frozen.public_rules(level);
        let shape = Shape::new(frozen.members(), &rules);
        match shares(&shape, &BTreeSet::new()) {
            Err(Refused::Infeasible(_)) => {}
            Err(other) => return Err(other),
            Ok(shares) => {
                if let Some(pattern) = relax::some_panel(&shape)? {
                    let mut draft = Draft {
                        frozen,
                        rules,
                        shape,
                        shares,
                        pattern,
                    };
                    return draft.fair_list(panels);
                }
            }
        }
    }
    Err(Refused::Infeasible(relax::smallest(
        frozen.members(),
        &frozen.public_rules(0),
    )?))
}

/// The part of the bound, in millionths, that a list promises where nothing is in the way.
const USUAL_PPM: u64 = 900_000;

/// Everything that is known before the length of the list is chosen.
struct Draft<'a> {
    frozen: &'a Frozen,
    rules: PublicRules,
    shape: Shape,
    shares: Shares,
    pattern: Vec<u32>,
}

/// How much longer than the smallest target alone needs a list may be, in thousandths: what single panels cannot do
/// exactly is then not taken from those who appear least. Tried in turn until 99 % of the bound is reached.
const SLACKS: [u32; 3] = [1006, 1010, 1015];

impl Draft<'_> {
    /// The list, after leaving out of the targets whoever sits on none of its panels and cannot sit on any.
    fn fair_list(&mut self, panels: Option<u32>) -> Result<Prepared, Refused> {
        loop {
            let list = match panels {
                Some(length) if (MIN_PANELS..=MAX_PANELS).contains(&length) => self.list(length)?,
                Some(_) => {
                    let (min, max) = (MIN_PANELS, MAX_PANELS);
                    return Err(Refused::ListSize { min, max });
                }
                None => self.best_list()?,
            };
            let never = self.never(&list)?;
            if never.is_empty() {
                return Ok(list);
            }
            let mut all = self.shares.unreachable.clone();
            all.extend(never);
            self.shares = shares(&self.shape, &all)?;
        }
    }

    /// Members who sit on no panel of the list although the program counts on them, and cannot sit on any: the
    /// program takes fractions of people for possible.
    fn never(&self, list: &Prepared) -> Result<Vec<u32>, Refused> {
        let mut known: BTreeMap<String, bool> = BTreeMap::new();
        let mut never = Vec::new();
        for member in self.shares.kinds.iter().flat_map(|k| &k.members).copied() {
            if list.counts[member as usize] > 0 {
                continue;
            }
            let row = self.shape.row(member);
            let can_sit = match known.get(&row) {
                Some(known) => *known,
                None => relax::can_sit(&self.shape, member)?,
            };
            known.insert(row, can_sit);
            if !can_sit {
                never.push(member);
            }
        }
        Ok(never)
    }

    /// The first list that reaches 99 % of the bound, else the best of those tried.
    fn best_list(&self) -> Result<Prepared, Refused> {
        let mut best: Option<(u64, Prepared)> = None;
        for slack in SLACKS {
            let list = self.list(self.length(slack)?)?;
            let reached = list.fairness()?.reached_ppm;
            if best.as_ref().is_none_or(|(most, _)| reached > *most) {
                best = Some((reached, list));
            }
            if reached >= 990_000 {
                break;
            }
        }
        best.map(|(_, list)| list)
            .ok_or(Refused::Solver("名单没有得出结果"))
    }

    fn list(&self, length: u32) -> Result<Prepared, Refused> {
        let (shape, shares) = (&self.shape, &self.shares);
        let key = list_key(self.frozen, &self.rules, length);
        let targets = targets(shape, shares, length, key);
        let floors = floors(shape, shares, length);
        let (kinds, pattern) = (&shares.kinds[..], &self.pattern[..]);
        let order = Order {
            shape,
            kinds,
            targets: &targets,
            floors: &floors,
            length,
            key,
            pattern,
        };
        let place = |m: &u32| u16::try_from(*m).unwrap_or(u16::MAX);
        let full = |drawn: Vec<u32>| {
            let mut all: Vec<u16> = drawn.iter().chain(&shape.fixed).map(place).collect();
            all.sort_unstable();
            all
        };
        let panels = build(&order).into_iter().map(full).collect();
        let plan = Plan {
            level: self.rules.level,
            panels: length,
            targets,
            unreachable: shares.unreachable.clone(),
            certificate: prove(shape, shares)?,
            promised_ppm: USUAL_PPM,
            even_ppm: ppm(shares.most),
        };
        let mut list = Prepared::assemble(self.frozen.clone(), plan, panels);
        list.plan.promised_ppm = list.fairness()?.reached_ppm.min(USUAL_PPM);
        Ok(list)
    }

    /// Smallest number of panels with at least 40 appearances for everybody and at least 1,000 panels, such that
    /// the smallest target is (nearly) a whole number.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked against MAX_PANELS"
    )]
    fn length(&self, slack: u32) -> Result<u32, Refused> {
        let chances = equal_shares(&self.shape, &self.shares.unreachable)
            .into_iter()
            .filter(|(seats, people)| *seats > 0 && *people > 0)
            .map(|(seats, people)| self.shares.least * f64::from(seats) / f64::from(people));
        let smallest = chances.fold(1.0, f64::min);
        let appearances = (1000.0 * smallest).ceil().max(40.0);
        let length = (f64::from(slack) / 1000.0 * appearances / smallest).ceil();
        if length <= f64::from(MAX_PANELS) {
            Ok(length as u32)
        } else {
            Err(Refused::ListSize {
                min: MIN_PANELS,
                max: MAX_PANELS,
            })
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small positive ratio"
)]
fn ppm(ratio: f64) -> u64 {
    (ratio * 1e6).round() as u64
}

fn list_key(frozen: &Frozen, rules: &PublicRules, length: u32) -> u64 {
    let text = rules.text();
    let parts = [&frozen.pool_root().0[..], text.as_bytes(), &length.to_be_bytes()];
    let digest = tagged("hengjian/draw/list/1", &parts);
    u64::from_be_bytes(std::array::from_fn(|i| digest.0[i]))
}

/// Rounds the expected numbers to whole targets: first per kind, so that each stratum gets exactly its seats,
/// then within a kind, whose members differ by at most one.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of appearances"
)]
fn targets(shape: &Shape, shares: &Shares, length: u32, key: u64) -> Vec<u32> {
    let mut targets = vec![0; shape.class_of.len()];
    for stratum in 0..3 {
        let mut parts: Vec<(f64, u64, usize)> = Vec::new();
        for (k, kind) in shares.kinds.iter().enumerate() {
            if shape.classes[kind.class].stratum == stratum {
                let exact = shares.expected[k] * f64::from(length);
                let whole = (exact + 1e-4).floor().max(0.0);
                parts.push((exact - whole, whole as u64, k));
            }
        }
        let sum: u64 = parts.iter().map(|(_, whole, _)| whole).sum();
        let missing = (u64::from(shape.seats[stratum]) * u64::from(length)).saturating_sub(sum);
        parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        let count = parts.len().max(1);
        for (place, (_, whole, k)) in parts.into_iter().enumerate() {
            let extra = missing / count as u64 + u64::from((place as u64) < missing % count as u64);
            spread(&shares.kinds[k].members, whole + extra, length, key, &mut targets);
        }
    }
    targets
}

/// What the largest possible smallest chance comes to in whole appearances.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of appearances"
)]
fn floors(shape: &Shape, shares: &Shares, length: u32) -> Vec<u32> {
    let mut floors = vec![0; shape.class_of.len()];
    let equal = equal_shares(shape, &shares.unreachable);
    for kind in &shares.kinds {
        let (seats, people) = equal[shape.classes[kind.class].stratum];
        let chance = shares.least * f64::from(seats) / f64::from(people);
        for member in &kind.members {
            floors[*member as usize] = (chance * f64::from(length) + 1e-4).floor() as u32;
        }
    }
    floors
}

fn spread(members: &[u32], total: u64, length: u32, key: u64, targets: &mut [u32]) {
    let people = members.len() as u64;
    let mut order: Vec<u32> = members.to_vec();
    order.sort_by_key(|m| (crate::list::scramble(key, *m, u32::MAX), *m));
    for (place, member) in (0_u64..).zip(order) {
        let own = total / people + u64::from(place < total % people);
        targets[member as usize] = u32::try_from(own).unwrap_or(u32::MAX).min(length);
    }
}

impl Prepared {
    pub(crate) fn assemble(frozen: Frozen, plan: Plan, panels: Vec<Vec<u16>>) -> Self {
        let mut counts = vec![0; frozen.eligible()];
        for member in panels.iter().flatten() {
            counts[usize::from(*member)] += 1;
        }
        let leaves: Vec<Digest> = panels.iter().map(|p| panel_leaf(p)).collect();
        let lines: Vec<Digest> = frozen
            .members()
            .iter()
            .zip(&counts)
            .map(|(m, c)| count_leaf(m.pseudonym, *c))
            .collect();
        let (list_root, count_root) = (merkle::root(&leaves), merkle::root(&lines));
        Self {
            frozen,
            plan,
            panels,
            counts,
            list_root,
            count_root,
        }
    }

    /// The frozen pool.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    /// Number of panels on the list.
    #[must_use]
    pub fn panels(&self) -> u32 {
        self.plan.panels
    }

    /// Names of the soft quotas that no panel can meet together with the rest, so that the list does not require
    /// them.
    pub fn relaxed(&self) -> impl Iterator<Item = &str> {
        let softs = self.frozen.rules().quotas.iter().filter(|q| q.soft);
        softs.take(self.plan.level as usize).map(|q| q.name.as_str())
    }

    /// Pseudonyms of people who can sit on no panel under the rules; the organiser should know before committing.
    pub fn unreachable(&self) -> impl Iterator<Item = Pseudonym> {
        self.plan
            .unreachable
            .iter()
            .map(|m| self.frozen.members()[*m as usize].pseudonym)
    }

    /// On how many panels a person appears; `None` if the person is not eligible.
    #[must_use]
    pub fn appearances(&self, id: &str) -> Option<u32> {
        self.frozen
            .place(self.frozen.pseudonym(id))
            .map(|place| self.counts[place])
    }

    pub(crate) fn rules(&self) -> PublicRules {
        self.frozen.public_rules(self.plan.level)
    }

    pub(crate) fn shape(&self) -> Shape {
        Shape::new(self.frozen.members(), &self.rules())
    }

    /// How even the list is.
    ///
    /// # Errors
    /// The certificate proves nothing: the stored plan was altered.
    pub fn fairness(&self) -> Result<Fairness, Refused> {
        let shape = self.shape();
        let bound = self.plan.certificate.bound(&shape, &self.plan.unreachable);
        let bound = bound.ok_or(Refused::Solver("公平性证明不成立"))?;
        let equal = equal_shares(&shape, &self.plan.unreachable);
        let drawn = shape.pool.iter().filter(|m| !self.plan.unreachable.contains(m));
        let ratios = drawn.map(|m| (equal[shape.class(*m).stratum], self.counts[*m as usize]));
        let ratios = ratios
            .filter(|((seats, _), _)| *seats > 0)
            .map(|((seats, people), count)| {
                let below = u64::from(seats) * u64::from(self.plan.panels);
                BigRational::new(
                    BigInt::from(u64::from(count) * u64::from(people)),
                    BigInt::from(below),
                )
            });
        let (least, most) = ratios.fold((None, None), |(least, most), ratio| {
            let lower = least.filter(|l| *l <= ratio).unwrap_or_else(|| ratio.clone());
            let upper = most.filter(|m| *m >= ratio).unwrap_or(ratio);
            (Some(lower), Some(upper))
        });
        let (Some(least), Some(most)) = (least, most) else {
            return Err(Refused::Solver("没有可抽取的人"));
        };
        let million = BigRational::from_integer(BigInt::from(1_000_000));
        let text = |r: &BigRational| format!("{}/{}", r.numer(), r.denom());
        let whole = |r: BigRational| u64::try_from(r.to_integer()).unwrap_or(u64::MAX);
        Ok(Fairness {
            least: text(&least),
            most: text(&most),
            bound: text(&bound),
            reached_ppm: whole((&least / &bound * &million).floor()),
            even_ppm: self.plan.even_ppm,
            most_ppm: whole((&most * &million).ceil()),
        })
    }
}
