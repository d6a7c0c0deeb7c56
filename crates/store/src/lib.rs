//! The only crate that names a database.
//!
//! One set of checked queries serves SQLite and PostgreSQL through [`Conn`], with `ask!` where pages ask often; what
//! differs lives in `dialect`.
//! A [`House`] holds what a unit of work needs; [`House::read`] gives an [`Rx`], [`House::change`] a [`Tx`] whose
//! rows, journal entries, messages and outbox jobs are committed together or not at all.

#[macro_use]
mod db;

pub mod accounts;
pub mod applications;
pub mod certificates;
pub mod committees;
mod dialect;
pub mod dossier;
mod error;
pub mod fees;
pub mod files;
mod house;
pub mod integrity;
pub mod journal;
mod kept;
mod keys;
pub mod meetings;
pub mod notices;
pub mod outbox;
pub mod packs;
pub mod panel;
pub mod plans;
pub mod posts;
pub mod publicity;
mod remembered;
pub mod results;

pub use db::{Conn, Db, OpenError};
pub use error::{Error, Result};
pub use house::{House, Rx, Tx};
pub use kept::Kept;
pub use keys::{Keys, KeysError};
