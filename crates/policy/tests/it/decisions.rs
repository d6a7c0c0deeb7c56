//! Decisions: complete reasons, everything missing at once, the same bytes again.

use kernel::Level;
use policy::{Days, FactValue, Facts, Library, Missing, Period, Rules, Truth, read_fact};
use proptest::prelude::*;

use crate::common::{day, files, rules};

fn with(rules: &Rules, facts: Facts, name: &str, text: &str) -> Facts {
    let declaration = rules.facts().iter().find(|fact| fact.name == name).unwrap();
    facts.with(name, read_fact(declaration, text).unwrap())
}

fn nothing_against(rules: &Rules) -> Facts {
    [
        ("离退休期间", "没有离退休记录"),
        ("公务员身份期间", "不是公务员（含参公）"),
        ("单位性质", "事业单位"),
        ("记过以上处分期间", "没有记过以上处分"),
        ("立案或处分处罚影响期", "没有立案审查调查和处分处罚影响期"),
        ("诚信档案记录期", "没有记录"),
        ("本单位在职期间", "2015-09-01起"),
        ("遵守法律和职业道德", "是"),
        ("完成规定的继续教育", "是"),
        ("本年度已申报同级别职称数", "0"),
    ]
    .into_iter()
    .fold(Facts::new(), |facts, (name, text)| with(rules, facts, name, text))
}

fn g22() -> Rules {
    rules("nn.中小学教师.2022", "2022-06-01")
}

#[test]
fn every_reason_is_told_at_once_with_its_own_article() {
    let rules = g22();
    let facts = nothing_against(&rules)
        .with("完成规定的继续教育", FactValue::Flag(false))
        .with(
            "诚信档案记录期",
            FactValue::Periods(vec![Period {
                from: day("2021-01-01"),
                to: Some(day("2023-12-31")),
            }]),
        )
        .with("本年度已申报同级别职称数", FactValue::Number(1));
    let decision = rules
        .evaluate("基本条件", &facts, Days::on(day("2022-06-01")))
        .unwrap();
    assert_eq!(decision.outcome, Truth::No);
    let reasons: Vec<(String, String)> = decision
        .reasons
        .iter()
        .map(|reason| (reason.article.place.to_string(), reason.sentence.clone()))
        .collect();
    let expected = [
        (
            "第十七条(四)",
            "记入职称评审诚信档案库，仍在记录期限的，不得申报参加职称评审",
        ),
        ("第十七条", "申报人应当完成规定的继续教育任务"),
        ("第三十八条", "在同一年度内只能申报一个同级别职称评审"),
    ];
    let expected = expected.map(|(place, sentence)| (place.to_owned(), sentence.to_owned()));
    assert_eq!(reasons, expected);
    assert_eq!(decision.refusals().len(), 3);
}

#[test]
fn only_the_row_of_the_applicants_own_case_is_a_reason() {
    let rules = g22();
    let facts = Facts::new()
        .with("公务员流动到企事业单位", FactValue::Flag(true))
        .with("学历", FactValue::Word("研究生".to_owned()))
        .with("学位", FactValue::Word("博士".to_owned()))
        .with("专技年限", FactValue::Months(23));
    let decision = rules
        .evaluate("流动直接申报副高级", &facts, Days::on(day("2022-06-01")))
        .unwrap();
    assert_eq!(decision.reasons.len(), 1);
    assert_eq!(
        decision.reasons[0].sentence,
        "获得博士学位的，从事专业技术工作2年以上"
    );
    assert_eq!(
        decision.reasons[0].shows.as_deref(),
        Some("学位：博士；专技年限：1年11个月")
    );
}

#[test]
fn what_is_missing_names_its_source_and_proof() {
    let rules = g22();
    let facts = nothing_against(&rules);
    let ground = rules.grounds(Level::SubSenior);
    let ordinary = ground
        .iter()
        .find(|ground| ground.law.name == "逐级申报副高级")
        .unwrap();
    let days = Days::on(day("2022-06-01"));
    let decisions: Vec<_> = ordinary
        .rules
        .iter()
        .map(|rule| rules.evaluate(rule, &facts, days).unwrap())
        .collect();
    assert_eq!(decisions[0].outcome, Truth::Yes);
    assert_eq!(decisions[1].outcome, Truth::Unknown);
    let facts_missing: Vec<&Missing> = decisions[1]
        .missing
        .iter()
        .filter(|missing| matches!(missing, Missing::Fact { .. }))
        .collect();
    assert_eq!(
        facts_missing[0].to_string(),
        "现职称级别（取自：职称证书数据；证明：职称证书）"
    );
    let settings = decisions[1].missing.len() - facts_missing.len();
    assert_eq!(
        settings, 4,
        "years by schooling stand in a text that is not at hand"
    );
}

