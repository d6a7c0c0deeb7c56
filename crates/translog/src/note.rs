//! Signed notes (C2SP signed-note) with Ed25519 keys, and the witness cosignatures of C2SP tlog-cosignature.

use std::fmt;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// Signature type byte of a plain Ed25519 note signature.
const TYPE_ED25519: u8 = 0x01;
/// Signature type byte of a timestamped Ed25519 witness cosignature.
const TYPE_COSIGNATURE: u8 = 0x04;
/// More signature lines than this are refused unread.
const MAX_SIGNATURES: usize = 64;

/// A key that cannot be used for notes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Key names are not empty and hold neither spaces nor plus signs.
    #[error("a note key name must not be empty nor contain spaces or '+': {0:?}")]
    BadName(String),
    /// Not `name+hash+base64`, or the hash does not fit the key.
    #[error("not a note verifier key: {0}")]
    BadVerifierKey(&'static str),
}

/// A note that cannot be read or trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The bytes do not have the shape of a signed note.
    #[error("not a signed note: {0}")]
    Malformed(&'static str),
    /// A key we trust is named, but its signature is wrong.
    #[error("the signature of {0} is wrong")]
    BadSignature(String),
    /// No key we trust signed it.
    #[error("no trusted key signed this note")]
    Unsigned,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Short identifier of the key.
    pub key_id: u32,
    /// Signature bytes, in the form the key's type asks for.
    pub signature: Vec<u8>,
}

/// A text with the signatures below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// The log's signing key: an Ed25519 key with a name.
#[derive(Clone)]
pub struct NoteSigner {
    name: String,
    key: SigningKey,
}

/// A witness's signing key: states at which moment it saw a checkpoint that continues all it saw before.
#[derive(Clone)]
pub struct Cosigner {
    name: String,
    key: SigningKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Log,
    Witness,
}

/// A public key whose signatures under notes are trusted: the log's own, or a witness's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteVerifier {
    name: String,
    kind: Kind,
    key: VerifyingKey,
}

fn check_name(name: &str) -> Result<(), KeyError> {
    let bad = name.is_empty()
        || name
            .chars()
            .any(|c| c.is_whitespace() || c == '+' || c.is_control());
    if bad {
        Err(KeyError::BadName(name.to_owned()))
    } else {
        Ok(())
    }
}

fn key_id(name: &str, kind: Kind, key: &VerifyingKey) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update([b'\n', kind.type_byte()]);
    hasher.update(key.as_bytes());
    let hash: [u8; 32] = hasher.finalize().into();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// What a witness signs: a header and the moment in front of the note's text.
fn cosigned_message(text: &str, seen_unix_s: u64) -> String {
    format!("cosignature/v1\ntime {seen_unix_s}\n{text}")
}

impl Kind {
    fn type_byte(self) -> u8 {
        match self {
            Self::Log => TYPE_ED25519,
            Self::Witness => TYPE_COSIGNATURE,
        }
    }
}

impl NoteSigner {
    /// A key named `name` from its 32 secret bytes.
    ///
    /// # Errors
    /// [`KeyError::BadName`].
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self {
            name: name.to_owned(),
            key: SigningKey::from_bytes(secret),
        })
    }

    /// Name of the key, which is the origin of the log.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> NoteVerifier {
        NoteVerifier {
            name: self.name.clone(),
            kind: Kind::Log,
            key: self.key.verifying_key(),
        }
    }

    /// Signs a note's text.
    #[must_use]
    pub fn sign(&self, text: &str) -> NoteSignature {
        NoteSignature {
            name: self.name.clone(),
            key_id: self.verifier().key_id(),
            signature: self.key.sign(text.as_bytes()).to_bytes().to_vec(),
        }
    }
}

impl Cosigner {
    /// A witness named `name` from its 32 secret bytes, which must not be used for anything else.
    ///
    /// # Errors
    /// [`KeyError::BadName`].
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self {
            name: name.to_owned(),
            key: SigningKey::from_bytes(secret),
        })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> NoteVerifier {
        NoteVerifier {
            name: self.name.clone(),
            kind: Kind::Witness,
            key: self.key.verifying_key(),
        }
    }

    /// Cosigns a checkpoint's text as seen at `seen_unix_s`, seconds since 1970. The caller has verified the log's
    /// signature and the consistency with the last checkpoint it cosigned.
    #[must_use]
    pub fn cosign(&self, text: &str, seen_unix_s: u64) -> NoteSignature {
        let signature = self.key.sign(cosigned_message(text, seen_unix_s).as_bytes());
        let mut bytes = seen_unix_s.to_be_bytes().to_vec();
        bytes.extend_from_slice(&signature.to_bytes());
        NoteSignature {
            name: self.name.clone(),
            key_id: self.verifier().key_id(),
            signature: bytes,
        }
    }
}

