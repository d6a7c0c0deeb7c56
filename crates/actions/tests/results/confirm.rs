//! Submission and confirmation of results.

use std::collections::BTreeMap;

use actions::results::{confirm, submit};
use domain::applications::{Ending, Stage};
use domain::certificates::Document;
use domain::results::Decision;
use kernel::{AnnouncementId, ApplicationId};
use policy::{FactValue, Period};
use rstest::rstest;
use store::Error;
use testkit::{Engine, Town, refused};

use crate::round::{self, Scene};

pub(crate) struct Stand {
    pub(crate) town: Town,
    pub(crate) scene: Scene,
    pub(crate) cases: Vec<ApplicationId>,
    pub(crate) list: AnnouncementId,
}

/// Passed cases on a list that waits for the city's HRSS.
pub(crate) fn submitted(engine: Engine, count: usize) -> Stand {
    let mut town = Town::new(engine);
    let scene = round::with_pool(&town, 21);
    let hrss = town.offices().city_hrss.id;
    town.tamper(&format!(
        "UPDATE offices SET credit_code = '{}' WHERE id = '{hrss}'",
        round::AUTHORITY_CODE
    ));
    let (meeting, cases) = round::opened(&town, &scene, count);
    round::drawn(&town, &scene, meeting);
    let attending = round::in_session(&town, &scene, meeting, 9);
    round::presented(&town, &scene, meeting);
    round::voted(&town, meeting, &attending, |_, _| true);
    round::sealed(&town, &scene, meeting, &attending[0].actor);
    let early = refused(town.by(&scene.organiser, |tx| submit::submit(tx, meeting, None)));
    assert!(early.by_rule("RES-001"), "{early}");
    for case in &cases {
        round::publicised(&town, *case);
    }
    let list = town
        .by(&scene.organiser, |tx| submit::submit(tx, meeting, None))
        .unwrap();
    town.at("2022-09-20 10:00");
    Stand {
        town,
        scene,
        cases,
        list,
    }
}

pub(crate) fn decision(stand: &Stand) -> confirm::Confirm {
    confirm::Confirm {
        list: stand.list,
        document: Document {
            number: "南人社职〔2022〕18号".into(),
            day: round::day("2022-09-20"),
        },
        facts: stand.cases.iter().map(|case| (*case, round::clear())).collect(),
        not_confirmed: BTreeMap::new(),
    }
}

pub(crate) fn confirmed(stand: &Stand, cmd: &confirm::Confirm) -> store::Result<()> {
    let signer = round::signer();
    stand
        .town
        .by(&stand.scene.authority, |tx| confirm::confirm(tx, &signer, cmd))
}

#[rstest]
fn a_bar_that_arose_since_the_application_stands_against_confirming(
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
fn another_authority_does_not_find_the_list() {
    let stand = submitted(Engine::Sqlite, 1);
    let other = stand
        .town
        .actor(kernel::Role::TitleOffice, stand.town.offices().region_hrss.id);
    let (cmd, signer) = (decision(&stand), round::signer());
    let outcome = stand.town.by(&other, |tx| confirm::confirm(tx, &signer, &cmd));
    assert!(matches!(outcome, Err(Error::NotFound)));
}
