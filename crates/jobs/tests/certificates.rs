//! A confirmed title's signed file appears by itself, and says what the log and the authority say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it goes wrong"
)]

#[path = "../../actions/tests/round/mod.rs"]
mod round;

use std::sync::Arc;

use actions::certificates::{revoke, verify};
use actions::meetings::keep_minutes;
use axum::body::Body;
use axum::http::Request;
use credential::Conclusion;
use domain::certificates::{Certificate, Document, RevocationGround};
use http_body_util::BodyExt as _;
use jobs::{Printing, Worker};
use kernel::SeededEntropy;
use pdf::{SigningCertificate, Subject, verify_pdf};
use rstest::rstest;
use store::journal::Subject as Journaled;
use testkit::Engine;
use tower::ServiceExt as _;
use web::accounts::urls::SignIn;
use web::home::Home;
use web::kit::{App, Kit, SessionSpan, Settings, Setup};

use round::Stand;

fn printing() -> Printing {
    Printing::new(
        Arc::new(testkit::signer()),
        "广西壮族自治区",
        "广西壮族自治区人力资源和社会保障厅监制",
    )
}

fn certificate(stand: &Stand, place: usize) -> Certificate {
    stand
        .town
        .read(|rx| store::certificates::of_case(rx, stand.cases[place]))
        .unwrap()
}

fn file(stand: &Stand, place: usize) -> Vec<u8> {
    let id = certificate(stand, place).file.expect("a file");
    stand.town.read(|rx| store::files::content(rx, id))
}

#[rstest]
fn the_signed_file_of_a_certificate_appears_and_verifies(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = round::submitted(engine, 2);
    round::confirmed(&stand, &round::decision(&stand)).unwrap();
    let worker = Worker::new(stand.town.house(), jobs::all(printing()));
    worker.until_idle().unwrap();
    assert_eq!(
        stand.town.read(store::outbox::backlog),
        (0, 0),
        "nothing waits, nothing was set aside"
    );
    assert_eq!(stand.town.count("log_entries WHERE leaf_index IS NULL"), 0);

    let (one, bytes, trust) = (certificate(&stand, 0), file(&stand, 0), testkit::signer().trust());
    let read = verify_pdf(&bytes).unwrap();
    let signer = read.signed_by(&trust).expect("the authority's key");
    assert_eq!(signer.name, "南宁市人力资源和社会保障局");
    assert_eq!(read.signing_time, Some(one.logged));
    let signed = read.credential.unwrap();
    assert_eq!(Some(signed.to_bytes()), one.signed_bytes());
    let proof = read.proof.unwrap();
    let at_hand = credential::AtHand {
        proof: Some(&proof),
        ..credential::AtHand::default()
    };
    let report = signed.verify_with(&trust, &at_hand);
    assert_eq!(
        report.inclusion.finding,
        credential::Finding::Established,
        "offline"
    );
    let found = stand
        .town
        .read(|rx| verify::by_credential(rx, &testkit::signer(), &signed.to_bytes()));
    assert_eq!(found.report.conclusion(), Conclusion::InForce);
    let kinds = stand.town.kinds(&Journaled::of(one.id));
    assert_eq!(kinds, ["certificates.issue", "certificates.keep_file"]);

    let mut altered = bytes.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    assert!(verify_pdf(&altered).is_err());
    let genuine = checked(&stand, &bytes);
    for words in ["证书真实，现行有效", "签署后没有改动", one.holder_name.as_str()] {
        assert!(genuine.contains(words), "{words}: {genuine}");
    }
    let forged = checked(&stand, &altered);
    assert!(
        forged.contains("不能确认为真实证书") && !forged.contains(&one.holder_name),
        "{forged}"
    );
}

/// What the public page answers about a file.
fn checked(stand: &Stand, file: &[u8]) -> String {
    let kit = Kit::new(Settings::new(Home, SignIn), SeededEntropy::new(7));
    let setup = Setup {
        signer: Arc::new(testkit::signer()),
        gateway: None,
        span: SessionSpan::default(),
        secure: true,
        navigation: web::navigation,
    };
    let site = web::site(App::new(stand.town.house(), setup), &kit);
    let mut body =
        b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n".to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = Request::post("/check/file")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let page = runtime.block_on(async {
        let answer = site.oneshot(request).await.unwrap();
        answer.into_body().collect().await.unwrap().to_bytes()
    });
    String::from_utf8(page.to_vec()).unwrap()
}

#[rstest]
fn a_title_that_was_revoked_before_its_file_was_made_gets_none() {
    let stand = round::submitted(Engine::Sqlite, 1);
    round::confirmed(&stand, &round::decision(&stand)).unwrap();
    let paper = Document {
        number: "南人社撤〔2022〕1号".into(),
        day: round::day("2022-09-20"),
    };
    let id = certificate(&stand, 0).id;
    stand
        .town
        .by(&stand.scene.authority, |tx| {
            revoke::revoke(tx, id, RevocationGround::Plagiarism, paper)
        })
        .unwrap();
    let worker = Worker::new(stand.town.house(), jobs::all(printing()));
    worker.until_idle().unwrap();
    assert_eq!(certificate(&stand, 0).file, None);
    assert_eq!(stand.town.read(store::outbox::backlog), (0, 0));
}

#[rstest]
fn a_certificate_issued_for_the_key_signs_the_file() {
    let stand = round::submitted(Engine::Sqlite, 1);
    round::confirmed(&stand, &round::decision(&stand)).unwrap();
    let signer = testkit::signer();
    let today = stand.town.today();
    let issuer = signer.issuer(testkit::AUTHORITY_CODE, today).unwrap();
    let subject = Subject {
        organisation: "南宁市人力资源和社会保障局".into(),
        common_name: "南宁市人社局电子印章".into(),
    };
    let issued =
        SigningCertificate::self_signed(&issuer.key, &subject, issuer.from, today.plus_years(1)).unwrap();
    let printing = printing().with_certificate(issuer.authority.clone(), issued);
    Worker::new(stand.town.house(), jobs::all(printing))
        .until_idle()
        .unwrap();
    let read = verify_pdf(&file(&stand, 0)).unwrap();
    assert_eq!(read.signer.subject().common_name, "南宁市人社局电子印章");
}

#[rstest]
fn the_minutes_of_a_sealed_meeting_become_a_file_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, scene, meeting, _) = round::passed(engine, 2);
    let worker = Worker::new(town.house(), jobs::all(printing()));
    worker.until_idle().unwrap();
    assert_eq!(
        town.read(store::outbox::backlog),
        (0, 0),
        "nothing waits, nothing was set aside"
    );
    let kept = town.read(|rx| store::meetings::find(rx, meeting)).minutes_file;
    let kept = kept.expect("a file");
    let bytes = town.read(|rx| store::files::content(rx, kept));
    assert!(bytes.starts_with(b"%PDF-"), "a PDF");
    let kinds = town.kinds(&Journaled::of(meeting));
    assert_eq!(
        kinds.last().map(String::as_str),
        Some("meetings.keep_minutes"),
        "{kinds:?}"
    );

    let again = town.program(|tx| keep_minutes::keep_minutes(tx, meeting, b"%PDF-other"));
    assert_eq!(again, kept, "minutes that are kept stay");
    let person = town.by(&scene.organiser, |tx| {
        keep_minutes::keep_minutes(tx, meeting, b"%PDF-other")
    });
    assert!(person.is_err(), "only the program keeps minutes");
}
