//! The configuration: a TOML file, overridden by the environment (`HENGJIAN_DATABASE=…`).

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format as _, Toml};
use serde::Deserialize;

use crate::problem::Problem;
use crate::{certificates, payment};

/// Everything that can be configured; `README.md` explains each item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// `postgres://…`, or the path of the SQLite file.
    pub(crate) database: String,
    /// The key file, which `hengjian keys new` makes.
    pub(crate) keys: PathBuf,
    /// The folder of stored files.
    pub(crate) files: PathBuf,
    /// Where the site listens.
    #[serde(default = "default_listen")]
    pub(crate) listen: SocketAddr,
    /// Where `/healthz` and `/metrics` are served for the operator; nowhere when absent.
    pub(crate) monitor: Option<SocketAddr>,
    /// The address people type, e.g. `https://zc.example.gov.cn`.
    pub(crate) public_origin: Option<String>,
    /// Addresses of the proxies in front of the site; only they are believed about where a request comes from.
    #[serde(default)]
    pub(crate) proxies: Vec<IpAddr>,
    /// Whether people reach the site over TLS.
    #[serde(default = "yes")]
    pub(crate) secure: bool,
    /// A folder of policy packs instead of the ones in the program.
    pub(crate) policy_packs: Option<PathBuf>,
    /// How the log is written.
    #[serde(default)]
    pub(crate) log: Log,
    /// How many threads do queued work.
    #[serde(default = "default_workers")]
    pub(crate) workers: usize,
    /// How many connections to PostgreSQL are kept at most.
    #[serde(default = "default_connections")]
    pub(crate) postgres_connections: u32,
    /// Where fees are paid online; payments are entered from slips only when absent.
    pub(crate) payment: Option<payment::Settings>,
    /// What certificates are issued with.
    pub(crate) certificates: certificates::Settings,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Log {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

const fn yes() -> bool {
    true
}

const fn default_workers() -> usize {
    2
}

const fn default_connections() -> u32 {
    16
}

impl Config {
    /// Reads `file` and the environment.
    ///
    /// # Errors
    /// The file is missing or not TOML, an item is unknown, missing or has the wrong type.
    pub(crate) fn read(file: &Path) -> Result<Self, Problem> {
        if !file.is_file() {
            return Err(Problem::Config(format!("配置文件{}不存在", file.display())));
        }
        // Variables of the tests begin alike and are not configuration.
        let environment = Env::prefixed("HENGJIAN_").filter(|key| !key.starts_with("test_"));
        Figment::from(Toml::file_exact(file))
            .merge(environment)
            .extract()
            .map_err(|error| Problem::Config(sentence(error)))
    }
}

/// What is wrong, where, and what to do, in Chinese.
fn sentence(error: figment::Error) -> String {
    let place = error
        .metadata
        .as_ref()
        .map(|metadata| match &metadata.source {
            Some(figment::Source::File(path)) => format!("（见{}）", path.display()),
            _ => "（见环境变量 HENGJIAN_…）".to_owned(),
        })
        .unwrap_or_default();
    let path = error.path.join(".");
    match error.kind {
        Kind::UnknownField(name, known) => {
            format!("没有“{name}”这一项{place}。可用的配置项：{}", known.join("、"))
        }
        Kind::MissingField(name) => format!("缺少“{name}”这一项，请补上"),
        Kind::DuplicateField(name) => format!("“{name}”出现了两次{place}"),
        Kind::InvalidType(found, expected) => {
            format!("“{path}”的值类型不对{place}：应为{expected}，实为{found}")
        }
        Kind::InvalidValue(found, expected) => {
            format!("“{path}”的值不对{place}：应为{expected}，实为{found}")
        }
        Kind::UnknownVariant(found, known) => {
            format!(
                "“{path}”没有“{found}”这个值{place}。可用的值：{}",
                known.join("、")
            )
        }
        Kind::Message(message) if path.is_empty() => format!("{message}{place}"),
        other => format!("“{path}”：{other}{place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const GOOD: &str = "database = 'data/hengjian.db'\nkeys = 'keys.txt'\nfiles = 'data/files'\n";
    const CERTIFICATES: &str = "[certificates]\nlink = 'https://zc.example.gov.cn/Q/'\nlog_key = 'log.key'\n\
                                region = '广西壮族自治区'\nsupervised_by = '监制'\n";

    /// Reads a configuration; the certificates' part is added.
    fn read(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hengjian.toml");
        fs::write(&file, format!("{text}{CERTIFICATES}")).unwrap();
        Config::read(&file).map_err(|problem| {
            problem
                .to_string()
                .replace(file.to_str().unwrap(), "hengjian.toml")
        })
    }

    #[test]
    fn the_rest_has_defaults() {
        let config = read(GOOD).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!((config.secure, config.log, config.workers), (true, Log::Text, 2));
        assert_eq!((config.monitor, config.public_origin), (None, None));
    }

    #[test]
    fn what_is_wrong_is_said_in_chinese_with_its_place() {
        let unknown = read(&format!("{GOOD}lisen = '0.0.0.0:80'\n")).unwrap_err();
        assert!(
            unknown.starts_with("配置有误：没有“lisen”这一项（见"),
            "{unknown}"
        );
        assert!(unknown.contains("database、keys、files、listen"), "{unknown}");
        assert_eq!(
            read("database = 'x'\nfiles = 'y'\n").unwrap_err(),
            "配置有误：缺少“keys”这一项，请补上"
        );
        let kind = read(&format!("{GOOD}workers = 'many'\n")).unwrap_err();
        assert!(kind.contains("“workers”的值类型不对"), "{kind}");
        let variant = read(&format!("{GOOD}log = 'xml'\n")).unwrap_err();
        assert!(variant.contains("可用的值：text、json"), "{variant}");
        let missing = Config::read(Path::new("/nowhere/hengjian.toml")).unwrap_err();
        assert_eq!(
            missing.to_string(),
            "配置有误：配置文件/nowhere/hengjian.toml不存在"
        );
    }
}
