//! What a round asks of its pack: order of steps, windows, fees, lists, laws, settings, layers and dates.

use kernel::{Layer, Level, Money, Timestamp};
use policy::{
    Base, CommitteeBasis, CommitteeCounts, Force, Kind, NoRules, Office, Origin, Setting, Settings, StepKind,
    TitleDate,
};
use rstest::rstest;

use crate::common::{day, library, rules};

fn setting(value: &str) -> Setting {
    Setting {
        value: value.to_owned(),
        by: "南宁市教育系列职改办".to_owned(),
        at: Timestamp::start_of(day("2022-05-01")),
        note: "本轮部署文件".to_owned(),
    }
}

fn steps(pack: &str, on: &str, level: Level, layer: Layer) -> Vec<(StepKind, Office)> {
    let steps = rules(pack, on).steps(level, layer).unwrap();
    steps.iter().map(|step| (step.kind, step.office)).collect()
}

#[test]
fn in_2021_publicity_stands_before_the_panel_and_five_offices_follow() {
    use StepKind as S;
    let found = steps(
        "nn.中小学教师.2021",
        "2021-08-01",
        Level::SubSenior,
        Layer::County,
    );
    let expected = [
        (S::Application, Office::Applicant),
        (S::UnitAudit, Office::Employer),
        (S::UnitPublicity, Office::Employer),
        (S::Defence, Office::Employer),
        (S::Panel, Office::Panel),
        (S::Recommendation, Office::Employer),
        (S::DepartmentAudit, Office::Department),
        (S::SeriesOfficeAudit, Office::SeriesOffice(Layer::County)),
        (S::TitleOfficeAudit, Office::TitleOffice(Layer::County)),
        (S::Acceptance, Office::Organiser),
        (S::Review, Office::Committee),
        (S::ResultPublicity, Office::Organiser),
        (S::Confirmation, Office::Confirming),
        (S::Issue, Office::Confirming),
    ];
    assert_eq!(found, expected);
    let full_senior = steps(
        "nn.中小学教师.2021",
        "2021-08-01",
        Level::FullSenior,
        Layer::County,
    );
    assert!(full_senior.contains(&(S::SeriesOfficeAudit, Office::SeriesOffice(Layer::City))));
    let junior = steps("nn.中小学教师.2021", "2021-08-01", Level::Assistant, Layer::City);
    assert!(junior.iter().all(|(kind, _)| *kind != S::Defence));
    assert!(junior.contains(&(S::TitleOfficeAudit, Office::TitleOffice(Layer::City))));
}

#[test]
fn from_2022_the_panel_stands_before_publicity() {
    let found = steps(
        "nn.中小学教师.2022",
        "2022-05-01",
        Level::Intermediate,
        Layer::County,
    );
    let at = |kind| found.iter().position(|(step, _)| *step == kind);
    assert!(at(StepKind::Panel) < at(StepKind::UnitPublicity));
    assert!(at(StepKind::UnitPublicity) < at(StepKind::Recommendation));
}

#[rstest]
#[case::junior_region(Level::Assistant, Layer::Region, &[])]
#[case::junior_city(Level::Assistant, Layer::City, &[])]
#[case::junior_county(Level::Assistant, Layer::County, &[Office::Department])]
#[case::intermediate_region(Level::Intermediate, Layer::Region, &[])]
#[case::intermediate_city(Level::Intermediate, Layer::City, &[Office::Department])]
#[case::intermediate_county(Level::Intermediate, Layer::County, &[Office::Department, Office::TitleOffice(Layer::County)])]
#[case::senior_region(Level::SubSenior, Layer::Region, &[Office::Department])]
#[case::senior_city(Level::SubSenior, Layer::City, &[Office::Department, Office::TitleOffice(Layer::City)])]
#[case::senior_county(Level::FullSenior, Layer::County, &[Office::Department, Office::TitleOffice(Layer::County), Office::TitleOffice(Layer::City)])]
fn from_2022_the_way_up_follows_level_and_layer(
    #[case] level: Level,
    #[case] layer: Layer,
    #[case] expected: &[Office],
) {
    let found = steps("gx.评审办法.2021", "2022-05-01", level, layer);
    let audits = found
        .iter()
        .filter(|(kind, _)| matches!(kind, StepKind::DepartmentAudit | StepKind::TitleOfficeAudit))
        .map(|(_, office)| *office);
    assert_eq!(audits.collect::<Vec<_>>(), expected);
}

