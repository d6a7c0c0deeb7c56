//! The vote of a unit's panel where rounds differ: one question or two, readings that turn a result, opinions that must
//! be there, a threshold that no text gives.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it goes wrong"
)]

use std::collections::{BTreeMap, BTreeSet};

use ballot::{BoxKey, Keying, Mode, SheetLine};
use domain::panel::{CaseResult, Matter, Member, Panel, Question, State};
use kernel::{ApplicationId, Level, Refusals, Timestamp};
use policy::{Rules, Setting, Settings};
use testkit::{Engine, Town};

const KEY: BoxKey = BoxKey([7; 32]);

fn case() -> ApplicationId {
    "018f2f6e-0000-7000-8000-00000000000a".parse().unwrap()
}

fn rules(pack: &str, on: &str, settings: &Settings) -> Rules {
    let town = Town::new(Engine::Sqlite);
    town.read(|rx| rx.rules(pack, on.parse().unwrap(), settings))
}

/// A panel of seven for one case.
fn panel() -> Panel {
    let member = |seat| Member {
        seat,
        name: format!("成员{seat}"),
        person: None,
        professional: true,
        title: Some(Level::SubSenior),
        outside: false,
    };
    Panel {
        id: "018f2f6e-0000-7000-8000-00000000000b".parse().unwrap(),
        unit: "018f2f6e-0000-7000-8000-00000000000c".parse().unwrap(),
        plan: "018f2f6e-0000-7000-8000-00000000000d".parse().unwrap(),
        members: (1..=7).map(member).collect(),
        agenda: vec![case()],
        level: Level::Intermediate,
        deviation: None,
        opinions: BTreeMap::new(),
        minutes_file: None,
        state: State::Appointed,
    }
}

fn opened(panel: Panel, present: u32, rules: &Rules) -> Result<Panel, Refusals> {
    let present: BTreeSet<u32> = (1..=present).collect();
    let titles = BTreeMap::from([(case(), "韦晓岚，中级，小学语文".to_owned())]);
    let opened = panel.open_ballot(Mode::Paper, present, &titles, ([1; 32], &KEY), rules)?;
    Ok(opened.state)
}

fn line([agree, against, abstain, spoiled]: [u32; 4]) -> SheetLine {
    SheetLine {
        agree,
        against,
        abstain,
        spoiled,
    }
}

/// Two people key in the same sheet.
fn keyed(panel: Panel, papers: u32, lines: &[(Question, [u32; 4])]) -> Panel {
    let lines = lines.iter().map(|(question, marks)| {
        let matter = Matter {
            case: case(),
            question: *question,
        };
        (matter.item(), line(*marks))
    });
    let lines: BTreeMap<_, _> = lines.collect();
    ["甲", "乙"].into_iter().fold(panel, |panel, by| {
        let sheet = Keying {
            by: by.to_owned(),
            papers,
            lines: lines.clone(),
        };
        panel.key_in(sheet).unwrap().state
    })
}

fn counted(panel: Panel, rules: &Rules) -> Result<CaseResult, Refusals> {
    let closed = panel.close_ballot(&KEY, rules, Timestamp::from_millis(0))?;
    Ok(closed.event.results[0].clone())
}

#[test]
fn a_result_that_another_reading_turns_says_so() {
    let rules_2021 = rules("nn.中小学教师.2021", "2021-08-20", &Settings::new());
    let half = keyed(
        opened(panel(), 6, &rules_2021).unwrap(),
        6,
        &[(Question::Recommend, [3, 3, 0, 0])],
    );
    let result = counted(half, &rules_2021).unwrap();
    assert!(result.passed, "EX-06: exactly half suffices");
    assert_eq!(
        result.readings,
        ["“以上”理解为不含本数时，结果为不予推荐"],
        "AMB-02"
    );

    let rules_2022 = rules("nn.中小学教师.2022", "2022-08-10", &Settings::new());
    let vote = |papers, marks| {
        let voting = opened(panel(), papers, &rules_2022).unwrap();
        counted(
            keyed(voting, papers, &[(Question::Recommend, marks)]),
            &rules_2022,
        )
        .unwrap()
    };
    let spoiled = vote(6, [4, 1, 0, 1]);
    assert!(!spoiled.passed, "EX-04: 12 is not more than 12");
    let valid = "“投票总数”理解为有效票数5时，结果为同意推荐";
    assert_eq!(spoiled.readings, [valid], "AMB-01");
    let absent = vote(5, [4, 1, 0, 0]);
    assert!(absent.passed);
    let members = "“投票总数”理解为小组人数7时，结果为不予推荐";
    assert_eq!(absent.readings, [members], "AMB-01");
    assert!(vote(7, [7, 0, 0, 0]).readings.is_empty());
    assert_eq!(
        absent.report(false),
        "审议推荐小组无记名投票表决，同意票达到规定票数"
    );
}

