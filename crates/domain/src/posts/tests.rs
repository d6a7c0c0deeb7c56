use super::*;
use kernel::SeededEntropy;
use policy::{Library, Setting, Settings};

const PACK: &str = r#"政策包 "x.教师.2021" {
    名称 "教师评审通知"
    层级 "设区市"
    适用 地区="4501" 系列="*"
    有效 自="2021-01-01"
}
义务 "差额推荐" 条="一(二)" 规则号="ELG-039 POS-001" 说="在岗位结构比例内按照规定比例差额推荐"
义务 "民办学校管理模式不变" 条="一(二)" 规则号="POS-002" 说="民办学校评审管理模式不变"
参数 "空岗公示期" 条="五(二)1" 规则号="POS-003" 说="公示不少于5个工作日" 值="5个工作日"
参数 "空岗审批截止日" 条="五(二)1" 规则号="POS-003" 说="2021年7月31日前完成" 值="2021-07-31"
参数 "差额推荐比例" 条="一(二)" 规则号="POS-001" 类型="比例" 未载明="没有写明比例"
"#;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::start_of(day(text))
}

fn rules(ratio: Option<&str>) -> Rules {
    let library = Library::load([("x.教师.2021/通知.kdl".to_owned(), PACK.to_owned())]).unwrap();
    let rules = library.effective("x.教师.2021", day("2021-07-20")).unwrap();
    let settings = ratio.map_or_else(Settings::new, |value| {
        let setting = Setting {
            value: value.to_owned(),
            by: "市职改办".to_owned(),
            at: at("2021-07-20"),
            note: "会议纪要".to_owned(),
        };
        Settings::new().with("差额推荐比例", setting)
    });
    rules.with_settings(settings).unwrap()
}

fn id<K>(seed: u64) -> kernel::Id<K> {
    kernel::Id::new(at("2021-07-20"), &mut SeededEntropy::new(seed))
}

fn line(level: Level, set: u32, filled: u32, used: u32) -> Line {
    Line {
        level,
        set,
        filled,
        used,
    }
}

fn begun() -> PostPlan {
    PostPlan::begin(id(1), id(2), id(3), id(4))
}

fn drafted(lines: Vec<Line>) -> Result<PostPlan, Refusals> {
    let method = "公开竞聘".to_owned();
    begun()
        .draft(lines, method, "digest".to_owned())
        .map(|changed| changed.state)
}

fn resolution() -> Resolution {
    Resolution {
        day: day("2021-07-19"),
        present: 40,
        agreed: 38,
        file: id(5),
    }
}

fn publicised(used: u32) -> PostPlan {
    let plan = drafted(vec![line(Level::Intermediate, 10, 6, used)]).unwrap();
    let adopted = plan.adopt(resolution(), day("2021-07-20")).unwrap().state;
    let posted = adopted.posted(id(6)).unwrap().state;
    posted.publicised(id(6), true, at("2021-07-28")).unwrap().state
}

fn approved(used: u32) -> PostPlan {
    let by = id(7);
    let changed = publicised(used).approve("青教批〔2021〕3号", by, &rules(None), at("2021-07-31"));
    changed.unwrap().state
}

#[test]
fn figures_fit_each_other_and_everything_wrong_is_told_at_once() {
    let wrong = vec![
        line(Level::SubSenior, 5, 6, 0),
        line(Level::Intermediate, 10, 8, 3),
        line(Level::FullSenior, MOST_POSTS + 1, 0, 0),
    ];
    let refused = begun().draft(wrong, " ".to_owned(), String::new()).unwrap_err();
    let fields: Vec<&str> = refused
        .all()
        .iter()
        .filter_map(|one| one.field.as_deref())
        .collect();
    assert_eq!(
        fields,
        [
            "filled.sub_senior",
            "used.intermediate",
            "set.full_senior",
            "method"
        ]
    );
    assert_eq!(line(Level::Intermediate, 10, 8, 2).vacant(), 2);
    assert!(drafted(vec![line(Level::Intermediate, 10, 8, 2)]).is_ok());
}

