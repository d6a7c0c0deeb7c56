//! The staff congress's resolution: recording it with its file, and reading the file.

use actions::posts::adopt::{Adopt, adopt};
use axum::extract::Path;
use axum::response::Response;
use domain::posts::Stage;
use kernel::{Day, PostPlanId, Refusal};
use store::{Error, Rx};

use super::{own, seen};
use crate::kit::download::Download;
use crate::kit::forms::Button;
use crate::kit::inputs::{DateInput, FileUpload, TextInput, Width};
use crate::kit::upload::{FileKind, Upload, size_text};
use crate::kit::words::Link;
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, ReadForm, Reader, SignedIn};
use crate::posts::urls::{PostPlanPage, Posts, Resolution, ResolutionFile};

const MOST_BYTES: u64 = 20 << 20;
const MOST_PEOPLE: i64 = 10_000;

/// A resolution as typed, with its file.
#[derive(Debug)]
pub(super) struct ResolutionForm {
    day: Day,
    present: u32,
    agreed: u32,
    upload: Upload,
    kind: FileKind,
}

impl ReadForm for ResolutionForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let day = reader.day("day", "会议日期");
        let present = reader.whole("present", "到会人数", 1..=MOST_PEOPLE, " 人");
        let agreed = reader.whole("agreed", "同意人数", 0..=MOST_PEOPLE, " 人");
        let upload = reader.file("file", "决议文件");
        let upload = upload.and_then(|upload| sound(reader, upload));
        let (upload, kind) = upload?;
        Some(Self {
            day: day?,
            present: u32::try_from(present?).ok()?,
            agreed: u32::try_from(agreed?).ok()?,
            upload,
            kind,
        })
    }
}

fn sound(reader: &mut Reader<'_>, upload: Upload) -> Option<(Upload, FileKind)> {
    if upload.size_bytes > MOST_BYTES {
        let text = format!("文件不能超过 {}", size_text(MOST_BYTES));
        return reader.refuse(Refusal::new(text).at("file").remedy("请压缩后重新上传。"));
    }
    match upload.kind {
        Some(kind) => Some((upload, kind)),
        None => {
            let text = format!("“{}”不是 PDF、JPG 或 PNG 文件", upload.name);
            reader.refuse(
                Refusal::new(text)
                    .at("file")
                    .remedy("请另存为 PDF，或拍照后上传图片。"),
            )
        }
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PostPlanId, state: &FormState) -> store::Result<FormPage> {
    let posts = own(rx, who, id)?;
    if !matches!(posts.stage, Stage::Draft { .. }) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let count = |name: &str, label: &str| {
        TextInput::new(name, label)
            .digits()
            .unit("人")
            .width(Width::Chars5)
            .fill(state)
    };
    let part = FormPart::new(&who.token(), Resolution { id })
        .files()
        .sentence("登记后岗位数和使用办法不能再修改，并可以在本单位公示。")
        .input(DateInput::new("day", "会议日期").fill(state))
        .input(count("present", "到会人数"))
        .input(count("agreed", "同意人数"))
        .input(
            FileUpload::new("file", "决议文件", MOST_BYTES)
                .hint("教代会、职代会通过空岗使用办法的决议，盖章扫描件。")
                .fill(state),
        )
        .button(Button::submit("登记决议"));
    let back = Link::new("空缺岗位使用方案", PostPlanPage { id });
    Ok(FormPage::new("登记职代会决议", Posts, back, part, state))
}

/// `GET /posts/{id}/resolution`.
///
/// # Errors
/// The viewer is not the unit's examiner, or the plan is no draft.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Resolution { id }): Path<Resolution>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /posts/{id}/resolution`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Resolution { id }): Path<Resolution>,
    form: Form<ResolutionForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let content = form
            .upload
            .bytes()
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let cmd = Adopt {
            posts: id,
            day: form.day,
            present: form.present,
            agreed: form.agreed,
            name: &form.upload.name,
            media_type: form.kind.media_type(),
            content: &content,
        };
        adopt(tx, &cmd)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(PostPlanPage { id }).saying("决议已登记。下一步：在本单位公示。"))
    .await
}

/// `GET /posts/{id}/resolution/file`.
///
/// # Errors
/// The viewer is neither of the unit nor of its department, or there is no resolution.
pub(super) async fn file(
    app: App,
    who: SignedIn,
    Path(ResolutionFile { id }): Path<ResolutionFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let (file, content) = house.read(|rx| {
            let posts = seen(rx, &who, id)?;
            let file = posts.resolution.ok_or(Error::NotFound)?.file;
            Ok((store::files::find(rx, file)?, store::files::content(rx, file)?))
        })?;
        let mut kinds = FileKind::ALL.into_iter().map(FileKind::media_type);
        let media_type = kinds.find(|kind| *kind == file.media_type);
        let media_type = media_type.unwrap_or("application/octet-stream");
        Ok(Download::new(file.name, media_type, content))
    })
    .await
}
