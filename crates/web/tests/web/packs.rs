//! The calculator and the policy library, as anybody reads them.

use axum::http::StatusCode;
use testkit::{Engine, Town};

use crate::browser::{Answer, Browser};
use crate::line::Line;

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
    assert!(blank.html.contains("两个日期之间的变化"));
    let with = [("with", "nn.中小学教师.2021")];
    let page = anybody.open(&address(teachers, &with)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("处不同") && page.html.contains("原来") && page.html.contains("现在"));

    let measure = "/policies/gx.%E8%AF%84%E5%AE%A1%E5%8A%9E%E6%B3%95.2021/changes";
    let days = [("from", "2022-09-01"), ("to", "2022-08-01")];
    let refused = anybody.open(&address(measure, &days)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let early = [("from", "2019-01-01"), ("to", "2022-08-01")];
    let refused = anybody.open(&address(measure, &early)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let same = [("from", "2022-02-01"), ("to", "2022-08-01")];
    let page = anybody.open(&address(measure, &same)).await;
    assert!(page.html.contains("两者的规则完全相同"));
}
