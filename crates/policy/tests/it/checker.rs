//! What the checker finds in tables, votes and parameters, by hand and in the project's packs.

use policy::{
    Change, Examples, Library, PROPOSED_FILE, TableFault, Verdict, changed_below, check_tables, compare_all,
    examine, propose, unsourced,
};
use rstest::rstest;

use crate::common::{day, library};

const FACTS: &str = r#"
事实 {
    等级 "学历" 取自="甲" 证明="乙" { 值 "中专" "大专" "本科" }
    等级 "学位" 取自="甲" 证明="乙" { 值 "无" "硕士" "博士" }
    时长 "年限" 取自="甲" 证明="乙"
}
"#;

fn one(body: &str) -> Library {
    let head =
        "政策包 \"p\" { 名称 \"p\"; 层级 \"省级\"; 适用 地区=\"45\" 系列=\"*\"; 有效 自=\"2022-01-01\" }\n";
    match Library::load([("p/p.kdl", format!("{head}{FACTS}{body}"))]) {
        Ok(library) => library,
        Err(errors) => panic!("{errors}"),
    }
}

/// A table over level, degree, schooling and years, asked at the intermediate level.
fn table(rows: &str) -> Library {
    one(&format!(
        "表 \"年限表\" 条=\"一\" 列=\"申报级别 学位不低于 学历不低于 年限不少于\" {{ {rows} \n \
         释义 \"不设\" 申报级别=\"正高级 副高级 助理级 员级\" 条=\"二\" }}\n\
         规则 \"r\" 条=\"一\" 问于=\"申报日\" {{ 查表 \"年限表\" 申报级别=\"中级\" }}"
    ))
}

fn faults(library: &Library) -> Vec<(TableFault, String)> {
    let found = check_tables(library);
    found.into_iter().map(|one| (one.fault, one.sentence)).collect()
}

#[rstest]
#[case::complete("行 \"中级\" \"*\" \"中专\" \"6年\"", &[])]
#[case::without_schooling("行 \"中级\" \"*\" \"大专\" \"6年\"",
    &[(TableFault::Gap, "申报级别为中级、学位为无或硕士或博士、学历为中专时没有一行")])]
#[case::answered("行 \"中级\" \"*\" \"大专\" \"6年\"; 释义 \"最低大专\" 学历=\"中专\" 条=\"三\"", &[])]
#[case::never_decides("行 \"中级\" \"硕士\" \"*\" \"8年\"; 行 \"中级\" \"*\" \"中专\" \"6年\"",
    &[(TableFault::NeverDecides, "用不到")])]
#[case::same_case("行 \"中级\" \"无\" \"*\" \"8年\"; 行 \"中级\" \"*\" \"中专\" \"6年\"",
    &[(TableFault::NeverDecides, "用不到"), (TableFault::SameCase, "情形相同")])]
#[case::idle_answer("行 \"中级\" \"*\" \"中专\" \"6年\"; 释义 \"最低中专\" 学历=\"大专\" 条=\"三\"",
    &[(TableFault::IdleAnswer, "没有空缺")])]
fn tables(#[case] rows: &str, #[case] expected: &[(TableFault, &str)]) {
    let found = faults(&table(rows));
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (fault, words) in expected {
        let told = found
            .iter()
            .any(|(own, sentence)| own == fault && sentence.contains(words));
        assert!(told, "{fault:?} {words}: {found:?}");
    }
}

#[test]
fn a_degree_with_a_row_elsewhere_wants_one_here_or_an_answer() {
    let rows = "行 \"副高级\" \"博士\" \"*\" \"2年\"; 行 \"副高级\" \"*\" \"中专\" \"9年\"; \
                行 \"中级\" \"硕士\" \"*\" \"3年\"; 行 \"中级\" \"*\" \"中专\" \"6年\"";
    let levels = "释义 \"不设\" 申报级别=\"正高级 助理级 员级\" 条=\"二\"";
    let text = |more: &str| {
        one(&format!(
            "表 \"年限表\" 条=\"一\" 列=\"申报级别 学位不低于 学历不低于 年限不少于\" {{ {rows}; {levels}; {more} }}"
        ))
    };
    let found = faults(&text(""));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0]
            .1
            .contains("申报级别为中级、学位为博士时没有“博士”一行，落入“硕士”一行"),
        "{found:?}"
    );
    let answered = text("释义 \"按硕士\" 申报级别=\"中级\" 学位=\"博士\" 条=\"三\"");
    assert_eq!(faults(&answered), []);
}

