//! The officers' lists, their view of a case, and the forms of the steps.

use axum::http::{StatusCode, header};
use kernel::{Actor, Role};

use crate::browser::{Answer, Browser};
use crate::round::Played;

fn officer(played: &Played, actor: &Actor) -> Browser {
    Browser::signed_in(&played.town, actor)
}

fn examiner(played: &Played) -> Browser {
    officer(played, &played.school().examiners[0].actor)
}

/// Opens a page and sends its form with these fields.
async fn fill(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let token = browser.open(page).await.token();
    let mut all = vec![("token", token.as_str())];
    all.extend_from_slice(fields);
    browser.send(to, &all).await
}

const SOUND: [(&str, &str); 7] = [
    ("education", "originals"),
    ("seniority", "originals"),
    ("experience", "telephone"),
    ("experience.source", "原任教学校人事科"),
    ("performance", "network"),
    ("papers", "nothing"),
    ("committed", "yes"),
];

#[tokio::test]
async fn a_desk_shows_what_waits_here_and_nothing_of_others() {
    let played = Played::with(2);
    let names: Vec<&str> = played.cases.iter().map(|(who, _)| who.name.as_str()).collect();
    played.morning_of("2022-08-04");
    let page = examiner(&played).open("/desk").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(names.iter().all(|name| page.html.contains(*name)));
    assert!(page.html.contains("待单位审核") && page.html.contains("3 个工作日"));

    let all = examiner(&played).open("/cases").await;
    assert!(names.iter().all(|name| all.html.contains(*name)));

    let other_school = &played.region.districts[0].schools[1].examiners[0].actor;
    let strangers = [
        other_school,
        &played.region.districts[0].department.actor,
        &played.region.organiser.actor,
    ];
    for stranger in strangers {
        let mut browser = officer(&played, stranger);
        for address in ["/desk", "/cases"] {
            let page = browser.open(address).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!names.iter().any(|name| page.html.contains(*name)));
        }
        assert!(browser.open("/desk").await.html.contains("没有等待办理的申报"));
    }
    for nobody in [&played.cases[0].0.actor, &played.school().panel[0].actor] {
        let mut browser = officer(&played, nobody);
        for address in ["/desk", "/cases"] {
            assert_eq!(browser.open(address).await.status, StatusCode::NOT_FOUND);
        }
    }
    let led = Browser::of(&played.town).open("/desk").await;
    assert_eq!(led.location(), "/sign-in?then=%2Fdesk");
}

#[tokio::test]
async fn lists_are_narrowed_by_their_address() {
    let played = Played::with(2);
    let (first, second) = (&played.cases[0], &played.cases[1]);
    played.round().verify(played.school(), first.1).unwrap();
    let mut browser = examiner(&played);
    let waiting = browser.open("/desk?step=defence").await;
    assert!(waiting.html.contains(&format!("/cases/{}\"", first.1)));
    assert!(!waiting.html.contains(&format!("/cases/{}\"", second.1)));
    assert!(waiting.html.contains("待办事项：答辩"));
    let by_status = browser.open("/cases?status=unit_audit").await;
    assert!(!by_status.html.contains(&format!("/cases/{}\"", first.1)));
    assert!(by_status.html.contains(&format!("/cases/{}\"", second.1)));
    let none = browser.open("/cases?level=full_senior").await;
    assert!(none.html.contains("没有符合条件的申报"));
    let round = browser.open(&format!("/cases?round={}", played.plan)).await;
    assert!(round.html.contains(&first.0.name) && round.html.contains("年度：2022 年"));
}

