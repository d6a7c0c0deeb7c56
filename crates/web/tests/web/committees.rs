//! Committees and pools: applied for, built, filed, approved; returned with reasons.

use axum::http::StatusCode;
use kernel::{Actor, CommitteeId, Role};
use testkit::{Engine, Town};

use crate::browser::{Answer, Browser};

/// The organiser's and the filing authority's staff.
struct Staff {
    organiser: Actor,
    authority: Actor,
}

fn staff(town: &Town) -> Staff {
    let offices = town.offices();
    Staff {
        organiser: town.actor(Role::Organiser, offices.city_education.id),
        authority: town.actor(Role::TitleOffice, offices.city_hrss.id),
    }
}

async fn fill(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = browser.open(path).await.token();
    let mut all = vec![("token", token.as_str())];
    all.extend(fields);
    browser.send(path, &all).await
}

const COMMITTEE: [(&str, &str); 13] = [
    ("name", "南宁市中小学教师系列中级评审委员会"),
    ("series", "中小学教师"),
    ("grade", "intermediate"),
    ("specialties", "小学语文\n小学数学"),
    ("range", "南宁市中小学教师"),
    ("method", "材料评审与答辩"),
    ("basis", "series"),
    ("members", "9"),
    ("experts", "9"),
    ("main_series", "yes"),
    ("influence", "yes"),
    ("enough_experts", "yes"),
    ("sound_institution", "yes"),
];

const FILING: [(&str, &str); 8] = [
    ("number", "南人社函〔2022〕3号"),
    ("code", "017"),
    ("from.year", "2022"),
    ("from.month", "3"),
    ("from.day", "1"),
    ("to.year", "2025"),
    ("to.month", "2"),
    ("to.day", "28"),
];

async fn applied(browser: &mut Browser) -> CommitteeId {
    let done = fill(browser, "/committees/new", &COMMITTEE).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    done.location()
        .strip_prefix("/committees/")
        .unwrap()
        .parse()
        .unwrap()
}

/// The fields of an expert with this name and identity number.
fn expert<'a>(name: &'a str, identity: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("name", name), ("identity", identity)];
    fields.extend([
        ("intake", "unit"),
        ("seat", "expert"),
        ("title", "高级教师"),
        ("title_series", "中小学教师"),
        ("title_level", "sub_senior"),
        ("title_since", "2015-12-01"),
        ("field_since", "2005-09-01"),
        ("specialty", "小学语文"),
        ("employer", "武鸣区第一小学"),
        ("unit_type", "学校"),
        ("situation", "in_post"),
        ("lawful", "yes"),
        ("ethical", "yes"),
        ("able", "yes"),
        ("term_from", "2022-03-01"),
        ("term_to", "2025-02-28"),
    ]);
    fields
}

async fn from_registration_to_approved_pool(engine: Engine) {
    let town = Town::new(engine);
    let staff = staff(&town);
    let mut organiser = Browser::signed_in(&town, &staff.organiser);
    let mut authority = Browser::signed_in(&town, &staff.authority);
    assert!(organiser.open("/committees").await.html.contains("还没有评委会"));
    assert!(
        authority
            .open("/committees")
            .await
            .html
            .contains("没有向本机构备案的评委会")
    );

    let mut even = COMMITTEE;
    even[7].1 = "10";
    even[9].1 = "";
    let refused = fill(&mut organiser, "/committees/new", &even).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "单数",
        "组建评委会应当符合条件(一)",
        "南宁市中小学教师系列中级评审委员会",
        "value=\"10\"",
    ] {
        assert!(refused.html.contains(words), "{words}");
    }

    let id = applied(&mut organiser).await;
    let page = format!("/committees/{id}");
    assert!(organiser.open(&page).await.html.contains("待核准备案"));
    assert!(authority.open(&page).await.html.contains("轮到本机构办理"));
    let unfounded = fill(&mut authority, &format!("{page}/return"), &[("reason", " ")]).await;
    assert!(unfounded.html.contains("请写明理由"));
    let back = fill(
        &mut authority,
        &format!("{page}/return"),
        &[("reason", "评审范围写得太宽")],
    )
    .await;
    assert_eq!(back.location(), page);
    assert!(organiser.open(&page).await.html.contains("评审范围写得太宽"));
    let again = fill(&mut organiser, &format!("{page}/registration"), &COMMITTEE).await;
    assert_eq!(again.location(), page);

    let mut long = FILING;
    long[5].1 = "2026";
    let refused = fill(&mut authority, &format!("{page}/approval"), &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("有效期不得超过3年") && refused.html.contains("南人社函〔2022〕3号"));
    let done = fill(&mut authority, &format!("{page}/approval"), &FILING).await;
    assert_eq!(done.location(), page, "{}", done.html);
    assert!(organiser.open(&page).await.html.contains("请组建专家库"));
    built_and_filed(&town, &mut organiser, &mut authority, &page).await;
}

