//! The fairness certificate: a proof in whole numbers that no method can give everybody more than a bound.
//!
//! Let every member i have weight `w = s(stratum) + Σ high(q) − Σ low(q) + e(employer) + c ≥ 0`, sums over the quotas
//! q it counts for, with `high, low, e, c ≥ 0`. Any way of drawing that keeps the rules has expected numbers, nobody's
//! above 1, and adding the rules up with these multipliers gives
//!
//! ```text
//! Σ wᵢ·pᵢ ≤ Σ s·seats + Σ high·at_most − Σ low·at_least + Σ e·places + Σ cᵢ.
//! ```
//!
//! If everybody had a chance of at least `z` equal shares bᵢ, the left side would be at least `z·Σ wᵢ·bᵢ`. So `z` is
//! at most the quotient, which is a fraction of whole numbers that anybody can recompute. Any multipliers prove
//! some bound; the linear program only finds good ones, and rounding cannot make the proof wrong.

use crate::refused::Refused;
use crate::shape::{MANY, Shape};
use crate::targets::{Kind, Shares, equal_shares, real, signed};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Multipliers of the proof, in units of 10⁻¹².
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// One per stratum; may be negative.
    pub strata: [i64; 3],
    /// One per quota, for its lower bound.
    pub low: Vec<i64>,
    /// One per quota, for its upper bound.
    pub high: Vec<i64>,
    /// By employer number; absent is 0.
    pub employers: BTreeMap<u16, i64>,
    /// For the fact that nobody is drawn twice: by what a committed row says after the pseudonym; absent is 0.
    pub certain: BTreeMap<String, i64>,
    /// The proved bound as `numerator/denominator`: nobody can give everybody more than this many equal shares.
    pub bound: String,
}

const UNIT: f64 = 1e12;
/// A multiplier beyond this is refused, so that no verifier has to count beyond 64 bits.
const MOST_UNITS: u64 = 10_000_000_000_000_000;

#[allow(
    clippy::cast_possible_truncation,
    reason = "multipliers are far below 9·10⁶ units"
)]
fn units(value: f64) -> i64 {
    (value * UNIT).round() as i64
}

/// Variables of the dual program.
struct Dual {
    strata: Vec<Variable>,
    low: Vec<Option<Variable>>,
    high: Vec<Option<Variable>>,
    employers: BTreeMap<usize, Variable>,
    /// One per kind.
    certain: Vec<Variable>,
}

impl Dual {
    fn new(problem: &mut Problem, shape: &Shape, kinds: &[Kind]) -> Self {
        let any = (f64::NEG_INFINITY, f64::INFINITY);
        let up = (0.0, f64::INFINITY);
        let strata = shape
            .seats
            .iter()
            .map(|s| problem.add_var(f64::from(*s), any))
            .collect();
        let limits = shape.limits.iter();
        let low = limits
            .map(|l| (l.low > 0).then(|| problem.add_var(-signed(l.low), up)))
            .collect();
        let limits = shape.limits.iter();
        let high = limits
            .map(|l| (l.high < MANY).then(|| problem.add_var(signed(l.high), up)))
            .collect();
        let separate: BTreeSet<usize> = kinds.iter().filter_map(|k| k.employer).collect();
        let employers = separate
            .into_iter()
            .map(|e| (e, problem.add_var(signed(shape.places[e]), up)))
            .collect();
        let certain = kinds
            .iter()
            .map(|k| problem.add_var(real(k.members.len()), up))
            .collect();
        Self {
            strata,
            low,
            high,
            employers,
            certain,
        }
    }

    /// The weight of a kind as a linear expression.
    fn weight(&self, shape: &Shape, kind: &Kind, number: usize) -> Vec<(Variable, f64)> {
        let class = shape.classes[kind.class];
        let mut terms = vec![(self.strata[class.stratum], 1.0), (self.certain[number], 1.0)];
        for q in (0..shape.limits.len()).filter(|q| class.mask >> q & 1 == 1) {
            terms.extend(self.high[q].map(|v| (v, 1.0)));
            terms.extend(self.low[q].map(|v| (v, -1.0)));
        }
        terms.extend(
            kind.employer
                .and_then(|e| self.employers.get(&e))
                .map(|v| (*v, 1.0)),
        );
        terms
    }
}

