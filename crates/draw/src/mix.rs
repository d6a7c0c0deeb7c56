//! How many members of each kind sit on one panel, and which exchanges of kinds keep the rules.

use crate::shape::{Limit, Shape, count};
use crate::targets::Kind;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Quotas that nobody counts for at the same time: their missing members add up.
struct Family {
    quotas: Vec<usize>,
    /// Strata whose members can count for one of them.
    strata: [bool; 3],
}

/// The kinds of a draw with what decides about exchanges.
pub(crate) struct Kinds<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) all: &'a [Kind],
    /// Kind of each member; `None` for fixed and unreachable members.
    pub(crate) of: Vec<Option<usize>>,
    /// Number of the employer among those with their own kinds, by kind.
    slots: Vec<Option<usize>>,
    /// Places of each of these employers.
    places: Vec<i64>,
    /// Whether practically every panel must use all places of the employer for the list to reach its targets.
    tight: Vec<bool>,
    families: Vec<Family>,
    /// The kinds of each class.
    of_class: Vec<Vec<usize>>,
    /// Most members of a kind one panel can have.
    room: Vec<i64>,
}

impl<'a> Kinds<'a> {
    pub(crate) fn new(shape: &'a Shape, all: &'a [Kind], targets: &[u32], length: u32) -> Self {
        let mut of = vec![None; shape.class_of.len()];
        for (k, kind) in all.iter().enumerate() {
            for member in &kind.members {
                of[*member as usize] = Some(k);
            }
        }
        let mut numbers = BTreeMap::new();
        let mut places = Vec::new();
        for employer in all.iter().filter_map(|k| k.employer) {
            numbers.entry(employer).or_insert_with(|| {
                places.push(shape.places[employer]);
                places.len() - 1
            });
        }
        let slots = all
            .iter()
            .map(|k| k.employer.and_then(|e| numbers.get(&e).copied()))
            .collect();
        let room = all.iter().map(|kind| room(shape, kind)).collect();
        let mut of_class = vec![Vec::new(); shape.classes.len()];
        for (k, kind) in all.iter().enumerate() {
            of_class[kind.class].push(k);
        }
        let mut kinds = Self {
            shape,
            all,
            of,
            slots,
            places,
            tight: Vec::new(),
            families: families(shape),
            of_class,
            room,
        };
        kinds.tight = kinds.tight(targets, length);
        kinds
    }

    /// Employers whose targets fill at least 49 of 50 of their places.
    fn tight(&self, targets: &[u32], length: u32) -> Vec<bool> {
        let mut loads = vec![0; self.places.len()];
        for (kind, slot) in self.all.iter().zip(&self.slots) {
            if let Some(slot) = slot {
                loads[*slot] += kind
                    .members
                    .iter()
                    .map(|m| i64::from(targets[*m as usize]))
                    .sum::<i64>();
            }
        }
        let full = |places: i64| places * i64::from(length);
        loads
            .iter()
            .zip(&self.places)
            .map(|(load, places)| load * 50 >= full(*places) * 49)
            .collect()
    }

    pub(crate) fn stratum(&self, kind: usize) -> usize {
        self.shape.classes[self.all[kind].class].stratum
    }

    pub(crate) fn mask(&self, kind: usize) -> u32 {
        self.shape.classes[self.all[kind].class].mask
    }

    /// How many of the numbers a list is steered by differ between two kinds, apart from those of their employers:
    /// the kinds themselves, their classes and quotas.
    fn classes_apart(&self, a: usize, b: usize) -> i64 {
        let classes = if a == b { 0 } else { 2 };
        let mask = self.shape.classes[a].mask ^ self.shape.classes[b].mask;
        2 + classes + i64::from(mask.count_ones())
    }

    /// How many of the numbers of employers differ between two kinds.
    fn employers_apart(&self, a: usize, b: usize) -> i64 {
        if self.slots[a] == self.slots[b] {
            0
        } else {
            i64::from(self.slots[a].is_some()) + i64::from(self.slots[b].is_some())
        }
    }
}

/// Members of a kind that the employer cap lets onto one panel.
fn room(shape: &Shape, kind: &Kind) -> i64 {
    let mut employers: Vec<usize> = kind.members.iter().filter_map(|m| shape.employer(*m)).collect();
    employers.sort_unstable();
    let free = count(kind.members.iter()) - count(employers.iter());
    free + employers
        .chunk_by(|a, b| a == b)
        .map(|e| count(e.iter()).min(shape.places[e[0]]))
        .sum::<i64>()
}

