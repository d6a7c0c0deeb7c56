//! One entry: the vote of a seat on an item as three commitments and a proof that their sum is one of the choices.

use super::group::{self, Point, Scalar};
use super::poll::{Poll, Signature};
use super::seal::{SealedShare, Session};
use crate::canon::{Canon, Digest};
use crate::refused::Refused;
use crate::setup::{Choice, Seat};
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use zeroize::Zeroize;

/// Where an entry belongs: whose, on which item, and the how-manieth try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The seat.
    pub seat: Seat,
    /// Place of the item on the list, counted from 0.
    pub item: u32,
    /// 1 for the first entry of the seat on the item, then 2, …
    pub version: u32,
}

impl Place {
    pub(super) fn canon(&self, canon: Canon) -> Canon {
        canon
            .number(u64::from(self.seat.0))
            .number(u64::from(self.item))
            .number(u64::from(self.version))
    }
}

/// The public part of an entry: three commitments, three first messages, two challenges, three responses, 32 bytes
/// each. Base64 in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EntryProof(pub [u8; EntryProof::BYTES]);

impl EntryProof {
    /// Bytes of an entry.
    pub const BYTES: usize = 11 * 32;

    fn field(&self, number: usize) -> [u8; 32] {
        std::array::from_fn(|i| self.0[32 * number + i])
    }
}

impl std::fmt::Debug for EntryProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EntryProof")
    }
}

impl Serialize for EntryProof {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for EntryProof {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = data_encoding::BASE64
            .decode(text.as_bytes())
            .map_err(serde::de::Error::custom)?;
        <[u8; Self::BYTES]>::try_from(bytes)
            .map(Self)
            .map_err(|_| serde::de::Error::custom("wrong length"))
    }
}

/// An entry with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it belongs.
    pub place: Place,
    /// Commitments and proof.
    pub proof: EntryProof,
}

/// What opens an entry: shown by a challenged tablet. The entry is then void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The vote in the entry.
    pub choice: Choice,
    /// The random bytes it was made from.
    pub random: Digest,
}

/// The numbers of a decoded entry.
pub(super) struct Decoded {
    pub(super) commitments: [Point; 3],
    firsts: [Point; 3],
    challenges: [Scalar; 3],
    responses: [Scalar; 3],
}

impl Entry {
    /// Digest of the entry in a poll: what the board and the codes are made of.
    #[must_use]
    pub fn digest(&self, poll: &Poll) -> Digest {
        let canon = Canon::new("hengjian/ballot/entry/1").bytes(&poll.digest().0);
        self.place.canon(canon).bytes(&self.proof.0).finish()
    }

    /// The commitment to one teller's share.
    pub(super) fn commitment(&self, teller: usize) -> Option<Point> {
        group::point(&self.proof.field(teller))
    }

    /// Reads the points and numbers and derives the third challenge; `None` if one is not in its one encoding.
    pub(super) fn decode(&self, poll: &Poll) -> Option<Decoded> {
        let point = |number| group::point(&self.proof.field(number));
        let scalar = |number| group::scalar(&self.proof.field(number));
        let [first, second] = [scalar(6)?, scalar(7)?];
        let all = challenge(poll, self.place, &self.proof);
        Some(Decoded {
            commitments: [point(0)?, point(1)?, point(2)?],
            firsts: [point(3)?, point(4)?, point(5)?],
            challenges: [first, second, all - first - second],
            responses: [scalar(8)?, scalar(9)?, scalar(10)?],
        })
    }
}

/// The challenge that binds the proof to the poll, the place and the commitments.
fn challenge(poll: &Poll, place: Place, proof: &EntryProof) -> Scalar {
    let place = place.canon(Canon::new("hengjian/ballot/place/1")).finish();
    group::scalar_from(
        "hengjian/ballot/challenge/1",
        &[&poll.digest().0, &place.0, &proof.0[..6 * 32]],
    )
}

/// `(y, n)` of a choice.
fn numbers(choice: Choice) -> (Scalar, Scalar) {
    match choice {
        Choice::Agree => (Scalar::ONE, Scalar::ZERO),
        Choice::Against => (Scalar::ZERO, Scalar::ONE),
        Choice::Abstain => (Scalar::ZERO, Scalar::ZERO),
    }
}

fn branch(choice: Choice) -> usize {
    match choice {
        Choice::Agree => 0,
        Choice::Against => 1,
        Choice::Abstain => 2,
    }
}

/// What the commitment holds in each branch, apart from the blinding.
fn values() -> [Point; 3] {
    [group::agree(), group::against(), group::zero()]
}

/// One teller's share: y, n, r as 32 bytes each.
#[derive(Clone)]
pub(super) struct Share(pub(super) [Scalar; 3]);

impl Drop for Share {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }
}

