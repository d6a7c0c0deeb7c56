//! The questions of the eligibility calculator: what is asked, in which order, and what comes out.

use std::collections::BTreeSet;

use kernel::{Day, Level};
use policy::{Facts, Inquiry, Truth, Way};

use crate::common::library;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn inquiry(level: Level, on: &str) -> Inquiry {
    Inquiry::new(&library(), ("450103", "中小学教师", level), day(on), None)
}

fn asked(inquiry: &Inquiry, facts: &Facts) -> Vec<String> {
    let questions = inquiry.next(facts, &BTreeSet::new()).unwrap();
    questions.into_iter().map(|question| question.fact.name).collect()
}

/// Answers that fit everybody: no bar, everything done.
const SOUND: [(&str, &str); 9] = [
    ("离退休期间", "没有离退休记录"),
    ("公务员身份期间", "不是公务员（含参公）"),
    ("立案或处分处罚影响期", "没有立案审查调查和处分处罚影响期"),
    ("诚信档案记录期", "没有记录"),
    ("单位性质", "国有企业"),
    ("本单位在职期间", "2015-09-01起"),
    ("遵守法律和职业道德", "是"),
    ("完成规定的继续教育", "是"),
    ("本年度已申报同级别职称数", "0"),
];

fn with(inquiry: &Inquiry, more: &[(&str, &str)]) -> Facts {
    inquiry.read(SOUND.iter().chain(more).copied()).unwrap()
}

#[test]
fn packs_answer_from_the_most_specific_one_and_only_the_newest_of_a_scope() {
    let library = library();
    let on = |text| library.answering("450103", "中小学教师", day(text));
    assert_eq!(on("2022-09-01")[0], "nn.中小学教师.2022");
    assert!(!on("2022-09-01").contains(&"nn.中小学教师.2021".to_owned()));
    assert_eq!(on("2021-08-01")[0], "nn.中小学教师.2021");
    assert!(on("2021-08-01").contains(&"gx.重新确认.2020".to_owned()));
    assert_eq!(
        library.answering("450200", "工程", day("2022-09-01")),
        ["gx.评审办法.2021"]
    );
    assert!(library.answering("11", "工程", day("2022-09-01")).is_empty());
}

#[test]
fn every_kind_of_way_is_there_in_the_years_that_have_rules_for_it() {
    let ways = |level, on| {
        let standings = inquiry(level, on).standings(&Facts::new()).unwrap();
        standings
            .iter()
            .map(|one| one.ground.way)
            .collect::<BTreeSet<_>>()
    };
    let all = ways(Level::SubSenior, "2021-08-01");
    assert_eq!(
        all,
        BTreeSet::from([Way::Ordinary, Way::Exception, Way::Transfer, Way::Reconfirmation])
    );
    let all = ways(Level::SubSenior, "2022-09-01");
    let newer = [
        Way::Ordinary,
        Way::Direct,
        Way::Transfer,
        Way::Recognition,
        Way::Reconfirmation,
    ];
    assert_eq!(all, BTreeSet::from(newer));
}

#[test]
fn what_closes_most_ways_is_asked_first_and_what_no_longer_matters_never() {
    let one = inquiry(Level::SubSenior, "2022-09-01");
    let first = asked(&one, &Facts::new());
    assert!(first.contains(&"离退休期间".to_owned()), "{first:?}");
    assert!(!first.contains(&"专技年限".to_owned()), "{first:?}");

    let retired = one.read([("离退休期间", "2020-01-01起")]).unwrap();
    let next = asked(&one, &retired);
    assert!(!next.contains(&"公务员身份期间".to_owned()), "{next:?}");
    let standings = one.standings(&retired).unwrap();
    let direct = standings
        .iter()
        .find(|one| one.ground.way == Way::Direct)
        .unwrap();
    assert_eq!(direct.outcome, Truth::No);
    let reason = &direct.decisions[0].reasons[0];
    assert!(reason.article.to_string().contains("第十七条(一)"));

    // 流动: the table of years is asked only of those who moved.
    let mut facts = with(
        &one,
        &[("引进海外高层次紧缺人才", "否"), ("职业技能贯通系列", "否")],
    );
    let stayed = |moved: &str| one.read([("公务员流动到企事业单位", moved)]).unwrap();
    for (name, value) in stayed("否").iter() {
        facts.set(name, value.clone());
    }
    let mut seen = BTreeSet::new();
    let mut skipped = BTreeSet::new();
    loop {
        let questions = one.next(&facts, &skipped).unwrap();
        let Some(question) = questions.first() else { break };
        assert!(
            skipped.insert(question.fact.name.clone()),
            "{} is asked twice",
            question.fact.name
        );
        seen.extend(questions.iter().flat_map(|question| question.bears_on.clone()));
    }
    assert!(!skipped.contains("专技年限"), "{skipped:?}");
    assert!(!seen.contains("公务员流动直接申报副高级"), "{seen:?}");
}

