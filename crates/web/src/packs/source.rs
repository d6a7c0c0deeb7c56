//! The files of packs as they were written: those in force for everybody, those of a version for its officers.

use axum::extract::Path;
use store::Error;
use store::packs::Files;

use super::urls::{PolicyFile, VersionFile};
use crate::kit::download::Download;
use crate::kit::{App, Fault, SignedIn};

fn named(files: Files, name: &str) -> store::Result<Download> {
    let ends = |path: &str| path.rsplit('/').next() == Some(name);
    let found = files.into_iter().find(|(path, _)| ends(path));
    let (_, text) = found.ok_or(Error::NotFound)?;
    Ok(Download::new(
        name,
        "text/plain; charset=utf-8",
        text.into_bytes(),
    ))
}

/// `GET /policies/{pack}/files/{file}`.
///
/// # Errors
/// There is no such file in force, or the database is unavailable.
pub(super) async fn in_force(
    app: App,
    Path(PolicyFile { pack, file }): Path<PolicyFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let found = house.read(|rx| named(store::packs::in_force(rx, &pack)?, &file));
        Ok(found?)
    })
    .await
}

/// `GET /packs/{id}/files/{file}`.
///
/// # Errors
/// The viewer's office does not keep the pack, there is no such file, or the database is unavailable.
pub(super) async fn of_version(
    app: App,
    who: SignedIn,
    Path(VersionFile { id, file }): Path<VersionFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let found = house.read(|rx| {
            actions::packs::kept(rx, &who.actor(), id)?;
            named(store::packs::files(rx, id)?, &file)
        });
        Ok(found?)
    })
    .await
}
