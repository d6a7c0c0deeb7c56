//! Signing by incremental update.

use std::fmt::Write as _;

use credential::{Algorithm, SigningKey};
use data_encoding::HEXLOWER;
use kernel::Timestamp;
use sha2::{Digest, Sha256};

use super::cms;
use super::file::{FileError, PdfFile, references};
use super::x509::{CertificateError, SigningCertificate};

/// A PDF that could not be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// Not a PDF of the press.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is already signed, and a second signature would not cover what the first one covers.
    #[error("这份 PDF 已经签名")]
    AlreadySigned,
    /// The key cannot sign PDFs, or the certificate is another's.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Signs a PDF of the press. The same arguments give the same bytes.
///
/// The signature is invisible on the page; readers show it in their panel. `signing_time` is what the signer claims.
///
/// # Errors
/// [`SignError`].
pub fn sign_pdf(
    pdf: &[u8],
    key: &SigningKey,
    certificate: &SigningCertificate,
    signing_time: Timestamp,
) -> Result<Vec<u8>, SignError> {
    if key.algorithm() != Algorithm::Es256 {
        return Err(CertificateError::NotP256.into());
    }
    if key.public() != *certificate.key() {
        return Err(CertificateError::OtherKey.into());
    }
    let room = 2 * cms::longest(certificate);
    let (mut signed, contents_at) = append_update(pdf, certificate, signing_time, room)?;
    // Everything but the hexadecimal string of the signature itself is signed.
    let after = contents_at + room + 2;
    let numbers = format!("[0 {contents_at} {after} {}", signed.len() - after);
    let range_at = contents_at - CONTENTS.len() - RANGE_WIDTH;
    signed[range_at..range_at + numbers.len()].copy_from_slice(numbers.as_bytes());
    let mut hasher = Sha256::new();
    hasher.update(&signed[..contents_at]);
    hasher.update(&signed[after..]);
    let signature = cms::sign(&hasher.finalize().into(), key, certificate);
    let hex = HEXLOWER.encode(&signature);
    signed[contents_at + 1..=contents_at + hex.len()].copy_from_slice(hex.as_bytes());
    Ok(signed)
}

const CONTENTS: &str = "/Contents";
/// Room for the four numbers of the byte range with their brackets; files stay below 10 GB.
const RANGE_WIDTH: usize = 40;

/// The PDF with a signature of zeros, and where the string of the signature begins.
fn append_update(
    pdf: &[u8],
    certificate: &SigningCertificate,
    signing_time: Timestamp,
    room: usize,
) -> Result<(Vec<u8>, usize), SignError> {
    let file = PdfFile::open(pdf)?;
    let trailer = file.trailer();
    let root = trailer.reference("Root").ok_or(FileError::NotOurs)?;
    let size: u32 = trailer.number("Size").ok_or(FileError::NotOurs)?;
    let catalog = file.dictionary(root)?;
    if catalog.get("AcroForm").is_some() {
        return Err(SignError::AlreadySigned);
    }
    let pages = file.dictionary(catalog.reference("Pages").ok_or(FileError::NotOurs)?)?;
    let first_page = pages
        .get("Kids")
        .and_then(references)
        .and_then(|kids| kids.first().copied());
    let page = first_page.ok_or(FileError::NotOurs)?;
    if file.dictionary(page)?.get("Annots").is_some() {
        return Err(FileError::NotOurs.into());
    }
    let (signature, field) = (size, size + 1);
    let mut out = Update {
        bytes: pdf.to_vec(),
        offsets: Vec::new(),
    };
    out.bytes.push(b'\n');
    out.object(
        root,
        &with_entry(
            file.object(root)?,
            &format!("/AcroForm<</Fields[{field} 0 R]/SigFlags 3>>"),
        ),
    );
    out.object(
        page,
        &with_entry(file.object(page)?, &format!("/Annots[{field} 0 R]")),
    );
    let head = format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name{}/M({})/ByteRange{:>RANGE_WIDTH$}{CONTENTS}",
        utf16(&certificate.subject().common_name),
        pdf_date(signing_time),
        // the numbers are written before it once the length of the file is known
        "]",
    );
    let body = format!("{head}<{}>>>", "0".repeat(room));
    let object_at = out.object(signature, body.as_bytes());
    let contents_at = object_at + head.len();
    let widget = format!(
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V {signature} 0 R/P {page} 0 R/Rect[0 0 0 0]/F 132>>"
    );
    out.object(field, widget.as_bytes());
    let identifier = HEXLOWER.encode(&Sha256::digest(pdf)[..16]);
    let first_identifier = trailer
        .get("ID")
        .and_then(super::file::values)
        .and_then(|ids| ids.first().copied());
    // Writing to a String does not fail.
    let mut tail = format!("<</Size {}/Root {root} 0 R", size + 2);
    if let Some(info) = trailer.reference("Info") {
        let _ = write!(tail, "/Info {info} 0 R");
    }
    let _ = write!(tail, "/Prev {}/ID[", file.table_at);
    let mut tail = tail.into_bytes();
    tail.extend_from_slice(first_identifier.unwrap_or(b"<00>"));
    tail.extend_from_slice(format!("<{identifier}>]>>").as_bytes());
    Ok((out.finish(&tail), contents_at))
}

/// A dictionary with one more entry at its end.
fn with_entry(dictionary: &[u8], entry: &str) -> Vec<u8> {
    let inner = dictionary.strip_suffix(b">>").unwrap_or(dictionary);
    [inner, entry.as_bytes(), b">>"].concat()
}

struct Update {
    bytes: Vec<u8>,
    offsets: Vec<(u32, usize)>,
}

impl Update {
    /// Adds an object and returns where its value begins.
    fn object(&mut self, number: u32, value: &[u8]) -> usize {
        self.offsets.push((number, self.bytes.len()));
        self.bytes
            .extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        let at = self.bytes.len();
        self.bytes.extend_from_slice(value);
        self.bytes.extend_from_slice(b"\nendobj\n");
        at
    }

    fn finish(mut self, trailer: &[u8]) -> Vec<u8> {
        let table_at = self.bytes.len();
        self.offsets.sort_unstable();
        let mut table = String::from("xref\n");
        for run in self.offsets.chunk_by(|(a, _), (b, _)| a + 1 == *b) {
            let _ = writeln!(table, "{} {}", run[0].0, run.len());
            for (_, offset) in run {
                let _ = write!(table, "{offset:010} 00000 n\r\n");
            }
        }
        self.bytes.extend_from_slice(table.as_bytes());
        self.bytes.extend_from_slice(b"trailer\n");
        self.bytes.extend_from_slice(trailer);
        self.bytes
            .extend_from_slice(format!("\nstartxref\n{table_at}\n%%EOF\n").as_bytes());
        self.bytes
    }
}

/// A text string of a PDF.
fn utf16(text: &str) -> String {
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{units}>")
}

/// A moment as PDF writes it, in Beijing time: `D:20261208093000+08'00'`.
fn pdf_date(moment: Timestamp) -> String {
    let digits: String = moment
        .minute_text()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let seconds = moment.as_millis().div_euclid(1000).rem_euclid(60);
    format!("D:{digits}{seconds:02}+08'00'")
}
