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
        .by(office, |tx| {
            actions::plans::draft::draft(tx, None, content, &domain::plans::Soft::default())
        })
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

#[tokio::test]
async fn notices_are_searched_and_the_calendar_says_what_closes_when() {
    let line = Line::new();
    line.publish();
    let mut anybody = Browser::of(&line.town);
    let title = "2022年度南宁市中小学教师职称评审工作通知";
    let found = anybody
        .open("/rounds?words=%E5%88%9D%E4%B8%AD%E8%8B%B1%E8%AF%AD")
        .await;
    assert!(found.html.contains(title) && found.html.contains("共 1 份通知符合条件"));
    let none = anybody.open("/rounds?words=%E5%B7%A5%E7%A8%8B").await;
    assert!(!none.html.contains(title) && none.html.contains("没有符合条件的通知"));
    let ahead = anybody.open("/rounds?state=ahead&year=2022").await;
    assert!(!ahead.html.contains(title));
    let wild = anybody.open("/rounds?state=moon&year=king").await;
    assert!(wild.html.contains(title), "what is no choice narrows nothing");

    let calendar = anybody.open("/calendar").await;
    assert_eq!(calendar.status, StatusCode::OK);
    let running = calendar.html.split_once("即将开始").unwrap().0;
    assert!(running.contains("个人申报") && running.contains(title));
    let home = anybody.open("/").await;
    assert!(home.html.contains("/calendar"), "nobody types an address");
}

#[tokio::test]
async fn the_office_changes_what_it_published_and_everybody_reads_what_changed() {
    let line = Line::new();
    let round = line.publish();
    let office = &line.region.city_series.actor;
    let mut browser = Browser::signed_in(&line.town, office);
    let plan = format!("/plans/{}", round.plan);
    let page = browser.open(&plan).await;
    assert!(page.html.contains("发布补充通知") && page.html.contains("因故障顺延"));
    let page = browser.open(&format!("{plan}/amendment")).await;
    assert_eq!(page.status, StatusCode::OK);
    let fields = |token: &str, contact: &str, reason: &str| {
        let stored = line
            .town
            .read(|rx| store::plans::find(rx, round.plan))
            .plan
            .content;
        let mut fields = vec![
            ("token".to_owned(), token.to_owned()),
            ("contact".to_owned(), contact.to_owned()),
            ("payment".to_owned(), stored.payment.clone()),
            ("specialties".to_owned(), stored.specialties.join("\n")),
            ("change_reason".to_owned(), reason.to_owned()),
        ];
        fields.extend(
            stored
                .levels
                .iter()
                .map(|one| ("levels".to_owned(), one.code().to_owned())),
        );
        let mut day = |name: &str, day: kernel::Day| fields.push((name.to_owned(), day.to_string()));
        day("application_from", stored.application.from);
        day("application_to", stored.application.to);
        for (at, slot) in (1..).zip(&stored.schedule) {
            day(&format!("schedule{at}_from"), slot.days.from);
            day(&format!("schedule{at}_to"), slot.days.to);
        }
        fields
    };
    let refused = fields(&page.token(), "0771-7654321", "");
    let pairs: Vec<(&str, &str)> = refused.iter().map(|(name, value)| (&**name, &**value)).collect();
    let refused = browser.send(&format!("{plan}/amendment"), &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("0771-7654321"), "what was typed stays");
    let sound = fields(&refused.token(), "0771-7654321", "咨询电话变更");
    let pairs: Vec<(&str, &str)> = sound.iter().map(|(name, value)| (&**name, &**value)).collect();
    let done = browser.send(&format!("{plan}/amendment"), &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let mut anybody = Browser::of(&line.town);
    let notice = anybody.open(&format!("/rounds/{}", round.plan)).await;
    assert!(notice.html.contains("第1号补充通知") && notice.html.contains("咨询电话变更"));
    assert!(notice.html.contains("现为0771-7654321"));

    let page = browser.open(&format!("{plan}/outage")).await;
    let token = page.token();
    let wrong = [("token", &*token), ("from_time", "25:00")];
    let refused = browser.send(&format!("{plan}/outage"), &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("请填写几时几分"));
}

#[tokio::test]
async fn the_title_office_reads_what_was_filed_with_it_and_nobody_else_does() {
    let line = Line::new();
    let round = line.publish();
    let mut title = Browser::signed_in(&line.town, &line.region.city_title.actor);
    let home = title.open("/").await;
    assert!(home.html.contains("报备的评审计划"));
    let list = title.open("/filings").await;
    assert!(list.html.contains("2022年度南宁市中小学教师职称评审工作通知"));
    let page = title.open(&format!("/filings/{}", round.plan)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("各环节时间") && !page.html.contains("退回修改</h2>"));
    let mut other = Browser::signed_in(&line.town, &line.stranger(Role::TitleOffice));
    let hidden = other.open(&format!("/filings/{}", round.plan)).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
}
