//! Whether any panel exists, and if not, the smallest change of the rules that would do.

use crate::pool::Member;
use crate::refused::Refused;
use crate::rules::{PublicRules, Stratum};
use crate::shape::{MANY, Shape, count};
use crate::targets::signed;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};
use std::collections::BTreeMap;
use std::fmt;

/// One change of one number in the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relaxation {
    /// Ask for fewer.
    AtLeast {
        /// The quota's name.
        quota: String,
        /// Number in the rules.
        from: u32,
        /// Number that would do.
        to: i64,
    },
    /// Allow more.
    AtMost {
        /// The quota's name.
        quota: String,
        /// Number in the rules.
        from: u32,
        /// Number that would do.
        to: i64,
    },
    /// Allow more from one employer.
    PerEmployer {
        /// Number in the rules.
        from: u32,
        /// Number that would do.
        to: i64,
    },
    /// Draw fewer from a stratum.
    Seats {
        /// Which stratum.
        stratum: Stratum,
        /// Number in the rules.
        from: u32,
        /// Number that would do.
        to: i64,
    },
}

impl fmt::Display for Relaxation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast { quota, from, to } => write!(f, "“{quota}”由至少{from}人改为至少{to}人"),
            Self::AtMost { quota, from, to } => write!(f, "“{quota}”由至多{from}人改为至多{to}人"),
            Self::PerEmployer { from, to } => write!(f, "同一单位由至多{from}人改为至多{to}人"),
            Self::Seats { stratum, from, to } => {
                let name = match stratum {
                    Stratum::Chair => "主任委员",
                    Stratum::ViceChair => "副主任委员",
                    Stratum::Expert => "评审专家",
                };
                write!(f, "抽取{name}由{from}人改为{to}人")
            }
        }
    }
}

/// Class and how many of it an employer offers.
type Offer = (usize, i64);

/// Employers that offer the same, so that one variable per class serves all of them.
struct Group {
    employers: Vec<usize>,
    places: i64,
    /// What each employer of the group offers.
    offers: Vec<Offer>,
}

/// The pool as an integer program: how many from each class without an employer that matters, and from each
/// class of each group of employers.
struct Program<'a> {
    shape: &'a Shape,
    free: BTreeMap<usize, i64>,
    groups: Vec<Group>,
}

/// Variables of the program: class, group if any, how many.
type Chosen = Vec<(usize, Option<usize>, Variable)>;

/// Branching steps after which the solver gives up; deterministic, unlike a time limit.
const NODE_LIMIT: u64 = 100_000;

impl<'a> Program<'a> {
    /// An employer never sends more than `cap`, so what it has beyond that of one class does not matter.
    fn new(shape: &'a Shape, cap: i64) -> Self {
        let mut free = BTreeMap::new();
        let mut offers: BTreeMap<usize, BTreeMap<usize, i64>> = BTreeMap::new();
        for member in &shape.pool {
            let class = shape.class_of[*member as usize];
            if shape.seats[shape.classes[class].stratum] > 0 {
                let slot = match shape.employer(*member) {
                    None => free.entry(class).or_insert(0),
                    Some(employer) => offers.entry(employer).or_default().entry(class).or_insert(0),
                };
                *slot += 1;
            }
        }
        let mut groups: BTreeMap<(i64, Vec<Offer>), Vec<usize>> = BTreeMap::new();
        for (employer, offers) in offers {
            let clipped = offers.into_iter().map(|(class, n)| (class, n.min(cap))).collect();
            groups
                .entry((shape.places[employer], clipped))
                .or_default()
                .push(employer);
        }
        let groups = groups.into_iter();
        let groups = groups
            .map(|((places, offers), employers)| Group {
                employers,
                places,
                offers,
            })
            .collect();
        Self { shape, free, groups }
    }

    fn variables(&self, problem: &mut Problem) -> Chosen {
        let bound = |n: i64| (0, i32::try_from(n).unwrap_or(i32::MAX));
        let mut chosen = Vec::new();
        for (class, people) in &self.free {
            chosen.push((*class, None, problem.add_integer_var(0.0, bound(*people))));
        }
        for (g, group) in self.groups.iter().enumerate() {
            for (class, offer) in &group.offers {
                let people = offer * count(group.employers.iter());
                chosen.push((*class, Some(g), problem.add_integer_var(0.0, bound(people))));
            }
        }
        chosen
    }