/// Finds multipliers for the kinds of a solution and rounds them.
pub(crate) fn prove(shape: &Shape, shares: &Shares) -> Result<Certificate, Refused> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let dual = Dual::new(&mut problem, shape, &shares.kinds);
    let equal = equal_shares(shape, &shares.unreachable);
    let mut total: BTreeMap<usize, (Variable, f64)> = BTreeMap::new();
    for (number, kind) in shares.kinds.iter().enumerate() {
        let weight = dual.weight(shape, kind, number);
        let (seats, people) = equal[shape.classes[kind.class].stratum];
        let share = f64::from(seats) / f64::from(people) * real(kind.members.len());
        for (var, sign) in &weight {
            total.entry(var.idx()).or_insert((*var, 0.0)).1 += sign * share;
        }
        problem.add_constraint(&weight, ComparisonOp::Ge, 0.0);
    }
    problem.add_constraint(total.into_values().collect::<Vec<_>>(), ComparisonOp::Eq, 1.0);
    let solution = problem
        .solve()
        .ok()
        .and_then(|outcome| outcome.into_solution().ok());
    let solution = solution.ok_or(Refused::Solver("公平性证明没有得出结果"))?;
    let value = |var: &Option<Variable>| var.map_or(0, |v| units(solution.var_value(v)).max(0));
    let mut found = Certificate {
        strata: std::array::from_fn(|s| units(solution.var_value(dual.strata[s]))),
        low: dual.low.iter().map(value).collect(),
        high: dual.high.iter().map(value).collect(),
        employers: BTreeMap::new(),
        certain: BTreeMap::new(),
        bound: String::new(),
    };
    for (employer, var) in &dual.employers {
        let units = value(&Some(*var));
        if let (true, Ok(employer)) = (units > 0, u16::try_from(*employer)) {
            found.employers.insert(employer, units);
        }
    }
    for (kind, var) in shares.kinds.iter().zip(&dual.certain) {
        let units = value(&Some(*var));
        if units > 0 {
            let rows = kind.members.iter().map(|m| shape.row(*m));
            found.certain.extend(rows.map(|row| (row, units)));
        }
    }
    found.lift(shape, &shares.unreachable);
    let bound = found
        .bound(shape, &shares.unreachable)
        .ok_or(Refused::Solver("公平性证明不成立"))?;
    found.bound = format!("{}/{}", bound.numer(), bound.denom());
    Ok(found)
}

impl Certificate {
    /// Weight of a member in units.
    fn weight(&self, shape: &Shape, member: u32) -> i64 {
        let class = shape.class(member);
        let own = shape.employer_of[member as usize]
            .and_then(|e| self.employers.get(&e))
            .copied()
            .unwrap_or(0);
        let quotas = (0..shape.limits.len()).filter(|q| class.mask >> q & 1 == 1);
        let quotas: i64 = quotas.map(|q| self.high[q] - self.low[q]).sum();
        self.strata[class.stratum] + own + quotas + self.certain(shape, member)
    }

    fn certain(&self, shape: &Shape, member: u32) -> i64 {
        if self.certain.is_empty() {
            0
        } else {
            self.certain.get(&shape.row(member)).copied().unwrap_or(0)
        }
    }

    /// Raises the strata by what rounding left below zero.
    fn lift(&mut self, shape: &Shape, unreachable: &BTreeSet<u32>) {
        for member in shape.pool.iter().filter(|m| !unreachable.contains(m)) {
            let weight = self.weight(shape, *member);
            if weight < 0 {
                self.strata[shape.class(*member).stratum] -= weight;
            }
        }
    }

    /// The bound the multipliers prove, in equal shares; `None` if they prove nothing.
    pub(crate) fn bound(&self, shape: &Shape, unreachable: &BTreeSet<u32>) -> Option<BigRational> {
        let fits = self.low.len() == shape.limits.len() && self.high.len() == shape.limits.len();
        let signs = self
            .low
            .iter()
            .chain(&self.high)
            .chain(self.employers.values())
            .chain(self.certain.values())
            .all(|v| *v >= 0);
        let all = self.strata.iter().chain(&self.low).chain(&self.high);
        let all = all.chain(self.employers.values()).chain(self.certain.values());
        let small = |v: &i64| v.unsigned_abs() <= MOST_UNITS;
        if !fits || !signs || !all.into_iter().all(small) {
            return None;
        }
        let product = |value: i64, times: i64| BigInt::from(value) * BigInt::from(times);
        let mut above = BigInt::ZERO;
        for (value, seats) in self.strata.iter().zip(shape.seats) {
            above += product(*value, i64::from(seats));
        }
        for (q, limit) in shape.limits.iter().enumerate() {
            if limit.high >= MANY && self.high[q] > 0 {
                return None;
            }
            above += product(self.high[q], if limit.high < MANY { limit.high } else { 0 });
            above -= product(self.low[q], limit.low);
        }
        for (employer, value) in &self.employers {
            above += product(*value, *shape.places.get(usize::from(*employer))?);
        }
        let mut weights = [BigInt::ZERO, BigInt::ZERO, BigInt::ZERO];
        for member in shape.pool.iter().filter(|m| !unreachable.contains(m)) {
            let weight = self.weight(shape, *member);
            if weight < 0 {
                return None;
            }
            weights[shape.class(*member).stratum] += weight;
            above += self.certain(shape, *member);
        }
        let mut below = BigRational::from_integer(BigInt::ZERO);
        for (weight, (seats, people)) in weights.into_iter().zip(equal_shares(shape, unreachable)) {
            if people > 0 {
                below += BigRational::new(weight * BigInt::from(seats), BigInt::from(people));
            }
        }
        let zero = BigRational::from_integer(BigInt::ZERO);
        (below > zero).then(|| BigRational::from_integer(above) / below)
    }
}
