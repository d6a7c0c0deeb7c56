//! Lower texts beside higher ones: 第六条, by hand and against trying every case.

use std::fmt::Write as _;

use kernel::{Day, SeededEntropy};
use policy::{Days, FactValue, Facts, Library, Rules, Sheet, Truth, Verdict, compare, compare_all};
use rstest::rstest;

use crate::common::{day, library};

const FACTS: &str = r#"
事实 {
    是否 "在岗" 取自="甲" 证明="乙"
    数 "学时" 取自="甲" 证明="乙" 空值="没有"
    时长 "年限" 取自="甲" 证明="乙"
    等级 "学历" 取自="甲" 证明="乙" { 值 "中专" "大专" "本科" "研究生" }
    日期 "取得日" 取自="甲" 证明="乙"
    数 "专业学时" 取自="甲" 证明="乙"
    数 "总学时" 取自="甲" 证明="乙"
}
"#;

/// The standing measure's pack with these rules, and a city's below it with those.
fn pair(higher: &str, lower: &str) -> (Rules, Rules) {
    let pack = |id: &str, tier: &str, area: &str, more: &str, body: &str| {
        format!(
            "政策包 \"{id}\" {{ 名称 \"{id}\"; 层级 \"{tier}\"; 适用 地区=\"{area}\" 系列=\"*\"; 有效 自=\"2022-01-01\"{more} }}\n{body}"
        )
    };
    let files = [
        (
            "h/h.kdl",
            pack("h", "省级", "45", "", &format!("{FACTS}{higher}")),
        ),
        ("l/l.kdl", pack("l", "设区市", "4501", "; 上位 \"h\"", lower)),
    ];
    let library = match Library::load(files) {
        Ok(library) => library,
        Err(errors) => panic!("{errors}"),
    };
    let on = day("2022-06-01");
    (
        library.effective("l", on).unwrap(),
        library.effective("h", on).unwrap(),
    )
}

fn rule(body: &str) -> String {
    format!("规则 \"条件\" 条=\"第一条\" 问于=\"申报日\" 说=\"条件\" {{ {body} }}\n")
}

fn verdict(higher: &str, lower: &str) -> Option<Verdict> {
    let (lower, higher) = pair(&rule(higher), &rule(lower));
    compare(&lower, &higher, "条件", day("2022-06-01"))
}

fn atom(text: &str) -> String {
    format!("条件 {text} 说=\"一项\"")
}

#[rstest]
#[case::the_same("\"年限\" 不少于=\"10年\"", "\"年限\" 不少于=\"10年\"", None)]
#[case::stricter("\"年限\" 不少于=\"10年\"", "\"年限\" 不少于=\"11年\"", Some(""))]
#[case::a_month_laxer(
    "\"年限\" 不少于=\"10年\"",
    "\"年限\" 不少于=\"119个月\"",
    Some("年限为9年11个月")
)]
#[case::over_and_at_least("\"年限\" 超过=\"10年\"", "\"年限\" 不少于=\"10年\"", Some("年限为10年"))]
#[case::another_rank("\"学历\" 不低于=\"本科\"", "\"学历\" 不低于=\"大专\"", Some("学历为大专"))]
#[case::a_day_laxer(
    "\"取得日\" 满=\"2年\"",
    "\"取得日\" 满=\"23个月\"",
    Some("取得日为2020-06-02")
)]
#[case::words("\"学历\" 属于=\"本科 研究生\"", "\"学历\" 不低于=\"本科\"", Some(""))]
fn one_comparison(#[case] higher: &str, #[case] lower: &str, #[case] expected: Option<&str>) {
    let found = verdict(&atom(higher), &atom(lower));
    let expected = expected.map(|case| match case {
        "" => Verdict::NotLaxer,
        case => Verdict::Laxer {
            case: vec![case.to_owned()],
        },
    });
    assert_eq!(found, expected);
}

#[test]
fn only_what_the_lower_text_says_otherwise_is_searched() {
    let common: String = (0..40)
        .map(|number| format!("条件 \"总学时\" 不少于=\"{number}\" 说=\"一项\"; "))
        .collect();
    let higher = format!("{common}{}", atom("\"在岗\""));
    let found = verdict(&higher, &common);
    let Some(Verdict::Laxer { case }) = found else {
        panic!("a demand is left out: {found:?}");
    };
    assert_eq!(case, ["在岗为否", "总学时为39"]);
}

#[test]
fn shares_are_compared_as_shares() {
    let share = |text: &str| format!("占比 \"专业学时\" 占=\"总学时\" {text} 说=\"一项\"");
    let stricter = verdict(&share("不少于=\"1/2\""), &share("不少于=\"2/3\""));
    assert_eq!(stricter, Some(Verdict::NotLaxer));
    let laxer = verdict(&share("超过=\"2/3\""), &share("不少于=\"2/3\""));
    let Some(Verdict::Laxer { case }) = laxer else {
        panic!("the share itself suffices: {laxer:?}");
    };
    assert_eq!(case.len(), 2, "{case:?}");
    let both = format!(
        "{}; {}",
        share("不少于=\"2/3\""),
        atom("\"总学时\" 不少于=\"90\"")
    );
    let open = verdict(&share("不少于=\"1/2\""), &both);
    assert!(matches!(open, Some(Verdict::NotEstablished { .. })), "{open:?}");
}

