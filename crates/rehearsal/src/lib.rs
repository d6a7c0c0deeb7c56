//! A synthetic region that plays whole rounds through the actions, on a clock of its own.
//!
//! Nothing here writes a table: organisations, people and cases come into being by the same verbs that pages use.
//! All people are invented; their identity numbers carry valid check digits and no real person's data.

mod apply;
mod first_batch;
mod keys;
mod last_year;
mod names;
mod pool;
mod posts;
mod region;
mod review;
mod round;
pub mod season;
mod stage;

pub use apply::{Candidate, Profile};
pub use keys::{AUTHORITIES, signer};
pub use pool::Committee;
pub use region::{District, Officer, Region, School};
pub use round::{Round, RoundPlan};
pub use stage::Stage;
