//! Keys of the issuing authority: ECDSA on P-256 with SHA-256, or SM2 with SM3 (GB/T 32918).

use std::fmt;

use coset::{Algorithm as CoseAlgorithm, iana};
use data_encoding::HEXLOWER;
use p256::ecdsa::signature::{Signer, Verifier};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The distinguishing identifier of SM2 signatures, the default of GM/T 0009.
pub const SM2_IDENTIFIER: &str = "1234567812345678";

/// COSE algorithm number of SM2 with SM3 and [`SM2_IDENTIFIER`]. COSE has none registered; this one is from the
/// range for private use.
pub const COSE_SM2: i64 = -65_537;

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256, COSE -7.
    Es256,
    /// SM2 with SM3, COSE [`COSE_SM2`].
    Sm2,
}

impl Algorithm {
    /// Name in key files and trust lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Sm2 => "SM2",
        }
    }

    /// The algorithm of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Es256, Self::Sm2]
            .into_iter()
            .find(|known| known.name() == name)
    }

    pub(crate) fn cose(self) -> CoseAlgorithm {
        match self {
            Self::Es256 => CoseAlgorithm::Assigned(iana::Algorithm::ES256),
            Self::Sm2 => CoseAlgorithm::PrivateUse(COSE_SM2),
        }
    }
}

/// Which key signed: the first 8 bytes of SHA-256 over the algorithm's name, a zero byte and the uncompressed
/// public point.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// Bytes that are not a key of the algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {} key", .0.name())]
pub struct BadKey(pub Algorithm);

/// The public half of a key.
#[derive(Clone, Debug)]
pub struct PublicKey(Public);

#[derive(Clone, Debug)]
enum Public {
    Es256(p256::ecdsa::VerifyingKey),
    Sm2(sm2::dsa::VerifyingKey),
}

/// A secret key. It never shows itself in debug output and is wiped when dropped.
#[derive(Clone)]
pub struct SigningKey(Secret);

#[derive(Clone)]
enum Secret {
    Es256(p256::ecdsa::SigningKey),
    Sm2(Box<sm2::dsa::SigningKey>),
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.algorithm() == other.algorithm() && self.point() == other.point()
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} {})", self.algorithm().name(), self.key_id())
    }
}

impl SigningKey {
    /// A key from its 32 secret bytes, a number from 1 to the group's order less 1, big-endian. One in 2^32 random
    /// values (P-256) or fewer is no key; draw again then.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn from_secret(algorithm: Algorithm, secret: &[u8; 32]) -> Result<Self, BadKey> {
        let bad = BadKey(algorithm);
        Ok(Self(match algorithm {
            Algorithm::Es256 => Secret::Es256(p256::ecdsa::SigningKey::from_slice(secret).map_err(|_| bad)?),
            Algorithm::Sm2 => {
                let key = sm2::dsa::SigningKey::from_slice(SM2_IDENTIFIER, secret).map_err(|_| bad)?;
                Secret::Sm2(Box::new(key))
            }
        }))
    }

    pub(crate) fn secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(match &self.0 {
            Secret::Es256(key) => key.to_bytes().into(),
            Secret::Sm2(key) => key.to_bytes().into(),
        })
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Secret::Es256(_) => Algorithm::Es256,
            Secret::Sm2(_) => Algorithm::Sm2,
        }
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(match &self.0 {
            Secret::Es256(key) => Public::Es256(*key.verifying_key()),
            Secret::Sm2(key) => Public::Sm2(key.verifying_key().clone()),
        })
    }

    /// The short identifier.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.public().key_id()
    }

    /// Signs a message: 64 bytes, r and s. Deterministic (RFC 6979), so the same message has the same signature.
    #[must_use]
    pub fn sign_message(&self, message: &[u8]) -> [u8; 64] {
        match &self.0 {
            Secret::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().into()
            }
            Secret::Sm2(key) => key.sign(message).to_bytes().into(),
        }
    }
}

impl PublicKey {
    /// A key from its point, compressed or not (SEC 1).
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn from_point(algorithm: Algorithm, point: &[u8]) -> Result<Self, BadKey> {
        let bad = BadKey(algorithm);
        Ok(Self(match algorithm {
            Algorithm::Es256 => {
                Public::Es256(p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| bad)?)
            }
            Algorithm::Sm2 => {
                let key = sm2::PublicKey::from_sec1_bytes(point).map_err(|_| bad)?;
                Public::Sm2(sm2::dsa::VerifyingKey::new(SM2_IDENTIFIER, key).map_err(|_| bad)?)
            }
        }))
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Public::Es256(_) => Algorithm::Es256,
            Public::Sm2(_) => Algorithm::Sm2,
        }
    }

    /// The point without compression, 65 bytes (SEC 1).
    #[must_use]
    pub fn point(&self) -> Vec<u8> {
        match &self.0 {
            Public::Es256(key) => key.to_sec1_point(false).as_bytes().to_vec(),
            Public::Sm2(key) => key.to_sec1_bytes().to_vec(),
        }
    }

    /// The short identifier.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        let mut hasher = Sha256::new();
        hasher.update(self.algorithm().name());
        hasher.update([0]);
        hasher.update(self.point());
        let hash: [u8; 32] = hasher.finalize().into();
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        KeyId(id)
    }

    /// Whether `signature` (64 bytes, r and s) is this key's under `message`.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Public::Es256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Public::Sm2(key) => sm2::dsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}