/// Groups quotas that exclude each other, such as the values of one attribute.
fn families(shape: &Shape) -> Vec<Family> {
    let together = |a: usize, b: usize| shape.classes.iter().any(|c| c.mask >> a & c.mask >> b & 1 == 1);
    let mut families: Vec<Family> = Vec::new();
    for q in 0..shape.limits.len() {
        let strata: [bool; 3] = std::array::from_fn(|s| {
            shape
                .classes
                .iter()
                .any(|c| c.stratum == s && shape.seats[s] > 0 && c.mask >> q & 1 == 1)
        });
        match families
            .iter_mut()
            .find(|f| f.quotas.iter().all(|other| !together(q, *other)))
        {
            Some(family) => {
                family.quotas.push(q);
                family.strata = std::array::from_fn(|s| family.strata[s] || strata[s]);
            }
            None => families.push(Family {
                quotas: vec![q],
                strata,
            }),
        }
    }
    families
}

/// The quotas of a mask.
fn quotas(mut mask: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (mask != 0).then(|| mask.trailing_zeros() as usize);
        mask &= mask.wrapping_sub(1);
        next
    })
}

/// Quotas that cannot take one more, and quotas that cannot lose one, as masks.
pub(crate) fn edges(limits: &[Limit], counts: &[i64]) -> (u32, u32) {
    limits
        .iter()
        .zip(counts)
        .enumerate()
        .fold((0, 0), |(full, bare), (q, (l, n))| {
            (
                full | u32::from(*n >= l.high) << q,
                bare | u32::from(*n <= l.low) << q,
            )
        })
}

/// A number for everything a list is steered by: the members of each kind, of each class, of each employer with
/// its own kinds, and those that count for each quota.
#[derive(Clone)]
pub(crate) struct Tally {
    kinds: Vec<i64>,
    classes: Vec<i64>,
    employers: Vec<i64>,
    quotas: Vec<i64>,
}

impl Tally {
    pub(crate) fn zero(kinds: &Kinds<'_>) -> Self {
        Self {
            kinds: vec![0; kinds.all.len()],
            classes: vec![0; kinds.shape.classes.len()],
            employers: vec![0; kinds.places.len()],
            quotas: vec![0; kinds.shape.limits.len()],
        }
    }

    pub(crate) fn add(&mut self, kinds: &Kinds<'_>, kind: usize, by: i64) {
        self.kinds[kind] += by;
        self.classes[kinds.all[kind].class] += by;
        if let Some(slot) = kinds.slots[kind] {
            self.employers[slot] += by;
        }
        for q in quotas(kinds.mask(kind)) {
            self.quotas[q] += by;
        }
    }

    /// The sum over everything a kind counts for, for each kind.
    fn sums(&self, kinds: &Kinds<'_>) -> Vec<i64> {
        let class = |(number, class): (&i64, &crate::shape::Class)| {
            number + quotas(class.mask).map(|q| self.quotas[q]).sum::<i64>()
        };
        let classes: Vec<i64> = self.classes.iter().zip(&kinds.shape.classes).map(class).collect();
        let employer = |k: usize| kinds.slots[k].map_or(0, |slot| self.employers[slot]);
        (0..kinds.all.len())
            .map(|k| self.kinds[k] + classes[kinds.all[k].class] + employer(k))
            .collect()
    }

    pub(crate) fn of_kind(&self, kind: usize) -> i64 {
        self.kinds[kind]
    }

    /// Adds another tally, times a number.
    pub(crate) fn add_all(&mut self, other: &Self, times: i64) {
        let add = |own: &mut [i64], other: &[i64]| {
            for (own, other) in own.iter_mut().zip(other) {
                *own += times * other;
            }
        };
        add(&mut self.kinds, &other.kinds);
        add(&mut self.classes, &other.classes);
        add(&mut self.employers, &other.employers);
        add(&mut self.quotas, &other.quotas);
    }
}

/// Numbers of each kind on one panel, and how far behind the list would be with it.
#[derive(Clone)]
pub(crate) struct Mix {
    pub(crate) seated: Tally,
    open: [i64; 3],
    /// Due by now, less seated so far, in units of one appearance.
    behind: Tally,
    unit: i64,
}

impl Mix {
    /// An empty panel of a list that is so far behind.
    pub(crate) fn new(kinds: &Kinds<'_>, behind: Tally, unit: i64) -> Self {
        Self {
            seated: Tally::zero(kinds),
            open: kinds.shape.seats.map(i64::from),
            behind,
            unit,
        }
    }

    /// Adds given members; `None` if one of them has no kind.
    pub(crate) fn with(mut self, kinds: &Kinds<'_>, members: &[u32]) -> Option<Self> {
        for member in members {
            self.add(kinds, kinds.of[*member as usize]?, 1);
        }
        Some(self)
    }

