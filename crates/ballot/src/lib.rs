//! Secret ballots (无记名投票) of review committees and of unit panels.
//!
//! Everything here is a pure function of its arguments: no clock, no randomness of its own, no I/O. Keys and
//! salts come in as bytes; the state of a ballot is plain data that a caller stores between requests.
//!
//! | mode | what is kept | what it guarantees |
//! |---|---|---|
//! | [`Mode::Paper`] | the counts two people keyed in | they agree with each other; the papers are the evidence |
//! | [`Mode::PlainBox`] | sealed ballots without voter, time or order | see [`plain_box`] |
//! | [`tellers`] | public commitments, shares with three tellers | see [`tellers`] |
//!
//! A ballot has *items* (事项): one question about one candidate. A panel that answers two questions about
//! each candidate (是否同意推荐, 材料是否属实; rule UNT-020) lists two items for each.

mod canon;
mod paper;
pub mod plain_box;
mod refused;
mod rule;
mod setup;
mod tally;
pub mod tellers;

pub use canon::Digest;
pub use paper::{Cell, Difference, Keying, PaperCount, SheetLine};
pub use plain_box::{BoxKey, Contents, PlainBox, Row, recount};
pub use refused::Refused;
pub use rule::{Base, Decision, Reading, Rule, Verdict};
pub use setup::{Choice, Item, ItemId, Mode, Previous, RollSeat, Seat, Setup, SetupDraft};
pub use tally::{Counts, ItemTally, Tally};