#[test]
fn the_round_of_2020_asks_two_questions_and_reports_the_figures() {
    let (pack, on) = ("nn.职称评审.2020", "2020-09-15");
    let silent = rules(pack, on, &Settings::new());
    let refusal = opened(panel(), 7, &silent).unwrap_err().to_string();
    assert!(refusal.contains("“单位推荐·同意票”尚未设定"), "{refusal}");

    let setting = Setting {
        value: "不少于投票总数的1/2".to_owned(),
        by: "南宁市职改办".to_owned(),
        at: Timestamp::from_millis(0),
        note: "本轮部署文件".to_owned(),
    };
    let rules = rules(pack, on, &Settings::new().with("单位推荐·同意票", setting));
    let voting = opened(panel(), 7, &rules).unwrap();
    let State::Voting { poll, .. } = &voting.state else {
        panic!("voting");
    };
    let asked: Vec<Question> = poll.matters().iter().map(|matter| matter.question).collect();
    assert_eq!(asked, [Question::Recommend, Question::Truthful], "UNT-020");

    let voting = keyed(
        voting,
        7,
        &[
            (Question::Recommend, [5, 2, 0, 0]),
            (Question::Truthful, [2, 4, 1, 0]),
        ],
    );
    let early = counted(voting.clone(), &rules).unwrap_err().to_string();
    assert!(
        early.contains("还有1位申报人没有综合评价（思想品德、工作成绩、专业水平、业务能力、工作态度）"),
        "UNT-017: {early}"
    );
    let opinions = BTreeMap::from([(case(), "思想品德良好，业务能力强。".to_owned())]);
    let result = counted(voting.record_opinions(opinions).unwrap().state, &rules).unwrap();
    assert!(result.passed, "the second question decides nothing by itself");
    assert!(
        result.truth.unwrap().is_doubted(),
        "AMB-29: four of seven doubt the materials"
    );
    let report = result.report(true);
    assert!(
        report.contains("反对2票，弃权0票，到会7人") && report.contains("材料属实2票，不属实4票，弃权1票"),
        "UNT-024: {report}"
    );
}

#[test]
fn opinions_are_for_cases_of_the_agenda_and_end_with_the_count() {
    let rules = rules("nn.中小学教师.2022", "2022-08-10", &Settings::new());
    let other: ApplicationId = "018f2f6e-0000-7000-8000-0000000000ff".parse().unwrap();
    let strange = panel().record_opinions(BTreeMap::from([(other, "好".to_owned())]));
    assert!(strange.unwrap_err().to_string().contains("与审议名单不符"));
    let long = panel().record_opinions(BTreeMap::from([(case(), "好".repeat(2_001))]));
    assert!(long.unwrap_err().to_string().contains("不能超过2000字"));
    let written = panel()
        .record_opinions(BTreeMap::from([(case(), " 好 ".to_owned())]))
        .unwrap()
        .state;
    assert_eq!(written.opinions[&case()], "好");
    let taken_back = written
        .record_opinions(BTreeMap::from([(case(), String::new())]))
        .unwrap();
    assert!(taken_back.state.opinions.is_empty());
    let voting = keyed(
        opened(taken_back.state, 7, &rules).unwrap(),
        7,
        &[(Question::Recommend, [7, 0, 0, 0])],
    );
    let closed = voting
        .close_ballot(&KEY, &rules, Timestamp::from_millis(0))
        .unwrap()
        .state;
    let late = closed.record_opinions(BTreeMap::from([(case(), "好".to_owned())]));
    assert!(late.unwrap_err().to_string().contains("已经计票"));
}
