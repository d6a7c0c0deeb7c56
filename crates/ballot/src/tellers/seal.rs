//! Sealing shares to tellers: a Diffie-Hellman exchange in the same group, HKDF-SHA-256, AES-256-GCM. One exchange
//! per seat, session and teller serves all entries; each entry has its own nonce.

use super::entry::{Entry, Share};
use super::group::{self, Point, Scalar};
use super::poll::{Poll, TellerSecret};
use crate::canon::{Canon, Digest, hex};
use crate::refused::Refused;
use crate::setup::Seat;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A share, sealed to one teller. Goes to the teller only; it is not part of the public record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedShare {
    /// The session's public point.
    pub session: Digest,
    /// Ciphertext with its tag.
    #[serde(with = "hex")]
    pub sealed: Vec<u8>,
}

/// A seat's keys to the three tellers.
pub(super) struct Session {
    public: Digest,
    keys: [Zeroizing<[u8; 32]>; 3],
    poll: Digest,
}

impl Session {
    pub(super) fn new(poll: &Poll, seat: Seat, random: &[u8; 32]) -> Self {
        let secret = group::scalar_from("hengjian/ballot/session/1", &[random, &poll.digest().0]);
        let public = Digest(group::point_bytes(&group::blind(&secret)));
        let keys = std::array::from_fn(|teller| {
            let point = group::point(&poll.tellers()[teller].sealing.0).unwrap_or_else(group::zero);
            key(poll, seat, teller, public, &exchange(&secret, &point))
        });
        Self {
            public,
            keys,
            poll: poll.digest(),
        }
    }

    pub(super) fn seal(&self, teller: usize, entry: &Entry, share: &Share) -> Result<SealedShare, Refused> {
        let cipher = Aes256Gcm::new(&(*self.keys[teller]).into());
        let plain = Zeroizing::new(share.to_bytes());
        let bound = binding(self.poll, teller, entry);
        let payload = Payload {
            msg: &plain[..],
            aad: &bound.0,
        };
        let sealed = cipher
            .encrypt(&nonce(entry), payload)
            .map_err(|_| Refused::SealBroken)?;
        Ok(SealedShare {
            session: self.public,
            sealed,
        })
    }
}

/// The shared point, as bytes that only the two sides know.
fn exchange(secret: &Scalar, point: &Point) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(group::point_bytes(&(secret * point)))
}

fn key(poll: &Poll, seat: Seat, teller: usize, session: Digest, shared: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let info = Canon::new("hengjian/ballot/share-key/1")
        .number(u64::from(seat.0))
        .number(teller as u64)
        .bytes(&session.0)
        .bytes(&poll.tellers()[teller].sealing.0)
        .finish();
    // 32 bytes are within what HKDF can give.
    let _ = Hkdf::<Sha256>::new(Some(&poll.digest().0), shared).expand(&info.0, &mut key[..]);
    key
}

/// Unique within a session: item and version.
fn nonce(entry: &Entry) -> Nonce<aes_gcm::aead::consts::U12> {
    let mut nonce = [0; 12];
    nonce[..4].copy_from_slice(&entry.place.item.to_be_bytes());
    nonce[4..8].copy_from_slice(&entry.place.version.to_be_bytes());
    Nonce::from(nonce)
}

fn binding(poll: Digest, teller: usize, entry: &Entry) -> Digest {
    let canon = Canon::new("hengjian/ballot/share/1")
        .bytes(&poll.0)
        .number(teller as u64);
    entry.place.canon(canon).bytes(&entry.proof.0).finish()
}

/// Opens a share; `None` if it is not one, or does not open the teller's commitment.
pub(super) fn open(
    poll: &Poll,
    teller: usize,
    secret: &TellerSecret,
    entry: &Entry,
    sealed: &SealedShare,
) -> Option<Share> {
    let session = group::point(&sealed.session.0)?;
    let shared = exchange(&secret.sealing, &session);
    let key = key(poll, entry.place.seat, teller, sealed.session, &shared);
    let bound = binding(poll.digest(), teller, entry);
    let payload = Payload {
        msg: &sealed.sealed,
        aad: &bound.0,
    };
    let plain = Aes256Gcm::new(&(*key).into())
        .decrypt(&nonce(entry), payload)
        .ok()?;
    let plain = Zeroizing::new(plain);
    let share = Share::from_bytes(&plain)?;
    let commitment = entry.commitment(teller)?;
    (share.commitment() == commitment).then_some(share)
}
