//! Results to society, confirmation, the certificate and its checks, its revocation.

use axum::http::StatusCode;
use kernel::{ApplicationId, MeetingId};
use rehearsal::Candidate;

use super::{Fields, Walk, fields};

/// What stands between `before` and the next quote.
fn after(html: &str, before: &str) -> String {
    let Some((_, rest)) = html.split_once(before) else {
        panic!("{before} in {html}");
    };
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// The organiser posts the passed case to society and, when the period is over, submits it.
pub(super) async fn publicises(walk: &Walk, meeting: MeetingId, case: ApplicationId, over: &str) {
    let organiser = &walk.region.organiser.actor;
    let place = format!("/outcomes/{meeting}");
    let form = format!("{place}/posting");
    let posted = fields(&[
        ("cases", &case.to_string()),
        ("place", "南宁市教育局网站"),
        ("contact", "市教育局人事科，0771-0000000"),
    ]);
    walk.fill(organiser, &form, &form, &posted).await;
    let public = walk.anybody().open("/results").await;
    let posting = format!("/results/{}", after(&public.html, "/results/"));
    let list = walk.anybody().open(&posting).await;
    assert!(list.html.contains("小学语文"), "{}", list.html);
    let closing = format!("{posting}/closing");
    let early = walk
        .try_to_fill(organiser, &place, &closing, &Fields::new())
        .await;
    assert!(early.html.contains("次日起才能办理下一步"), "{}", early.html);
    walk.morning_of(over);
    walk.fill(organiser, &place, &closing, &Fields::new()).await;
    walk.fill(organiser, &place, &format!("{place}/submission"), &Fields::new())
        .await;
}

/// The authority sees that nothing bars anybody, and confirms.
pub(super) async fn confirms(walk: &Walk, today: &str) {
    let authority = &walk.region.city_title.actor;
    let lists = walk.read(authority, "/confirmations").await;
    let list = format!("/confirmations/{}", after(&lists, "/confirmations/"));
    let page = walk.read(authority, &list).await;
    assert!(page.contains("没有不得确认的情形"), "{page}");
    let document = fields(&[("number", "南人社职〔2022〕18号"), ("day", today)]);
    walk.fill(authority, &list, &list, &document).await;
}

/// The holder finds the certificate; a stranger checks it; its revocation shows.
pub(super) async fn checked(walk: &Walk, who: &Candidate, case: ApplicationId, today: &str) {
    let home = walk.read(&who.actor, "/").await;
    let place = format!("/certificates/{}", after(&home, "/certificates/"));
    let page = walk.read(&who.actor, &place).await;
    assert!(page.contains("<svg class=\"qr\""), "{page}");
    let certificate = walk
        .town
        .read(|rx| store::certificates::of_case(rx, case))
        .unwrap();
    assert!(page.contains(&certificate.number));
    let inbox = walk.read(&who.actor, "/messages").await;
    assert!(inbox.contains(&place), "the message leads to the certificate");
    let told = walk.read(&who.actor, &format!("/applications/{case}")).await;
    for step in ["单位审核", "单位公示", "评审", "结果公示", "确认"] {
        assert!(told.contains(step), "the timeline tells {step}");
    }

    let mut anybody = walk.anybody();
    let asked = [
        ("number", certificate.number.as_str()),
        ("name", certificate.holder_name.as_str()),
    ];
    let found = anybody.send("/check", &asked).await.location().to_owned();
    let genuine = anybody.open(&found).await;
    assert!(genuine.html.contains("证书真实，现行有效"), "{}", genuine.html);
    let data = walk.read(&who.actor, &format!("{place}/data")).await;
    let by_file = anybody.send_file("/check/file", "", "证书.json", &data).await;
    assert_eq!(by_file.status, StatusCode::OK);
    assert!(by_file.html.contains("证书真实，现行有效"), "{}", by_file.html);

    let revocation = format!("{place}/revocation");
    let order = fields(&[
        ("ground", "plagiarism"),
        ("number", "南人社撤〔2022〕1号"),
        ("day", today),
    ]);
    walk.fill(&walk.region.city_title.actor, &revocation, &revocation, &order)
        .await;
    let gone = anybody.open(&found).await;
    assert!(gone.html.contains("证书已被撤销"), "{}", gone.html);
}
