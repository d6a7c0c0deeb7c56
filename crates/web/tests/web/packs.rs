//! The calculator and the policy library, as anybody reads them; versions of packs, as officers keep them.

use axum::http::StatusCode;
use testkit::{Engine, Town};

use crate::browser::{Answer, Browser};
use crate::line::Line;
use crate::round::Played;

/// An address with its query encoded as a form encodes it.
fn address(path: &str, fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    format!("{path}?{}", pairs.join("&"))
}

fn town() -> Town {
    let town = Town::new(Engine::Sqlite);
    town.at("2022-09-01 09:00");
    town
}

/// Engineers of Nanning who apply for a sub-senior title on the first of September 2022.
const CHOSEN: [(&str, &str); 4] = [
    ("area", "450100"),
    ("series", "工程"),
    ("level", "sub_senior"),
    ("on", "2022-09-01"),
];

/// Somebody whom nothing bars, who came to an enterprise from the civil service with a doctorate.
const MOVED: [(&str, &str); 12] = [
    ("离退休期间", "没有离退休记录"),
    ("公务员身份期间", "不是公务员（含参公）"),
    ("立案或处分处罚影响期", "没有立案审查调查和处分处罚影响期"),
    ("诚信档案记录期", "没有记录"),
    ("单位性质", "国有企业"),
    ("本单位在职期间", "2015-09-01起"),
    ("遵守法律和职业道德", "是"),
    ("完成规定的继续教育", "是"),
    ("本年度已申报同级别职称数", "0"),
    ("公务员流动到企事业单位", "是"),
    ("学历", "研究生"),
    ("学位", "博士"),
];

async fn calculated(browser: &mut Browser, more: &[(&str, &str)]) -> Answer {
    let fields: Vec<(&str, &str)> = CHOSEN.iter().chain(more).copied().collect();
    browser.open(&address("/eligibility", &fields)).await
}

#[tokio::test]
async fn what_is_asked_about_is_chosen_first_and_everything_wrong_is_told_at_once() {
    let mut anybody = Browser::of(&town());
    let page = anybody.open("/eligibility").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("不保存您的回答") && page.html.contains("柳州市"));

    let refused = anybody
        .open("/eligibility?area=&series=&level=&on=2022-02-30")
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("<title>错误：申报资格计算"));
    assert!(refused.html.contains("申报级别"));
    let refused = anybody
        .open("/eligibility?area=110000&series=&level=sub_senior")
        .await;
    assert!(refused.html.contains("没有这个地区") && refused.html.contains("请选择职称系列"));
}

#[tokio::test]
async fn a_question_is_answered_and_its_answer_kept_in_the_address_only() {
    let town = town();
    let before = town.count("journal");
    let mut anybody = Browser::of(&town);
    let first = calculated(&mut anybody, &[]).await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(first.html.contains("请回答") && first.html.contains("离退休期间"));
    assert!(
        !first.html.contains("name=\"专技年限\""),
        "what decides nothing yet is not asked"
    );

    let answered = calculated(&mut anybody, &[("asked", "离退休期间"), ("离退休期间", "有")]).await;
    assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "from when?");
    let sent = [
        ("asked", "离退休期间"),
        ("离退休期间", "有"),
        ("离退休期间.from.year", "2020"),
        ("离退休期间.from.month", "1"),
        ("离退休期间.from.day", "1"),
    ];
    let answered = calculated(&mut anybody, &sent).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    assert!(
        answered.location().contains("2020-01-01"),
        "{}",
        answered.location()
    );
    let next = anybody.open(answered.location()).await;
    assert!(next.html.contains("离退休人员不得申报") && next.html.contains("第十七条(一)"));
    assert!(
        next.html.contains("再答") || next.html.contains("修改"),
        "an answer can be given again"
    );
    assert_eq!(town.count("journal"), before);
    assert_eq!(town.count("sessions"), 0);
}

#[tokio::test]
async fn an_open_way_and_the_first_day_of_a_closed_one_stand_with_their_articles() {
    let mut anybody = Browser::of(&town());
    let years = |years: &'static str| -> Vec<(&str, &str)> {
        MOVED.iter().copied().chain([("专技年限", years)]).collect()
    };
    let open = calculated(&mut anybody, &years("24个月")).await;
    assert!(open.html.contains("可以申报") && open.html.contains("第十八条(三)"));
    assert!(open.html.contains("广西壮族自治区职称评审管理服务暂行办法"));

    let short = calculated(&mut anybody, &years("23个月")).await;
    assert!(
        short
            .html
            .contains("“专技年限”继续累计、其他情况不变的，最早 2022-10-01 起符合。")
    );

    let unsure = calculated(&mut anybody, &years("不清楚")).await;
    assert!(unsure.html.contains("待定") && unsure.html.contains("工作经历"));
}

