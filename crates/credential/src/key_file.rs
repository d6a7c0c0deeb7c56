//! Key files: a short text that a person can recognise and that cannot be mistaken or half copied unnoticed.
//!
//! ```text
//! -----BEGIN HENGJIAN SIGNING KEY-----
//! Algorithm: ES256
//! Name: 南宁市人力资源和社会保障局 2026
//! Key-Id: 0123456789abcdef
//!
//! (base64 of the 32 secret bytes and a checksum of 4 bytes)
//! -----END HENGJIAN SIGNING KEY-----
//! ```
//!
//! The algorithm is `ES256` or `SM2` (credentials, status lists, PDF) or `Ed25519` (checkpoints of the log, whose key
//! name is `Name`). The checksum is the first 4 bytes of SHA-256 over the algorithm's name, a zero byte and the
//! secret. `Key-Id` is given for the first two only. Lines may end in CR LF. Reading the file, and keeping it from
//! others, is the caller's.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use translog::NoteSigner;
use zeroize::Zeroizing;

use crate::{Algorithm, BadKey, SigningKey};

const BEGIN: &str = "-----BEGIN HENGJIAN SIGNING KEY-----";
const END: &str = "-----END HENGJIAN SIGNING KEY-----";
const ED25519: &str = "Ed25519";

