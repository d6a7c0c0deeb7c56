//! Issue, seal, verification and revocation of certificates.

use actions::certificates::{revoke, seal_log, verify};
use credential::{Conclusion, Finding, qr_text};
use domain::certificates::{Document, RevocationGround};
use rstest::rstest;
use store::Error;
use store::journal::{self, Subject};
use testkit::{Engine, refused};

use crate::round::{self, confirmed, decision, submitted};

#[rstest]
fn certificates_are_numbered_without_gaps_logged_and_verified(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = submitted(engine, 3);
    let signer = round::signer();
    confirmed(&stand, &decision(&stand)).unwrap();
    let town = &stand.town;
    let issued: Vec<_> = stand
        .cases
        .iter()
        .map(|case| town.read(|rx| store::certificates::of_case(rx, *case)).unwrap())
        .collect();
    let mut serials: Vec<_> = issued
        .iter()
        .map(|certificate| {
            signer
                .template()
                .serial_of(&certificate.number.parse().unwrap())
                .unwrap()
        })
        .collect();
    serials.sort_unstable();
    assert_eq!(serials, [1, 2, 3]);
    let one = &issued[0];
    assert_eq!(
        (one.title.as_str(), one.obtained),
        ("一级教师", round::day("2022-09-20"))
    );
    assert_eq!(town.count("outbox WHERE topic = 'certificates.render'"), 3);

    let found = town.read(|rx| verify::by_number(rx, &signer, &one.number, &one.holder_name));
    assert_eq!(found.report.conclusion(), Conclusion::InForce);
    assert_eq!(
        found.report.inclusion.finding,
        Finding::NotEstablished,
        "not sealed yet"
    );
    assert_eq!(town.program(|tx| seal_log::seal_log(tx, &signer)), 3);
    assert_eq!(town.program(|tx| seal_log::seal_log(tx, &signer)), 0);
    for certificate in &issued {
        let found = town.read(|rx| verify::by_token(rx, &signer, &certificate.token));
        assert_eq!(found.report.inclusion.finding, Finding::Established);
        assert_eq!(found.report.conclusion(), Conclusion::InForce);
    }
    let signed = town.read(|rx| verify::by_token(rx, &signer, &one.token)).signed;
    let text = qr_text(signer.base_url(), &signed).unwrap();
    assert_eq!(
        town.read(|rx| verify::by_qr(rx, &signer, &text))
            .report
            .conclusion(),
        Conclusion::InForce
    );
    let bytes = signed.to_bytes();
    let by_file = town.read(|rx| verify::by_credential(rx, &signer, &bytes));
    assert_eq!(by_file.certificate.unwrap().id, one.id);
    assert_eq!(
        town.read(|rx| store::certificates::of_holder(rx, one.holder))
            .len(),
        1
    );
    let subject = Subject::of(one.id);
    assert!(town.read(|rx| journal::check_chain(rx, &subject)) >= 1);
}

#[rstest]
fn a_number_without_the_right_name_finds_nothing() {
    let stand = submitted(Engine::Sqlite, 1);
    let signer = round::signer();
    confirmed(&stand, &decision(&stand)).unwrap();
    let one = stand
        .town
        .read(|rx| store::certificates::of_case(rx, stand.cases[0]))
        .unwrap();
    let look = |number: &str, name: &str| {
        stand
            .town
            .house
            .read(|rx| verify::by_number(rx, &signer, number, name).map(|_| ()))
    };
    assert!(matches!(look(&one.number, "他人"), Err(Error::NotFound)));
    let mistyped = refused(look(&one.number.replacen("4501", "4511", 1), &one.holder_name));
    assert_eq!(mistyped.all()[0].field.as_deref(), Some("number"));
}

#[rstest]
fn a_revoked_title_shows_at_once_everywhere(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let stand = submitted(engine, 1);
    let signer = round::signer();
    confirmed(&stand, &decision(&stand)).unwrap();
    let town = &stand.town;
    let one = town
        .read(|rx| store::certificates::of_case(rx, stand.cases[0]))
        .unwrap();
    let paper = || Document {
        number: "南人社撤〔2022〕1号".into(),
        day: round::day("2022-09-20"),
    };
    let ground = RevocationGround::FalseMaterials;
    let outsider = town.actor(kernel::Role::TitleOffice, town.offices().qingxiu.hrss.id);
    let denied = town.by(&outsider, |tx| revoke::revoke(tx, one.id, ground, paper()));
    assert!(matches!(denied, Err(Error::NotFound)));
    town.by(&stand.scene.authority, |tx| {
        revoke::revoke(tx, one.id, ground, paper())
    })
    .unwrap();
    let twice = refused(town.by(&stand.scene.organiser, |tx| {
        revoke::revoke(tx, one.id, ground, paper())
    }));
    assert!(twice.by_rule("CRT-018"), "{twice}");

    let found = town.read(|rx| verify::by_token(rx, &signer, &one.token));
    assert_eq!(found.report.conclusion(), Conclusion::Revoked);
    let block = town.read(|rx| {
        verify::status_block(
            rx,
            &signer,
            round::AUTHORITY_CODE,
            one.status_index / credential::BLOCK_SIZE,
        )
    });
    let trust = signer.trust();
    let (states, _) = block.verify(&trust).unwrap();
    assert_eq!(states.get(one.status_index), Some(credential::Status::Revoked));
    assert_eq!(
        town.program(|tx| seal_log::seal_log(tx, &signer)),
        2,
        "issue and revocation"
    );
}
