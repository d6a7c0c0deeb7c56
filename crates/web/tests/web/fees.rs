//! Review fees on the pages: the applicant's order and receipt, the organiser's list and entries, the series office's answer,
//! the payment gateway's notice.

use std::sync::Arc;

use actions::fees::keep_receipt::keep_receipt;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::fees::Order;
use kernel::Actor;
use tower::ServiceExt as _;
use web::cashier::gateway::{PATH, SIGNATURE, routes};

use crate::browser::{Answer, Browser, gateway};
use crate::round::Played;

fn browser(played: &Played, actor: &Actor) -> Browser {
    Browser::signed_in(&played.town, actor)
}

/// One case at the organiser's acceptance, with its order.
fn ordered() -> (Played, Order) {
    let played = Played::charging(1);
    played.to_the_organiser();
    let order = order(&played);
    (played, order)
}

fn order(played: &Played) -> Order {
    let case = played.ids()[0];
    let found = played.town.read(|rx| store::fees::of_case(rx, case));
    found.unwrap().order
}

async fn send(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let token = browser.open(page).await.token();
    let mut all = vec![("token", token.as_str())];
    all.extend_from_slice(fields);
    browser.send(to, &all).await
}

fn slip<'a>(reference: &'a str, amount: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("what", "payment"),
        ("reference", reference),
        ("amount", amount),
        ("paid", "2022-08-10"),
    ]
}

