//! Certificate numbers (证书编号): a template set once, filled with the facts of an award and a gap-free serial.

use std::fmt;
use std::str::FromStr;

use kernel::iso7064_mod37_36;

/// A certificate number: capital letters, digits and hyphens, closed by an ISO 7064 MOD 37,36 check character over
/// its letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateNumber(String);

/// How numbers are made: a row of segments such as
/// `{region:6}{year:4}{committee:3}{series:2}{level:1}{way:1}{serial:5}{check}`.
///
/// A segment has a fixed width (`{year}` is 4 unless it says 2, `{check}` is always 1), so that a number can be
/// taken apart again. Capital letters, digits and hyphens may stand between segments. `{serial}` occurs once,
/// `{check}` comes last, every other segment at most once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberTemplate {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Segment(Segment, usize),
}

/// The facts a number may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Administrative region of the issuer (GB/T 2260).
    Region,
    /// Year of issue.
    Year,
    /// Code of the committee.
    Committee,
    /// Code of the series.
    Series,
    /// Code of the level.
    Level,
    /// Code of the way the title was obtained.
    Way,
    /// Serial number, allotted by the caller without gaps.
    Serial,
    /// Check character.
    Check,
}

/// The values for the segments of one number. What the template does not name may stay empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Segments<'a> {
    /// For [`Segment::Region`].
    pub region: &'a str,
    /// For [`Segment::Year`], in full; a template with `{year:2}` takes its last two digits.
    pub year: u16,
    /// For [`Segment::Committee`].
    pub committee: &'a str,
    /// For [`Segment::Series`].
    pub series: &'a str,
    /// For [`Segment::Level`].
    pub level: &'a str,
    /// For [`Segment::Way`].
    pub way: &'a str,
}

/// A template that cannot be used. The sentences are for the administrator who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A brace is not closed, or closed without being opened.
    #[error("编号模板的花括号不成对")]
    Braces,
    /// Another character than capital letters, digits and hyphens between segments.
    #[error("编号模板在各段之间只能使用大写字母、数字和连字符，不能使用“{0}”")]
    Literal(char),
    /// A segment name that does not exist.
    #[error("编号模板中没有名为“{0}”的段")]
    UnknownSegment(String),
    /// A segment without a width between 1 and 12.
    #[error("编号模板的“{0}”段应注明 1 至 12 的位数，例如 {{{0}:3}}")]
    Width(String),
    /// A segment that occurs twice.
    #[error("编号模板的“{0}”段重复")]
    Repeated(String),
    /// No serial.
    #[error("编号模板应有一个流水号段 {{serial:位数}}")]
    NoSerial,
    /// The check character is missing or not last.
    #[error("编号模板应以校验位 {{check}} 结尾")]
    CheckNotLast,
    /// Numbers would be longer than 32 characters.
    #[error("按此模板生成的编号有 {0} 位，最多 32 位")]
    TooLong(usize),
}

/// A number that cannot be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// A value does not fit its segment.
    #[error("“{value}”不能填入编号的“{segment}”段（{width} 位大写字母或数字）")]
    Value {
        /// The segment's name in the template.
        segment: &'static str,
        /// Its width.
        width: usize,
        /// The value offered.
        value: String,
    },
    /// Serials start at 1 and must fit their width.
    #[error("流水号 {serial} 超出 {width} 位的编号范围")]
    Serial {
        /// The serial offered.
        serial: u64,
        /// Its width.
        width: usize,
    },
    /// Another character, or more than 32.
    #[error("证书编号只含大写字母、数字和连字符，最多 32 位")]
    Shape,
    /// The check character does not match: most likely a slip of the pen.
    #[error("证书编号的校验位不符，请核对后重新输入")]
    Check,
}

const MAX_LENGTH: usize = 32;

impl Segment {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Region, "region"),
        (Self::Year, "year"),
        (Self::Committee, "committee"),
        (Self::Series, "series"),
        (Self::Level, "level"),
        (Self::Way, "way"),
        (Self::Serial, "serial"),
        (Self::Check, "check"),
    ];

    /// The name in templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(segment, _)| *segment == self)
            .map_or("", |(_, name)| name)
    }

    fn parse(text: &str) -> Result<(Self, usize), TemplateError> {
        let (name, width) = match text.split_once(':') {
            Some((name, width)) => (name, Some(width)),
            None => (text, None),
        };
        let (segment, _) = Self::ALL
            .into_iter()
            .find(|(_, known)| *known == name)
            .ok_or_else(|| TemplateError::UnknownSegment(name.to_owned()))?;
        let bad_width = || TemplateError::Width(name.to_owned());
        let width = match (segment, width) {
            (Self::Check, None) => 1,
            (Self::Check, Some(_)) => return Err(TemplateError::CheckNotLast),
            (Self::Year, None) => 4,
            (_, None) => return Err(bad_width()),
            (_, Some(width)) => width.parse().map_err(|_| bad_width())?,
        };
        let fits = if segment == Self::Year {
            matches!(width, 2 | 4)
        } else {
            (1..=12).contains(&width)
        };
        if fits {
            Ok((segment, width))
        } else {
            Err(bad_width())
        }
    }
}