#[tokio::test]
async fn a_case_is_there_for_the_offices_it_has_reached_only() {
    let played = Played::with(1);
    let (teacher, id) = &played.cases[0];
    let address = format!("/cases/{id}");
    let page = examiner(&played).open(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        teacher.name.as_str(),
        "轮到本机构办理",
        "广西师范大学",
        "本人填报",
        "毕业证书.pdf",
        "各项条件符合",
        "第十七条",
        "审查责任人承诺",
        "办理进度",
    ] {
        assert!(page.html.contains(words), "{words}");
    }
    let strangers = [
        &teacher.actor,
        &played.school().panel[0].actor,
        &played.region.districts[0].schools[1].examiners[0].actor,
        &played.region.districts[0].department.actor,
        &played.region.organiser.actor,
        &played.region.administrator.actor,
    ];
    for stranger in strangers {
        let mut browser = officer(&played, stranger);
        assert_eq!(browser.open(&address).await.status, StatusCode::NOT_FOUND);
        for form in ["return", "correction", "refusal", "circumstances"] {
            let page = browser.open(&format!("{address}/{form}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{form}");
        }
    }
    assert_eq!(
        examiner(&played).open("/cases/nonsense").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn files_go_to_those_who_see_the_case_and_only_what_was_sent() {
    let played = Played::with(1);
    let (teacher, id) = &played.cases[0];
    let dossier = played
        .town
        .read(|rx| store::dossier::of_person(rx, teacher.person));
    let entry = dossier
        .entries
        .iter()
        .find(|entry| !entry.files.is_empty())
        .unwrap();
    let (sent, entry) = (entry.files[0], entry.id);
    let upload = actions::dossier::attach_file::Upload {
        name: "后来上传.pdf",
        media_type: "application/pdf",
        content: b"%PDF-1.4 later\n%%EOF\n",
    };
    let later = played
        .town
        .by(&teacher.actor, |tx| {
            actions::dossier::attach_file::attach_file(tx, entry, &upload)
        })
        .map(|_| played.town.read(|rx| store::dossier::find(rx, entry)).files[1])
        .unwrap();

    let mut browser = examiner(&played);
    let file = browser.open(&format!("/cases/{id}/files/{sent}")).await;
    assert_eq!(file.status, StatusCode::OK);
    let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment;"));
    assert!(file.html.starts_with("%PDF"));
    let unsent = browser.open(&format!("/cases/{id}/files/{later}")).await;
    assert_eq!(
        unsent.status,
        StatusCode::NOT_FOUND,
        "what was not sent is not there"
    );
    let mut stranger = officer(&played, &played.region.districts[0].department.actor);
    let page = stranger.open(&format!("/cases/{id}/files/{sent}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_unit_examines_every_item_under_its_commitment() {
    let played = Played::with(1);
    let id = played.ids()[0];
    let (page, to) = (format!("/cases/{id}"), format!("/cases/{id}/verification"));
    let mut browser = examiner(&played);
    let refused = fill(&mut browser, &page, &to, &[("education", "originals")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("<title>错误：") && refused.html.contains("请选择“资历”的审核结果"));
    assert!(
        refused.html.contains("value=\"originals\" selected"),
        "what was chosen stays"
    );

    let unsigned: Vec<_> = SOUND
        .into_iter()
        .filter(|(name, _)| *name != "committed")
        .collect();
    let refused = fill(&mut browser, &page, &to, &unsigned).await;
    assert!(refused.html.contains("请阅读并签署审查责任人承诺书"));
    let mut unsound = SOUND;
    unsound[1].1 = "unsound";
    let refused = fill(&mut browser, &page, &to, &unsound).await;
    assert!(refused.html.contains("“资历”未通过审核，不能继续办理"));
    let nobody: Vec<_> = SOUND
        .into_iter()
        .filter(|(name, _)| !name.ends_with(".source"))
        .collect();
    let refused = fill(&mut browser, &page, &to, &nobody).await;
    assert!(refused.html.contains("请填写“专业技术经历”的核实来源"));
    assert_eq!(played.status(id), "unit_audit");

    let done = fill(&mut browser, &page, &to, &SOUND).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/desk"));
    assert!(browser.open("/desk").await.html.contains("单位审核已完成"));
    assert_eq!(played.status(id), "defence");
    let page = browser.open(&page).await;
    assert!(
        page.html.contains("专业技术经历：电话核实（原任教学校人事科）") && page.html.contains("办理答辩")
    );
    let gone = browser.open(&to).await;
    assert_eq!(
        gone.location(),
        format!("/cases/{id}"),
        "reloading leads back to the case"
    );
}

#[tokio::test]
async fn a_returned_case_names_its_points_and_comes_back_with_its_changes() {
    let played = Played::with(1);
    let (teacher, id) = &played.cases[0];
    let to = format!("/cases/{id}/return");
    let mut browser = examiner(&played);
    let none = fill(&mut browser, &to, &to, &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.html.contains("请至少列出一项需要补正的内容"));
    let half = fill(&mut browser, &to, &to, &[("points.4.sentence", "请补充说明")]).await;
    assert!(half.html.contains("请选择第 5 项在哪里") && half.html.contains("请补充说明"));

    let points = [
        ("points.0.anchor", "section:education"),
        ("points.0.reason", "unreadable"),
        ("points.0.sentence", "请重新扫描毕业证书"),
        ("points.2.anchor", "target"),
        ("points.2.reason", "mismatch"),
        ("points.2.sentence", "请核对专业"),
    ];
    let done = fill(&mut browser, &to, &to, &points).await;
    assert_eq!(done.location(), "/desk");
    assert_eq!(played.status(*id), "returned");
    let page = browser.open(&format!("/cases/{id}")).await;
    assert!(page.html.contains("等待申报人补正的内容") && page.html.contains("请重新扫描毕业证书"));
    assert_eq!(
        browser.open(&to).await.status,
        StatusCode::NOT_FOUND,
        "it is not here now"
    );

    let body = domain::dossier::Body::Assessment {
        year: 2018,
        grade: domain::dossier::Grade::Excellent,
    };
    played
        .town
        .by(&teacher.actor, |tx| {
            actions::dossier::write_entry::write_entry(tx, None, body)
        })
        .unwrap();
    played.round().resubmit(teacher, *id).unwrap();
    let page = browser.open(&format!("/cases/{id}")).await;
    assert!(page.html.contains("补正前后的变化") && page.html.contains("2018年度：优秀"));
    assert!(page.html.contains("第 2 次提交"));
}

#[tokio::test]
async fn defence_and_opinion_are_written_on_the_case() {
    let played = Played::with(2);
    let [passing, failing] = played.ids()[..] else {
        panic!()
    };
    played.round().verify(played.school(), passing).unwrap();
    let mut browser = examiner(&played);
    let (page, to) = (format!("/cases/{passing}"), format!("/cases/{passing}/defence"));
    let refused = fill(
        &mut browser,
        &page,
        &to,
        &[("held", "2022-08-20"), ("way", "说课"), ("result", "良好")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("答辩日期不能晚于今天") && refused.html.contains("良好"));
    let done = fill(
        &mut browser,
        &page,
        &to,
        &[("held", "2022-08-01"), ("way", "说课"), ("result", "良好")],
    )
    .await;
    assert_eq!(done.location(), "/desk");
    assert_eq!(played.status(passing), "panel");
    let at_panel = browser.open(&page).await;
    assert!(
        at_panel.html.contains("href=\"/panels/new\"") && at_panel.html.contains("2022-08-01，说课：良好")
    );

    played.round().verify(played.school(), failing).unwrap();
    played.round().defend(played.school(), failing).unwrap();
    let panel = played.round().appoint(played.school(), played.ids()).unwrap();
    let votes = played.ids().into_iter().map(|id| (id, 7)).collect();
    played
        .round()
        .vote_in_box(played.school(), panel, &votes)
        .unwrap();
    let kind = domain::publicity::Kind::Unit;
    let examiner = &played.school().examiners[0];
    let posting = played.round().post(examiner, kind, played.ids()).unwrap();
    played.morning_of("2022-08-10");
    played.round().close(examiner, posting).unwrap();
    let mut browser = officer(&played, &examiner.actor);
    for (id, agree, status) in [
        (passing, "yes", "department_audit"),
        (failing, "no", "not_recommended"),
    ] {
        let (page, to) = (format!("/cases/{id}"), format!("/cases/{id}/recommendation"));
        let refused = fill(&mut browser, &page, &to, &[("agree", agree)]).await;
        assert!(refused.html.contains("请填写推荐意见"));
        let done = fill(
            &mut browser,
            &page,
            &to,
            &[("agree", agree), ("opinion", "工作踏实")],
        )
        .await;
        assert_eq!(done.location(), "/desk");
        assert_eq!(played.status(id), status);
    }
}

#[tokio::test]
async fn offices_above_audit_three_aspects() {
    let played = Played::with(1);
    let id = played.ids()[0];
    played.to_the_recommendation();
    played.round().recommend(played.school(), id).unwrap();
    let (page, to) = (format!("/cases/{id}"), format!("/cases/{id}/audit"));
    let mut department = officer(&played, &played.region.districts[0].department.actor);
    assert!(department.open("/desk").await.html.contains("待主管部门审核"));
    let faulty = [
        ("sound.0", "yes"),
        ("sound.1", "no"),
        ("sound.2", "yes"),
        ("opinion", "材料缺页"),
    ];
    let refused = fill(&mut department, &page, &to, &faulty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("“材料真实完整规范”未通过审核") && refused.html.contains("材料缺页"));
    let sound = [
        ("sound.0", "yes"),
        ("sound.1", "yes"),
        ("sound.2", "yes"),
        ("opinion", "同意上报"),
    ];
    let done = fill(&mut department, &page, &to, &sound).await;
    assert_eq!(done.location(), "/desk");
    assert_eq!(played.status(id), "title_office_audit");

    let mut title = officer(&played, &played.region.districts[0].title.actor);
    let case = title.open(&page).await;
    assert!(case.html.contains("同意上报") && case.html.contains("轮到本机构办理"));
    let again = department.open(&page).await;
    assert!(
        !again.html.contains("轮到本机构办理"),
        "seen once, seen on, but not its turn"
    );
    let token = again.token();
    let late = department
        .send(
            &to,
            &[
                ("token", &token),
                ("sound.0", "yes"),
                ("sound.1", "yes"),
                ("sound.2", "yes"),
                ("opinion", "再审"),
            ],
        )
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.html.contains("该申报目前由其他机构办理"));
}

#[tokio::test]
async fn the_organiser_asks_once_and_then_decides() {
    let played = Played::with(3);
    played.to_the_organiser();
    let [correcting, accepted, declined] = played.ids()[..] else {
        panic!()
    };
    let mut browser = officer(&played, &played.region.organiser.actor);
    assert!(browser.open("/desk").await.html.contains("待受理"));

    let to = format!("/cases/{correcting}/correction");
    let page = browser.open(&to).await;
    assert!(
        page.html.contains("5 个工作日") && page.html.contains("2022-08-17"),
        "counted from 2022-08-10"
    );
    let points = [
        ("points.0.anchor", "section:title"),
        ("points.0.reason", "missing"),
        ("points.0.sentence", "请上传现任职称证书"),
    ];
    let done = fill(&mut browser, &to, &to, &points).await;
    assert_eq!(done.location(), "/desk");
    assert!(
        browser
            .open("/desk")
            .await
            .html
            .contains("2022-08-17 23:59 前补正")
    );
    assert_eq!(played.status(correcting), "returned");
    played.round().resubmit(&played.cases[0].0, correcting).unwrap();
    assert_eq!(browser.open(&to).await.status, StatusCode::NOT_FOUND, "only once");
    let case = browser.open(&format!("/cases/{correcting}")).await;
    assert!(case.html.contains("补正要求已经一次性告知过"));

    let page = format!("/cases/{accepted}");
    let done = fill(
        &mut browser,
        &page,
        &format!("{page}/acceptance"),
        &[("opinion", "")],
    )
    .await;
    assert_eq!(done.location(), "/desk");
    assert_eq!(played.status(accepted), "review");

    let to = format!("/cases/{declined}/refusal");
    let refused = fill(&mut browser, &to, &to, &[("opinion", " ")]).await;
    assert!(refused.html.contains("请填写不予受理的理由"));
    let done = fill(&mut browser, &to, &to, &[("opinion", "申报专业与评审范围不符")]).await;
    assert_eq!(done.location(), "/desk");
    assert_eq!(played.status(declined), "not_accepted");
    let page = browser.open(&format!("/cases/{declined}")).await;
    assert!(page.html.contains("不予受理") && page.html.contains("申报专业与评审范围不符"));
}

#[tokio::test]
async fn circumstances_are_entered_by_title_office_and_organiser_of_the_case() {
    let played = Played::with(1);
    let id = played.ids()[0];
    played.to_the_organiser();
    let to = format!("/cases/{id}/circumstances");
    let mut title = officer(&played, &played.region.districts[0].title.actor);
    let refused = fill(
        &mut title,
        &to,
        &to,
        &[
            ("circumstance", "demerit"),
            ("from", "2022-07-01"),
            ("to", "2022-06-01"),
            ("source", "处分决定"),
        ],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("截止日早于起始日") && refused.html.contains("处分决定"));
    let done = fill(
        &mut title,
        &to,
        &to,
        &[
            ("circumstance", "demerit"),
            ("from", "2022-07-01"),
            ("source", "南教处〔2022〕3号"),
        ],
    )
    .await;
    assert_eq!(done.location(), to);
    assert!(title.open(&to).await.html.contains("南教处〔2022〕3号"));
    let mut organiser = officer(&played, &played.region.organiser.actor);
    let case = organiser.open(&format!("/cases/{id}")).await;
    assert!(case.html.contains("有不符合的条件") && case.html.contains(&format!("href=\"{to}\"")));

    let strangers = [
        &played.school().examiners[0].actor,
        &played.region.districts[0].department.actor,
        &played.region.districts[1].title.actor,
        &played
            .town
            .actor(Role::TitleOffice, played.town.offices().city_hrss.id),
    ];
    for stranger in strangers {
        let mut browser = officer(&played, stranger);
        assert_eq!(browser.open(&to).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn several_cases_are_tried_first_and_then_done() {
    let played = Played::with(3);
    played.to_the_recommendation();
    for id in played.ids() {
        played.round().recommend(played.school(), id).unwrap();
    }
    let [first, second, third] = played.ids()[..] else {
        panic!("three cases");
    };
    let ids = [first, second, third].map(|id| id.to_string());
    let mut department = officer(&played, &played.region.districts[0].department.actor);
    assert!(
        department
            .open("/desk")
            .await
            .html
            .contains("href=\"/desk/batch\"")
    );
    let empty = fill(&mut department, "/desk/batch", "/desk/batch", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("请选择要办理的申报") && empty.html.contains("请确认所选申报均已逐件审核"));

    let chosen = [
        ("cases", ids[0].as_str()),
        ("cases", ids[1].as_str()),
        ("sound", "yes"),
        ("opinion", "同意上报"),
    ];
    let tried = fill(&mut department, "/desk/batch", "/desk/batch", &chosen).await;
    assert_eq!(tried.status, StatusCode::OK);
    assert!(tried.html.contains("2 件都可以通过") && tried.html.contains("同意上报"));
    let standing = |id| played.status(id);
    assert_eq!(
        [first, second, third].map(standing),
        ["department_audit"; 3],
        "a trial changes nothing"
    );

    // Somebody else does the first one meanwhile.
    let one = format!("/cases/{first}");
    let alone = [
        ("sound.0", "yes"),
        ("sound.1", "yes"),
        ("sound.2", "yes"),
        ("opinion", "通过"),
    ];
    fill(&mut department, &one, &format!("{one}/audit"), &alone).await;
    let mut confirmed = chosen.to_vec();
    confirmed.push(("confirmed", "yes"));
    let done = fill(&mut department, "/desk/batch", "/desk/batch", &confirmed).await;
    assert_eq!(done.location(), "/desk");
    let after = department.open("/desk").await;
    assert!(after.html.contains("已办理 1 件") && after.html.contains("1 件没有办理"));
    assert_ne!(standing(second), "department_audit");
    assert_eq!(standing(third), "department_audit", "what was not chosen stays");
    let mut unit = examiner(&played);
    assert_eq!(unit.open("/desk/batch").await.status, StatusCode::NOT_FOUND);
}
