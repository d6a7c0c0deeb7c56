//! The little of the PDF file structure (ISO 32000-1 section 7.5) that signing and verifying need: tables of
//! objects, dictionaries as byte ranges, attached files. Only files with classic tables, as the press writes them.

use std::collections::BTreeMap;
use std::ops::Range;

/// A file that is not a PDF as the press writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// No PDF, or a damaged one.
    #[error("文件不是 PDF，或已经损坏")]
    Damaged,
    /// A PDF of another making, with compressed tables or other forms we do not write.
    #[error("这份 PDF 不是本系统生成的文件")]
    NotOurs,
}

/// A larger attachment than this is not read.
const MAX_ATTACHMENT_BYTES: usize = 1 << 20;
/// More updates than this are not followed.
const MAX_UPDATES: usize = 16;

/// A PDF with its tables read.
pub(crate) struct PdfFile<'a> {
    bytes: &'a [u8],
    offsets: BTreeMap<u32, usize>,
    /// Entries of the newest trailer.
    trailer: Dictionary<'a>,
    /// Offset of the newest table.
    pub(crate) table_at: usize,
}

/// Entries of a dictionary: names without their slash, values as written.
#[derive(Clone, Default)]
pub(crate) struct Dictionary<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Dictionary<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.0
            .iter()
            .find(|(known, _)| *known == name.as_bytes())
            .map(|(_, value)| *value)
    }

    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        parse_number(self.get(name)?)
    }

    pub(crate) fn reference(&self, name: &str) -> Option<u32> {
        parse_reference(self.get(name)?)
    }
}

impl<'a> PdfFile<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, FileError> {
        if !bytes.starts_with(b"%PDF-1.") {
            return Err(FileError::Damaged);
        }
        let tail_from = bytes.len().saturating_sub(64);
        let mark = rfind(&bytes[tail_from..], b"startxref").ok_or(FileError::Damaged)?;
        let mut lexer = Lexer {
            bytes,
            at: tail_from + mark + b"startxref".len(),
        };
        let table_at: usize = lexer.value().and_then(parse_number).ok_or(FileError::Damaged)?;
        let mut offsets = BTreeMap::new();
        let mut newest: Option<Dictionary<'a>> = None;
        let mut next = Some(table_at);
        for _ in 0..MAX_UPDATES {
            let Some(at) = next else { break };
            let trailer = read_table(bytes, at, &mut offsets)?;
            next = trailer.number("Prev");
            newest.get_or_insert(trailer);
        }
        let trailer = newest.filter(|_| next.is_none()).ok_or(FileError::NotOurs)?;
        Ok(Self {
            bytes,
            offsets,
            trailer,
            table_at,
        })
    }

    pub(crate) fn trailer(&self) -> &Dictionary<'a> {
        &self.trailer
    }

    /// The value of an object as written.
    pub(crate) fn object(&self, number: u32) -> Result<&'a [u8], FileError> {
        Ok(&self.bytes[self.object_range(number)?])
    }

    fn object_range(&self, number: u32) -> Result<Range<usize>, FileError> {
        let at = *self.offsets.get(&number).ok_or(FileError::Damaged)?;
        let mut lexer = Lexer {
            bytes: self.bytes,
            at,
        };
        let head = (lexer.token(), lexer.token(), lexer.token());
        if head.0.and_then(parse_number) != Some(number) || head.2 != Some(b"obj".as_slice()) {
            return Err(FileError::Damaged);
        }
        let value = lexer.value().ok_or(FileError::Damaged)?;
        Ok(lexer.at - value.len()..lexer.at)
    }

    pub(crate) fn dictionary(&self, number: u32) -> Result<Dictionary<'a>, FileError> {
        entries(self.object(number)?).ok_or(FileError::Damaged)
    }

    /// Where a value lies in the file; it must be a part of it.
    pub(crate) fn range_of(&self, value: &[u8]) -> Option<Range<usize>> {
        let start = (value.as_ptr() as usize).checked_sub(self.bytes.as_ptr() as usize)?;
        let end = start.checked_add(value.len())?;
        (end <= self.bytes.len()).then_some(start..end)
    }

    /// A file attached to the document.
    pub(crate) fn attachment(&self, name: &str) -> Result<Option<Vec<u8>>, FileError> {
        let root = self.trailer.reference("Root").ok_or(FileError::NotOurs)?;
        let Some(files) = self.dictionary(root)?.get("AF") else {
            return Ok(None);
        };
        for number in references(files).ok_or(FileError::NotOurs)? {
            let file = self.dictionary(number)?;
            if file.get("F") == Some(format!("({name})").as_bytes()) {
                let embedded = file.get("EF").and_then(entries).ok_or(FileError::NotOurs)?;
                let stream = embedded.reference("F").ok_or(FileError::NotOurs)?;
                return self.stream(stream).map(Some);
            }
        }
        Ok(None)
    }

    fn stream(&self, number: u32) -> Result<Vec<u8>, FileError> {
        let range = self.object_range(number)?;
        let dictionary = entries(&self.bytes[range.clone()]).ok_or(FileError::Damaged)?;
        let length: usize = dictionary.number("Length").ok_or(FileError::NotOurs)?;
        let mut lexer = Lexer {
            bytes: self.bytes,
            at: range.end,
        };
        if lexer.token() != Some(b"stream".as_slice()) {
            return Err(FileError::Damaged);
        }
        let after = &self.bytes[lexer.at..];
        let body = after
            .strip_prefix(b"\r\n")
            .or_else(|| after.strip_prefix(b"\n"))
            .ok_or(FileError::Damaged)?;
        let data = body.get(..length).ok_or(FileError::Damaged)?;
        match dictionary.get("Filter") {
            None => Ok(data.to_vec()),
            Some(b"/FlateDecode") => {
                miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(data, MAX_ATTACHMENT_BYTES)
                    .map_err(|_| FileError::Damaged)
            }
            Some(_) => Err(FileError::NotOurs),
        }
    }
}

