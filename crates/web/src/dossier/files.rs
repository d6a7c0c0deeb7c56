//! The scans of an entry: uploading, and reading one's own.

use actions::dossier::attach_file::{Upload as Attachment, attach_file};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use kernel::{DossierEntryId, Refusal};
use store::{Error, Rx};

use super::facts::EntryCard;
use super::urls::{EntryFiles, Library, OwnFile};
use super::{applicant, own, section_url};
use crate::kit::download::Download;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{FileUpload, KeptFile};
use crate::kit::upload::{FileKind, Upload, size_text};
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// The largest scan that is taken, in bytes.
const MOST_BYTES: u64 = 20 << 20;

/// A chosen file whose kind is known by its content.
#[derive(Clone, Debug)]
pub(super) struct ScanForm {
    upload: Upload,
    kind: FileKind,
}

impl ReadForm for ScanForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let upload = reader.file("file", "扫描件")?;
        if upload.size_bytes > MOST_BYTES {
            let text = format!("文件不能超过 {}", size_text(MOST_BYTES));
            return reader.refuse(Refusal::new(text).at("file").remedy("请压缩或分成几个文件。"));
        }
        match upload.kind {
            Some(kind) => Some(Self { upload, kind }),
            None => {
                let refusal = Refusal::new(format!("“{}”不是 PDF、JPG 或 PNG 文件", upload.name))
                    .remedy("请另存为 PDF，或拍照后上传图片；改文件名没有用。");
                reader.refuse(refusal.at("file"))
            }
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "dossier/files.html")]
struct FilesPage {
    entry: String,
    errors: ErrorSummary,
    form: PostForm,
    file: FileUpload,
    buttons: Buttons,
    back: (String, Url),
    refused: bool,
}

impl Content for FilesPage {
    fn head(&self) -> Head {
        Head::new("扫描件")
            .section(Library)
            .back(&self.back.0, &self.back.1)
            .refused(self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: DossierEntryId, state: &FormState) -> store::Result<FilesPage> {
    let entry = own(rx, who, id)?;
    let section = entry.body.section();
    let card = EntryCard::load(rx, &entry)?;
    let kept: Vec<KeptFile> = card
        .files()
        .map(|(id, name, size)| KeptFile::new(name, size).at(OwnFile { id }))
        .collect();
    Ok(FilesPage {
        entry: entry.body.title(),
        errors: ErrorSummary::of(state),
        form: PostForm::new(&who.token(), EntryFiles { id }).files(),
        file: FileUpload::new("file", "选择文件", MOST_BYTES)
            .hint("原件彩色扫描，文字清晰、四角完整。")
            .kept(kept)
            .fill(state),
        buttons: Buttons::new([
            Button::submit("上传"),
            Button::link("完成", section_url(section)).secondary(),
        ]),
        back: (format!("返回{}", section.chinese()), section_url(section)),
        refused: state.is_refused(),
    })
}

/// `GET /library/entries/{id}/files`.
///
/// # Errors
/// It is not in the person's library.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(EntryFiles { id }): Path<EntryFiles>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /library/entries/{id}/files`.
///
/// # Errors
/// It is not in the person's library, or the file cannot be read.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(EntryFiles { id }): Path<EntryFiles>,
    form: Form<ScanForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let content = form
            .upload
            .bytes()
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let upload = Attachment {
            name: &form.upload.name,
            media_type: form.kind.media_type(),
            content: &content,
        };
        attach_file(tx, id, &upload)?;
        Ok(form.upload.name)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |name| Go::to(EntryFiles { id }).saying(format!("“{name}”已上传。")))
    .await
}

/// `GET /library/files/{id}`: one's own file, as an attachment.
///
/// # Errors
/// It is not the person's own.
pub(super) async fn download(
    app: App,
    who: SignedIn,
    Path(OwnFile { id }): Path<OwnFile>,
) -> Result<Response, Fault> {
    let download = app
        .work(move |house| {
            Ok(house.read(|rx| {
                let file = store::files::find(rx, id)?;
                if file.owner != applicant(&who)? {
                    return Err(Error::NotFound);
                }
                let kinds = FileKind::ALL.into_iter().map(FileKind::media_type);
                let media_type = kinds.into_iter().find(|kind| *kind == file.media_type);
                let content = store::files::content(rx, id)?;
                Ok(Download::new(
                    file.name,
                    media_type.unwrap_or("application/octet-stream"),
                    content,
                ))
            })?)
        })
        .await?;
    Ok(download.into_response())
}
