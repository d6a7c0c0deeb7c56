//! The season a visitor of the demo finds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it goes wrong"
)]

use std::collections::BTreeMap;

use domain::applications::step_code;
use kernel::PlanId;
use policy::StepKind;
use rehearsal::{Stage, season};
use serde_json::Value;
use store::journal::{Entry, Subject};
use testkit::{Engine, Town};

#[test]
fn a_visitor_finds_applicants_in_every_state() {
    let town = Town::new(Engine::Sqlite);
    let mut stage = Stage::new(town.house(), town.clock(), 2022);
    let signer = rehearsal::signer("https://zc.example.gov.cn/Q/".to_owned()).unwrap();
    let season = season::play(&mut stage, &signer, "hengjian-2022").unwrap();
    assert_eq!(season.applicants, 195 + 20 + 10);
    assert_eq!(town.count("certificates"), 18);
    let finished = season.finished;
    assert_eq!(
        town.count(&format!(
            "applications WHERE plan_id = '{finished}' AND status = 'failed'"
        )),
        2
    );
    let mut rounds: BTreeMap<_, BTreeMap<String, i64>> = BTreeMap::new();
    for school in season.region.schools() {
        let seat = school.examiners[0].actor.seat().unwrap();
        for (round, status, count) in town.read(|rx| store::applications::counts_by_round(rx, seat)) {
            *rounds.entry(round).or_default().entry(status).or_default() += count;
        }
    }
    let accepted = town
        .read(|rx| store::applications::of_plan_at(rx, season.round, StepKind::Review))
        .len();
    let counts = &rounds[&season.round];
    let expected: BTreeMap<&str, i64> = BTreeMap::from([
        ("acceptance", 15),
        ("department_audit", 15),
        ("not_recommended", 15),
        ("returned", 30),
        ("review", 60),
        ("unit_audit", 15),
        ("unit_publicity", 15),
    ]);
    for (status, count) in &expected {
        assert_eq!(counts.get(*status), Some(count), "{status} in {counts:?}");
    }
    // Seniors wait for their defence, the others for the panel.
    let verified = counts.get("defence").unwrap_or(&0) + counts.get("panel").unwrap_or(&0);
    assert_eq!((verified, accepted), (15, 60));

    // The first batch: one group's results are posted, the other is voted on, and two members have not voted yet.
    let batch = BTreeMap::from([("failed", 1), ("result_publicity", 4), ("review", 5)]);
    let batch = batch
        .into_iter()
        .map(|(status, count)| (status.to_owned(), count));
    assert_eq!(rounds[&season.first_batch], batch.collect());
    let voting = season
        .sign_ins
        .iter()
        .filter(|(_, what)| what.contains("评审会议"));
    for (account, _) in voting.clone() {
        let credentials = town.read(|rx| store::accounts::credentials(rx, account)).unwrap();
        assert!(credentials.password_hash.is_some(), "{account} can sign in");
        let meetings = town.read(|rx| store::meetings::of_member(rx, credentials.person));
        let today = meetings.iter().find(|meeting| meeting.plan == season.first_batch);
        assert!(
            matches!(
                today.map(|meeting| &meeting.stage),
                Some(domain::meetings::Stage::Voting { .. })
            ),
            "{account} is asked to vote"
        );
    }
    assert_eq!(voting.count(), 2);

    every_case_stands_where_its_journal_says(&town, [season.round, season.first_batch, season.finished]);
}

fn every_case_stands_where_its_journal_says(town: &Town, rounds: [PlanId; 3]) {
    let cases = rounds.map(|round| {
        let mut cases = Vec::new();
        town.read(|rx| {
            store::applications::each_submitted(rx, round, |_, case| {
                cases.push(case);
                Ok::<(), store::Error>(())
            })
        });
        cases
    });
    for case in cases.iter().flatten() {
        let subject = Subject::of(case.id);
        let chain = town.read(|rx| store::journal::check_chain(rx, &subject));
        let entries = town.journal(&subject);
        assert_eq!(chain, entries.len());
        assert_eq!(
            replayed(&entries),
            case.status(),
            "{subject} by {:?}",
            entries.last()
        );
    }
    assert!(cases.iter().all(|cases| cases.len() >= 10));
}

/// The status to which a case's journal leads, from its entries alone.
fn replayed(entries: &[Entry]) -> String {
    let step = |value: &Value| step_code(serde_json::from_value(value.clone()).unwrap()).to_owned();
    let mut status = "draft".to_owned();
    for entry in entries {
        let body: Value = serde_json::from_str(&entry.body).unwrap();
        match entry.kind.as_str() {
            "applications.submit" => status = step(&body["route"][0]["step"]),
            "applications.resubmit" => status = step(&body["step"]),
            "applications.withdraw" => "draft".clone_into(&mut status),
            "applications.return_case" | "applications.request_correction" => {
                "returned".clone_into(&mut status);
            }
            _ if body.get("next").is_some() => {
                let done = step(&body["done"]);
                assert_eq!(done, status, "{}: only the step that is due is done", entry.kind);
                status = step(&body["next"]);
            }
            _ if body.get("ending").is_some() => {
                // Confirming issues the certificate as well; the entry says so by where the case ended.
                if entry.kind == "results.confirm" && status == "confirmation" {
                    "issue".clone_into(&mut status);
                }
                assert_eq!(body["from"], status, "{}", entry.kind);
                status = body["ending"].as_str().unwrap().to_owned();
            }
            _ => {}
        }
    }
    status
}
