//! The worked examples by number, each through the examples that stand beside the packs (号).
//!
//! What an act refuses is shown by the tests of the actions that carry the same number.

use kernel::Level;
use policy::{Examples, TitleDate};

use crate::common::{day, files, library, rules};

/// Runs the examples that carry `number`; there should be `count` of them.
fn shown(number: u32, count: usize) {
    let number = format!("EX-{number:02}");
    let examples = match Examples::load(files()) {
        Ok(examples) => examples.numbered(&number),
        Err(errors) => panic!("{errors}"),
    };
    let report = examples.run(&library());
    let wrong: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(report.passed, count, "{number}");
}

/// `name: number, how many examples;`
macro_rules! worked {
    ($($name:ident: $number:literal, $count:literal;)+) => {
        $(
            #[test]
            fn $name() {
                shown($number, $count);
            }
        )+
    };
}

worked! {
    we_01_five_of_seven_are_more_than_two_thirds: 1, 1;
    we_02_four_of_six_are_exactly_two_thirds_and_not_enough: 2, 1;
    we_03_seven_of_nine_and_not_six: 3, 2;
    we_04_an_abstention_counts_in_the_votes: 4, 1;
    we_05_four_of_five_and_not_three: 5, 2;
    we_06_in_2021_exactly_half_of_those_present_is_enough: 6, 1;
    we_07_in_2021_two_of_five_are_not: 7, 1;
    we_08_four_of_seven_pass_in_2021_and_fail_from_2022: 8, 2;
    we_09_a_panel_of_four_is_too_small: 9, 1;
    we_10_in_nanning_2020_a_panel_is_of_five_or_seven: 10, 1;
    we_11_three_professionals_of_five_are_too_few: 11, 2;
    we_12_four_of_six_and_five_of_seven_professionals: 12, 2;
    we_13_titles_below_the_applicants_bar_and_in_2021_only_warn: 13, 2;
    we_15_a_senior_committee_is_odd_and_has_25_experts: 15, 3;
    we_17_intermediate_and_junior_committees: 17, 4;
    we_18_a_pool_has_three_times_the_committee: 18, 2;
    we_19_eight_of_75_are_first_tier: 19, 2;
    we_20_three_of_25_are_first_tier_and_none_is_refused: 20, 3;
    we_21_sixteen_of_80_are_new: 21, 2;
    we_22_a_filing_ends_the_day_before_the_third_anniversary: 22, 1;
    we_23_a_pool_is_adjusted_30_working_days_ahead_or_in_2020_a_month: 23, 2;
    we_24_an_opening_is_requested_five_working_days_ahead: 24, 1;
    we_25_a_working_sunday_counts: 25, 1;
    we_26_an_expert_holds_the_title_for_two_years: 26, 2;
    we_27_four_years_in_the_field_only_warn: 27, 1;
    we_28_the_retired_are_not_drawn: 28, 2;
    we_29_seventeen_of_25_attend: 29, 2;
    we_30_six_of_nine_attend_and_four_of_seven_are_too_few: 30, 2;
    we_31_twelve_of_17_agree_and_not_eleven: 31, 2;
    we_32_twelve_of_18_are_exactly_two_thirds_and_enough: 32, 1;
    we_33_seventeen_of_25_agree_and_not_sixteen: 33, 2;
    we_34_abstentions_stay_in_the_denominator: 34, 1;
    we_35_ballots_not_returned_stay_in_the_denominator: 35, 1;
    we_39_talent_from_abroad_with_a_bachelors_degree: 39, 3;
    we_40_talent_from_abroad_with_higher_degrees: 40, 3;
    we_41_after_five_yearly_rounds_the_ordinary_way: 41, 1;
    we_42_years_before_and_after_moving_count_together: 42, 1;
    we_43_eleven_years_reach_intermediate: 43, 2;
    we_45_two_years_beyond_the_prescribed_ones: 45, 2;
    we_46_skilled_workers_need_three_good_assessments: 46, 2;
    we_47_the_archive_bars_for_three_years: 47, 3;
    we_48_five_years_after_a_false_reconfirmation: 48, 2;
    we_51_retirement_in_the_year_of_2017: 51, 2;
    we_52_two_thirds_of_the_hours_are_specialised: 52, 2;
    we_53_credits_do_not_replace_the_total: 53, 1;
    we_54_six_months_before_the_month_of_application: 54, 2;
    we_55_freelancers_have_six_months_without_a_unit: 55, 2;
    we_56_achievements_end_with_31_august_2021: 56, 2;
    we_58_publicity_of_five_working_days: 58, 1;
    we_59_publicity_over_mid_autumn: 59, 1;
    we_60_publicity_over_the_national_day: 60, 1;
    we_62_data_is_due_five_working_days_after_confirmation: 62, 1;
    we_63_fees_of_2020_and_2021: 63, 3;
    we_64_a_bachelors_recognition_between_one_and_three_years: 64, 4;
    we_65_a_college_graduates_recognition_between_three_and_five_years: 65, 4;
    we_66_one_degree_two_recognitions_and_no_new_degree: 66, 3;
    we_68_what_cannot_be_reconfirmed: 68, 5;
    we_69_a_year_in_the_new_work_before_changing_series: 69, 2;
    we_70_the_plan_of_2020_is_warned_about: 70, 3;
    we_71_the_pass_rate_of_the_yearly_statistics: 71, 2;
    we_72_a_complaint_without_a_contact: 72, 1;
    we_73_twenty_years_in_townships_and_five_or_ten_in_villages: 73, 4;
    we_75_hours_until_resubmission: 75, 1;
}

