//! Meetings through the pages: opening, draw and its public record, session, secret ballot, seal.

use axum::http::{StatusCode, header};
use domain::meetings::Stage as MeetingStage;
use domain::publicity::Kind;
use kernel::{Actor, ApplicationId, ExpertId, Level, MeetingId, Role};
use rehearsal::{Candidate, Committee, Officer, Profile, Region, Round, RoundPlan, Stage};
use testkit::{Engine, Town};

use crate::browser::{Answer, Browser};
use crate::line::day;
use crate::round::Played;

pub(crate) const DAY: &str = "2022-09-20";
const SPECIALTIES: [&str; 4] = ["小学语文", "小学数学", "初中英语", "初中物理"];
const THROW: &str = "2 3 1 4 1 5 6 2 6 5 3 5 2 4 6 1 3 2 4 5";

/// A round in which four accepted cases, one of each specialty of the pool, wait for the committee.
pub(crate) struct Called {
    pub(crate) played: Played,
    pub(crate) committee: Committee,
}

impl Called {
    pub(crate) fn on(engine: Engine) -> Self {
        let town = Town::new(engine);
        let mut stage = Stage::new(town.house(), town.clock(), 7);
        stage.morning_of(day("2022-08-01"));
        let region = Region::build(&mut stage, None).unwrap();
        let plan = Round::publish(&stage, &region, &RoundPlan::teachers_2022().unwrap())
            .unwrap()
            .plan;
        let mut cases = Vec::new();
        for (number, specialty) in SPECIALTIES.into_iter().enumerate() {
            let profile = Profile {
                level: Level::Intermediate,
                specialty,
                title_years: 7,
            };
            let school = &region.districts[0].schools[0];
            let account = format!("teacher{number}");
            let candidate =
                Candidate::hire(&mut stage, school, (&account, 901 + number), profile, None).unwrap();
            candidate.fill_library(&stage, school, 2022).unwrap();
            let id = candidate.start(&stage, plan).unwrap();
            candidate.submit(&stage, id).unwrap();
            cases.push((candidate, id));
        }
        let played = Played {
            town,
            stage,
            region,
            plan,
            cases,
        };
        let committee = Self::accepted(&played);
        Self { played, committee }
    }

    /// Every case through unit and offices to acceptance; then the committee.
    fn accepted(played: &Played) -> Committee {
        let (round, school) = (played.round(), played.school());
        for id in played.ids() {
            round.verify(school, id).unwrap();
        }
        let panel = round.appoint(school, played.ids()).unwrap();
        let votes = played.ids().into_iter().map(|id| (id, 7)).collect();
        round.vote_in_box(school, panel, &votes).unwrap();
        let posting = round
            .post(&school.examiners[0], Kind::Unit, played.ids())
            .unwrap();
        played.morning_of("2022-08-10");
        round.close(&school.examiners[0], posting).unwrap();
        for id in played.ids() {
            round.recommend(school, id).unwrap();
            round.audit_to_the_organiser(id).unwrap();
            round.accept(id).unwrap();
        }
        round.establish_committee().unwrap()
    }

    pub(crate) fn town(&self) -> &Town {
        &self.played.town
    }

    pub(crate) fn organiser(&self) -> Browser {
        Browser::signed_in(self.town(), &self.played.region.organiser.actor)
    }

    fn authority(&self) -> Browser {
        Browser::signed_in(self.town(), &self.played.region.city_title.actor)
    }

    pub(crate) fn supervisor(&self) -> Browser {
        Browser::signed_in(self.town(), &self.played.region.supervisor.actor)
    }

    /// The drawn members in the order of their seats.
    pub(crate) fn members(&self, id: MeetingId) -> Vec<(ExpertId, Officer)> {
        let meeting = self.town().read(|rx| store::meetings::find(rx, id));
        let members = meeting.members.iter();
        members
            .map(|member| {
                let officer = self.committee.expert(member.expert).unwrap();
                (member.expert, officer.clone())
            })
            .collect()
    }

    pub(crate) fn browser(&self, officer: &Officer) -> Browser {
        Browser::signed_in(self.town(), &officer.actor)
    }

    /// The meeting opened and drawn by the program.
    pub(crate) fn drawn(&self) -> MeetingId {
        self.played.morning_of("2022-09-05");
        let round = self.played.round();
        let meeting = round.open_review(&self.committee, day(DAY)).unwrap();
        let throw: Vec<u8> = THROW.split(' ').map(|word| word.parse().unwrap()).collect();
        round.draw(meeting, &throw).unwrap();
        meeting
    }

