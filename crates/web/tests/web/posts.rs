//! Posts and vacancies on the pages: refused figures, the posting for the unit's members, the summary forms.

use axum::http::StatusCode;
use kernel::{Actor, Day};
use rehearsal::{Region, Round, RoundPlan, Stage};
use testkit::{Engine, Town};

use crate::browser::Browser;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The round of 2021, published on 20 July.
fn scene() -> (Town, Stage, Region, kernel::PlanId) {
    let town = Town::new(Engine::Sqlite);
    let mut stage = Stage::new(town.house(), town.clock(), 7);
    stage.morning_of(day("2021-07-20"));
    let region = Region::build(&mut stage, None).unwrap();
    let plan = Round::publish(&stage, &region, &RoundPlan::teachers_2021().unwrap())
        .unwrap()
        .plan;
    (town, stage, region, plan)
}

fn browser(town: &Town, actor: &Actor) -> Browser {
    Browser::signed_in(town, actor)
}

#[tokio::test]
async fn figures_that_do_not_fit_come_back_with_what_was_typed() {
    let (town, _, region, plan) = scene();
    let mut examiner = browser(&town, &region.districts[0].schools[0].examiners[0].actor);
    let list = examiner.open("/posts").await;
    assert!(list.html.contains("未填报") && list.html.contains("空缺岗位汇总表"));
    assert!(examiner.open("/").await.html.contains("岗位和空岗"));
    let form = format!("/posts/rounds/{plan}");
    let token = examiner.open(&form).await.token();
    let mut typed = vec![
        ("token".to_owned(), token),
        ("method".to_owned(), "公开竞聘".to_owned()),
    ];
    for level in ["full_senior", "sub_senior", "intermediate"] {
        for (name, value) in [("set", "6"), ("filled", "4"), ("used", "3")] {
            typed.push((format!("{name}.{level}"), value.to_owned()));
        }
    }
    let pairs: Vec<(&str, &str)> = typed
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let refused = examiner.send(&form, &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["中级空缺2个，拟使用3个", "公开竞聘", "正高级空缺2个"] {
        assert!(refused.html.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_posting_of_vacancies_is_the_units_own() {
    let (town, stage, region, plan) = scene();
    let round = Round {
        stage: &stage,
        region: &region,
        plan,
    };
    let (school, other) = (&region.districts[0].schools[0], &region.districts[1].schools[0]);
    let (posts, posting) = round.post_vacancies(school).unwrap();
    let page = format!("/posts/{posts}");
    let posted = format!("/postings/{posting}");
    let mut member = browser(&town, &school.panel[0].actor);
    assert!(member.open("/postings").await.html.contains("空缺岗位使用情况"));
    let shown = member.open(&posted).await;
    for words in [
        "空缺岗位使用情况公示",
        "核定岗位数",
        "空缺岗位公开竞聘",
        "提出异议",
    ] {
        assert!(shown.html.contains(words), "{words}");
    }
    let to = format!("{posted}/objection");
    let token = member.open(&to).await.token();
    let letter = [
        ("token", token.as_str()),
        ("vacancies", "yes"),
        ("name", "黄小红"),
        ("contact", "13907710001"),
        ("facts", "空缺岗位数有误"),
    ];
    assert_eq!(member.send(&to, &letter).await.location(), posted);
    let mut examiner = browser(&town, &school.examiners[0].actor);
    assert!(
        examiner
            .open(&posted)
            .await
            .html
            .contains("关于空缺岗位使用方案的异议")
    );
    let sheet = examiner.open(&format!("{posted}/sheet")).await;
    assert!(sheet.html.contains("五(二)1") && sheet.html.contains("空岗使用办法"));
    for stranger in [&other.examiners[0].actor, &region.districts[1].department.actor] {
        let mut browser = browser(&town, stranger);
        for address in [&page, &posted] {
            assert_eq!(
                browser.open(address).await.status,
                StatusCode::NOT_FOUND,
                "{address}"
            );
        }
    }
    let mut department = browser(&town, &region.districts[0].department.actor);
    assert!(department.open(&page).await.html.contains("公示中"));
    let file = department.open(&format!("{page}/resolution/file")).await;
    assert!(file.bytes.starts_with(b"%PDF"));
}

#[tokio::test]
async fn the_forms_of_posts_are_printed_and_exported() {
    let (town, stage, region, plan) = scene();
    let round = Round {
        stage: &stage,
        region: &region,
        plan,
    };
    let school = &region.districts[0].schools[0];
    round.post_vacancies(school).unwrap();
    let mut department = browser(&town, &region.districts[0].department.actor);
    for (form, words) in [("vacancies", "空缺岗位汇总表"), ("roster", "名册汇总表")] {
        let address = format!("/posts/rounds/{plan}/{form}");
        let shown = department.open(&address).await;
        assert!(shown.html.contains(words), "{words}");
        let workbook = department.open(&format!("{address}?export=xlsx")).await;
        assert!(workbook.bytes.starts_with(b"PK"), "{form}");
        let mut elsewhere = browser(&town, &school.panel[0].actor);
        assert_eq!(elsewhere.open(&address).await.status, StatusCode::NOT_FOUND);
    }
    assert!(
        department
            .open(&format!("/posts/rounds/{plan}/vacancies"))
            .await
            .html
            .contains("合计")
    );
}
