//! Electronic certificates (职称电子证书), life cycle 6.14.

pub mod access;
mod titles;

use credential::{CertificateNumber, Credential, LeafOpening, MaskedIdentity, Status, Way};
use data_encoding::{BASE64, HEXLOWER};
use kernel::{
    ApplicationId, CertificateId, Day, FileId, Level, OfficeId, PersonId, Refusal, Refusals,
    SocialCreditCode, Timestamp,
};
use policy::Rules;
use serde::{Deserialize, Serialize};

pub use titles::title_name;

use crate::refuse;

/// The document that confirmed a title (确认文件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// 文号
    pub number: String,
    /// Its day.
    pub day: Day,
}

impl Document {
    /// A document with its number.
    ///
    /// # Errors
    /// The number is missing, or the day lies after `today`.
    pub fn check(&self, today: Day) -> Result<(), Refusals> {
        let mut found = Vec::new();
        if self.number.trim().is_empty() {
            found.push(Refusal::new("请填写文号").at("number"));
        }
        if self.day > today {
            found.push(Refusal::new("文件日期不能晚于今天").at("day"));
        }
        Refusals::check(found)
    }
}

/// Why a title is revoked (第四十九条, CRT-018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationGround {
    /// 提供虚假材料
    FalseMaterials,
    /// 剽窃
    Plagiarism,
    /// 其他不正当手段
    ImproperMeans,
}

impl RevocationGround {
    /// All grounds.
    pub const ALL: [Self; 3] = [Self::FalseMaterials, Self::Plagiarism, Self::ImproperMeans];

    /// The Chinese words.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::FalseMaterials => "提供虚假材料",
            Self::Plagiarism => "剽窃",
            Self::ImproperMeans => "其他不正当手段",
        }
    }

    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FalseMaterials => "false_materials",
            Self::Plagiarism => "plagiarism",
            Self::ImproperMeans => "improper_means",
        }
    }
}

/// A revocation (撤销).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// On what ground.
    pub ground: RevocationGround,
    /// The decision.
    pub decision: Document,
    /// The office that decided.
    pub by: OfficeId,
    /// When it was entered.
    pub at: Timestamp,
}

/// Whether a certificate is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standing")]
pub enum Standing {
    /// In force.
    InForce,
    /// Revoked.
    Revoked(Revocation),
}

impl Standing {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Revoked(_) => "revoked",
        }
    }
}

/// An issued certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// 证书编号
    pub number: String,
    /// The secret part of its look-up link: 64 random bits in base32.
    pub token: String,
    /// Whose it is.
    pub holder: PersonId,
    /// Their name when it was issued.
    pub holder_name: String,
    /// Their identity number, masked.
    pub identity: String,
    /// The application it came of.
    pub case: ApplicationId,
    /// 职称名称
    pub title: String,
    /// 系列
    pub series: String,
    /// 专业
    pub specialty: String,
    /// 级别
    pub level: Level,
    /// 取得时间
    pub obtained: Day,
    /// 发证日期
    pub issued: Day,
    /// 发证机关, who also confirmed (CRT-002).
    pub issuer: OfficeId,
    /// Its name when it issued.
    pub issuer_name: String,
    /// Its unified social credit code.
    pub issuer_code: String,
    /// 工作单位 when the title was obtained.
    pub employer: String,
    /// 评委会 and its organiser.
    pub committee: String,
    /// 评委会备案文号
    pub committee_filing: String,
    /// The committee's organiser, who may also revoke (AMB-43).
    pub organiser: OfficeId,
    /// 确认文件
    pub document: Document,
    /// Place in the issuer's status list.
    pub status_index: u32,
    /// What the holder's log proof adds so that anyone can compute the leaf: salt in hexadecimal, and the moment.
    pub salt: String,
    /// The moment written in the log.
    pub logged: Timestamp,
    /// The signed credential, base64.
    pub signed: String,
    /// Its signed PDF, once the issue is in the log and the file was made.
    #[serde(default)]
    pub file: Option<FileId>,
    /// Whether it is in force.
    pub standing: Standing,
}

/// Everything a credential states, before it is signed.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// 证书编号
    pub number: &'a CertificateNumber,
    /// 姓名
    pub holder: &'a str,
    /// Masked identity number.
    pub identity: &'a str,
    /// 系列
    pub series: &'a str,
    /// 专业
    pub specialty: &'a str,
    /// 级别
    pub level: Level,
    /// 取得时间
    pub obtained: Day,
    /// 发证日期
    pub issued: Day,
    /// 发证机关
    pub issuer: &'a SocialCreditCode,
    /// Place in the status list.
    pub status_index: u32,
}

impl Statement<'_> {
    /// The credential of a title obtained by review (评审).
    ///
    /// # Errors
    /// The series has no name for the level, or the identity number is not masked.
    pub fn credential(&self) -> Result<Credential, Refusal> {
        let identity =
            MaskedIdentity::parse(self.identity).map_err(|error| Refusal::new(error.to_string()))?;
        let title = title_name(self.series, self.level).ok_or_else(|| {
            Refusal::new(format!(
                "{}系列没有{}职称的统一名称，不能发证",
                self.series, self.level
            ))
            .at("series")
            .remedy("请联系系统管理员核对系列名称")
        })?;
        Ok(Credential {
            number: self.number.clone(),
            holder: self.holder.to_owned(),
            identity,
            title: title.to_owned(),
            series: self.series.to_owned(),
            specialty: self.specialty.to_owned(),
            level: self.level,
            way: Way::Review,
            obtained: self.obtained,
            issued: self.issued,
            issuer: self.issuer.clone(),
            status_index: self.status_index,
        })
    }
}

impl Certificate {
    /// The state that the status list and live answers say.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.standing {
            Standing::InForce => Status::Valid,
            Standing::Revoked(_) => Status::Revoked,
        }
    }

    /// The signed credential's bytes; `None` when the row is damaged.
    #[must_use]
    pub fn signed_bytes(&self) -> Option<Vec<u8>> {
        BASE64.decode(self.signed.as_bytes()).ok()
    }

    /// What opens the certificate's leaf in the log; `None` when the row is damaged.
    #[must_use]
    pub fn opening(&self) -> Option<LeafOpening> {
        let salt = HEXLOWER.decode(self.salt.as_bytes()).ok()?;
        Some(LeafOpening {
            salt: salt.try_into().ok()?,
            time: self.logged,
        })
    }

    /// Revokes the title (第四十九条); the certificate stays to be found, as revoked.
    ///
    /// # Errors
    /// It is revoked already, or the decision has no number.
    pub fn revoke(self, revocation: Revocation, rules: &Rules, today: Day) -> Result<Self, Refusals> {
        if let Standing::Revoked(before) = &self.standing {
            let sentence = format!("该职称已由{}撤销", before.decision.number);
            return Err(refuse(rules, "撤销职称", "CRT-018", sentence).into());
        }
        revocation.decision.check(today)?;
        Ok(Self {
            standing: Standing::Revoked(revocation),
            ..self
        })
    }
}