#[test]
fn we_16_a_committee_by_specialty_has_eleven_and_fewer_need_the_regions_consent() {
    shown(16, 2);
    let nine = policy::CommitteeCounts {
        members: 9,
        experts: 9,
        first_tier: 1,
        basis: policy::CommitteeBasis::AutonomousUnit,
    };
    let rules = rules("gx.评审办法.2021", "2022-06-01");
    let found = rules.check(&nine.composition(Level::SubSenior)).unwrap();
    assert_eq!(found[0].waiver.as_deref(), Some("自治区人力资源社会保障行政部门"));
}

#[test]
fn we_49_a_second_title_of_a_level_is_blocked_and_both_would_be_void() {
    shown(49, 1);
    let rules = rules("nn.中小学教师.2021", "2021-08-15");
    let void = rules.law("多报无效").unwrap();
    assert_eq!(void.rules[0].as_str(), "ELG-038");
    assert!(void.sentence.contains("所有评审结果无效"));
}

#[test]
fn we_50_two_levels_in_a_year_are_void_in_2017_and_not_covered_in_2021() {
    shown(50, 1);
    let of_2021 = rules("nn.中小学教师.2021", "2021-08-15");
    assert!(of_2021.asked_on("同一年度只申报一个职称").is_none());
    assert!(of_2021.asked_on("同一年度只申报一个同级别职称").is_some());
    let of_2017 = rules("gx.资格评审.2017", "2017-08-15");
    assert_eq!(of_2017.law("多报无效").unwrap().rules[0].as_str(), "ELG-036");
}

#[test]
fn we_57_a_sanction_after_applying_stands_against_confirming() {
    shown(57, 2);
    let rules = rules("gx.评审办法.2021", "2022-07-10");
    let law = rules.law("不予确认").unwrap();
    assert_eq!(law.rules[0].as_str(), "ELG-019");
}

#[test]
fn we_61_the_last_day_to_post_leaves_a_day_to_deliberate() {
    shown(61, 2);
    let rules = rules("nn.中小学教师.2021", "2021-08-23");
    let window = rules.window("单位推荐", Level::FullSenior).unwrap().value;
    let days = rules.working_days("单位公示期").unwrap().value;
    let calendar = library().calendar("45");
    let over = |posted: &str| calendar.after(day(posted), days).exact().unwrap();
    assert!(window.contains(over("2021-08-23").next()));
    assert!(!window.contains(over("2021-08-24").next()));
}

#[test]
fn we_67_recognised_titles_count_from_the_day_the_text_names() {
    shown(67, 3);
    let rules = rules("gx.评审办法.2021", "2023-03-15");
    let from = |name| rules.title_date(name).unwrap().value;
    assert_eq!(from("博士认定中级取得时间"), TitleDate::RelationBegan);
    assert_eq!(from("博士后认定取得时间"), TitleDate::LeftStation);
    let late = rules.evaluate(
        "博士后2年内办理",
        &policy::Facts::new().with("与区内单位签订合同日", policy::FactValue::Day(day("2022-08-01"))),
        policy::Days::on(day("2024-08-02")),
    );
    assert_eq!(late.unwrap().force, policy::Force::Soft);
}

#[test]
fn we_74_the_fifth_working_day_must_be_over() {
    shown(74, 1);
    let rules = rules("gx.重新确认.2020", "2022-03-01");
    let days = rules.working_days("重新确认公示期").unwrap().value;
    let last = library().calendar("").after(day("2022-03-01"), days);
    assert_eq!(last.exact(), Some(day("2022-03-08")), "on that day it still runs");
    assert_eq!(rules.law("重新确认公示").unwrap().rules[0].as_str(), "RCF-015");
}
