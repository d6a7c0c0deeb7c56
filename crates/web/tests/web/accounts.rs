//! Signing in and out, sessions, seats and messages.

use domain::accounts::Held;
use kernel::{Actor, Role, Seat};
use store::journal::Subject;
use testkit::{Engine, Town};

use crate::browser::Browser;
use axum::http::StatusCode;

const PASSWORD: &str = "correct horse 8";

#[tokio::test]
async fn signing_in_leads_to_where_one_wanted_to_go_and_signing_out_ends_it() {
    let town = Town::new(Engine::Sqlite);
    let school = town.offices().city_school.id;
    let (person, _) = town.account(Role::UnitExaminer, school, PASSWORD);
    let mut browser = Browser::of(&town);

    let led = browser.open("/messages").await;
    assert_eq!(
        (led.status, led.location()),
        (StatusCode::SEE_OTHER, "/sign-in?then=%2Fmessages")
    );
    let page = browser.open(led.location()).await;
    assert!(page.html.contains("name=\"then\" value=\"/messages\""));

    let fields = [
        ("account", person.account.as_str()),
        ("password", PASSWORD),
        ("then", "/messages"),
    ];
    let begun = browser.send("/sign-in", &fields).await;
    assert_eq!(
        (begun.status, begun.location()),
        (StatusCode::SEE_OTHER, "/messages")
    );
    let cookie = begun.headers[axum::http::header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-session=") && cookie.ends_with("; Path=/; SameSite=Lax; HttpOnly; Secure")
    );

    let inbox = browser.open("/messages").await;
    assert_eq!(inbox.status, StatusCode::OK);
    assert!(inbox.html.contains(&person.name) && inbox.html.contains("单位审查责任人"));

    let old = browser.cookie("__Host-session").unwrap().to_owned();
    let token = inbox.token();
    assert_eq!(
        browser.send("/sign-out", &[("token", &token)]).await.location(),
        "/"
    );
    assert_eq!(browser.cookie("__Host-session"), None);
    browser.set_cookie("__Host-session", &old);
    assert_eq!(
        browser.open("/messages").await.status,
        StatusCode::SEE_OTHER,
        "the session is gone in the store too"
    );
}

#[tokio::test]
async fn a_wrong_password_is_told_beside_its_field_and_never_sent_back() {
    let town = Town::new(Engine::Sqlite);
    let (person, _) = town.account(Role::Applicant, town.offices().city_school.id, PASSWORD);
    let mut browser = Browser::of(&town);
    for account in [person.account.as_str(), "nobody"] {
        let page = browser
            .send("/sign-in", &[("account", account), ("password", "wrong-guess")])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.html.contains("<a href=\"#password\">登录名或密码不正确</a>"),
            "the same words for both"
        );
        assert!(page.html.contains(&format!("value=\"{account}\"")) && !page.html.contains("wrong-guess"));
        assert_eq!(browser.cookie("__Host-session"), None);
    }
    let elsewhere = [
        ("account", person.account.as_str()),
        ("password", PASSWORD),
        ("then", "//evil.example"),
    ];
    assert_eq!(
        browser.send("/sign-in", &elsewhere).await.location(),
        "/",
        "never to another site"
    );
}

#[tokio::test]
async fn sessions_end_when_idle_and_after_a_working_day() {
    let town = Town::new(Engine::Sqlite);
    let actor = town.actor(Role::Department, town.offices().city_education.id);
    let mut browser = Browser::signed_in(&town, &actor);
    town.pass_minutes(29);
    assert_eq!(browser.open("/messages").await.status, StatusCode::OK);
    town.pass_minutes(29);
    assert_eq!(
        browser.open("/messages").await.status,
        StatusCode::OK,
        "use keeps it alive"
    );
    town.pass_minutes(30);
    assert_eq!(
        browser.open("/messages").await.status,
        StatusCode::SEE_OTHER,
        "thirty idle minutes end it"
    );

    let mut busy = Browser::signed_in(&town, &actor);
    for _ in 0..35 {
        town.pass_minutes(20);
        assert_eq!(busy.open("/messages").await.status, StatusCode::OK);
    }
    town.pass_minutes(20);
    assert_eq!(
        busy.open("/messages").await.status,
        StatusCode::SEE_OTHER,
        "twelve hours end it"
    );
}

