//! Circumstances on file, found by identity number.

use axum::http::StatusCode;
use kernel::Role;
use testkit::{Engine, Town};

use crate::browser::Browser;

#[tokio::test]
async fn an_officer_finds_a_person_and_enters_a_circumstance() {
    let town = Town::new(Engine::Sqlite);
    let person = town.person();
    let officer = town.actor(Role::TitleOffice, town.offices().city_hrss.id);
    let mut browser = Browser::signed_in(&town, &officer);
    let token = browser.open("/integrity").await.token();
    let missing = browser
        .send(
            "/integrity",
            &[("token", &token), ("identity", "110101199001010000")],
        )
        .await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.html.contains("身份证号码有误"));
    let stranger = town.somebody().identity;
    let missing = browser
        .send(
            "/integrity",
            &[("token", &token), ("identity", stranger.as_str())],
        )
        .await;
    assert!(missing.html.contains("本系统没有这个身份证号码的账号"));
    let found = browser
        .send(
            "/integrity",
            &[("token", &token), ("identity", person.identity.as_str())],
        )
        .await;
    let place = found.location().to_owned();
    assert_eq!(place, format!("/integrity/{}", person.id));
    let page = browser.open(&place).await;
    assert!(page.html.contains(&person.name) && page.html.contains("没有登记过"));
    assert!(!page.html.contains(person.identity.as_str()), "masked");

    let reversed = [
        ("token", token.as_str()),
        ("circumstance", "demerit"),
        ("from", "2022-08-02"),
        ("to", "2022-08-01"),
        ("source", "记过处分决定"),
    ];
    let refused = browser.send(&place, &reversed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("截止日早于起始日") && refused.html.contains("记过处分决定"));
    let sound = [
        ("token", token.as_str()),
        ("circumstance", "demerit"),
        ("from", "2022-08-02"),
        ("source", "记过处分决定"),
    ];
    assert_eq!(browser.send(&place, &sound).await.location(), place);
    let page = browser.open(&place).await;
    assert!(page.html.contains("记过以上处分") && page.html.contains("持续中"));
}

#[tokio::test]
async fn only_title_offices_and_organisers_enter_circumstances() {
    let town = Town::new(Engine::Sqlite);
    let person = town.person().id;
    for (role, may) in [
        (Role::Organiser, true),
        (Role::UnitExaminer, false),
        (Role::Department, false),
        (Role::Applicant, false),
        (Role::SystemAdmin, false),
    ] {
        let actor = town.actor(role, town.offices().city_education.id);
        let mut browser = Browser::signed_in(&town, &actor);
        for path in ["/integrity".to_owned(), format!("/integrity/{person}")] {
            let found = browser.open(&path).await.status == StatusCode::OK;
            assert_eq!(found, may, "{role:?} {path}");
        }
    }
}