impl NoteVerifier {
    /// Reads a verifier key `name+hash+base64`.
    ///
    /// # Errors
    /// [`KeyError`]: another shape, another key type, or a hash that does not belong to the key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bad = KeyError::BadVerifierKey;
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(bad("expected name+hash+key"));
        };
        check_name(name)?;
        let bytes = BASE64
            .decode(key.as_bytes())
            .map_err(|_| bad("the key is not base64"))?;
        let kind = match bytes.first() {
            Some(&TYPE_ED25519) => Kind::Log,
            Some(&TYPE_COSIGNATURE) => Kind::Witness,
            _ => return Err(bad("not an Ed25519 key")),
        };
        let point: &[u8; 32] = bytes[1..]
            .try_into()
            .map_err(|_| bad("the key is not 32 bytes long"))?;
        let key = VerifyingKey::from_bytes(point).map_err(|_| bad("not a point of the curve"))?;
        let verifier = Self {
            name: name.to_owned(),
            kind,
            key,
        };
        if HEXLOWER.encode(&verifier.key_id().to_be_bytes()) != id {
            return Err(bad("the hash does not belong to the key"));
        }
        Ok(verifier)
    }

    /// Name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this is the key of a witness rather than of a log.
    #[must_use]
    pub fn is_witness(&self) -> bool {
        self.kind == Kind::Witness
    }

    /// Short identifier that stands in signature lines.
    #[must_use]
    pub fn key_id(&self) -> u32 {
        key_id(&self.name, self.kind, &self.key)
    }

    fn owns(&self, signature: &NoteSignature) -> bool {
        signature.name == self.name && signature.key_id == self.key_id()
    }

    fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        let check = |message: &[u8], bytes: &[u8]| {
            Signature::from_slice(bytes)
                .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
        };
        match self.kind {
            Kind::Log => check(text.as_bytes(), signature),
            Kind::Witness => signature.split_first_chunk::<8>().is_some_and(|(time, bytes)| {
                check(
                    cosigned_message(text, u64::from_be_bytes(*time)).as_bytes(),
                    bytes,
                )
            }),
        }
    }
}

impl fmt::Display for NoteVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.kind.type_byte()];
        key.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{:08x}+{}", self.name, self.key_id(), BASE64.encode(&key))
    }
}

impl Note {
    /// A note without signatures yet.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] when the text does not end in a newline or holds control characters.
    pub fn new(text: &str) -> Result<Self, NoteError> {
        if !text.ends_with('\n') {
            return Err(NoteError::Malformed("the text does not end in a newline"));
        }
        if text.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Malformed("the text holds control characters"));
        }
        Ok(Self {
            text: text.to_owned(),
            signatures: Vec::new(),
        })
    }

    /// Reads a note with its signature lines. Nothing is verified yet.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let split = note
            .rfind("\n\n")
            .ok_or(NoteError::Malformed("no blank line before the signatures"))?;
        let mut parsed = Self::new(&note[..=split])?;
        let lines = note[split + 2..]
            .strip_suffix('\n')
            .ok_or(NoteError::Malformed("no newline at the end"))?;
        for line in lines.split('\n') {
            if parsed.signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::Malformed("too many signatures"));
            }
            parsed.signatures.push(NoteSignature::parse(line)?);
        }
        Ok(parsed)
    }

    /// The signed text, with its final newline. It means nothing before [`Note::verify`] said so.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines as they stand, verified or not.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature line unless that very line is already there.
    pub fn add(&mut self, signature: NoteSignature) {
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
    }

    /// Verifies the signatures of the keys we trust and returns those that signed, in the order given. Lines of
    /// unknown keys are passed over.
    ///
    /// # Errors
    /// [`NoteError::BadSignature`] when a trusted key is named with a wrong signature, [`NoteError::Unsigned`] when
    /// no trusted key is named.
    pub fn verify<'k>(&self, trusted: &'k [NoteVerifier]) -> Result<Vec<&'k NoteVerifier>, NoteError> {
        let mut signed = Vec::new();
        for key in trusted {
            let mut lines = self.signatures.iter().filter(|line| key.owns(line)).peekable();
            if lines.peek().is_none() {
                continue;
            }
            if !lines.all(|line| key.verifies(&self.text, &line.signature)) {
                return Err(NoteError::BadSignature(key.name.clone()));
            }
            signed.push(key);
        }
        if signed.is_empty() {
            Err(NoteError::Unsigned)
        } else {
            Ok(signed)
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl NoteSignature {
    fn parse(line: &str) -> Result<Self, NoteError> {
        let bad = || NoteError::Malformed("a signature line is not '— name base64'");
        let (name, encoded) = line
            .strip_prefix("— ")
            .and_then(|rest| rest.split_once(' '))
            .ok_or_else(bad)?;
        check_name(name).map_err(|_| bad())?;
        let bytes = BASE64.decode(encoded.as_bytes()).map_err(|_| bad())?;
        let (key_id, signature) = bytes.split_first_chunk::<4>().ok_or_else(bad)?;
        if signature.is_empty() {
            return Err(bad());
        }
        Ok(Self {
            name: name.to_owned(),
            key_id: u32::from_be_bytes(*key_id),
            signature: signature.to_vec(),
        })
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.key_id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.signature);
        write!(f, "— {} {}", self.name, BASE64.encode(&bytes))
    }
}
