//! One's own applications, from the notice to the committee's door.

use axum::http::StatusCode;
use kernel::{ApplicationId, Role};
use rehearsal::{Candidate, Round};

use crate::browser::{Answer, Browser};
use crate::line::Line;

/// A teacher with a filled library, and a draft that declares what is asked.
fn drafted(line: &Line, round: &Round<'_>, account: &str, number: usize) -> (Candidate, ApplicationId) {
    let teacher = line.teacher(account, number);
    teacher.fill_library(&line.stage, line.school(), 2022).unwrap();
    let case = teacher.start(&line.stage, round.plan).unwrap();
    (teacher, case)
}

async fn form_token(browser: &mut Browser, path: &str) -> (Answer, String) {
    let page = browser.open(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let token = page.token();
    (page, token)
}

#[tokio::test]
async fn an_application_begins_with_level_specialty_and_ground() {
    let line = Line::new();
    let round = line.publish();
    let teacher = line.teacher("t1", 901);
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let home = browser.open("/").await;
    let apply = format!("/rounds/{}/apply", round.plan);
    assert!(home.html.contains("您今年还没有申报。") && home.html.contains(&apply));

    let levels = browser.open(&apply).await;
    assert!(levels.html.contains("申报哪一级职称") && levels.html.contains("副高级"));
    let (page, token) = form_token(&mut browser, &format!("{apply}?level=sub_senior")).await;
    assert!(page.html.contains("逐级申报副高级") && !page.html.contains("逐级申报中级"));
    assert!(page.html.contains("第十八条"), "each way names its article");

    let wrong = [
        ("token", token.as_str()),
        ("level", "sub_senior"),
        ("specialty", "小学语文"),
        ("ground", "我想申报"),
    ];
    let refused = browser.send(&apply, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .html
            .contains("<a href=\"#ground\">请选择该级别可用的申报途径</a>")
    );
    assert!(refused.html.contains("value=\"小学语文\" selected"));

    let mut sound = wrong;
    sound[3].1 = "逐级申报副高级";
    let begun = browser.send(&apply, &sound).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    let case = browser.open(begun.location()).await;
    assert!(case.html.contains("2022年度副高级职称申报") && case.html.contains("填写中"));
    assert!(case.html.contains("还没有填写") && case.html.contains("还有 30 天截止"));
    let again = browser.open(&apply).await;
    assert!(again.html.contains("您在本轮已经有一份副高级申报"));

    let officer = line.stranger(Role::Department);
    let mut officer = Browser::signed_in(&line.town, &officer);
    assert_eq!(officer.open(&apply).await.status, StatusCode::NOT_FOUND);
    assert_eq!(officer.open("/applications").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_missing_is_told_with_its_article_before_anything_is_sent() {
    let line = Line::new();
    let round = line.publish();
    let teacher = line.teacher("t1", 901);
    let case = teacher.start(&line.stage, round.plan).unwrap();
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let conditions = browser.open(&format!("/applications/{case}/conditions")).await;
    assert_eq!(conditions.status, StatusCode::OK);
    assert!(conditions.html.contains("待定") && conditions.html.contains("尚缺："));
    assert!(conditions.html.contains("取自：") && conditions.html.contains("第十七条"));
    assert!(conditions.html.contains("离退休人员不得申报参加职称评审"));

    let check = format!("/applications/{case}/check");
    let page = browser.open(&check).await;
    assert!(page.html.contains("提交前还要处理下列事项") && page.html.contains("“学历学位”还没有填写"));
    assert!(!page.html.contains("签署并提交</button>"));
    let token = page.token();
    let refused = browser.send(&check, &[("token", &token)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("<a href=\"#education\">") && refused.html.contains("id=\"education\""));
    assert!(
        refused
            .html
            .contains("<a href=\"#agreed\">请阅读并签署诚信承诺书</a>")
    );
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one visit of an applicant, from the empty form to the receipt"
)]
async fn a_sound_application_is_signed_and_sent_with_a_receipt() {
    let line = Line::new();
    let round = line.publish();
    let (teacher, case) = drafted(&line, &round, "t1", 901);
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let conditions = browser.open(&format!("/applications/{case}/conditions")).await;
    assert!(conditions.html.contains("各项条件都符合"));

    let check = format!("/applications/{case}/check");
    let (page, token) = form_token(&mut browser, &check).await;
    assert!(page.html.contains("本人提交的全部信息和材料真实、完整") && page.html.contains("第十九条"));
    assert!(page.html.contains("毕业证书.pdf") && page.html.contains("广西师范大学（本科）"));
    let unsigned = browser.send(&check, &[("token", &token)]).await;
    assert_eq!(unsigned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsigned.html.contains("请阅读并签署诚信承诺书"));

    let sent = browser
        .send(&check, &[("token", &token), ("agreed", "yes")])
        .await;
    assert_eq!(sent.location(), format!("/applications/{case}/submissions/1"));
    let receipt = browser.open(sent.location()).await;
    assert!(receipt.html.contains("申报已提交") && receipt.html.contains("青秀区凤岭北路小学办理“单位审核”"));
    let stored = line.town.read(|rx| store::applications::submissions(rx, case));
    assert!(receipt.html.contains(&stored[0].digest));
    assert_eq!(
        browser
            .open(&format!("/applications/{case}/submissions/2"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );

    let page = browser.open(&format!("/applications/{case}")).await;
    assert!(page.html.contains("待单位审核") && page.html.contains("aria-current=\"step\""));
    assert!(
        page.html.contains("第二十条(二)") && page.html.contains("评委会评议"),
        "what is ahead, by which article"
    );
    assert!(browser.open("/").await.html.contains("2022年度副高级职称申报"));
    let changed = browser.open(&format!("/applications/{case}/target")).await;
    assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(changed.html.contains("不能修改") && changed.html.contains("请先撤回申报"));

    let other = line.teacher("t2", 902);
    let examiner = &line.school().examiners[0].actor;
    for actor in [&other.actor, examiner] {
        let mut other = Browser::signed_in(&line.town, actor);
        for page in [
            "",
            "/target",
            "/conditions",
            "/check",
            "/submissions",
            "/submissions/1",
            "/withdraw",
        ] {
            let path = format!("/applications/{case}{page}");
            assert_eq!(other.open(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let token = other.open("/messages").await.token();
        for page in ["/target", "/check", "/withdraw"] {
            let fields = [
                ("token", token.as_str()),
                ("agreed", "yes"),
                ("level", "sub_senior"),
                ("specialty", "小学语文"),
                ("ground", "逐级申报副高级"),
            ];
            let path = format!("/applications/{case}{page}");
            assert_eq!(
                other.send(&path, &fields).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn target_and_declarations_are_saved() {
    let line = Line::new();
    let round = line.publish();
    let (teacher, case) = drafted(&line, &round, "t1", 901);
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let form = format!("/applications/{case}/target");
    let (page, token) = form_token(&mut browser, &form).await;
    assert!(page.html.contains("哪些是不得申报的情形") && page.html.contains("第十七条(一)"));
    assert!(page.html.contains("value=\"no_bars\"\n checked"));
    let wrong = [
        ("token", token.as_str()),
        ("level", "sub_senior"),
        ("specialty", "小学数学"),
        ("ground", "逐级申报副高级"),
        ("declared", "good_conduct"),
        ("retirement_day.year", "2035"),
    ];
    let refused = browser.send(&form, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("达到规定退休年龄的日期还缺少月、日"));
    assert!(refused.html.contains("value=\"good_conduct\"\n checked"));
    assert!(
        !refused.html.contains("value=\"no_bars\"\n checked"),
        "as it was sent"
    );
    let saved = browser.send(&form, &wrong[..5]).await;
    assert_eq!(saved.location(), format!("/applications/{case}"));
    let page = browser.open(saved.location()).await;
    assert!(page.html.contains("小学数学"));
    let stored = line.town.read(|rx| store::applications::find(rx, case)).case;
    assert!(stored.declared.good_conduct && !stored.declared.no_bars);
}

#[tokio::test]
async fn a_returned_application_shows_every_point_and_is_sent_back() {
    let line = Line::new();
    let round = line.publish();
    let (teacher, case) = drafted(&line, &round, "t1", 901);
    teacher.submit(&line.stage, case).unwrap();
    round
        .return_with_points(&line.school().examiners[0], case)
        .unwrap();
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let home = browser.open("/").await;
    assert!(home.html.contains("补正 2 处材料"));
    let page = browser.open(&format!("/applications/{case}")).await;
    assert!(page.html.contains("待补正") && page.html.contains("共 2 处"));
    assert!(page.html.contains("href=\"/library/education\"") && page.html.contains("毕业证书扫描件模糊"));
    assert!(page.html.contains("材料不清晰") && page.html.contains("需补正 1 处"));
    assert!(page.html.contains("补正提交后回到单位审核"));

    let check = format!("/applications/{case}/check");
    let (page, token) = form_token(&mut browser, &check).await;
    assert!(page.html.contains("检查并再次提交"));
    let sent = browser
        .send(&check, &[("token", &token), ("agreed", "yes")])
        .await;
    assert_eq!(sent.location(), format!("/applications/{case}/submissions/2"));
    let list = browser.open(&format!("/applications/{case}/submissions")).await;
    assert!(list.html.contains("第 1 次提交") && list.html.contains("第 2 次提交"));
    let page = browser.open(&format!("/applications/{case}")).await;
    assert!(page.html.contains("补正后再次提交") && page.html.contains("待单位审核"));
}

#[tokio::test]
async fn withdrawing_asks_once_more_and_ends_at_acceptance() {
    let line = Line::new();
    let round = line.publish();
    let (teacher, case) = drafted(&line, &round, "t1", 901);
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let withdraw = format!("/applications/{case}/withdraw");
    let draft = browser.open(&withdraw).await;
    assert_eq!(
        draft.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a draft is not withdrawn"
    );
    teacher.submit(&line.stage, case).unwrap();
    let (page, token) = form_token(&mut browser, &withdraw).await;
    assert!(page.html.contains("各级机构不再看到") && page.html.contains("不撤回"));
    let done = browser.send(&withdraw, &[("token", &token)]).await;
    assert_eq!(done.location(), format!("/applications/{case}"));
    let page = browser.open(done.location()).await;
    assert!(page.html.contains("申报已撤回") && page.html.contains("填写中"));
    assert!(page.html.contains("申报人撤回"), "the way keeps it");
    let again = browser.send(&withdraw, &[("token", &token)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("不能撤回"));
}
