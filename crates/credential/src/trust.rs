//! The trust list: whose keys a verifier believes. It is published as a text and kept by every verifier.
//!
//! ```text
//! hengjian-trust-list 1
//! issuer ES256 (base64 of the point) 11450100007565025T 2026-01-01 2031-12-31 南宁市人力资源和社会保障局
//! status ES256 (base64 of the point) 11450100007565025T 2026-01-01 - 南宁市人力资源和社会保障局
//! log zc.example.gov.cn/log+0123abcd+ASQ...
//! end 4
//! ```
//!
//! An `issuer` key signs credentials of the authority with that credit code, issued from the first day to the last
//! (`-` for open); a `status` key signs status blocks for it; a `log` line is the verifier key of a log or of a
//! witness. The number after `end` counts the lines before it, so that a cut file is noticed. Lines that start with
//! `#` and empty lines are passed over.

use std::fmt::Write as _;

use data_encoding::BASE64;
use kernel::{Day, SocialCreditCode};
use translog::NoteVerifier;

use crate::{Algorithm, KeyId, PublicKey};

/// What a key may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Credentials.
    Issuer,
    /// Status blocks.
    Status,
}

/// A key and the authority it speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// What it may sign.
    pub purpose: Purpose,
    /// The key.
    pub key: PublicKey,
    /// Credit code of the authority.
    pub authority: SocialCreditCode,
    /// First day of use.
    pub from: Day,
    /// Last day of use, `None` while in use.
    pub until: Option<Day>,
    /// Name of the authority as shown to people.
    pub name: String,
}

/// The keys a verifier believes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustList {
    keys: Vec<TrustedKey>,
    logs: Vec<NoteVerifier>,
}

/// A text that is not a trust list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustListError {
    /// The first line is another.
    #[error("这不是信任列表：首行应为“{HEADER}”")]
    Header,
    /// A line cannot be read.
    #[error("信任列表第 {line} 行有误：{what}")]
    Line {
        /// Line number from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The closing line is missing or counts another number of lines.
    #[error("信任列表不完整：末行“end”缺失或行数不符")]
    Incomplete,
}

const HEADER: &str = "hengjian-trust-list 1";

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Status => "status",
        }
    }
}

impl TrustedKey {
    /// Whether the key was in use on that day.
    #[must_use]
    pub fn in_use_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    fn parse(purpose: Purpose, rest: &str) -> Result<Self, &'static str> {
        let mut parts = rest.splitn(6, ' ');
        let mut part = || parts.next().ok_or("缺少内容");
        let algorithm = Algorithm::from_name(part()?).ok_or("不认识的算法")?;
        let point = BASE64.decode(part()?.as_bytes()).map_err(|_| "公钥不是 base64")?;
        let key = PublicKey::from_point(algorithm, &point).map_err(|_| "公钥无效")?;
        let authority = part()?.parse().map_err(|_| "统一社会信用代码有误")?;
        let from = part()?.parse().map_err(|_| "起始日期有误")?;
        let until = match part()? {
            "-" => None,
            day => Some(day.parse().map_err(|_| "截止日期有误")?),
        };
        Ok(Self {
            purpose,
            key,
            authority,
            from,
            until,
            name: part()?.to_owned(),
        })
    }
}

impl TrustList {
    /// A list of these keys and of these logs and witnesses.
    #[must_use]
    pub fn new(keys: Vec<TrustedKey>, logs: Vec<NoteVerifier>) -> Self {
        Self { keys, logs }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`TrustListError`] with the line.
    pub fn parse(text: &str) -> Result<Self, TrustListError> {
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines().map(str::trim_end));
        if lines.next().is_none_or(|(_, first)| first != HEADER) {
            return Err(TrustListError::Header);
        }
        let mut list = Self::default();
        for (line, text) in lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#')) {
            let wrong = |what| TrustListError::Line { line, what };
            let (word, rest) = text.split_once(' ').ok_or(wrong("缺少内容"))?;
            match word {
                "issuer" => list
                    .keys
                    .push(TrustedKey::parse(Purpose::Issuer, rest).map_err(wrong)?),
                "status" => list
                    .keys
                    .push(TrustedKey::parse(Purpose::Status, rest).map_err(wrong)?),
                "log" => list
                    .logs
                    .push(NoteVerifier::parse(rest).map_err(|_| wrong("日志公钥有误"))?),
                "end" => {
                    let count = list.keys.len() + list.logs.len() + 1;
                    let complete = rest == count.to_string();
                    return if complete {
                        Ok(list)
                    } else {
                        Err(TrustListError::Incomplete)
                    };
                }
                _ => return Err(wrong("不认识的行")),
            }
        }
        Err(TrustListError::Incomplete)
    }

    /// The text form.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for key in &self.keys {
            let until = key.until.map_or_else(|| "-".to_owned(), |day| day.to_string());
            // Writing to a String does not fail.
            let _ = writeln!(
                text,
                "{} {} {} {} {} {until} {}",
                key.purpose.word(),
                key.key.algorithm().name(),
                BASE64.encode(&key.key.point()),
                key.authority.as_str(),
                key.from,
                key.name
            );
        }
        for log in &self.logs {
            let _ = writeln!(text, "log {log}");
        }
        let _ = writeln!(text, "end {}", self.keys.len() + self.logs.len() + 1);
        text
    }

    /// The key with this id for this purpose.
    #[must_use]
    pub fn key(&self, purpose: Purpose, id: KeyId) -> Option<&TrustedKey> {
        self.keys
            .iter()
            .find(|known| known.purpose == purpose && known.key.key_id() == id)
    }

    /// Verifier keys of the logs and witnesses.
    #[must_use]
    pub fn logs(&self) -> &[NoteVerifier] {
        &self.logs
    }
}
