//! From the sealed result to the certificate, over HTTP: posting, objections, closing, submission, confirmation.

use axum::http::StatusCode;
use domain::applications::Application;
use kernel::{ApplicationId, MeetingId, Role};
use policy::StepKind;
use rstest::rstest;
use store::applications::Handling;
use testkit::{Engine, Town};

use crate::browser::{Answer, Browser};
use crate::review::{self, Scene};

async fn fill(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let token = browser.open(page).await.token();
    let mut all = vec![("token", token.as_str())];
    all.extend_from_slice(fields);
    browser.send(to, &all).await
}

/// Passed cases whose applicants declared that nothing bars them.
fn passed(engine: Engine, count: usize) -> (Town, Scene, MeetingId, Vec<ApplicationId>) {
    let (town, scene, meeting, cases) = review::passed(engine, count);
    for case in &cases {
        town.program(|tx| {
            let stored = store::applications::find(tx, *case)?;
            let mut declared = stored.case.declared;
            declared.no_bars = true;
            let case = Application {
                declared,
                ..stored.case.clone()
            };
            store::applications::save(tx, &stored, &case, &Handling::default())
        });
    }
    (town, scene, meeting, cases)
}

fn status(town: &Town, case: ApplicationId) -> &'static str {
    town.read(|rx| store::applications::find(rx, case)).case.status()
}

#[rstest]
#[tokio::test]
async fn results_are_posted_submitted_confirmed_and_certified(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (town, scene, meeting, cases) = passed(engine, 2);
    let mut organiser = Browser::signed_in(&town, &scene.organiser);
    let place = format!("/outcomes/{meeting}");
    let list = organiser.open("/outcomes").await;
    assert!(list.html.contains(&place) && list.html.contains("待公示"));

    let form = format!("{place}/posting");
    let page = organiser.open(&form).await;
    assert!(
        page.html.contains("公示期为") && page.html.contains("第三十条"),
        "{}",
        page.html
    );
    let nobody = fill(
        &mut organiser,
        &form,
        &form,
        &[("place", "本局网站"), ("contact", "")],
    )
    .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.html.contains("请选择要公示的人员") && nobody.html.contains("请填写受理异议的部门和电话"));
    let [first, second] = [cases[0].to_string(), cases[1].to_string()];
    let sound = [
        ("cases", first.as_str()),
        ("cases", second.as_str()),
        ("place", "南宁市教育局网站"),
        ("contact", "市教育局人事科，0771-0000000"),
    ];
    let done = fill(&mut organiser, &form, &form, &sound).await;
    assert_eq!(done.location(), place, "{}", done.html);
    assert_eq!(
        organiser.open(&form).await.status,
        StatusCode::NOT_FOUND,
        "nobody waits any more"
    );

    let mut anybody = Browser::of(&town);
    let public = anybody.open("/results").await;
    let posting = public
        .html
        .split("/results/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let objection = [
        ("case", second.as_str()),
        ("name", "黄某"),
        ("contact", "0771-1111111"),
        ("facts", "论文系抄袭"),
    ];
    let raised = anybody
        .send(&format!("/results/{posting}/objection"), &objection)
        .await;
    assert_eq!(raised.status, StatusCode::SEE_OTHER);

    let closing = format!("/results/{posting}/closing");
    let page = organiser.open(&place).await;
    assert!(
        page.html.contains("待核查") && page.html.contains("还有1项异议未作结论"),
        "{}",
        page.html
    );
    let early = fill(&mut organiser, &place, &closing, &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.html.contains("次日起才能办理下一步"));
    let conclude = page
        .html
        .split(&format!("/results/{posting}/objections/"))
        .nth(1)
        .unwrap();
    let conclude = format!(
        "/results/{posting}/objections/{}",
        conclude.split('"').next().unwrap()
    );
    let letter = organiser.open(&conclude).await;
    assert!(letter.html.contains("论文系抄袭") && letter.html.contains("黄某"));
    let refused = fill(&mut organiser, &conclude, &conclude, &[("conclusion", "upheld")]).await;
    assert!(refused.html.contains("请填写核查情况"));
    let upheld = [("conclusion", "upheld"), ("text", "经查重核实，抄袭属实")];
    let done = fill(&mut organiser, &conclude, &conclude, &upheld).await;
    assert_eq!(done.location(), place);

    town.at("2022-08-24 09:00");
    let mut organiser = Browser::signed_in(&town, &scene.organiser);
    let done = fill(&mut organiser, &place, &closing, &[]).await;
    assert_eq!(done.location(), place);
    assert_eq!(
        (status(&town, cases[0]), status(&town, cases[1])),
        ("confirmation", "void")
    );
    let page = organiser.open(&place).await;
    assert!(page.html.contains("报送 1 人确认"));
    let done = fill(&mut organiser, &place, &format!("{place}/submission"), &[]).await;
    assert_eq!(done.location(), place, "{}", done.html);

    let mut authority = Browser::signed_in(&town, &scene.authority);
    let lists = authority.open("/confirmations").await;
    let id = lists
        .html
        .split("/confirmations/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let list = format!("/confirmations/{id}");
    let page = authority.open(&list).await;
    assert!(
        page.html.contains("没有不得确认的情形") && page.html.contains("确认并发证"),
        "{}",
        page.html
    );
    let seen = organiser.open(&list).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.html.contains("确认并发证"));
    let refused = fill(
        &mut authority,
        &list,
        &list,
        &[("number", ""), ("day", "2022-08-30")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("请填写确认文件文号"));
    let late = [("number", "南人社职〔2022〕18号"), ("day", "2022-08-30")];
    let refused = fill(&mut authority, &list, &list, &late).await;
    assert!(refused.html.contains("文件日期不能晚于今天"));
    let sound = [("number", "南人社职〔2022〕18号"), ("day", "2022-08-24")];
    let done = fill(&mut authority, &list, &list, &sound).await;
    assert_eq!(done.location(), list, "{}", done.html);
    let page = authority.open(&list).await;
    assert!(page.html.contains("查看证书") && page.html.contains("南人社职〔2022〕18号"));
    assert!(!page.html.contains("确认并发证"));
    let certificate = town
        .read(|rx| store::certificates::of_case(rx, cases[0]))
        .unwrap();
    assert!(page.html.contains(&format!("/certificates/{}", certificate.id)));
    assert!(organiser.open("/outcomes").await.html.contains("已办结"));
    let check = [
        ("number", certificate.number.as_str()),
        ("name", certificate.holder_name.as_str()),
    ];
    let found = anybody.send("/check", &check).await;
    assert!(
        anybody
            .open(found.location())
            .await
            .html
            .contains("证书真实，现行有效")
    );
}

