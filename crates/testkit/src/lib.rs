//! Tests only: a [`Town`] is a migrated house on a fresh database of either engine, with a clock that stands still,
//! repeatable chance, offices, people and their mailboxes.
//!
//! ```no_run
//! use testkit::{Engine, Town};
//! let town = Town::new(Engine::Sqlite);
//! let examiner = town.actor(kernel::Role::UnitExaminer, town.offices().qingxiu.school.id);
//! town.at("2022-08-01 09:00");
//! ```
//!
//! When a town is dropped by a test that did not fail, the journal chain of every subject is checked.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests only: a wrong set-up should stop the test where it is"
)]

mod database;
mod holidays;
mod postgres;
mod region;
mod schema;
mod signer;
mod town;

pub use database::Engine;
pub use region::{District, Offices};
pub use schema::Schema;
pub use signer::{AUTHORITY_CODE, signer};
pub use town::{SessionTokens, Town, refused};