    fn of_class(&self, chosen: &Chosen, holds: impl Fn(usize) -> bool) -> Vec<(Variable, f64)> {
        chosen
            .iter()
            .filter(|(class, ..)| holds(*class))
            .map(|(.., var)| (*var, 1.0))
            .collect()
    }

    /// The variable that counts members of the same class and of employers that offer the same.
    fn like(&self, chosen: &Chosen, member: u32) -> Vec<(Variable, f64)> {
        let class = self.shape.class_of[member as usize];
        let employer = self.shape.employer(member);
        let group = employer.and_then(|e| self.groups.iter().position(|g| g.employers.contains(&e)));
        let alike = chosen.iter().filter(|(c, g, _)| *c == class && *g == group);
        alike.map(|(.., var)| (*var, 1.0)).collect()
    }

    /// Members who realise the chosen numbers.
    fn realise(&self, numbers: &[(usize, Option<usize>, i64)]) -> Vec<u32> {
        let mut members: BTreeMap<(usize, Option<usize>), Vec<u32>> = BTreeMap::new();
        for member in self.shape.pool.iter().rev() {
            let class = self.shape.class_of[*member as usize];
            members
                .entry((class, self.shape.employer(*member)))
                .or_default()
                .push(*member);
        }
        let mut left = self.shape.places.clone();
        let mut panel = Vec::new();
        for (class, group, number) in numbers {
            for _ in 0..*number {
                // Within a group everybody offers the same: taking from whoever has most places left always works.
                let employer = group.and_then(|g| {
                    let offers =
                        |e: &&usize| members.get(&(*class, Some(**e))).is_some_and(|m| !m.is_empty());
                    let candidates = self.groups[g].employers.iter().filter(offers);
                    candidates
                        .copied()
                        .max_by_key(|e| (left[*e], std::cmp::Reverse(*e)))
                });
                if let Some(member) = members.get_mut(&(*class, employer)).and_then(Vec::pop) {
                    panel.push(member);
                    if let Some(employer) = employer {
                        left[employer] -= 1;
                    }
                }
            }
        }
        panel.sort_unstable();
        panel
    }
}

fn solve(problem: &Problem) -> Result<Option<microlp::Solution>, Refused> {
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODE_LIMIT);
    match problem.solve_with(options) {
        Ok(outcome) => outcome
            .into_solution()
            .map(Some)
            .map_err(|_| Refused::Solver("在限定步数内没有得出结果")),
        Err(microlp::Error::Infeasible) => Ok(None),
        Err(_) => Err(Refused::Solver("整数规划没有得出结果")),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a whole number of people, rounded"
)]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// Some drawn members that keep every required rule, or `None` if there are none.
pub(crate) fn some_panel(shape: &Shape) -> Result<Option<Vec<u32>>, Refused> {
    panel(shape, None)
}

/// Whether a member can sit on some panel that keeps every required rule.
pub(crate) fn can_sit(shape: &Shape, member: u32) -> Result<bool, Refused> {
    Ok(panel(shape, Some(member))?.is_some())
}

/// Some drawn members that keep every required rule, one of them like a given member in everything the rules see.
fn panel(shape: &Shape, with: Option<u32>) -> Result<Option<Vec<u32>>, Refused> {
    if shape.places.iter().any(|p| *p < 0) {
        return Ok(None);
    }
    let drawn = i64::from(shape.drawn());
    let program = Program::new(
        shape,
        drawn.min(shape.places.iter().copied().max().unwrap_or(drawn)),
    );
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let chosen = program.variables(&mut problem);
    // The same rules as in the search for a relaxation, with every slack held at nothing.
    let mut none = || problem.add_integer_var(0.0, (0, 0));
    let (fewer, more) = shape.limits.iter().map(|_| (none(), none())).unzip();
    let slack = Slack {
        fewer,
        more,
        wider: none(),
        seats: (0..3).map(|_| none()).collect(),
    };
    loosen(&program, &chosen, &slack, &mut problem);
    if let Some(member) = with {
        let alike = program.like(&chosen, member);
        problem.add_constraint(alike, ComparisonOp::Ge, 1.0);
    }
    let Some(solution) = solve(&problem)? else {
        return Ok(None);
    };
    let number = |(class, group, var): &(usize, Option<usize>, Variable)| {
        (*class, *group, whole(solution.var_value(*var)))
    };
    let numbers: Vec<_> = chosen.iter().map(number).collect();
    let panel = program.realise(&numbers);
    let complete = count(panel.iter()) == drawn && shape.allows(&panel);
    Ok(complete.then_some(panel))
}

