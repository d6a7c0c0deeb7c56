//! Compiles this crate to WebAssembly and hands the module to its own library as bytes.
//!
//! A second cargo runs in a target directory of its own below `OUT_DIR`, so it neither waits for the first nor disturbs
//! it. It needs no package that the first has not fetched, and the target's standard library, which rustup installs
//! because `rust-toolchain.toml` names it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "seat";

/// Set for the first cargo's own compilation; they would change or spoil the second's.
const NOT_INHERITED: [&str; 10] = [
    "CARGO_ENCODED_RUSTFLAGS",
    "RUSTFLAGS",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "CLIPPY_ARGS",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_INCREMENTAL",
];

fn main() {
    for path in [
        "build.rs",
        "src",
        "Cargo.toml",
        "../ballot/src",
        "../ballot/Cargo.toml",
        "../../Cargo.lock",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    // The second time: there is nothing to embed.
    if variable("TARGET") == TARGET {
        return;
    }
    if let Err(why) = build() {
        println!("cargo::error={why}");
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn build() -> Result<(), String> {
    let out = PathBuf::from(variable("OUT_DIR"));
    has_target()?;
    let directory = out.join("wasm");
    let mut cargo = Command::new(variable("CARGO"));
    cargo
        .args(["build", "--quiet", "--locked", "--lib", "--package", "seat"])
        .args(["--profile", PROFILE, "--target", TARGET, "--target-dir"])
        .arg(&directory)
        .current_dir(variable("CARGO_MANIFEST_DIR"));
    for name in NOT_INHERITED {
        cargo.env_remove(name);
    }
    let done = cargo
        .output()
        .map_err(|error| format!("cargo cannot be run again: {error}"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr).replace('\n', " | ");
        return Err(format!(
            "the seat's part of the ballot does not compile to {TARGET}: {said}"
        ));
    }
    let module = directory.join(TARGET).join(PROFILE).join("seat.wasm");
    copy(&module, &out.join("seat.wasm"))
}

/// Without its standard library the compiler's own message is about a missing crate `core`.
fn has_target() -> Result<(), String> {
    let asked = Command::new(variable("RUSTC"))
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .map_err(|error| format!("rustc cannot be asked: {error}"))?;
    let folder = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
    if !folder.is_empty() && Path::new(&folder).is_dir() {
        return Ok(());
    }
    Err(format!(
        "the Rust target {TARGET} is missing; the seat's part of the ballot runs in browsers and needs it. \
         `rustup target add {TARGET}` installs it; without rustup, install the distribution's package for it \
         (Debian: libstd-rust-dev-wasm32)."
    ))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| format!("{} cannot be read: {error}", from.display()))
}
