//! The library in force, shared by every unit of work of a node.
//!
//! A node asks at the beginning of each unit of work how often what is in force has changed, and loads it anew when
//! the count is ahead of its own: a change on one node is noticed by all with their next unit of work, and a unit of
//! work sees one library from beginning to end. Packs that do not load together never replace those that do.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use diesel::prelude::*;
use domain::packs::Stage;
use policy::Library;

use super::schema::{pack_changes, pack_versions};
use super::{Files, IN_FORCE};
use crate::{Conn, Result};

/// The packs that come with the program, and the library in force.
pub struct Shelf {
    shipped: Arc<[(String, String)]>,
    in_force: RwLock<InForce>,
    /// Held while a library is loaded, so that only one thread does.
    loading: Mutex<()>,
}

#[derive(Clone)]
struct InForce {
    changes: i64,
    library: Arc<Library>,
}

impl core::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Shelf")
    }
}

impl Shelf {
    /// A shelf with the packs that come with the program: their files, examples among them, and the library of them.
    #[must_use]
    pub fn new(shipped: impl Into<Arc<[(String, String)]>>, library: Arc<Library>) -> Self {
        let in_force = RwLock::new(InForce { changes: 0, library });
        Self {
            shipped: shipped.into(),
            in_force,
            loading: Mutex::new(()),
        }
    }

    /// The files that come with the program, with those of `adopted` in the place of the pack's own.
    pub(crate) fn over(&self, adopted: Vec<(String, Files)>) -> Files {
        let folder = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        let kept = self.shipped.iter().filter(|(path, _)| {
            let folder = folder(path);
            !adopted.iter().any(|(pack, _)| *pack == folder)
        });
        let mut files: Files = kept.cloned().collect();
        files.extend(adopted.into_iter().flat_map(|(_, files)| files));
        files
    }

    fn known(&self) -> InForce {
        self.in_force
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The library in force for a unit of work on `conn`.
    pub(crate) fn library(&self, conn: &mut Conn) -> Result<Arc<Library>> {
        let wanted = changes(conn)?;
        let known = self.known();
        if wanted <= known.changes {
            return Ok(known.library);
        }
        let _turn = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.known();
        if wanted <= known.changes {
            return Ok(known.library);
        }
        let library = match Library::load(self.over(adopted(conn)?)) {
            Ok(library) => Arc::new(library),
            Err(errors) => {
                // Approved packs load; they may not any more beside those of a newer program.
                tracing::error!(%errors, "the packs in force do not load; the former ones stay");
                known.library
            }
        };
        let next = InForce {
            changes: wanted,
            library: Arc::clone(&library),
        };
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(library)
    }
}

/// How often what is in force has changed.
pub(super) fn changes(conn: &mut Conn) -> Result<i64> {
    Ok(ask!(conn, |conn| pack_changes::table
        .find(IN_FORCE)
        .select(pack_changes::count)
        .first(conn))?)
}

/// The files of every version in use, by pack.
pub(super) fn adopted(conn: &mut Conn) -> Result<Vec<(String, Files)>> {
    let rows: Vec<(String, String)> = ask!(conn, |conn| pack_versions::table
        .filter(pack_versions::stage.eq(Stage::Adopted.code()))
        .order(pack_versions::pack)
        .select((pack_versions::pack, pack_versions::files))
        .load(conn))?;
    rows.into_iter()
        .map(|(pack, files)| Ok((pack, serde_json::from_str(&files)?)))
        .collect()
}
