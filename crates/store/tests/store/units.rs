//! A unit of work is saved whole or not at all, and reads see one moment.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kernel::{Actor, Refusal};
use rstest::rstest;
use store::journal::{Subject, record};
use store::{Error, Result, Tx, files, notices};
use testkit::{Engine, Town, refused};

const TABLES: [&str; 4] = ["journal", "files", "messages", "offices"];

fn counts(town: &Town) -> [i64; 4] {
    TABLES.map(|table| town.count(table))
}

#[rstest]
fn a_refused_change_leaves_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let mut school = town.offices().city_school.clone();
    let person = town.person();
    let before = counts(&town);
    let mut all = |tx: &mut Tx<'_>| -> Result<()> {
        let subject = Subject::of(person.id);
        school.id = tx.new_id();
        store::accounts::add_office(tx, &school)?;
        files::store(tx, person.id, "学历证书.pdf", "application/pdf", b"%PDF-1.7")?;
        notices::send(tx, person.id, &subject, "已收到")?;
        record(tx, &subject, "tests.all", &"everything", None)
    };
    let refusals = refused(town.by(&Actor::Program, |tx| {
        all(tx)?;
        Err::<(), Error>(Refusal::new("还差一份材料").into())
    }));
    assert_eq!(refusals.to_string(), "还差一份材料");
    assert_eq!(counts(&town), before);

    town.program(|tx| all(tx));
    assert_eq!(counts(&town), before.map(|count| count + 1));
}

#[rstest]
fn a_change_that_panics_leaves_nothing_and_the_house_stands(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let town = Town::new(engine);
    let person = town.person();
    let subject = Subject::of(person.id);
    let before = counts(&town);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        town.program(|tx| -> Result<()> {
            record(tx, &subject, "tests.all", &"half", None)?;
            panic!("in the middle");
        });
    }));
    assert!(caught.is_err());
    assert_eq!(counts(&town), before);
    town.program(|tx| record(tx, &subject, "tests.all", &"whole", None));
    assert_eq!(town.kinds(&subject), ["accounts.add_person", "tests.all"]);
}

#[rstest]
fn a_read_sees_one_moment(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let person = town.person();
    let subject = Subject::of(person.id);
    town.read(|rx| {
        assert_eq!(notices::unread(rx, person.id)?, 0);
        town.program(|tx| notices::send(tx, person.id, &subject, "已收到"));
        assert_eq!(notices::unread(rx, person.id)?, 0);
        Ok(())
    });
    assert_eq!(town.read(|rx| notices::unread(rx, person.id)), 1);
}
