//! Random pools and rules; small cases against a search through all panels.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;
use common::{Dice, declines, draw, quota, row, rules, salt};
use draw::{
    Frozen, PoolRow, Prepared, Pseudonym, Refused, Relaxation, Rules, Stratum, freeze, prepare, verify,
};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const NAMES: [&str; 3] = ["甲类", "乙类", "丙类"];

/// A random small pool with rules that may or may not be possible.
fn case(seed: u64, most_people: u64) -> (Vec<PoolRow>, Rules) {
    let mut dice = Dice(seed);
    let people = 5 + dice.below(most_people - 4);
    let employers = 2 + dice.below(people);
    let rows = (0..people)
        .map(|n| {
            let own: Vec<&str> = NAMES.iter().filter(|_| dice.percent(40)).copied().collect();
            row(
                &format!("p{n}"),
                &format!("e{}", dice.below(employers)),
                Stratum::Expert,
                &own,
            )
        })
        .collect();
    let seats = 2 + dice.below(3);
    let mut quotas = Vec::new();
    for name in NAMES {
        if dice.percent(60) {
            let low = dice.below(seats);
            let high = dice.percent(40).then(|| low + dice.below(seats));
            quotas.push(quota(
                name,
                u32::try_from(low).unwrap(),
                high.map(|h| u32::try_from(h).unwrap()),
                false,
            ));
        }
    }
    let cap = dice
        .percent(60)
        .then(|| 1 + u32::try_from(dice.below(2)).unwrap());
    (rows, rules(u32::try_from(seats).unwrap(), cap, quotas))
}

fn keeps(panel: &[&PoolRow], rules: &Rules) -> bool {
    let quotas = rules.quotas.iter().all(|q| {
        let counted = panel
            .iter()
            .filter(|r| r.attributes.contains_key(&q.attribute))
            .count();
        counted >= q.at_least as usize && q.at_most.is_none_or(|most| counted <= most as usize)
    });
    let mut employers: BTreeMap<&str, u32> = BTreeMap::new();
    panel
        .iter()
        .for_each(|r| *employers.entry(&r.employer).or_default() += 1);
    quotas
        && rules
            .at_most_per_employer
            .is_none_or(|cap| employers.values().all(|n| *n <= cap))
}

/// All panels that keep the rules, as sets of row numbers.
fn all_panels(rows: &[PoolRow], rules: &Rules) -> Vec<Vec<usize>> {
    fn extend(rows: usize, seats: usize, from: usize, chosen: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
        if chosen.len() == seats {
            all.push(chosen.clone());
            return;
        }
        for next in from..rows {
            chosen.push(next);
            extend(rows, seats, next + 1, chosen, all);
            chosen.pop();
        }
    }
    let mut all = Vec::new();
    extend(rows.len(), rules.experts as usize, 0, &mut Vec::new(), &mut all);
    all.retain(|panel| keeps(&panel.iter().map(|n| &rows[*n]).collect::<Vec<_>>(), rules));
    all
}

fn size_of(relaxations: &[Relaxation]) -> i64 {
    relaxations
        .iter()
        .map(|r| match r {
            Relaxation::AtLeast { from, to, .. }
            | Relaxation::AtMost { from, to, .. }
            | Relaxation::PerEmployer { from, to }
            | Relaxation::Seats { from, to, .. } => (i64::from(*from) - to).abs(),
        })
        .sum()
}

fn relaxed(rules: &Rules, relaxations: &[Relaxation]) -> Rules {
    let mut rules = rules.clone();
    for relaxation in relaxations {
        let number = |n: &i64| u32::try_from(*n).unwrap();
        match relaxation {
            Relaxation::AtLeast { quota, to, .. } => {
                rules
                    .quotas
                    .iter_mut()
                    .filter(|q| q.name == *quota)
                    .for_each(|q| q.at_least = number(to));
            }
            Relaxation::AtMost { quota, to, .. } => {
                rules
                    .quotas
                    .iter_mut()
                    .filter(|q| q.name == *quota)
                    .for_each(|q| q.at_most = Some(number(to)));
            }
            Relaxation::PerEmployer { to, .. } => rules.at_most_per_employer = Some(number(to)),
            Relaxation::Seats { to, .. } => rules.experts = number(to),
        }
    }
    rules
}