#[tokio::test]
async fn the_applicant_sees_what_to_pay_until_when_on_which_ground_and_the_receipt() {
    let (played, order) = ordered();
    let payer = played.cases[0].0.actor;
    let case = format!("/applications/{}", played.ids()[0]);
    let mut applicant = browser(&played, &payer);
    let home = applicant.open("/").await;
    assert!(home.html.contains("缴纳评审费 380.00元"));
    let page = applicant.open(&case).await;
    for words in [
        "评审费",
        "380.00元",
        "待缴费",
        "2022-08-17",
        "网上缴费",
        &order.number,
    ] {
        assert!(page.html.contains(words), "{words}");
    }
    assert!(
        page.html.contains("第四十七条") || page.html.contains("演练用"),
        "the ground"
    );
    let address = format!("/fees/{}", order.id);
    let shown = applicant.open(&address).await;
    assert!(shown.html.contains("请注明缴费单号") && shown.html.contains(&order.number));
    let on = applicant.open(&format!("{address}/payment")).await;
    let link = gateway().pay_link(&order);
    assert_eq!((on.status, on.location()), (StatusCode::SEE_OTHER, link.as_str()));
    let none = applicant.open(&format!("{address}/receipt")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "nothing is paid yet");

    let mut organiser = browser(&played, &played.region.organiser.actor);
    let charge = format!("/charges/{}", order.id);
    let to = format!("{charge}/payment");
    let refused = send(&mut organiser, &charge, &to, &slip("回单17", "38")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("应缴380.00元，登记的是38.00元") && refused.html.contains("回单17"));
    let done = send(&mut organiser, &charge, &to, &slip("回单17", "380")).await;
    assert_eq!(done.location(), charge, "{}", done.html);
    played
        .town
        .program(|tx| keep_receipt(tx, order.id, b"%PDF-1.7 receipt"));
    for viewer in [&mut applicant, &mut organiser] {
        let receipt = viewer.open(&format!("{address}/receipt")).await;
        for words in ["2022-000001", "380.00元", "不是财政票据", "回单17"] {
            assert!(receipt.html.contains(words), "{words}");
        }
        let file = viewer.open(&format!("{address}/receipt/file")).await;
        assert!(file.bytes.starts_with(b"%PDF-1.7"));
    }
    assert!(applicant.open(&case).await.html.contains("查看收据"));
    let colleague = browser(&played, &played.school().examiners[0].actor)
        .open(&address)
        .await;
    assert_eq!(colleague.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unpaid_case_is_not_accepted_and_a_waiver_settles_it() {
    let (played, order) = ordered();
    let mut organiser = browser(&played, &played.region.organiser.actor);
    let case = format!("/cases/{}", played.ids()[0]);
    let accept = format!("{case}/acceptance");
    let barred = send(&mut organiser, &case, &accept, &[]).await;
    assert_eq!(barred.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(barred.html.contains("评审费380.00元尚未缴纳，不能受理"));
    let charge = format!("/charges/{}", order.id);
    let to = format!("{charge}/waiver");
    let refused = send(&mut organiser, &charge, &to, &[("what", "waiver"), ("basis", "")]).await;
    assert!(refused.html.contains("请填写减免依据"));
    let asked = [("what", "waiver"), ("basis", "民政局证明〔2022〕8号")];
    assert_eq!(
        send(&mut organiser, &charge, &to, &asked).await.location(),
        charge
    );
    let mut office = browser(&played, &played.region.city_series.actor);
    assert!(office.open("/").await.html.contains("待批 1 件"));
    assert!(
        office
            .open("/waivers")
            .await
            .html
            .contains("民政局证明〔2022〕8号")
    );
    let waiver = format!("/waivers/{}", order.id);
    let done = send(&mut office, &waiver, &waiver, &[("given", "yes")]).await;
    assert_eq!(done.location(), "/waivers");
    assert!(office.open("/waivers").await.html.contains("没有待批的减免申请"));
    assert_eq!(
        send(&mut organiser, &case, &accept, &[]).await.location(),
        "/desk"
    );
    assert_eq!(played.status(played.ids()[0]), "review");
}

#[tokio::test]
async fn the_organiser_filters_sums_reconciles_and_exports() {
    let (played, order) = ordered();
    let mut organiser = browser(&played, &played.region.organiser.actor);
    let list = organiser.open("/charges").await;
    for words in [&order.number, "1 份，380.00元", "待缴费", "导出为 Excel 表格"] {
        assert!(list.html.contains(words), "{words}");
    }
    let paid = organiser.open("/charges?status=paid").await;
    assert!(paid.html.contains("没有符合条件的缴费单"));
    let charge = format!("/charges/{}", order.id);
    send(
        &mut organiser,
        &charge,
        &format!("{charge}/payment"),
        &slip("回单17", "380.00"),
    )
    .await;
    let days = organiser
        .open("/charges/days?from=2022-08-01&to=2022-08-31")
        .await;
    for words in ["1 笔，380.00元", "回单17", "已入账", "合计"] {
        assert!(days.html.contains(words), "{words}");
    }
    assert!(!days.html.contains("待处理款项</h2>"), "everything is matched");
    let before = organiser
        .open("/charges/days?from=2022-07-01&to=2022-07-31")
        .await;
    assert!(before.html.contains("这段时间没有缴费单和款项"));
    for address in ["/charges?export=xlsx", "/charges/days?export=xlsx&to=2022-08-31"] {
        let file = organiser.open(address).await;
        assert_eq!(file.status, StatusCode::OK, "{address}");
        assert!(file.bytes.starts_with(b"PK"), "a workbook");
        let name = file.headers["content-disposition"].to_str().unwrap();
        assert!(name.contains("filename*=UTF-8''"), "{name}");
    }
    let other = browser(&played, &played.school().examiners[0].actor)
        .open("/charges?export=xlsx")
        .await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_silent_round_says_what_is_not_set_and_makes_up_for_it_once_it_is() {
    let played = Played::with(1);
    played.to_the_organiser();
    let case = format!("/applications/{}", played.ids()[0]);
    let page = browser(&played, &played.cases[0].0.actor).open(&case).await;
    assert!(page.html.contains("未载明") && page.html.contains("第四十七条"));
    let mut organiser = browser(&played, &played.region.organiser.actor);
    let list = organiser.open("/charges").await;
    for words in ["“评审费·副高级”尚未设定", "“缴费环节”尚未设定", "还没有缴费单"]
    {
        assert!(list.html.contains(words), "{words}");
    }
    let office = &played.region.city_series.actor;
    for (name, value) in [("评审费", "380元"), ("缴费环节", "受理审核")] {
        let cmd = actions::plans::enter_setting::EnterSetting {
            plan: played.plan,
            name: name.to_owned(),
            value: value.to_owned(),
            note: "演练".to_owned(),
        };
        played
            .town
            .by(office, |tx| actions::plans::enter_setting::enter_setting(tx, cmd))
            .unwrap();
    }
    let list = organiser.open("/charges").await;
    assert!(list.html.contains("补开 1 份缴费单"));
    let to = format!("/charges/rounds/{}/calling", played.plan);
    assert_eq!(
        send(&mut organiser, "/charges", &to, &[]).await.location(),
        "/charges"
    );
    assert!(organiser.open("/charges").await.html.contains("2022-000001"));
}

/// Sends a notice to the gateway's door.
async fn tell(site: &Router, body: &str, signature: &str) -> StatusCode {
    let request = Request::post(PATH)
        .header(SIGNATURE, signature)
        .body(Body::from(body.to_owned()))
        .unwrap();
    site.clone().oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn a_notice_is_taken_only_with_the_gateways_signature_and_settles_once() {
    let (played, order) = ordered();
    let site = routes(played.town.house(), Arc::new(gateway()));
    let body = |cents: i64| {
        let at = order.raised.as_millis();
        format!(
            r#"{{"order":"{}","amount_cents":{cents},"reference":"T1","paid_ms":{at}}}"#,
            order.id
        )
    };
    let sign = |body: &str| gateway().sign_notice(body.as_bytes());
    let sound = body(38_000);
    assert_eq!(tell(&site, &sound, "").await, StatusCode::UNAUTHORIZED);
    assert_eq!(tell(&site, &sound, &sign("x")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(self::order(&played).stage.code(), "unpaid");
    for _ in 0..2 {
        assert_eq!(tell(&site, &sound, &sign(&sound)).await, StatusCode::OK);
    }
    assert_eq!(self::order(&played).stage.code(), "paid");
    assert_eq!(played.town.count("fee_payments"), 1);
    let other = body(1);
    assert_eq!(tell(&site, &other, &sign(&other)).await, StatusCode::CONFLICT);
    let unknown = sound.replace(&order.id.to_string(), &played.ids()[0].to_string());
    assert_eq!(
        tell(&site, &unknown, &sign(&unknown)).await,
        StatusCode::NOT_FOUND
    );
}
