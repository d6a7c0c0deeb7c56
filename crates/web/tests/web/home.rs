//! The first page of officers, organisers and panel members.

use axum::http::StatusCode;

use crate::browser::Browser;
use crate::round::Played;

#[tokio::test]
async fn officers_begin_with_what_waits() {
    let played = Played::with(2);
    played.morning_of("2022-08-04");
    let mut examiner = Browser::signed_in(&played.town, &played.school().examiners[0].actor);
    let page = examiner.open("/").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        played.cases[0].0.name.as_str(),
        "待单位审核",
        "3 个工作日",
        "经过本机构的申报现在在哪里",
        "href=\"/panels\"",
        "href=\"/postings\"",
    ] {
        assert!(page.html.contains(words), "{words}");
    }
    let mut department = Browser::signed_in(&played.town, &played.region.districts[0].department.actor);
    let page = department.open("/").await;
    assert!(page.html.contains("没有等待办理的申报") && !page.html.contains(&played.cases[0].0.name));
}

#[tokio::test]
async fn the_organiser_begins_with_the_boards_of_its_rounds() {
    let played = Played::with(2);
    let mut organiser = Browser::signed_in(&played.town, &played.region.organiser.actor);
    let page = organiser.open("/").await;
    assert!(
        page.html.contains("2022年度南宁市中小学教师职称评审工作通知")
            && page.html.contains("等待各级审核报送")
    );
    played.to_the_organiser();
    let mut organiser = Browser::signed_in(&played.town, &played.region.organiser.actor);
    let page = organiser.open("/").await;
    assert!(page.html.contains("待受理 2 件") && page.html.contains("受理 2 件申报"));
    let list = format!("/cases?round={}&#38;status=acceptance", played.plan);
    assert!(page.html.contains(&list));
}

#[tokio::test]
async fn panel_members_begin_with_the_open_vote() {
    let played = Played::with(1);
    played.to_the_panel();
    let panel = played.round().appoint(played.school(), played.ids()).unwrap();
    let mut member = Browser::signed_in(&played.town, &played.school().panel[0].actor);
    let page = member.open("/").await;
    assert!(page.html.contains(&format!("href=\"/panels/{panel}\"")));
    let mut other = Browser::signed_in(
        &played.town,
        &played.region.districts[0].schools[1].panel[0].actor,
    );
    assert!(other.open("/").await.html.contains("没有等待您参加的审议"));
}
