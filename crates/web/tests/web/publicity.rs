//! The unit's posting: for its own members and nobody else, with objections and their conclusions.

use axum::http::StatusCode;
use domain::publicity::Kind;
use kernel::{Actor, PostingId};

use crate::browser::{Answer, Browser};
use crate::round::Played;

fn browser(played: &Played, actor: &Actor) -> Browser {
    Browser::signed_in(&played.town, actor)
}

fn examiner(played: &Played) -> Browser {
    browser(played, &played.school().examiners[0].actor)
}

async fn fill(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let token = browser.open(page).await.token();
    let mut all = vec![("token", token.as_str())];
    all.extend_from_slice(fields);
    browser.send(to, &all).await
}

/// A posting of all cases, put up through the page on 2022-08-01.
async fn posted(played: &Played) -> PostingId {
    let ids: Vec<String> = played.ids().iter().map(ToString::to_string).collect();
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("cases", id.as_str())).collect();
    fields.push(("place", "学校公告栏；原件存教务处"));
    fields.push(("contact", "学校办公室 0771-0000000"));
    let done = fill(&mut examiner(played), "/postings/new", "/postings/new", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    done.location()
        .strip_prefix("/postings/")
        .unwrap()
        .parse()
        .unwrap()
}

#[tokio::test]
async fn a_list_is_posted_with_its_place_its_contact_and_the_rounds_period() {
    let played = Played::with(2);
    let nothing = examiner(&played).open("/postings/new").await;
    assert!(nothing.html.contains("没有等待公示的人员"));
    played.to_the_publicity();
    let mut browser = examiner(&played);
    let page = browser.open("/postings/new").await;
    assert!(page.html.contains("5 个工作日") && page.html.contains("2022-08-08"));
    let refused = fill(
        &mut browser,
        "/postings/new",
        "/postings/new",
        &[("place", "公告栏")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["请选择要公示的人员", "请填写受理异议的联系人和电话", "公告栏"] {
        assert!(refused.html.contains(words), "{words}");
    }
    let id = posted(&played).await;
    let page = browser.open(&format!("/postings/{id}")).await;
    for words in [
        "公示中",
        "学校公告栏；原件存教务处",
        "第二十条(二)",
        "没有收到异议",
        "公示期到2022-08-08止",
    ] {
        assert!(page.html.contains(words), "{words}");
    }
    assert!(
        browser
            .open("/postings/new")
            .await
            .html
            .contains("没有等待公示的人员"),
        "posted once"
    );
    let sheet = browser.open(&format!("/postings/{id}/sheet")).await;
    assert!(sheet.html.contains(&played.cases[1].0.name) && sheet.html.contains("一级教师"));
    let list = browser.open("/postings").await;
    assert!(list.html.contains("2022-08-01 至 2022-08-08"));
}

#[tokio::test]
async fn a_posting_is_for_the_units_signed_in_members_only() {
    let played = Played::with(1);
    played.to_the_publicity();
    let (id, case) = (posted(&played).await, played.ids()[0]);
    let page = format!("/postings/{id}");
    let materials = format!("{page}/cases/{case}");
    for member in [&played.school().panel[0].actor, &played.cases[0].0.actor] {
        let mut browser = browser(&played, member);
        assert!(
            browser
                .open("/postings")
                .await
                .html
                .contains(&played.cases[0].0.name)
        );
        let list = browser.open(&page).await;
        assert!(list.html.contains("提出异议") && !list.html.contains("收到的异议"));
        let full = browser.open(&materials).await;
        assert!(full.html.contains("广西师范大学") && full.html.contains("毕业证书.pdf"));
        let file = full.html.split(&format!("{materials}/files/")).nth(1).unwrap();
        let file = file.split('"').next().unwrap();
        let address = format!("{materials}/files/{file}");
        assert_eq!(browser.open(&address).await.status, StatusCode::OK);
        for part in ["/sheet", "/objections/00000000-0000-7000-8000-000000000000"] {
            let inner = browser.open(&format!("{page}{part}")).await;
            assert_eq!(inner.status, StatusCode::NOT_FOUND, "{part}");
        }
        assert_eq!(browser.open("/postings/new").await.status, StatusCode::NOT_FOUND);
    }
    let other = &played.region.districts[0].schools[1];
    let strangers = [
        &other.examiners[0].actor,
        &other.panel[0].actor,
        &played.region.districts[0].department.actor,
        &played.region.organiser.actor,
    ];
    for stranger in strangers {
        let mut browser = browser(&played, stranger);
        for address in [
            &page,
            &materials,
            &format!("{page}/objection"),
            &format!("{page}/sheet"),
        ] {
            assert_eq!(
                browser.open(address).await.status,
                StatusCode::NOT_FOUND,
                "{address}"
            );
        }
    }
    for address in [&page, &materials, &"/postings".to_owned()] {
        let answer = Browser::of(&played.town).open(address).await;
        assert!(
            answer.location().starts_with("/sign-in?then="),
            "nobody sees it without signing in"
        );
    }
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one walk from two objections to the end of the posting"
)]
async fn objections_are_sealed_concluded_and_decide_the_end() {
    let played = Played::with(2);
    played.to_the_publicity();
    let id = posted(&played).await;
    let [clear, struck] = played.ids()[..] else {
        panic!()
    };
    let (page, to) = (format!("/postings/{id}"), format!("/postings/{id}/objection"));
    let mut member = browser(&played, &played.school().panel[2].actor);
    let refused = fill(
        &mut member,
        &to,
        &to,
        &[("name", ""), ("facts", "成果并非本人完成")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "请选择异议涉及的人员",
        "请填写真实姓名",
        "请填写联系方式",
        "成果并非本人完成",
    ] {
        assert!(refused.html.contains(words), "{words}");
    }
    for case in [clear, struck] {
        let case = case.to_string();
        let fields = [
            ("case", case.as_str()),
            ("name", "覃老师"),
            ("contact", "199"),
            ("facts", "成果并非本人完成"),
        ];
        assert_eq!(fill(&mut member, &to, &to, &fields).await.location(), page);
    }
    assert!(
        !member.open(&page).await.html.contains("成果并非本人完成"),
        "only the examiner reads it"
    );

    let mut convener = examiner(&played);
    let list = convener.open(&page).await;
    assert!(list.html.contains("还有2项异议未作结论") && list.html.contains("待核查"));
    let posting = played.town.read(|rx| store::publicity::find(rx, id)).posting;
    for objection in &posting.objections {
        let to = format!("{page}/objections/{}", objection.id);
        assert_eq!(member.open(&to).await.status, StatusCode::NOT_FOUND);
        assert!(convener.open(&to).await.html.contains("成果并非本人完成"));
        let outcome = if objection.case == Some(clear) {
            "not_upheld"
        } else {
            "upheld"
        };
        let refused = fill(&mut convener, &to, &to, &[("conclusion", outcome)]).await;
        assert!(refused.html.contains("请填写核查情况"));
        let done = fill(
            &mut convener,
            &to,
            &to,
            &[("conclusion", outcome), ("text", "已调阅原件并谈话核实")],
        )
        .await;
        assert_eq!(done.location(), page);
    }
    let closing = format!("{page}/closing");
    let early = fill(&mut convener, &page, &closing, &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.html.contains("次日起才能办理下一步"));
    played.morning_of("2022-08-09");
    let mut convener = examiner(&played);
    assert!(convener.open(&page).await.html.contains("结束公示，转入下一环节"));
    assert_eq!(fill(&mut convener, &page, &closing, &[]).await.location(), page);
    assert_eq!(played.status(clear), "recommendation");
    assert_eq!(played.status(struck), "not_recommended");

    let mut member = browser(&played, &played.school().panel[2].actor);
    let materials = member.open(&format!("{page}/cases/{clear}")).await;
    assert_eq!(
        materials.status,
        StatusCode::NOT_FOUND,
        "materials are shown while it is posted"
    );
    assert_eq!(member.open(&to).await.status, StatusCode::NOT_FOUND);
    assert!(convener.open(&page).await.html.contains("已结束"));
    assert_eq!(
        played.town.read(|rx| store::publicity::find(rx, id)).posting.kind,
        Kind::Unit
    );
}
