//! What certificates are issued with: the settings and key files of an installation.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actions::certificates::{Issuer, Signer};
use credential::key_file::{log_key_to_pem_like, log_signer_from_pem_like};
use credential::{Algorithm, LookupToken, NumberTemplate, SigningKey, lookup_url};
use jobs::Printing;
use kernel::{Day, Entropy, SocialCreditCode, SystemEntropy};
use pdf::SigningCertificate;
use serde::Deserialize;

use crate::open::write_secret;
use crate::problem::Problem;

/// Where the public check listens; the links in QR codes lead there.
const PLACE: &str = "/Q/";
const NUMBER: &str = "{region:6}{year}{committee:3}{series:2}{level:1}{way:1}{serial:5}{check}";
const LOG_KEY: &str = "log.key";
const ISSUER_KEY: &str = "issuer.key";

/// `[certificates]` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// How the links in QR codes begin: `https://host/Q/`.
    pub(crate) link: String,
    /// How numbers are made.
    #[serde(default = "default_number")]
    pub(crate) number: String,
    /// The key file of the transparency log.
    pub(crate) log_key: PathBuf,
    /// The region above the title.
    pub(crate) region: String,
    /// Who supervises the format (…监制).
    pub(crate) supervised_by: String,
    /// The confirming authorities whose keys are kept here.
    #[serde(default)]
    pub(crate) issuers: Vec<IssuerSettings>,
}

/// One authority with its key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuerSettings {
    /// Its unified social credit code.
    pub(crate) authority: String,
    /// Its name.
    pub(crate) name: String,
    /// Its key file.
    pub(crate) key: PathBuf,
    /// First day of use.
    pub(crate) from: String,
    /// Last day of use.
    pub(crate) until: Option<String>,
    /// A certificate (X.509, DER) issued for the key.
    pub(crate) x509: Option<PathBuf>,
}

fn default_number() -> String {
    NUMBER.to_owned()
}

fn wrong(what: impl Into<String>) -> Problem {
    Problem::Certificates(what.into())
}

fn read(file: &Path, item: &str) -> Result<Vec<u8>, Problem> {
    fs::read(file).map_err(|error| {
        wrong(format!(
            "{item}所指的文件{}读不出来：{error}。还没有密钥时，用 hengjian keys certificates 生成",
            file.display()
        ))
    })
}

/// Signer and printing as configured.
pub(crate) fn load(settings: &Settings) -> Result<(Arc<Signer>, Printing), Problem> {
    check_link(&settings.link)?;
    let template = NumberTemplate::parse(&settings.number)
        .map_err(|error| wrong(format!("certificates.number：{error}")))?;
    let log = read(&settings.log_key, "certificates.log_key")?;
    let log = log_signer_from_pem_like(&log)
        .map_err(|error| wrong(format!("日志密钥{}：{error}", settings.log_key.display())))?;
    let mut issuers = Vec::with_capacity(settings.issuers.len());
    let mut signatories = Vec::new();
    for issuer in &settings.issuers {
        let (issuer, certificate) = load_issuer(issuer)?;
        if let Some(certificate) = certificate {
            signatories.push((issuer.authority.clone(), certificate));
        }
        issuers.push(issuer);
    }
    if issuers.is_empty() {
        tracing::warn!("no issuer's key is configured: results cannot be confirmed here");
    }
    let signer = Arc::new(Signer::new(settings.link.clone(), template, issuers, log));
    let mut printing = Printing::new(Arc::clone(&signer), &settings.region, &settings.supervised_by);
    for (authority, certificate) in signatories {
        printing = printing.with_certificate(authority, certificate);
    }
    Ok((signer, printing))
}

fn load_issuer(settings: &IssuerSettings) -> Result<(Issuer, Option<SigningCertificate>), Problem> {
    let at =
        |item: &str, error: &dyn std::fmt::Display| wrong(format!("{}的 {item}：{error}", settings.name));
    let authority: SocialCreditCode = settings
        .authority
        .parse()
        .map_err(|error| at("authority（统一社会信用代码）", &error))?;
    let bytes = read(&settings.key, &format!("{}的 key ", settings.name))?;
    let key = SigningKey::from_pem_like(&bytes).map_err(|error| at("key", &error))?;
    if key.algorithm() != Algorithm::Es256 {
        return Err(at("key", &pdf::CertificateError::NotP256));
    }
    let from = day(&settings.from).map_err(|error| at("from", &error))?;
    let until = settings.until.as_deref().map(day).transpose();
    let until = until.map_err(|error| at("until", &error))?;
    if until.is_some_and(|until| until < from) {
        return Err(at("until", &"停用日早于启用日"));
    }
    let certificate = match &settings.x509 {
        None => None,
        Some(file) => {
            let der = read(file, &format!("{}的 x509 ", settings.name))?;
            let certificate = SigningCertificate::from_der(&der).map_err(|error| at("x509", &error))?;
            if *certificate.key() != key.public() {
                return Err(at("x509", &pdf::CertificateError::OtherKey));
            }
            Some(certificate)
        }
    };
    let issuer = Issuer {
        authority,
        name: settings.name.clone(),
        key,
        from,
        until,
    };
    Ok((issuer, certificate))
}

fn day(text: &str) -> Result<Day, String> {
    text.parse()
        .map_err(|_| format!("“{text}”不是日期，应写成 2026-01-31 的样子"))
}

