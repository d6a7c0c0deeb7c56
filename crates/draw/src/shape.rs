//! The combinatorial shape of a draw: classes of people the rules cannot tell apart, limits, employers.

use crate::pool::Member;
use crate::rules::{PublicRules, Stratum};
use std::collections::BTreeMap;

/// People with the same stratum and the same quotas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class {
    pub(crate) stratum: usize,
    pub(crate) mask: u32,
}

/// Bounds on how many drawn members count for a quota; what fixed members contribute is subtracted already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) low: i64,
    pub(crate) high: i64,
}

/// A number of people that no limit reaches.
pub(crate) const MANY: i64 = 1 << 40;

impl Limit {
    /// Nothing asked.
    pub(crate) const OPEN: Self = Self { low: 0, high: MANY };

    /// By how many people a count misses the limit.
    pub(crate) fn distance(self, count: i64) -> i64 {
        (self.low - count).max(0) + (count - self.high).max(0)
    }
}

/// Number of things, as the limits count.
pub(crate) fn count<T>(things: impl Iterator<Item = T>) -> i64 {
    things.fold(0, |n, _| n + 1)
}

/// Everything the arithmetic needs, at one level of relaxation.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// Seats drawn per stratum.
    pub(crate) seats: [u32; 3],
    pub(crate) classes: Vec<Class>,
    /// Class of each member.
    pub(crate) class_of: Vec<usize>,
    /// Employer of each member, where it can reach the cap.
    pub(crate) employer_of: Vec<Option<u16>>,
    /// Places left for each employer beside its fixed members; below 0 if those alone exceed the cap.
    pub(crate) places: Vec<i64>,
    /// One per quota; not required ones are open.
    pub(crate) limits: Vec<Limit>,
    /// Members on every panel.
    pub(crate) fixed: Vec<u32>,
    /// Members the draw chooses from.
    pub(crate) pool: Vec<u32>,
}

impl Shape {
    pub(crate) fn new(members: &[Member], rules: &PublicRules) -> Self {
        let mut numbers: BTreeMap<Class, usize> = BTreeMap::new();
        let class = |m: &Member| Class {
            stratum: m.stratum.index(),
            mask: m.mask,
        };
        for member in members {
            numbers.insert(class(member), 0);
        }
        for (number, slot) in numbers.values_mut().enumerate() {
            *slot = number;
        }
        let split = |fixed: bool| {
            (0_u32..)
                .zip(members)
                .filter(|(_, m)| m.fixed == fixed)
                .map(|(i, _)| i)
                .collect::<Vec<u32>>()
        };
        let mut shape = Self {
            seats: Stratum::ALL.map(|s| rules.seats[s.index()]),
            classes: numbers.keys().copied().collect(),
            class_of: members
                .iter()
                .map(|m| numbers.get(&class(m)).copied().unwrap_or_default())
                .collect(),
            employer_of: members.iter().map(|m| m.employer).collect(),
            places: Vec::new(),
            limits: Vec::new(),
            fixed: split(true),
            pool: split(false),
        };
        shape.subtract_fixed(members, rules);
        shape
    }

    fn subtract_fixed(&mut self, members: &[Member], rules: &PublicRules) {
        let fixed: Vec<_> = members.iter().filter(|m| m.fixed).collect();
        let cap = rules.at_most_per_employer.map_or(MANY, i64::from);
        let employers = self
            .employer_of
            .iter()
            .flatten()
            .max()
            .map_or(0, |most| usize::from(*most) + 1);
        self.places = vec![cap; employers];
        for employer in fixed.iter().filter_map(|m| m.employer) {
            self.places[usize::from(employer)] -= 1;
        }
        for (q, quota) in rules.quotas.iter().enumerate() {
            let there = count(fixed.iter().filter(|m| m.mask >> q & 1 == 1));
            let high = quota.at_most.map_or(MANY, |most| i64::from(most) - there);
            let limit = Limit {
                low: i64::from(quota.at_least) - there,
                high,
            };
            self.limits.push(if rules.required(q, rules.level) {
                limit
            } else {
                Limit::OPEN
            });
        }
    }

    /// What the committed row of a member says after the pseudonym.
    pub(crate) fn row(&self, member: u32) -> String {
        let class = self.class(member);
        let employer = self.employer_of[member as usize];
        crate::pool::row(
            Stratum::ALL[class.stratum],
            class.mask,
            self.limits.len(),
            employer,
        )
    }

    pub(crate) fn class(&self, member: u32) -> Class {
        self.classes[self.class_of[member as usize]]
    }

    pub(crate) fn employer(&self, member: u32) -> Option<usize> {
        self.employer_of[member as usize].map(usize::from)
    }

    /// Seats drawn altogether.
    pub(crate) fn drawn(&self) -> u32 {
        self.seats.iter().sum()
    }

    /// How many of the pool stand in each stratum.
    pub(crate) fn strata(&self) -> [u32; 3] {
        let mut sizes = [0; 3];
        for member in &self.pool {
            sizes[self.class(*member).stratum] += 1;
        }
        sizes
    }

    /// How many of the drawn members count for each quota.
    pub(crate) fn counts(&self, drawn: &[u32]) -> Vec<i64> {
        let counted = |q: usize| count(drawn.iter().filter(|m| self.class(**m).mask >> q & 1 == 1));
        (0..self.limits.len()).map(counted).collect()
    }

    /// Whether drawn members keep all required quotas and the employer cap.
    pub(crate) fn allows(&self, drawn: &[u32]) -> bool {
        let quotas = self
            .limits
            .iter()
            .zip(self.counts(drawn))
            .all(|(l, c)| l.distance(c) == 0);
        quotas && self.employers_fit(drawn)
    }

    /// As [`Shape::allows`] while some seats are vacant: no upper bound is broken, and no lower bound misses more
    /// members than there are vacant seats.
    pub(crate) fn allows_with_vacant(&self, drawn: &[u32], vacant: usize) -> bool {
        let vacant = i64::try_from(vacant).unwrap_or(MANY);
        let possible = |(l, c): (&Limit, i64)| c <= l.high && l.low - c <= vacant;
        self.limits.iter().zip(self.counts(drawn)).all(possible) && self.employers_fit(drawn)
    }

    /// Whether drawn members keep the employer cap.
    pub(crate) fn employers_fit(&self, drawn: &[u32]) -> bool {
        let mut seen: Vec<usize> = drawn.iter().filter_map(|m| self.employer(*m)).collect();
        seen.sort_unstable();
        seen.chunk_by(|a, b| a == b)
            .all(|same| count(same.iter()) <= self.places[same[0]])
    }
}
