//! Rounds: the notices everybody reads, and the plans their offices write.

use axum::http::StatusCode;
use kernel::Role;

use crate::browser::Browser;
use crate::line::Line;

#[tokio::test]
async fn everybody_reads_the_notice_with_its_articles() {
    let line = Line::new();
    let round = line.publish();
    let mut anybody = Browser::of(&line.town);

    let home = anybody.open("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.html.contains("登录办理") && home.html.contains("2022年度南宁市中小学教师职称评审工作通知"));
    let list = anybody.open("/rounds").await;
    assert!(list.html.contains("还有 30 天截止") && list.html.contains("正在申报"));

    let notice = anybody.open(&format!("/rounds/{}", round.plan)).await;
    assert_eq!(notice.status, StatusCode::OK);
    assert!(notice.html.contains("南教职改〔2022〕演练1号"));
    assert!(notice.html.contains("登录后申报"));
    assert!(notice.html.contains("未载明"), "no text gives the fee of 2022");
    assert!(notice.html.contains("第二十条(一)") && notice.html.contains("学历（学位）证书"));
    assert!(
        notice.html.contains("一次性告知后5个工作日内补正"),
        "who set it, on what ground"
    );
    assert!(notice.html.contains("县（市、区）职改办（人社部门）"));
    assert!(notice.html.contains("答辩"));
}

#[tokio::test]
async fn the_notice_shows_the_way_of_the_readers_own_case() {
    let line = Line::new();
    let round = line.publish();
    let mut anybody = Browser::of(&line.town);
    let url = format!("/rounds/{}?level=intermediate&layer=city", round.plan);
    let notice = anybody.open(&url).await;
    assert!(notice.html.contains("中级，设区市直属单位"));
    let steps = notice.html.split_once("id=\"steps\"").unwrap().1;
    let steps = steps.split_once("id=\"settings\"").unwrap().0;
    assert!(!steps.contains("答辩"), "the defence is for senior levels");
    assert!(!steps.contains("县（市、区）职改办"));
    let wild = anybody
        .open(&format!("/rounds/{}?level=king&layer=moon", round.plan))
        .await;
    assert!(wild.html.contains("副高级，县（市、区）及以下单位"));
}

#[tokio::test]
async fn a_closed_round_is_still_read_years_later() {
    let line = Line::new();
    let round = line.publish();
    line.town.at("2024-03-01 09:00");
    let mut anybody = Browser::of(&line.town);
    let notice = anybody.open(&format!("/rounds/{}", round.plan)).await;
    assert_eq!(notice.status, StatusCode::OK);
    assert!(notice.html.contains("已于 2022-08-31 截止") && !notice.html.contains("登录后申报"));
}

#[tokio::test]
async fn drafts_are_the_offices_own() {
    let line = Line::new();
    let office = &line.region.city_series.actor;
    let mut browser = Browser::signed_in(&line.town, office);
    let empty = browser.open("/plans").await;
    assert!(empty.html.contains("还没有评审计划"));

    let page = browser.open("/plans/new").await;
    let token = page.token();
    let refused = browser
        .send(
            "/plans/new",
            &[("token", &token), ("title", "试拟通知"), ("year", "二〇二二")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("<title>错误：起草评审计划"));
    assert!(refused.html.contains("评审年度应为整数") && refused.html.contains("value=\"试拟通知\""));
    assert!(refused.html.contains("请填写申报开始日"));

    let organiser = line.region.organiser.actor.seat().unwrap().office.to_string();
    let sound = [
        ("token", token.as_str()),
        ("title", "2022年度通知"),
        ("year", "2022"),
        ("pack", "nn.中小学教师.2022"),
        ("series", "中小学教师"),
        ("levels", "sub_senior"),
        ("specialties", "小学语文\n小学数学"),
        ("application_from", "2022-08-01"),
        ("application_to", "2022-08-31"),
        ("organiser", organiser.as_str()),
        ("contact", "市教育局，0771-0000000"),
        ("payment", "网上缴费"),
    ];
    let drafted = browser.send("/plans/new", &sound).await;
    assert_eq!(drafted.status, StatusCode::SEE_OTHER);
    let plan = drafted.location().to_owned();
    let shown = browser.open(&plan).await;
    assert!(shown.html.contains("报上级职改办备案") && shown.html.contains("起草中"));

    for actor in [line.stranger(Role::SeriesOffice), line.region.city_title.actor] {
        let mut other = Browser::signed_in(&line.town, &actor);
        for path in [plan.clone(), format!("{plan}/draft"), format!("{plan}/settings")] {
            assert_eq!(other.open(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    let public = plan.replace("/plans/", "/rounds/");
    assert_eq!(
        Browser::of(&line.town).open(&public).await.status,
        StatusCode::NOT_FOUND,
        "a draft is not published"
    );
}

#[tokio::test]
async fn a_plan_is_filed_then_published_under_its_number() {
    let line = Line::new();
    let office = &line.region.city_series.actor;
    let mut browser = Browser::signed_in(&line.town, office);
    let round = line.publish();
    let content = line
        .town
        .read(|rx| store::plans::find(rx, round.plan))
        .plan
        .content;
    let id = line
        .town
        .by(office, |tx| actions::plans::draft::draft(tx, None, content))
        .unwrap();
    let plan = format!("/plans/{id}");
    assert_eq!(
        browser.open(&format!("{plan}/publish")).await.status,
        StatusCode::NOT_FOUND,
        "filing comes first"
    );

    let token = browser.open(&format!("{plan}/file")).await.token();
    let filed = browser.send(&format!("{plan}/file"), &[("token", &token)]).await;
    assert_eq!(filed.location(), plan);
    let again = browser.send(&format!("{plan}/file"), &[("token", &token)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("计划已经报备"));

    let form = format!("{plan}/publish");
    let refused = browser.send(&form, &[("token", &token), ("number", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("请填写发文字号"));
    let sound = [("token", token.as_str()), ("number", "南教职改〔2022〕8号")];
    let published = browser.send(&form, &sound).await;
    assert_eq!(published.location(), format!("/rounds/{id}"));
    let notice = Browser::of(&line.town).open(published.location()).await;
    assert!(notice.html.contains("南教职改〔2022〕8号"));
}

#[tokio::test]
async fn what_the_texts_leave_open_is_entered_with_its_ground() {
    let line = Line::new();
    let round = line.publish();
    let mut browser = Browser::signed_in(&line.town, &line.region.city_series.actor);
    let settings = format!("/plans/{}/settings", round.plan);
    let page = browser.open(&settings).await;
    assert!(page.html.contains("补正期限") && page.html.contains("复查申请期限"));

    let form = format!("{settings}/复查申请期限");
    let blank = browser.open(&encoded(&form)).await;
    assert_eq!(blank.status, StatusCode::OK);
    let token = blank.token();
    let wrong = [
        ("token", token.as_str()),
        ("value", "十天"),
        ("note", "市职改办会议纪要"),
    ];
    let refused = browser.send(&encoded(&form), &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("不是有效的工作日") && refused.html.contains("value=\"十天\""));
    let sound = [
        ("token", token.as_str()),
        ("value", "10个工作日"),
        ("note", "市职改办会议纪要"),
    ];
    let entered = browser.send(&encoded(&form), &sound).await;
    assert_eq!(entered.location(), settings);
    let page = browser.open(&settings).await;
    assert!(page.html.contains("“复查申请期限”已设定。") && page.html.contains("10个工作日"));

    let settled = browser.open(&encoded(&format!("{settings}/单位公示期"))).await;
    assert_eq!(settled.status, StatusCode::NOT_FOUND, "a text settles it");
}

fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'/' => "/".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
