//! The posting of review results to society.

use axum::http::StatusCode;
use domain::publicity::Kind;

use crate::browser::Browser;
use crate::line::Line;

#[tokio::test]
async fn results_name_people_and_nothing_else_about_them() {
    let line = Line::new();
    let round = line.publish();
    let mut anybody = Browser::of(&line.town);
    let empty = anybody.open("/results").await;
    assert!(empty.html.contains("目前没有评审结果公示"));

    let teacher = line.teacher("t1", 901);
    teacher.fill_library(&line.stage, line.school(), 2022).unwrap();
    let case = teacher.start(&line.stage, round.plan).unwrap();
    teacher.submit(&line.stage, case).unwrap();
    let posting = line.post_results(&round, vec![case]);
    let list = anybody.open("/results").await;
    assert!(list.html.contains("正在公示") && list.html.contains(&format!("/results/{posting}")));

    let page = anybody.open(&format!("/results/{posting}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains(&teacher.name) && page.html.contains("青秀区凤岭北路小学"));
    assert!(page.html.contains("第三十条"), "the period stands on its article");
    let person = line.town.read(|rx| store::accounts::person(rx, teacher.person));
    assert!(!page.html.contains(&person.phone) && !page.html.contains(person.identity.as_str()));
}

#[tokio::test]
async fn an_objection_needs_a_name_a_contact_and_facts() {
    let line = Line::new();
    let round = line.publish();
    let teacher = line.teacher("t1", 901);
    teacher.fill_library(&line.stage, line.school(), 2022).unwrap();
    let case = teacher.start(&line.stage, round.plan).unwrap();
    teacher.submit(&line.stage, case).unwrap();
    let posting = line.post_results(&round, vec![case]);
    let form = format!("/results/{posting}/objection");
    let mut anybody = Browser::of(&line.town);
    let blank = anybody.open(&form).await;
    assert_eq!(blank.status, StatusCode::OK);

    let refused = anybody.send(&form, &[("facts", "论文系抄袭")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("请填写您的姓名或单位名称") && refused.html.contains("请填写联系方式"));
    assert!(
        refused.html.contains("论文系抄袭</textarea>"),
        "what was typed is kept"
    );

    let case = case.to_string();
    let sound = [
        ("case", case.as_str()),
        ("name", "黄某"),
        ("contact", "0771-1111111"),
        ("facts", "论文系抄袭"),
    ];
    let raised = anybody.send(&form, &sound).await;
    assert_eq!(raised.status, StatusCode::SEE_OTHER);
    let receipt = anybody.open(raised.location()).await;
    assert!(receipt.html.contains("已收到") && !receipt.html.contains("抄袭"));

    line.town.at("2022-09-30 09:00");
    assert_eq!(anybody.open(&form).await.status, StatusCode::NOT_FOUND);
    let late = anybody.send(&form, &sound).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = anybody.open(&format!("/results/{posting}")).await;
    assert!(page.html.contains("公示期已满") && !page.html.contains("反映问题</a>"));
}

#[tokio::test]
async fn a_units_own_posting_is_not_public() {
    let line = Line::new();
    let round = line.publish();
    let teacher = line.teacher("t1", 901);
    teacher.fill_library(&line.stage, line.school(), 2022).unwrap();
    let case = teacher.start(&line.stage, round.plan).unwrap();
    teacher.submit(&line.stage, case).unwrap();
    let school = line.school();
    round.verify(school, case).unwrap();
    round.defend(school, case).unwrap();
    let panel = round.appoint(school, vec![case]).unwrap();
    round
        .vote_on_paper(school, panel, &std::collections::BTreeMap::from([(case, 7)]))
        .unwrap();
    let posting = round.post(&school.examiners[0], Kind::Unit, vec![case]).unwrap();
    let mut anybody = Browser::of(&line.town);
    for path in [
        format!("/results/{posting}"),
        format!("/results/{posting}/objection"),
    ] {
        assert_eq!(anybody.open(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!anybody.open("/results").await.html.contains(&posting.to_string()));
}