/// Reads one table and its trailer. Entries that a newer table already gave are kept.
fn read_table<'a>(
    bytes: &'a [u8],
    at: usize,
    offsets: &mut BTreeMap<u32, usize>,
) -> Result<Dictionary<'a>, FileError> {
    let mut lexer = Lexer { bytes, at };
    if lexer.token() != Some(b"xref".as_slice()) {
        return Err(FileError::NotOurs);
    }
    loop {
        let first = lexer.token().ok_or(FileError::Damaged)?;
        if first == b"trailer" {
            let value = lexer.value().ok_or(FileError::Damaged)?;
            return entries(value).ok_or(FileError::Damaged);
        }
        let start: u32 = parse_number(first).ok_or(FileError::Damaged)?;
        let count: u32 = lexer.token().and_then(parse_number).ok_or(FileError::Damaged)?;
        for number in (start..).take(usize::try_from(count).unwrap_or(usize::MAX)) {
            let offset: usize = lexer.token().and_then(parse_number).ok_or(FileError::Damaged)?;
            let (_generation, kind) = (lexer.token(), lexer.token());
            if kind == Some(b"n".as_slice()) {
                offsets.entry(number).or_insert(offset);
            } else if kind != Some(b"f".as_slice()) {
                return Err(FileError::Damaged);
            }
        }
    }
}

/// The entries of a dictionary.
pub(crate) fn entries(value: &[u8]) -> Option<Dictionary<'_>> {
    let inner = value.strip_prefix(b"<<")?.strip_suffix(b">>")?;
    let mut lexer = Lexer { bytes: inner, at: 0 };
    let mut found = Vec::new();
    while let Some(name) = lexer.value() {
        found.push((name.strip_prefix(b"/")?, lexer.value()?));
    }
    lexer.is_done().then_some(Dictionary(found))
}

/// The object numbers in an array of references.
pub(crate) fn references(array: &[u8]) -> Option<Vec<u32>> {
    values(array)?.into_iter().map(parse_reference).collect()
}

/// The values in an array.
pub(crate) fn values(array: &[u8]) -> Option<Vec<&[u8]>> {
    let inner = array.strip_prefix(b"[")?.strip_suffix(b"]")?;
    let mut lexer = Lexer { bytes: inner, at: 0 };
    let mut found = Vec::new();
    while let Some(value) = lexer.value() {
        found.push(value);
    }
    lexer.is_done().then_some(found)
}

pub(crate) fn parse_number<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    str::from_utf8(text).ok()?.parse().ok()
}

fn parse_reference(text: &[u8]) -> Option<u32> {
    let mut lexer = Lexer { bytes: text, at: 0 };
    let number = parse_number(lexer.token()?)?;
    (lexer.token() == Some(b"0") && lexer.token() == Some(b"R")).then_some(number)
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

/// Walks over tokens and values without taking them apart.
struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

impl<'a> Lexer<'a> {
    fn skip_space(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            if *byte == b'%' {
                let line = &self.bytes[self.at..];
                self.at += line
                    .iter()
                    .position(|b| matches!(b, b'\n' | b'\r'))
                    .unwrap_or(line.len());
            } else if is_space(*byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn is_done(&mut self) -> bool {
        self.skip_space();
        self.at == self.bytes.len()
    }

    /// A bracket, a string, a name, or a run of other characters.
    fn token(&mut self) -> Option<&'a [u8]> {
        self.skip_space();
        let rest = self.bytes.get(self.at..)?;
        let regular = |bytes: &[u8]| {
            bytes
                .iter()
                .position(|b| is_space(*b) || is_delimiter(*b))
                .unwrap_or(bytes.len())
        };
        let length = match rest {
            [b'<', b'<', ..] | [b'>', b'>', ..] => 2,
            [b'[' | b']', ..] => 1,
            [b'<', ..] => rest.iter().position(|byte| *byte == b'>')? + 1,
            [b'(', ..] => string_length(rest)?,
            [b'/', name @ ..] => 1 + regular(name),
            [first, ..] if !is_delimiter(*first) => regular(rest),
            _ => return None,
        };
        self.at += length;
        Some(&rest[..length])
    }

    /// A whole value: a token, a reference, an array or a dictionary with everything in it.
    fn value(&mut self) -> Option<&'a [u8]> {
        self.skip_space();
        let start = self.at;
        let mut open = Vec::new();
        loop {
            match self.token()? {
                b"<<" => open.push(b">>".as_slice()),
                b"[" => open.push(b"]".as_slice()),
                closing @ (b">>" | b"]") => {
                    if open.pop() != Some(closing) {
                        return None;
                    }
                }
                token => self.skip_reference(token),
            }
            if open.is_empty() {
                return self.bytes.get(start..self.at);
            }
        }
    }

    /// After a number, takes in the `0 R` that makes it a reference.
    fn skip_reference(&mut self, token: &[u8]) {
        let before = self.at;
        let whole = token.iter().all(u8::is_ascii_digit)
            && self
                .token()
                .is_some_and(|generation| generation.iter().all(u8::is_ascii_digit))
            && self.token() == Some(b"R");
        if !whole {
            self.at = before;
        }
    }
}

/// Length of a string in round brackets, with its brackets.
fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_u32;
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