#[rstest]
#[case::full_senior("单位推荐", Level::FullSenior, "2021-08-21", "2021-08-31")]
#[case::sub_senior("单位推荐", Level::SubSenior, "2021-08-21", "2021-09-05")]
#[case::junior("受理审核", Level::Assistant, "2021-09-26", "2021-09-30")]
fn windows_of_2021(#[case] stage: &str, #[case] level: Level, #[case] from: &str, #[case] to: &str) {
    let window = rules("nn.中小学教师.2021", "2021-08-01")
        .window(stage, level)
        .unwrap();
    assert_eq!((window.value.from, window.value.to), (day(from), day(to)));
    assert!(matches!(window.origin, Origin::Pack { .. }));
}

#[test]
fn windows_of_2022_are_for_the_round_to_set() {
    let rules = rules("nn.中小学教师.2022", "2022-05-01");
    let open = rules.window("个人申报", Level::SubSenior).unwrap_err();
    assert_eq!((open.name.as_str(), open.kind), ("个人申报·副高级", Kind::Range));
    let settings = Settings::new()
        .with("个人申报", setting("2022-07-01 至 2022-07-31"))
        .with("个人申报·正高级", setting("2022-06-01 至 2022-06-30"));
    let set = rules.with_settings(settings).unwrap();
    let window = set.window("个人申报", Level::SubSenior).unwrap();
    assert_eq!(window.value.to, day("2022-07-31"));
    assert_eq!(window.law.article.place, "第十九条");
    assert!(matches!(window.origin, Origin::Setting { ref by, .. } if by == "南宁市教育系列职改办"));
    assert_eq!(
        set.window("个人申报", Level::FullSenior).unwrap().value.to,
        day("2022-06-30")
    );
}

#[test]
fn fees_carry_their_legal_basis_or_wait_for_the_round() {
    let fee = rules("nn.中小学教师.2021", "2021-08-01")
        .fee(Level::FullSenior)
        .unwrap();
    assert_eq!(fee.value, Money::from_yuan(450));
    assert_eq!(fee.law.basis.as_deref(), Some("桂价费字〔2006〕359号"));
    assert_eq!(fee.origin.to_string(), "南教职改〔2021〕7号十(五)");

    let open = rules("nn.中小学教师.2022", "2022-05-01")
        .fee(Level::SubSenior)
        .unwrap_err();
    let refusal = open.refusal();
    assert_eq!(refusal.rule.as_ref().unwrap().as_str(), "FEE-004");
    assert!(refusal.remedy.unwrap().contains("“评审费·副高级”"));
}

#[test]
fn the_committees_share_of_2021_is_a_setting() {
    let rules = rules("nn.中小学教师.2021", "2021-11-15");
    assert_eq!(rules.vote("评委会").unwrap_err().name, "评委会·同意票");
    let settings = Settings::new()
        .with("评委会·同意票", setting("不少于出席人数的2/3"))
        .with("评委会·到会", setting("不少于评委会人数的2/3"));
    let vote = rules.with_settings(settings).unwrap().vote("评委会").unwrap();
    assert_eq!((vote.agree.base, vote.agree.strict), (Base::Attending, false));
    assert!(vote.quorate(6, 9).unwrap().passed);
    assert!(matches!(vote.origin, Origin::Setting { .. }));
}

