//! The five checks, the status list, the trust list.

#![allow(clippy::unwrap_used)]

mod common;

use common::{credential, day, evidence, key, trust, trusted};
use credential::{
    Algorithm, AtHand, BLOCK_SIZE, Conclusion, Credential, Finding, Leaf, LeafKind, Purpose,
    SignedCredential, SignedStatusBlock, Status, StatusAtHand, StatusBlock, StatusSource, TrustList,
    TrustListError,
};
use kernel::Timestamp;
use proptest::prelude::*;
use translog::{Checkpoint, Hash, Note};

const ES: Algorithm = Algorithm::Es256;
const NOW: Timestamp = Timestamp::from_millis(1_797_000_000_000);

fn signed() -> SignedCredential {
    key(ES).sign(&credential()).unwrap()
}

fn findings(report: &credential::Report) -> [Finding; 5] {
    report.checks().map(|(_, check)| check.finding)
}

use Finding::{Established as Yes, Failed as No, NotEstablished as Unknown};

#[test]
fn offline_from_the_qr_alone() {
    for algorithm in [ES, Algorithm::Sm2] {
        let report = key(algorithm)
            .sign(&credential())
            .unwrap()
            .verify(&trust(algorithm));
        assert_eq!(findings(&report), [Yes, Yes, Unknown, Unknown, Unknown]);
        assert_eq!(report.conclusion(), Conclusion::Genuine);
        assert_eq!(report.authority.as_deref(), Some(common::NAME));
    }
}

#[test]
fn with_proof_and_fresh_status_everything_is_established() {
    let proof = evidence(&signed(), 1000);
    let block = StatusBlock::new(0)
        .sign(&key(ES), NOW.plus_millis(-200_000))
        .unwrap();
    let at_hand = AtHand {
        proof: Some(&proof),
        status: StatusAtHand::Block(&block),
        now: Some(NOW),
    };
    let report = signed().verify_with(&trust(ES), &at_hand);
    assert_eq!(findings(&report), [Yes; 5], "{report:?}");
    assert_eq!(report.conclusion(), Conclusion::InForce);
    assert_eq!(report.status_source, Some(StatusSource::Block));

    // the same block a while later, without a clock, and with a clock that runs behind
    for (now, sentence) in [
        (Some(NOW.plus_millis(200_000)), "已超过"),
        (None, "没有可靠的当前时间"),
        (Some(NOW.plus_millis(-300_000)), "时钟"),
    ] {
        let report = signed().verify_with(&trust(ES), &AtHand { now, ..at_hand });
        assert_eq!(report.freshness.finding, Unknown);
        assert!(
            report.freshness.sentence.contains(sentence),
            "{}",
            report.freshness.sentence
        );
        assert_eq!(report.conclusion(), Conclusion::Genuine);
    }
}

#[test]
fn revoked_and_superseded_show() {
    let index = credential().status_index;
    for (status, conclusion) in [
        (Status::Revoked, Conclusion::Revoked),
        (Status::Superseded, Conclusion::Superseded),
    ] {
        let mut block = StatusBlock::new(0);
        assert!(block.set(index, status));
        let block = block.sign(&key(ES), NOW).unwrap();
        let live = StatusAtHand::Live { status, read_at: NOW };
        for at_hand in [StatusAtHand::Block(&block), live] {
            let at_hand = AtHand {
                status: at_hand,
                now: Some(NOW),
                ..AtHand::default()
            };
            let report = signed().verify_with(&trust(ES), &at_hand);
            assert_eq!(findings(&report), [Yes, Yes, Unknown, No, Yes]);
            assert_eq!(report.conclusion(), conclusion);
        }
    }
}

#[test]
fn a_block_that_cannot_be_trusted_is_not_used() {
    let mut wrong_block = StatusBlock::new(1);
    wrong_block.set(BLOCK_SIZE, Status::Revoked);
    let stranger = credential::SigningKey::from_secret(ES, &[1; 32]).unwrap();
    let blocks = [
        wrong_block.sign(&key(ES), NOW).unwrap(),
        StatusBlock::new(0).sign(&stranger, NOW).unwrap(),
        StatusBlock::new(0)
            .sign(&key(ES), Timestamp::from_millis(0))
            .unwrap(),
    ];
    for block in &blocks {
        let at_hand = AtHand {
            status: StatusAtHand::Block(block),
            now: Some(NOW),
            ..AtHand::default()
        };
        let report = signed().verify_with(&trust(ES), &at_hand);
        assert_eq!(findings(&report)[3..], [Unknown, Unknown], "{report:?}");
    }
    let other = "11100000000013338W".parse().unwrap();
    let mut status_key = trusted(&key(ES), Purpose::Status);
    status_key.authority = other;
    let list = TrustList::new(vec![trusted(&key(ES), Purpose::Issuer), status_key], vec![]);
    let block = StatusBlock::new(0).sign(&key(ES), NOW).unwrap();
    let at_hand = AtHand {
        status: StatusAtHand::Block(&block),
        now: Some(NOW),
        ..AtHand::default()
    };
    assert_eq!(signed().verify_with(&list, &at_hand).status.finding, Unknown);
}