#[test]
fn answers_lead_to_an_open_way_and_then_nothing_more_is_asked_about_it() {
    let one = inquiry(Level::SubSenior, "2022-09-01");
    let facts = with(
        &one,
        &[
            ("公务员流动到企事业单位", "是"),
            ("学历", "研究生"),
            ("学位", "博士"),
            ("专技年限", "24个月"),
        ],
    );
    let standings = one.standings(&facts).unwrap();
    let found = standings
        .iter()
        .find(|one| one.ground.law.name == "公务员流动直接申报副高级")
        .unwrap();
    assert_eq!(found.outcome, Truth::Yes);
    assert!(found.ground.law.article.to_string().contains("第十八条(三)"));
    for question in one.next(&facts, &BTreeSet::new()).unwrap() {
        assert!(!question.bears_on.contains(&"公务员流动直接申报副高级".to_owned()));
    }
}

#[test]
fn a_closed_way_tells_the_first_day_on_which_it_opens_and_an_open_one_its_last() {
    let one = inquiry(Level::SubSenior, "2022-09-01");
    let short = [
        ("公务员流动到企事业单位", "是"),
        ("学历", "研究生"),
        ("学位", "博士"),
        ("专技年限", "23个月"),
        ("新专业技术工作起始日", "2022-03-15"),
        ("转评级别与原职称相同", "是"),
    ];
    let standings = one.standings(&with(&one, &short)).unwrap();
    let named = |name: &str| standings.iter().find(|one| one.ground.law.name == name).unwrap();
    let moved = named("公务员流动直接申报副高级").opens.clone().unwrap();
    assert_eq!(
        (moved.day, moved.continuing),
        (day("2022-10-01"), vec!["专技年限".to_owned()])
    );
    let transfer = named("转评").opens.clone().unwrap();
    assert_eq!(
        (transfer.day, transfer.continuing),
        (day("2023-03-15"), Vec::new())
    );

    let one = inquiry(Level::Assistant, "2022-09-01");
    let graduate = [
        ("普通学历教育毕业", "是"),
        ("毕业类别", "本科或预备技师（技师）班"),
        ("毕业日", "2021-06-30"),
        ("毕业后专技工作起始日", "2021-08-01"),
        ("所学专业对口或相近", "是"),
        ("单位考核合格", "是"),
        ("全国统一考试或考评结合专业", "否"),
        ("以往认定情况", "没有认定过"),
    ];
    let standings = one.standings(&one.read(graduate).unwrap()).unwrap();
    let found = standings
        .iter()
        .find(|one| one.ground.way == Way::Recognition)
        .unwrap();
    assert_eq!(
        (found.outcome, found.last_day),
        (Truth::Yes, Some(day("2024-06-30")))
    );
}

#[test]
fn the_degree_is_asked_though_the_years_are_too_few_for_every_row() {
    let one = inquiry(Level::SubSenior, "2022-09-01");
    let way = "公务员流动直接申报副高级";
    let standing = |facts: &Facts| {
        let mut all = one.standings(facts).unwrap().into_iter();
        all.find(|one| one.ground.law.name == way).unwrap()
    };
    // Given somebody who moved and has worked six months: no degree lets them apply now.
    let mut answers = vec![("公务员流动到企事业单位", "是"), ("专技年限", "6个月")];
    let facts = with(&one, &answers);
    let closed = standing(&facts);
    assert_eq!((closed.outcome, closed.opens), (Truth::No, None));
    let waits: Vec<&str> = closed.opens_unknown.iter().map(policy::Missing::name).collect();
    assert!(waits.contains(&"学位"), "{waits:?}");
    // When the calculator goes on asking, it comes to the degree for this way.
    let (mut asked, mut skipped) = (BTreeSet::new(), BTreeSet::new());
    loop {
        let questions = one.next(&facts, &skipped).unwrap();
        if questions.is_empty() {
            break;
        }
        for question in questions {
            if question.bears_on.iter().any(|name| name == way) {
                asked.insert(question.fact.name.clone());
            }
            skipped.insert(question.fact.name);
        }
    }
    assert!(asked.contains("学位"), "{asked:?}");
    // Then the first day is named with the article of the row.
    answers.extend([("学位", "硕士"), ("学历", "研究生")]);
    let opens = standing(&with(&one, &answers)).opens.unwrap();
    assert_eq!(opens.day, day("2030-03-01"), "eight years for a master");
    assert_eq!(opens.continuing, ["专技年限"]);
    let articles: Vec<String> = opens.articles.iter().map(ToString::to_string).collect();
    assert!(
        articles.iter().any(|article| article.contains("第十八条(三)")),
        "{articles:?}"
    );
}

#[test]
fn answers_that_cannot_be_are_refused_each_with_its_sentence() {
    let one = inquiry(Level::SubSenior, "2022-09-01");
    let errors = one
        .read([
            ("学历", "小学"),
            ("现职称取得日", "2022-02-30"),
            ("专技年限", "二十年"),
            ("本年度已申报同级别职称数", "-1"),
            ("离退休期间", "2022-05-01至2022-01-01"),
        ])
        .unwrap_err();
    let huge = one.read([("专技年限", "9223372036854775807年1个月")]);
    assert!(huge.unwrap_err()[0].to_string().contains("应填时长"));
    let sentences: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(sentences.len(), 5, "{sentences:#?}");
    assert!(
        sentences.iter().any(|one| one.contains("止日早于起日")),
        "{sentences:#?}"
    );
    assert!(
        sentences.iter().any(|one| one.contains("不小于零")),
        "{sentences:#?}"
    );
}
