//! The applicant: library, application, correction.

use kernel::{ApplicationId, PlanId};
use rehearsal::Candidate;

use super::{Fields, Walk, fields};

fn day(name: &str, day: &str) -> Fields {
    let parts: Vec<&str> = day.split('-').collect();
    vec![
        (format!("{name}.year"), parts[0].to_owned()),
        (format!("{name}.month"), parts[1].to_owned()),
        (format!("{name}.day"), parts[2].to_owned()),
    ]
}

async fn entry(
    walk: &Walk,
    who: &Candidate,
    section: &str,
    mut values: Fields,
    days: &[(&str, &str)],
) -> String {
    values.push(("section".to_owned(), section.to_owned()));
    for (name, value) in days {
        values.extend(day(name, value));
    }
    let page = format!("/library/{section}/new");
    walk.fill(&who.actor, &page, &page, &values).await
}

/// Fills the library section by section, then applies, declares and submits; answers the case.
pub(super) async fn applies(walk: &Walk, who: &Candidate, plan: PlanId) -> ApplicationId {
    library(walk, who).await;
    let apply = format!("/rounds/{plan}/apply");
    let page = format!("{apply}?level=intermediate");
    let target = [
        ("level", "intermediate"),
        ("specialty", "小学语文"),
        ("ground", "逐级申报中级"),
    ];
    let case = walk.fill(&who.actor, &page, &apply, &fields(&target)).await;
    let describing = format!("{case}/target");
    let mut declared = fields(&target);
    for word in ["no_bars", "good_conduct", "teaching_in_post"] {
        declared.push(("declared".to_owned(), word.to_owned()));
    }
    declared.extend(day("retirement_day", &who.retirement_day.to_string()));
    walk.fill(&who.actor, &describing, &describing, &declared).await;
    let conditions = walk.read(&who.actor, &format!("{case}/conditions")).await;
    assert!(conditions.contains("各项条件都符合"), "{conditions}");
    submits(walk, who, &case, 1).await;
    case.strip_prefix("/applications/").unwrap().parse().unwrap()
}

async fn submits(walk: &Walk, who: &Candidate, case: &str, number: u32) {
    let check = format!("{case}/check");
    let receipt = walk
        .fill(&who.actor, &check, &check, &fields(&[("agreed", "yes")]))
        .await;
    assert_eq!(receipt, format!("{case}/submissions/{number}"));
    assert!(walk.read(&who.actor, &receipt).await.contains("申报已提交"));
}

async fn library(walk: &Walk, who: &Candidate) {
    let year = walk.year.year;
    let education = fields(&[
        ("school", "广西师范大学"),
        ("field", "教育学"),
        ("schooling", "本科"),
        ("degree", "学士"),
    ]);
    let files = entry(walk, who, "education", education, &[("graduated", "2009-06-30")]).await;
    let mut browser = walk.browser(&who.actor);
    let token = browser.open(&files).await.token();
    let scan = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    let kept = browser.send_file(&files, &token, "毕业证书.pdf", scan).await;
    assert_eq!(kept.location(), files);
    let employment = fields(&[
        ("unit", &walk.school().office.name),
        ("post", "小学语文教师"),
        ("technical", "yes"),
        ("rural", "no"),
    ]);
    entry(walk, who, "employment", employment, &[("from", "2009-09-01")]).await;
    let title = fields(&[
        ("name", "二级教师"),
        ("level", "assistant"),
        ("series", "中小学教师"),
    ]);
    let obtained = format!("{}-07-01", year - 6);
    entry(walk, who, "title", title, &[("obtained", &obtained)]).await;
    for back in 1..=3 {
        let assessment = fields(&[("year", &(year - back).to_string()), ("grade", "合格")]);
        entry(walk, who, "assessment", assessment, &[]).await;
    }
    let continuing = fields(&[
        ("year", &year.to_string()),
        ("total_hours", "96"),
        ("specialised_hours", "66"),
        ("public_subject", "yes"),
        ("credits_met", "yes"),
    ]);
    entry(walk, who, "continuing_education", continuing, &[]).await;
    let achievement = fields(&[
        ("name", "小学语文单元整体教学实践"),
        ("category", "教学成果"),
        ("role", "主持"),
        ("summary", "在三个年级实施"),
    ]);
    let obtained = format!("{}-12-20", year - 1);
    entry(walk, who, "achievement", achievement, &[("obtained", &obtained)]).await;
}

/// Reads the points, corrects the library and submits again.
pub(super) async fn corrects(walk: &Walk, who: &Candidate, case: ApplicationId) {
    let page = format!("/applications/{case}");
    let told = walk.read(&who.actor, &page).await;
    assert!(told.contains("请重新扫描毕业证书"), "{told}");
    let inbox = walk.read(&who.actor, "/messages").await;
    assert!(inbox.contains("退回"), "{inbox}");
    let better = fields(&[("year", &(walk.year.year - 4).to_string()), ("grade", "优秀")]);
    entry(walk, who, "assessment", better, &[]).await;
    submits(walk, who, &page, 2).await;
}

/// Answers the organiser's one-time notice.
pub(super) async fn answers_the_notice(walk: &Walk, who: &Candidate, case: ApplicationId) {
    let page = format!("/applications/{case}");
    assert!(
        walk.read(&who.actor, &page)
            .await
            .contains("请补充说明本人完成的部分")
    );
    let more = fields(&[
        ("name", "市级公开课一等奖"),
        ("category", "教学竞赛"),
        ("role", "本人"),
        ("summary", "本人独立完成"),
    ]);
    let obtained = format!("{}-06-20", walk.year.year - 1);
    entry(walk, who, "achievement", more, &[("obtained", &obtained)]).await;
    submits(walk, who, &page, 3).await;
}