/// Every way to change the numbers by so much in total.
fn changes(rules: &Rules, total: u32) -> Vec<Rules> {
    let mut all = vec![(rules.clone(), 0)];
    let mut widen = |change: &dyn Fn(&Rules, u32) -> Option<Rules>| {
        let before = std::mem::take(&mut all);
        for (rules, used) in before {
            for by in 0..=total - used {
                all.extend(change(&rules, by).map(|r| (r, used + by)));
            }
        }
    };
    for q in 0..rules.quotas.len() {
        widen(&|r, by| {
            let mut r = r.clone();
            r.quotas[q].at_least = r.quotas[q].at_least.checked_sub(by)?;
            Some(r)
        });
        widen(&|r, by| {
            let mut r = r.clone();
            match &mut r.quotas[q].at_most {
                Some(most) => *most += by,
                None if by > 0 => return None,
                None => {}
            }
            Some(r)
        });
    }
    widen(&|r, by| match r.at_most_per_employer {
        Some(cap) => Some(Rules {
            at_most_per_employer: Some(cap + by),
            ..r.clone()
        }),
        None => (by == 0).then(|| r.clone()),
    });
    widen(&|r, by| {
        Some(Rules {
            experts: r.experts.checked_sub(by)?,
            ..r.clone()
        })
    });
    all.into_iter().map(|(rules, _)| rules).collect()
}

fn names(frozen: &Frozen, panel: &[Pseudonym]) -> BTreeSet<String> {
    panel.iter().map(|p| frozen.id(*p).unwrap().to_owned()).collect()
}

fn check_small_case(seed: u64) {
    let (rows, rules) = case(seed, 9);
    let possible = all_panels(&rows, &rules);
    let frozen = freeze(rows.clone(), rules.clone(), salt(7)).unwrap();
    match prepare(&frozen, Some(120)) {
        Err(Refused::Infeasible(relaxations)) => {
            assert!(
                possible.is_empty(),
                "case {seed}: {} panels exist",
                possible.len()
            );
            let enough = relaxed(&rules, &relaxations);
            assert!(
                enough.experts == 0 || !all_panels(&rows, &enough).is_empty(),
                "case {seed}: not enough"
            );
            let size = u32::try_from(size_of(&relaxations)).unwrap();
            let smaller = changes(&rules, size - 1);
            let none = smaller
                .iter()
                .all(|r| r.experts > 0 && all_panels(&rows, r).is_empty());
            assert!(none, "case {seed}: less than {relaxations:?} would do");
        }
        Err(other) => panic!("case {seed}: {other}"),
        Ok(prepared) => check_against_all(&prepared, &rows, &possible, seed),
    }
}

/// The largest smallest chance that any way of drawing could give, from all panels there are.
fn best_least(panels: &BTreeSet<BTreeSet<String>>) -> f64 {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let least = problem.add_var(1.0, (0.0, 1.0));
    let chances: Vec<Variable> = panels.iter().map(|_| problem.add_var(0.0, (0.0, 1.0))).collect();
    let all: Vec<(Variable, f64)> = chances.iter().map(|v| (*v, 1.0)).collect();
    problem.add_constraint(all, ComparisonOp::Eq, 1.0);
    for id in panels.iter().flatten().collect::<BTreeSet<_>>() {
        let with = panels
            .iter()
            .zip(&chances)
            .filter(|(p, _)| p.contains(id))
            .map(|(_, v)| (*v, 1.0));
        problem.add_constraint(
            with.chain([(least, -1.0)]).collect::<Vec<_>>(),
            ComparisonOp::Ge,
            0.0,
        );
    }
    problem.solve().unwrap().into_solution().unwrap().objective()
}