#[test]
fn should_may_not_become_in_principle() {
    let soft = "规则 \"条件\" 条=\"第一条\" 问于=\"申报日\" 说=\"条件\" 力度=\"原则上\" { 条件 \"在岗\" 说=\"一项\" }";
    let (lower, higher) = pair(&rule(&atom("\"在岗\"")), soft);
    let found = compare(&lower, &higher, "条件", day("2022-06-01"));
    assert!(matches!(found, Some(Verdict::Laxer { .. })), "{found:?}");
}

#[test]
fn no_city_pack_is_laxer_than_what_it_stands_on() {
    let found = compare_all(&library());
    let laxer: Vec<String> = found
        .iter()
        .filter(|compared| matches!(compared.verdict, Verdict::Laxer { .. }))
        .map(ToString::to_string)
        .collect();
    assert_eq!(laxer, Vec::<String>::new());
}

/// A random condition over three facts with few values, so that every case can be tried.
fn random(chance: &mut SeededEntropy, depth: usize, into: &mut String) {
    let written = match chance.below(if depth == 0 { 3 } else { 6 }) {
        0 => atom("\"在岗\""),
        1 => {
            let op = ["不少于", "超过", "少于", "不超过", "等于"][chance.below(5)];
            atom(&format!("\"学时\" {op}=\"{}\"", chance.below(5)))
        }
        2 => {
            let op = ["不低于", "低于", "等于"][chance.below(3)];
            let word = ["中专", "大专", "本科", "研究生"][chance.below(4)];
            atom(&format!("\"学历\" {op}=\"{word}\""))
        }
        kind => {
            let mut inner = String::new();
            for _ in 0..2 + chance.below(2) {
                random(chance, depth - 1, &mut inner);
            }
            let word = ["都要", "任一", "都不是"][kind - 3];
            format!("{word} {{ {inner} }}")
        }
    };
    let _ = write!(into, "{written}; ");
}

/// Every case of the three facts.
fn cases() -> Vec<Facts> {
    let mut cases = Vec::new();
    for flag in [true, false] {
        for word in ["中专", "大专", "本科", "研究生"] {
            let numbers = (0..8).map(FactValue::Number).chain([FactValue::Absent]);
            for number in numbers {
                let facts = Facts::new()
                    .with("在岗", FactValue::Flag(flag))
                    .with("学历", FactValue::Word(word.to_owned()));
                cases.push(facts.with("学时", number));
            }
        }
    }
    cases
}

fn laxer_somewhere(lower: &Rules, higher: &Rules, name: &str, on: Day, sheets: &[(Sheet, Sheet)]) -> bool {
    sheets.iter().any(|(low, high)| {
        lower.truth(name, low, Days::on(on)) == Some(Truth::Yes)
            && higher.truth(name, high, Days::on(on)) == Some(Truth::No)
    })
}

/// Twenty thousand random pairs of rules: the search finds a laxer case exactly when trying every case finds one.
#[test]
fn the_search_agrees_with_trying_every_case() {
    const PACKS: usize = 100;
    const RULES: usize = 200;
    let on = day("2022-06-01");
    let mut chance = SeededEntropy::new(6);
    let cases = cases();
    let (mut laxer, mut not) = (0, 0);
    for _ in 0..PACKS {
        let mut texts = [String::new(), String::new()];
        for number in 0..RULES {
            for text in &mut texts {
                let mut body = String::new();
                random(&mut chance, 2, &mut body);
                let _ = writeln!(
                    text,
                    "规则 \"r{number}\" 条=\"一\" 问于=\"申报日\" 说=\"条件\" {{ {body} }}"
                );
            }
        }
        let (lower, higher) = pair(&texts[0], &texts[1]);
        let sheets: Vec<(Sheet, Sheet)> = cases
            .iter()
            .map(|facts| (lower.sheet(facts).unwrap(), higher.sheet(facts).unwrap()))
            .collect();
        for number in 0..RULES {
            let name = format!("r{number}");
            let tried = laxer_somewhere(&lower, &higher, &name, on, &sheets);
            let found = compare(&lower, &higher, &name, on);
            match found {
                Some(Verdict::Laxer { .. } | Verdict::Relaxed { .. }) => {
                    assert!(tried, "{name}: {found:?}\n{}\n{}", texts[0], texts[1]);
                }
                None | Some(Verdict::NotLaxer) => assert!(!tried, "{name}: {found:?}"),
                Some(Verdict::NotEstablished { why }) => panic!("{name}: {why}"),
            }
            if tried { laxer += 1 } else { not += 1 }
        }
    }
    assert_eq!(laxer + not, PACKS * RULES);
    assert!(laxer > 1_000 && not > 1_000, "both kinds occur: {laxer}, {not}");
}
