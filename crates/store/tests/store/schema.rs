//! Both databases have the same schema, and every migration can be taken back.

use rstest::rstest;
use store::Db;
use testkit::{Engine, Schema, Town};

#[test]
fn sqlite_and_postgresql_have_the_same_tables_columns_keys_and_indexes() {
    let sqlite = Town::new(Engine::Sqlite).schema();
    let postgres = Town::new(Engine::Postgres).schema();
    assert_eq!(
        sqlite.keys().collect::<Vec<_>>(),
        postgres.keys().collect::<Vec<_>>()
    );
    for (table, lines) in &sqlite {
        assert_eq!(lines, &postgres[table], "{table}: SQLite left, PostgreSQL right");
    }
    let people = &sqlite["people"];
    for line in [
        "column identity_sealed bytes",
        "column password_hash text or null",
        "key id",
        "unique account",
    ] {
        assert!(people.contains(line), "{line} in {people:?}");
    }
    assert!(sqlite["seats"].contains("reference office_id to offices id"));
    assert!(sqlite["seats"].contains("key person_id, role, office_id"));
    assert!(sqlite["outbox"].contains("index outbox_waiting run_at_ms in part"));
    let unknown: Vec<&String> = sqlite
        .values()
        .flatten()
        .filter(|line| line.contains("unknown"))
        .collect();
    assert_eq!(
        unknown,
        Vec::<&String>::new(),
        "types without a name in the testkit"
    );
}

#[rstest]
fn down_migrations_leave_nothing_and_up_makes_the_same_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut town = Town::new(engine);
    let before = town.schema();
    town.revert_migrations();
    assert_eq!(town.schema(), Schema::new());
    assert!(Db::open(town.url(), 1).unwrap().migrate().unwrap() > 0);
    assert_eq!(town.schema(), before);
}
