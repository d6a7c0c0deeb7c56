//! One's own career library.

use axum::http::{StatusCode, header};
use domain::dossier::Section;
use kernel::Role;

use crate::browser::Browser;
use crate::line::Line;

const SCAN: &str = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

#[tokio::test]
async fn a_library_is_filled_section_by_section() {
    let line = Line::new();
    let teacher = line.teacher("t1", 901);
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let library = browser.open("/library").await;
    assert_eq!(library.status, StatusCode::OK);
    assert!(library.html.contains("学历学位") && library.html.contains("未开始"));

    let form = browser.open("/library/education/new").await;
    let token = form.token();
    let wrong = [
        ("token", token.as_str()),
        ("section", "education"),
        ("school", "广西师范大学"),
        ("graduated.year", "2033"),
        ("graduated.month", "7"),
        ("graduated.day", "1"),
        ("field", "教育学"),
        ("schooling", "本科"),
        ("degree", "学士"),
    ];
    let refused = browser.send("/library/education/new", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .html
            .contains("<a href=\"#graduated\">毕业日期不能晚于今天")
    );
    assert!(refused.html.contains("value=\"广西师范大学\"") && refused.html.contains("value=\"2033\""));
    assert!(refused.html.contains("<title>错误：添加学历学位"));

    let mut sound = wrong.to_vec();
    sound[3].1 = "2005";
    let saved = browser.send("/library/education/new", &sound).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let files = saved.location().to_owned();
    let page = browser.open(&files).await;
    assert!(page.html.contains("有扫描件的，请在这里上传"));

    let section = browser.open("/library/education").await;
    assert!(section.html.contains("广西师范大学（本科）") && section.html.contains("2005-07-01"));
    assert!(!section.html.contains("本人没有学历学位方面的内容"));
    let entry = files.replace("/files", "");
    let change = browser.open(&entry).await;
    assert!(change.html.contains("value=\"2005\"") && change.html.contains("value=\"教育学\""));
    sound[5].1 = "8";
    let changed = browser.send(&entry, &sound).await;
    assert_eq!(changed.location(), "/library/education");
    assert!(
        browser
            .open("/library/education")
            .await
            .html
            .contains("2005-07-08")
    );

    let remove = format!("{entry}/remove");
    assert!(
        browser
            .open(&remove)
            .await
            .html
            .contains("已经提交的申报不受影响")
    );
    let removed = browser.send(&remove, &[("token", &token)]).await;
    assert_eq!(removed.location(), "/library/education");
    assert_eq!(browser.open(&entry).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn none_is_a_tick() {
    let line = Line::new();
    let teacher = line.teacher("t1", 901);
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let page = browser.open("/library/title").await;
    let token = page.token();
    let ticked = browser
        .send("/library/title/none", &[("token", &token), ("none", "yes")])
        .await;
    assert_eq!(ticked.location(), "/library");
    assert!(browser.open("/library").await.html.contains("本人没有"));
    assert!(browser.open("/library/title").await.html.contains("checked"));

    teacher.fill_library(&line.stage, line.school(), 2022).unwrap();
    let refused = browser
        .send("/library/title/none", &[("token", &token), ("none", "yes")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("“现有职称”已有内容"));
}

#[tokio::test]
async fn scans_are_judged_by_their_content_and_given_back_to_their_owner_only() {
    let line = Line::new();
    let teacher = line.teacher("t1", 901);
    let other = line.teacher("t2", 902);
    teacher.fill_library(&line.stage, line.school(), 2022).unwrap();
    let dossier = line.town.read(|rx| store::dossier::of_person(rx, teacher.person));
    let entry = dossier.of(Section::Achievement).next().unwrap().id;
    let files = format!("/library/entries/{entry}/files");
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    let token = browser.open(&files).await.token();

    let nothing = browser.send_file(&files, &token, "", "").await;
    assert!(nothing.html.contains("请选择扫描件的文件"));
    let disguised = browser
        .send_file(&files, &token, "证书.pdf", "<html>not a scan</html>")
        .await;
    assert_eq!(disguised.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(disguised.html.contains("“证书.pdf”不是 PDF、JPG 或 PNG 文件"));
    let kept = browser.send_file(&files, &token, "成果证书.pdf", SCAN).await;
    assert_eq!(kept.location(), files);
    let page = browser.open(&files).await;
    assert!(page.html.contains("“成果证书.pdf”已上传。"));
    let (_, rest) = page.html.split_once("href=\"/library/files/").unwrap();
    let file = format!("/library/files/{}", rest.split('"').next().unwrap());

    let given = browser.open(&file).await;
    assert_eq!((given.status, given.html.as_str()), (StatusCode::OK, SCAN));
    assert_eq!(given.headers[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(given.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let policy = given.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("sandbox"));
    let examiner = &line.school().examiners[0].actor;
    for actor in [&other.actor, examiner] {
        let mut other = Browser::signed_in(&line.town, actor);
        for path in [&file, &files, &format!("/library/entries/{entry}")] {
            assert_eq!(other.open(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let token = other.open("/messages").await.token();
        let sent = other.send_file(&files, &token, "a.pdf", SCAN).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn only_applicants_have_a_library() {
    let line = Line::new();
    let mut anybody = Browser::of(&line.town);
    assert_eq!(
        anybody.open("/library").await.location(),
        "/sign-in?then=%2Flibrary"
    );
    let officer = line.stranger(Role::Department);
    let mut browser = Browser::signed_in(&line.town, &officer);
    for path in ["/library", "/library/education", "/library/education/new"] {
        assert_eq!(browser.open(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let teacher = line.teacher("t1", 901);
    let mut browser = Browser::signed_in(&line.town, &teacher.actor);
    assert_eq!(
        browser.open("/library/secrets").await.status,
        StatusCode::NOT_FOUND
    );
}