#[rstest]
#[tokio::test]
async fn a_bar_that_arose_meanwhile_is_shown_with_its_article_and_stands() {
    let (town, scene, meeting, cases) = passed(Engine::Sqlite, 2);
    for case in &cases {
        review::publicised(&town, *case);
    }
    town.at("2022-09-20 10:00");
    let person = town
        .read(|rx| store::applications::find(rx, cases[1]))
        .case
        .applicant;
    let mut organiser = Browser::signed_in(&town, &scene.organiser);
    let place = format!("/outcomes/{meeting}");
    fill(&mut organiser, &place, &format!("{place}/submission"), &[]).await;
    let mut authority = Browser::signed_in(&town, &scene.authority);

    let identity = town.read(|rx| store::accounts::person(rx, person)).identity;
    let found = fill(
        &mut authority,
        "/integrity",
        "/integrity",
        &[("identity", identity.as_str())],
    )
    .await;
    let record = found.location().to_owned();
    assert_eq!(record, format!("/integrity/{person}"));
    let entry = [
        ("circumstance", "investigation"),
        ("from", "2022-09-01"),
        ("source", "纪检监察机关立案决定书"),
    ];
    let done = fill(&mut authority, &record, &record, &entry).await;
    assert_eq!(done.location(), record);

    let lists = authority.open("/confirmations").await;
    let id = lists
        .html
        .split("/confirmations/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let list = format!("/confirmations/{id}");
    let page = authority.open(&list).await;
    assert!(
        page.html.contains("不予确认") && page.html.contains("第十七条(三)"),
        "{}",
        page.html
    );
    let reason = format!("reason.{}", cases[0]);
    let decision = [
        ("number", "南人社职〔2022〕18号"),
        ("day", "2022-09-20"),
        (reason.as_str(), "评审程序须重新核查"),
    ];
    let done = fill(&mut authority, &list, &list, &decision).await;
    assert_eq!(done.location(), list, "{}", done.html);
    let page = authority.open(&list).await;
    assert!(page.html.contains("立案审查") && page.html.contains("评审程序须重新核查"));
    assert_eq!(town.count("certificates"), 0);
    assert_eq!(status(&town, cases[0]), "not_confirmed");
}

#[rstest]
#[tokio::test]
async fn what_is_not_known_stops_the_confirmation() {
    let stand = review::submitted(Engine::Sqlite, 1);
    let list = format!("/confirmations/{}", stand.list);
    let mut authority = Browser::signed_in(&stand.town, &stand.scene.authority);
    let page = authority.open(&list).await;
    assert!(
        page.html.contains("有待核实") && page.html.contains("确认前须核实"),
        "{}",
        page.html
    );
    let decision = [("number", "南人社职〔2022〕18号"), ("day", "2022-09-20")];
    let refused = fill(&mut authority, &list, &list, &decision).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("确认前须核实"));
    assert_eq!(stand.town.count("certificates"), 0);

    let source = format!("looked_up.{}", stand.cases[0]);
    let answer = "2022年9月20日向社保、纪检监察机关核实，查无记录";
    let decision = [decision[0], decision[1], (source.as_str(), answer)];
    let done = fill(&mut authority, &list, &list, &decision).await;
    assert_eq!(done.location(), list, "{}", done.html);
    assert_eq!(stand.town.count("certificates"), 1);
    let kept = stand.town.read(|rx| store::results::find(rx, stand.list));
    assert_eq!(kept.lines[0].looked_up.as_deref(), Some(answer));
}

