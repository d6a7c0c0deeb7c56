//! 证书 (certificates): numbers, the signed credential, its QR, the status list and offline verification.
//!
//! - [`NumberTemplate`] makes [`CertificateNumber`]s from the facts of an award and a serial allotted by the caller;
//! - [`Credential`] is what the authority states; [`SigningKey::sign`] turns it into a [`SignedCredential`]
//!   (COSE_Sign1 over deterministic CBOR, ES256 or SM2);
//! - [`qr_text`], [`qr_svg`] and [`parse_qr_text`] put it into a QR and take it out again;
//! - [`Leaf`] is its entry in the transparency log, [`StatusBlock`] says whether it is in force;
//! - [`SignedCredential::verify_with`] checks signature, issuer, inclusion, status and freshness against a
//!   [`TrustList`].
//!
//! The crate is pure: it reads no file, no clock and no random source. The formats are described in the modules'
//! documentation so that others can write their own verifiers.

mod cbor;
mod checkpoint;
mod key;
pub mod key_file;
mod leaf;
mod number;
mod payload;
mod qr;
mod signed;
mod status;
pub mod tables;
mod trust;
mod verify;

pub use cbor::CborError;
pub use key::{Algorithm, BadKey, COSE_SM2, KeyId, PublicKey, SM2_IDENTIFIER, SigningKey};
pub use key_file::KeyFileError;
pub use leaf::{Leaf, LeafKind, LeafOpening};
pub use number::{CertificateNumber, NumberError, NumberTemplate, Segment, Segments, TemplateError};
pub use payload::{Credential, MaskError, MaskedIdentity, PayloadError, Way};
pub use qr::{LookupToken, MAX_MODULES, QrError, lookup_url, parse_qr_text, qr_modules, qr_svg, qr_text};
pub use signed::{SignedCredential, SignedError};
pub use status::{
    BLOCK_SIZE, BLOCK_VALID_MS, LIVE_VALID_MS, SignedStatusBlock, Status, StatusBlock, StatusError,
};
pub use trust::{Purpose, TrustList, TrustListError, TrustedKey};
pub use verify::{AtHand, Check, Conclusion, Finding, Report, StatusAtHand, StatusSource};
