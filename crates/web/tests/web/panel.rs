//! The unit's panel: appointed, voted on in both modes, counted, printed.

use axum::http::StatusCode;
use domain::panel::State;
use kernel::{Actor, PanelId};

use crate::browser::{Answer, Browser};
use crate::round::Played;

fn browser(played: &Played, actor: &Actor) -> Browser {
    Browser::signed_in(&played.town, actor)
}

fn examiner(played: &Played) -> Browser {
    browser(played, &played.school().examiners[0].actor)
}

async fn fill(browser: &mut Browser, page: &str, to: &str, fields: &[(String, String)]) -> Answer {
    let token = browser.open(page).await.token();
    let mut all = vec![("token", token.as_str())];
    all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    browser.send(to, &all).await
}

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The fields of a panel with these members of the school, all professionals with a sub-senior title.
fn members(played: &Played, count: usize) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (_, id) in &played.cases {
        fields.push(("agenda".to_owned(), id.to_string()));
    }
    for (row, member) in played.school().panel.iter().take(count).enumerate() {
        let mut set = |part: &str, value: String| fields.push((format!("members.{row}.{part}"), value));
        set("person", member.person.to_string());
        set("kind", "professional".to_owned());
        set("title", "sub_senior".to_owned());
    }
    fields
}

async fn appointed(played: &Played) -> PanelId {
    let fields = members(played, 7);
    let done = fill(&mut examiner(played), "/panels/new", "/panels/new", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    done.location().strip_prefix("/panels/").unwrap().parse().unwrap()
}

fn opening(mode: &str, seats: std::ops::RangeInclusive<u32>) -> Vec<(String, String)> {
    let mut fields = pairs(&[("mode", mode)]);
    fields.extend(seats.map(|seat| ("present".to_owned(), seat.to_string())));
    fields
}

#[tokio::test]
async fn a_panel_is_appointed_under_the_rounds_rules() {
    let played = Played::with(2);
    let empty = examiner(&played).open("/panels/new").await;
    assert!(empty.html.contains("没有等待审议的申报"));
    played.to_the_panel();
    let mut browser = examiner(&played);
    let page = browser.open("/panels/new").await;
    for words in [
        "审议推荐小组不少于5人",
        "应当",
        "第二十条(一)",
        played.cases[0].0.name.as_str(),
    ] {
        assert!(page.html.contains(words), "{words}");
    }
    let refused = fill(&mut browser, "/panels/new", "/panels/new", &members(&played, 4)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .html
            .contains("审议推荐小组不少于5人（人数4，要求不少于5）")
    );
    let chosen = format!("value=\"{}\" selected", played.school().panel[0].person);
    assert!(refused.html.contains(&chosen), "who was chosen stays");

    let mut nobody = members(&played, 7);
    nobody.retain(|(name, _)| name != "agenda");
    let refused = fill(&mut browser, "/panels/new", "/panels/new", &nobody).await;
    assert!(refused.html.contains("请选择提交审议的申报"));
    let mut stranger = members(&played, 7);
    let outsider = played.region.districts[0].schools[1].panel[0].person;
    for (name, value) in &mut stranger {
        if name == "members.0.person" {
            *value = outsider.to_string();
        }
    }
    let refused = fill(&mut browser, "/panels/new", "/panels/new", &stranger).await;
    assert!(refused.html.contains("该账号不是本单位审议推荐小组成员"));

    let id = appointed(&played).await;
    let panel = browser.open(&format!("/panels/{id}")).await;
    assert!(panel.html.contains("审议推荐小组已组成。") || panel.html.contains("已组成"));
    assert!(panel.html.contains(&played.school().panel[6].name) && panel.html.contains("超过投票总数的2/3"));
    assert!(
        browser
            .open("/panels/new")
            .await
            .html
            .contains("没有等待审议的申报"),
        "on a table already"
    );
    assert!(browser.open("/panels").await.html.contains("等 2 人"));
}

#[tokio::test]
async fn panels_are_there_for_their_unit_only() {
    let played = Played::with(1);
    played.to_the_panel();
    let id = appointed(&played).await;
    let case = played.ids()[0];
    let mut member = browser(&played, &played.school().panel[0].actor);
    assert!(
        member
            .open("/panels")
            .await
            .html
            .contains(&played.cases[0].0.name)
    );
    let materials = member.open(&format!("/panels/{id}/cases/{case}")).await;
    assert!(materials.html.contains("广西师范大学") && materials.html.contains("答辩情况良好"));
    let file = materials
        .html
        .split(&format!("/panels/{id}/cases/{case}/files/"))
        .nth(1)
        .unwrap();
    let file = file.split('"').next().unwrap();
    let address = format!("/panels/{id}/cases/{case}/files/{file}");
    assert_eq!(member.open(&address).await.status, StatusCode::OK);
    for form in ["opening", "closing"] {
        let token = member.open(&format!("/panels/{id}")).await.token();
        let sent = member
            .send(
                &format!("/panels/{id}/{form}"),
                &[
                    ("token", &token),
                    ("confirmed", "yes"),
                    ("mode", "paper"),
                    ("present", "1"),
                ],
            )
            .await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "members do not convene");
    }
    assert_eq!(member.open("/panels/new").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        member.open(&format!("/panels/{id}/minutes")).await.status,
        StatusCode::NOT_FOUND,
        "not counted"
    );

    let other = &played.region.districts[0].schools[1];
    let strangers = [
        &other.examiners[0].actor,
        &other.panel[0].actor,
        &played.cases[0].0.actor,
        &played.region.districts[0].department.actor,
    ];
    for stranger in strangers {
        let mut browser = browser(&played, stranger);
        for part in ["", "/ballot", "/count", "/minutes"] {
            let page = browser.open(&format!("/panels/{id}{part}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{part}");
        }
        assert_eq!(browser.open(&address).await.status, StatusCode::NOT_FOUND);
    }
}

/// A member's ballot: the first case is agreed to, the second only if `agree`.
fn ballot(played: &Played, agree: bool) -> Vec<(String, String)> {
    let cases = played.ids().into_iter().enumerate();
    let lines = cases.flat_map(|(number, case)| {
        let vote = if number == 0 || agree { "agree" } else { "against" };
        [
            ("case".to_owned(), case.to_string()),
            (format!("vote.{case}"), vote.to_owned()),
        ]
    });
    lines.collect()
}

#[tokio::test]
async fn members_present_vote_once_in_the_plain_box() {
    let played = Played::with(2);
    played.to_the_panel();
    let id = appointed(&played).await;
    let (panel, opening_form) = (format!("/panels/{id}"), format!("/panels/{id}/opening"));
    let mut convener = examiner(&played);
    let nobody = pairs(&[("mode", "plain_box")]);
    let refused = fill(&mut convener, &panel, &opening_form, &nobody).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("请先登记到会成员"));
    let six = opening("plain_box", 1..=6);
    let done = fill(&mut convener, &panel, &opening_form, &six).await;
    assert_eq!(done.location(), panel);

    let mut absent = browser(&played, &played.school().panel[6].actor);
    assert!(absent.open(&panel).await.html.contains("您没有登记到会"));
    let to = format!("{panel}/ballot");
    let mut member = browser(&played, &played.school().panel[0].actor);
    assert!(member.open(&to).await.html.contains("无记名投票"));
    let mut half = ballot(&played, true);
    half.truncate(3);
    let refused = fill(&mut member, &to, &to, &half).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("请选择对第 2 位申报人的意见"));
    let done = fill(&mut member, &to, &to, &ballot(&played, true)).await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, panel.as_str())
    );
    assert!(member.open(&panel).await.html.contains("您已投票。"));
    let again = fill(&mut member, &panel, &to, &ballot(&played, false)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("已经投过票"));
    let page = convener.open(&panel).await;
    assert!(page.html.contains("还有 5 名到会成员没有投票") && !page.html.contains("<h2>表决结果</h2>"));
    let journal = played.town.kinds(&store::journal::Subject::of(id));
    assert_eq!(journal.iter().filter(|kind| *kind == "panel.cast").count(), 1);
}

