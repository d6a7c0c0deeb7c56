//! Measures the draw against the design's targets and prints both. Run in release:
//! `cargo run --release -p draw --example draw_bench`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a measuring program prints and stops at the first surprise"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{Dice, committee_of_9, committee_of_25, declines, draw as draw_once, frozen};
use draw::{Frozen, MIN_PANELS, Prepared, Quota, Rules, freeze, prepare, verify};
use std::collections::BTreeMap;
use std::time::Instant;

/// Processor time of this thread in seconds: the machine may be shared.
fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ')
        .next()
        .and_then(|n| n.parse::<f64>().ok())
        .map_or(0.0, |ns| ns / 1e9)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64, f64) {
    let (wall, cpu) = (Instant::now(), cpu_s());
    let value = work();
    (value, cpu_s() - cpu, wall.elapsed().as_secs_f64())
}

fn line(what: &str, measured: &str, target: &str) {
    println!("  {what:<46} {measured:<34} target {target}");
}

/// Builds lists for several pools, prints the worst of each measure, and gives the lists back.
fn lists(people: usize, rules: &Rules, pools: u64, target: &str) -> Vec<Prepared> {
    let (mut reached, mut over, mut cpu, mut wall) = (f64::MAX, 0.0_f64, 0.0_f64, 0.0_f64);
    let mut lists = Vec::new();
    for seed in 1..=pools {
        let frozen = frozen(people, seed, rules.clone());
        let (prepared, own_cpu, own_wall) = timed(|| prepare(&frozen, None));
        match prepared {
            Ok(prepared) => {
                let fairness = prepared.fairness().unwrap();
                reached = reached.min(fairness.reached_ppm as f64 / 1e4);
                over = over.max(fairness.most_ppm as f64 / fairness.even_ppm as f64 * 100.0);
                (cpu, wall) = (cpu.max(own_cpu), wall.max(own_wall));
                lists.push(prepared);
            }
            Err(refused) => println!("  pool {seed}: {refused}"),
        }
    }
    let panels = lists.last().map_or(0, Prepared::panels);
    println!(
        "{people} people, {} pools, {panels} panels on the last list",
        lists.len()
    );
    line(
        "smallest chance, worst pool, % of the bound",
        &format!("{reached:.2}"),
        "≥ 99",
    );
    line(
        "largest chance, worst pool, % of the min-max",
        &format!("{over:.2}"),
        "≤ 105",
    );
    line(
        "list built, slowest pool",
        &format!("{cpu:.2} s processor, {wall:.2} s clock"),
        target,
    );
    lists
}

/// The pool as a hand-made draw sees it.
struct Hand {
    /// Which quotas each person counts for.
    counts_for: Vec<Vec<bool>>,
    employer: Vec<usize>,
}

impl Hand {
    fn new(frozen: &Frozen, rules: &Rules) -> Self {
        let mut employers: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut counts_for, mut employer) = (Vec::new(), Vec::new());
        for row in frozen.rows() {
            let next = employers.len();
            employer.push(*employers.entry(&row.employer).or_insert(next));
            let counts = |q: &Quota| {
                row.attributes
                    .get(&q.attribute)
                    .is_some_and(|v| q.any_of.contains(v))
            };
            counts_for.push(rules.quotas.iter().map(counts).collect());
        }
        Self { counts_for, employer }
    }

    /// Draws by lot for one quota after the other, passing over whoever does not fit, then for the remaining seats.
    fn draw(&self, rules: &Rules, dice: &mut Dice) -> Vec<usize> {
        let orders: Vec<Option<usize>> = (0..rules.quotas.len()).map(Some).chain([None]).collect();
        'again: loop {
            let mut seated: Vec<usize> = Vec::new();
            for quota in &orders {
                let counted =
                    |seated: &[usize], q: usize| seated.iter().filter(|n| self.counts_for[**n][q]).count();
                let missing = |seated: &[usize]| match quota {
                    Some(q) => counted(seated, *q) < rules.quotas[*q].at_least as usize,
                    None => seated.len() < rules.experts as usize,
                };
                let mut tries = 0;
                while missing(&seated) {
                    tries += 1;
                    if tries > 100 * self.employer.len() || seated.len() == rules.experts as usize {
                        continue 'again;
                    }
                    let lot = usize::try_from(dice.below(self.employer.len() as u64)).unwrap();
                    let same = seated
                        .iter()
                        .filter(|n| self.employer[**n] == self.employer[lot])
                        .count();
                    let fits = !seated.contains(&lot)
                        && quota.is_none_or(|q| self.counts_for[lot][q])
                        && rules.at_most_per_employer.is_none_or(|cap| same < cap as usize)
                        && rules.quotas.iter().enumerate().all(|(q, rule)| {
                            !self.counts_for[lot][q]
                                || rule
                                    .at_most
                                    .is_none_or(|most| counted(&seated, q) < most as usize)
                        });
                    if fits {
                        seated.push(lot);
                    }
                }
            }
            return seated;
        }
    }
}

