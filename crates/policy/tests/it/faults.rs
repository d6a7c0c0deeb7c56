//! Everything wrong in a pack is told with file, line, column and a plain sentence.

use policy::Library;
use rstest::rstest;

const HEAD: &str = r#"政策包 "p" {
    名称 "办法"
    层级 "省级"
    适用 地区="45" 系列="*"
    有效 自="2022-01-01"
}
"#;

fn load(body: &str) -> Vec<String> {
    let text = format!("{HEAD}{body}");
    match Library::load([("packs/p/p.kdl", text.as_str())]) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.all().iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_bare_pack_loads() {
    assert_eq!(load(""), Vec::<String>::new());
}

#[rstest]
#[case::unknown_word(r#"义物 "甲" 条="第一条" 说="甲""#, "packs/p/p.kdl:7:1: 不认识的词“义物”")]
#[case::unknown_property(
    r#"义务 "甲" 条="第一条" 说="甲" 备注="乙""#,
    "packs/p/p.kdl:7:22: 不认识的词“备注”"
)]
#[case::missing_article(
    r#"参数 "公示期" 值="5个工作日""#,
    "packs/p/p.kdl:7:1: “参数 公示期”没有写明出自哪一条"
)]
#[case::blank_article(
    r#"参数 "公示期" 条=" " 值="5个工作日""#,
    "packs/p/p.kdl:7:1: “参数 公示期”没有写明出自哪一条"
)]
#[case::a_unit_that_is_none(
    r#"参数 "公示期" 条="第一条" 值="5工作天""#,
    "packs/p/p.kdl:7:18: “5工作天”的写法不认识"
)]
#[case::less_than_nothing(
    r#"参数 "公示期" 条="第一条" 值="-5个工作日""#,
    "packs/p/p.kdl:7:18: “-5个工作日”的写法不认识"
)]
#[case::value_without_reason(
    r#"参数 "公示期" 条="第一条""#,
    "packs/p/p.kdl:7:1: 没有写值；文件没有规定的，请写 未载明"
)]
#[case::zero_denominator(
    "表决 \"甲\" 条=\"第一条\" 方式=\"无记名\" {\n    同意票 超过=\"2/0\" 占=\"投票总数\"\n}",
    "packs/p/p.kdl:8:9: 分母不能为零"
)]
#[case::zero_denominator_in_a_value(
    r#"参数 "甲" 条="第一条" 值="1/0""#,
    "packs/p/p.kdl:7:16: “1/0”的分母不能为零"
)]
#[case::bad_day(
    r#"参数 "甲" 条="第一条" { 自 "2022-02-30" "5个工作日" }"#,
    "packs/p/p.kdl:7:20: “2022-02-30”不是有效的日期"
)]
#[case::unknown_base(
    "表决 \"甲\" 条=\"第一条\" 方式=\"无记名\" {\n    同意票 超过=\"2/3\" 占=\"人头\"\n}",
    "packs/p/p.kdl:8:5: 分母“人头”不认识"
)]
#[case::unknown_fact(
    "规则 \"甲\" 条=\"第一条\" 问于=\"申报日\" {\n    条件 \"身高\" 不少于=180\n}",
    "packs/p/p.kdl:8:5: 没有声明过的事实“身高”"
)]
#[case::unknown_rule(
    "规则 \"甲\" 条=\"第一条\" 问于=\"申报日\" {\n    依照 \"乙\"\n}",
    "packs/p/p.kdl:8:5: 没有规则“乙”"
)]
#[case::circle(
    "规则 \"甲\" 条=\"第一条\" 问于=\"申报日\" {\n    依照 \"甲\"\n}",
    "packs/p/p.kdl:7:1: 规则“甲”通过“依照”绕回了自己"
)]
#[case::unknown_table(
    "规则 \"甲\" 条=\"第一条\" 问于=\"申报日\" {\n    查表 \"乙\"\n}",
    "packs/p/p.kdl:8:5: 没有表“乙”"
)]
#[case::misfit(
    "事实 {\n    是否 \"在职\" 取自=\"单位\" 证明=\"合同\"\n}\n规则 \"甲\" 条=\"第一条\" 问于=\"申报日\" {\n    条件 \"在职\" 不少于=3\n}",
    "packs/p/p.kdl:11:5: “在职”填的是是或否，不能用“不少于”比较"
)]
#[case::bad_constant(
    "事实 {\n    时长 \"年限\" 取自=\"经历\" 证明=\"证明\"\n}\n规则 \"甲\" 条=\"第一条\" 问于=\"申报日\" {\n    条件 \"年限\" 不少于=\"五年\"\n}",
    "packs/p/p.kdl:11:5: “五年”写法不对，应是“12年”或“23个月”"
)]
#[case::fact_without_source(
    "事实 {\n    是否 \"在职\" 证明=\"合同\"\n}",
    "packs/p/p.kdl:8:5: “是否”缺少“取自”"
)]
#[case::bad_rule_id(
    r#"义务 "甲" 条="第一条" 说="甲" 规则号="UNT21""#,
    "packs/p/p.kdl:7:1: 规则号“UNT21”写法不对"
)]
#[case::twice(
    "义务 \"甲\" 条=\"第一条\" 说=\"甲\"\n义务 \"甲\" 条=\"第二条\" 说=\"甲\"",
    "packs/p/p.kdl:8:1: “义务 甲”在同一个政策包里写了两次"
)]
#[case::same_case_twice(
    "表 \"甲\" 条=\"第一条\" 列=\"级别 年限\" {\n    行 \"中级\" 1\n    行 \"中级\" 2\n}",
    "packs/p/p.kdl:9:5: 这一行的情形与前面某一行相同"
)]
#[case::wrong_width(
    "表 \"甲\" 条=\"第一条\" 列=\"级别 年限\" {\n    行 \"中级\"\n}",
    "packs/p/p.kdl:8:5: “行”后面应有2个值，这里有1个"
)]
#[case::unknown_counter(
    "组成 \"甲\" 条=\"第一条\" {\n    计数 \"人数\"\n    要求 \"人头\" 不少于=5 说=\"不少于5人\"\n}",
    "packs/p/p.kdl:9:5: “人头”没有用“计数”写明"
)]
#[case::examples_elsewhere("算例 \"p\" {\n}", "packs/p/p.kdl:7:1: 算例应写在以“算例.kdl”结尾的文件里")]
#[case::unfinished_quote("义务 \"甲", "packs/p/p.kdl:7:")]
#[case::parent_missing("政策包 \"q\" {\n}", "packs/p/p.kdl:7:1: 一个文件夹里只能有一个“政策包”")]
fn faults_are_placed_and_said(#[case] body: &str, #[case] expected: &str) {
    let found = load(body);
    assert!(
        found.iter().any(|line| line.starts_with(expected)),
        "expected {expected}\nfound {found:#?}"
    );
}

