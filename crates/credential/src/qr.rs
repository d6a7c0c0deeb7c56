//! The QR of a certificate and the links to it.
//!
//! The QR holds an HTTPS link whose last part is the signed credential in base32, all in the characters of the
//! alphanumeric mode: any camera opens the page, any verifier checks the credential without a network.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

use crate::{SignedCredential, SignedError};

/// Largest number of modules along a side: version 12, which any phone reads from 25 mm of paper.
pub const MAX_MODULES: usize = 65;

/// A QR that cannot be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// The base of the links does not start with `https://` (`http://` for this machine itself), has no host, or has
    /// lower-case letters or other characters outside the alphanumeric mode in its path.
    #[error("核验地址应形如 https://域名/大写路径/，路径只含大写字母和数字：{0}")]
    Base(String),
    /// The text needs a larger code than [`MAX_MODULES`]: use the look-up link instead.
    #[error("二维码内容过长（{0} 个字符），请缩短专业名称或核验地址")]
    TooLong(usize),
    /// Not the text of one of our QR codes.
    #[error("这不是职称证书的二维码")]
    NotOurs,
    /// The credential in it is damaged.
    #[error("二维码中的凭证有误：{0}")]
    Damaged(#[from] SignedError),
}

/// The secret part of a look-up link: 64 random bits as 13 base32 characters, so that links cannot be guessed or
/// walked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LookupToken([u8; 8]);

impl LookupToken {
    /// A token from 8 random bytes drawn by the caller.
    #[must_use]
    pub fn new(random: [u8; 8]) -> Self {
        Self(random)
    }
}

impl fmt::Display for LookupToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD.encode(&self.0))
    }
}

impl fmt::Debug for LookupToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LookupToken(..)")
    }
}

impl FromStr for LookupToken {
    type Err = QrError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = BASE32_NOPAD
            .decode(text.to_ascii_uppercase().as_bytes())
            .map_err(|_| QrError::NotOurs)?;
        bytes.try_into().map(Self).map_err(|_| QrError::NotOurs)
    }
}

/// The scheme, the host with its port and the path of a base of links; a path ends with a slash. HTTPS, or plain HTTP to
/// this machine itself, as in a demonstration.
fn parts(base_url: &str) -> Result<(&'static str, &str, String), QrError> {
    let bad = || QrError::Base(base_url.to_owned());
    let (scheme, rest) = base_url.split_once("://").ok_or_else(bad)?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let here = matches!(host.split(':').next(), Some("127.0.0.1" | "localhost"));
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "https" => "https",
        "http" if here => "http",
        _ => return Err(bad()),
    };
    let host_fits = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'));
    let path_fits = path
        .bytes()
        .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'/' | b'-' | b'.'));
    if !host_fits || !path_fits {
        return Err(bad());
    }
    let slash = if path.is_empty() || path.ends_with('/') {
        ""
    } else {
        "/"
    };
    Ok((scheme, host, format!("{path}{slash}")))
}

/// The base of the links in the capitals of the alphanumeric mode, with a slash at the end.
fn capital_base(base_url: &str) -> Result<String, QrError> {
    let (scheme, host, path) = parts(base_url)?;
    Ok(format!(
        "{}://{}/{path}",
        scheme.to_ascii_uppercase(),
        host.to_ascii_uppercase()
    ))
}

/// The link that opens a certificate's page by its token.
///
/// # Errors
/// [`QrError::Base`].
pub fn lookup_url(base_url: &str, token: &LookupToken) -> Result<String, QrError> {
    let (scheme, host, path) = parts(base_url)?;
    Ok(format!("{scheme}://{}/{path}{token}", host.to_ascii_lowercase()))
}

/// The text of a certificate's QR: the link followed by the credential.
///
/// # Errors
/// [`QrError::Base`], and [`QrError::TooLong`] when the code would have more than [`MAX_MODULES`] modules.
pub fn qr_text(base_url: &str, signed: &SignedCredential) -> Result<String, QrError> {
    let text = format!(
        "{}{}",
        capital_base(base_url)?,
        BASE32_NOPAD.encode(&signed.to_bytes())
    );
    qr_modules(&text)?;
    Ok(text)
}

/// The credential in the text of a QR, whatever the address before it. Nothing is verified yet.
///
/// # Errors
/// [`QrError::NotOurs`] and [`QrError::Damaged`].
pub fn parse_qr_text(text: &str) -> Result<SignedCredential, QrError> {
    let text = text.trim();
    let coded = text.rsplit('/').next().unwrap_or(text).to_ascii_uppercase();
    let bytes = BASE32_NOPAD
        .decode(coded.as_bytes())
        .map_err(|_| QrError::NotOurs)?;
    if bytes.is_empty() {
        return Err(QrError::NotOurs);
    }
    Ok(SignedCredential::from_bytes(&bytes)?)
}

/// The modules of a QR, row by row, dark is true. Error correction level M, without the quiet zone.
///
/// # Errors
/// [`QrError::TooLong`].
pub fn qr_modules(text: &str) -> Result<Vec<Vec<bool>>, QrError> {
    let too_long = || QrError::TooLong(text.len());
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| too_long())?;
    let width = code.width();
    if width > MAX_MODULES {
        return Err(too_long());
    }
    Ok(code
        .to_colors()
        .chunks(width)
        .map(|row| row.iter().map(|c| *c == Color::Dark).collect())
        .collect())
}

/// A QR as an SVG picture of one unit a module, with the quiet zone of four modules around it.
///
/// # Errors
/// [`QrError::TooLong`].
pub fn qr_svg(text: &str) -> Result<String, QrError> {
    const QUIET: usize = 4;
    let rows = qr_modules(text)?;
    let side = rows.len() + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            let length = run.len();
            if run[0] {
                // Writing to a String does not fail.
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
            }
            x += length;
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" \
         role=\"img\" aria-label=\"证书核验二维码\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path d=\"{path}\"/></svg>"
    ))
}