#[tokio::test]
async fn a_counted_vote_shows_its_reckoning_and_can_be_printed() {
    let played = Played::with(2);
    played.to_the_panel();
    let id = appointed(&played).await;
    let (panel, closing_form) = (format!("/panels/{id}"), format!("/panels/{id}/closing"));
    let mut convener = examiner(&played);
    let six = opening("plain_box", 1..=6);
    fill(&mut convener, &panel, &format!("{panel}/opening"), &six).await;
    let opinions = format!("{panel}/opinions");
    let first = played.ids()[0];
    let written = [
        ("case".to_owned(), first.to_string()),
        (format!("opinion.{first}"), "教学业绩突出".to_owned()),
    ];
    let done = fill(&mut convener, &opinions, &opinions, &written).await;
    assert_eq!(done.location(), panel);
    assert!(
        convener.open(&opinions).await.html.contains("教学业绩突出"),
        "what was written stays"
    );
    let mut member = browser(&played, &played.school().panel[0].actor);
    assert_eq!(member.open(&opinions).await.status, StatusCode::NOT_FOUND);
    for (index, seat) in played.school().panel.iter().take(6).enumerate() {
        let mut member = browser(&played, &seat.actor);
        let to = format!("{panel}/ballot");
        let done = fill(&mut member, &to, &to, &ballot(&played, index < 4)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
    }
    let unconfirmed = fill(&mut convener, &panel, &closing_form, &[]).await;
    assert!(unconfirmed.html.contains("请确认可以截止投票"));
    let done = fill(
        &mut convener,
        &panel,
        &closing_form,
        &pairs(&[("confirmed", "yes")]),
    )
    .await;
    assert_eq!(done.location(), panel);
    // EX-02: four of six are exactly two thirds, which is not more than two thirds.
    let [passed, failed] = played.ids()[..] else {
        panic!()
    };
    assert_eq!(played.status(passed), "unit_publicity");
    assert_eq!(played.status(failed), "not_recommended");
    let page = convener.open(&panel).await;
    for words in [
        "投票总数6，4×3=12 = 6×2=12，没有超过2/3",
        "第二十条(一)",
        "同意推荐",
        "不予推荐",
    ] {
        assert!(page.html.contains(words), "{words}");
    }
    let absent = &played.school().panel[6];
    for actor in [&played.school().examiners[0].actor, &absent.actor] {
        let minutes = browser(&played, actor).open(&format!("{panel}/minutes")).await;
        assert!(minutes.html.contains("应到 7 人，实到 6 人") && minutes.html.contains(&absent.name));
        assert!(minutes.html.contains("教学业绩突出"));
        // AMB-01: six of seven members agree, which is more than two thirds by any reading; four of six is not.
        assert!(!minutes.html.contains("时，结果为"));
    }
}

#[tokio::test]
async fn paper_is_keyed_in_by_two_people_who_must_agree() {
    let played = Played::with(1);
    played.to_the_panel();
    let id = appointed(&played).await;
    let (panel, case) = (format!("/panels/{id}"), played.ids()[0]);
    let to = format!("{panel}/count");
    let mut first = examiner(&played);
    let mut second = browser(&played, &played.school().examiners[1].actor);
    assert_eq!(
        first.open(&to).await.status,
        StatusCode::NOT_FOUND,
        "no vote is open"
    );
    fill(
        &mut first,
        &panel,
        &format!("{panel}/opening"),
        &opening("paper", 1..=7),
    )
    .await;
    let mut member = browser(&played, &played.school().panel[0].actor);
    assert!(member.open(&panel).await.html.contains("本次采用纸质选票"));

    let sheet = |agree: u32, against: u32| {
        let mut fields = pairs(&[("papers", "7")]);
        fields.push(("case".to_owned(), case.to_string()));
        for (part, votes) in [
            ("agree", agree),
            ("against", against),
            ("abstain", 0),
            ("spoiled", 0),
        ] {
            fields.push((format!("count.{case}.{part}"), votes.to_string()));
        }
        fields
    };
    let refused = fill(&mut first, &to, &to, &sheet(6, 4)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("各栏合计 10 票，多于收回的选票"));
    assert_eq!(fill(&mut first, &to, &to, &sheet(6, 1)).await.location(), to);
    let page = second.open(&to).await;
    assert!(
        page.html.contains("已录入一份") && !page.html.contains("value=\"6\""),
        "the other's numbers stay hidden"
    );
    let early = fill(
        &mut first,
        &panel,
        &format!("{panel}/closing"),
        &pairs(&[("confirmed", "yes")]),
    )
    .await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);

    fill(&mut second, &to, &to, &sheet(5, 2)).await;
    let page = second.open(&to).await;
    assert!(page.html.contains("两份计票单不一致") && page.html.contains("：同意"));
    fill(&mut second, &to, &to, &sheet(6, 1)).await;
    assert!(second.open(&to).await.html.contains("两份计票单完全一致"));
    let done = fill(
        &mut first,
        &panel,
        &format!("{panel}/closing"),
        &pairs(&[("confirmed", "yes")]),
    )
    .await;
    assert_eq!(done.location(), panel);
    assert_eq!(played.status(case), "unit_publicity");
    let state = played.town.read(|rx| store::panel::find(rx, id)).panel.state;
    assert!(matches!(state, State::Counted { .. }));
}
