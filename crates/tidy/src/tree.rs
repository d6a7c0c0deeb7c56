//! The repository as a list of texts, and what the checks go by.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use walkdir::WalkDir;

/// Folders that hold nothing of ours.
const NOT_OURS: [&str; 6] = ["target", "node_modules", ".git", "data", "shots", "fuzz-corpus"];

/// All text files of a repository by their path from its root, with `/` between folders.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

/// `tidy.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Which of our own crates a crate may use.
    pub floors: BTreeMap<String, Vec<String>>,
    /// In which of our crates an outside crate may be named.
    pub outside: BTreeMap<String, Vec<String>>,
    /// Long files and why they are.
    pub long_files: BTreeMap<String, String>,
    /// Files beside verbs that are none, and why.
    pub not_verbs: BTreeMap<String, String>,
    /// Lints that a crate sets otherwise than the workspace (`crate.group.lint`), and why.
    #[serde(default)]
    pub own_lints: BTreeMap<String, String>,
}

impl Tree {
    /// Reads every text file below `root`.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn read(root: &Path) -> std::io::Result<Self> {
        let mut files = BTreeMap::new();
        let walk = WalkDir::new(root).into_iter().filter_entry(|entry| {
            entry
                .file_name()
                .to_str()
                .is_none_or(|name| !NOT_OURS.contains(&name))
        });
        for entry in walk {
            let entry = entry?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let name: Vec<String> = path
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            if let Ok(text) = String::from_utf8(fs::read(entry.path())?) {
                files.insert(name.join("/"), text);
            }
        }
        Ok(Self { files })
    }

    /// A tree of the given files.
    #[must_use]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    /// Every file with its path, in the order of paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files whose paths begin and end like this.
    pub fn between<'t>(&'t self, start: &'t str, end: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.files()
            .filter(move |(path, _)| path.starts_with(start) && path.ends_with(end))
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether `path` is a file or a folder with files in it.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path)
            || self
                .files
                .range(folder.clone()..)
                .next()
                .is_some_and(|(found, _)| found.starts_with(&folder))
    }
}