    pub(crate) fn open(&self) -> i64 {
        self.open.iter().sum()
    }

    pub(crate) fn number(&self, kind: usize) -> i64 {
        self.seated.kinds[kind]
    }

    fn add(&mut self, kinds: &Kinds<'_>, kind: usize, by: i64) {
        self.seated.add(kinds, kind, by);
        self.behind.add(kinds, kind, -by * self.unit);
        self.open[kinds.stratum(kind)] -= by;
    }

    pub(crate) fn exchange(&mut self, kinds: &Kinds<'_>, gone: usize, come: usize) {
        self.add(kinds, gone, -1);
        self.add(kinds, come, 1);
    }

    /// By how many people the quotas are missed.
    pub(crate) fn distance(&self, limits: &[Limit]) -> i64 {
        limits
            .iter()
            .zip(&self.seated.quotas)
            .map(|(l, n)| l.distance(*n))
            .sum()
    }

    fn distance_after(&self, limits: &[Limit], come: u32, gone: u32) -> i64 {
        let quotas = limits.iter().zip(&self.seated.quotas).enumerate();
        quotas
            .map(|(q, (l, n))| l.distance(n + i64::from(come >> q & 1) - i64::from(gone >> q & 1)))
            .sum()
    }

    /// Whether one more of a kind has room: members left, and a place at the employer.
    fn has_room(&self, kinds: &Kinds<'_>, kind: usize, gone: Option<usize>) -> bool {
        let slot = kinds.slots[kind];
        let same = slot.is_some() && gone.is_some_and(|g| kinds.slots[g] == slot);
        self.number(kind) < kinds.room[kind]
            && slot.is_none_or(|s| self.seated.employers[s] - i64::from(same) < kinds.places[s])
    }

    /// Families of quotas that need every seat left in their strata: a kind that takes such a seat must count for
    /// one of the quotas that are not met.
    fn needed(&self, kinds: &Kinds<'_>, limits: &[Limit]) -> Vec<([bool; 3], u32)> {
        let mut needed = Vec::new();
        for family in &kinds.families {
            let missing = |q: usize| (limits[q].low - self.seated.quotas[q]).max(0);
            let open: i64 = (0..3).filter(|s| family.strata[*s]).map(|s| self.open[s]).sum();
            if family.quotas.iter().map(|q| missing(*q)).sum::<i64>() >= open {
                let unmet = family.quotas.iter().filter(|q| missing(**q) > 0);
                needed.push((family.strata, unmet.fold(0_u32, |mask, q| mask | 1 << q)));
            }
        }
        needed
    }

    /// Fills the open seats, always with the kind that is most behind among those that leave the quotas possible,
    /// first for employers whose places are all needed; leaves seats open if there is none.
    pub(crate) fn fill(&mut self, kinds: &Kinds<'_>, limits: &[Limit]) {
        for slot in (0..kinds.places.len()).filter(|slot| kinds.tight[*slot]) {
            while let Some(best) = self.most_behind(kinds, limits, |kind| kinds.slots[kind] == Some(slot)) {
                self.add(kinds, best, 1);
            }
        }
        while let Some(best) = self.most_behind(kinds, limits, |_| true) {
            self.add(kinds, best, 1);
        }
    }

    /// The kind that is most behind among those asked for that can take a seat and leave the quotas possible.
    fn most_behind(
        &self,
        kinds: &Kinds<'_>,
        limits: &[Limit],
        asked: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let (full, _) = edges(limits, &self.seated.quotas);
        let needed = self.needed(kinds, limits);
        let mut best: Option<(i64, usize)> = None;
        for (kind, behind) in self.behind.sums(kinds).into_iter().enumerate() {
            let (stratum, mask) = (kinds.stratum(kind), kinds.mask(kind));
            let useful = || {
                needed
                    .iter()
                    .all(|(strata, quotas)| !strata[stratum] || mask & quotas != 0)
            };
            if best.is_none_or(|(most, _)| behind > most)
                && self.open[stratum] > 0
                && mask & full == 0
                && asked(kind)
                && useful()
                && self.has_room(kinds, kind, None)
            {
                best = Some((behind, kind));
            }
        }
        best.map(|(_, kind)| kind)
    }