impl Share {
    pub(super) fn commitment(&self) -> Point {
        group::commit(&self.0[0], &self.0[1], &self.0[2])
    }

    pub(super) fn to_bytes(&self) -> [u8; 96] {
        let mut bytes = [0; 96];
        for (chunk, scalar) in bytes.chunks_exact_mut(32).zip(&self.0) {
            chunk.copy_from_slice(scalar.as_bytes());
        }
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (parts, rest) = bytes.as_chunks::<32>();
        let [y, n, r] = parts else { return None };
        if !rest.is_empty() {
            return None;
        }
        Some(Self([group::scalar(y)?, group::scalar(n)?, group::scalar(r)?]))
    }
}

/// Makes entry and shares from a choice and 32 random bytes. The random numbers also depend on the place and the
/// choice, so that random bytes used twice by mistake do not give two votes away.
fn make(poll: &Poll, place: Place, opening: &Opening) -> (Entry, [Share; 3]) {
    let choice = opening.choice;
    let chosen = [u8::try_from(branch(choice)).unwrap_or_default()];
    let position = place.canon(Canon::new("hengjian/ballot/place/1")).finish();
    let parts = [&opening.random.0[..], &poll.digest().0, &position.0, &chosen];
    let random = |name: &str| group::scalar_from(&format!("hengjian/ballot/random/1/{name}"), &parts);
    let (y, n) = numbers(choice);
    let first = Share([random("y0"), random("n0"), random("r0")]);
    let second = Share([random("y1"), random("n1"), random("r1")]);
    let third = Share([
        y - first.0[0] - second.0[0],
        n - first.0[1] - second.0[1],
        random("r2"),
    ]);
    let r = first.0[2] + second.0[2] + third.0[2];
    let shares = [first, second, third];
    let commitments = [0, 1, 2].map(|j: usize| shares[j].commitment());
    let sum: Point = commitments.iter().sum();
    let own = branch(choice);
    let mut challenges = ["e0", "e1", "e2"].map(random);
    let mut responses = ["z0", "z1", "z2"].map(random);
    let w = random("w");
    let firsts: [Point; 3] = std::array::from_fn(|k| {
        if k == own {
            group::blind(&w)
        } else {
            group::blind(&responses[k]) - challenges[k] * (sum - values()[k])
        }
    });
    let mut bytes = [0; EntryProof::BYTES];
    let mut put =
        |number: usize, value: &[u8; 32]| bytes[32 * number..32 * (number + 1)].copy_from_slice(value);
    for k in 0..3 {
        put(k, &group::point_bytes(&commitments[k]));
        put(3 + k, &group::point_bytes(&firsts[k]));
    }
    let all = challenge(poll, place, &EntryProof(bytes));
    let others: Scalar = (0..3).filter(|k| *k != own).map(|k| challenges[k]).sum();
    challenges[own] = all - others;
    responses[own] = w + challenges[own] * r;
    let mut put = |number: usize, value: &Scalar| {
        bytes[32 * number..32 * (number + 1)].copy_from_slice(value.as_bytes());
    };
    put(6, &challenges[0]);
    put(7, &challenges[1]);
    for (k, response) in responses.iter().enumerate() {
        put(8 + k, response);
    }
    (
        Entry {
            place,
            proof: EntryProof(bytes),
        },
        shares,
    )
}

/// A seat's side of the poll: its signing key and the channel to the tellers.
pub struct Voter<'p> {
    poll: &'p Poll,
    seat: Seat,
    signing: SigningKey,
    session: Session,
}

impl<'p> Voter<'p> {
    /// A voter's session. `key` is the seat's secret, kept by the tablet; `session` is 32 fresh random bytes each
    /// time the tablet starts.
    #[must_use]
    pub fn new(poll: &'p Poll, seat: Seat, key: &[u8; 32], session: &[u8; 32]) -> Self {
        let session = Session::new(poll, seat, session);
        Self {
            poll,
            seat,
            signing: SigningKey::from_bytes(key),
            session,
        }
    }

    /// The public key that belongs to a seat's secret.
    #[must_use]
    pub fn key(secret: &[u8; 32]) -> Digest {
        Digest(SigningKey::from_bytes(secret).verifying_key().to_bytes())
    }

    /// Makes the entry for an item, from 32 fresh random bytes, and seals the shares.
    ///
    /// # Errors
    /// The seat may not vote on this item.
    pub fn enter(
        &self,
        item: u32,
        version: u32,
        choice: Choice,
        random: &[u8; 32],
    ) -> Result<(Entry, [SealedShare; 3]), Refused> {
        self.poll.item(self.seat, item)?;
        let place = Place {
            seat: self.seat,
            item,
            version,
        };
        let (entry, shares) = make(
            self.poll,
            place,
            &Opening {
                choice,
                random: Digest(*random),
            },
        );
        let mut sealed = Vec::with_capacity(3);
        for (teller, share) in shares.iter().enumerate() {
            sealed.push(self.session.seal(teller, &entry, share)?);
        }
        let sealed = sealed.try_into().map_err(|_| Refused::SealBroken)?;
        Ok((entry, sealed))
    }

