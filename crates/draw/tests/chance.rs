//! Whether seeds choose panels evenly: the counts of the list are what people get.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "statistics in a test"
)]

mod common;
use common::{commitment, committee_of_9, frozen, number, reveals};
use draw::prepare;
use std::collections::BTreeMap;

/// Chi-square of the panels drawn against equal chances, and of each expert's appearances against the committed
/// counts, both as standard deviations from what is expected.
fn deviations(trials: u64) -> (f64, f64) {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), Some(120)).unwrap();
    let (commitment, reveals) = (commitment(&prepared), reveals());
    let mut panels: BTreeMap<u32, u64> = BTreeMap::new();
    let mut experts: BTreeMap<String, u64> = BTreeMap::new();
    for trial in 0..trials {
        let drawn = prepared.draw(&commitment, &reveals, &number(trial)).unwrap();
        *panels.entry(drawn.index()).or_default() += 1;
        for seated in drawn.panel() {
            *experts.entry(seated.id).or_default() += 1;
        }
    }
    let expected = trials as f64 / 120.0;
    let square = |seen: u64, expected: f64| (seen as f64 - expected).powi(2) / expected;
    let of_panel = |panel: u32| square(panels.get(&panel).copied().unwrap_or(0), expected);
    let chi_panels: f64 = (0..120).map(of_panel).sum();
    let worst = experts.iter().map(|(id, seen)| {
        let share = f64::from(prepared.appearances(id).unwrap()) / 120.0;
        let mean = share * trials as f64;
        (*seen as f64 - mean).abs() / (mean * (1.0 - share)).sqrt()
    });
    (
        (chi_panels - 119.0) / (2.0_f64 * 119.0).sqrt(),
        worst.fold(0.0, f64::max),
    )
}

#[test]
fn a_hundred_thousand_seeds_choose_panels_evenly() {
    let (panels, experts) = deviations(100_000);
    assert!(panels.abs() < 4.0 && experts < 4.5, "{panels:.2} {experts:.2}");
}
