//! Last step of the list: members below their goal are swapped in for members above it.
//!
//! First within each kind, where every exchange keeps the quotas. Then between kinds: a kind that is short comes in
//! for another on some panel whose rules allow it, that one comes in for a third elsewhere, and so on until a kind
//! with somebody above the goal (a breadth-first search over kinds). What is still missing may need two exchanges on
//! one panel at once, where one alone would break a quota. The goals are first the targets, then the floors, so that
//! what the targets cannot give exactly is not taken from those who appear least.

use crate::mix::{Kinds, edges};
use crate::shape::count;
use std::collections::VecDeque;

struct Balance<'a> {
    kinds: &'a Kinds<'a>,
    goals: &'a [u32],
    panels: &'a mut [Vec<u32>],
    counts: &'a mut [u32],
    /// Quotas that cannot take one more, and that cannot lose one, on each panel.
    edges: Vec<(u32, u32)>,
    /// Exchanges known to exist somewhere, by the kind that comes; filled when needed.
    known: Vec<Option<Vec<bool>>>,
}

/// One exchange on one panel.
#[derive(Clone, Copy)]
struct Step {
    panel: usize,
    come: u32,
    gone: u32,
}

/// Swaps towards each of the goals in turn, until everybody has reached it or no swap helps.
pub(crate) fn balance(kinds: &Kinds<'_>, goals: [&[u32]; 2], panels: &mut [Vec<u32>], counts: &mut [u32]) {
    let limits = &kinds.shape.limits;
    for goals in goals {
        let edges = panels
            .iter()
            .map(|panel| edges(limits, &kinds.shape.counts(panel)))
            .collect();
        let known = vec![None; kinds.all.len()];
        let mut balance = Balance {
            kinds,
            goals,
            panels,
            counts,
            edges,
            known,
        };
        for kind in 0..kinds.all.len() {
            balance.even_out(kind);
        }
        for kind in 0..kinds.all.len() {
            // Every round gives one appearance; more rounds than are missing would go in circles.
            for _ in 0..balance.missing(kind) {
                if !balance.supply(kind) {
                    break;
                }
                balance.even_out(kind);
            }
        }
        balance.exchange_pairs();
    }
}

/// How many pairs of exchanges are looked at before giving up: bounds the time, the same on every machine.
const MOST_PAIRS: u64 = 40_000_000;