#[tokio::test]
async fn a_hostile_address_is_refused_in_words() {
    let mut anybody = Browser::of(&town());
    let wild = [
        ("学历", "<script>"),
        ("专技年限", "二十年"),
        ("本年度已申报同级别职称数", "-1"),
    ];
    let refused = calculated(&mut anybody, &wild).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.html.contains("<script>"));
    assert!(refused.html.contains("个问题") && refused.html.contains("应填不小于零的整数"));
    let nowhere = anybody.open("/eligibility?round=zzz&level=sub_senior").await;
    assert!(nowhere.html.contains("没有公布过这一轮评审"));
}

#[tokio::test]
async fn a_round_is_computed_with_its_own_window_and_levels() {
    let line = Line::new();
    let plan = line.publish().plan.to_string();
    let mut anybody = Browser::of(&line.town);
    let round = [("round", plan.as_str()), ("level", "sub_senior")];
    let page = anybody.open(&address("/eligibility", &round)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("2022年度南宁市中小学教师职称评审工作通知"));
    assert!(page.html.contains("申报日 2022-08-01"));
    let late = [
        ("round", plan.as_str()),
        ("level", "sub_senior"),
        ("on", "2022-12-01"),
    ];
    let refused = anybody.open(&address("/eligibility", &late)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("申报日应在本轮个人申报时间"));
}