/// EX-44.
#[test]
fn we_44_a_full_senior_title_has_no_direct_way_for_former_civil_servants() {
    let grounds = g22().grounds(Level::FullSenior);
    assert!(grounds.iter().all(|ground| !ground.law.name.contains("流动")));
}

#[test]
fn the_same_question_gives_the_same_bytes_after_loading_again() {
    let rules = g22();
    let facts = nothing_against(&rules);
    let days = Days::between(day("2022-06-01"), day("2022-12-01"));
    let first = serde_json::to_vec(&rules.evaluate("没有不得申报情形", &facts, days).unwrap()).unwrap();
    let stored: policy::Decision = serde_json::from_slice(&first).unwrap();
    let facts: Facts = serde_json::from_slice(&serde_json::to_vec(&facts).unwrap()).unwrap();

    let mut files = files();
    files.reverse();
    let library = Library::load(files).unwrap();
    let version = stored.version;
    let again = library
        .effective_as(&version.pack, version.hash, version.on)
        .unwrap()
        .evaluate(&stored.rule, &facts, stored.days)
        .unwrap();
    assert_eq!(serde_json::to_vec(&again).unwrap(), first);
}

#[test]
fn a_bundle_replays_without_the_rest_of_the_library() {
    let library = Library::load(files()).unwrap();
    let id = "nn.中小学教师.2022";
    let alone = Library::load(library.bundle(id)).unwrap();
    assert_eq!(alone.packs().count(), 3);
    assert_eq!(alone.pack(id).unwrap().hash, library.pack(id).unwrap().hash);
}

#[test]
fn facts_must_fit_their_declarations() {
    let rules = g22();
    let facts = Facts::new()
        .with("学历", FactValue::Word("博士后".to_owned()))
        .with("完成规定的继续教育", FactValue::Absent)
        .with("与本包无关的事实", FactValue::Number(1));
    let errors = rules.sheet(&facts).unwrap_err();
    let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "学历：“博士后”不在可填的值之中：高中及以下、中专、大专、本科、研究生",
            "完成规定的继续教育：这项事实不能填“没有”，查不到时请留空",
        ]
    );
}

/// Some value that fits the declaration, or nothing.
fn any_value(declaration: &policy::FactDecl) -> BoxedStrategy<Option<FactValue>> {
    use policy::FactType as T;
    let some_day = (0_i32..4000).prop_map(|days| day("2015-01-01").plus_days(days));
    let known = match &declaration.measure {
        T::Flag => any::<bool>().prop_map(FactValue::Flag).boxed(),
        T::Day => some_day.prop_map(FactValue::Day).boxed(),
        T::Periods => prop::collection::vec((0_i32..4000, 0_i32..900), 0..3)
            .prop_map(|stretches| {
                let period = |(start, length)| Period {
                    from: day("2015-01-01").plus_days(start),
                    to: (length < 800).then(|| day("2015-01-01").plus_days(start + length)),
                };
                FactValue::Periods(stretches.into_iter().map(period).collect())
            })
            .boxed(),
        T::Rank(words) | T::Category(words) => prop::sample::select(words.clone())
            .prop_map(FactValue::Word)
            .boxed(),
        T::Months => (0_u32..260).prop_map(FactValue::Months).boxed(),
        T::Number => (0_i64..120).prop_map(FactValue::Number).boxed(),
    };
    let absent = if declaration.absence.is_some() {
        Just(FactValue::Absent).boxed()
    } else {
        known.clone()
    };
    prop_oneof![3 => known.prop_map(Some), 1 => absent.prop_map(Some), 2 => Just(None)].boxed()
}

fn any_facts(rules: &Rules) -> impl Strategy<Value = Vec<(String, Option<FactValue>)>> + use<> {
    let each: Vec<_> = rules
        .facts()
        .iter()
        .map(|declaration| (Just(declaration.name.clone()), any_value(declaration)))
        .collect();
    each
}

fn known(pairs: &[(String, Option<FactValue>)]) -> Facts {
    pairs
        .iter()
        .fold(Facts::new(), |facts, (name, value)| match value {
            Some(value) => facts.with(name.clone(), value.clone()),
            None => facts,
        })
}

