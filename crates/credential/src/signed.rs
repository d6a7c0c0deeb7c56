//! The credential with its signature: a tagged COSE_Sign1 (RFC 9052).
//!
//! The protected header carries the algorithm and the key id, the unprotected one nothing. The signed structure has
//! a fixed text as external data that names the kind and version of the content, so that a signature over one kind
//! of thing never passes for another.

use coset::{CoseSign1, CoseSign1Builder, Header, TaggedCborSerializable};
use sha2::{Digest, Sha256};

use crate::{Algorithm, Credential, KeyId, PayloadError, PublicKey, SigningKey};

/// External data of credentials.
pub(crate) const CREDENTIAL: &[u8] = b"hengjian/credential/1";
/// External data of status blocks.
pub(crate) const STATUS: &[u8] = b"hengjian/status/1";

/// A signed content of one kind that was taken apart but not yet verified.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Envelope {
    cose: CoseSign1,
    bytes: Vec<u8>,
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: KeyId,
}

/// Bytes that are not a signed content of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Not a COSE_Sign1 of the one form we write.
    #[error("not a signed credential: {0}")]
    Envelope(&'static str),
    /// The content is not a credential.
    #[error(transparent)]
    Payload(#[from] PayloadError),
}

impl Envelope {
    pub(crate) fn sign(key: &SigningKey, kind: &[u8], payload: Vec<u8>) -> Result<Self, SignedError> {
        let (algorithm, key_id) = (key.algorithm(), key.key_id());
        let cose = CoseSign1Builder::new()
            .protected(Header {
                alg: Some(algorithm.cose()),
                key_id: key_id.0.to_vec(),
                ..Header::default()
            })
            .payload(payload)
            .create_signature(kind, |message| key.sign_message(message).to_vec())
            .build();
        let bytes = cose
            .clone()
            .to_tagged_vec()
            .map_err(|_| SignedError::Envelope("it cannot be written"))?;
        Ok(Self {
            cose,
            bytes,
            algorithm,
            key_id,
        })
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, SignedError> {
        let bad = SignedError::Envelope;
        let cose = CoseSign1::from_tagged_slice(bytes).map_err(|_| bad("it is not a tagged COSE_Sign1"))?;
        let header = &cose.protected.header;
        let algorithm = [Algorithm::Es256, Algorithm::Sm2]
            .into_iter()
            .find(|known| header.alg.as_ref() == Some(&known.cose()))
            .ok_or(bad("the signature algorithm is not known"))?;
        let key_id = header
            .key_id
            .as_slice()
            .try_into()
            .map(KeyId)
            .map_err(|_| bad("the key id is not 8 bytes long"))?;
        let expected = Header {
            alg: header.alg.clone(),
            key_id: key_id.0.to_vec(),
            ..Header::default()
        };
        let lean = *header == expected && cose.unprotected.is_empty() && cose.signature.len() == 64;
        if !lean || cose.payload.is_none() {
            return Err(bad(
                "it carries something else than algorithm, key id, content and signature",
            ));
        }
        // A second spelling of the same content would have another hash in the log.
        let plain = CoseSign1 {
            protected: coset::ProtectedHeader {
                original_data: None,
                header: expected,
            },
            ..cose
        };
        if plain.clone().to_tagged_vec().ok().as_deref() != Some(bytes) {
            return Err(bad("the encoding is not the deterministic one"));
        }
        Ok(Self {
            cose: plain,
            bytes: bytes.to_vec(),
            algorithm,
            key_id,
        })
    }

    pub(crate) fn payload(&self) -> &[u8] {
        self.cose.payload.as_deref().unwrap_or_default()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn verifies(&self, kind: &[u8], key: &PublicKey) -> bool {
        key.algorithm() == self.algorithm
            && key.key_id() == self.key_id
            && self
                .cose
                .verify_signature(kind, |signature, message| {
                    if key.verifies(message, signature) {
                        Ok(())
                    } else {
                        Err(())
                    }
                })
                .is_ok()
    }
}

/// A signed credential. It says nothing until it is verified.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedCredential {
    pub(crate) envelope: Envelope,
    credential: Credential,
}

impl SigningKey {
    /// Signs a credential. The same key and credential always give the same bytes.
    ///
    /// # Errors
    /// [`SignedError::Payload`] when a text of the credential is empty or too long.
    pub fn sign(&self, credential: &Credential) -> Result<SignedCredential, SignedError> {
        let envelope = Envelope::sign(self, CREDENTIAL, credential.to_cbor()?)?;
        Ok(SignedCredential {
            envelope,
            credential: credential.clone(),
        })
    }
}

impl SignedCredential {
    /// Reads a signed credential. Nothing is verified yet.
    ///
    /// # Errors
    /// [`SignedError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignedError> {
        let envelope = Envelope::parse(bytes)?;
        let credential = Credential::from_cbor(envelope.payload())?;
        Ok(Self { envelope, credential })
    }

    /// The one encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.envelope.bytes().to_vec()
    }

    /// What is stated. It means nothing before verification.
    #[must_use]
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The key that is said to have signed.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.envelope.key_id
    }

    /// SHA-256 over a salt and the signed bytes: what the log holds instead of personal data.
    #[must_use]
    pub fn salted_hash(&self, salt: &[u8; 16]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(salt);
        hasher.update(self.envelope.bytes());
        hasher.finalize().into()
    }
}
