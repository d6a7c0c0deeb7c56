//! Verifying a signed PDF and taking out what is attached.

use credential::{Purpose, SignedCredential, TrustList, TrustedKey};
use data_encoding::HEXLOWER_PERMISSIVE;
use kernel::{Day, Timestamp};
use sha2::{Digest, Sha256};
use translog::Evidence;

use super::cms::{self, CmsError};
use super::file::{Dictionary, FileError, PdfFile, entries, parse_number, references, values};
use super::x509::SigningCertificate;
use crate::{CREDENTIAL_FILE, PROOF_FILE};

/// A signed PDF whose signature holds over every byte.
#[derive(Clone, Debug)]
pub struct VerifiedPdf {
    /// Certificate of the signer. Whether it is trusted is another question: see [`VerifiedPdf::signed_by`].
    pub signer: SigningCertificate,
    /// When the signer says it signed.
    pub signing_time: Option<Timestamp>,
    /// The attached credential; `None` in documents that are no certificates.
    pub credential: Option<SignedCredential>,
    /// The attached proof that its issue is in the log.
    pub proof: Option<Evidence>,
}

/// A PDF that is not signed as it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Not a PDF of ours.
    #[error(transparent)]
    File(#[from] FileError),
    /// No signature.
    #[error("这份 PDF 没有签名")]
    Unsigned,
    /// The signature leaves out a part of the file, or something was added after it.
    #[error("签名没有覆盖整个文件，文件可能在签名后被添加内容")]
    NotWhole,
    /// The signature does not hold.
    #[error(transparent)]
    Signature(#[from] CmsError),
    /// The attached credential or proof cannot be read.
    #[error("PDF 所附的凭证或存证证明有误：{0}")]
    Attachment(String),
}

/// Verifies that a signature covers the whole file and holds, and reads the attached credential and log proof.
///
/// # Errors
/// [`VerifyError`].
pub fn verify_pdf(bytes: &[u8]) -> Result<VerifiedPdf, VerifyError> {
    let file = PdfFile::open(bytes)?;
    let signature = signature_of(&file)?;
    let (digest, contents) = covered(bytes, &file, &signature)?;
    let signer = cms::verify(&contents, &digest)?;
    let broken = |cause: &dyn std::fmt::Display| VerifyError::Attachment(cause.to_string());
    let credential = match file.attachment(CREDENTIAL_FILE)? {
        Some(bytes) => Some(SignedCredential::from_bytes(&bytes).map_err(|cause| broken(&cause))?),
        None => None,
    };
    let proof = match file.attachment(PROOF_FILE)? {
        Some(bytes) => {
            let text = String::from_utf8(bytes).map_err(|cause| broken(&cause))?;
            Some(Evidence::parse(&text).map_err(|cause| broken(&cause))?)
        }
        None => None,
    };
    Ok(VerifiedPdf {
        signer,
        signing_time: signature.get("M").and_then(moment),
        credential,
        proof,
    })
}

impl VerifiedPdf {
    /// The authority in the trust list whose key signed the file, if it was in use at the claimed time.
    #[must_use]
    pub fn signed_by<'t>(&self, trust: &'t TrustList) -> Option<&'t TrustedKey> {
        let key = trust.key(Purpose::Issuer, self.signer.key().key_id())?;
        let day = self.signing_time?.day();
        (key.key == *self.signer.key() && key.in_use_on(day)).then_some(key)
    }
}

/// The dictionary of the one signature.
fn signature_of<'a>(file: &PdfFile<'a>) -> Result<Dictionary<'a>, VerifyError> {
    let root = file.trailer().reference("Root").ok_or(FileError::NotOurs)?;
    let form = file
        .dictionary(root)?
        .get("AcroForm")
        .ok_or(VerifyError::Unsigned)?;
    let fields = entries(form)
        .and_then(|form| form.get("Fields"))
        .and_then(references)
        .ok_or(FileError::NotOurs)?;
    let [field] = fields[..] else {
        return Err(FileError::NotOurs.into());
    };
    let value = file
        .dictionary(field)?
        .reference("V")
        .ok_or(VerifyError::Unsigned)?;
    Ok(file.dictionary(value)?)
}

/// Digest of what is signed, and the signature; only if the two ranges are the whole file around the signature.
fn covered(
    bytes: &[u8],
    file: &PdfFile<'_>,
    signature: &Dictionary<'_>,
) -> Result<([u8; 32], Vec<u8>), VerifyError> {
    let not_whole = || VerifyError::NotWhole;
    let range = signature
        .get("ByteRange")
        .and_then(values)
        .ok_or_else(not_whole)?;
    let numbers: Option<Vec<usize>> = range.into_iter().map(parse_number).collect();
    let contents = signature.get("Contents").ok_or_else(not_whole)?;
    let place = file.range_of(contents).ok_or_else(not_whole)?;
    if numbers.as_deref() != Some(&[0, place.start, place.end, bytes.len() - place.end]) {
        return Err(not_whole());
    }
    let hex = contents
        .strip_prefix(b"<")
        .and_then(|rest| rest.strip_suffix(b">"))
        .ok_or_else(not_whole)?;
    let contents = HEXLOWER_PERMISSIVE.decode(hex).map_err(|_| not_whole())?;
    let mut hasher = Sha256::new();
    hasher.update(&bytes[..place.start]);
    hasher.update(&bytes[place.end..]);
    Ok((hasher.finalize().into(), contents))
}

/// A moment as [`super::sign_pdf`] writes it.
fn moment(text: &[u8]) -> Option<Timestamp> {
    let digits = str::from_utf8(text)
        .ok()?
        .strip_prefix("(D:")?
        .strip_suffix("+08'00')")?;
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i64>().ok();
    let day: Day = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..8])
        .parse()
        .ok()?;
    let seconds = part(8..10)? * 3600 + part(10..12)? * 60 + part(12..14)?;
    Some(Timestamp::start_of(day).plus_millis(seconds * 1000))
}
