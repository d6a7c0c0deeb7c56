//! Freezing the pool: who can be drawn, under which pseudonym, and what is committed about them.

use crate::canon::{Digest, array, keyed, tagged};
use crate::merkle;
use crate::refused::Refused;
use crate::rules::{PublicQuota, PublicRules, Rules, Stratum};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Most eligible people: their places fit into 16 bits.
pub const MAX_POOL: usize = 65_000;

/// Secret salt of one frozen pool, 32 random bytes. With it and the ids everything can be recomputed; the
/// organiser and the supervising office keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Salt(pub Digest);

/// The name an expert has in everything that is published: 16 bytes of HMAC(salt, id).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym(pub [u8; 16]);

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pseudonym({self})")
    }
}

impl Serialize for Pseudonym {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Pseudonym {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        array(deserializer).map(Self)
    }
}

/// One person of the registered pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolRow {
    /// The caller's identifier, unique in the pool.
    pub id: String,
    /// Employer (所在单位), by a name or identifier that is the same for colleagues.
    pub employer: String,
    /// Which part of the pool.
    pub stratum: Stratum,
    /// Attributes that quotas and conditions ask for.
    pub attributes: BTreeMap<String, String>,
    /// Reason code if the person cannot be drawn: term over, retired, recused, …
    pub removed: Option<String>,
}

/// One person who can be drawn, as the arithmetic sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) pseudonym: Pseudonym,
    pub(crate) id: String,
    pub(crate) stratum: Stratum,
    /// Bit q set: counts for quota q.
    pub(crate) mask: u32,
    /// Employers with more eligible people than the cap allows; the others never matter.
    pub(crate) employer: Option<u16>,
    pub(crate) fixed: bool,
}

impl Member {
    /// The committed row: `pseudonym stratum quotas employer`, separated by one space.
    pub(crate) fn line(&self, quotas: usize) -> String {
        format!(
            "{} {}",
            self.pseudonym,
            row(self.stratum, self.mask, quotas, self.employer)
        )
    }
}

/// The committed row without the pseudonym: stratum, `q` with one bit per quota, number of the employer or `-`.
pub(crate) fn row(stratum: Stratum, mask: u32, quotas: usize, employer: Option<u16>) -> String {
    let bits: String = (0..quotas)
        .map(|q| if mask >> q & 1 == 1 { '1' } else { '0' })
        .collect();
    let employer = employer.map_or_else(|| "-".to_owned(), |e| e.to_string());
    format!("{stratum} q{bits} {employer}")
}

#[derive(Clone, Serialize, Deserialize)]
struct Parts {
    rules: Rules,
    salt: Salt,
    rows: Vec<PoolRow>,
}

/// A frozen pool: rows, rules and salt, and what follows from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Frozen {
    rules: Rules,
    salt: Salt,
    rows: Vec<PoolRow>,
    members: Vec<Member>,
    pool_root: Digest,
    record_root: Digest,
}

impl From<Frozen> for Parts {
    fn from(frozen: Frozen) -> Self {
        Self {
            rules: frozen.rules,
            salt: frozen.salt,
            rows: frozen.rows,
        }
    }
}

impl TryFrom<Parts> for Frozen {
    type Error = Refused;

    fn try_from(parts: Parts) -> Result<Self, Refused> {
        freeze(parts.rows, parts.rules, parts.salt)
    }
}

/// Freezes the pool. Experts who miss a condition of the rules are removed with the condition's reason code (chairs
/// and vice chairs may be administrative leaders, 第十二条: the caller decides on them). The order of the input does
/// not matter.
///
/// # Errors
/// The rules contradict themselves; an id is empty or occurs twice; the pool is too large; a fixed member is not
/// an eligible chair or vice chair.
pub fn freeze(mut rows: Vec<PoolRow>, rules: Rules, salt: Salt) -> Result<Frozen, Refused> {
    rules.check()?;
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    if rows
        .iter()
        .any(|r| r.id.trim().is_empty() || r.employer.trim().is_empty())
    {
        return Err(Refused::Pool("有人缺少编号或者所在单位。"));
    }
    if rows.windows(2).any(|w| w[0].id == w[1].id) {
        return Err(Refused::Pool("有人重复。"));
    }
    for row in &mut rows {
        if row.removed.is_none() && row.stratum == Stratum::Expert {
            let unmet = rules
                .eligible
                .iter()
                .find(|m| !has(row, &m.attribute, &m.any_of))
                .map(|m| m.reason.clone());
            row.removed = unmet;
        }
    }
    let members = members(&rows, &rules, salt)?;
    let lines: Vec<Digest> = members
        .iter()
        .map(|m| merkle::leaf(m.line(rules.quotas.len()).as_bytes()))
        .collect();
    let records: Vec<Digest> = rows.iter().map(|row| record_leaf(row, salt)).collect();
    let (pool_root, record_root) = (merkle::root(&lines), merkle::root(&records));
    Ok(Frozen {
        rules,
        salt,
        rows,
        members,
        pool_root,
        record_root,
    })
}

fn has(row: &PoolRow, attribute: &str, any_of: &BTreeSet<String>) -> bool {
    row.attributes
        .get(attribute)
        .is_some_and(|value| any_of.contains(value))
}

fn pseudonym(salt: Salt, id: &str) -> Pseudonym {
    let mac = keyed(&salt.0.0, "hengjian/draw/pseudonym/1", &[id.as_bytes()]);
    Pseudonym(std::array::from_fn(|i| mac[i]))
}

