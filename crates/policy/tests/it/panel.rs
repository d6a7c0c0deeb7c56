//! Unit panels: EX-01 to EX-14.

use crate::common::rules;
use kernel::Level;
use policy::{Force, PanelCounts, Rules, VoteCounts};
use rstest::rstest;

fn recommended(rules: &Rules, agree: u32, cast: u32, present: u32) -> bool {
    let vote = rules.vote("单位推荐").unwrap();
    assert!(vote.secret);
    let counts = VoteCounts {
        agree,
        cast: Some(cast),
        present: Some(present),
        members: None,
    };
    vote.decide(&counts).unwrap().passed
}

#[rstest]
#[case::ex01(5, 7, true)]
#[case::ex02(4, 6, false)]
#[case::ex03_six(6, 9, false)]
#[case::ex03_seven(7, 9, true)]
#[case::ex04_abstention_counts(4, 6, false)]
#[case::ex05_four(4, 5, true)]
#[case::ex05_three(3, 5, false)]
#[case::ex08_from_2022(4, 7, false)]
fn from_2022_more_than_two_thirds_of_the_votes(#[case] agree: u32, #[case] cast: u32, #[case] passes: bool) {
    let rules = rules("gx.评审办法.2021", "2022-06-01");
    assert_eq!(recommended(&rules, agree, cast, 7.max(cast)), passes);
}

#[rstest]
#[case::ex06(3, 6, true)]
#[case::ex07(2, 5, false)]
#[case::ex08_in_2021(4, 7, true)]
fn in_2021_half_of_those_present(#[case] agree: u32, #[case] present: u32, #[case] passes: bool) {
    let rules = rules("nn.中小学教师.2021", "2021-08-30");
    assert_eq!(recommended(&rules, agree, present, present), passes);
}

#[test]
fn a_vote_is_reckoned_in_words() {
    let vote = rules("gx.评审办法.2021", "2022-06-01").vote("单位推荐").unwrap();
    let outcome = vote.decide(&VoteCounts {
        agree: 5,
        cast: Some(7),
        ..VoteCounts::default()
    });
    assert_eq!(
        outcome.unwrap().explanation,
        "同意5票，投票总数7，5×3=15 > 7×2=14，超过2/3"
    );
    let empty = vote.decide(&VoteCounts {
        agree: 0,
        cast: Some(0),
        ..VoteCounts::default()
    });
    let refusal = empty.unwrap_err();
    assert_eq!(refusal.sentence, "投票总数为零，表决无效");
    assert_eq!(refusal.rule.unwrap().as_str(), "UNT-021");
}

/// `(rule id, force)` of each finding.
fn findings(pack: &str, on: &str, panel: PanelCounts, level: Level) -> Vec<(String, Force)> {
    let found = rules(pack, on).check(&panel.composition(level)).unwrap();
    found
        .iter()
        .map(|finding| (finding.law.rules[0].to_string(), finding.force))
        .collect()
}

fn panel(members: u32, professionals: u32, below_level: u32) -> PanelCounts {
    PanelCounts {
        members,
        professionals,
        below_level,
    }
}

const G22: (&str, &str) = ("gx.评审办法.2021", "2022-06-01");
const Y21T: (&str, &str) = ("nn.中小学教师.2021", "2021-08-30");
const Y20N: (&str, &str) = ("nn.职称评审.2020", "2020-08-30");

#[rstest]
#[case::ex09(G22, panel(4, 4, 0), &[("UNT-009", Force::Hard)])]
#[case::ex10(Y20N, panel(6, 6, 0), &[("UNT-010", Force::Hard)])]
#[case::ex11(G22, panel(5, 3, 0), &[("UNT-009", Force::Hard)])]
#[case::ex11_four(G22, panel(5, 4, 0), &[])]
#[case::ex12_six(G22, panel(6, 4, 0), &[])]
#[case::ex12_seven(G22, panel(7, 5, 0), &[])]
#[case::ex13_from_2022(G22, panel(7, 5, 5), &[("UNT-009", Force::Hard)])]
#[case::ex13_in_2021(Y21T, panel(7, 5, 5), &[("UNT-011", Force::Soft)])]
#[case::generally_five_or_seven(Y21T, panel(6, 4, 0), &[("UNT-011", Force::Soft)])]
fn panels_are_composed_as_their_round_says(
    #[case] (pack, on): (&str, &str),
    #[case] panel: PanelCounts,
    #[case] expected: &[(&str, Force)],
) {
    let found = findings(pack, on, panel, Level::SubSenior);
    let found: Vec<(&str, Force)> = found
        .iter()
        .map(|(rule, force)| (rule.as_str(), *force))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_finding_shows_its_figures_and_article() {
    let (pack, on) = G22;
    let found = rules(pack, on)
        .check(&panel(5, 3, 0).composition(Level::Assistant))
        .unwrap();
    assert_eq!(found[0].shows, "专业技术人员3，人数5，3×3=9 < 5×2=10");
    assert_eq!(
        found[0].law.to_string(),
        "专业技术人才不得少于审议推荐小组的2/3（《广西壮族自治区职称评审管理服务暂行办法》第二十条(一)）"
    );
}

#[rstest]
#[case::senior(Level::SubSenior, true)]
#[case::intermediate(Level::Intermediate, false)]
fn we_14_only_senior_applicants_are_heard_before_the_vote(#[case] level: Level, #[case] heard: bool) {
    use policy::StepKind::{Defence, Panel};
    let (pack, on) = G22;
    let rules = rules(pack, on);
    let steps = rules.steps(level, kernel::Layer::County).unwrap();
    let at = |kind| steps.iter().position(|step| step.kind == kind);
    assert_eq!(at(Defence).is_some(), heard);
    assert!(at(Defence) < at(Panel));
    let refusal = rules.law("高级先考评后审议").unwrap().refusal();
    assert_eq!(refusal.rule.unwrap().as_str(), "UNT-012");
}
