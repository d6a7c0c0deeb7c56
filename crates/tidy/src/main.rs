//! `cargo run -p tidy` writes `docs/policy-coverage.md` anew.

use std::io::Error;
use std::path::Path;

use tidy::{Kept, Tree, coverage};

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()?;
    let kept: Kept = toml::from_str(include_str!("../coverage.toml")).map_err(Error::other)?;
    let found = coverage(&Tree::read(&root)?, &kept);
    std::fs::write(root.join("docs/policy-coverage.md"), found.text)?;
    if found.findings.is_empty() {
        Ok(())
    } else {
        Err(Error::other(found.findings.join("\n")))
    }
}