impl NumberTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// [`TemplateError`] says what to change.
    pub fn parse(template: &str) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut rest = template;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('{') {
                let (segment, after) = inner.split_once('}').ok_or(TemplateError::Braces)?;
                let (segment, width) = Segment::parse(segment)?;
                if pieces
                    .iter()
                    .any(|piece| matches!(piece, Piece::Segment(known, _) if *known == segment))
                {
                    return Err(TemplateError::Repeated(segment.name().to_owned()));
                }
                pieces.push(Piece::Segment(segment, width));
                rest = after;
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                let literal = &rest[..end];
                if literal.contains('}') {
                    return Err(TemplateError::Braces);
                }
                if let Some(other) = literal.chars().find(|c| !is_number_character(*c)) {
                    return Err(TemplateError::Literal(other));
                }
                pieces.push(Piece::Literal(literal.to_owned()));
                rest = &rest[end..];
            }
        }
        let template = Self { pieces };
        template.check_whole()?;
        Ok(template)
    }

    fn check_whole(&self) -> Result<(), TemplateError> {
        if self.serial_width().is_none() {
            return Err(TemplateError::NoSerial);
        }
        if !matches!(self.pieces.last(), Some(Piece::Segment(Segment::Check, _))) {
            return Err(TemplateError::CheckNotLast);
        }
        let length: usize = self
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => text.len(),
                Piece::Segment(_, width) => *width,
            })
            .sum();
        if length > MAX_LENGTH {
            Err(TemplateError::TooLong(length))
        } else {
            Ok(())
        }
    }

    fn serial_width(&self) -> Option<usize> {
        self.pieces.iter().find_map(|piece| match piece {
            Piece::Segment(Segment::Serial, width) => Some(*width),
            _ => None,
        })
    }

    /// The number for these facts and this serial (from 1). The caller allots serials gap-free in their scope.
    ///
    /// # Errors
    /// [`NumberError::Value`] when a value is missing or has another width or other characters (digits are filled
    /// with zeros on the left), [`NumberError::Serial`] when the serial does not fit.
    pub fn number(&self, segments: &Segments<'_>, serial: u64) -> Result<CertificateNumber, NumberError> {
        let mut number = String::with_capacity(MAX_LENGTH);
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => number.push_str(text),
                Piece::Segment(Segment::Check, _) => number.push(check_character(&number)?),
                Piece::Segment(Segment::Serial, width) => number.push_str(&serial_text(serial, *width)?),
                Piece::Segment(segment, width) => number.push_str(&segments.fill(*segment, *width)?),
            }
        }
        Ok(CertificateNumber(number))
    }

    /// The serial in a number made by this template; `None` when another template made it.
    #[must_use]
    pub fn serial_of(&self, number: &CertificateNumber) -> Option<u64> {
        let mut rest = number.as_str();
        let mut serial = None;
        for piece in &self.pieces {
            rest = match piece {
                Piece::Literal(text) => rest.strip_prefix(text.as_str())?,
                Piece::Segment(segment, width) => {
                    let (value, after) = rest.split_at_checked(*width)?;
                    if *segment == Segment::Serial {
                        serial = Some(value.parse().ok()?);
                    }
                    after
                }
            };
        }
        if rest.is_empty() { serial } else { None }
    }
}

impl Segments<'_> {
    fn fill(&self, segment: Segment, width: usize) -> Result<String, NumberError> {
        let year = if width == 2 {
            format!("{:02}", self.year % 100)
        } else {
            format!("{:04}", self.year)
        };
        let value = match segment {
            Segment::Region => self.region,
            Segment::Year => &year,
            Segment::Committee => self.committee,
            Segment::Series => self.series,
            Segment::Level => self.level,
            Segment::Way => self.way,
            Segment::Serial | Segment::Check => "",
        };
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let plain = value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        let fits = !value.is_empty() && plain && (value.len() == width || (digits && value.len() < width));
        if fits {
            Ok(format!("{value:0>width$}"))
        } else {
            Err(NumberError::Value {
                segment: segment.name(),
                width,
                value: value.to_owned(),
            })
        }
    }
}

fn serial_text(serial: u64, width: usize) -> Result<String, NumberError> {
    let text = format!("{serial:0width$}");
    if serial == 0 || text.len() > width {
        Err(NumberError::Serial { serial, width })
    } else {
        Ok(text)
    }
}

fn is_number_character(c: char) -> bool {
    c.is_ascii_digit() || c.is_ascii_uppercase() || c == '-'
}

fn check_character(body: &str) -> Result<char, NumberError> {
    iso7064_mod37_36(&body.replace('-', "")).ok_or(NumberError::Shape)
}

impl CertificateNumber {
    /// The number as printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CertificateNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (body, check) = match text.char_indices().next_back() {
            Some((at, check)) if text.len() <= MAX_LENGTH => (&text[..at], check),
            _ => return Err(NumberError::Shape),
        };
        if body.is_empty() || !text.chars().all(is_number_character) {
            return Err(NumberError::Shape);
        }
        if check_character(body)? == check {
            Ok(Self(text.to_owned()))
        } else {
            Err(NumberError::Check)
        }
    }
}
