//! One file per verb, in four steps: ask permission, load, decide (pure, in `domain`), save.
//!
//! Every verb file has a [`Verb`] constant: the name it is journaled under and the roles that may do it at all. What
//! a role may do with *this* case is decided by the named predicates in `domain`. A page, an API call, a job and a
//! command that mean the same thing call the same function here.

pub mod accounts;
pub mod applications;
pub mod certificates;
pub mod committees;
pub mod dossier;
pub mod eligibility;
pub mod fees;
pub mod integrity;
pub mod meetings;
pub mod packs;
pub mod panel;
pub mod plans;
pub mod posts;
pub mod publicity;
pub mod results;
pub mod rules;
mod verb;

pub use store::{Error, Result};
pub use verb::Verb;