    /// The sign-in code a member last received.
    fn code(&self, officer: &Officer) -> String {
        let text = self.town().inbox(officer.person).pop().unwrap();
        let (_, rest) = text.split_once("签到码为").unwrap();
        rest.chars().take_while(char::is_ascii_alphanumeric).collect()
    }
}

pub(crate) async fn fill(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let token = browser.open(page).await.token();
    let mut all = vec![("token", token.as_str())];
    all.extend(fields);
    browser.send(to, &all).await
}

/// Fills and expects to be led on.
#[track_caller]
pub(crate) fn led(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
}

#[track_caller]
pub(crate) fn refused(answer: &Answer, words: &[&str]) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.html);
    for word in words {
        assert!(answer.html.contains(word), "{word}: {}", answer.html);
    }
}

/// The organiser asks, the authority agrees; each is refused first.
async fn opened(called: &Called) -> MeetingId {
    called.played.morning_of("2022-09-05");
    let mut organiser = called.organiser();
    let plan = called.played.plan.to_string();
    let committee = called.committee.id.to_string();
    let mut fields = vec![
        ("plan", plan.as_str()),
        ("committee", committee.as_str()),
        ("day", "2022-09-06"),
        ("place", "市教育局三楼"),
    ];
    let late = fill(&mut organiser, "/meetings/new", "/meetings/new", &fields).await;
    refused(&late, &["应提前5个工作日", "value=\"市教育局三楼\""]);
    fields[2].1 = DAY;
    let done = fill(&mut organiser, "/meetings/new", "/meetings/new", &fields).await;
    led(&done);
    let page = done.location().to_owned();
    let mut authority = called.authority();
    assert!(authority.open("/meetings").await.html.contains("待同意开评"));
    let answer = format!("{page}/answer");
    let silent = fill(&mut authority, &answer, &answer, &[("agreed", "no")]).await;
    refused(&silent, &["请写明理由"]);
    led(&fill(&mut authority, &answer, &answer, &[("agreed", "yes")]).await);
    page.strip_prefix("/meetings/").unwrap().parse().unwrap()
}

/// Enters a party's digest and answers the number that the page showed once.
async fn offered(browser: &mut Browser, room: &str) -> String {
    led(&fill(browser, room, &format!("{room}/digest"), &[]).await);
    let page = browser.open(room).await;
    let (_, rest) = page.html.split_once("请立即抄录并保密：").unwrap();
    let nonce = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    assert!(!browser.open(room).await.html.contains("请立即抄录"), "only once");
    nonce
}

async fn a_draw_through_the_pages(engine: Engine) {
    let called = Called::on(engine);
    let id = opened(&called).await;
    let (mut organiser, mut supervisor) = (called.organiser(), called.supervisor());
    let mut anybody = Browser::of(called.town());
    assert!(anybody.open("/draws").await.html.contains("还没有抽取"));
    let room = format!("/meetings/{id}/draw");
    let none = fill(
        &mut organiser,
        &room,
        &format!("{room}/preparation"),
        &[("chairs", "0"), ("vice_chairs", "0")],
    )
    .await;
    refused(&none, &["至少应抽取一名主任委员或者副主任委员"]);
    let wish = [("chairs", "1"), ("vice_chairs", "2"), ("per_employer", "2")];
    led(&fill(&mut organiser, &room, &format!("{room}/preparation"), &wish).await);
    let nonces = [
        offered(&mut organiser, &room).await,
        offered(&mut supervisor, &room).await,
    ];
    let to = format!("{room}/commitment");
    refused(
        &fill(&mut organiser, &room, &to, &[]).await,
        &["请选择公共随机数的来源"],
    );
    let dice = [
        ("sources", "dice"),
        ("dice_throws", "20"),
        ("dice_witnesses", "甲、乙"),
    ];
    led(&fill(&mut organiser, &room, &to, &dice).await);

    let public = format!("/draws/{id}/1");
    let page = anybody.open(&public).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("当场掷骰子 20 次") && page.html.contains("还没有抽取"));
    assert!(anybody.open("/draws").await.html.contains(&public));

    let to = format!("{room}/reveal");
    let wrong = fill(&mut supervisor, &room, &to, &[("nonce", &"0".repeat(64))]).await;
    refused(&wrong, &["监督员公开的随机数与登记的摘要不符"]);
    led(&fill(&mut organiser, &room, &to, &[("nonce", &nonces[0])]).await);
    led(&fill(&mut supervisor, &room, &to, &[("nonce", &nonces[1])]).await);
    let to = format!("{room}/number");
    refused(
        &fill(&mut organiser, &room, &to, &[("value", "一 二 三")]).await,
        &["点数应为用空格隔开的数字", "一 二 三"],
    );
    refused(
        &fill(&mut organiser, &room, &to, &[("value", "1 2 3")]).await,
        &["骰子次数与承诺不符"],
    );
    led(&fill(&mut organiser, &room, &to, &[("value", THROW)]).await);
    signed(&called, id, &mut supervisor).await;
    published(&called, id, &mut anybody).await;
    replaced(&called, id).await;
}