/// The list uses only possible panels, and shuts out exactly the people no possible panel has.
fn check_against_all(prepared: &Prepared, rows: &[PoolRow], possible: &[Vec<usize>], seed: u64) {
    let frozen = prepared.frozen();
    let ids = |panel: &Vec<usize>| {
        panel
            .iter()
            .map(|n| rows[*n].id.clone())
            .collect::<BTreeSet<String>>()
    };
    let all: BTreeSet<BTreeSet<String>> = possible.iter().map(ids).collect();
    for trial in 0..40 {
        let panel: BTreeSet<String> = draw(prepared, trial).panel().into_iter().map(|s| s.id).collect();
        assert!(all.contains(&panel), "case {seed}: {panel:?}");
    }
    let reachable: BTreeSet<String> = all.iter().flatten().cloned().collect();
    let shut_out = names(frozen, &prepared.unreachable().collect::<Vec<_>>());
    assert!(shut_out.is_disjoint(&reachable), "case {seed}");
    let fairness = prepared.fairness().unwrap();
    assert!(
        fairness.reached_ppm <= 1_000_000,
        "case {seed}: better than proved possible"
    );
    let best = best_least(&all);
    let own = all
        .iter()
        .flatten()
        .map(|id| prepared.appearances(id).unwrap())
        .min()
        .unwrap();
    let own = f64::from(own) / f64::from(prepared.panels());
    assert!(own > 0.95 * best, "case {seed}: {own} where {best} is possible");
    assert_eq!(
        verify(&draw(prepared, seed).office_bundle(&[]).unwrap().bundle),
        vec![],
        "case {seed}"
    );
}

#[test]
fn small_cases_agree_with_a_search_through_all_panels() {
    (0..400).for_each(check_small_case);
}

/// Every decline log replays to the same committee, keeps the hard rules, and its beginning is not changed by its
/// end.
fn check_logs(prepared: &Prepared, rules: &Rules, logs: u64) {
    let frozen = prepared.frozen();
    let rows: BTreeMap<&str, &PoolRow> = frozen.rows().iter().map(|r| (r.id.as_str(), r)).collect();
    let hard = Rules {
        quotas: rules.quotas.iter().filter(|q| !q.soft).cloned().collect(),
        ..rules.clone()
    };
    for trial in 0..logs {
        let drawn = draw(prepared, trial);
        let log = declines(&drawn, &mut Dice(trial), 20 + trial % 30);
        let standing = drawn.substitute(&log).unwrap();
        assert_eq!(drawn.substitute(&log).unwrap(), standing);
        let panel: Vec<&PoolRow> = standing
            .panel
            .iter()
            .map(|p| rows[frozen.id(*p).unwrap()])
            .collect();
        assert_eq!(panel.len() + standing.vacant.len(), rules.experts as usize);
        if standing.vacant.is_empty() {
            assert!(keeps(&panel, &hard), "log {trial}");
        }
        let gone: BTreeSet<Pseudonym> = log.iter().map(|d| d.who).collect();
        assert!(standing.panel.iter().all(|p| !gone.contains(p)), "log {trial}");
        let asked: BTreeSet<Pseudonym> = standing.steps.iter().map(|s| s.asked).collect();
        assert_eq!(
            asked.len(),
            standing.steps.len(),
            "log {trial}: nobody is asked twice"
        );
        if let Some((_, shorter)) = log.split_last() {
            let before = drawn.substitute(shorter).unwrap();
            assert_eq!(standing.steps[..before.steps.len()], before.steps, "log {trial}");
        }
    }
}

#[test]
fn ten_thousand_decline_logs_replay() {
    let committee = common::committee_of_9();
    let prepared = prepare(&common::frozen(27, 4, committee.clone()), None).unwrap();
    check_logs(&prepared, &committee, 9_000);
    let committee = common::committee_of_25();
    let prepared = prepare(&common::frozen(100, 2, committee.clone()), None).unwrap();
    check_logs(&prepared, &committee, 1_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Larger random cases: every verified bundle has no findings, whoever draws.
    #[test]
    fn every_bundle_verifies(seed in any::<u64>(), trial in any::<u64>()) {
        let (rows, rules) = case(seed, 40);
        let frozen = freeze(rows, rules, salt(3)).unwrap();
        match prepare(&frozen, Some(150)) {
            Err(refused) => prop_assert!(matches!(refused, Refused::Infeasible(ref r) if !r.is_empty())),
            Ok(prepared) => {
                let drawn = draw(&prepared, trial);
                let log = declines(&drawn, &mut Dice(trial), 30);
                prop_assert_eq!(draw::verify_office(&drawn.office_bundle(&log).unwrap()), vec![]);
            }
        }
    }

    /// The seed decides alone: another nonce or another public number gives another seed.
    #[test]
    fn every_number_matters(trial in 0_u64..1_000_000) {
        let prepared = prepare(&common::frozen(27, 4, common::committee_of_9()), Some(100)).unwrap();
        prop_assert_ne!(draw(&prepared, trial).seed(), draw(&prepared, trial + 1).seed());
    }
}
