//! Signing a PDF and verifying it again (PAdES baseline B-B, ETSI EN 319 142-1).
//!
//! A signature is an incremental update: the signed bytes of the press stay as they are, followed by the signature
//! and a new table. Ordinary readers show it as intact; whether they trust the signer depends on the certificate.
//! Our own verifier knows the keys of the trust list and demands that the signature covers every byte of the file.
//!
//! Besides signing and verifying it takes out what is attached. It sets no pages: `documents` does, with its heavy
//! dependencies, and this crate stays small enough for everything that checks a file.

mod cms;
mod der;
mod file;
mod sign;
mod verify;
mod x509;

pub use cms::CmsError;
pub use file::FileError;
pub use sign::{SignError, sign_pdf};
pub use verify::{VerifiedPdf, VerifyError, verify_pdf};
pub use x509::{CertificateError, SigningCertificate, Subject};

/// Name of the attached credential inside the PDF.
pub const CREDENTIAL_FILE: &str = "credential.cose";
/// Name of the attached log proof inside the PDF.
pub const PROOF_FILE: &str = "issue.tlog-proof";
