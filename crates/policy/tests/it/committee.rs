//! Committees, pools, draws and their votes: EX-15 to EX-35.

use crate::common::{day, library, rules};
use kernel::{Layer, Level};
use policy::{
    CommitteeBasis, CommitteeCounts, Days, FactValue, Facts, Force, Office, Period, PoolCounts, Truth,
    VoteCounts,
};
use rstest::rstest;

const ON: &str = "2022-06-01";

fn committee(members: u32, first_tier: u32, basis: CommitteeBasis) -> CommitteeCounts {
    CommitteeCounts {
        members,
        experts: members,
        first_tier,
        basis,
    }
}

#[rstest]
#[case::ex15_24(committee(24, 3, CommitteeBasis::Series), Level::SubSenior, &["COM-011 Hard", "COM-013 Hard"])]
#[case::ex15_26(committee(26, 3, CommitteeBasis::Series), Level::SubSenior, &["COM-011 Hard"])]
#[case::ex15_25(committee(25, 3, CommitteeBasis::Series), Level::SubSenior, &[])]
#[case::ex16_specialty(committee(11, 2, CommitteeBasis::Specialty), Level::FullSenior, &[])]
#[case::ex16_autonomous(committee(9, 1, CommitteeBasis::AutonomousUnit), Level::SubSenior, &["COM-014 Hard"])]
#[case::ex17_intermediate_8(committee(8, 0, CommitteeBasis::Series), Level::Intermediate, &["COM-011 Hard", "COM-015 Hard"])]
#[case::ex17_intermediate_9(committee(9, 0, CommitteeBasis::Series), Level::Intermediate, &[])]
#[case::ex17_junior_7(committee(7, 0, CommitteeBasis::Series), Level::Assistant, &[])]
#[case::ex17_junior_6(committee(6, 0, CommitteeBasis::Series), Level::Technician, &["COM-011 Hard", "COM-015 Hard"])]
#[case::ex20_two(committee(25, 2, CommitteeBasis::Series), Level::SubSenior, &["EXP-006 Soft"])]
#[case::ex20_none(committee(25, 0, CommitteeBasis::Series), Level::SubSenior, &["EXP-006 Hard", "EXP-006 Soft"])]
fn committees_have_their_size(
    #[case] committee: CommitteeCounts,
    #[case] level: Level,
    #[case] expected: &[&str],
) {
    let found = rules("gx.评审办法.2021", ON)
        .check(&committee.composition(level))
        .unwrap();
    let shown: Vec<String> = found
        .iter()
        .map(|finding| format!("{} {:?}", finding.law.rules[0], finding.force))
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn ex16_a_senior_committees_size_may_be_adjusted_with_consent() {
    let small = committee(9, 1, CommitteeBasis::AutonomousUnit);
    let found = rules("gx.评审办法.2021", ON)
        .check(&small.composition(Level::SubSenior))
        .unwrap();
    assert_eq!(found[0].waiver.as_deref(), Some("自治区人力资源社会保障行政部门"));
}

#[rstest]
#[case::ex18_74(74, 8, None, &["EXP-010"])]
#[case::ex18_75(75, 8, None, &[])]
#[case::ex19_seven(75, 7, None, &["EXP-011"])]
#[case::ex21_fifteen(80, 8, Some(15), &["EXP-016"])]
#[case::ex21_sixteen(80, 8, Some(16), &[])]
fn pools_are_warned_about(
    #[case] experts: u32,
    #[case] first_tier: u32,
    #[case] newly_admitted: Option<u32>,
    #[case] expected: &[&str],
) {
    let pool = PoolCounts {
        experts,
        committee_experts: 25,
        first_tier,
        newly_admitted,
    };
    let found = rules("gx.评审办法.2021", ON)
        .check(&pool.composition(Level::SubSenior))
        .unwrap();
    assert!(found.iter().all(|finding| finding.force == Force::Soft));
    let shown: Vec<&str> = found
        .iter()
        .map(|finding| finding.law.rules[0].as_str())
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn ex22_a_filing_lasts_three_years_at_most() {
    let rules = rules("gx.评审办法.2021", ON);
    let term = rules.span("评委会备案有效期", None).unwrap().value;
    let last = term.last_day(day("2022-03-01"));
    assert_eq!(last, day("2025-02-28"));
    assert!(day("2025-03-31") > last);
}

#[rstest]
#[case::ex23("专家库调整提前", "2022-11-15", "2022-09-29")]
#[case::ex24("开评申请提前", "2022-06-17", "2022-06-10")]
#[case::ex25("开评申请提前", "2022-10-14", "2022-10-09")]
fn lead_times_count_back_in_working_days(#[case] name: &str, #[case] event: &str, #[case] latest: &str) {
    let days = rules("gx.评审办法.2021", ON).working_days(name).unwrap();
    let calendar = library().calendar("45");
    assert_eq!(calendar.before(day(event), days.value).exact(), Some(day(latest)));
}

#[test]
fn ex23_nanning_2020_asked_for_one_month() {
    let month = rules("nn.职称评审.2020", "2020-09-01").span("专家库调整提前", None);
    assert_eq!(month.unwrap().value, policy::Span::Months(1));
}

fn about_expert(rule: &str, facts: &Facts, on: &str) -> (Truth, Force) {
    let decision = rules("gx.评审办法.2021", on)
        .evaluate(rule, facts, Days::on(day(on)))
        .unwrap();
    (decision.outcome, decision.force)
}

#[rstest]
#[case::before("2022-07-15", Truth::No)]
#[case::on_the_anniversary("2022-08-01", Truth::Yes)]
fn ex26_experts_hold_the_title_for_two_years(#[case] on: &str, #[case] expected: Truth) {
    let facts = Facts::new().with("专家取得相应职称日", FactValue::Day(day("2020-08-01")));
    let (outcome, force) = about_expert("专家取得相应职称满2年", &facts, on);
    assert_eq!((outcome, force), (expected, Force::Hard));
}

#[test]
fn ex27_years_in_the_field_only_warn() {
    let facts = Facts::new().with("专家从事本领域年限", FactValue::Months(48));
    let found = about_expert("中级专家从事本领域满5年", &facts, ON);
    assert_eq!(found, (Truth::No, Force::Soft));
}

#[test]
fn ex28_the_retired_cannot_be_drawn() {
    let open = |from: &str| {
        FactValue::Periods(vec![Period {
            from: day(from),
            to: None,
        }])
    };
    let facts = Facts::new()
        .with("专家任期", open("2021-01-01"))
        .with("专家库备案期间", open("2021-01-01"))
        .with("专家离退休期间", open("2022-05-01"));
    assert_eq!(about_expert("专家可以抽取", &facts, "2022-04-30").0, Truth::Yes);
    assert_eq!(about_expert("专家可以抽取", &facts, "2022-05-01").0, Truth::No);
}

#[rstest]
#[case::ex29_seventeen(17, 25, true)]
#[case::ex29_sixteen(16, 25, false)]
#[case::ex30_exactly(6, 9, true)]
#[case::ex30_four(4, 7, false)]
fn two_thirds_of_the_committee_attend(#[case] present: u32, #[case] members: u32, #[case] valid: bool) {
    let vote = rules("gx.评审办法.2021", ON).vote("评委会").unwrap();
    let outcome = vote.quorate(present, members).unwrap();
    assert_eq!(outcome.passed, valid);
    assert_eq!(outcome.law.article.place, "第二十三条");
    assert_eq!(outcome.law.rules[0].as_str(), "MTG-002");
}

#[rstest]
#[case::ex31_twelve(12, 17, 17, true)]
#[case::ex31_eleven(11, 17, 17, false)]
#[case::ex32_exactly(12, 18, 18, true)]
#[case::ex33_sixteen(16, 25, 25, false)]
#[case::ex33_seventeen(17, 25, 25, true)]
#[case::ex34_abstentions_stay(10, 15, 15, true)]
#[case::ex35_unreturned_stay(9, 13, 15, false)]
fn two_thirds_of_those_attending_agree(
    #[case] agree: u32,
    #[case] cast: u32,
    #[case] attending: u32,
    #[case] passes: bool,
) {
    let vote = rules("gx.评审办法.2021", ON).vote("评委会").unwrap();
    let counts = VoteCounts {
        agree,
        cast: Some(cast),
        present: Some(attending),
        members: Some(25),
    };
    assert_eq!(vote.decide(&counts).unwrap().passed, passes);
}

#[test]
fn authorities_follow_level_and_layer() {
    let rules = rules("gx.评审办法.2021", ON);
    let confirming = |level, layer| rules.confirming(level, layer).unwrap().value;
    assert_eq!(
        confirming(Level::SubSenior, Layer::County),
        Office::TitleOffice(Layer::Region)
    );
    assert_eq!(
        confirming(Level::Intermediate, Layer::County),
        Office::TitleOffice(Layer::City)
    );
    assert_eq!(
        confirming(Level::Intermediate, Layer::Region),
        Office::Industry(Layer::Region)
    );
    assert_eq!(
        confirming(Level::Assistant, Layer::County),
        Office::TitleOffice(Layer::County)
    );
    assert_eq!(
        rules.issuing(Level::SubSenior, Layer::City).unwrap().value,
        Office::TitleOffice(Layer::Region)
    );
    assert_eq!(
        rules.filing(Level::Assistant, Layer::Region).unwrap().value,
        Office::RegionUnit
    );
}

/// EX-37, EX-38.
#[rstest]
#[case::ex37_twelve(18, 12, true, true)]
#[case::ex37_eleven(18, 11, false, false)]
#[case::ex38(16, 10, false, true)]
fn we_37_we_38_a_recusal_is_reckoned_in_both_readings(
    #[case] attending: u32,
    #[case] agree: u32,
    #[case] literal: bool,
    #[case] entitled: bool,
) {
    let rules = rules("gx.评审办法.2021", ON);
    let counts = VoteCounts {
        agree,
        present: Some(attending),
        ..VoteCounts::default()
    };
    let found = rules
        .vote("评委会")
        .unwrap()
        .decide_with_recused(&counts, 1)
        .unwrap();
    assert_eq!((found.outcome.passed, found.other.passed), (literal, entitled));
    assert_eq!(found.differ(), literal != entitled);

    let setting = policy::Setting {
        value: "有表决权人数".to_owned(),
        by: "自治区人社厅".to_owned(),
        at: kernel::Timestamp::start_of(day(ON)),
        note: "会前书面决定".to_owned(),
    };
    let set = policy::Settings::new().with("回避时表决分母", setting);
    let vote = rules.with_settings(set).unwrap().vote("评委会").unwrap();
    let other = vote.decide_with_recused(&counts, 1).unwrap();
    assert_eq!(other.outcome.passed, entitled);
}