#[test]
fn settings_fill_silence_and_never_override_a_text() {
    let rules = rules("nn.中小学教师.2022", "2022-05-01");
    let refused = |name: &str, value: &str| {
        let settings = Settings::new().with(name, setting(value));
        rules.with_settings(settings).unwrap_err()[0].sentence.clone()
    };
    assert!(refused("单位公示期", "3个工作日").contains("已有规定"));
    assert!(refused("单位推荐·同意票", "不少于投票总数的1/2").contains("已有规定"));
    assert!(refused("补正期限", "很快").contains("工作日"));
    assert!(refused("没有这一项", "5").contains("没有可以设定的"));
    assert!(refused("中小学教师量化评分·学历", "多").contains("数"));
    // A reading that the pack marks as adjustable may be set otherwise.
    let settings = Settings::new().with("保密期", setting("自抽取之日起一年"));
    let other = rules.with_settings(settings).unwrap().text("保密期").unwrap();
    assert_eq!(other.value, "自抽取之日起一年");
}

#[test]
fn a_setting_needs_its_ground() {
    let mut bare = setting("5个工作日");
    bare.note = String::new();
    let settings = Settings::new().with("补正期限", bare);
    let errors = rules("nn.中小学教师.2022", "2022-05-01").with_settings(settings);
    assert!(errors.unwrap_err()[0].sentence.contains("依据什么"));
}

#[test]
fn open_matters_are_listed_until_they_are_set() {
    let rules = rules("nn.中小学教师.2022", "2022-05-01");
    let names = |rules: &policy::Rules| -> Vec<String> {
        rules
            .open_matters()
            .into_iter()
            .map(|open| open.matter.name)
            .collect()
    };
    let before = names(&rules);
    for expected in ["补正期限", "评审费", "个人申报", "中小学教师量化评分·学历"] {
        assert!(
            before.iter().any(|name| name == expected),
            "{expected}: {before:?}"
        );
    }
    let settings = Settings::new()
        .with("补正期限", setting("5个工作日"))
        .with("中小学教师量化评分·学历", setting("10"));
    let after = names(&rules.with_settings(settings).unwrap());
    assert_eq!(after.len(), before.len() - 2);
}

#[test]
fn higher_law_prevails_from_its_first_day() {
    let before = rules("nn.中小学教师.2021", "2021-12-31");
    let after = rules("nn.中小学教师.2021", "2022-01-01");
    assert_eq!(before.vote("单位推荐").unwrap().agree.base, Base::Present);
    assert_eq!(after.vote("单位推荐").unwrap().agree.base, Base::Cast);
    assert_eq!(before.hash(), after.hash());
    // Where the measure is silent the notice of the round still speaks.
    assert_eq!(after.hours("退回补报期限").unwrap().value, 24);
    assert_eq!(after.fee(Level::SubSenior).unwrap().value, Money::from_yuan(380));
}

#[test]
fn rules_outside_their_days_are_no_rules() {
    let library = library();
    assert!(matches!(
        library.effective("gx.评审办法.2021", day("2021-12-31")),
        Err(NoRules::NotInForce { .. })
    ));
    assert!(matches!(
        library.effective("xx", day("2022-01-01")),
        Err(NoRules::Unknown(_))
    ));
    let hash = library.pack("nn.中小学教师.2022").unwrap().hash;
    let day = day("2022-05-01");
    assert!(library.effective_as("nn.中小学教师.2022", hash, day).is_ok());
    assert!(matches!(
        library.effective_as("gx.评审办法.2021", hash, day),
        Err(NoRules::OtherVersion { .. })
    ));
}

/// Sentences that the actions of a round need, in every round they play.
const LAWS: [&str; 17] = [
    "按期申报",
    "诚信承诺",
    "单位审核三性",
    "只审议符合条件者",
    "高级先考评后审议",
    "审议与公示次序",
    "公示内容",
    "公示期满",
    "公示无异议",
    "推荐意见明确",
    "不得推荐情形",
    "逐级上报",
    "一次性告知",
    "补正逾期",
    "不予受理",
    "结果公示期满",
    "收费标准",
];