/// Beside it: lots drawn by hand, quota by quota. The chance of each kind of people (same quotas, at least five of
/// them), smallest and largest, as a share of the equal share.
fn by_hand(frozen: &Frozen, rules: &Rules) {
    let hand = Hand::new(frozen, rules);
    let mut dice = Dice(99);
    let mut seen = vec![0_u64; hand.employer.len()];
    let draws = 20_000;
    for _ in 0..draws {
        hand.draw(rules, &mut dice).into_iter().for_each(|n| seen[n] += 1);
    }
    let mut kinds: BTreeMap<&[bool], (u64, u64)> = BTreeMap::new();
    for (counts, seen) in hand.counts_for.iter().zip(&seen) {
        let kind = kinds.entry(counts).or_default();
        *kind = (kind.0 + seen, kind.1 + 1);
    }
    let equal = f64::from(rules.experts) / seen.len() as f64;
    let chances = kinds.values().filter(|(_, people)| *people >= 5);
    let chances =
        chances.map(|(seen, people)| *seen as f64 / *people as f64 / f64::from(draws) / equal * 100.0);
    let (least, most) = chances.fold((f64::MAX, 0.0_f64), |(l, m), c| (l.min(c), m.max(c)));
    line(
        "lots by hand, quota by quota, % of equal share",
        &format!("{least:.0} to {most:.0}"),
        "-",
    );
}

fn one_draw(prepared: &Prepared) {
    let commitment = common::commitment(prepared);
    let (reveals, number) = (common::reveals(), common::number(1));
    let drawn = prepared.draw(&commitment, &reveals, &number).unwrap();
    let draw = || prepared.draw(&commitment, &reveals, &number).unwrap().index();
    let (_, cpu, _) = timed(|| (0..100).map(|_| draw()).max());
    line("draw, mean of 100", &format!("{:.2} ms", cpu * 10.0), "≤ 10 ms");
    let log = declines(&drawn, &mut Dice(1), 30);
    let bundle = drawn.office_bundle(&log).unwrap().bundle;
    let size = serde_json::to_string(&bundle).unwrap().len() as f64 / 1e6;
    line("bundle", &format!("{size:.2} MB"), "≤ 2 MB");
    let (findings, cpu, _) = timed(|| verify(&bundle));
    line(
        "verified in this crate",
        &format!("{cpu:.2} s, {} findings", findings.len()),
        "≤ 1 s, 0 findings",
    );
}

/// The share of meetings whose seats are all filled when three in ten decline.
fn filled(lists: &[Prepared], meetings: u64) {
    let (mut full, mut soft_kept, mut asked, mut held, mut worst) = (0_u64, 0_u64, 0_usize, 0_u64, u64::MAX);
    for prepared in lists {
        let before = full;
        for trial in 0..meetings {
            let drawn = draw_once(prepared, trial);
            let log = declines(&drawn, &mut Dice(trial + 1000), 30);
            let standing = drawn.substitute(&log).unwrap();
            full += u64::from(standing.vacant.is_empty());
            soft_kept += u64::from(standing.unmet.is_empty());
            asked += standing.steps.len();
            held += 1;
        }
        worst = worst.min(full - before);
    }
    let percent = |part: u64, whole: u64| part as f64 / whole as f64 * 100.0;
    let share = format!(
        "{:.1} % of {held}, worst pool {:.1} %",
        percent(full, held),
        percent(worst, meetings)
    );
    line("meetings filled when 30 % decline", &share, "≥ 99 %");
    line(
        "  every quota kept, soft ones too",
        &format!("{:.1} %", percent(soft_kept, held)),
        "-",
    );
    line(
        "  substitutes asked per meeting",
        &format!("{:.1}", asked as f64 / held as f64),
        "-",
    );
}

/// The share of meetings that any method could fill: everybody declines with three in ten, and among the others there
/// is a committee that keeps the hard rules, whoever was asked first.
fn fillable(people: usize, rules: &Rules, pools: u64, meetings: u64) {
    let hard = Rules {
        quotas: rules.quotas.iter().filter(|q| !q.soft).cloned().collect(),
        ..rules.clone()
    };
    let (mut possible, mut worst) = (0, u64::MAX);
    for seed in 1..=pools {
        let before = possible;
        for trial in 0..meetings {
            let mut dice = Dice(trial + 1000);
            let mut willing = common::pool(people, seed);
            willing.retain(|_| !dice.percent(30));
            let frozen = freeze(willing, hard.clone(), common::salt(1));
            possible += u64::from(frozen.is_ok_and(|frozen| prepare(&frozen, Some(MIN_PANELS)).is_ok()));
        }
        worst = worst.min(possible - before);
    }
    let percent = |part: u64, whole: u64| part as f64 / whole as f64 * 100.0;
    let share = format!(
        "{:.1} %, worst pool {:.1} %",
        percent(possible, pools * meetings),
        percent(worst, meetings)
    );
    line("  meetings that any method could fill", &share, "-");
}

fn main() {
    let committee = committee_of_25();
    for (people, pools, target) in [(100, 10, "-"), (1_000, 10, "≤ 1 s"), (10_000, 3, "≤ 5 s")] {
        let lists = lists(people, &committee, pools, target);
        if let Some(last) = lists.last() {
            let least = last.fairness().unwrap();
            let percent = |fraction: &str| {
                let (over, under) = fraction.split_once('/').unwrap();
                over.parse::<f64>().unwrap() / under.parse::<f64>().unwrap() * 100.0
            };
            let (own, most) = (percent(&least.least), percent(&least.most));
            line(
                "this list, everybody, % of equal share",
                &format!("{own:.0} to {most:.0}"),
                "-",
            );
            by_hand(last.frozen(), &committee);
            one_draw(last);
        }
        if people <= 1_000 {
            filled(&lists, 100);
        }
        if people == 100 {
            fillable(people, &committee, 10, 100);
        }
    }
    for (people, rules) in [(75, committee), (27, committee_of_9())] {
        filled(&lists(people, &rules, 10, "-"), 100);
        fillable(people, &rules, 10, 100);
    }
}