/// Variables for how far each number of the rules is moved.
struct Slack {
    fewer: Vec<Variable>,
    more: Vec<Variable>,
    wider: Variable,
    seats: Vec<Variable>,
}

/// The smallest change of the hard rules under which a panel exists. Quotas are changed before the employer cap,
/// and that before the number of seats, where the sums are equal.
pub(crate) fn smallest(members: &[Member], rules: &PublicRules) -> Result<Vec<Relaxation>, Refused> {
    let softs = rules.quotas.iter().filter(|q| q.soft).count();
    let hard = PublicRules {
        level: u32::try_from(softs).unwrap_or(u32::MAX),
        ..rules.clone()
    };
    let shape = Shape::new(members, &hard);
    let program = Program::new(&shape, i64::from(shape.drawn()));
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let chosen = program.variables(&mut problem);
    let mut slack = |weight: f64| problem.add_integer_var(weight, (0, 100_000));
    let (fewer, more) = shape.limits.iter().map(|_| (slack(100.0), slack(100.0))).unzip();
    let slack = Slack {
        fewer,
        more,
        wider: slack(101.0),
        seats: (0..3).map(|_| slack(102.0)).collect(),
    };
    loosen(&program, &chosen, &slack, &mut problem);
    let solution = solve(&problem)?.ok_or(Refused::Solver("找不到可行的调整"))?;
    Ok(relaxations(rules, &slack, |var| whole(solution.var_value(var))))
}

/// The rules of the program, each with its slack.
fn loosen(program: &Program<'_>, chosen: &Chosen, slack: &Slack, problem: &mut Problem) {
    let shape = program.shape;
    for (stratum, fewer) in slack.seats.iter().enumerate() {
        let mut terms = program.of_class(chosen, |c| shape.classes[c].stratum == stratum);
        terms.push((*fewer, 1.0));
        problem.add_constraint(&terms, ComparisonOp::Eq, f64::from(shape.seats[stratum]));
    }
    for (q, limit) in shape.limits.iter().enumerate() {
        let terms = program.of_class(chosen, |c| shape.classes[c].mask >> q & 1 == 1);
        let with = |slack, sign| terms.iter().copied().chain([(slack, sign)]).collect::<Vec<_>>();
        problem.add_constraint(with(slack.fewer[q], 1.0), ComparisonOp::Ge, signed(limit.low));
        if limit.high < MANY {
            problem.add_constraint(with(slack.more[q], -1.0), ComparisonOp::Le, signed(limit.high));
        }
    }
    for (g, group) in program.groups.iter().enumerate() {
        let people = signed(count(group.employers.iter()));
        let own = chosen
            .iter()
            .filter(|(_, own, _)| *own == Some(g))
            .map(|(.., v)| (*v, 1.0));
        let terms: Vec<_> = own.chain([(slack.wider, -people)]).collect();
        problem.add_constraint(&terms, ComparisonOp::Le, signed(group.places) * people);
    }
    // The cap has to hold for the fixed members too, also where an employer offers nobody else.
    if let Some(over) = shape.places.iter().map(|p| -*p).max().filter(|over| *over > 0) {
        problem.add_constraint([(slack.wider, 1.0)], ComparisonOp::Ge, signed(over));
    }
}

fn relaxations(rules: &PublicRules, slack: &Slack, value: impl Fn(Variable) -> i64) -> Vec<Relaxation> {
    let mut found = Vec::new();
    for (q, quota) in rules.quotas.iter().enumerate() {
        let (fewer, more, name) = (value(slack.fewer[q]), value(slack.more[q]), || quota.name.clone());
        if fewer > 0 {
            let to = i64::from(quota.at_least) - fewer;
            found.push(Relaxation::AtLeast {
                quota: name(),
                from: quota.at_least,
                to,
            });
        }
        if let (true, Some(from)) = (more > 0, quota.at_most) {
            found.push(Relaxation::AtMost {
                quota: name(),
                from,
                to: i64::from(from) + more,
            });
        }
    }
    if let (true, Some(from)) = (value(slack.wider) > 0, rules.at_most_per_employer) {
        found.push(Relaxation::PerEmployer {
            from,
            to: i64::from(from) + value(slack.wider),
        });
    }
    for stratum in Stratum::ALL {
        let (from, fewer) = (rules.seats[stratum.index()], value(slack.seats[stratum.index()]));
        if fewer > 0 {
            found.push(Relaxation::Seats {
                stratum,
                from,
                to: i64::from(from) - fewer,
            });
        }
    }
    found
}
