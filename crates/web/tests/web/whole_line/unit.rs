//! The unit: verification, return, panel, publicity, recommendation.

use kernel::ApplicationId;

use super::{Fields, Walk, fields};

fn page_of(case: ApplicationId) -> String {
    format!("/cases/{case}")
}

/// The examiner returns the case with two points.
pub(super) async fn returns(walk: &Walk, case: ApplicationId) {
    let examiner = &walk.school().examiners[0].actor;
    assert!(walk.read(examiner, "/desk").await.contains(&page_of(case)));
    let to = format!("{}/return", page_of(case));
    let points = fields(&[
        ("points.0.anchor", "section:education"),
        ("points.0.reason", "unreadable"),
        ("points.0.sentence", "请重新扫描毕业证书"),
        ("points.1.anchor", "section:assessment"),
        ("points.1.reason", "missing"),
        ("points.1.sentence", "请补充年度考核"),
    ]);
    walk.fill(examiner, &to, &to, &points).await;
    assert_eq!(walk.status(case), "returned");
}

/// The examiner checks every item against the originals.
pub(super) async fn verifies(walk: &Walk, case: ApplicationId) {
    let results = fields(&[
        ("education", "originals"),
        ("seniority", "originals"),
        ("experience", "telephone"),
        ("experience.source", "原任教学校人事科"),
        ("performance", "network"),
        ("papers", "nothing"),
        ("committed", "yes"),
    ]);
    let to = format!("{}/verification", page_of(case));
    let examiner = &walk.school().examiners[0].actor;
    walk.fill(examiner, &page_of(case), &to, &results).await;
}

async fn appoints(walk: &Walk, votes: &[(ApplicationId, usize)]) -> String {
    let mut form = Fields::new();
    for (case, _) in votes {
        form.push(("agenda".to_owned(), case.to_string()));
    }
    for (row, member) in walk.school().panel.iter().enumerate() {
        for (part, value) in [
            ("person", member.person.to_string()),
            ("kind", "professional".to_owned()),
            ("title", "sub_senior".to_owned()),
        ] {
            form.push((format!("members.{row}.{part}"), value));
        }
    }
    let examiner = &walk.school().examiners[0].actor;
    walk.fill(examiner, "/panels/new", "/panels/new", &form).await
}

async fn opens(walk: &Walk, panel: &str, mode: &str) {
    let mut form = fields(&[("mode", mode)]);
    for seat in 1..=7 {
        form.push(("present".to_owned(), seat.to_string()));
    }
    let examiner = &walk.school().examiners[0].actor;
    walk.fill(examiner, panel, &format!("{panel}/opening"), &form)
        .await;
}

async fn closes(walk: &Walk, panel: &str) {
    let examiner = &walk.school().examiners[0].actor;
    let confirmed = fields(&[("confirmed", "yes")]);
    walk.fill(examiner, panel, &format!("{panel}/closing"), &confirmed)
        .await;
    let minutes = walk.read(examiner, &format!("{panel}/minutes")).await;
    assert!(minutes.contains("审议"), "{minutes}");
}

/// Seven members vote in the plain box; each case gets so many agreeing votes.
pub(super) async fn votes_in_the_box(walk: &Walk, votes: &[(ApplicationId, usize)]) {
    let panel = appoints(walk, votes).await;
    opens(walk, &panel, "plain_box").await;
    let to = format!("{panel}/ballot");
    for (index, member) in walk.school().panel.iter().enumerate() {
        let mut form = Fields::new();
        for (case, agree) in votes {
            let choice = if index < *agree { "agree" } else { "against" };
            form.push(("case".to_owned(), case.to_string()));
            form.push((format!("vote.{case}"), choice.to_owned()));
        }
        walk.fill(&member.actor, &to, &to, &form).await;
    }
    let late = walk
        .try_to_fill(&walk.school().panel[0].actor, &panel, &to, &Fields::new())
        .await;
    assert!(!late.status.is_redirection(), "nobody votes twice");
    closes(walk, &panel).await;
}

/// Seven members vote on paper; two people key the sheets in.
pub(super) async fn votes_on_paper(walk: &Walk, votes: &[(ApplicationId, usize)]) {
    let panel = appoints(walk, votes).await;
    opens(walk, &panel, "paper").await;
    let mut form = fields(&[("papers", "7")]);
    for (case, agree) in votes {
        form.push(("case".to_owned(), case.to_string()));
        for (part, count) in [
            ("agree", *agree),
            ("against", 7 - agree),
            ("abstain", 0),
            ("spoiled", 0),
        ] {
            form.push((format!("count.{case}.{part}"), count.to_string()));
        }
    }
    let to = format!("{panel}/count");
    for examiner in &walk.school().examiners {
        walk.fill(&examiner.actor, &to, &to, &form).await;
    }
    closes(walk, &panel).await;
}

/// Posts the cases inside the unit, has one objection raised and not upheld, and closes after the period.
pub(super) async fn publicises(walk: &Walk, cases: &[ApplicationId]) {
    let examiner = &walk.school().examiners[0].actor;
    let mut form = fields(&[
        ("place", "学校公告栏；原件存教务处"),
        ("contact", "学校办公室 0771-0000000"),
    ]);
    for case in cases {
        form.push(("cases".to_owned(), case.to_string()));
    }
    let posting = walk.fill(examiner, "/postings/new", "/postings/new", &form).await;
    let first = cases[0].to_string();
    let objection = fields(&[
        ("case", &first),
        ("name", "覃老师"),
        ("contact", "19900000000"),
        ("facts", "获奖名次有误"),
    ]);
    let member = &walk.school().panel[2].actor;
    let raising = format!("{posting}/objection");
    walk.fill(member, &raising, &raising, &objection).await;
    let id = posting.strip_prefix("/postings/").unwrap().parse().unwrap();
    let raised = walk
        .town
        .read(|rx| store::publicity::find(rx, id))
        .posting
        .objections[0]
        .id;
    let concluding = format!("{posting}/objections/{raised}");
    let conclusion = fields(&[("conclusion", "not_upheld"), ("text", "已核对原件，名次无误")]);
    walk.fill(examiner, &concluding, &concluding, &conclusion).await;
    let closing = format!("{posting}/closing");
    let early = walk
        .try_to_fill(examiner, &posting, &closing, &Fields::new())
        .await;
    assert!(early.html.contains("次日起才能办理下一步"), "{}", early.html);
    walk.morning_of(walk.year.publicity_over);
    walk.fill(examiner, &posting, &closing, &Fields::new()).await;
}

/// The unit recommends the case.
pub(super) async fn recommends(walk: &Walk, case: ApplicationId) {
    let to = format!("{}/recommendation", page_of(case));
    let opinion = fields(&[("agree", "yes"), ("opinion", "工作踏实，同意推荐")]);
    let examiner = &walk.school().examiners[0].actor;
    walk.fill(examiner, &page_of(case), &to, &opinion).await;
}