#[test]
fn forgeries_are_told_apart() {
    // altered content
    let mut bytes = signed().to_bytes();
    let at = bytes.windows(3).position(|w| w == "韦".as_bytes()).unwrap();
    bytes[at..at + 3].copy_from_slice("王".as_bytes());
    let report = SignedCredential::from_bytes(&bytes).unwrap().verify(&trust(ES));
    assert_eq!(findings(&report)[..2], [No, Unknown]);
    assert_eq!(
        (report.conclusion(), report.authority),
        (Conclusion::NotGenuine, None)
    );

    // a key nobody trusts
    let stranger = credential::SigningKey::from_secret(ES, &[1; 32]).unwrap();
    let report = stranger.sign(&credential()).unwrap().verify(&trust(ES));
    assert_eq!(findings(&report)[..2], [Unknown, Unknown]);
    assert_eq!(report.conclusion(), Conclusion::NotGenuine);

    // a trusted authority in the name of another, and outside the days of its key
    for wrong in [
        Credential {
            issuer: "11100000000013338W".parse().unwrap(),
            ..credential()
        },
        Credential {
            issued: day("2025-12-31"),
            ..credential()
        },
        Credential {
            issued: day("2032-01-01"),
            ..credential()
        },
    ] {
        let report = key(ES).sign(&wrong).unwrap().verify(&trust(ES));
        assert_eq!(findings(&report)[..2], [Yes, No]);
        assert_eq!(report.conclusion(), Conclusion::NotGenuine);
    }

    // a status key does not issue
    let list = TrustList::new(vec![trusted(&key(ES), Purpose::Status)], vec![]);
    assert_eq!(signed().verify(&list).signature.finding, Unknown);

    // the proof of another certificate
    let other = key(ES)
        .sign(&Credential {
            status_index: 9,
            ..credential()
        })
        .unwrap();
    let proof = evidence(&other, 10);
    let at_hand = AtHand {
        proof: Some(&proof),
        ..AtHand::default()
    };
    let report = signed().verify_with(&trust(ES), &at_hand);
    assert_eq!(report.inclusion.finding, No);
    assert_eq!(report.conclusion(), Conclusion::NotGenuine);
}

#[test]
fn a_status_signature_is_no_credential_signature() {
    let block = StatusBlock::new(0).sign(&key(ES), NOW).unwrap();
    assert!(SignedCredential::from_bytes(&block.to_bytes()).is_err());
    assert!(SignedStatusBlock::from_bytes(&signed().to_bytes()).is_err());
}

#[test]
fn a_province_fits_into_a_pocket() {
    // ten million certificates, one in a thousand not valid
    let mut state = 12_345_u64;
    let mut total = 0;
    for number in 0..10 {
        let mut block = StatusBlock::new(number);
        for _ in 0..1000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = u32::try_from(state >> 44).unwrap();
            block.set(
                number * BLOCK_SIZE + at,
                if at % 3 == 0 {
                    Status::Superseded
                } else {
                    Status::Revoked
                },
            );
        }
        let bytes = block.sign(&key(ES), NOW).unwrap().to_bytes();
        let read = SignedStatusBlock::from_bytes(&bytes).unwrap();
        assert_eq!(read.verify(&trust(ES)).unwrap().0, &block);
        total += bytes.len();
    }
    assert!(total < 18_000, "{total} bytes");
}

#[test]
fn blocks_have_etags_of_their_content() {
    let mut block = StatusBlock::new(0);
    let first = block.sign(&key(ES), NOW).unwrap();
    assert_eq!(first.etag(), block.sign(&key(ES), NOW).unwrap().etag());
    block.set(5, Status::Revoked);
    assert_ne!(first.etag(), block.sign(&key(ES), NOW).unwrap().etag());
    assert_eq!(first.etag().len(), 32);
}

