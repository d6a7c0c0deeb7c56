//! Keys that live outside the database, and what is done with them.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, Mac as _};
use kernel::Entropy;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use crate::{Error, Result};

const HEADER: &str = "hengjian-keys-1";
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;

/// The data key (AES-256-GCM at rest) and the index key (HMAC-SHA-256 blind index).
pub struct Keys {
    data: [u8; KEY_BYTES],
    index: [u8; KEY_BYTES],
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.data.zeroize();
        self.index.zeroize();
    }
}

impl core::fmt::Debug for Keys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

/// Why a key file is not usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// The first line is not `hengjian-keys-1`.
    #[error("密钥文件的首行应为 hengjian-keys-1，请确认选对了文件")]
    Header,
    /// `data`, `index` or `check` is missing or not Base64 of the right length.
    #[error("密钥文件缺少 data、index 或 check，或内容不完整，请从备份恢复")]
    Shape,
    /// The check does not match: the file was cut, mixed up or edited.
    #[error("密钥文件的校验值不符，文件可能被改动或混用，请从备份恢复")]
    Check,
}

impl Keys {
    /// New random keys.
    pub fn generate(entropy: &mut dyn Entropy) -> Self {
        let mut keys = Self {
            data: [0; KEY_BYTES],
            index: [0; KEY_BYTES],
        };
        entropy.fill(&mut keys.data);
        entropy.fill(&mut keys.index);
        keys
    }

    /// The key file: header, two Base64 keys and a check over them.
    #[must_use]
    pub fn to_file(&self) -> String {
        let (data, index) = (BASE64.encode(&self.data), BASE64.encode(&self.index));
        format!("{HEADER}\ndata {data}\nindex {index}\ncheck {}\n", self.check())
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// It is another file, incomplete, or was changed.
    pub fn from_file(text: &str) -> Result<Self, KeysError> {
        let mut lines = text.lines();
        if lines.next().map(str::trim) != Some(HEADER) {
            return Err(KeysError::Header);
        }
        let mut part = |name: &str| {
            let line = lines.next().ok_or(KeysError::Shape)?;
            line.trim()
                .strip_prefix(name)
                .map(|rest| rest.trim().to_owned())
                .ok_or(KeysError::Shape)
        };
        let (data, index, check) = (part("data ")?, part("index ")?, part("check ")?);
        let decode = |text: &str| -> Result<[u8; KEY_BYTES], KeysError> {
            let bytes = BASE64.decode(text.as_bytes()).map_err(|_| KeysError::Shape)?;
            bytes.try_into().map_err(|_| KeysError::Shape)
        };
        let keys = Self {
            data: decode(&data)?,
            index: decode(&index)?,
        };
        if keys.check() == check {
            Ok(keys)
        } else {
            Err(KeysError::Check)
        }
    }

    /// A short value that tells two key files apart without telling the keys.
    #[must_use]
    pub fn check(&self) -> String {
        let digest = Sha256::new()
            .chain_update(HEADER)
            .chain_update(self.data)
            .chain_update(self.index)
            .finalize();
        HEXLOWER.encode(&digest[..8])
    }

    /// Encrypts `plain` for one `place` (table, column and id): it cannot be moved to another.
    ///
    /// # Errors
    /// Only when the input is beyond the cipher's limit of 64 GiB.
    pub fn seal(&self, place: &str, plain: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>> {
        let mut sealed = vec![0_u8; NONCE_BYTES];
        entropy.fill(&mut sealed);
        let nonce = Nonce::try_from(&sealed[..]).map_err(Error::broken)?;
        let payload = Payload {
            msg: plain,
            aad: place.as_bytes(),
        };
        let body = self.cipher().encrypt(&nonce, payload).map_err(Error::broken)?;
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }

    /// Decrypts what [`seal`](Self::seal) made for the same `place`.
    ///
    /// # Errors
    /// It was made with other keys, for another place, or was changed.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let unreadable = || {
            Error::Broken(format!(
                "sealed value at {place} does not open with the loaded keys"
            ))
        };
        let (nonce, body) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(unreadable)?;
        let nonce = Nonce::try_from(nonce).map_err(Error::broken)?;
        let payload = Payload {
            msg: body,
            aad: place.as_bytes(),
        };
        self.cipher().decrypt(&nonce, payload).map_err(|_| unreadable())
    }

    /// The blind index of `value` within `domain`: equal values give equal indexes, and nothing else shows.
    #[must_use]
    pub fn blind(&self, domain: &str, value: &[u8]) -> String {
        HEXLOWER.encode(&self.mac(domain, value)[..16])
    }

    /// The keyed content address of a file.
    #[must_use]
    pub fn address(&self, content: &[u8]) -> String {
        HEXLOWER.encode(&self.mac("file", content))
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&Key::<Aes256Gcm>::from(self.data))
    }

    fn mac(&self, domain: &str, value: &[u8]) -> [u8; 32] {
        // HMAC takes a key of one block; a shorter one is filled with zeros (RFC 2104).
        let mut block = [0_u8; 64];
        block[..KEY_BYTES].copy_from_slice(&self.index);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        block.zeroize();
        mac.update(domain.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededEntropy;

    fn keys(seed: u64) -> Keys {
        Keys::generate(&mut SeededEntropy::new(seed))
    }

    #[test]
    fn sealed_values_open_only_in_their_place_with_their_keys() {
        let keys = keys(1);
        let sealed = keys
            .seal(
                "people.phone.1",
                "13800000000".as_bytes(),
                &mut SeededEntropy::new(9),
            )
            .unwrap();
        assert!(!sealed.windows(5).any(|window| window == b"13800"));
        assert_eq!(keys.open("people.phone.1", &sealed).unwrap(), b"13800000000");
        assert!(keys.open("people.phone.2", &sealed).is_err());
        assert!(self::keys(2).open("people.phone.1", &sealed).is_err());
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert!(keys.open("people.phone.1", &changed).is_err());
        assert!(keys.open("people.phone.1", &sealed[..8]).is_err());
    }

    #[test]
    fn blind_indexes_are_stable_and_keyed() {
        assert_eq!(keys(1).blind("phone", b"1"), keys(1).blind("phone", b"1"));
        assert_ne!(keys(1).blind("phone", b"1"), keys(1).blind("id", b"1"));
        assert_ne!(keys(1).blind("phone", b"1"), keys(2).blind("phone", b"1"));
    }

    #[test]
    fn a_wrong_key_file_is_told_apart() {
        let file = keys(1).to_file();
        assert_eq!(Keys::from_file(&file).unwrap().check(), keys(1).check());
        assert_eq!(Keys::from_file("-----BEGIN").unwrap_err(), KeysError::Header);
        assert_eq!(
            Keys::from_file("hengjian-keys-1\ndata AA==\n").unwrap_err(),
            KeysError::Shape
        );
        let other = keys(2).to_file();
        let mixed: Vec<&str> = file.lines().take(3).chain(other.lines().skip(3)).collect();
        assert_eq!(Keys::from_file(&mixed.join("\n")).unwrap_err(), KeysError::Check);
    }
}