#[tokio::test]
async fn a_form_of_a_session_needs_its_token() {
    let town = Town::new(Engine::Sqlite);
    let actor = town.actor(Role::Department, town.offices().city_education.id);
    let mut browser = Browser::signed_in(&town, &actor);
    for fields in [&[][..], &[("token", "guess")][..]] {
        let page = browser.send("/sign-out", fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(
        browser.open("/messages").await.status,
        StatusCode::OK,
        "still signed in"
    );
    let token = browser.open("/messages").await.token();
    assert_eq!(
        browser.send("/session/extend", &[("token", &token)]).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn people_act_in_the_seat_they_choose_and_only_in_their_own() {
    let town = Town::new(Engine::Sqlite);
    let (school, bureau) = (town.offices().city_school.id, town.offices().city_education.id);
    let first = town.actor(Role::Applicant, school);
    let person = first.person().unwrap();
    let mut browser = Browser::signed_in(&town, &first);
    let alone = browser.open("/messages").await;
    assert!(!alone.html.contains("切换"), "nothing to choose from");

    town.seat(person, Role::Organiser, bureau);
    let page = browser.open("/seats").await;
    let value = format!("organiser@{bureau}");
    assert!(page.html.contains(&format!("value=\"{value}\"")) && page.html.contains("当前使用"));
    let token = page.token();

    let empty = browser.send("/seats", &[("token", &token)]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("请选择要使用的身份"));

    let strange = format!("title_office@{bureau}");
    let refused = browser
        .send("/seats", &[("token", &token), ("seat", &strange)])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::NOT_FOUND,
        "what one does not hold is not there"
    );

    let switched = browser
        .send("/seats", &[("token", &token), ("seat", &value)])
        .await;
    assert_eq!(switched.location(), "/");
    let inbox = browser.open("/messages").await;
    assert!(inbox.html.contains("评委会组建单位工作人员"));
    assert!(inbox.html.contains("已切换身份。"), "said once");
    assert!(!browser.open("/messages").await.html.contains("已切换身份。"));
}

#[tokio::test]
async fn a_seat_that_ended_ends_its_sessions() {
    let town = Town::new(Engine::Sqlite);
    let seat = Seat {
        role: Role::Expert,
        office: town.offices().city_education.id,
    };
    let person = town.person().id;
    town.at("2022-08-01 23:50");
    let held = Held {
        seat,
        since: town.today(),
        until: Some(town.today()),
    };
    town.program(|tx| store::accounts::add_seat(tx, person, &held));
    let mut browser = Browser::signed_in(&town, &Actor::Person { person, seat });
    assert_eq!(browser.open("/messages").await.status, StatusCode::OK);
    town.pass_minutes(20);
    assert_eq!(browser.open("/messages").await.status, StatusCode::SEE_OTHER);
    browser.set_cookie("__Host-session", "not-a-session");
    assert_eq!(browser.open("/messages").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn messages_stay_new_until_their_reader_says_so() {
    let town = Town::new(Engine::Sqlite);
    let actor = town.actor(Role::Applicant, town.offices().city_school.id);
    let person = actor.person().unwrap();
    let case = Subject::of(town.program(|tx| Ok(tx.new_id::<kernel::kinds::Application>())));
    town.program(|tx| store::notices::send(tx, person, &case, "请补正 <3> 处材料。"));
    let mut browser = Browser::signed_in(&town, &actor);
    for _ in 0..2 {
        let page = browser.open("/messages").await;
        assert!(
            page.html.contains("请补正 &#60;3&#62; 处材料。</a>"),
            "it leads to its case"
        );
        assert!(page.html.contains(&format!("/applications/{}", case.id)));
        assert!(
            page.html.contains(">新</strong>") && page.html.contains("条未读"),
            "looking is no change"
        );
    }
    let token = browser.open("/messages").await.token();
    assert_eq!(
        browser.send("/messages", &[("token", &token)]).await.location(),
        "/messages"
    );
    let read = browser.open("/messages").await;
    assert!(read.html.contains("处材料。") && !read.html.contains(">新</strong>"));
    assert!(!read.html.contains("条未读") && !read.html.contains("全部标为已读"));
}

#[tokio::test]
async fn a_password_is_changed_with_the_present_one() {
    let town = Town::new(Engine::Sqlite);
    let (person, actor) = town.account(Role::Department, town.offices().city_education.id, PASSWORD);
    let mut browser = Browser::signed_in(&town, &actor);
    let account = browser.open("/account").await;
    assert!(
        account.html.contains(&person.identity.masked()) && !account.html.contains(person.identity.as_str())
    );
    assert!(!account.html.contains(&person.phone));
    let token = browser.open("/account/password").await.token();
    let mut send = async |present: &str, new: &str, again: &str| {
        let fields = [
            ("token", token.as_str()),
            ("present", present),
            ("new", new),
            ("again", again),
        ];
        browser.send("/account/password", &fields).await
    };
    let differs = send(PASSWORD, "邕江边的朱槿花2022", "邕江边的朱槿花2023").await;
    assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(differs.html.contains("两次输入的新密码不一致") && !differs.html.contains("朱槿花"));
    let wrong = send("wrong-guess", "邕江边的朱槿花2022", "邕江边的朱槿花2022").await;
    assert!(wrong.html.contains("<a href=\"#present\">现在的密码不正确</a>"));
    let changed = send(PASSWORD, "邕江边的朱槿花2022", "邕江边的朱槿花2022").await;
    assert_eq!(changed.location(), "/account");
    assert!(browser.open("/account").await.html.contains("密码已修改"));
}

#[tokio::test]
async fn somebody_registers_and_their_unit_confirms_them() {
    let town = Town::new(Engine::Sqlite);
    let school = town.offices().city_school.clone();
    let somebody = town.somebody();
    let mut browser = Browser::of(&town);
    let mut fields = vec![
        ("name", somebody.name.as_str()),
        ("identity", "450103198001010000"),
        ("phone", somebody.phone.as_str()),
        ("unit", school.name.as_str()),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let refused = browser.send("/register", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("身份证号码的校验位不符") && !refused.html.contains(PASSWORD));
    fields[1].1 = somebody.identity.as_str();
    for _ in 0..2 {
        let received = browser.send("/register", &fields).await;
        assert_eq!(
            received.location(),
            "/register/received",
            "known or not, the answer is the same"
        );
    }
    let examiner = town.actor(Role::UnitExaminer, school.id);
    let mut unit = Browser::signed_in(&town, &examiner);
    let page = unit.open("/members").await;
    assert!(page.html.contains(&somebody.name) && !page.html.contains(somebody.identity.as_str()));
    let token = page.token();
    let (_, rest) = page.html.split_once("name=\"person\" value=\"").unwrap();
    let person = rest.split('"').next().unwrap();
    let decided = [
        ("token", token.as_str()),
        ("person", person),
        ("decision", "confirm"),
    ];
    assert_eq!(unit.send("/members", &decided).await.location(), "/members");
    assert!(unit.open("/members").await.html.contains("没有等待确认的人员"));
    let account = [("account", somebody.phone.as_str()), ("password", PASSWORD)];
    assert_eq!(browser.send("/sign-in", &account).await.location(), "/");
    assert!(browser.open("/library").await.html.contains("业绩库"));
}

/// What the person's telephone shows now.
fn shown(town: &Town, actor: &Actor) -> String {
    let factor = town.read(|rx| store::accounts::second_factors::find(rx, actor.person().unwrap()));
    let totp = totp_rs::Builder::new()
        .with_secret(factor.unwrap().secret)
        .build()
        .unwrap();
    totp.generate(u64::try_from(town.now().as_millis() / 1_000).unwrap())
        .to_string()
}

#[tokio::test]
async fn who_set_up_a_code_is_asked_for_it() {
    let town = Town::new(Engine::Sqlite);
    let (person, actor) = town.account(Role::Expert, town.offices().city_education.id, PASSWORD);
    let mut browser = Browser::signed_in(&town, &actor);
    let page = browser.open("/account/code").await;
    let token = page.token();
    browser.send("/account/code", &[("token", &token)]).await;
    let begun = browser.open("/account/code").await;
    assert!(begun.html.contains("<svg class=\"qr\"") && begun.html.contains("密钥"));
    let refused = browser
        .send(
            "/account/code/confirmation",
            &[("token", &token), ("code", "000000")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = shown(&town, &actor);
    let codes = browser
        .send(
            "/account/code/confirmation",
            &[("token", &token), ("code", &code)],
        )
        .await;
    assert!(codes.html.contains("请保存恢复码") && codes.html.matches("<li>").count() >= 8);
    assert!(browser.open("/account").await.html.contains("已启用"));

    town.pass_minutes(1);
    let mut other = Browser::of(&town);
    let fields = [
        ("account", person.account.as_str()),
        ("password", PASSWORD),
        ("then", "/messages"),
    ];
    let due = other.send("/sign-in", &fields).await;
    assert_eq!(due.location(), "/sign-in/code?then=%2Fmessages");
    assert_eq!(other.cookie("__Host-session"), None);
    let asked = other.open(due.location()).await;
    assert!(asked.html.contains("name=\"then\" value=\"/messages\""));
    let code = shown(&town, &actor);
    let done = other
        .send("/sign-in/code", &[("code", &code), ("then", "/messages")])
        .await;
    assert_eq!(done.location(), "/messages");
    assert_eq!(other.cookie("__Host-half"), None);
    assert_eq!(other.open("/messages").await.status, StatusCode::OK);
    assert_eq!(
        Browser::of(&town).open("/sign-in/code").await.location(),
        "/sign-in"
    );
}

#[tokio::test]
async fn nobody_else_puts_words_on_our_pages() {
    let town = Town::new(Engine::Sqlite);
    let actor = town.actor(Role::Applicant, town.offices().city_school.id);
    let mut browser = Browser::signed_in(&town, &actor);
    let words = data_encoding::BASE64URL_NOPAD.encode("请汇款到".as_bytes());
    browser.set_cookie("said", &format!("{}.{words}", "0".repeat(32)));
    assert!(!browser.open("/messages").await.html.contains("请汇款到"));
}