/// 是 and 否 are final: whatever is learnt later about unknown facts, they stay.
#[test]
fn learning_more_never_overturns_a_decision() {
    for rules in [g22(), rules("nn.中小学教师.2021", "2021-08-15")] {
        let names: Vec<String> = rules.rule_names().map(str::to_owned).collect();
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
        let cases = (any_facts(&rules), any_facts(&rules), 0_i32..900, 0_i32..300);
        runner
            .run(&cases, |(before, more, start, length)| {
                let from = rules.on().plus_days(start - 400);
                let days = Days::between(from, from.plus_days(length));
                let less = known(&before);
                let filled = before.iter().zip(&more).map(|((name, old), (_, new))| {
                    let value = if old.is_some() { old } else { new };
                    (name.clone(), value.clone())
                });
                let full = known(&filled.collect::<Vec<_>>());
                let (less_sheet, full_sheet) = (rules.sheet(&less).unwrap(), rules.sheet(&full).unwrap());
                for name in &names {
                    let first = rules.truth(name, &less_sheet, days).unwrap();
                    let then = rules.truth(name, &full_sheet, days).unwrap();
                    prop_assert!(first == Truth::Unknown || first == then, "{name}");
                    let decision = rules.evaluate(name, &less, days).unwrap();
                    prop_assert_eq!(decision.outcome, first);
                    prop_assert_eq!(decision.explanation.truth, first);
                    prop_assert_eq!(
                        first == Truth::Unknown,
                        first != Truth::No && !decision.missing.is_empty()
                    );
                    prop_assert_eq!(first == Truth::No, !decision.reasons.is_empty(), "{}", decision);
                }
                Ok(())
            })
            .unwrap();
    }
}

/// Asking the days on which something changes is the same as asking every day.
#[test]
fn an_interval_is_every_day_of_it() {
    let rules = g22();
    let names: Vec<String> = rules.rule_names().map(str::to_owned).collect();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(60));
    runner
        .run(
            &(any_facts(&rules), 0_i32..900, 0_i32..90),
            |(facts, start, length)| {
                let sheet = rules.sheet(&known(&facts)).unwrap();
                let from = day("2015-01-01").plus_days(start);
                for name in &names {
                    let whole = rules.truth(name, &sheet, Days::between(from, from.plus_days(length)));
                    let each = (0..=length).map(|at| rules.truth(name, &sheet, Days::on(from.plus_days(at))));
                    prop_assert_eq!(whole, each.min().unwrap(), "{}", name);
                }
                Ok(())
            },
        )
        .unwrap();
}

#[test]
fn an_impact_counts_answers_and_names_what_decides() {
    let old = rules("gx.评审办法.2021", "2022-06-01");
    let stricter = files().into_iter().map(|(path, text)| {
        let changed = text.replace(
            "\"专家取得相应职称日\" 满=\"2年\"",
            "\"专家取得相应职称日\" 满=\"3年\"",
        );
        (path, changed)
    });
    let new = Library::load(stricter).unwrap();
    let new = new.effective("gx.评审办法.2021", day("2022-06-01")).unwrap();
    let case = |id: &str, since: &str| {
        let facts = Facts::new().with("专家取得相应职称日", FactValue::Day(day(since)));
        policy::Case {
            id: id.to_owned(),
            group: "南宁市".to_owned(),
            old_facts: facts.clone(),
            new_facts: facts,
        }
    };
    let cases = [
        case("1", "2015-01-01"),
        case("2", "2019-12-01"),
        case("3", "2022-01-01"),
    ];
    let on = Days::on(day("2022-06-01"));
    let found = policy::impact(&old, &new, "专家取得相应职称满2年", &cases, on).unwrap();
    let matrix = found.groups["南宁市"];
    assert_eq!(matrix.0, [[1, 0, 0], [0, 0, 0], [1, 0, 1]]);
    assert_eq!((matrix.total(), matrix.changed()), (3, 1));
    let [changed] = &found.changed[..] else {
        panic!("one answer changes: {:?}", found.changed);
    };
    assert_eq!(
        (changed.id.as_str(), changed.old, changed.new),
        ("2", Truth::Yes, Truth::No)
    );
    assert!(
        changed.because[0].contains("第十三条(三)"),
        "{:?}",
        changed.because
    );
}