#[test]
fn levels_without_a_row_are_gaps() {
    let found = faults(&one(
        "表 \"年限表\" 条=\"一\" 列=\"申报级别 学历不低于 年限不少于\" { 行 \"中级\" \"中专\" \"6年\" }",
    ));
    let told: Vec<bool> = ["正高级", "副高级", "助理级", "员级"]
        .iter()
        .map(|level| found.iter().any(|(_, sentence)| sentence.contains(level)))
        .collect();
    assert_eq!((told, found.len()), (vec![true; 4], 4));
}

/// A region's pack with `higher`, and a city's on it with `lower`.
fn pair(higher: &str, lower: &str) -> Library {
    let pack = |id: &str, tier: &str, area: &str, more: &str, body: &str| {
        let head = format!(
            "名称 \"{id}\"; 层级 \"{tier}\"; 适用 地区=\"{area}\" 系列=\"*\"; 有效 自=\"2022-01-01\"{more}"
        );
        format!("政策包 \"{id}\" {{ {head} }}\n{body}")
    };
    let files = [
        (
            "h/h.kdl",
            pack("h", "省级", "45", "", &format!("{FACTS}{higher}")),
        ),
        ("l/l.kdl", pack("l", "设区市", "4501", "; 上位 \"h\"", lower)),
    ];
    match Library::load(files) {
        Ok(library) => library,
        Err(errors) => panic!("{errors}"),
    }
}

fn vote(agree: &str) -> String {
    format!("表决 \"单位推荐\" 条=\"一\" 方式=\"无记名\" {{ {agree} }}\n")
}

#[rstest]
#[case::the_same_written_otherwise(
    "同意票 不少于=\"2/3\" 占=\"投票总数\"",
    "同意票 不少于=\"4/6\" 占=\"投票总数\"",
    ""
)]
#[case::exactly_two_thirds(
    "同意票 超过=\"2/3\" 占=\"投票总数\"",
    "同意票 不少于=\"2/3\" 占=\"投票总数\"",
    "比h宽：评委会3人、到会3人、投票3张、同意2张时，本文件通过，上位文件不通过"
)]
#[case::of_all_members(
    "同意票 不少于=\"2/3\" 占=\"投票总数\"",
    "同意票 不少于=\"2/3\" 占=\"评委会人数\"",
    "比h严：评委会2人、到会1人、投票1张、同意1张时，上位文件通过，本文件不通过"
)]
#[case::both_ways(
    "同意票 超过=\"2/3\" 占=\"投票总数\"",
    "同意票 不少于=\"1/2\" 占=\"评委会人数\"",
    "有宽有严"
)]
#[case::a_quorum_left_out(
    "到会 不少于=\"2/3\" 占=\"评委会人数\"; 同意票 不少于=\"2/3\" 占=\"出席人数\"",
    "同意票 不少于=\"2/3\" 占=\"出席人数\"",
    "比h宽：评委会2人、到会1人"
)]
fn votes(#[case] higher: &str, #[case] lower: &str, #[case] expected: &str) {
    let library = pair(&vote(higher), &vote(lower));
    let found: Vec<String> = changed_below(&library).iter().map(ToString::to_string).collect();
    if expected.is_empty() {
        assert_eq!(found, Vec::<String>::new());
    } else {
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
    }
}