/// The pool: 27 experts and two who may preside, filed and approved.
async fn built_and_filed(town: &Town, organiser: &mut Browser, authority: &mut Browser, page: &str) {
    let (pool, new) = (format!("{page}/pool"), format!("{page}/pool/new"));
    let somebody = town.person();
    let unknown = fill(organiser, &new, &expert("别人", somebody.identity.as_str())).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.html.contains("没有找到姓名和身份证号都相符的人员"));
    let mut young = expert(&somebody.name, somebody.identity.as_str());
    for (field, value) in &mut young {
        if *field == "title_since" {
            *value = "2021-12-01";
        }
    }
    let refused = fill(organiser, &new, &young).await;
    assert!(
        refused.html.contains("该职称自2021-12-01起取得"),
        "{}",
        refused.html
    );
    let done = fill(
        organiser,
        &new,
        &expert(&somebody.name, somebody.identity.as_str()),
    )
    .await;
    assert_eq!(done.location(), pool);

    let few = organiser.open(&format!("{pool}/filing")).await;
    assert!(few.html.contains("与规定相比，还有下列情况"));
    for number in 0..27 {
        let person = town.person();
        let mut fields = expert(&person.name, person.identity.as_str());
        if number < 2 {
            for (field, value) in &mut fields {
                if *field == "seat" {
                    *value = "chair";
                }
            }
        }
        let done = fill(organiser, &new, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    }
    let list = organiser.open(&pool).await;
    assert!(list.html.contains(&somebody.name) && !list.html.contains(somebody.identity.as_str()));
    let entry = list.html.split("/pool/experts/").nth(1).unwrap();
    let entry = format!("{pool}/experts/{}", entry.split('"').next().unwrap());
    assert!(organiser.open(&entry).await.html.contains("从事本领域工作"));
    let unnamed = fill(organiser, &format!("{entry}/removal"), &[]).await;
    assert!(unnamed.html.contains("请选择出库原因"));
    let gone = fill(organiser, &format!("{entry}/removal"), &[("reason", "retired")]).await;
    assert_eq!(gone.location(), pool);
    assert!(organiser.open(&pool).await.html.contains("已出库：退休"));

    let filed = fill(organiser, &format!("{pool}/filing"), &[]).await;
    assert_eq!(filed.location(), page, "{}", filed.html);
    assert_eq!(
        organiser.open(&new).await.status,
        StatusCode::NOT_FOUND,
        "the pool is closed"
    );
    let mut approval = FILING.to_vec();
    approval.retain(|(field, _)| *field != "code");
    let done = fill(authority, &format!("{pool}/approval"), &approval).await;
    assert_eq!(done.location(), page, "{}", done.html);
    assert!(
        organiser
            .open(page)
            .await
            .html
            .contains("2022-03-01 至 2025-02-28")
    );
}

#[tokio::test]
async fn a_committee_goes_from_registration_to_an_approved_pool() {
    from_registration_to_approved_pool(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_committee_goes_from_registration_to_an_approved_pool_on_postgres() {
    from_registration_to_approved_pool(Engine::Postgres).await;
}

#[tokio::test]
async fn other_offices_find_no_committee() {
    let town = Town::new(Engine::Sqlite);
    let staff = staff(&town);
    let mut organiser = Browser::signed_in(&town, &staff.organiser);
    let id = applied(&mut organiser).await;
    let offices = town.offices();
    let strangers = [
        town.actor(Role::Organiser, offices.city_hrss.id),
        town.actor(Role::TitleOffice, offices.city_education.id),
        town.actor(Role::Applicant, offices.city_education.id),
        town.actor(Role::Expert, offices.city_education.id),
    ];
    for stranger in &strangers {
        let mut browser = Browser::signed_in(&town, stranger);
        for part in [
            "",
            "/registration",
            "/approval",
            "/return",
            "/pool",
            "/pool/new",
            "/pool/filing",
        ] {
            let page = browser.open(&format!("/committees/{id}{part}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{part}");
        }
    }
    assert_eq!(
        organiser.open(&format!("/committees/{id}/approval")).await.status,
        StatusCode::NOT_FOUND,
        "an organiser does not approve its own committee"
    );
    let mut applicant = Browser::signed_in(&town, &strangers[2]);
    for path in ["/committees", "/committees/new"] {
        assert_eq!(applicant.open(path).await.status, StatusCode::NOT_FOUND);
    }
}