#[rstest]
#[case("nn.中小学教师.2021", "2021-08-15")]
#[case("nn.中小学教师.2022", "2022-05-01")]
fn every_refusal_has_its_sentence_article_and_rule(#[case] pack: &str, #[case] on: &str) {
    let rules = rules(pack, on);
    for name in LAWS {
        let law = rules.law(name).unwrap_or_else(|| panic!("{name}"));
        let refusal = law.refusal();
        assert!(refusal.rule.is_some(), "{name}");
        assert!(!refusal.article.unwrap().place.is_empty(), "{name}");
    }
    assert_eq!(rules.law("没有这一项"), None);
}

#[test]
fn the_one_time_notice_stands_on_the_text_of_its_round() {
    let now = rules("nn.中小学教师.2022", "2022-05-01")
        .law("一次性告知")
        .unwrap();
    assert_eq!(
        now.refusal().to_string(),
        "申报材料不符合规定条件的，应当一次性告知申报人需要补正的全部内容；补正要求已经一次性告知过\
         （《广西壮族自治区职称评审管理服务暂行办法》第二十二条）"
    );
    assert_eq!(now.rules[0].as_str(), "SUP-005");
    let then = rules("nn.中小学教师.2021", "2021-09-26")
        .law("一次性告知")
        .unwrap();
    assert_eq!(then.article.to_string(), "南教职改〔2021〕7号六(三)");
    assert_eq!(then.rules[0].as_str(), "SUP-003");
}

#[test]
fn lists_follow_the_level() {
    let rules = rules("nn.中小学教师.2021", "2021-08-01");
    let senior = rules.materials(Level::SubSenior);
    let junior = rules.materials(Level::Assistant);
    assert_eq!(
        senior.len(),
        junior.len() + 1,
        "no title certificate for a first title"
    );
    assert_eq!(senior[0].law.name, "学历（学位）证书");
    assert!(senior[0].waived_when.as_ref().unwrap().contains("学信网"));
    assert!(senior.iter().any(|item| item.law.force == Force::Soft));

    let sheet = rules.score_sheet("中小学教师量化评分").unwrap();
    assert_eq!(sheet.items.len(), 8);
    assert!(sheet.items[7].by_expert);
    assert!(sheet.items.iter().all(|item| item.maximum.is_err()));
    assert_eq!(rules.commitment("申报人承诺").unwrap().paragraphs.len(), 4);
}

#[test]
fn the_time_a_title_counts_from_is_nobodys_default() {
    let rules = rules("nn.中小学教师.2022", "2022-05-01");
    assert!(rules.title_date("评审取得职称时间").is_err());
    let settings = Settings::new().with("评审取得职称时间", setting("结果确认之日"));
    let set = rules.with_settings(settings).unwrap();
    assert_eq!(
        set.title_date("评审取得职称时间").unwrap().value,
        TitleDate::Confirmation
    );
}

#[test]
fn regional_days_off_that_are_not_announced_are_said() {
    let library = library();
    let start = day("2022-03-01");
    assert_eq!(
        library.calendar("").after(start, 5).exact(),
        Some(day("2022-03-08"))
    );
    let guangxi = library.calendar("4501").after(start, 5);
    assert_eq!(guangxi.exact(), None);
    assert_eq!(
        guangxi.to_string(),
        "待定（最早2022-03-08，最晚2022-03-10；2022年广西壮族“三月三”放假通知尚未录入）"
    );
    assert!(
        library
            .calendar("45")
            .after(day("2026-12-29"), 5)
            .exact()
            .is_none()
    );
}

#[rstest]
#[case("2026-02-12", "2026-02-26")]
#[case("2026-04-30", "2026-05-11")]
#[case("2026-09-29", "2026-10-12")]
#[case("2025-01-24", "2025-02-07")]
#[case("2024-09-12", "2024-09-20")]
#[case("2020-01-21", "2020-02-05")]
#[case("2026-01-01", "2026-01-08")]
fn the_national_calendar_counts_five_working_days(#[case] from: &str, #[case] to: &str) {
    assert_eq!(library().calendar("").after(day(from), 5).exact(), Some(day(to)));
}

