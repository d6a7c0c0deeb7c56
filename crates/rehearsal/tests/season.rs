//! The season a visitor of the demo finds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it goes wrong"
)]

use std::collections::BTreeMap;

use policy::StepKind;
use rehearsal::{Stage, season};
use testkit::{Engine, Town};

#[test]
fn a_visitor_finds_applicants_in_every_state() {
    let town = Town::new(Engine::Sqlite);
    let mut stage = Stage::new(town.house(), town.clock(), 2022);
    let signer = rehearsal::signer("https://zc.example.gov.cn/Q/".to_owned()).unwrap();
    let season = season::play(&mut stage, &signer, "hengjian-2022").unwrap();
    assert_eq!(season.applicants, 195 + 20);
    assert_eq!(town.count("certificates"), 18);
    let finished = season.finished;
    assert_eq!(
        town.count(&format!(
            "applications WHERE plan_id = '{finished}' AND status = 'failed'"
        )),
        2
    );
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for school in season.region.schools() {
        let seat = school.examiners[0].actor.seat().unwrap();
        for (status, count) in town.read(|rx| store::applications::counts_by_status(rx, seat)) {
            let status = String::leak(status);
            *counts.entry(status).or_default() += usize::try_from(count).unwrap();
        }
    }
    let accepted = town
        .read(|rx| store::applications::of_plan_at(rx, season.round, StepKind::Review))
        .len();
    let expected = BTreeMap::from([
        ("acceptance", 15),
        ("department_audit", 15),
        ("not_recommended", 15),
        ("returned", 30),
        ("review", 60),
        ("unit_audit", 15),
        ("unit_publicity", 15),
    ]);
    for (status, count) in &expected {
        assert_eq!(counts.get(status), Some(count), "{status} in {counts:?}");
    }
    // Seniors wait for their defence, the others for the panel.
    let verified = counts.get("defence").unwrap_or(&0) + counts.get("panel").unwrap_or(&0);
    assert_eq!((verified, accepted), (15, 60));
}
