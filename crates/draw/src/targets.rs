//! How often each member should appear: two small linear programs over kinds of people.
//!
//! Members of one kind (same class, same employer where the employer's cap matters) get the same chance `p`.
//! Chances are measured against the equal share of the stratum, `b = seats / people`.
//! The first program finds `z*`, the largest `z` with `p ≥ z·b` for everybody; the second finds the smallest
//! largest `p / b` under `p ≥ z*·b`. Both leave out what only a single panel can violate, so `z*` is an upper
//! bound on what any list can reach. From the rounded targets on, only integers decide.

use crate::refused::Refused;
use crate::shape::Shape;
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// Members with one chance.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) class: usize,
    /// Only where the employer has its own constraint in the program.
    pub(crate) employer: Option<usize>,
    pub(crate) members: Vec<u32>,
}

/// A solution of both programs.
#[derive(Clone, Debug)]
pub(crate) struct Shares {
    pub(crate) kinds: Vec<Kind>,
    /// Expected number drawn from each kind.
    pub(crate) expected: Vec<f64>,
    /// Largest possible smallest chance, as a fraction of the equal share.
    pub(crate) least: f64,
    /// Smallest possible largest chance given `least`, as a fraction of the equal share.
    pub(crate) most: f64,
    /// Members who can sit on no panel under the rules.
    pub(crate) unreachable: BTreeSet<u32>,
}

/// A chance this small relative to the equal share counts as none.
const NONE: f64 = 1e-7;

/// The programs over the present kinds.
struct Model<'a> {
    shape: &'a Shape,
    kinds: Vec<Kind>,
    /// Equal share of each stratum.
    equal: [f64; 3],
}

fn kinds(shape: &Shape, separate: &BTreeSet<usize>, unreachable: &BTreeSet<u32>) -> Vec<Kind> {
    let mut found: BTreeMap<(usize, Option<usize>), Vec<u32>> = BTreeMap::new();
    for member in shape.pool.iter().filter(|m| !unreachable.contains(m)) {
        if shape.seats[shape.class(*member).stratum] > 0 {
            let employer = shape.employer(*member).filter(|e| separate.contains(e));
            found
                .entry((shape.class_of[*member as usize], employer))
                .or_default()
                .push(*member);
        }
    }
    found
        .into_iter()
        .map(|((class, employer), members)| Kind {
            class,
            employer,
            members,
        })
        .collect()
}

/// Equal share of each stratum, counting those who can be reached.
pub(crate) fn equal_shares(shape: &Shape, unreachable: &BTreeSet<u32>) -> [(u32, u32); 3] {
    let mut sizes = shape.strata();
    for member in unreachable {
        sizes[shape.class(*member).stratum] -= 1;
    }
    std::array::from_fn(|s| (shape.seats[s], sizes[s]))
}

/// Counts of people are small: the conversion is exact.
#[allow(clippy::cast_precision_loss, reason = "counts and limits below 2^41")]
pub(crate) fn real(count: usize) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss, reason = "counts and limits below 2^41")]
pub(crate) fn signed(limit: i64) -> f64 {
    limit as f64
}

impl Model<'_> {
    fn weight(&self, kind: &Kind) -> f64 {
        self.equal[self.shape.classes[kind.class].stratum] * real(kind.members.len())
    }

    /// Adds the constraints every expected panel satisfies.
    fn constrain(&self, problem: &mut Problem, vars: &[Variable]) {
        let mut sum = |holds: &dyn Fn(&Kind) -> bool, op, bound: f64| {
            let terms: Vec<_> = self
                .kinds
                .iter()
                .zip(vars)
                .filter(|(k, _)| holds(k))
                .map(|(_, v)| (*v, 1.0))
                .collect();
            problem.add_constraint(&terms, op, bound);
        };
        let class = |k: &Kind| self.shape.classes[k.class];
        for stratum in 0..3 {
            sum(
                &|k| class(k).stratum == stratum,
                ComparisonOp::Eq,
                f64::from(self.shape.seats[stratum]),
            );
        }
        for (q, limit) in self.shape.limits.iter().enumerate() {
            let counts = |k: &Kind| class(k).mask >> q & 1 == 1;
            if limit.low > 0 {
                sum(&counts, ComparisonOp::Ge, signed(limit.low));
            }
            if limit.high < i64::from(self.shape.drawn()) {
                sum(&counts, ComparisonOp::Le, signed(limit.high));
            }
        }
        let separate: BTreeSet<usize> = self.kinds.iter().filter_map(|k| k.employer).collect();
        for employer in separate {
            let places = signed(self.shape.places[employer]);
            sum(&|k| k.employer == Some(employer), ComparisonOp::Le, places);
        }
    }

    /// Largest `z` with every chance at least `z` equal shares.
    fn least(&self) -> Result<f64, Refused> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let z = problem.add_var(1.0, (0.0, f64::INFINITY));
        let bound = |k: &Kind| real(k.members.len());
        let vars: Vec<_> = self
            .kinds
            .iter()
            .map(|k| problem.add_var(0.0, (0.0, bound(k))))
            .collect();
        for (kind, var) in self.kinds.iter().zip(&vars) {
            problem.add_constraint([(*var, 1.0), (z, -self.weight(kind))], ComparisonOp::Ge, 0.0);
        }
        self.constrain(&mut problem, &vars);
        Ok(solve(&problem)?.var_value(z))
    }

    /// Smallest largest chance, and the expected numbers that reach it.
    fn even(&self, least: f64) -> Result<(f64, Vec<f64>), Refused> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let top = problem.add_var(1.0, (0.0, f64::INFINITY));
        let floor = |k: &Kind| least * (1.0 - 1e-9) * self.weight(k);
        let vars: Vec<_> = self
            .kinds
            .iter()
            .map(|k| problem.add_var(0.0, (floor(k).min(real(k.members.len())), real(k.members.len()))))
            .collect();
        for (kind, var) in self.kinds.iter().zip(&vars) {
            problem.add_constraint([(*var, 1.0), (top, -self.weight(kind))], ComparisonOp::Le, 0.0);
        }
        self.constrain(&mut problem, &vars);
        let solution = solve(&problem)?;
        Ok((
            solution.var_value(top),
            vars.iter().map(|v| solution.var_value(*v)).collect(),
        ))
    }

    /// The largest expected number from one kind.
    fn most_of(&self, place: usize) -> Result<f64, Refused> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let own = |n: usize| if n == place { 1.0 } else { 0.0 };
        let vars: Vec<_> = (0..)
            .zip(&self.kinds)
            .map(|(n, k)| problem.add_var(own(n), (0.0, real(k.members.len()))))
            .collect();
        self.constrain(&mut problem, &vars);
        Ok(solve(&problem)?.var_value(vars[place]))
    }
}

