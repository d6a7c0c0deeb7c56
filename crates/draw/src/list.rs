//! The list of panels: built from the integer targets by a fixed procedure, no floating point.
//!
//! Each panel is chosen in two steps. First how many of each kind: the kinds that are furthest behind their share
//! are seated first, keeping seats free for quotas not met yet; then kinds are exchanged as long as that brings the
//! list nearer to its targets. Then who: every appearance of a member has a due point in the list, the n-th of t
//! appearances at a pseudo-random point of the n-th of t equal stretches, and within a kind whoever is due first
//! sits. At the end, members below target are swapped in for members above it.

use crate::balance::balance;
use crate::mix::{Kinds, Mix, Tally};
use crate::shape::{Shape, count};
use crate::targets::Kind;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A scrambled 32-bit value of two numbers under a key. Not cryptographic and need not be: it only spreads the
/// appearances; how often everybody appears is fixed by the targets and counted afterwards.
pub(crate) fn scramble(key: u64, member: u32, turn: u32) -> u32 {
    let mut x = key ^ (u64::from(member) << 32 | u64::from(turn));
    for _ in 0..2 {
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
    }
    u32::try_from(x >> 32).unwrap_or(u32::MAX)
}

/// What a list is made from.
pub(crate) struct Order<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) kinds: &'a [Kind],
    /// How often each member should appear.
    pub(crate) targets: &'a [u32],
    /// How often each member must appear if at all possible.
    pub(crate) floors: &'a [u32],
    /// Number of panels.
    pub(crate) length: u32,
    /// Spreads the appearances.
    pub(crate) key: u64,
    /// A panel that keeps the rules.
    pub(crate) pattern: &'a [u32],
}

/// An entry of a queue: due point and member.
type Due = Reverse<(u64, u32)>;

struct Builder<'a> {
    order: &'a Order<'a>,
    kinds: Kinds<'a>,
    counts: Vec<u32>,
    /// What the targets add up to.
    totals: Tally,
    /// What the list is behind: due by now, less seated so far times the number of panels.
    behind: Tally,
    /// Members of each kind by due point; entries whose member is due elsewhere by now are stale.
    queues: Vec<BinaryHeap<Due>>,
    /// Due point of each member's next appearance.
    due_of: Vec<u64>,
}

/// Builds the list: the drawn members of each panel in ascending order, without the fixed ones.
pub(crate) fn build(order: &Order<'_>) -> Vec<Vec<u32>> {
    let kinds = Kinds::new(order.shape, order.kinds, order.targets, order.length);
    let mut totals = Tally::zero(&kinds);
    for (k, kind) in order.kinds.iter().enumerate() {
        totals.add(
            &kinds,
            k,
            kind.members
                .iter()
                .map(|m| i64::from(order.targets[*m as usize]))
                .sum(),
        );
    }
    let behind = Tally::zero(&kinds);
    let queues = vec![BinaryHeap::new(); order.kinds.len()];
    let counts = vec![0; order.targets.len()];
    let due_of = vec![u64::MAX; order.targets.len()];
    let mut builder = Builder {
        order,
        kinds,
        counts,
        totals,
        behind,
        queues,
        due_of,
    };
    for member in order.kinds.iter().flat_map(|k| &k.members) {
        builder.queue(*member);
    }
    let mut panels: Vec<Vec<u32>> = (0..order.length).map(|_| builder.panel()).collect();
    balance(
        &builder.kinds,
        [order.targets, order.floors],
        &mut panels,
        &mut builder.counts,
    );
    for panel in &mut panels {
        panel.sort_unstable();
    }
    panels
}