#[test]
fn an_amended_calendar_can_be_read_as_it_was_known() {
    let library = library();
    let posted = day("2020-01-21");
    let then = library.calendar_known_on("", posted).after(posted, 5);
    assert_eq!(then.exact(), Some(day("2020-02-03")));
}

#[rstest]
#[case::ex70_window("个人申报", "2020-07-01", "2020-07-30", &["个人申报时间"])]
#[case::a_full_month("个人申报", "2020-07-01", "2020-07-31", &[])]
#[case::ex70_deadline("个人申报", "2020-07-01", "2020-10-31", &["申报截止期限"])]
#[case::last_day("个人申报", "2020-07-01", "2020-10-30", &[])]
#[case::ex70_end("评审", "2020-11-20", "2020-12-02", &["评审完成期限"])]
fn plans_of_2020_are_warned_about(
    #[case] stage: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &[&str],
) {
    let proposed = policy::DayRange {
        from: day(from),
        to: day(to),
    };
    let found = rules("nn.职称评审.2020", "2020-07-01").check_window(stage, Level::SubSenior, proposed);
    assert!(found.iter().all(|finding| finding.force == Force::Soft));
    let names: Vec<&str> = found.iter().map(|finding| finding.law.name.as_str()).collect();
    assert_eq!(names, expected);
}

#[rstest]
#[case::fixed("个人申报", Level::SubSenior, "2021-08-01", "2021-08-20", 0)]
#[case::a_day_longer("个人申报", Level::SubSenior, "2021-08-01", "2021-08-21", 1)]
#[case::counties_end("评审", Level::Assistant, "2021-11-15", "2021-12-01", 1)]
#[case::counties_in_time("评审", Level::Assistant, "2021-11-15", "2021-11-30", 0)]
fn plans_of_2021_keep_the_notice(
    #[case] stage: &str,
    #[case] level: Level,
    #[case] from: &str,
    #[case] to: &str,
    #[case] count: usize,
) {
    let proposed = policy::DayRange {
        from: day(from),
        to: day(to),
    };
    let found = rules("nn.中小学教师.2021", "2021-08-01").check_window(stage, level, proposed);
    assert_eq!(found.len(), count);
    assert!(found.iter().all(|finding| finding.force == Force::Hard));
}

#[test]
fn where_the_texts_are_silent_a_refusal_names_no_article() {
    let then = rules("nn.中小学教师.2021", "2021-11-15");
    let refusal = then.refusal("不得委托或补投", "未签到的专家不能投票");
    assert_eq!(
        (refusal.sentence.as_ref(), refusal.article),
        ("未签到的专家不能投票", None)
    );
    let now = rules("nn.中小学教师.2022", "2022-05-01");
    assert!(
        now.refusal("不得委托或补投", "未签到的专家不能投票")
            .article
            .is_some()
    );
}

#[rstest]
#[case::in_2021("2021-06-01", true)]
#[case::from_2022("2022-06-01", true)]
fn reconfirmed_titles_keep_their_original_day(#[case] on: &str, #[case] set: bool) {
    // From 2022 the measure is silent here: the notice of 2020 still speaks.
    let found = rules("gx.重新确认.2020", on).title_date("重新确认取得时间");
    assert_eq!(found.is_ok(), set);
    assert_eq!(found.unwrap().value, TitleDate::Original);
}

#[test]
fn we_75_returned_materials_have_twenty_four_clock_hours() {
    let hours = rules("nn.中小学教师.2021", "2021-08-18")
        .hours("退回补报期限")
        .unwrap()
        .value;
    let returned = Timestamp::start_of(day("2021-08-18")).plus_hours(9);
    let due = returned.plus_hours(i64::from(hours));
    let minute = 60_000;
    let nine = Timestamp::start_of(day("2021-08-19")).plus_hours(9);
    assert!(nine.plus_millis(-minute) <= due);
    assert!(nine.plus_millis(minute) > due);
}

