//! `hengjian verify`: checks a draw or a ballot from its file alone, without a database. The programs under `verifiers`
//! do the same and share no code with this one.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::problem::Problem;
use crate::say;

/// What is checked.
#[derive(Debug, Subcommand)]
pub(crate) enum VerifyCommand {
    /// 核对一次抽取：公开记录、完整材料或者监督机关的材料（JSON）
    Draw {
        /// 材料文件
        bundle: PathBuf,
    },
    /// 核对一次三方计票的投票
    Ballot {
        /// 材料文件
        bundle: PathBuf,
    },
}

/// Checks the file and tells every finding.
pub(crate) fn run(command: VerifyCommand) -> Result<(), Problem> {
    let findings = match command {
        VerifyCommand::Draw { bundle } => draw(&bundle)?,
        VerifyCommand::Ballot { bundle } => ballot(&bundle)?,
    };
    for finding in &findings {
        say(finding)?;
    }
    match findings.len() {
        0 => say("核对一致：没有发现问题。"),
        count => Err(Problem::NotVerified(count)),
    }
}

fn draw(file: &Path) -> Result<Vec<String>, Problem> {
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, &error.to_string()))?;
    let found = if let Ok(office) = serde_json::from_str(&text) {
        ::draw::verify_office(&office)
    } else if let Ok(bundle) = serde_json::from_str(&text) {
        ::draw::verify(&bundle)
    } else {
        let outline = serde_json::from_str(&text).map_err(|error| unreadable(file, &error.to_string()))?;
        ::draw::verify_outline(&outline)
    };
    let lines = found.into_iter();
    Ok(lines
        .map(|finding| format!("{}：{}", finding.code, finding.what))
        .collect())
}

fn ballot(file: &Path) -> Result<Vec<String>, Problem> {
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error.to_string()))?;
    let bundle = ::ballot::tellers::Bundle::from_bytes(&bytes)
        .ok_or_else(|| unreadable(file, "不是投票的核对材料，或者不完整"))?;
    let lines = ::ballot::tellers::verify(&bundle).into_iter();
    Ok(lines
        .map(|finding| format!("{}：{}", finding.code, finding.what))
        .collect())
}

fn unreadable(file: &Path, why: &str) -> Problem {
    Problem::NoBundle(file.to_owned(), why.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]
mod tests {
    use super::*;

    fn sample(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../verifiers")
            .join(name)
    }

    #[test]
    fn the_samples_agree_and_spoilt_ones_do_not() {
        let nothing: Vec<String> = Vec::new();
        assert_eq!(draw(&sample("draw/sample.json")).unwrap(), nothing);
        assert_eq!(ballot(&sample("ballot/sample.bin")).unwrap(), nothing);

        let folder = tempfile::tempdir().unwrap();
        let spoilt = folder.path().join("spoilt.bin");
        let mut bytes = std::fs::read(sample("ballot/sample.bin")).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&spoilt, &bytes).unwrap();
        assert!(ballot(&spoilt).map_or(true, |found| !found.is_empty()));
        bytes.truncate(100);
        std::fs::write(&spoilt, &bytes).unwrap();
        assert!(matches!(ballot(&spoilt), Err(Problem::NoBundle(..))));
        assert!(matches!(draw(&spoilt), Err(Problem::NoBundle(..))));
    }
}
