//! Files that come in: read piece by piece, kept in memory while small, judged by their content.
//!
//! The name and the declared type of an upload are only told by the sender; what counts is what the bytes are.

use std::fs::File;
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use axum::extract::multipart::Field;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::fault::Fault;

/// The kinds of file that are taken, by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// PDF 文档.
    Pdf,
    /// JPEG 图片.
    Jpeg,
    /// PNG 图片.
    Png,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    /// The kind a file is, from its first and last bytes; `None` if it is not one of ours.
    ///
    /// The signature must stand at the very first byte and the end mark near the end: a file that is something
    /// else in front is not taken, nor one that was cut off.
    pub fn of(head: &[u8], tail: &[u8]) -> Option<Self> {
        let has = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
        if head.starts_with(b"%PDF-1.") || head.starts_with(b"%PDF-2.") {
            return has(b"%%EOF").then_some(Self::Pdf);
        }
        if head.starts_with(b"\xFF\xD8\xFF") {
            return has(b"\xFF\xD9").then_some(Self::Jpeg);
        }
        if head.starts_with(b"\x89PNG\r\n\x1A\n") {
            return has(b"IEND\xAE\x42\x60\x82").then_some(Self::Png);
        }
        None
    }

    /// The media type for downloads and for `accept`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The name people use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "JPG",
            Self::Png => "PNG",
        }
    }

    /// The usual file name ending.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// A received file. Cheap to clone; a large one lies in a temporary file that goes with the last clone.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The file name as the sender told it, without any folder, at most 120 characters.
    pub name: String,
    /// What it is by content; `None` if it is no kind we take.
    pub kind: Option<FileKind>,
    /// Its size.
    pub size_bytes: u64,
    /// The SHA-256 of its content.
    pub sha256: [u8; 32],
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Memory(Bytes),
    Disk(Arc<File>),
}

impl Upload {
    /// A file whose content is at hand.
    pub fn of(name: &str, content: impl Into<Bytes>) -> Self {
        let content = content.into();
        let tail = &content[content.len().saturating_sub(TAIL_BYTES)..];
        Self {
            name: plain_name(name),
            kind: FileKind::of(&content, tail),
            size_bytes: content.len() as u64,
            sha256: Sha256::digest(&content).into(),
            content: Content::Memory(content),
        }
    }

    /// The whole content.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn bytes(&self) -> std::io::Result<Bytes> {
        match &self.content {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::Disk(file) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                let mut bytes = Vec::with_capacity(usize::try_from(self.size_bytes).unwrap_or(0));
                file.read_to_end(&mut bytes)?;
                Ok(bytes.into())
            }
        }
    }
}

/// Up to here an upload stays in memory; beyond it goes to a temporary file.
const MEMORY_BYTES: usize = 256 * 1024;
/// Where the end mark of a file is looked for.
const TAIL_BYTES: usize = 2 * 1024;

/// Receives one file of a multipart form. `None` if no file was chosen (the browser sends an empty one).
pub(super) async fn receive(mut part: Field<'_>, name: &str) -> Result<Option<Upload>, Fault> {
    let mut received = Received::default();
    while let Some(chunk) = part
        .chunk()
        .await
        .map_err(|error| Fault::from_status(error.status()))?
    {
        received.push(&chunk).map_err(|error| {
            tracing::error!(%error, "an upload could not be kept");
            Fault::Unavailable
        })?;
    }
    if name.is_empty() && received.size_bytes == 0 {
        return Ok(None);
    }
    Ok(Some(received.finish(name)))
}

#[derive(Default)]
struct Received {
    memory: Vec<u8>,
    disk: Option<File>,
    head: Vec<u8>,
    tail: Vec<u8>,
    hash: Sha256,
    size_bytes: u64,
}

impl Received {
    fn push(&mut self, chunk: &[u8]) -> std::io::Result<()> {
        self.hash.update(chunk);
        self.size_bytes += chunk.len() as u64;
        if self.head.len() < 16 {
            self.head.extend(chunk.iter().take(16 - self.head.len()));
        }
        self.tail
            .extend_from_slice(&chunk[chunk.len().saturating_sub(TAIL_BYTES)..]);
        self.tail.drain(..self.tail.len().saturating_sub(TAIL_BYTES));
        if self.disk.is_none() && self.memory.len() + chunk.len() > MEMORY_BYTES {
            let mut file = tempfile::tempfile()?;
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.disk = Some(file);
        }
        match &mut self.disk {
            Some(file) => file.write_all(chunk),
            None => {
                self.memory.extend_from_slice(chunk);
                Ok(())
            }
        }
    }

