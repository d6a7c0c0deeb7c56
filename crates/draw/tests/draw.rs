//! A whole draw, the demonstration sizes, golden vectors, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;
use common::{
    PARTIES, commitment, committee_of_9, committee_of_25, declines, draw, frozen, nonce, number, pool, quota,
    reveals, row, rules, salt, sources,
};
use draw::{
    Attempt, Decline, Digest, DrawRecord, Frozen, How, Match, Number, Party, Prepared, Refused, Relaxation,
    Source, Stratum, Value, freeze, nonce_digest, prepare, verify, verify_office, verify_outline,
};
use std::collections::BTreeSet;

#[test]
fn a_committee_of_nine_from_twenty_seven() {
    let frozen = frozen(27, 4, committee_of_9());
    let prepared = prepare(&frozen, None).unwrap();
    assert!(prepared.panels() >= 1000);
    let fairness = prepared.fairness().unwrap();
    assert!(fairness.reached_ppm >= 990_000, "{fairness:?}");
    let drawn = draw(&prepared, 1);
    assert_eq!(drawn.panel().len(), 9);
    let office = drawn.office_bundle(&[]).unwrap();
    assert_eq!(verify_office(&office), vec![]);
    assert_eq!(verify_outline(&drawn.outline()), vec![]);
}

#[test]
fn twenty_five_from_seventy_five() {
    let frozen = frozen(75, 2, committee_of_25());
    let prepared = prepare(&frozen, None).unwrap();
    let fairness = prepared.fairness().unwrap();
    assert!(fairness.reached_ppm >= 980_000, "{fairness:?}");
    let drawn = draw(&prepared, 5);
    let log = declines(&drawn, &mut common::Dice(3), 30);
    assert!(log.len() >= 3);
    let office = drawn.office_bundle(&log).unwrap();
    assert_eq!(verify(&office.bundle), vec![]);
}

#[test]
fn everything_survives_between_requests() {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), None).unwrap();
    let stored = serde_json::to_string(&prepared).unwrap();
    let again: Prepared = serde_json::from_str(&stored).unwrap();
    assert_eq!(again, prepared);
    let record = draw(&prepared, 9).record().clone();
    let record: DrawRecord = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
    let drawn = again
        .draw(&record.commitment, &record.reveals, &record.number)
        .unwrap();
    assert_eq!(drawn.panel(), draw(&prepared, 9).panel());
    // Or from the frozen pool alone.
    let frozen: Frozen = serde_json::from_str(&serde_json::to_string(prepared.frozen()).unwrap()).unwrap();
    assert_eq!(prepare(&frozen, None).unwrap(), prepared);
    let bundle = drawn.office_bundle(&[]).unwrap();
    let text = serde_json::to_string(&bundle).unwrap();
    assert_eq!(verify_office(&serde_json::from_str(&text).unwrap()), vec![]);
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let rows = pool(27, 4);
    let mut reversed = rows.clone();
    reversed.reverse();
    let freeze = |rows| freeze(rows, committee_of_9(), salt(1)).unwrap();
    assert_eq!(freeze(rows), freeze(reversed));
}

/// Same commitment, same bytes: these values must never change while the program's name stays `hengjian-draw 1`.
#[test]
fn golden_vectors() {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), None).unwrap();
    let drawn = draw(&prepared, 1);
    let got = [
        prepared.frozen().pool_root().to_string(),
        prepared.frozen().record_root().to_string(),
        commitment(&prepared).digest().to_string(),
        drawn.seed().to_string(),
        format!("{} of {}", drawn.index(), prepared.panels()),
        drawn
            .panel()
            .iter()
            .map(|s| s.id.trim_start_matches("expert-"))
            .collect::<Vec<_>>()
            .join(" "),
    ];
    let golden = [
        "c4e946f7f18e113f2d27c76aefabd42a38c183e0b3ed13c8f13f5fbcddc5d7ad",
        "93c56cf49551696ed6612083c02d68663a115665aa7c5e189ce55f2cc6c98935",
        "c8aea1e93696d0d2083a7fa32f5045fefbc8b07c6da95d9321c1046ad9b6ef1b",
        "0ae107d7644c0fd14d49f7692ae2cc13a9ef9540664b9d6fc92c09bb75197709",
        "225 of 1007",
        "22 12 4 18 6 26 5 17 13",
    ];
    assert_eq!(got, golden);
}

#[test]
fn removals_carry_their_reason_and_conditions_remove() {
    let mut rows = pool(40, 4);
    rows[0].removed = Some("任期届满".into());
    rows[1].attributes.insert("专业".into(), "土木工程".into());
    let mut rules = committee_of_9();
    rules.eligible.push(Match {
        attribute: "专业".into(),
        any_of: BTreeSet::from(["土木工程".into()]),
        reason: "专业不对口".into(),
    });
    let frozen = freeze(rows, rules, salt(1)).unwrap();
    assert_eq!(frozen.eligible(), 1);
    let removals = frozen.removals();
    assert_eq!((removals["任期届满"], removals["专业不对口"]), (1, 38));
}

