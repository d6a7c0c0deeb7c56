//! Addresses of certificates: the holder's and the authority's, and what everybody may ask.

use kernel::CertificateId;

crate::places! {
    /// The public check (证书核验).
    Check = "/check";
    /// The check of a certificate's file.
    CheckFile = "/check/file";
    /// The answer of a check: where a link or a QR code leads. Its text is the secret of a link, or what a QR code holds.
    Checked { text: String } = "/Q/{text}";
    /// One's own certificates, or those an authority issued.
    Certificates = "/certificates";
    /// One certificate.
    CertificatePlace { id: CertificateId } = "/certificates/{id}";
    /// Its signed file.
    CertificateFile { id: CertificateId } = "/certificates/{id}/file";
    /// Its credential and log proof, for programs.
    CertificateData { id: CertificateId } = "/certificates/{id}/data";
    /// Revoking the title (撤销).
    Revocation { id: CertificateId } = "/certificates/{id}/revocation";
    /// The keys that verifiers believe.
    TrustKeys = "/trust-list.txt";
    /// A signed block of an authority's status list.
    StatusBlock { authority: String, block: u32 } = "/status/{authority}/{block}";
    /// The newest signed checkpoint of the log.
    Checkpoint = "/log/checkpoint";
    /// The log's tiles and bundles of entries (C2SP tlog-tiles).
    LogTiles = "/log/tile/{*path}";
}