#[rstest]
#[tokio::test]
async fn results_are_there_for_their_organiser_and_authority_only() {
    let (town, scene, meeting, cases) = passed(Engine::Sqlite, 1);
    let form = format!("/outcomes/{meeting}/posting");
    let case = cases[0].to_string();
    let sound = [("cases", case.as_str()), ("place", "网站"), ("contact", "人事科")];
    let mut organiser = Browser::signed_in(&town, &scene.organiser);
    fill(&mut organiser, &form, &form, &sound).await;
    let posting = Browser::of(&town).open("/results").await.html;
    let posting = posting
        .split("/results/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let objection = [
        ("case", case.as_str()),
        ("name", "黄某"),
        ("contact", "1"),
        ("facts", "不实"),
    ];
    let raised = Browser::of(&town)
        .send(&format!("/results/{posting}/objection"), &objection)
        .await;
    let conclude = format!("{}/conclusion", raised.location());

    let offices = town.offices();
    let strangers = [
        town.actor(Role::Organiser, offices.region_education.id),
        town.actor(Role::TitleOffice, offices.qingxiu.hrss.id),
        town.actor(Role::Supervisor, offices.city_education.id),
        town.actor(Role::Applicant, offices.qingxiu.school.id),
    ];
    for stranger in strangers {
        let mut browser = Browser::signed_in(&town, &stranger);
        for path in [
            &format!("/outcomes/{meeting}"),
            &form,
            &conclude,
            &format!("/results/{posting}/closing"),
        ] {
            assert_eq!(browser.open(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let page = browser.open("/outcomes").await;
        assert_eq!(page.status == StatusCode::OK, stranger.is(Role::Organiser));
        assert!(!page.html.contains(&meeting.to_string()));
    }
    review::publicised(&town, cases[0]);
    let list = town
        .by(&scene.organiser, |tx| {
            actions::results::submit::submit(tx, meeting, None)
        })
        .unwrap();
    for stranger in [
        town.actor(Role::TitleOffice, offices.qingxiu.hrss.id),
        town.actor(Role::Organiser, offices.region_education.id),
    ] {
        let mut browser = Browser::signed_in(&town, &stranger);
        let page = browser.open(&format!("/confirmations/{list}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    let case = town.read(|rx| store::applications::find(rx, cases[0])).case;
    assert!(case.require(StepKind::Confirmation).is_ok());
}