fn solve(problem: &Problem) -> Result<microlp::Solution, Refused> {
    let outcome = problem.solve().map_err(|error| match error {
        microlp::Error::Infeasible => Refused::Infeasible(Vec::new()),
        _ => Refused::Solver("线性规划没有得出结果"),
    })?;
    outcome
        .into_solution()
        .map_err(|_| Refused::Solver("线性规划没有得出结果"))
}

/// Solves both programs. `never` are members known to sit on no panel, beside those the programs find.
///
/// # Errors
/// [`Refused::Infeasible`] without a relaxation if not even the expected panel exists.
pub(crate) fn shares(shape: &Shape, never: &BTreeSet<u32>) -> Result<Shares, Refused> {
    let mut separate = largest_employers(shape);
    let mut unreachable = without_a_seat(shape);
    unreachable.extend(never);
    loop {
        let equal = equal_shares(shape, &unreachable).map(|(seats, people)| {
            if people == 0 {
                0.0
            } else {
                f64::from(seats) / f64::from(people)
            }
        });
        let model = Model {
            shape,
            kinds: kinds(shape, &separate, &unreachable),
            equal,
        };
        let least = model.least()?;
        if least < NONE {
            let more = unreachable_kinds(&model)?;
            if more.is_empty() {
                return Err(Refused::Solver("最低概率为零"));
            }
            unreachable.extend(more);
            continue;
        }
        let (most, expected) = model.even(least)?;
        let over = over_the_cap(&model, &expected, &separate);
        if over.is_empty() {
            return Ok(Shares {
                kinds: model.kinds,
                expected,
                least,
                most,
                unreachable,
            });
        }
        separate.extend(over);
    }
}

/// Employers that would fill half of their places if everybody had the equal share twice: there the cap is felt in
/// single panels, long before it binds on average.
fn largest_employers(shape: &Shape) -> BTreeSet<usize> {
    let equal = equal_shares(shape, &BTreeSet::new());
    let mut load = vec![0.0; shape.places.len()];
    for member in &shape.pool {
        if let Some(employer) = shape.employer(*member) {
            let (seats, people) = equal[shape.class(*member).stratum];
            load[employer] += 2.0 * f64::from(seats) / f64::from(people);
        }
    }
    (0..load.len())
        .filter(|e| 2.0 * load[*e] > signed(shape.places[*e]))
        .collect()
}

/// Members whose employer's places are all taken by fixed members, or who count for a quota that is used up.
fn without_a_seat(shape: &Shape) -> BTreeSet<u32> {
    let used_up =
        |mask: u32| (0..shape.limits.len()).any(|q| mask >> q & 1 == 1 && shape.limits[q].high <= 0);
    let no_place = |m: u32| shape.employer(m).is_some_and(|e| shape.places[e] <= 0);
    let none = |m: &&u32| no_place(**m) || used_up(shape.class(**m).mask);
    shape.pool.iter().filter(none).copied().collect()
}

fn unreachable_kinds(model: &Model<'_>) -> Result<Vec<u32>, Refused> {
    let mut found = Vec::new();
    for (place, kind) in model.kinds.iter().enumerate() {
        if model.most_of(place)? < NONE {
            found.extend(&kind.members);
        }
    }
    Ok(found)
}

/// Employers without their own constraint that the solution loads beyond their places.
fn over_the_cap(model: &Model<'_>, expected: &[f64], separate: &BTreeSet<usize>) -> Vec<usize> {
    let mut load = vec![0.0; model.shape.places.len()];
    for (kind, expected) in model.kinds.iter().zip(expected) {
        let chance = expected / real(kind.members.len());
        for employer in kind.members.iter().filter_map(|m| model.shape.employer(*m)) {
            load[employer] += chance;
        }
    }
    (0..load.len())
        .filter(|e| !separate.contains(e) && load[*e] > signed(model.shape.places[*e]) + 1e-7)
        .collect()
}