    fn finish(self, name: &str) -> Upload {
        Upload {
            name: plain_name(name),
            kind: FileKind::of(&self.head, &self.tail),
            size_bytes: self.size_bytes,
            sha256: self.hash.finalize().into(),
            content: match self.disk {
                Some(file) => Content::Disk(Arc::new(file)),
                None => Content::Memory(self.memory.into()),
            },
        }
    }
}

/// The last part of a path, without control characters, at most 120 characters; never empty.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    let plain = plain.trim().trim_start_matches('.').trim();
    if plain.is_empty() {
        "未命名文件".to_owned()
    } else {
        plain.to_owned()
    }
}

/// A size as people read it: `12 KB`, `3.4 MB`. Rounded up, so that a file is never called smaller than a limit it exceeds.
pub fn size_text(size_bytes: u64) -> String {
    const KIB: u64 = 1024;
    match size_bytes {
        0..KIB => format!("{size_bytes} 字节"),
        KIB..1_048_576 => format!("{} KB", size_bytes.div_ceil(KIB)),
        _ => match size_bytes.saturating_mul(10).div_ceil(KIB * KIB) {
            tenths if tenths % 10 == 0 => format!("{} MB", tenths / 10),
            tenths => format!("{}.{} MB", tenths / 10, tenths % 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1A\n....IEND\xAE\x42\x60\x82";

    #[test]
    fn kinds_are_judged_by_content() {
        let kind = |name: &str, content: &[u8]| Upload::of(name, content.to_vec()).kind;
        assert_eq!(kind("a.pdf", b"%PDF-1.7\n...\n%%EOF\n"), Some(FileKind::Pdf));
        assert_eq!(kind("a.exe", b"%PDF-1.7\n...\n%%EOF\n"), Some(FileKind::Pdf));
        assert_eq!(
            kind("a.jpg", b"\xFF\xD8\xFF\xE0....\xFF\xD9"),
            Some(FileKind::Jpeg)
        );
        assert_eq!(kind("a.png", PNG), Some(FileKind::Png));
    }

    #[test]
    fn polyglots_and_broken_files_are_not_taken() {
        let samples: [(&str, &[u8]); 9] = [
            (
                "html with a pdf behind",
                b"<html><script>alert(1)</script>%PDF-1.7\n%%EOF",
            ),
            ("svg", b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\"/>"),
            ("pdf after a space", b" %PDF-1.7\n%%EOF"),
            ("pdf cut off", b"%PDF-1.7\n1 0 obj"),
            ("pdf of another world", b"%PDF-9.9\n%%EOF"),
            ("png cut off", &PNG[..12]),
            ("jpeg cut off", b"\xFF\xD8\xFF\xE0...."),
            ("gif", b"GIF89a"),
            ("nothing", b""),
        ];
        for (what, content) in samples {
            assert_eq!(Upload::of("sample.pdf", content.to_vec()).kind, None, "{what}");
        }
    }

    #[test]
    fn large_files_go_to_disk_and_come_back_whole() {
        let mut content = b"%PDF-1.4\n".to_vec();
        content.extend((0..600_000_u32).flat_map(u32::to_le_bytes));
        content.extend_from_slice(b"%%EOF");
        let mut received = Received::default();
        for chunk in content.chunks(7_001) {
            received.push(chunk).unwrap();
        }
        assert!(received.disk.is_some() && received.memory.is_empty());
        let upload = received.finish("论文.pdf");
        assert_eq!(
            (upload.kind, upload.size_bytes),
            (Some(FileKind::Pdf), content.len() as u64)
        );
        assert_eq!(upload.bytes().unwrap(), content);
        assert_eq!(
            upload.clone().bytes().unwrap(),
            content,
            "a second reading starts at the beginning"
        );
        assert_eq!(upload.sha256, Upload::of("a", content).sha256);
    }

    #[test]
    fn names_lose_their_folders() {
        for (told, plain) in [
            (r"C:\Users\me\学历 证书.pdf", "学历 证书.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\u{0}b\r\n.pdf", "ab.pdf"),
            ("..", "未命名文件"),
            ("", "未命名文件"),
        ] {
            assert_eq!(plain_name(told), plain);
        }
    }

    #[test]
    fn sizes_are_rounded_up() {
        for (bytes, text) in [
            (0, "0 字节"),
            (1023, "1023 字节"),
            (1024, "1 KB"),
            (1025, "2 KB"),
            (1 << 20, "1 MB"),
            ((20 << 20) + 1, "20.1 MB"),
        ] {
            assert_eq!(size_text(bytes), text);
        }
    }
}
