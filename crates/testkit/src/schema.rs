//! What a database's schema is, in words that both engines share.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diesel::RunQueryDsl;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

/// Every table with one line per column, index and reference.
pub type Schema = BTreeMap<String, BTreeSet<String>>;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE: [&str; 4] = [
    "SELECT t.name AS table_name,
            'column ' || c.name || ' ' || CASE lower(c.type)
                WHEN 'text' THEN 'text' WHEN 'bigint' THEN 'bigint' WHEN 'integer' THEN 'integer'
                WHEN 'blob' THEN 'bytes' WHEN 'boolean' THEN 'boolean' WHEN 'smallint' THEN 'smallint'
                ELSE 'unknown ' || c.type END
            || CASE WHEN c.\"notnull\" = 1 THEN '' ELSE ' or null' END AS line
     FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
    "SELECT t.name AS table_name,
            'key ' || (SELECT group_concat(name, ', ')
                       FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk)) AS line
     FROM sqlite_schema t WHERE t.type = 'table'
       AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)",
    "SELECT t.name AS table_name,
            CASE WHEN i.\"unique\" = 1 THEN 'unique ' ELSE 'index ' || i.name || ' ' END
            || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
            || CASE WHEN i.partial = 1 THEN ' in part' ELSE '' END AS line
     FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i.origin <> 'pk'",
    "SELECT t.name AS table_name,
            'reference ' || f.\"from\" || ' to ' || f.\"table\" || ' ' || f.\"to\" AS line
     FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'",
];

const POSTGRES: [&str; 4] = [
    "SELECT table_name::text,
            'column ' || column_name || ' ' || CASE data_type
                WHEN 'bytea' THEN 'bytes'
                WHEN 'text' THEN 'text' WHEN 'bigint' THEN 'bigint' WHEN 'integer' THEN 'integer'
                WHEN 'boolean' THEN 'boolean' WHEN 'smallint' THEN 'smallint'
                ELSE 'unknown ' || data_type END
            || CASE WHEN is_nullable = 'NO' THEN '' ELSE ' or null' END AS line
     FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT r.relname::text AS table_name,
            'key ' || (SELECT string_agg(a.attname, ', ' ORDER BY k.place)
                       FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                       JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.attnum) AS line
     FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid
     WHERE r.relnamespace = 'public'::regnamespace AND i.indisprimary",
    "SELECT r.relname::text AS table_name,
            CASE WHEN i.indisunique THEN 'unique ' ELSE 'index ' || x.relname || ' ' END
            || (SELECT string_agg(a.attname, ', ' ORDER BY k.place)
                FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.attnum)
            || CASE WHEN i.indpred IS NOT NULL THEN ' in part' ELSE '' END AS line
     FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
     WHERE r.relnamespace = 'public'::regnamespace AND NOT i.indisprimary",
    "SELECT r.relname::text AS table_name,
            'reference ' || a.attname || ' to ' || o.relname || ' ' || b.attname AS line
     FROM pg_constraint c
     JOIN pg_class r ON r.oid = c.conrelid
     JOIN pg_class o ON o.oid = c.confrelid
     CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (here, there)
     JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.here
     JOIN pg_attribute b ON b.attrelid = o.oid AND b.attnum = k.there
     WHERE c.contype = 'f' AND r.relnamespace = 'public'::regnamespace",
];

fn gather(lines: Vec<Line>) -> Schema {
    let mut schema = Schema::new();
    for Line { table_name, line } in lines {
        if table_name != "__diesel_schema_migrations" && !table_name.starts_with("sqlite_") {
            schema.entry(table_name).or_default().insert(line);
        }
    }
    schema
}

pub(crate) fn of_sqlite(conn: &mut SqliteConnection) -> Schema {
    let lines = SQLITE
        .iter()
        .flat_map(|query| diesel::sql_query(*query).load(conn).expect("SQLite's catalogue"));
    gather(lines.collect())
}

pub(crate) fn of_postgres(conn: &mut PgConnection) -> Schema {
    let lines = POSTGRES.iter().flat_map(|query| {
        diesel::sql_query(*query)
            .load(conn)
            .expect("PostgreSQL's catalogue")
    });
    gather(lines.collect())
}

/// Runs every `down.sql`, the latest first.
pub(crate) fn revert<DB: diesel::backend::Backend>(conn: &mut impl MigrationHarness<DB>, engine: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../store/migrations")
        .join(engine);
    let migrations = FileBasedMigrations::from_path(folder).expect("the migrations");
    conn.revert_all_migrations(migrations)
        .expect("the down migrations run");
}
