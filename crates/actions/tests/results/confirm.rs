//! Submission and confirmation of results.

use actions::results::confirm;
use domain::applications::{Ending, Stage};
use domain::results::Decision;
use kernel::ApplicationId;
use policy::{FactValue, Facts, Period};
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, refused};

use crate::round::{self, confirmed, day, decision, submitted};

#[rstest]
fn we_57_a_bar_that_arose_since_the_application_stands_against_confirming(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = submitted(engine, 2);
    let mut cmd = decision(&stand);
    // Retired on 2022-09-10, after the application and before the confirmation.
    let retired = Period {
        from: round::day("2022-09-10"),
        to: None,
    };
    let facts = round::clear().with("离退休期间", FactValue::Periods(vec![retired]));
    cmd.facts.insert(stand.cases[1], facts);
    confirmed(&stand, &cmd).unwrap();

    let list = stand.town.read(|rx| store::results::find(rx, stand.list));
    assert_eq!(list.stage.code(), "decided");
    let of = |case: ApplicationId| {
        list.lines
            .iter()
            .find(|line| line.case == case)
            .unwrap()
            .decision
            .clone()
            .unwrap()
    };
    assert!(matches!(of(stand.cases[0]), Decision::Confirmed { .. }));
    let Decision::NotConfirmed { reasons } = of(stand.cases[1]) else {
        panic!("retirement bars");
    };
    assert!(reasons[0].contains("离退休人员不得申报"), "{reasons:?}");
    let ended = |case| {
        stand
            .town
            .read(|rx| store::applications::find(rx, case))
            .case
            .stage
    };
    assert!(matches!(
        ended(stand.cases[0]),
        Stage::Ended(Ending::Certified { .. })
    ));
    assert_eq!(ended(stand.cases[1]), Stage::Ended(Ending::NotConfirmed));
    assert_eq!(stand.town.count("certificates"), 1);

    let again = refused(confirmed(&stand, &cmd));
    assert!(
        again.to_string().contains("已由南人社职〔2022〕18号确认"),
        "{again}"
    );
}

#[rstest]
fn what_is_not_known_stops_the_whole_list() {
    let stand = submitted(Engine::Sqlite, 2);
    let mut cmd = decision(&stand);
    cmd.facts.remove(&stand.cases[1]);
    let refusals = refused(confirmed(&stand, &cmd));
    assert!(refusals.by_rule("ELG-019"), "{refusals}");
    assert!(refusals.to_string().contains("诚信档案记录期"), "{refusals}");
    assert_eq!(stand.town.count("certificates"), 0);
    assert_eq!(stand.town.count("certificate_serials"), 0);
}

#[rstest]
fn looking_up_and_finding_nothing_settles_what_the_records_leave_open() {
    let stand = submitted(Engine::Sqlite, 2);
    let mut cmd = decision(&stand);
    let archive = |facts: &Facts, name: &str| facts.get(name).cloned().unwrap();
    let known = ["单位性质", "诚信档案记录期"].map(|name| (name, archive(&cmd.facts[&stand.cases[1]], name)));
    let on_file = known
        .into_iter()
        .fold(Facts::new(), |facts, (name, value)| facts.with(name, value));
    let retired = Period {
        from: day("2022-09-10"),
        to: None,
    };
    let retired = on_file
        .clone()
        .with("离退休期间", FactValue::Periods(vec![retired]));
    cmd.facts = [(stand.cases[0], retired), (stand.cases[1], on_file)].into();
    let blank = stand.cases.iter().map(|case| (*case, " ".to_owned()));
    cmd.looked_up = blank.collect();
    let refusals = refused(confirmed(&stand, &cmd));
    assert!(
        refusals.by_rule("ELG-019"),
        "a blank answer settles nothing: {refusals}"
    );

    let asked = "2022年9月20日向社保、纪检监察机关核实，查无记录";
    cmd.looked_up = stand.cases.iter().map(|case| (*case, asked.to_owned())).collect();
    confirmed(&stand, &cmd).unwrap();
    assert_eq!(
        stand.town.count("certificates"),
        1,
        "what is on file stands against the other"
    );
    let list = stand.town.read(|rx| store::results::find(rx, stand.list));
    assert!(
        list.lines
            .iter()
            .all(|line| line.looked_up.as_deref() == Some(asked))
    );
    let entry = stand.town.journal(&Subject::of(stand.list)).pop().unwrap();
    assert!(
        entry.body.contains("looked_up") && !entry.body.contains("社保"),
        "{}",
        entry.body
    );
}

#[rstest]
fn another_authority_does_not_find_the_list() {
    let stand = submitted(Engine::Sqlite, 1);
    let other = stand
        .town
        .actor(kernel::Role::TitleOffice, stand.town.offices().region_hrss.id);
    let (cmd, signer) = (decision(&stand), round::signer());
    let outcome = stand.town.by(&other, |tx| confirm::confirm(tx, &signer, &cmd));
    assert!(matches!(outcome, Err(Error::NotFound)));
}