#[test]
fn a_silent_vote_below_changes_nothing_and_a_silent_one_above_is_not_established() {
    let given = vote("同意票 不少于=\"2/3\" 占=\"投票总数\"");
    let silent = vote("同意票 未载明=\"没有写明\"");
    assert_eq!(changed_below(&pair(&given, &silent)), []);
    let found = changed_below(&pair(&silent, &given));
    assert!(
        matches!(found[0].change, Change::NotEstablished { .. }),
        "{found:?}"
    );
}

#[rstest]
#[case::longer(
    "越大越严=#true 值=\"5个工作日\"",
    "值=\"7个工作日\"",
    "严：本文件7个工作日，上位文件5个工作日"
)]
#[case::shorter("越大越严=#true 值=\"5个工作日\"", "值=\"3个工作日\"", "宽：本文件3个工作日")]
#[case::smaller("越小越严=#true 值=\"3年\"", "值=\"30个月\"", "严：本文件30个月")]
#[case::no_direction("值=\"3年\"", "值=\"2年\"", "没有写明越大越严")]
#[case::other_kind("越大越严=#true 值=\"30个工作日\"", "值=\"1个月\"", "不是可以比较大小")]
fn parameters(#[case] higher: &str, #[case] lower: &str, #[case] expected: &str) {
    let row = |text: &str| format!("参数 \"期限\" 条=\"一\" {text}\n");
    let library = pair(&row(higher), &row(lower));
    let found: Vec<String> = changed_below(&library).iter().map(ToString::to_string).collect();
    assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
}

#[test]
fn what_the_higher_text_lets_others_relax_is_told_as_relaxed() {
    let rule = |years: &str| {
        format!("规则 \"r\" 条=\"一\" 问于=\"申报日\" {{ 条件 \"年限\" 不少于=\"{years}\" 说=\"年限\" }}\n")
    };
    let verdict = |more: &str| {
        let library = pair(&format!("{}{more}", rule("10年")), &rule("9年"));
        compare_all(&library).remove(0).verdict
    };
    assert!(matches!(verdict(""), Verdict::Laxer { .. }));
    let allowed = verdict("放宽 \"r\" 条=\"二\" 层级=\"设区市\" 说=\"设区市可以放宽\"");
    let Verdict::Relaxed { article, .. } = allowed else {
        panic!("{allowed:?}");
    };
    assert_eq!(article, "《h》二");
    let not_for_cities = verdict("放宽 \"r\" 条=\"二\" 层级=\"单位\" 说=\"单位可以放宽\"");
    assert!(matches!(not_for_cities, Verdict::Laxer { .. }));
}

#[test]
fn numbers_need_a_direction_and_amounts_a_basis() {
    let library = one(
        "参数 \"期限\" 条=\"一\" 值=\"5个工作日\"\n参数 \"评审费\" 条=\"一\" 值=\"380元\"\n参数 \"截止日\" 条=\"一\" 值=\"2022-05-01\"",
    );
    let found: Vec<String> = unsourced(&library)
        .iter()
        .map(|one| one.sentence.clone())
        .collect();
    assert_eq!(
        found,
        [
            "参数“期限”没有写明“越大越严”还是“越小越严”",
            "参数“评审费”是金额，没有用“依据”写明批准文件",
        ]
    );
}

#[test]
fn the_projects_packs_have_no_open_gap_and_every_number_its_direction() {
    let library = library();
    let tables: Vec<String> = check_tables(&library).iter().map(ToString::to_string).collect();
    assert_eq!(tables, Vec::<String>::new());
    let numbers: Vec<String> = unsourced(&library).iter().map(ToString::to_string).collect();
    assert_eq!(numbers, Vec::<String>::new());
    let missing = library.not_supplied("nn.职称评审.2020");
    assert_eq!(missing[0].0, "桂人社发〔2017〕35号");
    assert!(library.effective("gx.评审办法.2021", day("2022-06-01")).is_ok());
}

