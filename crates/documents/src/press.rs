//! The press (印刷): templates parsed once, each document set from data alone.

use kernel::Day;
use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{DocumentError, Fonts};

/// How many documents a piece of the typesetter's cache outlives its last use.
const CACHE_ROUNDS: usize = 4;

/// Where the data of the document lie in the template's world.
const DATA: &str = "data.json";

/// The documents there are, each with its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Template {
    Certificate,
    Minutes,
    Receipt,
    Publicity,
    Audit,
    Fee,
}

/// The common part of the templates, imported by all.
const HOUSE: (&str, &str) = ("house.typ", include_str!("../templates/house.typ"));

impl Template {
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (
            Self::Certificate,
            "certificate.typ",
            include_str!("../templates/certificate.typ"),
        ),
        (
            Self::Minutes,
            "minutes.typ",
            include_str!("../templates/minutes.typ"),
        ),
        (
            Self::Receipt,
            "receipt.typ",
            include_str!("../templates/receipt.typ"),
        ),
        (
            Self::Publicity,
            "publicity.typ",
            include_str!("../templates/publicity.typ"),
        ),
        (Self::Audit, "audit.typ", include_str!("../templates/audit.typ")),
        (Self::Fee, "fee.typ", include_str!("../templates/fee.typ")),
    ];
}

/// What a document is set from.
pub(crate) struct Order<'a, T: Serialize> {
    pub(crate) template: Template,
    /// Read by the template as JSON: a text in it can never become code.
    pub(crate) data: &'a T,
    /// Pictures and attachments by the name under which the template asks for them.
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    /// Names the document for ever; the PDF identifier is made from it.
    pub(crate) identifier: String,
    /// The day written into the file as the day of its creation.
    pub(crate) day: Day,
}

/// Sets documents. Made once, used from any thread.
///
/// The same order gives the same bytes, whenever and wherever it is set with the same fonts.
pub struct Press {
    library: LazyHash<Library>,
    fonts: Fonts,
    sources: Vec<(FileId, Source)>,
    mains: Vec<(Template, FileId)>,
}

impl Press {
    /// A press with these fonts.
    ///
    /// # Errors
    /// [`DocumentError::Template`] if a template's name is no path, which would be an error of this program.
    pub fn new(fonts: Fonts) -> Result<Self, DocumentError> {
        let mut sources = vec![source(HOUSE.0, HOUSE.1)?];
        let mut mains = Vec::new();
        for (template, name, text) in Template::ALL {
            let (id, source) = source(name, text)?;
            sources.push((id, source));
            mains.push((template, id));
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            sources,
            mains,
        })
    }

    /// A press with the fonts in [`crate::FONT_FOLDERS`].
    ///
    /// # Errors
    /// [`DocumentError::FontMissing`].
    pub fn with_installed_fonts() -> Result<Self, DocumentError> {
        Self::new(Fonts::find(crate::FONT_FOLDERS)?)
    }

    /// Sets a document as PDF/A-3u.
    pub(crate) fn set<T: Serialize>(&self, order: Order<'_, T>) -> Result<Vec<u8>, DocumentError> {
        let data = serde_json::to_value(order.data).map_err(|cause| broken(&cause))?;
        self.check_glyphs(&data)?;
        let (_, main) = self
            .mains
            .iter()
            .find(|(template, _)| *template == order.template)
            .ok_or_else(|| DocumentError::Template(format!("{:?}", order.template)))?;
        let envelope = serde_json::json!({ "fonts": self.fonts.families(), "is": data });
        let json = serde_json::to_vec(&envelope).map_err(|cause| broken(&cause))?;
        let mut files = vec![(file_id(DATA)?, Bytes::new(json))];
        for (name, bytes) in order.files {
            files.push((file_id(name)?, Bytes::new(bytes)));
        }
        let job = Job {
            press: self,
            main: *main,
            files,
        };
        let document = typst::compile::<PagedDocument>(&job)
            .output
            .map_err(|errors| refuse(&errors))?;
        let pdf = typst_pdf::pdf(&document, &options(&order.identifier, order.day)?);
        typst::comemo::evict(CACHE_ROUNDS);
        pdf.map_err(|errors| refuse(&errors))
    }

    /// Refuses a character that would be printed as an empty box, and says where it stands. PDF/A would refuse it
    /// too, but only name the font.
    fn check_glyphs(&self, data: &serde_json::Value) -> Result<(), DocumentError> {
        match data {
            serde_json::Value::String(text) => match self.fonts.missing_in(text) {
                Some(character) => Err(DocumentError::GlyphMissing {
                    character,
                    text: text.clone(),
                }),
                None => Ok(()),
            },
            serde_json::Value::Array(items) => items.iter().try_for_each(|item| self.check_glyphs(item)),
            serde_json::Value::Object(fields) => fields.values().try_for_each(|item| self.check_glyphs(item)),
            _ => Ok(()),
        }
    }
}

fn options(identifier: &str, day: Day) -> Result<PdfOptions, DocumentError> {
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let datetime = Datetime::from_ymd_hms(i32::from(day.year()), part(day.month()), part(day.day()), 0, 0, 0);
    let standards = PdfStandards::new(&[PdfStandard::A_3u]).map_err(|cause| broken(&cause.message()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(identifier.to_owned()),
        creator: Smart::Custom(Some("衡鉴 Hengjian".to_owned())),
        // Beijing time, as every date in the texts.
        timestamp: datetime.and_then(|datetime| Timestamp::new_local(datetime, 8 * 60)),
        standards,
        ..PdfOptions::default()
    })
}

fn broken(cause: &dyn std::fmt::Display) -> DocumentError {
    DocumentError::Template(cause.to_string())
}

fn refuse(errors: &[SourceDiagnostic]) -> DocumentError {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    let message = messages.join("; ");
    if message.contains("decode image") || message.contains("image format") {
        DocumentError::Photo
    } else {
        DocumentError::Template(message)
    }
}

fn file_id(name: &str) -> Result<FileId, DocumentError> {
    let path = VirtualPath::new(name).map_err(|_| DocumentError::Template(format!("path {name}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn source(name: &str, text: &str) -> Result<(FileId, Source), DocumentError> {
    let id = file_id(name)?;
    Ok((id, Source::new(id, text.to_owned())))
}

/// The world of one document: its template, the common part, its data, and nothing else.
struct Job<'a> {
    press: &'a Press,
    main: FileId,
    files: Vec<(FileId, Bytes)>,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.press.sources.iter().find(|(known, _)| *known == id);
        found
            .map(|(_, source)| source.clone())
            .ok_or_else(|| FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.font(index)
    }

    /// There is no today: a document that asked for it would not be the same tomorrow.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
