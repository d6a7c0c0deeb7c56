//! The check of a certificate's file: the signed PDF, or its data for programs. The file is not kept.

use std::sync::Arc;

use actions::certificates::{Signer, verify};
use axum::response::{IntoResponse as _, Response};
use credential::Finding;
use data_encoding::BASE64;
use kernel::{Refusal, Refusals};
use serde::{Deserialize, Serialize};
use store::{Error, Rx};

use super::check;
use super::checked::{CheckedPage, Line};
use crate::kit::client::ClientAddress;
use crate::kit::upload::Upload;
use crate::kit::{App, Fault, Form, FormState, ReadForm, Reader, Visitor};

/// More than any certificate of ours needs.
pub(super) const MOST_BYTES: u64 = 1 << 20;

/// The first line of a data file says what it is.
pub(super) const FORMAT: &str = "hengjian-certificate-1";

/// A certificate's data for programs.
#[derive(Serialize, Deserialize)]
pub(super) struct DataFile {
    /// [`FORMAT`].
    pub(super) format: String,
    /// The signed credential, base64.
    pub(super) credential: String,
    /// The proof that its issue is in the log (C2SP tlog-proof), once it is.
    pub(super) proof: Option<String>,
}

/// The file, as sent.
pub(super) struct FileForm {
    file: Upload,
}

impl ReadForm for FileForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let file = reader.file("file", "证书")?;
        if file.size_bytes > MOST_BYTES {
            return reader.refuse(
                Refusal::new("文件太大，不是证书文件")
                    .at("file")
                    .remedy("请选择下载的证书文件，不要选择照片或扫描件"),
            );
        }
        Some(Self { file })
    }
}

/// What the bytes of a file are.
enum Given {
    /// A credential, with the checks of the file it came in.
    Credential(Vec<u8>, Vec<Line>),
    /// A file that is refused as it is, with its sentence and the checks made.
    NotGenuine(String, Vec<Line>),
}

const SIGNATURE: &str = "文件签名";

fn given(bytes: &[u8], signer: &Signer) -> Result<Given, Refusals> {
    if bytes.starts_with(b"%PDF") {
        return Ok(of_pdf(bytes, signer));
    }
    if bytes.trim_ascii_start().starts_with(b"{") {
        let file: DataFile = serde_json::from_slice(bytes).map_err(|_| no_certificate())?;
        let credential = BASE64
            .decode(file.credential.as_bytes())
            .map_err(|_| no_certificate())?;
        return Ok(Given::Credential(credential, Vec::new()));
    }
    Ok(Given::Credential(bytes.to_vec(), Vec::new()))
}

fn no_certificate() -> Refusals {
    Refusal::new("这不是本系统核发的证书文件")
        .at("file")
        .remedy("请选择从本系统下载的证书文件（PDF 或 JSON）。纸质证书请填写编号和姓名核验")
        .into()
}

/// A signature over the whole file by a trusted key is what binds the printed face to the credential attached.
fn of_pdf(bytes: &[u8], signer: &Signer) -> Given {
    let trust = signer.trust();
    let failed = |why: String| {
        let sentence = "这份文件不是发证机关签发的原件，或者签发后被改动过。请不要采信。".to_owned();
        Given::NotGenuine(sentence, vec![Line::new(SIGNATURE, Finding::Failed, why)])
    };
    let read = match pdf::verify_pdf(bytes) {
        Ok(read) => read,
        Err(error) => return failed(format!("{error}。")),
    };
    let Some(authority) = read.signed_by(&trust).map(|key| key.name.clone()) else {
        return failed("签署文件的不是本系统信任的发证机关。".to_owned());
    };
    let Some(credential) = read.credential else {
        return failed("文件中没有证书凭证，不是职称证书。".to_owned());
    };
    let sentence = format!("文件由{authority}签署，签署后没有改动。");
    let line = Line::new(SIGNATURE, Finding::Established, sentence);
    Given::Credential(credential.to_bytes(), vec![line])
}

fn answer(rx: &mut Rx<'_>, signer: &Signer, bytes: &[u8]) -> store::Result<CheckedPage> {
    match given(bytes, signer)? {
        Given::NotGenuine(sentence, lines) => Ok(CheckedPage::not_genuine(sentence, lines)),
        Given::Credential(credential, lines) => match verify::by_credential(rx, signer, &credential) {
            Ok(found) => Ok(CheckedPage::new(&found, lines)),
            Err(Error::Refused(_)) => Err(no_certificate().into()),
            Err(other) => Err(other),
        },
    }
}

/// `POST /check/file`.
///
/// # Errors
/// The address asks too often, or the database is unavailable.
pub(super) async fn post(
    app: App,
    visitor: Visitor,
    address: ClientAddress,
    form: Form<FileForm>,
) -> Result<Response, Fault> {
    app.count_check(address)?;
    let Form { fields, read } = form;
    let file = match read {
        Ok(form) => form.file,
        Err(refusals) => return check::again(app, visitor, FormState::refused(fields, &refusals)).await,
    };
    let signer = app.signer();
    let came = app.work(move |house| checked(house, &signer, &file)).await?;
    match came {
        Ok(page) => {
            let page = app.show(visitor, |_, _| Ok(page)).await?;
            Ok(page.into_response())
        }
        Err(refusals) => check::again(app, visitor, FormState::refused(fields, &refusals)).await,
    }
}

fn checked(
    house: &store::House,
    signer: &Arc<Signer>,
    file: &Upload,
) -> Result<Result<CheckedPage, Refusals>, Fault> {
    let bytes = file.bytes().map_err(|error| {
        tracing::error!(%error, "an upload could not be read back");
        Fault::Unavailable
    })?;
    match house.read(|rx| answer(rx, signer, &bytes)) {
        Ok(page) => Ok(Ok(page)),
        Err(Error::Refused(refusals)) => Ok(Err(refusals)),
        Err(other) => Err(other.into()),
    }
}
