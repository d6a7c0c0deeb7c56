//! Finding fonts and loading them when they are first needed.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::DocumentError;

/// Where Debian's packages put fonts, and where an administrator may put others.
pub const FONT_FOLDERS: [&str; 3] = [
    "/usr/share/fonts/opentype",
    "/usr/share/fonts/truetype",
    "/usr/local/share/fonts",
];

/// Serif families with simplified Chinese forms, the first found is used.
const TEXT_FAMILIES: [&str; 3] = ["noto serif cjk sc", "noto serif sc", "source han serif sc"];

/// Families for rare characters (生僻字).
const RARE_FAMILIES: [&str; 2] = ["hanamina", "hanaminb"];

/// File names worth opening: reading every font of a machine would take seconds.
const NAME_PARTS: [&str; 4] = ["serifcjk", "serifsc", "hanserif", "hanamin"];

/// The fonts of this machine that documents are set in. Only their descriptions are held; the files are read when a
/// character first needs them.
pub struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    slots: Vec<Slot>,
    families: Vec<String>,
    /// One bit for every character that some font draws.
    drawn: Vec<u64>,
}

struct Slot {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl Fonts {
    /// Looks through folders and their subfolders.
    ///
    /// # Errors
    /// [`DocumentError::FontMissing`] when no Chinese serif font is there. Fonts for rare characters may be missing;
    /// a document that needs one is refused then.
    pub fn find<P: AsRef<Path>>(folders: impl IntoIterator<Item = P>) -> Result<Self, DocumentError> {
        let mut paths = Vec::new();
        for folder in folders {
            collect(folder.as_ref(), 3, &mut paths);
        }
        paths.sort();
        let (mut book, mut slots, mut families) = (FontBook::new(), Vec::new(), Vec::new());
        for path in paths {
            let Ok(data) = std::fs::read(&path) else { continue };
            for (index, info) in (0..).zip(FontInfo::iter(&data)) {
                let family = info.family.to_lowercase();
                if TEXT_FAMILIES.contains(&family.as_str()) || RARE_FAMILIES.contains(&family.as_str()) {
                    families.push(family);
                    book.push(info);
                    slots.push(Slot {
                        path: path.clone(),
                        index,
                        font: OnceLock::new(),
                    });
                }
            }
        }
        let known = |wanted: &&str| families.iter().any(|family| family == wanted);
        let text = TEXT_FAMILIES
            .into_iter()
            .find(|family| known(family))
            .ok_or(DocumentError::FontMissing)?;
        let families = [text]
            .into_iter()
            .chain(RARE_FAMILIES.into_iter().filter(|family| known(family)));
        let families = families.map(str::to_owned).collect();
        let drawn = drawn_by(&book, slots.len());
        Ok(Self {
            book: LazyHash::new(book),
            slots,
            families,
            drawn,
        })
    }

    /// Families in the order in which a character is looked for.
    pub(crate) fn families(&self) -> &[String] {
        &self.families
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        let load = || Font::new(Bytes::new(std::fs::read(&slot.path).ok()?), slot.index);
        slot.font.get_or_init(load).clone()
    }

    /// The first character of the text for which no font has a glyph.
    pub(crate) fn missing_in(&self, text: &str) -> Option<char> {
        text.chars().find(|c| {
            let (word, bit) = place_of(u32::from(*c));
            !c.is_control() && self.drawn.get(word).is_none_or(|bits| bits >> bit & 1 == 0)
        })
    }
}

fn place_of(character: u32) -> (usize, u32) {
    (
        usize::try_from(character / 64).unwrap_or(usize::MAX),
        character % 64,
    )
}

/// Asking the fonts one by one would take longer than setting the page.
fn drawn_by(book: &FontBook, fonts: usize) -> Vec<u64> {
    let mut drawn = vec![0; 0x11_0000 / 64];
    for info in (0..fonts).filter_map(|index| book.info(index)) {
        for character in info.coverage.iter() {
            let (word, bit) = place_of(character);
            if let Some(bits) = drawn.get_mut(word) {
                *bits |= 1 << bit;
            }
        }
    }
    drawn
}

fn collect(folder: &Path, depth: u8, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() && depth > 0 {
            collect(&path, depth - 1, paths);
        } else {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .to_lowercase();
            let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            if NAME_PARTS.iter().any(|part| plain.contains(part)) {
                paths.push(path);
            }
        }
    }
}
