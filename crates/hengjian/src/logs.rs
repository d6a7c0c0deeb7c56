//! The log: what happened and to which id, never who somebody is.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Starts the log; `RUST_LOG` says which events, `info` without it.
pub(crate) fn start(log: Log) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match log {
        Log::Text => builder.init(),
        Log::Json => builder.json().init(),
    }
}