    /// Fills open seats at the least cost to the quotas, then exchanges while that brings the quotas nearer.
    pub(crate) fn repair(&mut self, kinds: &Kinds<'_>, limits: &[Limit]) {
        while self.open() > 0 {
            let sums = self.behind.sums(kinds);
            let fitting = (0..kinds.all.len())
                .filter(|k| self.open[kinds.stratum(*k)] > 0 && self.has_room(kinds, *k, None));
            let cost = |k: &usize| (self.distance_after(limits, kinds.mask(*k), 0), -sums[*k], *k);
            let Some(best) = fitting.min_by_key(cost) else {
                return;
            };
            self.add(kinds, best, 1);
        }
        while self.distance(limits) > 0 {
            let sums = self.behind.sums(kinds);
            let exchanges = self
                .present()
                .flat_map(|g| (0..kinds.all.len()).map(move |c| (g, c)));
            let possible = exchanges.filter(|(g, c)| {
                g != c && kinds.stratum(*g) == kinds.stratum(*c) && self.has_room(kinds, *c, Some(*g))
            });
            let cost = |(g, c): &(usize, usize)| {
                (
                    self.distance_after(limits, kinds.mask(*c), kinds.mask(*g)),
                    sums[*g] - sums[*c],
                    *g,
                    *c,
                )
            };
            let Some(best) = possible.min_by_key(cost) else {
                return;
            };
            if cost(&best).0 >= self.distance(limits) {
                return;
            }
            self.exchange(kinds, best.0, best.1);
        }
    }

    fn present(&self) -> impl Iterator<Item = usize> {
        (0..self.seated.kinds.len()).filter(|k| self.number(*k) > 0)
    }

    /// Whether replacing one of `gone` by one of `come` keeps every rule that holds now.
    pub(crate) fn keeps(&self, kinds: &Kinds<'_>, limits: &[Limit], gone: usize, come: usize) -> bool {
        self.keeps_at(kinds, edges(limits, &self.seated.quotas), gone, come)
    }

    fn keeps_at(&self, kinds: &Kinds<'_>, edges: (u32, u32), gone: usize, come: usize) -> bool {
        let classes = (kinds.all[gone].class, kinds.all[come].class);
        classes_keep(kinds, edges, classes) && self.has_room(kinds, come, Some(gone))
    }

    /// Exchanges kinds as long as that brings the list nearer to its targets and keeps the limits: the sum of the
    /// squares of what kinds, classes, employers and quotas are behind gets smaller every time.
    pub(crate) fn improve(&mut self, kinds: &Kinds<'_>, limits: &[Limit]) {
        while let Some(best) = self.best_exchange(kinds, limits) {
            self.exchange(kinds, best.gone, best.come);
        }
    }

    /// The exchange that gains most; among equal ones that of the first kind that goes, then of the kind that is most
    /// behind. A class is looked into only if its most behind kind could gain enough.
    fn best_exchange(&self, kinds: &Kinds<'_>, limits: &[Limit]) -> Option<Exchange> {
        let edges = edges(limits, &self.seated.quotas);
        let sums = self.behind.sums(kinds);
        let top = |own: &Vec<usize>| own.iter().map(|kind| sums[*kind]).max();
        let tops: Vec<Option<i64>> = kinds.of_class.iter().map(top).collect();
        let mut best: Option<Exchange> = None;
        for gone in self.present() {
            let own = kinds.all[gone].class;
            for (class, top) in tops.iter().enumerate() {
                let Some(top) = top else { continue };
                let apart = kinds.classes_apart(own, class);
                let most = 2 * (top - sums[gone]) - self.unit * apart;
                let least = best.as_ref().map_or(1, |b| b.gain + i64::from(b.gone != gone));
                if most < least || !classes_keep(kinds, edges, (own, class)) {
                    continue;
                }
                for come in kinds.of_class[class].iter().copied().filter(|come| *come != gone) {
                    let apart = apart + kinds.employers_apart(gone, come);
                    let sum = sums[come];
                    let gain = 2 * (sum - sums[gone]) - self.unit * apart;
                    let rank = (gain, Reverse(gone), sum, Reverse(come));
                    let better = best
                        .as_ref()
                        .is_none_or(|b| rank > (b.gain, Reverse(b.gone), b.sum, Reverse(b.come)));
                    if gain > 0 && better && self.has_room(kinds, come, Some(gone)) {
                        best = Some(Exchange {
                            gain,
                            gone,
                            sum,
                            come,
                        });
                    }
                }
            }
        }
        best
    }
}

/// An exchange of kinds, with its gain and how far behind the coming kind is in all.
struct Exchange {
    gain: i64,
    gone: usize,
    sum: i64,
    come: usize,
}

/// Whether the quotas and the strata let a member of one class (first) go for one of another.
fn classes_keep(kinds: &Kinds<'_>, (full, bare): (u32, u32), (gone, come): (usize, usize)) -> bool {
    let (out, into) = (&kinds.shape.classes[gone], &kinds.shape.classes[come]);
    into.mask & !out.mask & full == 0 && out.mask & !into.mask & bare == 0 && out.stratum == into.stratum
}