#[test]
fn chairs_are_fixed_or_drawn_from_their_own_stratum() {
    let mut rows = pool(40, 6);
    for (id, stratum) in [
        ("主任甲", Stratum::Chair),
        ("副甲", Stratum::ViceChair),
        ("副乙", Stratum::ViceChair),
        ("副丙", Stratum::ViceChair),
    ] {
        rows.push(row(id, "厅机关", stratum, &[]));
    }
    let mut rules = committee_of_9();
    rules.experts = 6;
    rules.vice_chairs = 2;
    rules.at_most_per_employer = Some(3);
    rules.fixed = BTreeSet::from(["主任甲".to_owned()]);
    let frozen = freeze(rows.clone(), rules.clone(), salt(2)).unwrap();
    let prepared = prepare(&frozen, None).unwrap();
    for trial in 0..20 {
        let drawn = draw(&prepared, trial);
        let panel = drawn.panel();
        let of = |stratum| panel.iter().filter(|s| s.stratum == stratum).count();
        assert_eq!(
            (of(Stratum::Chair), of(Stratum::ViceChair), of(Stratum::Expert)),
            (1, 2, 6)
        );
        assert!(panel.iter().any(|s| s.id == "主任甲" && s.fixed));
        assert_eq!(verify(&drawn.office_bundle(&[]).unwrap().bundle), vec![]);
    }
    // Every vice chair has two chances in three.
    for id in ["副甲", "副乙", "副丙"] {
        let share = f64::from(prepared.appearances(id).unwrap()) / f64::from(prepared.panels());
        assert!((share - 2.0 / 3.0).abs() < 0.01, "{id}: {share}");
    }
    assert_eq!(prepared.appearances("主任甲"), Some(prepared.panels()));
    rules.fixed = BTreeSet::from(["expert-3".to_owned()]);
    assert_eq!(
        freeze(rows, rules, salt(2)),
        Err(Refused::FixedNotInPool("expert-3".into()))
    );
}

#[test]
fn a_fixed_member_cannot_be_replaced_by_lot() {
    let mut rows = pool(40, 6);
    rows.push(row("主任甲", "厅机关", Stratum::Chair, &[]));
    let mut rules = committee_of_9();
    rules.fixed = BTreeSet::from(["主任甲".to_owned()]);
    let frozen = freeze(rows, rules, salt(2)).unwrap();
    let prepared = prepare(&frozen, None).unwrap();
    let drawn = draw(&prepared, 1);
    let decline = |id: &str| Decline {
        who: frozen.pseudonym(id),
        how: How::Own,
    };
    assert_eq!(
        drawn.substitute(&[decline("主任甲")]),
        Err(Refused::FixedDeclined(1))
    );
    assert_eq!(
        drawn.substitute(&[decline("没有此人")]),
        Err(Refused::NotSeated(1))
    );
    let seated = drawn.panel().iter().find(|s| !s.fixed).unwrap().pseudonym;
    let twice = vec![
        Decline {
            who: seated,
            how: How::Own
        };
        2
    ];
    assert_eq!(drawn.substitute(&twice), Err(Refused::NotSeated(2)));
}

#[test]
fn soft_quotas_give_way_in_their_order() {
    // Five women of whom one is of the main specialty: six women are impossible, ten of the main specialty are not.
    let mut rows = Vec::new();
    for n in 0..30 {
        let attributes: &[&str] = match n {
            0 => &["女性", "主专业"],
            1..5 => &["女性"],
            5..20 => &["主专业"],
            _ => &[],
        };
        rows.push(row(
            &format!("{n}"),
            &format!("e{n}"),
            Stratum::Expert,
            attributes,
        ));
    }
    let both = |first, second| rules(9, Some(2), vec![first, second]);
    let women = || quota("女性", 6, None, true);
    let main = || quota("主专业", 4, None, true);
    let first = prepare(
        &freeze(rows.clone(), both(women(), main()), salt(3)).unwrap(),
        None,
    )
    .unwrap();
    assert_eq!(first.relaxed().collect::<Vec<_>>(), ["女性"]);
    let second = prepare(
        &freeze(rows.clone(), both(main(), women()), salt(3)).unwrap(),
        None,
    )
    .unwrap();
    assert_eq!(second.relaxed().collect::<Vec<_>>(), ["主专业", "女性"]);
    let hard = rules(9, Some(2), vec![quota("女性", 6, None, false), main()]);
    let refused = prepare(&freeze(rows, hard, salt(3)).unwrap(), None).unwrap_err();
    let expected = Relaxation::AtLeast {
        quota: "女性".into(),
        from: 6,
        to: 5,
    };
    assert_eq!(refused, Refused::Infeasible(vec![expected]));
    assert_eq!(
        refused.to_string(),
        "按现有规则组不成评委会。最小的调整是：“女性”由至少6人改为至少5人。"
    );
}

