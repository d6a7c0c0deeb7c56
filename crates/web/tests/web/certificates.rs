//! Certificates over HTTP: the holder's page, the public check in its three ways, revocation, the log.

use actions::certificates::seal_log::seal_log;
use axum::http::StatusCode;
use credential::{Algorithm, SignedCredential, SigningKey, StatusSource, qr_text};
use data_encoding::BASE64;
use domain::certificates::Certificate;
use kernel::Role;
use rstest::rstest;
use testkit::{AUTHORITY_CODE, Engine};

use crate::browser::Browser;
use crate::review::{self, Stand};

/// One confirmed title of the city's HRSS.
fn issued(engine: Engine) -> (Stand, Certificate) {
    let stand = review::submitted(engine, 1);
    review::confirmed(&stand, &review::decision(&stand)).unwrap();
    let found = stand
        .town
        .read(|rx| store::certificates::of_case(rx, stand.cases[0]));
    (stand, found.unwrap())
}

fn holder(stand: &Stand, certificate: &Certificate) -> Browser {
    let school = stand.town.offices().qingxiu.school.id;
    let actor = stand.town.seat(certificate.holder, Role::Applicant, school);
    Browser::signed_in(&stand.town, &actor)
}

fn signed(certificate: &Certificate) -> SignedCredential {
    SignedCredential::from_bytes(&certificate.signed_bytes().unwrap()).unwrap()
}

#[rstest]
#[tokio::test]
async fn anybody_checks_by_number_and_name_by_code_and_by_file(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (stand, one) = issued(engine);
    stand.town.program(|tx| seal_log(tx, &testkit::signer()));
    let mut anybody = Browser::of(&stand.town);
    let page = anybody.open("/check").await;
    assert!(page.html.contains("证书编号") && page.html.contains("核验不需要登录"));

    let asked = |number: &str, name: &str| [("number", number.to_owned()), ("name", name.to_owned())];
    let (number, name) = (one.number.to_lowercase(), one.holder_name.clone());
    let fields = asked(&number, &name);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let found = anybody.send("/check", &fields).await;
    assert_eq!(found.location(), format!("/Q/{}", one.token));
    let answer = anybody.open(found.location()).await;
    for words in [
        "证书真实，现行有效",
        &one.holder_name,
        "一级教师（中级）",
        &one.number,
        "存证",
        "联网实时查询",
    ] {
        assert!(answer.html.contains(words), "{words}: {}", answer.html);
    }
    assert_eq!(answer.html.matches(">属实<").count(), 5);
    let person = stand.town.read(|rx| store::accounts::person(rx, one.holder));
    assert!(!answer.html.contains(person.identity.as_str()) && answer.html.contains(&one.identity));

    let wrong = anybody
        .send("/check", &[("number", &one.number), ("name", "他人")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("没有查到编号和姓名都相符的证书") && wrong.html.contains("value=\"他人\""));

    let text = qr_text(testkit::signer().base_url(), &signed(&one)).unwrap();
    let path = text.strip_prefix("HTTPS://ZC.EXAMPLE.GOV.CN").unwrap();
    let answer = anybody.open(path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.html.contains("证书真实，现行有效"));
    let broken = anybody.open(&path[..path.len() - 9]).await;
    assert!(broken.html.contains("没有查到这本证书"));

    let data = holder(&stand, &one)
        .open(&format!("/certificates/{}/data", one.id))
        .await;
    assert_eq!(data.status, StatusCode::OK);
    let answer = anybody
        .send_file("/check/file", "", "证书.json", &data.html)
        .await;
    assert!(answer.html.contains("证书真实，现行有效"), "{}", answer.html);
}

#[rstest]
#[tokio::test]
async fn a_forged_file_is_told_from_a_genuine_one() {
    let (stand, one) = issued(Engine::Sqlite);
    let mut anybody = Browser::of(&stand.town);
    let other = SigningKey::from_secret(Algorithm::Es256, &[0x43; 32]).unwrap();
    let mut stated = signed(&one).credential().clone();
    "冒名者".clone_into(&mut stated.holder);
    let forged = other.sign(&stated).unwrap();
    let file = format!(
        "{{\"format\":\"hengjian-certificate-1\",\"credential\":\"{}\",\"proof\":null}}",
        BASE64.encode(&forged.to_bytes())
    );
    let answer = anybody.send_file("/check/file", "", "a.json", &file).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.html.contains("不能确认为真实证书") && !answer.html.contains("冒名者"));

    let pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
    let answer = anybody.send_file("/check/file", "", "a.pdf", pdf).await;
    assert!(answer.html.contains("不能确认为真实证书") && answer.html.contains("文件签名"));
    assert!(answer.html.contains("不是发证机关签发的原件"), "{}", answer.html);

    for nothing in ["{}", "没有证书", "{\"credential\":\"AAAA\",\"format\":\"\"}"] {
        let answer = anybody.send_file("/check/file", "", "a.json", nothing).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.html.contains("这不是本系统核发的证书文件"), "{nothing}");
    }
}

