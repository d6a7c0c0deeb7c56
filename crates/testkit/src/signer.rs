//! The keys of the invented city's HRSS.

use actions::certificates::{Issuer, Signer};
use credential::{Algorithm, NumberTemplate, SigningKey};
use translog::NoteSigner;

/// The unified social credit code under which [`signer`] has a key; no real office has it.
pub const AUTHORITY_CODE: &str = "11220000013544541J";

/// Keys, number template and links of the city's HRSS (南宁市人力资源和社会保障局 in [`crate::Offices`]), always the same.
#[must_use]
pub fn signer() -> Signer {
    let template =
        NumberTemplate::parse("{region:6}{year}{committee:3}{series:2}{level:1}{way:1}{serial:5}{check}");
    let issuer = Issuer {
        authority: AUTHORITY_CODE.parse().expect("a credit code"),
        name: "南宁市人力资源和社会保障局".into(),
        key: SigningKey::from_secret(Algorithm::Es256, &[0x42; 32]).expect("a key"),
        from: "2022-01-01".parse().expect("a day"),
        until: None,
    };
    let log = NoteSigner::new("zc.example.gov.cn/log", &[7; 32]).expect("a name");
    Signer::new(
        "https://zc.example.gov.cn/Q/".into(),
        template.expect("a template"),
        vec![issuer],
        log,
    )
}