#[test]
fn all_faults_are_told_at_once_in_order() {
    let found = load("义务 \"甲\" 说=\"甲\"\n参数 \"乙\" 条=\"第一条\" 值=\"2/0\"\n规矩 \"丙\"");
    let places: Vec<&str> = found
        .iter()
        .map(|line| line.split(": ").next().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "packs/p/p.kdl:7:1",
            "packs/p/p.kdl:8:1",
            "packs/p/p.kdl:8:16",
            "packs/p/p.kdl:9:1"
        ],
        "{found:#?}"
    );
}

#[test]
fn parents_must_exist_and_stand_higher() {
    let child = HEAD.replace("层级 \"省级\"", "层级 \"国家\"\n    上位 \"q\"\n    上位 \"r\"");
    let parent = HEAD.replace("\"p\"", "\"q\"").replace("省级", "设区市");
    let errors = Library::load([("p/p.kdl", child), ("q/q.kdl", parent)]).unwrap_err();
    let shown: Vec<String> = errors.all().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "p/p.kdl:4:5: 上位政策包“q”的层级比本政策包低",
            "p/p.kdl:5:5: 找不到上位政策包“r”",
        ]
    );
}

#[test]
fn spacing_comments_and_examples_do_not_change_the_hash() {
    let hash = |text: &str, examples: &str| {
        let files = [("p/p.kdl", text), ("p/算例.kdl", examples)];
        Library::load(files).unwrap().pack("p").unwrap().hash
    };
    let plain = format!("{HEAD}义务 \"甲\" 条=\"第一条\" 说=\"甲\"");
    let spaced = format!("// 说明\n{HEAD}\n\n义务 \"甲\"   说=\"甲\" 条=\"第一条\" // 尾注");
    let changed = format!("{HEAD}义务 \"甲\" 条=\"第一条\" 说=\"乙\"");
    assert_eq!(hash(&plain, ""), hash(&spaced, "算例 \"p\" {\n}"));
    assert_ne!(hash(&plain, ""), hash(&changed, ""));
    let text = hash(&plain, "").to_string();
    assert_eq!(text.parse(), Ok(hash(&plain, "")));
}