#[rstest]
#[tokio::test]
async fn a_certificate_is_shown_to_its_holder_and_issuer_only() {
    let (stand, one) = issued(Engine::Sqlite);
    let place = format!("/certificates/{}", one.id);
    let mut holder = holder(&stand, &one);
    let list = holder.open("/certificates").await;
    assert!(list.html.contains("我的证书") && list.html.contains(&place));
    let page = holder.open(&place).await;
    for words in [
        "<svg class=\"qr\"",
        "签名文件正在生成",
        "南人社职〔2022〕18号",
        "https://zc.example.gov.cn/Q/",
    ] {
        assert!(page.html.contains(words), "{words}");
    }
    assert!(!page.html.contains("撤销职称"));
    assert_eq!(
        holder.open(&format!("{place}/file")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        holder.open(&format!("{place}/revocation")).await.status,
        StatusCode::NOT_FOUND
    );
    let home = holder.open("/").await;
    assert!(home.html.contains(&place), "the home page leads there");

    let content = b"%PDF-1.7 signed %%EOF";
    stand
        .town
        .program(|tx| actions::certificates::keep_file::keep_file(tx, one.id, content));
    let file = holder.open(&format!("{place}/file")).await;
    assert_eq!(file.html.as_bytes(), content);
    assert!(holder.open(&place).await.html.contains("下载证书（PDF）"));

    let mut issuer = Browser::signed_in(&stand.town, &stand.scene.authority);
    assert!(issuer.open("/certificates").await.html.contains(&one.holder_name));
    let page = issuer.open(&place).await;
    assert!(page.html.contains("撤销职称") && !page.html.contains("可以把这个链接发给对方"));

    let strangers = [
        stand
            .town
            .actor(Role::TitleOffice, stand.town.offices().qingxiu.hrss.id),
        stand
            .town
            .actor(Role::Applicant, stand.town.offices().qingxiu.school.id),
        stand
            .town
            .actor(Role::UnitExaminer, stand.town.offices().qingxiu.school.id),
    ];
    for stranger in strangers {
        let mut browser = Browser::signed_in(&stand.town, &stranger);
        for part in ["", "/file", "/data", "/revocation"] {
            let page = browser.open(&format!("{place}{part}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{stranger:?} {part}");
        }
        assert!(!browser.open("/certificates").await.html.contains(&one.number));
    }
}

#[rstest]
#[tokio::test]
async fn a_revocation_shows_everywhere_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let (stand, one) = issued(engine);
    let place = format!("/certificates/{}", one.id);
    let form = format!("{place}/revocation");
    let mut issuer = Browser::signed_in(&stand.town, &stand.scene.authority);
    let token = issuer.open(&form).await.token();
    let refused = issuer.send(&form, &[("token", &token)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("请选择撤销理由") && refused.html.contains("请填写撤销决定文号"));
    let sound = [
        ("token", token.as_str()),
        ("ground", "plagiarism"),
        ("number", "南人社撤〔2022〕1号"),
        ("day", "2022-09-20"),
    ];
    let other = stand
        .town
        .actor(Role::TitleOffice, stand.town.offices().region_hrss.id);
    let mut elsewhere = Browser::signed_in(&stand.town, &other);
    assert_eq!(elsewhere.open(&form).await.status, StatusCode::NOT_FOUND);

    let done = issuer.send(&form, &sound).await;
    assert_eq!(done.location(), place);
    let page = issuer.open(&place).await;
    assert!(
        page.html.contains("已撤销")
            && page.html.contains("剽窃")
            && page.html.contains("南人社撤〔2022〕1号")
    );
    assert!(!page.html.contains("<svg class=\"qr\""));
    assert_eq!(issuer.open(&form).await.status, StatusCode::NOT_FOUND, "once");
    let again = issuer.send(&form, &sound).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("该职称已由南人社撤〔2022〕1号撤销"));

    let answer = Browser::of(&stand.town).open(&format!("/Q/{}", one.token)).await;
    assert!(answer.html.contains("证书已被撤销") && answer.html.contains("2022-09-20"));
    assert!(!answer.html.contains("剽窃"), "the ground is not for everybody");
    assert_eq!(
        holder(&stand, &one).open(&format!("{place}/data")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[rstest]
#[tokio::test]
async fn verifiers_fetch_keys_log_and_status() {
    let (stand, one) = issued(Engine::Sqlite);
    let mut anybody = Browser::of(&stand.town);
    assert_eq!(
        anybody.open("/log/checkpoint").await.status,
        StatusCode::NOT_FOUND
    );
    stand.town.program(|tx| seal_log(tx, &testkit::signer()));
    let trust = credential::TrustList::parse(&anybody.open("/trust-list.txt").await.html).unwrap();
    let note = translog::Note::parse(&anybody.open("/log/checkpoint").await.html).unwrap();
    let (head, _) = translog::Checkpoint::verify(&note, trust.logs()).unwrap();
    assert_eq!(head.size, 1);
    let tile = anybody.open("/log/tile/0/000.p/1").await;
    assert_eq!(tile.bytes, head.root.0, "the root of one leaf is its hash");
    let bundle = anybody.open("/log/tile/entries/000.p/1").await;
    let entries = translog::entries_in_bundle(&bundle.bytes).unwrap();
    assert_eq!(translog::leaf_hash(entries[0]), head.root);
    for nothing in [
        "/log/tile/0/000",
        "/log/tile/entries/000.p/2",
        "/log/tile/x",
        "/log/tile/entries/x",
    ] {
        assert_eq!(
            anybody.open(nothing).await.status,
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }

    let number = one.status_index / credential::BLOCK_SIZE;
    let block = anybody.open(&format!("/status/{AUTHORITY_CODE}/{number}")).await;
    assert_eq!(block.headers["cache-control"], "public, max-age=60");
    let block = credential::SignedStatusBlock::from_bytes(&block.bytes).unwrap();
    let at_hand = credential::AtHand {
        status: credential::StatusAtHand::Block(&block),
        now: Some(stand.town.now()),
        ..credential::AtHand::default()
    };
    let report = signed(&one).verify_with(&trust, &at_hand);
    assert_eq!(report.status_source, Some(StatusSource::Block));
    assert_eq!(report.conclusion(), credential::Conclusion::InForce);
    assert_eq!(
        anybody.open("/status/nobody/0").await.status,
        StatusCode::NOT_FOUND
    );
}

#[rstest]
#[tokio::test]
async fn whoever_checks_too_often_waits() {
    let town = testkit::Town::new(Engine::Sqlite);
    let mut anybody = Browser::of(&town);
    for _ in 0..120 {
        assert_eq!(anybody.open("/Q/AAAAAAAAAAAAA").await.status, StatusCode::OK);
    }
    assert_eq!(
        anybody.open("/Q/AAAAAAAAAAAAA").await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let sent = anybody.send("/check", &[("number", "1"), ("name", "2")]).await;
    assert_eq!(sent.status, StatusCode::TOO_MANY_REQUESTS);
    town.pass_minutes(1);
    assert_eq!(anybody.open("/Q/AAAAAAAAAAAAA").await.status, StatusCode::OK);
}
