//! The status list (状态列表): for every certificate two bits, valid, revoked or superseded, in blocks of 2^20 that
//! hide which one is asked about. Because nearly all are valid, a block travels as the Rice-coded distances between
//! the others.

use coset::cbor::Value;
use data_encoding::HEXLOWER;
use kernel::Timestamp;
use sha2::{Digest, Sha256};

use crate::cbor::{CborError, Fields, write};
use crate::signed::{Envelope, STATUS};
use crate::{KeyId, Purpose, SignedError, SigningKey, TrustList, TrustedKey};

/// Certificates in one block.
pub const BLOCK_SIZE: u32 = 1 << 20;

/// How long a signed block may be relied upon offline, in milliseconds.
pub const BLOCK_VALID_MS: i64 = 300_000;

/// How old a live answer may be, in milliseconds.
pub const LIVE_VALID_MS: i64 = 60_000;

/// Whether a certificate is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// In force. Also said of places not yet given out.
    Valid,
    /// 撤销: the title was revoked (CRT-018).
    Revoked,
    /// 已换发: another certificate took its place.
    Superseded,
}

/// The states of one block of certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusBlock {
    number: u32,
    /// Places that are not valid, in rising order.
    exceptions: Vec<(u32, Status)>,
}

/// A block with the moment it was read and the signature of the authority.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedStatusBlock {
    envelope: Envelope,
    block: StatusBlock,
    as_of: Timestamp,
}

/// Bytes that are not a signed status block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// Not a signed content.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// The content is not a block.
    #[error(transparent)]
    Cbor(#[from] CborError),
    /// The coded distances do not fit the block.
    #[error("the coded states do not fit the block")]
    Coding,
}

impl StatusBlock {
    /// A block in which all are valid. Block `n` holds the indexes from `n * BLOCK_SIZE`.
    #[must_use]
    pub fn new(number: u32) -> Self {
        Self {
            number: number.min(u32::MAX / BLOCK_SIZE),
            exceptions: Vec::new(),
        }
    }

    /// The block that holds a status index.
    #[must_use]
    pub fn number_for(status_index: u32) -> u32 {
        status_index / BLOCK_SIZE
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    fn place(&self, status_index: u32) -> Option<u32> {
        (Self::number_for(status_index) == self.number).then_some(status_index % BLOCK_SIZE)
    }

    /// The state at an index; `None` when the index lies in another block.
    #[must_use]
    pub fn get(&self, status_index: u32) -> Option<Status> {
        let place = self.place(status_index)?;
        let found = self.exceptions.binary_search_by_key(&place, |(at, _)| *at);
        Some(found.map_or(Status::Valid, |at| self.exceptions[at].1))
    }

    /// Sets the state at an index. Returns whether the index lies in this block.
    pub fn set(&mut self, status_index: u32, status: Status) -> bool {
        let Some(place) = self.place(status_index) else {
            return false;
        };
        match (
            self.exceptions.binary_search_by_key(&place, |(at, _)| *at),
            status,
        ) {
            (Ok(at), Status::Valid) => {
                self.exceptions.remove(at);
            }
            (Ok(at), _) => self.exceptions[at].1 = status,
            (Err(_), Status::Valid) => {}
            (Err(at), _) => self.exceptions.insert(at, (place, status)),
        }
        true
    }

    /// How many are not valid.
    #[must_use]
    pub fn exceptions(&self) -> usize {
        self.exceptions.len()
    }

    fn coded(&self) -> Vec<u8> {
        let low_bits = rice_parameter(self.exceptions.len());
        let mut bits = Bits::default();
        let mut next = 0;
        for (place, status) in &self.exceptions {
            let distance = place - next;
            next = place + 1;
            (0..distance >> low_bits).for_each(|_| bits.push(true));
            bits.push(false);
            (0..low_bits)
                .rev()
                .for_each(|bit| bits.push(distance >> bit & 1 == 1));
            bits.push(*status == Status::Superseded);
        }
        bits.bytes
    }

    fn decode(number: u32, count: usize, bytes: &[u8]) -> Result<Self, StatusError> {
        // Every exception takes at least two bits, so a false count cannot ask for much memory.
        if number > u32::MAX / BLOCK_SIZE || count > bytes.len() * 4 {
            return Err(StatusError::Coding);
        }
        let low_bits = rice_parameter(count);
        let mut bits = bytes
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
        let mut bit = || bits.next().ok_or(StatusError::Coding);
        let mut exceptions = Vec::with_capacity(count);
        let mut next = 0_u32;
        for _ in 0..count {
            let mut distance = 0_u32;
            while bit()? {
                distance += 1;
            }
            for _ in 0..low_bits {
                distance = distance << 1 | u32::from(bit()?);
            }
            let status = if bit()? {
                Status::Superseded
            } else {
                Status::Revoked
            };
            let place = next
                .checked_add(distance)
                .filter(|at| *at < BLOCK_SIZE)
                .ok_or(StatusError::Coding)?;
            exceptions.push((place, status));
            next = place + 1;
        }
        let block = Self { number, exceptions };
        if block.coded() == bytes {
            Ok(block)
        } else {
            Err(StatusError::Coding)
        }
    }

    /// Signs the block as read at `as_of`.
    ///
    /// # Errors
    /// [`SignedError`] when the envelope cannot be written, which does not happen in practice.
    pub fn sign(&self, key: &SigningKey, as_of: Timestamp) -> Result<SignedStatusBlock, SignedError> {
        let payload = write(vec![
            (1, self.number.into()),
            (2, as_of.as_millis().into()),
            (3, (self.exceptions.len() as u64).into()),
            (4, Value::Bytes(self.coded())),
        ]);
        let envelope = Envelope::sign(key, STATUS, payload)?;
        Ok(SignedStatusBlock {
            envelope,
            block: self.clone(),
            as_of,
        })
    }
}

impl SignedStatusBlock {
    /// Reads a signed block. Nothing is verified yet.
    ///
    /// # Errors
    /// [`StatusError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StatusError> {
        let envelope = Envelope::parse(bytes)?;
        let mut fields = Fields::read(envelope.payload())?;
        let (number, as_of, count) = (fields.int(1)?, fields.int(2)?, fields.int(3)?);
        let block = StatusBlock::decode(number, count, &fields.blob(4)?)?;
        fields.finish()?;
        Ok(Self {
            envelope,
            block,
            as_of: Timestamp::from_millis(as_of),
        })
    }

    /// The one encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.envelope.bytes().to_vec()
    }

    /// A short name of exactly these bytes, for the ETag of an answer (without quotes).
    #[must_use]
    pub fn etag(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.envelope.bytes())[..16])
    }

    /// When the block was read from the live index.
    #[must_use]
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// The key that is said to have signed.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.envelope.key_id
    }

    /// The block and the key that signed it, when that key is trusted for status blocks and was in use on that day.
    #[must_use]
    pub fn verify<'t>(&self, trust: &'t TrustList) -> Option<(&StatusBlock, &'t TrustedKey)> {
        let key = trust.key(Purpose::Status, self.envelope.key_id)?;
        let sound = key.in_use_on(self.as_of.day()) && self.envelope.verifies(STATUS, &key.key);
        sound.then_some((&self.block, key))
    }
}

/// Low bits of a Rice code for `count` exceptions in a block: about the binary logarithm of their mean distance.
fn rice_parameter(count: usize) -> u32 {
    let mean = BLOCK_SIZE / (u32::try_from(count).unwrap_or(BLOCK_SIZE).saturating_add(1));
    mean.max(1).ilog2()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        if self.used.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << (7 - self.used % 8);
        }
        self.used += 1;
    }
}