#[test]
fn trust_lists_are_read_back_and_cut_ones_noticed() {
    let mut list = trust(ES);
    let open = trusted(&key(Algorithm::Sm2), Purpose::Issuer);
    list = TrustList::new(
        vec![
            list.key(Purpose::Issuer, key(ES).key_id()).unwrap().clone(),
            credential::TrustedKey { until: None, ..open },
        ],
        list.logs().to_vec(),
    );
    let text = list.to_text();
    assert_eq!(TrustList::parse(&text), Ok(list.clone()));
    let commented = text
        .replace('\n', "\r\n")
        .replacen("1\r\n", "1\r\n# 说明\r\n\r\n", 1);
    assert_eq!(TrustList::parse(&commented), Ok(list));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        TrustList::parse(&lines[..4].join("\n")),
        Err(TrustListError::Incomplete)
    );
    let without_one = [lines[0], lines[2], lines[3], lines[4]].join("\n");
    assert_eq!(TrustList::parse(&without_one), Err(TrustListError::Incomplete));
    assert_eq!(TrustList::parse("x"), Err(TrustListError::Header));
    let wrong = text.replace("SM2", "SM9");
    assert_eq!(
        TrustList::parse(&wrong),
        Err(TrustListError::Line {
            line: 3,
            what: "不认识的算法"
        })
    );
}

#[test]
fn leaves_hold_no_personal_data() {
    let opening = credential::LeafOpening {
        salt: [5; 16],
        time: NOW,
    };
    let leaf = Leaf::issue(&signed(), &opening);
    assert_eq!(leaf.kind, LeafKind::Issue);
    assert_eq!(leaf.subject, credential().number.to_string());
    let bytes = leaf.to_bytes();
    assert_eq!(Leaf::from_bytes(&bytes).unwrap(), leaf);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(!text.contains("韦") && !text.contains("0029"));
    assert_eq!(
        credential::LeafOpening::from_extra(&opening.to_extra()),
        Some(opening)
    );
    assert_eq!(credential::LeafOpening::from_extra(&[0; 23]), None);
}

#[test]
fn an_authority_signs_the_head_of_its_log_too() {
    let sm2 = key(Algorithm::Sm2);
    let mut note = Checkpoint::sign(5, Hash([1; 32]), &common::log_signer()).unwrap();
    note.add(sm2.sign_checkpoint("zc.example.gov.cn/sm2", &note));
    let read = Note::parse(&note.to_string()).unwrap();
    assert!(sm2.public().signed_checkpoint("zc.example.gov.cn/sm2", &read));
    assert!(!sm2.public().signed_checkpoint("zc.example.gov.cn/other", &read));
    assert!(!key(ES).public().signed_checkpoint("zc.example.gov.cn/sm2", &read));
    let other = Note::parse(&note.to_string().replacen("\n5\n", "\n6\n", 1)).unwrap();
    assert!(!sm2.public().signed_checkpoint("zc.example.gov.cn/sm2", &other));
    // verifiers that know Ed25519 alone pass over the line
    assert!(Checkpoint::verify(&read, &[common::log_signer().verifier()]).is_ok());
}

proptest! {
    #[test]
    fn blocks_are_read_back(number in 0_u32..4096, sets in prop::collection::vec((0..BLOCK_SIZE, 0..3), 0..200)) {
        let mut block = StatusBlock::new(number);
        let mut model = std::collections::BTreeMap::new();
        for (place, status) in sets {
            let status = [Status::Valid, Status::Revoked, Status::Superseded][usize::try_from(status).unwrap()];
            prop_assert!(block.set(number * BLOCK_SIZE + place, status));
            model.insert(place, status);
        }
        let read = SignedStatusBlock::from_bytes(&block.sign(&key(ES), NOW).unwrap().to_bytes()).unwrap();
        let list = trust(ES);
        let (read, _) = read.verify(&list).unwrap();
        for (place, status) in model {
            prop_assert_eq!(read.get(number * BLOCK_SIZE + place), Some(status));
        }
        prop_assert_eq!(read.get((number + 1).wrapping_mul(BLOCK_SIZE)), if number == 4095 { read.get(0) } else { None });
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), to in any::<u8>(), text in "\\PC{0,80}") {
        let mut block = StatusBlock::new(0);
        block.set(77, Status::Revoked);
        let mut near = block.sign(&key(ES), NOW).unwrap().to_bytes();
        let at = at.index(near.len());
        near[at] = to;
        let _ = (SignedStatusBlock::from_bytes(&near).is_ok(), SignedStatusBlock::from_bytes(&bytes).is_ok());
        let _ = (Leaf::from_bytes(&bytes).is_ok(), TrustList::parse(&text).is_ok());
        let _ = TrustList::parse(&format!("hengjian-trust-list 1\n{text}")).is_ok();
    }
}
