//! Stored files: content-addressed by a keyed hash and encrypted, rows saying what each is for.

pub(crate) mod schema;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use diesel::prelude::*;
use kernel::{FileId, PersonId, Timestamp};

use crate::{Error, Result, Rx, Tx};
use schema::files;

/// Where file bytes are kept.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// Files under `folder`, which is made when missing.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn in_folder(folder: &Path) -> std::io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    fn path(&self, address: &str) -> PathBuf {
        self.folder.join(&address[..2]).join(&address[2..])
    }

    /// Writes durably under a temporary name first, so that a crash leaves no half file under the real one.
    fn put(&self, address: &str, sealed: &[u8]) -> std::io::Result<()> {
        let path = self.path(address);
        if path.exists() {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let temporary = path.with_extension("part");
        let mut file = fs::File::create(&temporary)?;
        file.write_all(sealed)?;
        file.sync_all()?;
        fs::rename(&temporary, &path)?;
        fs::File::open(folder)?.sync_all()
    }

    fn get(&self, address: &str) -> std::io::Result<Vec<u8>> {
        fs::read(self.path(address))
    }
}

/// What is known about a stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id.
    pub id: FileId,
    /// Who stored it.
    pub owner: PersonId,
    /// The name it was uploaded under, without path.
    pub name: String,
    /// Its media type by content, never by what the browser said.
    pub media_type: String,
    /// Length of the plain content.
    pub size_bytes: i64,
    /// SHA-256 of the plain content, as receipts name it.
    pub digest: String,
    /// When it was stored.
    pub stored: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = files)]
struct FileRow {
    id: String,
    owner_id: String,
    name: String,
    media_type: String,
    size_bytes: i64,
    digest: String,
    address: String,
    stored_at_ms: i64,
}

impl FileRow {
    fn file(self) -> Result<StoredFile> {
        Ok(StoredFile {
            id: self.id.parse().map_err(Error::broken)?,
            owner: self.owner_id.parse().map_err(Error::broken)?,
            name: self.name,
            media_type: self.media_type,
            size_bytes: self.size_bytes,
            digest: self.digest,
            stored: Timestamp::from_millis(self.stored_at_ms),
        })
    }
}

/// Stores `content` for `owner`. The bytes are durable before the row is.
///
/// # Errors
/// The disk or the database is unavailable.
pub fn store(
    tx: &mut Tx<'_>,
    owner: PersonId,
    name: &str,
    media_type: &str,
    content: &[u8],
) -> Result<StoredFile> {
    let address = tx.keys().address(content);
    let sealed = tx.seal(&format!("file.{address}"), content)?;
    tx.files()
        .put(&address, &sealed)
        .map_err(|error| Error::Unavailable(error.to_string()))?;
    let row = FileRow {
        id: tx.new_id::<kernel::kinds::File>().to_string(),
        owner_id: owner.to_string(),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size_bytes: i64::try_from(content.len()).map_err(Error::broken)?,
        digest: crate::journal::digest_of_bytes(content),
        address,
        stored_at_ms: tx.now().as_millis(),
    };
    ask!(tx.conn, |conn| diesel::insert_into(files::table)
        .values(&row)
        .execute(conn))?;
    row.file()
}

/// What is known about file `id`. Whether the actor may know it is the caller's question.
///
/// # Errors
/// There is no such file.
pub fn find(rx: &mut Rx<'_>, id: FileId) -> Result<StoredFile> {
    ask!(rx.conn, |conn| files::table
        .find(id.to_string())
        .select(FileRow::as_select())
        .first(conn))?
    .file()
}

/// What is known about each of `ids` that is there, by its id. Whether the actor may know it is the caller's question.
///
/// # Errors
/// The database is unavailable.
pub fn listed<'i>(
    rx: &mut Rx<'_>,
    ids: impl IntoIterator<Item = &'i FileId>,
) -> Result<BTreeMap<FileId, StoredFile>> {
    let ids: Vec<String> = ids.into_iter().map(FileId::to_string).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = ask!(rx.conn, |conn| files::table
        .filter(files::id.eq_any(ids))
        .select(FileRow::as_select())
        .load(conn))?;
    rows.into_iter()
        .map(|row| row.file().map(|file| (file.id, file)))
        .collect()
}

/// The plain content of file `id`.
///
/// # Errors
/// There is no such file, the disk is unavailable, or the content was changed.
pub fn content(rx: &mut Rx<'_>, id: FileId) -> Result<Vec<u8>> {
    let address: String = ask!(rx.conn, |conn| files::table
        .find(id.to_string())
        .select(files::address)
        .first(conn))?;
    let sealed = rx
        .files()
        .get(&address)
        .map_err(|error| Error::Unavailable(error.to_string()))?;
    rx.keys().open(&format!("file.{address}"), &sealed)
}
