//! Three tellers (三方计票): public commitments that hide votes perfectly, private shares to three tellers, and only
//! sums are ever opened.
//!
//! A vote on an item is (y, n): (1, 0) 同意, (0, 1) 反对, (0, 0) 弃权. The seat splits (y, n) and a blinding number r
//! into three random parts that add up. Each part j is committed to publicly as `Cⱼ = yⱼ·G₁ + nⱼ·G₂ + rⱼ·B` and sent,
//! sealed, to teller j. A proof shows that the sum of the commitments holds one of the three choices. After the poll
//! each teller publishes its sums for every item; anybody adds the commitments and checks. There is no key that
//! opens a single vote, and the commitments say nothing about votes whatever computing power comes later.
//!
//! * [`Poll`]: what is fixed beforehand; its digest is the H_meeting of this mode.
//! * [`Voter`]: makes entries, confirms them, opens one if its tablet is challenged.
//! * [`Board`]: the public record, a hash chain that all tellers copy; [`Desk`]: as much of it as one post needs.
//! * [`Teller`]: opens its shares, complains about bad ones, sums up.
//! * [`count`]: the result from three sums; [`Bundle`] and [`verify`]: the check by anybody.
//!
//! What it does not do: three tellers who work together learn every vote. A teller lost before the sums are
//! published means voting again. A tablet that changes one entry is caught only if that entry is challenged. The
//! construction is standard, but nobody outside has reviewed this implementation.

mod board;
mod bundle;
mod count;
mod entry;
mod group;
mod hpke;
mod poll;
mod seal;
mod teller;
mod verify;

pub use board::{Board, Desk, Post, Receipt};
pub use bundle::{BUNDLE_FORMAT, Bundle, HeadSignature, Record};
pub use count::{Sums, TellersTally, check_published, count};
pub use entry::{Entry, EntryProof, Opening, Place, Voter, entry_code, seat_code, verify_entries};
pub use poll::{Poll, PollDraft, SeatKey, Signature, TellerKeys, TellerSecret};
pub use seal::SealedShare;
pub use teller::{Complaint, Teller};
pub use verify::{Finding, verify};
