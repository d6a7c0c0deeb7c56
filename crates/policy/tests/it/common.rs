//! What the tests of the packs share.

use std::path::{Path, PathBuf};

use kernel::Day;
use policy::{Library, Rules};

/// The folder of packs.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy-packs")
}

/// Every pack file with its text.
pub fn files() -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(folder()).sort_by_file_name();
    let files = entries.into_iter().map(|entry| entry.unwrap());
    files
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "kdl"))
        .map(|entry| {
            let path = entry.path().strip_prefix(folder()).unwrap().display().to_string();
            (path, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// The library of the project's packs.
pub fn library() -> Library {
    match Library::load(files()) {
        Ok(library) => library,
        Err(errors) => panic!("{errors}"),
    }
}

/// A day in `YYYY-MM-DD`.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The rules of a pack on a day.
pub fn rules(pack: &str, on: &str) -> Rules {
    library().effective(pack, day(on)).unwrap()
}