#[test]
fn the_smallest_relaxation_may_be_the_cap_or_the_size() {
    let few = |employers: usize| {
        (0..12)
            .map(|n| {
                row(
                    &n.to_string(),
                    &format!("e{}", n % employers),
                    Stratum::Expert,
                    &[],
                )
            })
            .collect::<Vec<_>>()
    };
    let refused = |employers, cap| {
        prepare(
            &freeze(few(employers), rules(9, Some(cap), vec![]), salt(3)).unwrap(),
            None,
        )
        .unwrap_err()
    };
    assert_eq!(
        refused(4, 2),
        Refused::Infeasible(vec![Relaxation::PerEmployer { from: 2, to: 3 }])
    );
    let short = freeze(few(12), rules(15, None, vec![]), salt(3)).unwrap();
    let expected = Relaxation::Seats {
        stratum: Stratum::Expert,
        from: 15,
        to: 12,
    };
    assert_eq!(
        prepare(&short, None).unwrap_err(),
        Refused::Infeasible(vec![expected])
    );
}

#[test]
fn people_whom_the_rules_shut_out_are_named() {
    // Three of the main specialty are required and there are three seats: nobody else can ever sit.
    let rows: Vec<_> = (0..9)
        .map(|n| {
            row(
                &n.to_string(),
                &format!("e{n}"),
                Stratum::Expert,
                if n < 6 { &["主专业"] } else { &[] },
            )
        })
        .collect();
    let frozen = freeze(
        rows,
        rules(3, None, vec![quota("主专业", 3, None, false)]),
        salt(4),
    )
    .unwrap();
    let prepared = prepare(&frozen, None).unwrap();
    let shut_out: BTreeSet<_> = prepared.unreachable().collect();
    assert_eq!(
        shut_out,
        (6..9).map(|n| frozen.pseudonym(&n.to_string())).collect()
    );
    assert_eq!(
        verify(&draw(&prepared, 1).office_bundle(&[]).unwrap().bundle),
        vec![]
    );
}

#[test]
fn a_draw_without_all_numbers_is_void() {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), None).unwrap();
    let commitment = commitment(&prepared);
    let draw =
        |reveals: &[_], number: &Number| prepared.draw(&commitment, reveals, number).map(|d| d.index());
    let good = reveals();
    assert!(draw(&good, &number(1)).is_ok());
    assert_eq!(
        draw(&good[..2], &number(1)),
        Err(Refused::NonceMissing("监督员".into()))
    );
    let mut wrong = good.clone();
    wrong[1].nonce = Digest(nonce(9));
    assert_eq!(
        draw(&wrong, &number(1)),
        Err(Refused::NonceWrong("组建单位".into()))
    );
    let lottery = Number {
        source: 1,
        value: Value::Lottery(vec![1, 2, 3, 4, 5, 6, 7]),
        fallback_reason: None,
    };
    assert!(matches!(draw(&good, &lottery), Err(Refused::PublicNumber(_))));
    let reasoned = Number {
        fallback_reason: Some("骰子录像中断".into()),
        ..lottery
    };
    assert!(draw(&good, &reasoned).is_ok());
    let mut reordered = good.clone();
    reordered.reverse();
    assert_eq!(draw(&reordered, &number(1)), draw(&good, &number(1)));
}

#[test]
fn a_commitment_to_another_list_is_refused() {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), None).unwrap();
    let other = prepare(&frozen(27, 5, committee_of_9()), None).unwrap();
    let refused = prepared
        .draw(&commitment(&other), &reveals(), &number(1))
        .map(|d| d.index());
    assert_eq!(refused, Err(Refused::OtherCommitment));
    assert!(prepared.own_proof("expert-1", &commitment(&other)).is_err());
}

