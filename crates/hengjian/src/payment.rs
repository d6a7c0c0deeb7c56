//! The payment gateway, as configured: its address and the file of the shared key.

use std::path::PathBuf;
use std::sync::Arc;

use actions::fees::gateway::{Gateway, KEY_MIN_BYTES};
use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;

use crate::problem::Problem;

/// The part `[payment]` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// Where payers are sent, e.g. `https://pay.example.gov.cn/order`.
    address: String,
    /// A file with the key shared with the gateway, in hexadecimal, at least 32 bytes.
    key: PathBuf,
}

/// The gateway of the configuration, if it has one.
pub(crate) fn gateway(settings: Option<&Settings>) -> Result<Option<Arc<Gateway>>, Problem> {
    let Some(settings) = settings else {
        return Ok(None);
    };
    let file = settings.key.display();
    let text = std::fs::read_to_string(&settings.key)
        .map_err(|error| Problem::Config(format!("缴费平台密钥文件{file}不能读取：{error}")))?;
    let key = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok();
    let gateway = key.and_then(|key| Gateway::new(&settings.address, key));
    let short = || {
        let text = format!("缴费平台密钥文件{file}应为十六进制，不少于{KEY_MIN_BYTES}字节");
        Problem::Config(text)
    };
    gateway.map(Arc::new).map(Some).ok_or_else(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_key(text: &str) -> Result<Option<Arc<Gateway>>, Problem> {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("payment.key");
        std::fs::write(&key, text).unwrap();
        let address = "https://pay.example.gov.cn/order".to_owned();
        gateway(Some(&Settings { address, key }))
    }

    #[test]
    fn a_key_is_hexadecimal_and_long_enough() {
        assert!(with_key(&format!("{}\n", "0a".repeat(32))).unwrap().is_some());
        assert!(gateway(None).unwrap().is_none());
        for bad in ["", "0a", &"0a".repeat(31), &"zz".repeat(32)] {
            assert!(matches!(with_key(bad), Err(Problem::Config(_))), "{bad}");
        }
    }
}
