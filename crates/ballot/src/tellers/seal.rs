//! Sealing shares to tellers: one HPKE context per seat, session and teller, AES-256-GCM with a key of its own for
//! every entry.

use super::entry::{Entry, Share};
use super::hpke::{self, Context, Secret};
use super::poll::{Poll, TellerSecret};
use crate::canon::{Canon, Digest, hex};
use crate::refused::Refused;
use crate::setup::Seat;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// A share, sealed to one teller. Goes to the teller only; it is not part of the public record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedShare {
    /// The session's public key.
    pub session: Digest,
    /// Ciphertext with its tag.
    #[serde(with = "hex")]
    pub sealed: Vec<u8>,
}

impl SealedShare {
    /// In place of a share that is not this reader's, or is destroyed. It opens nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            session: Digest([0; 32]),
            sealed: Vec::new(),
        }
    }
}

/// A seat's contexts with the three tellers.
pub(super) struct Session {
    public: Digest,
    contexts: [Option<Context>; 3],
}

impl Session {
    pub(super) fn new(poll: &Poll, seat: Seat, random: &[u8; 32]) -> Self {
        let secret = Canon::new("hengjian/ballot/session/1")
            .bytes(random)
            .bytes(&poll.digest().0)
            .finish();
        let secret: Secret = Zeroizing::new(secret.0);
        let context = |teller: usize| {
            let receiver = poll.tellers()[teller].sealing.0;
            Context::sender(&secret, &receiver, &info(poll, seat, teller).0)
        };
        Self {
            public: Digest(hpke::public_key(&secret)),
            contexts: std::array::from_fn(context),
        }
    }

    pub(super) fn seal(&self, teller: usize, entry: &Entry, share: &Share) -> Result<SealedShare, Refused> {
        let context = self.contexts[teller].as_ref().ok_or(Refused::SealBroken)?;
        let plain = Zeroizing::new(share.to_bytes());
        let sealed = cipher(context, entry).encrypt(&nonce(), payload(&plain[..], &entry.proof.0));
        let sealed = sealed.map_err(|_| Refused::SealBroken)?;
        Ok(SealedShare {
            session: self.public,
            sealed,
        })
    }
}

fn payload<'a>(msg: &'a [u8], aad: &'a [u8]) -> Payload<'a, 'a> {
    Payload { msg, aad }
}

/// What a context is for.
fn info(poll: &Poll, seat: Seat, teller: usize) -> Digest {
    let canon = Canon::new("hengjian/ballot/share/1").bytes(&poll.digest().0);
    canon.number(u64::from(seat.0)).number(teller as u64).finish()
}

/// The cipher of one entry. The entry's bytes are in the key, so no key ever seals two messages.
fn cipher(context: &Context, entry: &Entry) -> Aes256Gcm {
    let purpose = entry
        .place
        .canon(Canon::new("hengjian/ballot/share-key/1"))
        .bytes(&entry.proof.0)
        .finish();
    Aes256Gcm::new(&(*context.export(&purpose.0)).into())
}

/// Every key is used once.
fn nonce() -> Nonce<aes_gcm::aead::consts::U12> {
    Nonce::from([0; 12])
}

/// The receiving ends of the sessions, as one teller opens its shares: the key exchange of a session is made once and
/// not for each of its entries. Only the last session of a seat is kept.
#[derive(Default)]
pub(super) struct Sessions(BTreeMap<Seat, (Digest, Context)>);

impl Sessions {
    /// Opens a share; `None` if it is not one, or does not open the teller's commitment.
    pub(super) fn open(
        &mut self,
        poll: &Poll,
        teller: usize,
        secret: &TellerSecret,
        entry: &Entry,
        sealed: &SealedShare,
    ) -> Option<Share> {
        let seat = entry.place.seat;
        if self
            .0
            .get(&seat)
            .is_none_or(|(session, _)| *session != sealed.session)
        {
            let own = (&secret.sealing, &poll.tellers().get(teller)?.sealing.0);
            let context = Context::receiver(own, &sealed.session.0, &info(poll, seat, teller).0)?;
            self.0.insert(seat, (sealed.session, context));
        }
        let (_, context) = self.0.get(&seat)?;
        let plain = cipher(context, entry)
            .decrypt(&nonce(), payload(&sealed.sealed, &entry.proof.0))
            .ok()?;
        let plain = Zeroizing::new(plain);
        let share = Share::from_bytes(&plain)?;
        let commitment = entry.commitment(teller)?;
        (share.commitment() == commitment).then_some(share)
    }
}