/// A file that is not the key file needed. The sentences are for the administrator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// No key file at all.
    #[error("这不是密钥文件：没有找到“{BEGIN}”一行")]
    NotAKeyFile,
    /// A PEM file of another kind, such as a certificate or an OpenSSL key.
    #[error("这是“{0}”文件，不是本系统的签名密钥文件")]
    OtherKind(String),
    /// The end line is missing.
    #[error("密钥文件不完整：没有找到“{END}”一行")]
    Unfinished,
    /// A head line is missing or unreadable.
    #[error("密钥文件缺少“{0}”一行，或该行写法不对")]
    Head(&'static str),
    /// An algorithm that does not exist here.
    #[error("不认识的密钥算法“{0}”，应为 ES256、SM2 或 Ed25519")]
    UnknownAlgorithm(String),
    /// A key for another purpose.
    #[error("此处需要{wanted}密钥，文件中是 {found} 密钥")]
    OtherPurpose {
        /// What is needed, in Chinese.
        wanted: &'static str,
        /// The algorithm found.
        found: String,
    },
    /// The body is not base64 of 36 bytes.
    #[error("密钥文件的正文残缺或有错字")]
    Body,
    /// The checksum does not fit: the file was altered or copied wrongly.
    #[error("密钥文件的校验和不符，文件可能被改动或复制不完整")]
    Checksum,
    /// The number is no key of the algorithm.
    #[error("密钥文件的内容不是有效的 {0} 密钥")]
    NoKey(&'static str),
    /// The Key-Id line belongs to another key.
    #[error("密钥文件的编号（Key-Id）与密钥不符：文件写 {written}，实为 {actual}")]
    KeyId {
        /// As written.
        written: String,
        /// As computed.
        actual: String,
    },
}

struct KeyFile {
    algorithm: String,
    name: String,
    key_id: Option<String>,
    secret: Zeroizing<[u8; 32]>,
}

impl SigningKey {
    /// Reads a key file with an ES256 or SM2 key.
    ///
    /// # Errors
    /// [`KeyFileError`] says what is wrong with the file.
    pub fn from_pem_like(bytes: &[u8]) -> Result<Self, KeyFileError> {
        let file = KeyFile::parse(bytes)?;
        let Some(algorithm) = Algorithm::from_name(&file.algorithm) else {
            return Err(KeyFileError::OtherPurpose {
                wanted: "签发证书用的 ES256 或 SM2 ",
                found: file.algorithm,
            });
        };
        let key = Self::from_secret(algorithm, &file.secret)
            .map_err(|BadKey(algorithm)| KeyFileError::NoKey(algorithm.name()))?;
        let actual = key.key_id().to_string();
        match file.key_id {
            Some(written) if written == actual => Ok(key),
            Some(written) => Err(KeyFileError::KeyId { written, actual }),
            None => Err(KeyFileError::Head("Key-Id")),
        }
    }

    /// The text of this key's file. `name` is for people and must be one line.
    #[must_use]
    pub fn to_pem_like(&self, name: &str) -> Zeroizing<String> {
        let key_id = format!("Key-Id: {}\n", self.key_id());
        write(self.algorithm().name(), name, &key_id, &self.secret())
    }
}

/// Reads a key file with the Ed25519 key of a log; its `Name` is the origin of the log.
///
/// # Errors
/// [`KeyFileError`] says what is wrong with the file.
pub fn log_signer_from_pem_like(bytes: &[u8]) -> Result<NoteSigner, KeyFileError> {
    let file = KeyFile::parse(bytes)?;
    if file.algorithm != ED25519 {
        return Err(KeyFileError::OtherPurpose {
            wanted: "日志用的 Ed25519 ",
            found: file.algorithm,
        });
    }
    NoteSigner::new(&file.name, &file.secret).map_err(|_| KeyFileError::Head("Name"))
}

/// The text of a log key's file for 32 secret random bytes. `origin` names the log.
#[must_use]
pub fn log_key_to_pem_like(origin: &str, secret: &[u8; 32]) -> Zeroizing<String> {
    write(ED25519, origin, "", secret)
}

fn write(algorithm: &str, name: &str, key_id_line: &str, secret: &[u8; 32]) -> Zeroizing<String> {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let mut body = Zeroizing::new(secret.to_vec());
    body.extend_from_slice(&checksum(algorithm, secret));
    let body = Zeroizing::new(BASE64.encode(&body));
    Zeroizing::new(format!(
        "{BEGIN}\nAlgorithm: {algorithm}\nName: {name}\n{key_id_line}\n{}\n{END}\n",
        body.as_str()
    ))
}

fn checksum(algorithm: &str, secret: &[u8; 32]) -> [u8; 4] {
    let mut hasher = Sha256::new();
    hasher.update(algorithm);
    hasher.update([0]);
    hasher.update(secret);
    let hash: [u8; 32] = hasher.finalize().into();
    [hash[0], hash[1], hash[2], hash[3]]
}

impl KeyFile {
    fn parse(bytes: &[u8]) -> Result<Self, KeyFileError> {
        let text = str::from_utf8(bytes).map_err(|_| KeyFileError::NotAKeyFile)?;
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let first = lines
            .by_ref()
            .find(|line| !line.is_empty())
            .ok_or(KeyFileError::NotAKeyFile)?;
        if first != BEGIN {
            let kind = first
                .strip_prefix("-----BEGIN ")
                .and_then(|rest| rest.strip_suffix("-----"));
            return Err(kind.map_or(KeyFileError::NotAKeyFile, |kind| {
                KeyFileError::OtherKind(kind.to_owned())
            }));
        }
        let (mut algorithm, mut name, mut key_id) = (None, None, None);
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            match line.split_once(':') {
                Some(("Algorithm", value)) => algorithm = Some(value.trim().to_owned()),
                Some(("Name", value)) => name = Some(value.trim().to_owned()),
                Some(("Key-Id", value)) => key_id = Some(value.trim().to_owned()),
                _ => return Err(KeyFileError::Head("Algorithm")),
            }
        }
        let algorithm = algorithm.ok_or(KeyFileError::Head("Algorithm"))?;
        if algorithm != ED25519 && Algorithm::from_name(&algorithm).is_none() {
            return Err(KeyFileError::UnknownAlgorithm(algorithm));
        }
        let mut body = Zeroizing::new(String::new());
        let finished = lines.by_ref().any(|line| {
            if line != END {
                body.push_str(line);
            }
            line == END
        });
        if !finished {
            return Err(KeyFileError::Unfinished);
        }
        let secret = decode_body(&algorithm, &body)?;
        Ok(Self {
            algorithm,
            name: name.ok_or(KeyFileError::Head("Name"))?,
            key_id,
            secret,
        })
    }
}

fn decode_body(algorithm: &str, body: &str) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let bytes = Zeroizing::new(BASE64.decode(body.as_bytes()).map_err(|_| KeyFileError::Body)?);
    let (secret, sum) = bytes.split_first_chunk::<32>().ok_or(KeyFileError::Body)?;
    let secret = Zeroizing::new(*secret);
    if sum.len() != 4 {
        return Err(KeyFileError::Body);
    }
    if sum == checksum(algorithm, &secret) {
        Ok(secret)
    } else {
        Err(KeyFileError::Checksum)
    }
}
