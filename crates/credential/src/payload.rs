//! The credential: what the issuing authority states about one title.

use coset::cbor::Value;
use kernel::{Day, Level, SocialCreditCode};

use crate::cbor::{CborError, Fields, coded_value, write};
use crate::tables::{SERIES, TITLES};
use crate::{CertificateNumber, NumberError};

/// How a title was obtained (取得方式). Titles by national examination are not issued here; a transfer of series is a
/// review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// 评审, code 1.
    Review,
    /// 认定, code 2.
    Recognition,
    /// 重新确认, code 3.
    Reconfirmation,
}

impl Way {
    /// All ways in the order of their codes.
    pub const ALL: [Self; 3] = [Self::Review, Self::Recognition, Self::Reconfirmation];

    /// Code in the credential.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Review => 1,
            Self::Recognition => 2,
            Self::Reconfirmation => 3,
        }
    }

    /// The Chinese term.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Review => "评审",
            Self::Recognition => "认定",
            Self::Reconfirmation => "重新确认",
        }
    }
}

/// Code of a level in GB/T 12407.
fn level_code(level: Level) -> u16 {
    match level {
        Level::FullSenior => 411,
        Level::SubSenior => 412,
        Level::Intermediate => 420,
        Level::Assistant => 434,
        Level::Technician => 435,
    }
}

/// An identity number of which only the ends are shown, such as `110105********002X`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedIdentity {
    head: String,
    hidden: u8,
    tail: String,
}

/// A text that is not a masked identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("证件号码应遮盖至少六位，例如 110105********002X")]
pub struct MaskError;

impl MaskedIdentity {
    /// Reads letters and digits with one run of at least six stars. More than ten visible characters are refused:
    /// that would no longer be masked.
    ///
    /// # Errors
    /// [`MaskError`].
    pub fn parse(masked: &str) -> Result<Self, MaskError> {
        let first = masked.find('*').ok_or(MaskError)?;
        let last = masked.rfind('*').ok_or(MaskError)?;
        let (head, stars, tail) = (&masked[..first], &masked[first..=last], &masked[last + 1..]);
        let identity = Self {
            head: head.to_owned(),
            hidden: u8::try_from(stars.len()).map_err(|_| MaskError)?,
            tail: tail.to_owned(),
        };
        if stars.bytes().all(|byte| byte == b'*') && identity.is_sound() {
            Ok(identity)
        } else {
            Err(MaskError)
        }
    }

    fn is_sound(&self) -> bool {
        let visible = self.head.len() + self.tail.len();
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        visible <= 10 && (6..=30).contains(&self.hidden) && plain(&self.head) && plain(&self.tail)
    }
}

impl std::fmt::Display for MaskedIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}{}{}",
            self.head,
            "*".repeat(usize::from(self.hidden)),
            self.tail
        )
    }
}

/// The signed statement. What else is printed on the certificate (employer, committee, documents) is protected by
/// the signature of the PDF; this is what fits into the QR and says which title whom was given.
///
/// As CBOR it is a map with the key numbers given beside the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// 1: certificate number (证书编号).
    pub number: CertificateNumber,
    /// 2: name of the holder (姓名), at most 150 bytes.
    pub holder: String,
    /// 3: identity number with its middle hidden, as `[head, stars, tail]`.
    pub identity: MaskedIdentity,
    /// 4: title (职称名称), a code of [`TITLES`] or the name.
    pub title: String,
    /// 5: series (系列), a code of [`SERIES`] or the name.
    pub series: String,
    /// 6: specialty (专业).
    pub specialty: String,
    /// 7: level (级别) by GB/T 12407: 411, 412, 420, 434 or 435.
    pub level: Level,
    /// 8: way obtained (取得方式): 1 review, 2 recognition, 3 reconfirmation.
    pub way: Way,
    /// 9: date obtained (取得时间), as the number YYYYMMDD.
    pub obtained: Day,
    /// 10: date of issue (发证日期), as the number YYYYMMDD.
    pub issued: Day,
    /// 11: the authority that confirmed and issued (发证机关), its unified social credit code read as a number to
    /// base 36, 12 bytes big-endian.
    pub issuer: SocialCreditCode,
    /// 12: place of this certificate in the status list, chosen at random by the caller.
    pub status_index: u32,
}

