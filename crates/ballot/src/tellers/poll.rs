//! What is fixed before a poll of three tellers, and the keys of those who take part.

use super::hpke;
use crate::canon::{Canon, Digest, hex};
use crate::refused::Refused;
use crate::setup::{Item, Seat, Setup};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize;

/// An Ed25519 signature, 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signature")
    }
}

impl Serialize for Signature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        hex::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = hex::deserialize(deserializer)?;
        <[u8; 64]>::try_from(bytes)
            .map(Self)
            .map_err(|_| serde::de::Error::custom("a signature has 64 bytes"))
    }
}

/// The key with which a seat signs; made by the seat's tablet at sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatKey {
    /// The seat.
    pub seat: Seat,
    /// Its Ed25519 public key.
    pub key: Digest,
}

/// A teller's public keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellerKeys {
    /// Who: the platform, the supervisor, the teller the meeting elected.
    pub name: String,
    /// X25519 public key to which shares are sealed.
    pub sealing: Digest,
    /// Ed25519 public key with which the teller signs.
    pub signing: Digest,
}

/// A teller's secret keys, made from 32 random bytes that never leave the teller's machine.
pub struct TellerSecret {
    pub(super) sealing: [u8; 32],
    pub(super) signing: SigningKey,
}

impl Drop for TellerSecret {
    fn drop(&mut self) {
        self.sealing.zeroize();
    }
}

impl TellerSecret {
    /// Derives both keys.
    #[must_use]
    pub fn new(random: &[u8; 32]) -> Self {
        let signing = Canon::new("hengjian/ballot/teller-signing/1")
            .bytes(random)
            .finish();
        let sealing = Canon::new("hengjian/ballot/teller-sealing/1")
            .bytes(random)
            .finish();
        Self {
            sealing: sealing.0,
            signing: SigningKey::from_bytes(&signing.0),
        }
    }

    /// The public keys, to be fixed in the poll.
    #[must_use]
    pub fn keys(&self, name: &str) -> TellerKeys {
        TellerKeys {
            name: name.to_owned(),
            sealing: Digest(hpke::public_key(&self.sealing)),
            signing: Digest(self.signing.verifying_key().to_bytes()),
        }
    }

    pub(super) fn sign(&self, what: Digest) -> Signature {
        Signature(self.signing.sign(&what.0).to_bytes())
    }
}

/// Whether a signature over a digest is that of a key.
pub(super) fn signed(key: Digest, what: Digest, signature: &Signature) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    VerifyingKey::from_bytes(&key.0).is_ok_and(|key| key.verify_strict(&what.0, &signature).is_ok())
}

impl SeatKey {
    /// Whether signatures can be checked with the key.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        is_signing_key(&self.key)
    }
}

impl TellerKeys {
    /// Whether shares can be sealed to the one key and signatures checked with the other.
    #[must_use]
    pub fn are_usable(&self) -> bool {
        is_signing_key(&self.signing) && hpke::is_usable(&self.sealing.0)
    }
}

fn is_signing_key(key: &Digest) -> bool {
    VerifyingKey::from_bytes(&key.0).is_ok_and(|key| !key.is_weak())
}

/// The fields of a poll before they are checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollDraft {
    /// Meeting, roll and items. Its mode is what the meeting votes in next if a teller is lost.
    pub setup: Setup,
    /// The three tellers, in the order of the shares.
    pub tellers: [TellerKeys; 3],
    /// One key for each seat on the roll, by seat.
    pub seats: Vec<SeatKey>,
}

/// A checked poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PollDraft", into = "PollDraft")]
pub struct Poll {
    draft: PollDraft,
    digest: Digest,
}

impl From<Poll> for PollDraft {
    fn from(poll: Poll) -> Self {
        poll.draft
    }
}

impl TryFrom<PollDraft> for Poll {
    type Error = Refused;

    fn try_from(mut draft: PollDraft) -> Result<Self, Refused> {
        draft.seats.sort_by_key(|s| s.seat);
        let ensure = |holds, what| if holds { Ok(()) } else { Err(Refused::Setup(what)) };
        let roll = draft.setup.roll().iter().map(|s| s.seat);
        ensure(
            roll.eq(draft.seats.iter().map(|s| s.seat)),
            "每个席位应当有一把签名密钥。",
        )?;
        ensure(
            draft.seats.iter().all(SeatKey::is_usable),
            "有席位的签名密钥无效。",
        )?;
        let tellers = &draft.tellers;
        ensure(
            tellers.iter().all(|t| is_signing_key(&t.signing)),
            "有计票方的签名密钥无效。",
        )?;
        let sealing = |t: &TellerKeys| hpke::is_usable(&t.sealing.0);
        ensure(tellers.iter().all(sealing), "有计票方的密封密钥无效。")?;
        ensure(
            tellers.iter().all(|t| !t.name.trim().is_empty()),
            "计票方缺少名称。",
        )?;
        let differ = |a: usize, b: usize| {
            tellers[a].name != tellers[b].name
                && tellers[a].sealing != tellers[b].sealing
                && tellers[a].signing != tellers[b].signing
        };
        ensure(
            differ(0, 1) && differ(0, 2) && differ(1, 2),
            "三个计票方必须各不相同。",
        )?;
        let digest = digest(&draft);
        Ok(Self { draft, digest })
    }
}

fn digest(draft: &PollDraft) -> Digest {
    let canon = Canon::new("hengjian/ballot/poll/1").bytes(&draft.setup.digest().0);
    let teller = |c: Canon, t: &TellerKeys| c.text(&t.name).bytes(&t.sealing.0).bytes(&t.signing.0);
    let canon = draft
        .tellers
        .iter()
        .fold(canon, teller)
        .number(draft.seats.len() as u64);
    let seat = |c: Canon, s: &SeatKey| c.number(u64::from(s.seat.0)).bytes(&s.key.0);
    draft.seats.iter().fold(canon, seat).finish()
}

impl Poll {
    /// Meeting, roll and items.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.draft.setup
    }

    /// The tellers, in the order of the shares.
    #[must_use]
    pub fn tellers(&self) -> &[TellerKeys; 3] {
        &self.draft.tellers
    }

    /// H_meeting of this mode: digest of everything that is fixed before the poll, shown on every screen.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    pub(super) fn seat_key(&self, seat: Seat) -> Option<Digest> {
        let seats = &self.draft.seats;
        seats
            .binary_search_by_key(&seat, |s| s.seat)
            .ok()
            .map(|place| seats[place].key)
    }

    /// The item at a place, if the seat may vote on it.
    pub(super) fn item(&self, seat: Seat, place: u32) -> Result<&Item, Refused> {
        if self.seat_key(seat).is_none() {
            return Err(Refused::NotOnRoll(seat));
        }
        let item = self
            .setup()
            .items()
            .get(place as usize)
            .ok_or(Refused::NoSuchPlace(place))?;
        if item.recused.contains(&seat) {
            return Err(Refused::Recused {
                seat,
                item: item.id.clone(),
            });
        }
        Ok(item)
    }

    /// Places of the items a seat votes on.
    pub fn places(&self, seat: Seat) -> impl Iterator<Item = u32> + '_ {
        let items = (0_u32..).zip(self.setup().items());
        items
            .filter(move |(_, item)| !item.recused.contains(&seat))
            .map(|(place, _)| place)
    }
}
