//! Numbers that carry their own check: identity number, social credit code, licence identifier.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Day;

/// Sex as in GB/T 2261.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// 男 or 女.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }
}

/// A resident identity number (居民身份证号码, GB 11643): 18 characters with a valid day of birth and check.
///
/// Its `Debug` and [`masked`](Self::masked) texts never show the whole number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdentityNumber(String);

/// Why a text is not an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityNumberError {
    /// Not 17 digits and a digit or X.
    #[error("身份证号码应为18位：前17位是数字，末位是数字或X")]
    Shape,
    /// Digits 7 to 14 are not a day.
    #[error("身份证号码第7至14位不是有效的出生日期")]
    Birth,
    /// The last character does not match.
    #[error("身份证号码的校验位不符，请核对是否有误")]
    Check,
}

const IDENTITY_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const IDENTITY_CHECKS: &[u8; 11] = b"10X98765432";

impl IdentityNumber {
    /// The number as 18 characters, X in capital.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with the day of birth and the sequence hidden: `450103********1234` becomes `450103********123X`-like text.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}********{}", &self.0[..6], &self.0[14..])
    }

    /// The day of birth in the number.
    ///
    /// # Errors
    /// Never for a number made by this module; the type keeps the check visible.
    pub fn birth(&self) -> Result<Day, IdentityNumberError> {
        birth_of(&self.0)
    }

    /// The sex in the number: the 17th digit is odd for men.
    #[must_use]
    pub fn sex(&self) -> Sex {
        if (self.0.as_bytes()[16] - b'0') % 2 == 1 {
            Sex::Male
        } else {
            Sex::Female
        }
    }

    /// The check character of the first 17 digits of an identity number.
    ///
    /// # Errors
    /// They are not 17 digits.
    pub fn check_character(digits: &str) -> Result<char, IdentityNumberError> {
        let bytes = digits.as_bytes();
        if bytes.len() != 17 || !bytes.iter().all(u8::is_ascii_digit) {
            return Err(IdentityNumberError::Shape);
        }
        let sum: u32 = bytes
            .iter()
            .zip(IDENTITY_WEIGHTS)
            .map(|(byte, weight)| u32::from(byte - b'0') * weight)
            .sum();
        Ok(char::from(IDENTITY_CHECKS[sum as usize % 11]))
    }
}

fn birth_of(number: &str) -> Result<Day, IdentityNumberError> {
    let text = format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14]);
    text.parse().map_err(|_| IdentityNumberError::Birth)
}

impl FromStr for IdentityNumber {
    type Err = IdentityNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.trim().to_ascii_uppercase();
        if number.len() != 18 || !number.is_ascii() {
            return Err(IdentityNumberError::Shape);
        }
        let check = Self::check_character(&number[..17])?;
        birth_of(&number)?;
        if number.ends_with(check) {
            Ok(Self(number))
        } else {
            Err(IdentityNumberError::Check)
        }
    }
}

impl TryFrom<String> for IdentityNumber {
    type Error = IdentityNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<IdentityNumber> for String {
    fn from(number: IdentityNumber) -> Self {
        number.0
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({})", self.masked())
    }
}

/// A unified social credit code (统一社会信用代码, GB 32100): 18 characters with a valid check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SocialCreditCode(String);

/// Why a text is not a social credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SocialCreditCodeError {
    /// Not 18 characters of the code's alphabet.
    #[error("统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）")]
    Shape,
    /// The last character does not match.
    #[error("统一社会信用代码的校验位不符，请核对是否有误")]
    Check,
}

const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl SocialCreditCode {
    /// The code as 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The check character of the first 17 characters of a code.
    ///
    /// # Errors
    /// They are not 17 characters of the alphabet.
    pub fn check_character(body: &str) -> Result<char, SocialCreditCodeError> {
        if body.len() != 17 {
            return Err(SocialCreditCodeError::Shape);
        }
        let (mut sum, mut weight) = (0_usize, 1_usize);
        for byte in body.bytes() {
            let value = CREDIT_ALPHABET.iter().position(|&letter| letter == byte);
            sum += value.ok_or(SocialCreditCodeError::Shape)? * weight;
            weight = weight * 3 % 31;
        }
        Ok(char::from(CREDIT_ALPHABET[(31 - sum % 31) % 31]))
    }
}

impl FromStr for SocialCreditCode {
    type Err = SocialCreditCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        if code.len() != 18 || !code.is_ascii() {
            return Err(SocialCreditCodeError::Shape);
        }
        let check = Self::check_character(&code[..17])?;
        if code.ends_with(check) {
            Ok(Self(code))
        } else {
            Err(SocialCreditCodeError::Check)
        }
    }
}

impl TryFrom<String> for SocialCreditCode {
    type Error = SocialCreditCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SocialCreditCode> for String {
    fn from(code: SocialCreditCode) -> Self {
        code.0
    }
}

const MOD37_ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The check character of ISO 7064 MOD 37,36 over digits and capital letters; `None` when another character occurs.
#[must_use]
pub fn iso7064_mod37_36(text: &str) -> Option<char> {
    let mut product = 36_usize;
    for byte in text.bytes() {
        let value = MOD37_ALPHABET.iter().position(|&letter| letter == byte)?;
        let sum = (product + value) % 36;
        product = if sum == 0 { 36 } else { sum } * 2 % 37;
    }
    Some(char::from(MOD37_ALPHABET[(37 - product) % 36]))
}

/// An electronic licence identifier (电子证照标识, GB/T 36904).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LicenceIdentifier(String);

/// Why a text is not a licence identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LicenceIdentifierError {
    /// Not root, type, issuer, serial, version and check joined by dots.
    #[error("电子证照标识应为“1.2.156.3005.2.类型.颁发机构.流水号.版本.校验位”")]
    Shape,
    /// The check character does not match.
    #[error("电子证照标识的校验位不符")]
    Check,
}