fn members(rows: &[PoolRow], rules: &Rules, salt: Salt) -> Result<Vec<Member>, Refused> {
    let eligible: Vec<&PoolRow> = rows.iter().filter(|r| r.removed.is_none()).collect();
    if eligible.len() > MAX_POOL {
        return Err(Refused::Pool("可抽取的专家超过65000人。"));
    }
    for id in &rules.fixed {
        let known = eligible
            .iter()
            .any(|r| r.id == *id && r.stratum != Stratum::Expert);
        if !known {
            return Err(Refused::FixedNotInPool(id.clone()));
        }
    }
    let employers = employers(&eligible, rules, salt);
    let mut members: Vec<Member> = eligible
        .iter()
        .map(|row| {
            let counts = |q: usize| has(row, &rules.quotas[q].attribute, &rules.quotas[q].any_of);
            Member {
                pseudonym: pseudonym(salt, &row.id),
                id: row.id.clone(),
                stratum: row.stratum,
                mask: (0..rules.quotas.len())
                    .filter(|q| counts(*q))
                    .fold(0, |mask, q| mask | 1 << q),
                employer: employers.get(row.employer.as_str()).copied(),
                fixed: rules.fixed.contains(&row.id),
            }
        })
        .collect();
    members.sort_by_key(|m| m.pseudonym);
    if members.windows(2).any(|w| w[0].pseudonym == w[1].pseudonym) {
        return Err(Refused::Pool("假名重复，请换一个盐值。"));
    }
    Ok(members)
}

/// Numbers the employers that can reach the cap, in an order that says nothing about their names.
fn employers<'a>(eligible: &[&'a PoolRow], rules: &Rules, salt: Salt) -> BTreeMap<&'a str, u16> {
    let Some(cap) = rules.at_most_per_employer else {
        return BTreeMap::new();
    };
    let mut sizes: BTreeMap<&str, u32> = BTreeMap::new();
    for row in eligible {
        *sizes.entry(&row.employer).or_default() += 1;
    }
    let mut large: Vec<&str> = sizes
        .into_iter()
        .filter(|(_, size)| *size > cap)
        .map(|(name, _)| name)
        .collect();
    large.sort_by_cached_key(|name| keyed(&salt.0.0, "hengjian/draw/employer/1", &[name.as_bytes()]));
    (0..).zip(large).map(|(number, name)| (name, number)).collect()
}

/// Leaf of the private record: the whole row with its removal reason, salted by its own key.
fn record_leaf(row: &PoolRow, salt: Salt) -> Digest {
    let own = keyed(&salt.0.0, "hengjian/draw/record/1", &[row.id.as_bytes()]);
    let stratum = row.stratum.to_string();
    let mut parts: Vec<&[u8]> = vec![
        &own,
        row.id.as_bytes(),
        row.employer.as_bytes(),
        stratum.as_bytes(),
    ];
    parts.push(row.removed.as_deref().unwrap_or("").as_bytes());
    for (name, value) in &row.attributes {
        parts.extend([name.as_bytes(), value.as_bytes()]);
    }
    merkle::leaf(&tagged("hengjian/draw/row/1", &parts).0)
}

impl Frozen {
    /// The rules the pool was frozen under.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// All rows, by id, with the reason code of each removal.
    #[must_use]
    pub fn rows(&self) -> &[PoolRow] {
        &self.rows
    }

    /// How many people can be drawn or are fixed.
    #[must_use]
    pub fn eligible(&self) -> usize {
        self.members.len()
    }

    /// Root over the committed rows of the eligible.
    #[must_use]
    pub fn pool_root(&self) -> Digest {
        self.pool_root
    }

    /// Root over the salted full rows, removed people included; the supervising office can open it.
    #[must_use]
    pub fn record_root(&self) -> Digest {
        self.record_root
    }

    /// How many rows were removed for each reason code.
    #[must_use]
    pub fn removals(&self) -> BTreeMap<String, u32> {
        let mut counts = BTreeMap::new();
        for reason in self.rows.iter().filter_map(|r| r.removed.clone()) {
            *counts.entry(reason).or_default() += 1;
        }
        counts
    }

    /// The pseudonym of an id.
    #[must_use]
    pub fn pseudonym(&self, id: &str) -> Pseudonym {
        pseudonym(self.salt, id)
    }

    /// The id behind a pseudonym of an eligible person.
    #[must_use]
    pub fn id(&self, pseudonym: Pseudonym) -> Option<&str> {
        self.place(pseudonym).map(|place| self.members[place].id.as_str())
    }

    pub(crate) fn place(&self, pseudonym: Pseudonym) -> Option<usize> {
        self.members
            .binary_search_by_key(&pseudonym, |m| m.pseudonym)
            .ok()
    }

    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.members
            .iter()
            .map(|m| m.line(self.rules.quotas.len()))
            .collect()
    }

    pub(crate) fn public_rules(&self, level: u32) -> PublicRules {
        let quota = |q: &crate::rules::Quota| PublicQuota {
            name: q.name.clone(),
            at_least: q.at_least,
            at_most: q.at_most,
            soft: q.soft,
        };
        PublicRules {
            seats: Stratum::ALL.map(|s| self.rules.drawn_from(s)),
            fixed: self
                .members
                .iter()
                .filter(|m| m.fixed)
                .map(|m| m.pseudonym.to_string())
                .collect(),
            at_most_per_employer: self.rules.at_most_per_employer,
            quotas: self.rules.quotas.iter().map(quota).collect(),
            level,
        }
    }
}
