//! The program keeps the record of a unit's examination as a file (材料审核记录表, MAT-026).

use kernel::{ApplicationId, FileId};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::journal::{self, Subject};
use store::outbox::Job;

use crate::{Error, Result, Verb};

/// Keeping the file; done by the program.
pub const VERB: Verb = Verb {
    kind: "applications.keep_audit_record",
    roles: &[],
};

/// The file of a record is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderAuditRecord {
    /// The case.
    pub application: ApplicationId,
    /// Which submission was examined.
    pub submission: u32,
}

impl Job for RenderAuditRecord {
    const TOPIC: &'static str = "applications.render_audit_record";
}

#[derive(Serialize)]
struct Kept {
    submission: u32,
    file: FileId,
    digest: String,
}

/// Keeps `pdf` as the record of a submission, in the name of its examiner. A record whose file is there already, or
/// which was replaced meanwhile, is left as it is.
///
/// # Errors
/// Somebody other than the program asks, the case was never examined, or the disk is unavailable.
pub fn keep_audit_record(tx: &mut Tx<'_>, job: &RenderAuditRecord, pdf: &[u8]) -> Result<()> {
    VERB.permit_program(tx.actor())?;
    let found = store::applications::verification(tx, job.application)?;
    let (record, file) = found.ok_or(Error::NotFound)?;
    if file.is_some() || record.submission != job.submission {
        return Ok(());
    }
    let name = format!("材料审核记录表-{}.pdf", job.submission);
    let stored = store::files::store(tx, record.examiner, &name, "application/pdf", pdf)?;
    store::applications::attach_record(tx, job.application, job.submission, stored.id)?;
    let body = Kept {
        submission: job.submission,
        file: stored.id,
        digest: stored.digest,
    };
    journal::record(tx, &Subject::of(job.application), VERB.kind, &body, None)
}
