//! Attaches a scan to an entry of one's library.

use domain::dossier::{Entry, Provenance};
use kernel::{DossierEntryId, FileId, Refusal, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Attaches a file.
pub const VERB: Verb = Verb {
    kind: "dossier.attach_file",
    roles: &[Role::Applicant],
};

/// The most files an entry may hold.
pub const MOST_FILES: usize = 10;

/// A file to attach; its type was told by its content.
#[derive(Debug, Clone)]
pub struct Upload<'a> {
    /// The name it was uploaded under.
    pub name: &'a str,
    /// Its media type by content.
    pub media_type: &'a str,
    /// Its bytes.
    pub content: &'a [u8],
}

#[derive(Serialize)]
struct Attached {
    file: FileId,
    digest: String,
    size_bytes: i64,
}

/// Attaches a file to the entry.
///
/// # Errors
/// The entry is not the actor's or is full, the file is empty, or the disk is full.
pub fn attach_file(tx: &mut Tx<'_>, id: DossierEntryId, upload: &Upload<'_>) -> Result<FileId> {
    VERB.permit(tx.actor())?;
    let entry = super::own(tx, id)?;
    if upload.content.is_empty() {
        return Err(Refusal::new("所选文件是空的")
            .at("file")
            .remedy("请重新选择文件")
            .into());
    }
    if entry.files.len() >= MOST_FILES {
        let text = format!("每项最多上传{MOST_FILES}个文件");
        return Err(Refusal::new(text)
            .at("file")
            .remedy("请合并为一个文件，或先删除不需要的文件")
            .into());
    }
    let stored = store::files::store(tx, entry.person, upload.name, upload.media_type, upload.content)?;
    let mut files = entry.files.clone();
    files.push(stored.id);
    store::dossier::save(
        tx,
        &Entry {
            files,
            provenance: Provenance::Claimed,
            ..entry
        },
    )?;
    let event = Attached {
        file: stored.id,
        digest: stored.digest,
        size_bytes: stored.size_bytes,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &event, None)?;
    Ok(stored.id)
}