#[test]
fn commitments_are_complete() {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), None).unwrap();
    let party = |name: &str| Party {
        name: name.into(),
        nonce_digest: nonce_digest(name, &nonce(1)),
    };
    let commit =
        |meeting: &str, attempt, parties, sources| prepared.commit(meeting, attempt, parties, sources);
    let first = Attempt::first;
    assert!(commit("会", first(), vec![party("甲")], sources()).is_ok());
    assert!(commit(" ", first(), vec![party("甲")], sources()).is_err());
    assert!(commit("会", first(), vec![], sources()).is_err());
    assert!(commit("会", first(), vec![party("甲"), party("甲")], sources()).is_err());
    assert!(commit("会", first(), vec![party("甲")], vec![]).is_err());
    let alone = Source::Dice {
        throws: 24,
        witnesses: vec!["甲".into()],
    };
    assert!(commit("会", first(), vec![party("甲")], vec![alone]).is_err());
    let few = Source::Dice {
        throws: 5,
        witnesses: vec!["甲".into(), "乙".into()],
    };
    assert!(commit("会", first(), vec![party("甲")], vec![few]).is_err());
    assert!(
        commit(
            "会",
            Attempt {
                number: 2,
                previous: None
            },
            vec![party("甲")],
            sources()
        )
        .is_err()
    );
}

#[test]
fn a_second_draw_is_chained_to_the_first() {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), None).unwrap();
    let before = commitment(&prepared);
    let again = Attempt::again(&before, "监督员没有公开随机数", "李监督").unwrap();
    assert_eq!(
        (again.number, again.previous.as_ref().unwrap().commitment),
        (2, before.digest())
    );
    assert!(Attempt::again(&before, " ", "李监督").is_err());
    assert!(Attempt::again(&before, "理由", "").is_err());
    let second = prepared
        .commit("2026年高级评审会", again, before.parties.clone(), sources())
        .unwrap();
    assert_ne!(second.digest(), before.digest());
    let drawn = prepared.draw(&second, &reveals(), &number(1)).unwrap();
    assert_ne!(drawn.seed(), draw(&prepared, 1).seed());
}

#[test]
fn every_expert_can_prove_their_own_count() {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), None).unwrap();
    let commitment = commitment(&prepared);
    for n in 0..27 {
        let proof = prepared.own_proof(&format!("expert-{n}"), &commitment).unwrap();
        assert!(proof.holds());
        assert_eq!(Some(proof.count), prepared.appearances(&format!("expert-{n}")));
        let mut more = proof.clone();
        more.count += 1;
        let mut other = proof.clone();
        other.row = other.row.replace("expert", "chair");
        let mut place = proof.clone();
        place.place = (place.place + 1) % 27;
        let mut panels = proof;
        panels.panels += 1;
        for altered in [more, other, place, panels] {
            assert!(!altered.holds());
        }
    }
    assert_eq!(
        prepared.own_proof("无此人", &commitment).unwrap_err(),
        Refused::Unknown
    );
}

#[test]
fn a_public_bundle_must_not_let_people_be_recognised() {
    let prepared = prepare(&frozen(27, 4, committee_of_9()), None).unwrap();
    let drawn = draw(&prepared, 1);
    assert!(matches!(
        drawn.public_bundle(&[], 3),
        Err(Refused::TooFine { .. })
    ));
    let rows: Vec<_> = (0..60)
        .map(|n| {
            row(
                &n.to_string(),
                &format!("e{n}"),
                Stratum::Expert,
                if n % 3 == 0 { &["女性"] } else { &[] },
            )
        })
        .collect();
    let coarse = freeze(
        rows,
        rules(9, Some(2), vec![quota("女性", 3, None, false)]),
        salt(4),
    )
    .unwrap();
    let prepared = prepare(&coarse, None).unwrap();
    assert_eq!(
        verify(&draw(&prepared, 1).public_bundle(&[], 10).unwrap()),
        vec![]
    );
}

#[test]
fn faulty_pools_and_rules_are_refused() {
    let refused = |rows, rules| freeze(rows, rules, salt(1)).unwrap_err();
    let mut twice = pool(27, 4);
    twice[1].id = twice[0].id.clone();
    assert!(matches!(refused(twice, committee_of_9()), Refused::Pool(_)));
    let mut nameless = pool(27, 4);
    nameless[1].employer.clear();
    assert!(matches!(refused(nameless, committee_of_9()), Refused::Pool(_)));
    let changes: [fn(&mut draw::Rules); 6] = [
        |r| r.experts = 0,
        |r| r.experts = 300,
        |r| r.at_most_per_employer = Some(0),
        |r| r.quotas[0].name.clear(),
        |r| r.quotas[0].any_of.clear(),
        |r| r.quotas[0].at_most = Some(0),
    ];
    for change in changes {
        let mut rules = committee_of_9();
        change(&mut rules);
        assert!(matches!(refused(pool(27, 4), rules), Refused::Rules(_)));
    }
    let frozen = frozen(27, 4, committee_of_9());
    assert_eq!(
        prepare(&frozen, Some(99)).unwrap_err(),
        Refused::ListSize {
            min: 100,
            max: 100_000
        }
    );
    assert_eq!(prepare(&frozen, Some(100)).unwrap().panels(), 100);
    assert_eq!(PARTIES.len(), 3);
}
