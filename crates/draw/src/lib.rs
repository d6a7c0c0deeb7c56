//! The draw of experts (随机抽取, 第十五条): a sealed list of panels and a public number.
//!
//! 1. [`freeze`] the pool: rows, rules and a salt give pseudonyms and two roots.
//! 2. [`prepare`] the list: a linear program gives the fairest chances the rules allow, whole numbers from there
//!    on; every panel of the list keeps every hard rule, and a [`Certificate`] proves how near the list comes to
//!    what is possible.
//! 3. [`Prepared::commit`] to the list before a public number exists, with the digests of the parties' own numbers.
//! 4. [`Prepared::draw`]: the parties' numbers and the public number give a seed, the seed an index into the list.
//! 5. [`Drawn::substitute`]: who takes a free seat follows from the same seed and the log of declines.
//! 6. [`verify`] a bundle; a second, independent verifier lives under `verifiers/draw`.
//!
//! Everything is a pure function: salt, nonces and the public number are arguments. All states are serialisable,
//! and everything can be computed again from the frozen pool, the rules and the record.
//!
//! What it does not do: it cannot prove that the pool is honest, only that it was fixed first. The seed is safe if
//! the public source or one of the parties is honest. The certificate speaks of each expert's own chance; which
//! experts sit together is spread evenly but not proved to be.

mod balance;
mod bundle;
mod canon;
mod certificate;
mod commitment;
mod drawn;
mod list;
mod merkle;
mod mix;
mod number;
mod pool;
mod prepare;
mod refused;
mod relax;
mod rules;
mod shape;
mod targets;
mod verify;

pub use bundle::{Bundle, FORMAT, OfficeBundle, Outline, OwnProof};
pub use canon::Digest;
pub use certificate::Certificate;
pub use commitment::{Attempt, Commitment, Party, Previous, PublicPlan, nonce_digest};
pub use drawn::{Decline, DrawRecord, Drawn, How, Reveal, Seated, Standing, Step};
pub use number::{Number, QUICKNET, Signature, Source, Value, quicknet_round_at, quicknet_round_time};
pub use pool::{Frozen, MAX_POOL, PoolRow, Pseudonym, Salt, freeze};
pub use prepare::{Fairness, MAX_PANELS, MIN_PANELS, PROGRAM, Prepared, prepare};
pub use refused::Refused;
pub use relax::Relaxation;
pub use rules::{MAX_QUOTAS, MAX_SEATS, Match, PublicQuota, PublicRules, Quota, Rules, Stratum};
pub use verify::{Finding, verify, verify_office, verify_outline};
