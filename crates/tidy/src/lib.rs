//! Checks of the code as text: what the compiler does not see and a reader should not have to.
//!
//! Every check takes a [`Tree`] and gives its findings as sentences; `tests/house.rs` runs them all on this
//! repository and expects none.

mod coverage;
mod doors;
mod floors;
mod links;
mod manifests;
mod migrations;
mod packs;
mod readings;
mod rules;
mod sizes;
mod tree;
mod verbs;
mod words;
mod worked;

pub use coverage::{Coverage, Kept, coverage};
pub use doors::{Areas, doors};
pub use floors::floors;
pub use links::links;
pub use manifests::{dependencies_are_explained, manifests};
pub use migrations::migrations;
pub use readings::readings;
pub use rules::rules;
pub use sizes::sizes;
pub use tree::{Rules, Tree};
pub use verbs::verbs;
pub use words::words;
pub use worked::worked_examples;