const LICENCE_ROOT: &str = "1.2.156.3005.2";

impl LicenceIdentifier {
    /// Composes the identifier of a licence of type `kind` (21 characters), issued by `issuer` (18), with
    /// `serial` (1 to 24 characters) and `version` (3 digits).
    ///
    /// # Errors
    /// A part has another length or another character than digits and capital letters.
    pub fn compose(
        kind: &str,
        issuer: &str,
        serial: &str,
        version: &str,
    ) -> Result<Self, LicenceIdentifierError> {
        let lengths_fit =
            kind.len() == 21 && issuer.len() == 18 && (1..=24).contains(&serial.len()) && version.len() == 3;
        if !lengths_fit {
            return Err(LicenceIdentifierError::Shape);
        }
        let check = iso7064_mod37_36(&format!("{kind}{issuer}{serial}{version}"));
        let check = check.ok_or(LicenceIdentifierError::Shape)?;
        Ok(Self(format!(
            "{LICENCE_ROOT}.{kind}.{issuer}.{serial}.{version}.{check}"
        )))
    }

    /// The identifier with its dots.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LicenceIdentifier {
    type Err = LicenceIdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text
            .strip_prefix(LICENCE_ROOT)
            .and_then(|rest| rest.strip_prefix('.'));
        let parts: Vec<&str> = rest.ok_or(LicenceIdentifierError::Shape)?.split('.').collect();
        let [kind, issuer, serial, version, check] = parts[..] else {
            return Err(LicenceIdentifierError::Shape);
        };
        let composed = Self::compose(kind, issuer, serial, version)?;
        let matches = check.len() == 1 && composed.0.ends_with(check);
        if matches {
            Ok(composed)
        } else {
            Err(LicenceIdentifierError::Check)
        }
    }
}

impl TryFrom<String> for LicenceIdentifier {
    type Error = LicenceIdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LicenceIdentifier> for String {
    fn from(identifier: LicenceIdentifier) -> Self {
        identifier.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_checked() {
        let number: IdentityNumber = "11010519491231002x".parse().unwrap();
        assert_eq!(number.as_str(), "11010519491231002X");
        assert_eq!(number.birth(), Ok(Day::new(1949, 12, 31).unwrap()));
        assert_eq!(number.sex(), Sex::Female);
        assert_eq!(number.masked(), "110105********002X");
        assert!(!format!("{number:?}").contains("19491231"));
        assert_eq!(
            "110105194912310021".parse::<IdentityNumber>(),
            Err(IdentityNumberError::Check)
        );
        assert_eq!(
            "11010519491331002X".parse::<IdentityNumber>(),
            Err(IdentityNumberError::Birth)
        );
        assert_eq!(
            "１１010519491231002X".parse::<IdentityNumber>(),
            Err(IdentityNumberError::Shape)
        );
        assert_eq!(
            "X1010519491231002X".parse::<IdentityNumber>(),
            Err(IdentityNumberError::Shape)
        );
    }

    #[test]
    fn a_wrong_digit_anywhere_is_noticed() {
        let sound = "11010519491231002X";
        for place in 0..17 {
            for digit in '0'..='9' {
                let mut wrong: Vec<char> = sound.chars().collect();
                if wrong[place] == digit {
                    continue;
                }
                wrong[place] = digit;
                let wrong: String = wrong.into_iter().collect();
                assert!(wrong.parse::<IdentityNumber>().is_err(), "{wrong}");
            }
        }
    }

    #[test]
    fn social_credit_codes_are_checked() {
        for code in [
            "91350100M000100Y43",
            "11100000000013338W",
            "11220000013544541J",
            "11430000006122244L",
        ] {
            assert!(code.parse::<SocialCreditCode>().is_ok(), "{code}");
        }
        assert_eq!(
            "91350100M000100Y44".parse::<SocialCreditCode>(),
            Err(SocialCreditCodeError::Check)
        );
        assert_eq!(
            "91350100I000100Y43".parse::<SocialCreditCode>(),
            Err(SocialCreditCodeError::Shape)
        );
    }

    #[test]
    fn licence_identifiers_are_checked() {
        for (kind, issuer, serial, check) in [
            ("11100000000013338W032", "11220000013544541J", "2430599", 'F'),
            ("11100000000013338W011", "11430000006122244L", "20230000403", 'U'),
        ] {
            let identifier = LicenceIdentifier::compose(kind, issuer, serial, "001").unwrap();
            assert!(identifier.as_str().ends_with(check), "{identifier:?}");
            assert_eq!(identifier.as_str().parse(), Ok(identifier));
        }
        assert_eq!(
            "1.2.156.3005.2.x".parse::<LicenceIdentifier>(),
            Err(LicenceIdentifierError::Shape)
        );
    }
}
