//! The invented authorities' keys.

use actions::certificates::{Issuer, Signer};
use credential::{Algorithm, NumberTemplate, SigningKey};
use kernel::{Day, SocialCreditCode};
use store::{Error, Result};
use translog::NoteSigner;

/// The unified social credit code of the region's 人社厅 (invented, with valid check characters).
pub(crate) const REGION_AUTHORITY: &str = "11450000008450014B";
/// The unified social credit code of the city's 人社局 (invented, with valid check characters).
pub(crate) const CITY_AUTHORITY: &str = "114501000084510171";

/// The authorities that confirm and issue: code and name.
pub const AUTHORITIES: [(&str, &str); 2] = [
    (CITY_AUTHORITY, "南宁市人力资源和社会保障局"),
    (REGION_AUTHORITY, "广西壮族自治区人力资源和社会保障厅"),
];

const NUMBERS: &str = "{region:6}{year}{committee:3}{series:2}{level:1}{way:1}{serial:5}{check}";

/// A signer for the region's authorities whose keys are known to everybody: its certificates are worth nothing outside
/// the rehearsal. Links begin with `base_url` (`https://host/Q/`).
///
/// # Errors
/// Never; the keys and codes are fixed.
pub fn signer(base_url: String) -> Result<Signer> {
    let issuer = |(secret, (code, name)): (u8, (&str, &str))| -> Result<Issuer> {
        Ok(Issuer {
            authority: code.parse::<SocialCreditCode>().map_err(Error::broken)?,
            name: name.to_owned(),
            key: SigningKey::from_secret(Algorithm::Es256, &[secret; 32]).map_err(Error::broken)?,
            from: Day::new(2020, 1, 1).map_err(Error::broken)?,
            until: None,
        })
    };
    let issuers = (0x21..).zip(AUTHORITIES).map(issuer).collect::<Result<_>>()?;
    let template = NumberTemplate::parse(NUMBERS).map_err(Error::broken)?;
    let log = NoteSigner::new("rehearsal.hengjian/log", &[0x23; 32]).map_err(Error::broken)?;
    Ok(Signer::new(base_url, template, issuers, log))
}