/// A pack with a constant of every kind and no example at all.
const UNWATCHED: &str = "
参数 \"公示期\" 条=\"一\" 越大越严=#true { 自 \"2022-01-01\" \"5个工作日\" }
表决 \"单位推荐\" 条=\"二\" 方式=\"无记名\" { 同意票 超过=\"2/3\" 占=\"投票总数\" }
表 \"年限表\" 条=\"三\" 列=\"申报级别 学位不低于 学历不低于 年限不少于\" {
    行 \"中级\" \"硕士\" \"*\" \"3年\"
    行 \"中级\" \"*\" \"中专\" \"6年\"
    释义 \"不设\" 申报级别=\"正高级 副高级 助理级 员级\" 条=\"三\"
}
规则 \"年限\" 条=\"三\" 问于=\"申报日\" { 查表 \"年限表\" 申报级别=\"中级\" }
规则 \"满一年\" 条=\"四\" 问于=\"申报日\" { 条件 \"年限\" 不少于=\"1年\" }
";

fn examples(texts: &[(&str, String)]) -> Examples {
    match Examples::load(texts.iter().cloned()) {
        Ok(examples) => examples,
        Err(errors) => panic!("{errors}"),
    }
}

#[test]
fn missing_pairs_are_written_and_count_once_an_officer_confirms_them() {
    // Given a pack whose constants no example watches.
    let library = one(UNWATCHED);
    let bare = examine(&library, &examples(&[]), None);
    assert!(!bare.unnoticed.is_empty());
    assert!(bare.unnoticed.iter().all(|line| line.contains("没有算例发现")));
    // When the tool writes the missing ones, each constant of every kind gets its pair.
    let proposed = propose(&library, &examples(&[]));
    assert_eq!(
        (proposed.len(), proposed[0].left.clone()),
        (1, Vec::new()),
        "{proposed:#?}"
    );
    let text = &proposed[0].text;
    assert!(
        text.contains("值例 \"公示期\" 结果=\"5个工作日\" 待确认=#true"),
        "{text}"
    );
    let year = [("11个月", "否"), ("1年", "是")];
    for (value, answer) in year {
        let case = format!("规则=\"满一年\" 结果=\"{answer}\" 待确认=#true {{ \"年限\" \"{value}\" }}");
        assert!(text.contains(&case), "{case}\n{text}");
    }
    let path = format!("p/{PROPOSED_FILE}");
    // Then they come out as written, but watch nothing until they are confirmed.
    let waiting = examples(&[(&path, text.clone())]);
    let found = examine(&library, &waiting, None);
    assert_eq!(
        (found.passed, found.failures.len()),
        (proposed[0].count, 0),
        "{found:#?}"
    );
    assert_eq!(found.awaiting.len(), proposed[0].count);
    assert_eq!(found.unnoticed.len(), bare.unnoticed.len());
    assert!(
        found
            .unnoticed
            .iter()
            .all(|line| line.contains("只有待确认的算例发现"))
    );
    assert_eq!(propose(&library, &waiting), [], "nothing is written twice");
    let confirmed = examples(&[(&path, text.replace(" 待确认=#true", ""))]);
    let found = examine(&library, &confirmed, None);
    assert_eq!(
        (found.awaiting, found.unnoticed, found.failures),
        (Vec::new(), Vec::new(), Vec::new())
    );
}

#[test]
fn a_pack_of_the_project_without_its_examples_gets_them_written_anew() {
    let library = Library::load(library().bundle("gx.资格评审.2017")).unwrap();
    let proposed = propose(&library, &examples(&[]));
    assert_eq!(proposed.len(), 1);
    let path = format!("{}/{PROPOSED_FILE}", proposed[0].pack);
    let again = examples(&[(&path, proposed[0].text.clone())]);
    let found = examine(&library, &again, None);
    assert_eq!(
        (found.failures, found.awaiting.len()),
        (Vec::new(), proposed[0].count)
    );
    let unwatched = found
        .unnoticed
        .iter()
        .filter(|line| line.contains("没有算例发现"));
    assert_eq!(
        unwatched.count(),
        proposed[0].left.len(),
        "what is left is named, the rest is watched"
    );
    assert!(proposed[0].count > 10, "{}", proposed[0].count);
}
