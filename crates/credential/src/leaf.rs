//! Entries of the certificate log. They carry no personal data: a certificate appears by its number and a salted
//! hash.

use kernel::{SocialCreditCode, Timestamp};

use crate::SignedCredential;
use crate::cbor::{CborError, Fields, write};
use crate::payload::{pack_code, unpack_code};

/// What an entry of the log records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeafKind {
    /// 1: a certificate was issued (发证).
    Issue,
    /// 2: it was replaced by another (换发).
    Supersede,
    /// 3: it was revoked (撤销, CRT-018).
    Revoke,
    /// 4: a key was taken into or out of use.
    KeyChange,
    /// 5: the head of a journal was sealed.
    JournalSeal,
    /// 6: a copy for one purpose was made (加注).
    Copy,
}

impl LeafKind {
    const ALL: [Self; 6] = [
        Self::Issue,
        Self::Supersede,
        Self::Revoke,
        Self::KeyChange,
        Self::JournalSeal,
        Self::Copy,
    ];

    fn code(self) -> u8 {
        match self {
            Self::Issue => 1,
            Self::Supersede => 2,
            Self::Revoke => 3,
            Self::KeyChange => 4,
            Self::JournalSeal => 5,
            Self::Copy => 6,
        }
    }
}

/// One entry, as CBOR a map with the key numbers given beside the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// 1: what happened.
    pub kind: LeafKind,
    /// 2: certificate number, key id, or name of the journal. Never a person.
    pub subject: String,
    /// 3: salted hash of the signed credential, or hash of the key or journal head.
    pub hash: [u8; 32],
    /// 4: the authority that acted.
    pub issuer: SocialCreditCode,
    /// 5: when, in milliseconds since 1970.
    pub time: Timestamp,
}

/// What the holder's proof must add to the credential so that anyone can compute the leaf: 16 secret random bytes
/// and the moment of issue. Travels as the extra data of the log proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeafOpening {
    /// Drawn for this certificate alone.
    pub salt: [u8; 16],
    /// Moment written in the leaf.
    pub time: Timestamp,
}

impl LeafOpening {
    /// The 24 bytes of the proof's extra data: salt, then milliseconds big-endian.
    #[must_use]
    pub fn to_extra(&self) -> Vec<u8> {
        let mut extra = self.salt.to_vec();
        extra.extend_from_slice(&self.time.as_millis().to_be_bytes());
        extra
    }

    /// Reads the extra data of a proof; `None` when it is not 24 bytes long.
    #[must_use]
    pub fn from_extra(extra: &[u8]) -> Option<Self> {
        let (salt, time) = extra.split_first_chunk::<16>()?;
        let time = Timestamp::from_millis(i64::from_be_bytes(time.try_into().ok()?));
        Some(Self { salt: *salt, time })
    }
}

impl Leaf {
    /// The entry for the issue of a certificate.
    #[must_use]
    pub fn issue(signed: &SignedCredential, opening: &LeafOpening) -> Self {
        let credential = signed.credential();
        Self {
            kind: LeafKind::Issue,
            subject: credential.number.to_string(),
            hash: signed.salted_hash(&opening.salt),
            issuer: credential.issuer.clone(),
            time: opening.time,
        }
    }

    /// The bytes that are hashed into the log.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        write(vec![
            (1, self.kind.code().into()),
            (2, self.subject.as_str().into()),
            (3, coset::cbor::Value::Bytes(self.hash.to_vec())),
            (4, coset::cbor::Value::Bytes(pack_code(&self.issuer).to_vec())),
            (5, self.time.as_millis().into()),
        ])
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// [`CborError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::read(bytes)?;
        let kind: u8 = fields.int(1)?;
        let leaf = Self {
            kind: LeafKind::ALL
                .into_iter()
                .find(|known| known.code() == kind)
                .ok_or(CborError::Field(1))?,
            subject: fields.text(2)?,
            hash: fields.bytes(3)?,
            issuer: unpack_code(fields.bytes(4)?).ok_or(CborError::Field(4))?,
            time: Timestamp::from_millis(fields.int(5)?),
        };
        fields.finish()?;
        if leaf.to_bytes() == bytes {
            Ok(leaf)
        } else {
            Err(CborError::NotDeterministic)
        }
    }
}
