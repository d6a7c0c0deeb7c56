//! People, offices and seats as rows.

use domain::accounts::{Held, OfficeKind};
use kernel::{Actor, Role, Seat};
use rstest::rstest;
use store::{Error, accounts};
use testkit::{Engine, Town};

#[rstest]
fn offices_are_found_by_id_kind_and_area(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let offices = town.offices();
    let school = &offices.wuming.rural_school;
    assert_eq!(&town.read(|rx| accounts::office(rx, school.id)), school);
    assert!(school.rural && school.parent == Some(offices.wuming.education.id));
    let area = |kind, code| town.read(|rx| accounts::office_of_area(rx, kind, code));
    assert_eq!(
        area(OfficeKind::HumanResources, "450103").as_ref(),
        Some(&offices.qingxiu.hrss)
    );
    assert_eq!(area(OfficeKind::HumanResources, "450999"), None);
    let bureaus = town.read(|rx| accounts::offices_of_kind(rx, OfficeKind::HumanResources));
    let codes: Vec<&str> = bureaus.iter().map(|office| office.region_code.as_str()).collect();
    assert_eq!(codes, ["450000", "450100", "450103", "450110", "450181"]);
    let two = [school.id, offices.city_hrss.id];
    assert_eq!(town.read(|rx| accounts::offices(rx, &two)).len(), 2);
}

#[rstest]
fn a_person_is_found_by_identity_number_and_read_back_whole(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = town.person();
    assert_eq!(town.read(|rx| accounts::person(rx, person.id)), person);
    let found = town.read(|rx| accounts::by_identity(rx, &person.identity));
    assert_eq!(found, Some(person.id));
    let stranger = town.somebody();
    assert_eq!(
        town.read(|rx| accounts::by_identity(rx, &stranger.identity)),
        None
    );
    let names = town.read(|rx| accounts::names(rx, &[person.id, stranger.id]));
    assert_eq!(names, [(person.id, person.name.clone())]);
}

#[rstest]
fn an_account_name_and_an_identity_number_are_taken_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let first = town.person();
    let mut same_account = town.somebody();
    same_account.account.clone_from(&first.account);
    let mut same_identity = town.somebody();
    same_identity.identity = first.identity.clone();
    for second in [same_account, same_identity] {
        let outcome = town.by(&Actor::Program, |tx| accounts::add_person(tx, &second, None));
        assert!(matches!(outcome, Err(Error::Stale)), "{outcome:?}");
    }
    assert_eq!(town.count("people"), 1);
}

#[rstest]
fn seats_count_from_their_first_to_their_last_day(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let (person, office) = (town.person().id, town.offices().city_hrss.id);
    let seat = Seat {
        role: Role::TitleOffice,
        office,
    };
    let held = Held {
        seat,
        since: "2022-08-02".parse().unwrap(),
        until: Some("2022-08-03".parse().unwrap()),
    };
    town.program(|tx| accounts::add_seat(tx, person, &held));
    let mut seen = Vec::new();
    for day in ["2022-08-01", "2022-08-02", "2022-08-03", "2022-08-04"] {
        town.at(day);
        let holds = town.read(|rx| accounts::holds_seat(rx, person, seat));
        let holders = town.read(|rx| accounts::holders(rx, seat.role, office));
        assert_eq!(holders.contains(&person), holds);
        seen.push(holds);
    }
    assert_eq!(seen, [false, true, true, false]);
    let all = town.read(|rx| accounts::seats_of(rx, person));
    assert_eq!(all, [(held, "南宁市人力资源和社会保障局".to_owned())]);
}