    /// Signs the seat's code: these entries are the ballot.
    #[must_use]
    pub fn confirm(&self, entries: &BTreeMap<u32, Digest>) -> (Digest, Signature) {
        let code = seat_code(self.poll, self.seat, entries);
        (
            code,
            Signature(
                self.signing
                    .sign(&confirmation(self.poll, self.seat, code).0)
                    .to_bytes(),
            ),
        )
    }

    /// Signs the opening of a challenged entry.
    #[must_use]
    pub fn open(&self, place: Place, opening: &Opening) -> Signature {
        Signature(self.signing.sign(&opened(self.poll, place, opening).0).to_bytes())
    }
}

/// What a seat signs to confirm.
pub(super) fn confirmation(poll: &Poll, seat: Seat, code: Digest) -> Digest {
    let canon = Canon::new("hengjian/ballot/confirm/1").bytes(&poll.digest().0);
    canon.number(u64::from(seat.0)).bytes(&code.0).finish()
}

/// What a seat signs to open an entry.
pub(super) fn opened(poll: &Poll, place: Place, opening: &Opening) -> Digest {
    let canon = Canon::new("hengjian/ballot/open/1").bytes(&poll.digest().0);
    place
        .canon(canon)
        .number(branch(opening.choice) as u64)
        .bytes(&opening.random.0)
        .finish()
}

/// The seat's code over its entries, by place of the item.
#[must_use]
pub fn seat_code(poll: &Poll, seat: Seat, entries: &BTreeMap<u32, Digest>) -> Digest {
    let canon = Canon::new("hengjian/ballot/seat-code/1").bytes(&poll.digest().0);
    let canon = canon.number(u64::from(seat.0)).number(entries.len() as u64);
    entries
        .iter()
        .fold(canon, |c, (item, entry)| {
            c.number(u64::from(*item)).bytes(&entry.0)
        })
        .finish()
}

/// The short form of a code for screens and print: 12 letters and digits, 60 bits.
#[must_use]
pub fn entry_code(digest: Digest) -> String {
    let text = data_encoding::BASE32_NOPAD.encode(&digest.0);
    [&text[..4], &text[4..8], &text[8..12]].join("-")
}

impl Opening {
    /// Whether this opens the entry: the same bytes come out of choice and random bytes.
    #[must_use]
    pub fn opens(&self, poll: &Poll, entry: &Entry) -> bool {
        make(poll, entry.place, self).0 == *entry
    }
}

/// One entry on its own.
pub(super) fn is_valid(poll: &Poll, entry: &Entry) -> bool {
    verify_entries(poll, std::slice::from_ref(entry))
}

/// Checks many entries at once: every proof equation times its own random factor, all added up, must vanish. The
/// factors come from a hash of all entries, so nobody can choose entries that cancel out.
#[must_use]
pub fn verify_entries(poll: &Poll, entries: &[Entry]) -> bool {
    verified(poll, entries).is_some()
}

/// As [`verify_entries`], with the commitments of each entry, so that a count need not decode them again.
pub(super) fn verified(poll: &Poll, entries: &[Entry]) -> Option<Vec<[Point; 3]>> {
    let canon = Canon::new("hengjian/ballot/batch/1").bytes(&poll.digest().0);
    let all = entries
        .iter()
        .fold(canon, |c, e| e.place.canon(c).bytes(&e.proof.0))
        .finish();
    let mut fixed = [Scalar::ZERO; 3];
    let mut scalars = Vec::with_capacity(4 * entries.len());
    let mut points = Vec::with_capacity(4 * entries.len());
    let mut commitments = Vec::with_capacity(entries.len());
    for (number, entry) in (0_u64..).zip(entries) {
        let decoded = entry.decode(poll)?;
        let factors = group::factors("hengjian/ballot/factor/1", &[&all.0, &number.to_be_bytes()]);
        let mut weight = Scalar::ZERO;
        for (k, factor) in factors.into_iter().enumerate() {
            // A + e·(C - V) - z·B = 0. The sign leaves the factor of A short, and C is one point for all three.
            let weighted = factor * decoded.challenges[k];
            fixed[2] -= factor * decoded.responses[k];
            if k < 2 {
                fixed[k] -= weighted;
            }
            weight += weighted;
            scalars.push(factor);
            points.push(decoded.firsts[k]);
        }
        scalars.push(weight);
        points.push(decoded.commitments.iter().sum());
        commitments.push(decoded.commitments);
    }
    group::vanishes(fixed, &scalars, &points).then_some(commitments)
}