#[tokio::test]
async fn the_library_shows_each_instrument_rule_by_rule() {
    let mut anybody = Browser::of(&town());
    let shelf = anybody.open("/policies").await;
    assert!(shelf.html.contains("广西壮族自治区职称评审管理服务暂行办法"));
    let page = anybody
        .open(&address(
            "/policies/gx.%E8%AF%84%E5%AE%A1%E5%8A%9E%E6%B3%95.2021",
            &[],
        ))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("第二十条(二)") && page.html.contains("5个工作日"));
    assert!(page.html.contains("指纹"));
    assert_eq!(anybody.open("/policies/none").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_instruments_or_two_days_of_one_are_compared() {
    let mut anybody = Browser::of(&town());
    let teachers = "/policies/nn.%E4%B8%AD%E5%B0%8F%E5%AD%A6%E6%95%99%E5%B8%88.2022/changes";
    let blank = anybody.open(teachers).await;
    assert!(blank.html.contains("两个日期各自有效的规则，连同上位文件"));
    let with = [("with", "nn.中小学教师.2021")];
    let page = anybody.open(&address(teachers, &with)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("处不同") && page.html.contains("原来") && page.html.contains("现在"));
    // The posting of the unit stands in the city's notice of 2021 and comes from the region's measure in 2022.
    assert!(page.html.contains("单位公示期"));
    assert!(page.html.contains("《广西壮族自治区职称评审管理服务暂行办法》"));

    let measure = "/policies/gx.%E8%AF%84%E5%AE%A1%E5%8A%9E%E6%B3%95.2021/changes";
    let days = [("from", "2022-09-01"), ("to", "2022-08-01")];
    let refused = anybody.open(&address(measure, &days)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let early = [("from", "2019-01-01"), ("to", "2022-08-01")];
    let refused = anybody.open(&address(measure, &early)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("2022-01-01 起有效"),
        "when it is in force is said"
    );
    let wrong = [("with", "没有的文件")];
    let refused = anybody.open(&address(measure, &wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let impossible = [("from", "2022-02-30"), ("to", "2022-08-01")];
    let refused = anybody.open(&address(measure, &impossible)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let same = [("from", "2022-02-01"), ("to", "2022-08-01")];
    let page = anybody.open(&address(measure, &same)).await;
    assert!(page.html.contains("两者的规则完全相同"));
}

const PACK: &str = "nn.中小学教师.2022";

/// The one file of that pack, with one text in the place of another.
fn changed(line: &Line, old: &str, new: &str) -> String {
    let files = line.town.read(|rx| store::packs::in_force(rx, PACK));
    let text = &files[0].1;
    assert!(files.len() == 1 && text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

async fn sent(browser: &mut Browser, token: &str, file: (&str, &str)) -> Answer {
    let fields = [("token", token), ("pack", PACK), ("reason", "按局务会意见修改")];
    browser.send_files("/packs/new", &fields, "files", &[file]).await
}

#[tokio::test]
async fn a_version_goes_from_upload_through_check_and_two_officers_into_force() {
    let line = Line::new();
    let [first, second] = [&line.region.policy[0].actor, &line.region.policy[1].actor];
    let (mut one, mut two) = (
        Browser::signed_in(&line.town, first),
        Browser::signed_in(&line.town, second),
    );
    let home = one.open("/").await;
    assert!(home.html.contains("在用的政策包") && home.html.contains("随程序发布"));
    let token = one.open(&address("/packs/new", &[("pack", PACK)])).await;
    assert!(token.html.contains("本轮.kdl"), "what is in force can be fetched");
    let token = token.token();

    let typo = changed(&line, "级别=\"正高级\"", "等级=\"正高级\"");
    let refused = sent(&mut one, &token, ("本轮.kdl", &typo)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains(&format!("{PACK}/本轮.kdl:13:")),
        "file, line and column"
    );
    assert!(refused.html.contains("按局务会意见修改"), "what was typed stays");

    let sound = changed(&line, "说=\"申报二级教师\"", "说=\"申报二级教师职称\"");
    let uploaded = sent(&mut one, &token, ("本轮.kdl", &sound)).await;
    assert_eq!(uploaded.status, StatusCode::SEE_OTHER);
    let place = uploaded.location().to_owned();
    let id = place.rsplit('/').next().unwrap().parse().unwrap();
    let page = one.open(&place).await;
    assert!(page.html.contains("检查中") && !page.html.contains("/approval"));

    let report = actions::packs::examine::examine(&line.town.house, id).unwrap();
    line.town
        .program(|tx| actions::packs::check::check(tx, id, &report));
    let page = one.open(&place).await;
    assert!(page.html.contains("检查通过") && page.html.contains("申报二级教师职称"));
    assert!(page.html.contains("与现行版本的不同") && page.html.contains("没有按这份政策包提交的申报"));
    let approval = format!("{place}/approval");
    let done = one.send(&approval, &[("token", &page.token())]).await;
    assert_eq!(done.location(), place);
    assert!(one.open(&place).await.html.contains("等另一位政策管理人员批准"));
    let again = one.send(&approval, &[("token", &token)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("您已经批准过"));
    let public = address(
        "/policies/nn.%E4%B8%AD%E5%B0%8F%E5%AD%A6%E6%95%99%E5%B8%88.2022",
        &[],
    );
    assert!(!one.open(&public).await.html.contains("申报二级教师职称"));

    let page = two.open(&place).await;
    assert!(page.html.contains("您批准后，这一版本立即启用"));
    two.send(&approval, &[("token", &page.token())]).await;
    assert!(two.open(&place).await.html.contains("两人已批准，已启用"));
    assert!(one.open(&public).await.html.contains("申报二级教师职称"));
    let file = format!("{place}/files/%E6%9C%AC%E8%BD%AE.kdl");
    assert!(two.open(&file).await.html.contains("申报二级教师职称"));
    let public =
        "/policies/nn.%E4%B8%AD%E5%B0%8F%E5%AD%A6%E6%95%99%E5%B8%88.2022/files/%E6%9C%AC%E8%BD%AE.kdl";
    assert!(
        Browser::of(&line.town)
            .open(public)
            .await
            .html
            .contains("申报二级教师职称")
    );

    let beside = format!("{place}?with=nn.%E4%B8%AD%E5%B0%8F%E5%AD%A6%E6%95%99%E5%B8%88.2021");
    assert!(two.open(&beside).await.html.contains("并排比较"));
    for browser in [&mut one, &mut two] {
        let token = browser.open(&place).await.token();
        browser
            .send(&format!("{place}/withdrawal"), &[("token", &token)])
            .await;
    }
    assert!(two.open("/packs").await.html.contains("已撤回"));
}

#[tokio::test]
async fn a_version_shows_whose_answer_it_would_change() {
    let played = Played::with(2);
    let officer = played.region.policy[0].actor;
    let files = played.town.read(|rx| store::packs::in_force(rx, PACK));
    let stricter = "\n规则 \"教师逐级申报副高级\" 出处=\"《演练通知》\" 条=\"一\" 问于=\"申报日\" {\n    条件 \"学历\" 不低于=\"研究生\" 说=\"须具有研究生学历\"\n}\n";
    let cmd = actions::packs::upload::Upload {
        pack: PACK.to_owned(),
        reason: "演练".to_owned(),
        files: vec![("本轮.kdl".to_owned(), format!("{}{stricter}", files[0].1))],
    };
    let id = played
        .town
        .by(&officer, |tx| actions::packs::upload::upload(tx, cmd))
        .unwrap();
    let report = actions::packs::examine::examine(&played.town.house, id).unwrap();
    assert_eq!(
        (report.cases, report.changed.len()),
        (2, 2),
        "{:#?}",
        report.impact
    );
    played
        .town
        .program(|tx| actions::packs::check::check(tx, id, &report));
    let page = Browser::signed_in(&played.town, &officer)
        .open(&format!("/packs/{id}"))
        .await;
    assert!(page.html.contains("是→否 2 件") && page.html.contains("须具有研究生学历"));
    assert!(
        page.html.contains("南宁市·中小学教师·副高级") && page.html.contains(&played.ids()[0].to_string())
    );
    assert!(
        page.html.contains("没有算例发现"),
        "a constant without an example"
    );
}