async fn signed(called: &Called, id: MeetingId, supervisor: &mut Browser) {
    let room = format!("/meetings/{id}/draw");
    let mut authority = called.authority();
    assert_eq!(
        authority.open(&room).await.status,
        StatusCode::NOT_FOUND,
        "not for the authority"
    );
    assert!(supervisor.open("/").await.html.contains("抽取专家"));
    led(&fill(supervisor, &room, &format!("{room}/signature"), &[]).await);
    assert_eq!(called.members(id).len(), 9);
    let page = called.organiser().open(&format!("/meetings/{id}")).await;
    let (_, first) = &called.members(id)[0];
    assert!(page.html.contains(&first.name) && page.html.contains("主任委员"));
    let seen_by_authority = authority.open(&format!("/meetings/{id}")).await;
    assert!(
        !seen_by_authority.html.contains(&first.name),
        "names are for organiser and supervisor"
    );
}

/// What everybody can read names nobody, and can be computed again.
async fn published(called: &Called, id: MeetingId, anybody: &mut Browser) {
    let page = anybody.open(&format!("/draws/{id}/1")).await;
    assert!(page.html.contains("种子") && page.html.contains("份名单（从 0 起数）"));
    assert!(page.html.contains("在评审结果公示结束前保密"));
    for (_, member) in called.members(id) {
        assert!(!page.html.contains(&member.name));
    }
    let file = anybody.open(&format!("/draws/{id}/1/bundle")).await;
    let kind = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(kind.starts_with("attachment"), "{kind}");
    let outline: draw::Outline = serde_json::from_str(&file.html).unwrap();
    assert_eq!(draw::verify_outline(&outline), []);
    assert_eq!(
        anybody.open(&format!("/draws/{id}/2")).await.status,
        StatusCode::NOT_FOUND
    );
}

