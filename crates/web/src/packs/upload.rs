//! Uploading a version: its files, and why.

use actions::packs::upload::{Upload, upload};
use axum::response::Response;
use domain::packs::{CALENDARS, REASON_MOST_CHARACTERS};
use kernel::Refusal;
use store::Rx;
use store::packs::Files;

use super::urls::{PolicyFile, UploadPack, VersionPage, Versions};
use crate::kit::forms::Button;
use crate::kit::html::Html;
use crate::kit::inputs::{FileUpload, TextArea, TextInput, Width};
use crate::kit::words::{Details, Link};
use crate::kit::{
    App, Fault, Form, FormPage, FormPart, FormState, Go, Page, Query, ReadForm, Reader, SignedIn,
};

const ID_MOST_CHARS: usize = 60;
const MOST_BYTES: u64 = 1 << 20;

/// A version as sent.
#[derive(Debug)]
pub(super) struct UploadForm(Upload);

impl ReadForm for UploadForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let pack = reader.text("pack", "政策包编号", ID_MOST_CHARS);
        let reason = reader.text("reason", "修改说明", REASON_MOST_CHARACTERS);
        let files = files(reader);
        Some(Self(Upload {
            pack: pack?,
            reason: reason?,
            files: files?,
        }))
    }
}

/// The files as text; everything that is none is told at once.
fn files(reader: &mut Reader<'_>) -> Option<Files> {
    let (mut files, mut refusals) = (Vec::new(), Vec::new());
    for file in reader.fields().files("files") {
        let name = &file.name;
        if file.size_bytes > MOST_BYTES {
            refusals.push(Refusal::new(format!("“{name}”太大，不是政策包文件")).at("files"));
            continue;
        }
        let text = file
            .bytes()
            .ok()
            .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
        match text {
            Some(text) => files.push((name.clone(), text)),
            None => {
                let sentence = format!("“{name}”不是 UTF-8 编码的文本文件");
                refusals.push(Refusal::new(sentence).at("files"));
            }
        }
    }
    if files.is_empty() && refusals.is_empty() {
        refusals.push(Refusal::new("请选择政策包的全部文件").at("files"));
    }
    if refusals.is_empty() {
        return Some(files);
    }
    for refusal in refusals {
        let _: Option<()> = reader.refuse(refusal);
    }
    None
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, state: &FormState) -> store::Result<FormPage> {
    super::officer(rx, who)?;
    let mut part = FormPart::new(&who.token(), UploadPack)
        .sentence("请上传这份政策包的全部文件，连同算例。上传后先自动检查：写法、出处、算例、有没有比上位文件放宽、对已提交的申报有什么影响。检查通过并经两人批准后才启用，启用前一切照旧。");
    if let Some(pack) = Some(state.value("pack")).filter(|pack| !pack.is_empty()) {
        let links = in_force(rx, pack)?;
        if !links.is_empty() {
            part = part.above(Details::new("下载现行版本的文件，在此基础上修改", list(links)));
        }
    }
    let part = part
        .input(
            TextInput::new("pack", "政策包编号")
                .hint(format!(
                    "与文件里“政策包”后面写的相同，如“gx.评审办法.2021”；修改工作日历的填“{CALENDARS}”。"
                ))
                .width(Width::Chars20)
                .fill(state),
        )
        .input(
            FileUpload::new("files", "政策包文件", MOST_BYTES)
                .accepting(".kdl", "KDL")
                .several()
                .fill(state),
        )
        .input(
            TextArea::new("reason", "修改说明")
                .hint("为什么修改，依据哪份文件的哪一条。")
                .rows(3)
                .most_chars(REASON_MOST_CHARACTERS)
                .fill(state),
        )
        .button(Button::submit("上传并检查"));
    let back = Link::new("返回政策包", Versions);
    Ok(FormPage::new("上传政策包", Versions, back, part.files(), state))
}

/// The files of a pack in force.
fn in_force(rx: &mut Rx<'_>, pack: &str) -> store::Result<Vec<Link>> {
    let files = store::packs::in_force(rx, pack)?;
    let link = |(path, _): &(String, String)| {
        let file = path.rsplit('/').next().unwrap_or_default().to_owned();
        let pack = pack.to_owned();
        Link::new(file.clone(), PolicyFile { pack, file })
    };
    Ok(files.iter().map(link).collect())
}

#[derive(askama::Template)]
#[template(
    source = "<ul>{% for link in links %}<li>{{ link }}</li>{% endfor %}</ul>",
    ext = "html"
)]
struct Links {
    links: Vec<Link>,
}

/// Links under each other.
pub(super) fn list(links: Vec<Link>) -> Html {
    Html::from(Links { links })
}

/// `GET /packs/new`.
///
/// # Errors
/// The viewer keeps no packs, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, Query(fields): Query) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, &FormState::stored(fields)))
        .await
}

/// `POST /packs/new`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(app: App, who: SignedIn, form: Form<UploadForm>) -> Result<Response, Fault> {
    app.submit(who, form, |tx, form| upload(tx, form.0))
        .or_show_again(|rx, who, state| load(rx, who, &state))
        .then_go(|id| Go::to(VersionPage { id }).saying("已上传，正在检查；检查完成后您会收到消息。"))
        .await
}