/// Bytes that are not a credential, or a credential that must not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// The CBOR is not that of a credential.
    #[error(transparent)]
    Cbor(#[from] CborError),
    /// The number is not one.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The identity number is not masked.
    #[error(transparent)]
    Identity(#[from] MaskError),
    /// A text is empty, too long or holds control characters.
    #[error("the text of field {0} is empty, too long or holds control characters")]
    Text(u64),
}

const MAX_TEXT_BYTES: usize = 150;

impl Credential {
    /// The deterministic bytes that are signed.
    ///
    /// # Errors
    /// [`PayloadError::Text`] for an empty or overlong text.
    pub fn to_cbor(&self) -> Result<Vec<u8>, PayloadError> {
        self.check_texts()?;
        let identity = Value::Array(vec![
            self.identity.head.as_str().into(),
            self.identity.hidden.into(),
            self.identity.tail.as_str().into(),
        ]);
        Ok(write(vec![
            (1, self.number.as_str().into()),
            (2, self.holder.as_str().into()),
            (3, identity),
            (4, coded_value(&TITLES, &self.title)),
            (5, coded_value(&SERIES, &self.series)),
            (6, self.specialty.as_str().into()),
            (7, level_code(self.level).into()),
            (8, self.way.code().into()),
            (9, day_number(self.obtained).into()),
            (10, day_number(self.issued).into()),
            (11, Value::Bytes(pack_code(&self.issuer).to_vec())),
            (12, self.status_index.into()),
        ]))
    }

    /// Reads what [`Credential::to_cbor`] wrote, and nothing else.
    ///
    /// # Errors
    /// [`PayloadError`].
    pub fn from_cbor(bytes: &[u8]) -> Result<Self, PayloadError> {
        let mut fields = Fields::read(bytes)?;
        let (head, hidden, tail) = fields.text_count_text(3)?;
        let identity = MaskedIdentity { head, hidden, tail };
        if !identity.is_sound() {
            return Err(MaskError.into());
        }
        let level: u16 = fields.int(7)?;
        let way: u8 = fields.int(8)?;
        let credential = Self {
            number: fields.text(1)?.parse()?,
            holder: fields.text(2)?,
            identity,
            title: fields.coded(4, &TITLES)?,
            series: fields.coded(5, &SERIES)?,
            specialty: fields.text(6)?,
            level: Level::ALL
                .into_iter()
                .find(|known| level_code(*known) == level)
                .ok_or(CborError::Field(7))?,
            way: Way::ALL
                .into_iter()
                .find(|known| known.code() == way)
                .ok_or(CborError::Field(8))?,
            obtained: day_of_number(fields.int(9)?).ok_or(CborError::Field(9))?,
            issued: day_of_number(fields.int(10)?).ok_or(CborError::Field(10))?,
            issuer: unpack_code(fields.bytes(11)?).ok_or(CborError::Field(11))?,
            status_index: fields.int(12)?,
        };
        fields.finish()?;
        if credential.to_cbor()? != bytes {
            return Err(CborError::NotDeterministic.into());
        }
        Ok(credential)
    }

    fn check_texts(&self) -> Result<(), PayloadError> {
        let texts = [
            (2, &self.holder),
            (4, &self.title),
            (5, &self.series),
            (6, &self.specialty),
        ];
        for (field, text) in texts {
            let sound = !text.trim().is_empty()
                && text.len() <= MAX_TEXT_BYTES
                && !text.chars().any(char::is_control);
            if !sound {
                return Err(PayloadError::Text(field));
            }
        }
        Ok(())
    }
}

/// A day as the number YYYYMMDD.
pub(crate) fn day_number(day: Day) -> u32 {
    let part = |value: i32| value.unsigned_abs();
    part(day.year().into()) * 10_000 + part(day.month().into()) * 100 + part(day.day().into())
}

pub(crate) fn day_of_number(number: u32) -> Option<Day> {
    let year = i16::try_from(number / 10_000).ok()?;
    let month = i8::try_from(number / 100 % 100).ok()?;
    let day = i8::try_from(number % 100).ok()?;
    Day::new(year, month, day).ok()
}

/// A credit code as a number to base 36; 36^18 is below 2^94.
pub(crate) fn pack_code(code: &SocialCreditCode) -> [u8; 12] {
    let number = code.as_str().chars().fold(0_u128, |sum, c| {
        sum * 36 + u128::from(c.to_digit(36).unwrap_or(0))
    });
    let mut packed = [0; 12];
    packed.copy_from_slice(&number.to_be_bytes()[4..]);
    packed
}

pub(crate) fn unpack_code(packed: [u8; 12]) -> Option<SocialCreditCode> {
    let mut bytes = [0; 16];
    bytes[4..].copy_from_slice(&packed);
    let mut number = u128::from_be_bytes(bytes);
    let mut text = [b'0'; 18];
    for place in text.iter_mut().rev() {
        let digit = char::from_digit(u32::try_from(number % 36).ok()?, 36)?;
        *place = u8::try_from(digit.to_ascii_uppercase()).ok()?;
        number /= 36;
    }
    if number > 0 {
        return None;
    }
    str::from_utf8(&text).ok()?.parse().ok()
}
