//! The title certificate (职称证书, CRT-001, CRT-007).

use credential::{SignedCredential, qr_text};
use kernel::Day;
use pdf::{CREDENTIAL_FILE, PROOF_FILE};
use serde::Serialize;
use translog::Evidence;

use crate::press::{Order, Template};
use crate::qr::Qr;
use crate::{DocumentError, Press};

/// What a certificate says on its face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// The region above the title, for example 广西壮族自治区.
    pub region: String,
    /// Who supervises the uniform format (CRT-001), for example 广西壮族自治区人力资源和社会保障厅监制.
    pub supervised_by: String,
    /// 证书编号.
    pub number: String,
    /// 电子证照标识 (GB/T 36904).
    pub licence_identifier: Option<String>,
    /// 姓名.
    pub holder: String,
    /// 证件号码, masked.
    pub identity: String,
    /// 职称名称.
    pub title: String,
    /// 系列.
    pub series: String,
    /// 专业.
    pub specialty: String,
    /// 级别, in Chinese.
    pub level: String,
    /// 取得方式, in Chinese.
    pub way: String,
    /// 取得时间.
    pub obtained: Day,
    /// 评审委员会; `None` for titles obtained without one.
    pub committee: Option<String>,
    /// 评委会备案编号.
    pub committee_filing: Option<String>,
    /// 批准文件: number of the document that confirmed the title.
    pub approval: String,
    /// 工作单位 when the title was obtained.
    pub employer: String,
    /// 发证机关.
    pub authority: String,
    /// 发证日期.
    pub issued: Day,
    /// The link printed below the QR, see [`credential::lookup_url`].
    pub verify_url: String,
}

/// What is attached to the PDF besides its face.
pub struct CertificateParts<'a> {
    /// Photo of the holder, JPEG or PNG, upright 5 : 7.
    pub photo: Option<&'a [u8]>,
    /// The signed credential, also in the QR.
    pub credential: &'a SignedCredential,
    /// The proof that its issue is in the log.
    pub proof: &'a Evidence,
    /// Base of the links in the QR, see [`qr_text`].
    pub base_url: &'a str,
}

/// What a holder writes on a copy (加注): for whom, for what, until when. The copy has its own link and QR, carries
/// neither credential nor proof, and says that it is a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CopyNote {
    /// 副本编号.
    pub number: String,
    /// 使用单位: who may rely on it.
    pub recipient: String,
    /// 用途.
    pub purpose: String,
    /// The day it was made.
    pub made: Day,
    /// The last day on which it may be relied on.
    pub expires: Day,
    /// The link in the QR and below it.
    pub verify_url: String,
}

#[derive(Serialize)]
struct Face<'a> {
    #[serde(flatten)]
    certificate: &'a Certificate,
    photo: Option<&'static str>,
    qr_side: usize,
    copy: Option<&'a CopyNote>,
}

impl Press {
    /// Sets a certificate with the credential and the log proof attached, not yet signed.
    ///
    /// # Errors
    /// [`DocumentError`]: a missing glyph, a damaged photo, or a QR that would be too fine.
    pub fn certificate(
        &self,
        certificate: &Certificate,
        parts: &CertificateParts<'_>,
    ) -> Result<Vec<u8>, DocumentError> {
        let attached = [
            (CREDENTIAL_FILE, parts.credential.to_bytes()),
            (PROOF_FILE, parts.proof.to_string().into_bytes()),
        ];
        let qr = qr_text(parts.base_url, parts.credential)?;
        let (number, day) = (certificate.number.clone(), certificate.issued);
        self.face(
            certificate,
            None,
            parts.photo,
            &qr,
            attached.into(),
            (number, day),
        )
    }

    /// Sets a copy of a certificate for one purpose.
    ///
    /// # Errors
    /// [`DocumentError`]: a missing glyph, a damaged photo, or a QR that would be too fine.
    pub fn certificate_copy(
        &self,
        certificate: &Certificate,
        note: &CopyNote,
        photo: Option<&[u8]>,
    ) -> Result<Vec<u8>, DocumentError> {
        let named = (format!("copy {}", note.number), note.made);
        self.face(
            certificate,
            Some(note),
            photo,
            &note.verify_url,
            Vec::new(),
            named,
        )
    }

    fn face(
        &self,
        certificate: &Certificate,
        copy: Option<&CopyNote>,
        photo: Option<&[u8]>,
        qr: &str,
        mut files: Vec<(&'static str, Vec<u8>)>,
        (identifier, day): (String, Day),
    ) -> Result<Vec<u8>, DocumentError> {
        let qr = Qr::of(qr)?;
        files.push((Qr::FILE, qr.picture));
        let name = photo.map(picture_name).transpose()?;
        files.extend(name.zip(photo.map(<[u8]>::to_vec)));
        let data = &Face {
            certificate,
            photo: name,
            qr_side: qr.side,
            copy,
        };
        self.set(Order {
            template: Template::Certificate,
            data,
            files,
            identifier,
            day,
        })
    }
}

/// A name that says which kind of picture it is, told from its first bytes.
fn picture_name(bytes: &[u8]) -> Result<&'static str, DocumentError> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Ok("photo.jpg")
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok("photo.png")
    } else {
        Err(DocumentError::Photo)
    }
}