/// A member cannot come: by their own act, with a reason; the substitute is told.
async fn replaced(called: &Called, id: MeetingId) {
    let (entry, officer) = called.members(id)[5].clone();
    let (_, other) = called.members(id)[6].clone();
    let absence = format!("/meetings/{id}/members/{entry}/absence");
    let mut stranger = called.browser(&other);
    assert_eq!(stranger.open(&absence).await.status, StatusCode::NOT_FOUND);
    let mut member = called.browser(&officer);
    refused(
        &fill(&mut member, &absence, &absence, &[]).await,
        &["请写明不能到会的原因"],
    );
    led(&fill(&mut member, &absence, &absence, &[("reason", "外出培训")]).await);
    assert!(called.members(id).iter().all(|(kept, _)| *kept != entry));
    assert_eq!(
        member.open(&format!("/meetings/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_committee_is_drawn_signed_and_published() {
    a_draw_through_the_pages(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_committee_is_drawn_signed_and_published_on_postgres() {
    a_draw_through_the_pages(Engine::Postgres).await;
}

#[tokio::test]
async fn a_voided_draw_stays_in_sight_and_the_next_is_chained_to_it() {
    let called = Called::on(Engine::Sqlite);
    let id = called.drawn();
    let (mut supervisor, mut organiser) = (called.supervisor(), called.organiser());
    let void = format!("/meetings/{id}/draw/void");
    assert_eq!(organiser.open(&void).await.status, StatusCode::NOT_FOUND);
    refused(&fill(&mut supervisor, &void, &void, &[]).await, &["请写明理由"]);
    led(&fill(&mut supervisor, &void, &void, &[("reason", "名单在会前泄露")]).await);
    let page = Browser::of(called.town()).open(&format!("/draws/{id}/1")).await;
    assert!(page.html.contains("已作废") && page.html.contains("名单在会前泄露"));
    let room = organiser.open(&format!("/meetings/{id}/draw")).await;
    assert!(room.html.contains("冻结专家库") && room.html.contains("名单在会前泄露"));
}

/// Convenes on the day and signs all members in; the organiser closes the roll.
async fn in_session(called: &Called, id: MeetingId) {
    let (page, mut organiser) = (format!("/meetings/{id}"), called.organiser());
    let early = fill(&mut organiser, &page, &format!("{page}/session"), &[]).await;
    refused(&early, &["当天才能办理签到"]);
    called.played.morning_of(DAY);
    let mut organiser = called.organiser();
    led(&fill(&mut organiser, &page, &format!("{page}/session"), &[]).await);
    let members = called.members(id);
    let mut first = called.browser(&members[0].1);
    let wrong = fill(
        &mut first,
        &page,
        &format!("{page}/sign-in"),
        &[("code", "AAAAAAAA")],
    )
    .await;
    refused(&wrong, &["签到码不正确", "value=\"AAAAAAAA\""]);
    for (_, member) in &members {
        let code = called.code(member);
        let done = fill(
            &mut called.browser(member),
            &page,
            &format!("{page}/sign-in"),
            &[("code", &code)],
        )
        .await;
        led(&done);
    }
    refused(
        &fill(&mut organiser, &page, &format!("{page}/roll"), &[]).await,
        &["请选择会议主持人"],
    );
    let presider = members[0].0.to_string();
    led(&fill(
        &mut organiser,
        &page,
        &format!("{page}/roll"),
        &[("presider", &presider)],
    )
    .await);
}

/// Assigns as suggested, and every assigned expert gives an opinion.
async fn judged(called: &Called, id: MeetingId, cases: &[ApplicationId]) {
    let (page, mut organiser) = (format!("/meetings/{id}"), called.organiser());
    let members = called.members(id);
    let entries: Vec<String> = members.iter().map(|(entry, _)| entry.to_string()).collect();
    let form = format!("{page}/assignment");
    let mut chair = called.browser(&members[0].1);
    let texts: Vec<(String, String)> = cases
        .iter()
        .map(|case| (case.to_string(), format!("assigned.{case}")))
        .collect();
    let mut few = Vec::new();
    for (case, field) in &texts {
        few.extend([
            ("on_agenda", case.as_str()),
            (field.as_str(), entries[0].as_str()),
        ]);
    }
    refused(
        &fill(&mut organiser, &form, &form, &few).await,
        &["每名申报人应有3名以上评审专家评议"],
    );
    let mut enough = few.clone();
    for (_, field) in &texts {
        enough.extend([
            (field.as_str(), entries[1].as_str()),
            (field.as_str(), entries[2].as_str()),
        ]);
    }
    led(&fill(&mut organiser, &form, &form, &enough).await);
    let soon = fill(&mut chair, &page, &format!("{page}/presentation"), &[]).await;
    refused(&soon, &["份以上书面评议意见"]);
    for (_, member) in &members[..3] {
        for case in cases {
            let read = format!("{page}/cases/{case}");
            let mut browser = called.browser(member);
            let to = format!("{read}/opinion");
            refused(&fill(&mut browser, &read, &to, &[]).await, &["请填写评议意见"]);
            led(&fill(&mut browser, &read, &to, &[("text", "业绩符合条件")]).await);
        }
    }
    led(&fill(&mut chair, &page, &format!("{page}/presentation"), &[]).await);
}

async fn from_the_call_to_the_seal(engine: Engine) {
    let called = Called::on(engine);
    let id = called.drawn();
    let (page, cases) = (format!("/meetings/{id}"), called.played.ids());
    let members = called.members(id);
    let mut member = called.browser(&members[8].1);
    let home = member.open("/").await;
    assert!(home.html.contains("中级职称评审委员会") && home.html.contains("市教育局三楼会议室"));
    in_session(&called, id).await;
    judged(&called, id, &cases).await;
    let mut member = called.browser(&members[8].1);

    let mut chair = called.browser(&members[0].1);
    led(&fill(
        &mut chair,
        &page,
        &format!("{page}/opening"),
        &[("method", "plain_box")],
    )
    .await);
    let ballot = format!("{page}/ballot");
    let text: Vec<(String, String)> = cases
        .iter()
        .map(|case| (case.to_string(), format!("vote.{case}")))
        .collect();
    let last = text.len() - 1;
    let agree = |passes: bool| -> Vec<(&str, &str)> {
        let lines = text.iter().enumerate().flat_map(|(place, (case, field))| {
            let choice = if place < last || passes {
                "agree"
            } else {
                "against"
            };
            [("case", case.as_str()), (field.as_str(), choice)]
        });
        lines.collect()
    };
    let what = member.open(&ballot).await;
    assert!(what.html.contains("不记录的是") && what.html.contains(&called.played.cases[0].0.name));
    let half = fill(&mut member, &ballot, &ballot, &agree(true)[..3]).await;
    refused(&half, &["请选择对第 2 位申报人的意见"]);
    for (index, (_, officer)) in members[..8].iter().enumerate() {
        let mut voter = called.browser(officer);
        led(&fill(&mut voter, &ballot, &ballot, &agree(index < 5)).await);
        assert!(
            voter.open(&page).await.html.contains("您已投票。"),
            "the page says so once"
        );
    }
    let again = fill(&mut chair, &page, &ballot, &agree(true)).await;
    refused(&again, &["已经投过票"]);
    assert!(chair.open(&page).await.html.contains("还有 1 名到会专家没有投票"));
    let close = format!("{page}/closing");
    refused(
        &fill(&mut chair, &page, &close, &[]).await,
        &["请确认可以结束投票"],
    );
    led(&fill(&mut chair, &page, &close, &[("confirmed", "yes")]).await);
    let late = called_late(&called, &members[8].1, &ballot, &agree(true)).await;
    refused(&late, &["投票已经截止，不能补投", "第二十五条"]);
    announced(&called, id, &mut member).await;
}

async fn called_late(called: &Called, officer: &Officer, ballot: &str, fields: &[(&str, &str)]) -> Answer {
    let mut browser = called.browser(officer);
    let token = called.town().session(&officer.actor);
    browser.set_cookie("__Host-session", &token.token);
    let mut all = vec![("token", token.form_token.as_str())];
    all.extend(fields);
    browser.send(ballot, &all).await
}

async fn announced(called: &Called, id: MeetingId, member: &mut Browser) {
    let page = format!("/meetings/{id}");
    let members = called.members(id);
    let mut chair = called.browser(&members[0].1);
    let (mut organiser, mut supervisor) = (called.organiser(), called.supervisor());
    let before = organiser.open(&page).await;
    assert!(
        !before.html.contains("<h2>评审结果</h2>"),
        "hidden until announced"
    );
    assert_eq!(
        organiser.open(&format!("{page}/minutes")).await.status,
        StatusCode::NOT_FOUND
    );
    led(&fill(&mut chair, &page, &format!("{page}/announcement"), &[]).await);
    let told = member.open(&page).await;
    assert!(
        told.html.contains("未通过") && !told.html.contains("弃权"),
        "no figures for members"
    );
    led(&fill(&mut supervisor, &page, &format!("{page}/supervision"), &[]).await);
    let seal = format!("{page}/seal");
    refused(
        &fill(&mut organiser, &page, &seal, &[]).await,
        &["请填写用印登记号"],
    );
    led(&fill(&mut organiser, &page, &seal, &[("register", "用印〔2022〕31")]).await);
    let minutes = organiser.open(&format!("{page}/minutes")).await;
    for words in [
        "业绩符合条件",
        "无记名投票表决",
        "用印〔2022〕31",
        members[0].1.name.as_str(),
    ] {
        assert!(minutes.html.contains(words), "{words}");
    }
    assert_eq!(
        member.open(&format!("{page}/minutes")).await.status,
        StatusCode::NOT_FOUND
    );
    let [passed, _, _, failed] = called.played.ids()[..] else {
        panic!()
    };
    assert_eq!(called.played.status(passed), "result_publicity");
    assert_eq!(called.played.status(failed), "failed");
    let state = called.town().read(|rx| store::meetings::find(rx, id));
    assert!(matches!(state.stage, MeetingStage::Counted { .. }));
    opened_to_all(called, id).await;
}

/// Once the results are public the whole draw can be computed again, on pseudonyms.
async fn opened_to_all(called: &Called, id: MeetingId) {
    let (page, file) = (format!("/draws/{id}/1"), format!("/draws/{id}/1/bundle"));
    let mut anybody = Browser::of(called.town());
    called.played.morning_of("2022-09-22");
    let round = called.played.round();
    let posting = round.post_results(id).unwrap();
    let outline = anybody.open(&file).await;
    serde_json::from_str::<draw::Outline>(&outline.html).unwrap();
    assert!(serde_json::from_str::<draw::Bundle>(&outline.html).is_err());
    called.played.morning_of("2022-10-20");
    round.close(&called.played.region.organiser, posting).unwrap();
    let bundle = anybody.open(&file).await;
    let bundle: draw::Bundle = serde_json::from_str(&bundle.html).unwrap();
    assert_eq!(draw::verify(&bundle), []);
    let mut member = called.browser(&called.members(id)[3].1);
    let own = member.open(&format!("{page}/own")).await;
    let own: draw::OwnProof = serde_json::from_str(&own.html).unwrap();
    assert!(own.holds() && member.open(&page).await.html.contains("下载我的证明"));
    let nobody = called.organiser().open(&format!("{page}/own")).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let html = anybody.open(&page).await.html;
    assert!(html.contains("评委会 9 人的代号") && html.contains(&bundle.panel[0].to_string()));
    for (_, member) in called.members(id) {
        assert!(!html.contains(&member.name));
    }
}

#[tokio::test]
async fn experts_are_called_judge_and_vote() {
    from_the_call_to_the_seal(Engine::Sqlite).await;
}

#[tokio::test]
async fn experts_are_called_judge_and_vote_on_postgres() {
    from_the_call_to_the_seal(Engine::Postgres).await;
}

#[tokio::test]
async fn recusals_are_declared_and_close_the_case() {
    let called = Called::on(Engine::Sqlite);
    called.played.morning_of("2022-09-05");
    let id = called
        .played
        .round()
        .open_review(&called.committee, day(DAY))
        .unwrap();
    let form = format!("/meetings/{id}/recusal");
    let (_, pooled) = called.committee.pool[10].clone();
    let mut browser = called.browser(&pooled);
    let list = browser.open("/meetings").await;
    assert!(list.html.contains(&form) && list.html.contains("可能抽到您的会议"));
    let page = browser.open(&form).await;
    assert!(
        !page.html.contains(&called.played.cases[0].0.name),
        "the agenda is not for the pool"
    );
    assert_eq!(
        browser.open(&format!("/meetings/{id}")).await.status,
        StatusCode::NOT_FOUND,
        "not drawn"
    );
    refused(
        &fill(&mut browser, &form, &form, &[("case", "meeting")]).await,
        &["请写明理由"],
    );
    let why = [("case", "meeting"), ("reason", "申报人是本人亲属")];
    led(&fill(&mut browser, &form, &form, &why).await);

    let throw: Vec<u8> = THROW.split(' ').map(|word| word.parse().unwrap()).collect();
    called.played.round().draw(id, &throw).unwrap();
    let (entry, drawn) = called.members(id)[4].clone();
    assert!(
        called
            .members(id)
            .iter()
            .all(|(_, officer)| officer.person != pooled.person)
    );
    let case = called.played.ids()[0];
    let read = format!("/meetings/{id}/cases/{case}");
    let mut member = called.browser(&drawn);
    let materials = member.open(&read).await;
    assert!(materials.html.contains("申报材料"));
    let file = materials.html.split(&format!("{read}/files/")).nth(1).unwrap();
    let file = format!("{read}/files/{}", file.split('"').next().unwrap());
    assert_eq!(member.open(&file).await.status, StatusCode::OK);
    let entry = entry.to_string();
    let case = case.to_string();
    let office = [
        ("expert", entry.as_str()),
        ("case", case.as_str()),
        ("reason", "同一教研组"),
    ];
    led(&fill(&mut called.organiser(), &form, &form, &office).await);
    for path in [&read, &file] {
        assert_eq!(member.open(path).await.status, StatusCode::NOT_FOUND, "recused");
    }
    assert!(
        member
            .open(&format!("/meetings/{id}"))
            .await
            .html
            .contains("已回避")
    );
}

#[tokio::test]
async fn other_offices_find_no_meeting() {
    let called = Called::on(Engine::Sqlite);
    let id = called.drawn();
    let elsewhere = called.played.region.districts[1].schools[0].office.id;
    let case = called.played.ids()[0];
    let mut strangers: Vec<Actor> = Role::ALL
        .into_iter()
        .map(|role| called.town().actor(role, elsewhere))
        .collect();
    strangers.push(called.played.cases[0].0.actor);
    for stranger in &strangers {
        let mut browser = Browser::signed_in(called.town(), stranger);
        for part in [
            "",
            "/draw",
            "/answer",
            "/recusal",
            "/minutes",
            "/ballot",
            "/assignment",
        ] {
            let page = browser.open(&format!("/meetings/{id}{part}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{part}");
        }
        let materials = browser.open(&format!("/meetings/{id}/cases/{case}")).await;
        assert_eq!(materials.status, StatusCode::NOT_FOUND);
    }
}
