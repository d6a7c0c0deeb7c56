//! Certificates: issue with the confirmation, revocation, the log's seal, verification.

mod issue;
pub mod keep_file;
pub mod revoke;
pub mod seal_log;
mod signer;
pub mod verify;

pub(crate) use issue::{Award, issue};
pub use signer::{Issuer, Signer};

use kernel::CertificateId;
use serde::{Deserialize, Serialize};
use store::outbox::Job;

/// Renders a certificate's PDF once its issue is sealed in the log; done by a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderCertificate {
    /// Which.
    pub certificate: CertificateId,
}

impl Job for RenderCertificate {
    const TOPIC: &'static str = "certificates.render";
}

/// Seals waiting log entries; queued with every change that makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealLog {}

impl Job for SealLog {
    const TOPIC: &'static str = "certificates.seal_log";
}

/// The id under which the issue of a certificate waits in the log.
pub(crate) fn issue_entry(id: CertificateId) -> String {
    format!("{id}.issue")
}

/// The id under which its revocation waits in the log.
pub(crate) fn revoke_entry(id: CertificateId) -> String {
    format!("{id}.revoke")
}