/// The host of a link that QR codes may carry and this site answers.
fn check_link(link: &str) -> Result<&str, Problem> {
    let bad = || {
        wrong(format!(
            "certificates.link 应为 https://主机名{PLACE} 的样子，现为“{link}”"
        ))
    };
    lookup_url(link, &LookupToken::new([0; 8])).map_err(|_| bad())?;
    let host = link
        .get("https://".len()..)
        .and_then(|rest| rest.strip_suffix(PLACE))
        .ok_or_else(bad)?;
    if host.contains('/') { Err(bad()) } else { Ok(host) }
}

fn new_issuer_key() -> SigningKey {
    loop {
        let mut secret = [0; 32];
        SystemEntropy.fill(&mut secret);
        // All but one number in 2^32 are keys.
        if let Ok(key) = SigningKey::from_secret(Algorithm::Es256, &secret) {
            return key;
        }
    }
}

/// Writes a key of the log and one of an authority into `folder`; answers the settings that name them.
pub(crate) fn new_keys(
    folder: &Path,
    link: &str,
    authority: &SocialCreditCode,
    name: &str,
    today: Day,
) -> Result<String, Problem> {
    let host = check_link(link)?;
    let mut secret = [0; 32];
    SystemEntropy.fill(&mut secret);
    let (log_file, issuer_file) = (folder.join(LOG_KEY), folder.join(ISSUER_KEY));
    write_secret(&log_file, &log_key_to_pem_like(&format!("{host}/log"), &secret))?;
    let key = new_issuer_key();
    write_secret(
        &issuer_file,
        &key.to_pem_like(&format!("{name} {}", today.year())),
    )?;
    Ok(format!(
        "[certificates]\nlink = '{link}'\nnumber = '{NUMBER}'\nlog_key = '{}'\nregion = '广西壮族自治区'\n\
         supervised_by = '广西壮族自治区人力资源和社会保障厅监制'\n\n[[certificates.issuers]]\nauthority = '{}'\n\
         name = '{name}'\nkey = '{}'\nfrom = '{today}'\n",
        log_file.display(),
        authority.as_str(),
        issuer_file.display(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "11220000013544541J";

    fn made(folder: &Path) -> Settings {
        let today = "2026-01-05".parse().unwrap();
        let text = new_keys(
            folder,
            "https://zc.example.gov.cn/Q/",
            &CODE.parse().unwrap(),
            "南宁市人力资源和社会保障局",
            today,
        )
        .unwrap();
        let text = text.strip_prefix("[certificates]\n").unwrap();
        let text = text.replace("[[certificates.issuers]]", "[[issuers]]");
        figment::Figment::from(<figment::providers::Toml as figment::providers::Format>::string(
            &text,
        ))
        .extract()
        .unwrap()
    }

    #[test]
    fn the_keys_that_were_made_sign_under_the_settings_that_were_printed() {
        let folder = tempfile::tempdir().unwrap();
        let settings = made(folder.path());
        let (signer, _) = load(&settings).unwrap();
        assert!(signer.issuer(CODE, "2026-01-05".parse().unwrap()).is_ok());
        assert!(signer.issuer(CODE, "2026-01-04".parse().unwrap()).is_err());
        assert_eq!(signer.log().name(), "zc.example.gov.cn/log");
        let again = new_keys(
            folder.path(),
            &settings.link,
            &CODE.parse().unwrap(),
            "甲",
            "2026-01-05".parse().unwrap(),
        );
        assert!(
            matches!(again, Err(Problem::KeysNotWritten(..))),
            "nothing is overwritten"
        );
    }

    #[test]
    fn what_is_wrong_with_the_settings_is_said_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let good = made(folder.path());
        let said = |change: &dyn Fn(&mut Settings)| {
            let mut settings = good.clone();
            change(&mut settings);
            load(&settings).unwrap_err().to_string()
        };
        for link in [
            "http://a.cn/Q/",
            "https://a.cn/q/",
            "https://a.cn/Q",
            "https://a.cn/X/Q/",
            "a",
        ] {
            let text = said(&|settings| link.clone_into(&mut settings.link));
            assert!(
                text.contains("https://主机名/Q/") && text.contains(link),
                "{text}"
            );
        }
        let text = said(&|settings| settings.number = "{serial:5}".to_owned());
        assert!(text.starts_with("证书设置有误：certificates.number："), "{text}");
        let text = said(&|settings| settings.log_key = folder.path().join("nothing"));
        assert!(text.contains("用 hengjian keys certificates 生成"), "{text}");
        let text = said(&|settings| settings.log_key = folder.path().join(ISSUER_KEY));
        assert!(text.contains("此处需要日志用的 Ed25519 密钥"), "{text}");
        let text = said(&|settings| settings.issuers[0].key = folder.path().join(LOG_KEY));
        assert!(
            text.contains("南宁市人力资源和社会保障局的 key：此处需要"),
            "{text}"
        );
        let text = said(&|settings| settings.issuers[0].authority = "123".to_owned());
        assert!(text.contains("authority（统一社会信用代码）"), "{text}");
        let text = said(&|settings| settings.issuers[0].from = "今天".to_owned());
        assert!(text.contains("“今天”不是日期"), "{text}");
        let text = said(&|settings| settings.issuers[0].until = Some("2020-01-01".to_owned()));
        assert!(text.contains("停用日早于启用日"), "{text}");
    }
}