impl Balance<'_> {
    fn above(&self, member: u32) -> i64 {
        i64::from(self.counts[member as usize]) - i64::from(self.goals[member as usize])
    }

    fn missing(&self, kind: usize) -> i64 {
        self.kinds.all[kind]
            .members
            .iter()
            .map(|m| (-self.above(*m)).max(0))
            .sum()
    }

    fn has_spare(&self, kind: usize) -> bool {
        self.kinds.all[kind].members.iter().any(|m| self.above(*m) > 0)
    }

    /// Within a kind, whoever is below the goal replaces somebody who is further up.
    fn even_out(&mut self, kind: usize) {
        for member in self.kinds.all[kind].members.clone() {
            while self.above(member) < 0 {
                let higher = |b: &Self, m: u32| b.above(m) > b.above(member) + 1;
                let Some(step) = self.find(&[member], kind, higher) else {
                    break;
                };
                self.apply(step);
            }
        }
    }

    /// Gives a kind one more appearance at the expense of a kind with somebody above the goal.
    fn supply(&mut self, short: usize) -> bool {
        while let Some(path) = self.search(short) {
            match self.follow(path) {
                None => return true,
                // In the way is the employer cap, or that the spare member sits on no such panel.
                Some((come, gone)) => {
                    if let Some(known) = &mut self.known[come] {
                        known[gone] = false;
                    }
                }
            }
        }
        false
    }

    /// Makes the exchanges of a path, or none of them: then the one that is not possible.
    fn follow(&mut self, path: Vec<(usize, usize)>) -> Option<(usize, usize)> {
        let mut made: Vec<Step> = Vec::new();
        let last = path.len() - 1;
        for (number, (come, gone)) in path.into_iter().enumerate() {
            let mut members = self.kinds.all[come].members.clone();
            members.sort_by_key(|m| (self.above(*m), *m));
            let enough = |b: &Self, m: u32| number < last || b.above(m) > 0;
            let Some(step) = self.find(&members, gone, enough) else {
                for Step { panel, come, gone } in made.into_iter().rev() {
                    self.apply(Step {
                        panel,
                        come: gone,
                        gone: come,
                    });
                }
                return Some((come, gone));
            };
            self.apply(step);
            made.push(step);
        }
        None
    }

    /// Exchanges of kinds that lead from a short kind to one with a spare appearance, shortest first.
    fn search(&mut self, short: usize) -> Option<Vec<(usize, usize)>> {
        let spare: Vec<bool> = (0..self.kinds.all.len())
            .map(|k| k != short && self.has_spare(k))
            .collect();
        if !spare.contains(&true) {
            return None;
        }
        let mut from: Vec<Option<usize>> = vec![None; spare.len()];
        let mut queue = VecDeque::from([short]);
        while let Some(come) = queue.pop_front() {
            let reached = self.exchangeable(come);
            for gone in (0..from.len()).filter(|k| reached[*k] && *k != short) {
                if from[gone].is_some() {
                    continue;
                }
                from[gone] = Some(come);
                if spare[gone] {
                    let mut path = vec![(come, gone)];
                    while let Some(before) = from[path[0].0] {
                        path.insert(0, (before, path[0].0));
                    }
                    return Some(path);
                }
                queue.push_back(gone);
            }
        }
        None
    }

    /// Which kinds can go for `come` on some panel, as far as quotas are concerned.
    fn exchangeable(&mut self, come: usize) -> Vec<bool> {
        if let Some(known) = &self.known[come] {
            return known.clone();
        }
        let mut reached = vec![false; self.kinds.all.len()];
        for (panel, edges) in self.panels.iter().zip(&self.edges) {
            for gone in panel.iter().filter_map(|m| self.kinds.of[*m as usize]) {
                reached[gone] |= !reached[gone] && gone != come && self.quotas_allow(*edges, come, gone);
            }
        }
        self.known[come] = Some(reached.clone());
        reached
    }

    fn quotas_allow(&self, (full, bare): (u32, u32), come: usize, gone: usize) -> bool {
        let (into, out) = (self.kinds.mask(come), self.kinds.mask(gone));
        into & !out & full == 0
            && out & !into & bare == 0
            && self.kinds.stratum(come) == self.kinds.stratum(gone)
    }

    /// The first exchange on the list by which one of the members comes in for an acceptable member of a kind.
    fn find(&self, members: &[u32], gone: usize, accept: impl Fn(&Self, u32) -> bool) -> Option<Step> {
        let come = self.kinds.of[*members.first()? as usize]?;
        for (panel, seated) in self.panels.iter().enumerate() {
            if !self.quotas_allow(self.edges[panel], come, gone) {
                continue;
            }
            let own = |m: &u32| self.kinds.of[*m as usize] == Some(gone) && accept(self, *m);
            for out in seated.iter().copied().filter(own) {
                let free = |m: &u32| !seated.contains(m) && self.has_place(panel, *m, out);
                if let Some(into) = members.iter().copied().find(free) {
                    return Some(Step {
                        panel,
                        come: into,
                        gone: out,
                    });
                }
            }
        }
        None
    }

    /// Two exchanges on one panel at once, for whoever is short, as long as that brings the counts nearer to the
    /// goals (the sum of the squared differences gets smaller every time).
    fn exchange_pairs(&mut self) {
        let mut left = MOST_PAIRS;
        for member in self.kinds.shape.pool.clone() {
            while self.above(member) < 0 && self.kinds.of[member as usize].is_some() {
                let Some(pair) = self.find_pair(member, &mut left) else {
                    break;
                };
                pair.into_iter().for_each(|step| self.apply(step));
            }
        }
    }

    /// The first panel on which a member can come in with the help of a second exchange, and the best such pair.
    fn find_pair(&self, come: u32, left: &mut u64) -> Option<[Step; 2]> {
        let own = self.kinds.of[come as usize]?;
        let lowest: Vec<Option<u32>> = (0..self.kinds.all.len()).map(|k| self.lowest(k, come)).collect();
        for (panel, seated) in self.panels.iter().enumerate() {
            if seated.contains(&come) {
                continue;
            }
            let counts = self.kinds.shape.counts(seated);
            let mut best: Option<(i64, [Step; 2])> = None;
            for first in seated.iter().copied().filter(|m| self.same_stratum(own, *m)) {
                for second in seated.iter().copied().filter(|m| *m != first) {
                    *left = left.checked_sub(lowest.len() as u64)?;
                    for other in lowest.iter().flatten().copied() {
                        let gain =
                            self.above(first) + self.above(second) - self.above(come) - self.above(other);
                        let better = gain > best.map_or(2, |(most, _)| most);
                        if better && self.pair_fits(panel, &counts, [first, second], [come, other]) {
                            let step = |come, gone| Step { panel, come, gone };
                            best = Some((gain, [step(come, first), step(other, second)]));
                        }
                    }
                }
            }
            if let Some((_, pair)) = best {
                return Some(pair);
            }
        }
        None
    }

    /// Whoever of a kind is furthest below the goal, apart from one member.
    fn lowest(&self, kind: usize, apart: u32) -> Option<u32> {
        let others = self.kinds.all[kind]
            .members
            .iter()
            .copied()
            .filter(|m| *m != apart);
        others.min_by_key(|m| (self.above(*m), *m))
    }

    fn same_stratum(&self, kind: usize, member: u32) -> bool {
        self.kinds.of[member as usize].is_some_and(|k| self.kinds.stratum(k) == self.kinds.stratum(kind))
    }

    /// Whether two members may go and two come without breaking a rule.
    fn pair_fits(&self, panel: usize, counts: &[i64], gone: [u32; 2], come: [u32; 2]) -> bool {
        let shape = self.kinds.shape;
        let class = |m: u32| shape.class(m);
        let seated = &self.panels[panel];
        let strata = class(gone[0]).stratum == class(come[0]).stratum
            && class(gone[1]).stratum == class(come[1]).stratum;
        let bit = |m: u32, q: usize| i64::from(class(m).mask >> q & 1);
        let quotas = || {
            shape
                .limits
                .iter()
                .zip(counts)
                .enumerate()
                .all(|(q, (limit, count))| {
                    let change = bit(come[0], q) + bit(come[1], q) - bit(gone[0], q) - bit(gone[1], q);
                    limit.distance(count + change) == 0
                })
        };
        let employers = || {
            let kept = seated.iter().copied().filter(|m| !gone.contains(m));
            shape.employers_fit(&kept.chain(come).collect::<Vec<u32>>())
        };
        strata && !seated.contains(&come[1]) && quotas() && employers()
    }

    fn has_place(&self, panel: usize, come: u32, gone: u32) -> bool {
        let shape = self.kinds.shape;
        shape.employer(come).is_none_or(|employer| {
            let stays = |m: &&u32| **m != gone && shape.employer(**m) == Some(employer);
            count(self.panels[panel].iter().filter(stays)) < shape.places[employer]
        })
    }

    fn apply(&mut self, step: Step) {
        for seat in &mut self.panels[step.panel] {
            if *seat == step.gone {
                *seat = step.come;
            }
        }
        self.counts[step.gone as usize] -= 1;
        self.counts[step.come as usize] += 1;
        let shape = self.kinds.shape;
        self.edges[step.panel] = edges(&shape.limits, &shape.counts(&self.panels[step.panel]));
    }
}
