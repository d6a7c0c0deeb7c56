//! Files of a submission, as downloads.

use axum::extract::Path;
use kernel::FileId;
use store::{Error, House};

use super::content::{Sent, sent};
use super::urls::CaseFile;
use crate::kit::download::Download;
use crate::kit::upload::FileKind;
use crate::kit::{App, Fault, SignedIn};

/// Whether the file was sent with the submission. Other files of the applicant are nobody's business.
pub(crate) fn belongs_to(sent: &Sent, file: FileId) -> bool {
    sent.content
        .dossier
        .entries
        .iter()
        .any(|entry| entry.files.contains(&file))
}

/// A stored file as a download. Whether the viewer may have it was the caller's question.
///
/// # Errors
/// There is no such file, or the disk is unavailable.
pub(crate) fn fetch(house: &House, id: FileId) -> store::Result<Download> {
    house.read(|rx| {
        let file = store::files::find(rx, id)?;
        let kind = FileKind::ALL
            .into_iter()
            .find(|kind| kind.media_type() == file.media_type);
        let media_type = kind.map_or("application/octet-stream", FileKind::media_type);
        let content = store::files::content(rx, id)?;
        Ok(Download::new(file.name, media_type, content))
    })
}

/// `GET /cases/{id}/files/{file}`.
///
/// # Errors
/// The viewer may not see the case, the file does not belong to its submission, or the disk is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(CaseFile { id, file }): Path<CaseFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        house.read(|rx| {
            super::case::seen(rx, &who, id)?;
            let sent = sent(rx, id, None)?.ok_or(Error::NotFound)?;
            if belongs_to(&sent, file) {
                Ok(())
            } else {
                Err(Error::NotFound)
            }
        })?;
        Ok(fetch(house, file)?)
    })
    .await
}
