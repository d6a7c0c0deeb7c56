//! The program keeps the signed file of a certificate that it has made.

use domain::certificates::Certificate;
use kernel::{CertificateId, FileId};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Keeping the file; done by the program.
pub const VERB: Verb = Verb {
    kind: "certificates.keep_file",
    roles: &[],
};

#[derive(Serialize)]
struct Kept {
    file: FileId,
    digest: String,
}

/// Keeps `pdf` as the file of certificate `id`; one that is there already stays, so that making it twice changes
/// nothing.
///
/// # Errors
/// Somebody other than the program asks, there is no such certificate, or the disk is unavailable.
pub fn keep_file(tx: &mut Tx<'_>, id: CertificateId, pdf: &[u8]) -> Result<FileId> {
    VERB.permit_program(tx.actor())?;
    let certificate = store::certificates::find(tx, id)?;
    if let Some(kept) = certificate.file {
        return Ok(kept);
    }
    let name = format!("{}.pdf", certificate.number);
    let stored = store::files::store(tx, certificate.holder, &name, "application/pdf", pdf)?;
    let certificate = certificate.decide(|was| -> Result<_> {
        Ok(Certificate {
            file: Some(stored.id),
            ..was
        })
    })?;
    store::certificates::save(tx, &certificate)?;
    let body = Kept {
        file: stored.id,
        digest: stored.digest,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)?;
    Ok(stored.id)
}