#[test]
fn the_plan_walks_from_the_congress_to_the_department() {
    let plan = drafted(vec![line(Level::Intermediate, 10, 6, 2)]).unwrap();
    assert!(plan.clone().posted(id(6)).is_err(), "not before the congress");
    assert!(
        begun().adopt(resolution(), day("2021-07-20")).is_err(),
        "not without figures"
    );
    let ahead = plan.clone().adopt(resolution(), day("2021-07-18"));
    assert_eq!(ahead.unwrap_err().all()[0].field.as_deref(), Some("day"));
    let adopted = plan.adopt(resolution(), day("2021-07-20")).unwrap().state;
    assert!(
        adopted
            .clone()
            .draft(Vec::new(), "x".to_owned(), String::new())
            .is_err(),
        "what the congress passed stays"
    );
    let posted = adopted.posted(id(6)).unwrap().state;
    assert!(posted.clone().publicised(id(9), true, at("2021-07-28")).is_err());
    let back = posted.publicised(id(6), false, at("2021-07-28")).unwrap().state;
    assert!(matches!(back.stage, Stage::Draft { reason: Some(_) }));
    let waiting = publicised(2);
    assert!(waiting.clone().send_back(" ", String::new()).is_err());
    let returned = waiting.send_back("数字有误", String::new()).unwrap().state;
    assert_eq!(returned.stage.code(), "draft");
    assert_eq!(approved(2).stage.code(), "approved");
}

#[test]
fn approval_is_due_by_the_rounds_last_day() {
    let late = publicised(2).approve("3号", id(7), &rules(None), at("2021-08-01"));
    let refused = late.unwrap_err();
    assert!(
        refused.by_rule("POS-003") && refused.to_string().contains("2021-07-31"),
        "{refused}"
    );
    let nameless = publicised(2).approve(" ", id(7), &rules(None), at("2021-07-31"));
    assert_eq!(nameless.unwrap_err().all()[0].field.as_deref(), Some("number"));
}

#[test]
fn recommendations_stay_within_the_vacancies_or_the_rounds_ratio() {
    let plan = approved(4);
    let level = Level::Intermediate;
    let bar = |ratio: Option<&str>, plan: Option<&PostPlan>, recommended| {
        let rules = rules(ratio);
        limit::limit(&rules, plan, level, recommended)
            .unwrap()
            .bar(&rules)
    };
    assert_eq!(bar(None, Some(&plan), 3), None);
    let full = bar(None, Some(&plan), 4).unwrap();
    assert_eq!(full.rule.as_ref().unwrap().as_str(), "ELG-039");
    assert!(full.sentence.contains("可使用空岗4个"), "{}", full.sentence);
    assert_eq!(bar(Some("3/2"), Some(&plan), 5), None, "six for four vacancies");
    assert!(bar(Some("3/2"), Some(&plan), 6).is_some());
    assert!(bar(None, None, 0).unwrap().sentence.contains("还没有经批准"));
    assert!(
        bar(None, Some(&publicised(4)), 0).is_some(),
        "not before it is approved"
    );
    let junior = limit::limit(&rules(None), Some(&plan), Level::Assistant, 0);
    assert_eq!(junior, None, "only the levels of 附件11 are counted");
}

#[test]
fn only_public_units_of_rounds_that_ask_are_asked() {
    let asking = rules(None);
    assert!(check_asked(&asking, true).is_ok());
    let private = check_asked(&asking, false).unwrap_err();
    assert_eq!(private.rule.unwrap().as_str(), "POS-002");
    let text = PACK
        .lines()
        .filter(|line| !line.contains("空岗"))
        .collect::<Vec<_>>()
        .join("\n");
    let library = Library::load([("x.教师.2021/通知.kdl".to_owned(), text)]).unwrap();
    let silent = library.effective("x.教师.2021", day("2021-07-20")).unwrap();
    assert!(check_asked(&silent, true).is_err());
    assert_eq!(limit::limit(&silent, None, Level::Intermediate, 0), None);
}