#[test]
fn a_parents_change_changes_the_childs_hash() {
    let child = HEAD.replace("层级 \"省级\"", "层级 \"设区市\"\n    上位 \"q\"");
    let hash = |parent: String| {
        Library::load([("p/p.kdl", child.clone()), ("q/q.kdl", parent)])
            .unwrap()
            .pack("p")
            .unwrap()
            .hash
    };
    let parent = HEAD.replace("\"p\"", "\"q\"");
    let changed = format!("{parent}义务 \"甲\" 条=\"第一条\" 说=\"甲\"");
    assert_ne!(hash(parent), hash(changed));
}

/// A city's pack that asks for less than the region's is told with its place, the case and the article it breaks.
#[test]
fn a_laxer_override_is_placed_and_said() {
    let facts = "事实 {\n    时长 \"年限\" 取自=\"经历\" 证明=\"证明\"\n}\n";
    let rule = |years: &str| {
        format!("规则 \"资历\" 条=\"第一条\" 问于=\"申报日\" {{\n    条件 \"年限\" 不少于=\"{years}\"\n}}\n")
    };
    let higher = format!("{HEAD}{facts}{}", rule("10年")).replace("\"p\"", "\"q\"");
    let lower = HEAD.replace("层级 \"省级\"", "层级 \"设区市\"\n    上位 \"q\"");
    let lower = format!("{lower}{}", rule("9年"));
    let library = Library::load([("p/p.kdl", lower), ("q/q.kdl", higher)]).unwrap();
    let told: Vec<String> = policy::compare_all(&library)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        ["p/p.kdl:8:1: p：“资历”比q放宽：年限为9年时，本文件符合，上位文件不符合（第六条）"]
    );
}

#[test]
fn a_year_without_a_calendar_gives_its_earliest_and_latest_day() {
    let library = crate::common::library();
    let day = crate::common::day;
    let found = library.calendar("45").after(day("2035-03-01"), 5);
    assert_eq!(found.exact(), None);
    assert!(found.earliest() < found.latest(), "{found}");
    assert!(found.to_string().contains("2035"), "{found}");
}

#[rstest]
#[case::impossible_day("专家取得相应职称日", "2022-02-30", "“2022-02-30”不合要求，应填日期")]
#[case::wrong_type("专家从事本领域年限", "本科", "“本科”不合要求，应填时长")]
#[case::unknown_word("学历", "博士后", "“博士后”不合要求，应填所列的值之一")]
#[case::not_a_number("近三年考核合格次数", "三次", "“三次”不合要求，应填整数")]
#[case::half_a_period("专家任期", "2022-01-01至", "应填起止日期")]
#[case::undeclared("身高", "180", "没有声明过的事实")]
fn facts_that_do_not_fit_are_refused_with_a_sentence(
    #[case] name: &str,
    #[case] text: &str,
    #[case] expected: &str,
) {
    let rules = crate::common::rules("gx.评审办法.2021", "2022-06-01");
    let errors = rules.read_facts([(name, text)]).unwrap_err();
    assert!(
        errors.len() == 1 && errors[0].sentence.contains(expected),
        "{errors:?}"
    );
}

#[test]
fn a_period_that_ends_before_it_begins_is_refused() {
    let rules = crate::common::rules("gx.评审办法.2021", "2022-06-01");
    let facts = rules
        .read_facts([("专家任期", "2022-06-30至2022-01-01")])
        .unwrap();
    let errors = rules.sheet(&facts).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "专家任期：“2022-06-30至2022-01-01”的截止日早于起始日"
    );
}

/// A pack that is refused leaves the library that runs as it is.
#[test]
fn a_refused_pack_leaves_the_running_ones_alone() {
    let running = crate::common::library();
    let before = running.pack("gx.评审办法.2021").unwrap().hash;
    let mut files = crate::common::files();
    files.push((
        "gx.评审办法.2021/更正.kdl".to_owned(),
        "参数 \"单位公示期\" 值=\"3个工作日\"".to_owned(),
    ));
    let errors = Library::load(files).unwrap_err().to_string();
    assert!(errors.contains("gx.评审办法.2021/更正.kdl:1:1"), "{errors}");
    assert_eq!(running.pack("gx.评审办法.2021").unwrap().hash, before);
    assert!(
        running
            .effective("gx.评审办法.2021", crate::common::day("2022-06-01"))
            .is_ok()
    );
}