impl Builder<'_> {
    /// Puts a member into the queue of its kind for its next appearance.
    fn queue(&mut self, member: u32) {
        let (turn, target) = (self.counts[member as usize], self.order.targets[member as usize]);
        let Some(kind) = self.kinds.of[member as usize].filter(|_| target > 0) else {
            return;
        };
        let point = u128::from(turn) << 32 | u128::from(scramble(self.order.key, member, turn));
        let due = point * u128::from(self.order.length) / u128::from(target);
        let due = u64::try_from(due).unwrap_or(u64::MAX);
        self.due_of[member as usize] = due;
        self.queues[kind].push(Reverse((due, member)));
    }

    fn panel(&mut self) -> Vec<u32> {
        self.behind.add_all(&self.totals, 1);
        let empty = Mix::new(&self.kinds, self.behind.clone(), i64::from(self.order.length));
        let members = self.mix(empty.clone()).and_then(|mix| self.seat(mix));
        let members = members.unwrap_or_else(|| self.order.pattern.to_vec());
        if let Some(mix) = empty.with(&self.kinds, &members) {
            self.behind.add_all(&mix.seated, -i64::from(self.order.length));
        }
        for member in &members {
            self.counts[*member as usize] += 1;
            self.queue(*member);
        }
        members
    }

    /// How many of each kind; `None` if the search does not find a mix that keeps the rules.
    fn mix(&self, mut mix: Mix) -> Option<Mix> {
        let limits = &self.order.shape.limits;
        mix.fill(&self.kinds, limits);
        if mix.open() > 0 || mix.distance(limits) > 0 {
            mix.repair(&self.kinds, limits);
        }
        let keeps_rules = |mix: &Mix| mix.open() == 0 && mix.distance(limits) == 0;
        if !keeps_rules(&mix) {
            let empty = Mix::new(&self.kinds, self.behind.clone(), i64::from(self.order.length));
            mix = empty.with(&self.kinds, self.order.pattern)?;
        }
        mix.improve(&self.kinds, limits);
        keeps_rules(&mix).then_some(mix)
    }

    /// Who of each kind: those due first whose employer still has a place. Where nobody of a kind can sit, the
    /// kind is exchanged for another; `None` if that fails too.
    fn seat(&mut self, mut mix: Mix) -> Option<Vec<u32>> {
        let limits = &self.order.shape.limits;
        let mut members: Vec<u32> = Vec::new();
        let mut aside = Vec::new();
        let mut done = vec![0; self.order.kinds.len()];
        let mut complete = true;
        while let Some(kind) = (0..done.len()).find(|k| done[*k] < mix.number(*k)) {
            let mut seated = self
                .first(kind, &members, &mut aside)
                .map(|member| (kind, member));
            if seated.is_none() {
                let keeps = |other: &usize| *other != kind && mix.keeps(&self.kinds, limits, kind, *other);
                let mut others: Vec<usize> = (0..done.len()).filter(keeps).collect();
                others.sort_by_key(|other| (Reverse(self.behind.of_kind(*other)), *other));
                let mut others = others.into_iter();
                seated = others.find_map(|other| Some((other, self.first(other, &members, &mut aside)?)));
            }
            let Some((other, member)) = seated else {
                complete = false;
                break;
            };
            if other != kind {
                mix.exchange(&self.kinds, kind, other);
            }
            members.push(member);
            done[other] += 1;
        }
        for (kind, entry) in aside {
            self.queues[kind].push(entry);
        }
        complete.then_some(members)
    }

    /// Takes the member of a kind who is due first and whose employer has a place out of the queue.
    fn first(&mut self, kind: usize, members: &[u32], aside: &mut Vec<(usize, Due)>) -> Option<u32> {
        let shape = self.order.shape;
        while let Some(entry) = self.queues[kind].pop() {
            let Reverse((due, member)) = entry;
            if self.due_of[member as usize] != due {
                continue;
            }
            aside.push((kind, entry));
            let has_place = shape.employer(member).is_none_or(|e| {
                count(members.iter().filter(|m| shape.employer(**m) == Some(e))) < shape.places[e]
            });
            if has_place {
                return Some(member);
            }
        }
        None
    }
}