/// What no text says is asked for by name, with who decides; the program has no number of its own.
#[rstest]
#[case("gx.评审办法.2021", "2022-06-01", &[
    "资历计算截止日", "评审取得职称时间", "补正期限", "退回补报期限", "复查申请期限", "复查答复期限", "结果确认期限", "证书核发期限",
    "证书数据报送期限", "抽取候补人数", "候补和补抽办法", "专家连任届数", "应当回避的关系", "评审通过率", "单位审议异议办法", "认定公示期",
    "重新确认办理期限", "专家诚信档案记录期限", "评审档案保存年限", "退费办法",
])]
#[case("gx.资格评审.2017", "2017-06-01", &["诚信档案记录期限"])]
#[case("gx.重新确认.2020", "2021-06-01", &["重新确认办理期限"])]
#[case("nn.职称评审.2020", "2020-08-01", &["诚信档案记录期限", "乡镇卫生副高级通过率", "单位公示期"])]
#[case("nn.中小学教师.2021", "2021-08-01", &["资历计算截止日", "评审取得职称时间", "差额推荐比例", "诚信档案记录期限"])]
fn silences_are_settings_that_nobody_has_set(#[case] pack: &str, #[case] on: &str, #[case] names: &[&str]) {
    let rules = rules(pack, on);
    for name in names {
        let open = rules.parameter(name, None).unwrap_err();
        assert_eq!(open.name, *name);
        assert!(open.refusal().to_string().contains(name), "{open}");
    }
}

#[test]
fn a_setting_falls_when_a_higher_text_settles_the_matter() {
    let library = library();
    let settings = Settings::new()
        .with("结果公示期", setting("7个工作日"))
        .with("补正期限", setting("3个工作日"))
        .with("确认", setting("设区市人社部门"));
    let pack = "nn.中小学教师.2021";
    let before = library.for_round(pack, day("2021-11-15"), &settings).unwrap();
    let after = library.for_round(pack, day("2022-01-10"), &settings).unwrap();
    assert_eq!(before.working_days("结果公示期").unwrap().value, 7);
    let publicity = after.working_days("结果公示期").unwrap();
    assert_eq!(publicity.value, 5);
    assert!(matches!(publicity.origin, Origin::Pack { .. }));
    assert_eq!(after.working_days("补正期限").unwrap().value, 3);
    let (_, fallen) = library
        .effective(pack, day("2022-01-10"))
        .unwrap()
        .with_standing_settings(&settings);
    let names: Vec<&str> = fallen.iter().map(|error| error.name.as_str()).collect();
    assert_eq!(names, ["确认", "结果公示期"]);
    let again = library.for_round(pack, day("2022-01-10"), &settings).unwrap();
    assert_eq!(again.settings(), after.settings());
}

#[test]
fn the_size_of_the_2021_committee_is_what_the_round_sets() {
    let rules = rules("nn.中小学教师.2021", "2021-09-28");
    let of = |experts| {
        CommitteeCounts {
            members: experts,
            experts,
            first_tier: 0,
            basis: CommitteeBasis::Series,
        }
        .composition(Level::Intermediate)
    };
    let open = rules.check(&of(9)).unwrap_err();
    assert_eq!(open.name, "评委会·评审专家");
    let matters = rules.open_matters();
    assert!(matters.iter().any(|open| open.matter.name == "专家库·入库专家"));

    let set = rules
        .with_settings(Settings::new().with("评委会·评审专家", setting("9")))
        .unwrap();
    assert_eq!(set.check(&of(9)).unwrap(), []);
    let found = set.check(&of(8)).unwrap();
    assert_eq!(found[0].shows, "评审专家8，要求不少于9");
    let fixed = rules_of_2022_refuse_a_size();
    assert!(fixed.contains("已有规定"), "{fixed}");
}

fn rules_of_2022_refuse_a_size() -> String {
    let settings = Settings::new().with("评委会·评审专家", setting("5"));
    let refused = rules("nn.中小学教师.2022", "2022-06-01").with_settings(settings);
    format!("{:?}", refused.unwrap_err())
}
