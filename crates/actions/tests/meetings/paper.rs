//! Papers, keyed in by two people of the organiser.

use std::collections::BTreeMap;

use actions::meetings::{close_ballot, key_in, open_ballot, void_ballot};
use ballot::SheetLine;
use domain::meetings::Method;
use kernel::{Actor, ApplicationId, MeetingId, Role};
use rstest::rstest;
use store::Error;
use testkit::{Engine, Town, refused};

use crate::round;

fn sheet(case: ApplicationId, agree: u32, against: u32) -> BTreeMap<ApplicationId, SheetLine> {
    let line = SheetLine {
        agree,
        against,
        abstain: 0,
        spoiled: 0,
    };
    BTreeMap::from([(case, line)])
}

fn key(
    town: &Town,
    who: &Actor,
    meeting: MeetingId,
    lines: &BTreeMap<ApplicationId, SheetLine>,
) -> store::Result<()> {
    town.by(who, |tx| key_in::key_in(tx, meeting, 9, lines))
}

#[rstest]
fn papers_count_when_two_people_agree(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let scene = round::with_pool(&town, 21);
    let (meeting, cases) = round::opened(&town, &scene, 1);
    round::drawn(&town, &scene, meeting);
    let attending = round::in_session(&town, &scene, meeting, 9);
    round::presented(&town, &scene, meeting);
    let chair = attending[0].actor;
    let clerk = town.actor(Role::Organiser, town.offices().city_education.id);
    let lines = sheet(cases[0], 6, 3);

    refused(key(&town, &scene.organiser, meeting, &lines));
    town.by(&chair, |tx| open_ballot::open_ballot(tx, meeting, Method::Paper))
        .unwrap();
    let close = || town.by(&chair, |tx| close_ballot::close_ballot(tx, meeting));
    refused(close());
    key(&town, &scene.organiser, meeting, &lines).unwrap();
    refused(close());
    assert!(matches!(
        key(&town, &chair, meeting, &lines),
        Err(Error::NotFound | Error::Refused(_))
    ));
    key(&town, &clerk, meeting, &sheet(cases[0], 5, 4)).unwrap();
    refused(close());
    let third = town.actor(Role::Organiser, town.offices().city_education.id);
    refused(key(&town, &third, meeting, &lines));
    refused(key(&town, &clerk, meeting, &sheet(cases[0], 9, 3)));
    key(&town, &clerk, meeting, &lines).unwrap();
    close().unwrap();

    let state = town.read(|rx| store::meetings::find(rx, meeting));
    let result = &state.outcome().unwrap().results[0];
    assert!(result.passed && result.counts.agree == 6 && result.counts.against == 3);
    refused(key(&town, &clerk, meeting, &lines));
    refused(town.by(&chair, |tx| void_ballot::void_ballot(tx, meeting, "计票有误")));
}
