//! The forms of the procedure: minutes, receipt, publicity sheet, record of the audit of materials.

use kernel::{Day, Timestamp};
use serde::{Serialize, Serializer};

use crate::press::{Order, Template};
use crate::qr::Qr;
use crate::{DocumentError, Press};

/// A moment is shown to the minute, in Beijing time.
fn minute<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment.minute_text())
}

/// Minutes of a committee meeting (会议纪要): date, attending members, agenda, subjects, opinions, results of the
/// ballot (MTG-007; 《广西壮族自治区职称评审管理服务暂行办法》第二十七条).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Minutes {
    /// Number of the minutes in the archive.
    pub number: String,
    /// Title of the sheet.
    pub title: String,
    /// The committee, or the unit whose panel it is.
    pub committee: String,
    /// Day, place, who presides, how many attend: name and value, an even number of them.
    pub facts: Vec<(String, String)>,
    /// 出席委员, as names or, where names are not made public, as codes (EXP-023).
    pub attending: Vec<Attendee>,
    /// How many must attend at least, as a sentence with its article.
    pub quorum: String,
    /// 议程, one line each.
    pub agenda: Vec<String>,
    /// 评审对象 with opinion and result.
    pub subjects: Vec<Subject>,
    /// How many votes pass, as a sentence with its article.
    pub pass_rule: String,
    /// Other matters recorded, one paragraph each.
    pub remarks: Vec<String>,
    /// How the vote was taken, and the digests by which its record is known.
    pub ballot: BallotRecord,
    /// 记录人.
    pub recorder: String,
    /// Who signs beside chair and recorder: the supervisor, and whose seal is affixed.
    pub signers: Vec<String>,
    /// When the minutes were closed; they are read-only from then on.
    #[serde(serialize_with = "minute")]
    pub closed: Timestamp,
}

/// The record of the ballot as the minutes carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BallotRecord {
    /// What the record is, in a sentence.
    pub sentence: String,
    /// Digests by name, hexadecimal; they are also in a QR.
    pub digests: Vec<(String, String)>,
}

/// A member at the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attendee {
    /// Name or code.
    pub name: String,
    /// 职务 in the committee.
    pub role: String,
    /// 职称.
    pub title: String,
}

/// A person reviewed, with the opinion and the count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Name.
    pub name: String,
    /// Employer.
    pub employer: String,
    /// Title applied for.
    pub title: String,
    /// 评议意见.
    pub opinion: String,
    /// Votes for.
    pub votes_for: u32,
    /// Votes against.
    pub votes_against: u32,
    /// Abstentions.
    pub abstained: u32,
    /// The result, for example 通过.
    pub result: String,
}

/// Receipt for an accepted application (受理回执).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// 受理编号.
    pub number: String,
    /// Applicant.
    pub applicant: String,
    /// Masked identity number.
    pub identity: String,
    /// Employer.
    pub employer: String,
    /// Title applied for.
    pub title: String,
    /// Specialty applied for.
    pub specialty: String,
    /// Name of the round.
    pub round: String,
    /// Materials handed in: name and number of files.
    pub materials: Vec<Material>,
    /// The office that accepted.
    pub office: String,
    /// When it was accepted.
    #[serde(serialize_with = "minute")]
    pub accepted: Timestamp,
    /// SHA-256 over the accepted materials, hexadecimal.
    pub digest: String,
    /// What happens next, one sentence each.
    pub next_steps: Vec<String>,
}

/// One kind of material in a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Material {
    /// Name.
    pub name: String,
    /// Number of files.
    pub files: u32,
}

/// Receipt for a review fee (评审费收据; 第四十七条, FEE-004). It is no tax or fiscal invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeeReceipt {
    /// Number in the organiser's year.
    pub number: String,
    /// 缴费单号.
    pub order: String,
    /// Who paid.
    pub payer: String,
    /// Their employer.
    pub employer: String,
    /// Name of the round.
    pub round: String,
    /// Title applied for.
    pub title: String,
    /// 金额, for example `380.00元`.
    pub amount: String,
    /// The standard: sentence, article and approval.
    pub standard: String,
    /// How it was paid.
    pub way: String,
    /// The transaction's or slip's number.
    pub reference: String,
    /// The day on which it was paid.
    pub paid: Day,
    /// Who charged.
    pub office: String,
    /// When the receipt was given.
    #[serde(serialize_with = "minute")]
    pub given: Timestamp,
}

/// The sheet a unit posts of the persons it proposes (UNT-027; 第二十条(二)): five facts of each person and three
/// groups of materials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicitySheet {
    /// Number of the posting.
    pub number: String,
    /// The unit.
    pub unit: String,
    /// Name of the round.
    pub round: String,
    /// Persons proposed.
    pub persons: Vec<Proposed>,
    /// First day of the period.
    pub from: Day,
    /// Last day of the period.
    pub to: Day,
    /// How long, as a sentence with its article.
    pub period: String,
    /// Whom to tell of objections: department, telephone, address.
    pub contacts: Vec<String>,
    /// The day of the sheet.
    pub date: Day,
}

/// A person on a publicity sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposed {
    /// 姓名.
    pub name: String,
    /// 学历(学位).
    pub degree: String,
    /// 现职称 and the day it was obtained.
    pub present_title: String,
    /// When the present title was obtained, `None` without one.
    pub present_since: Option<Day>,
    /// 拟申报职称.
    pub title: String,
    /// 拟申报专业.
    pub specialty: String,
    /// 专业技术工作经历(能力).
    pub experience: Vec<String>,
    /// 业绩成果.
    pub results: Vec<String>,
    /// 论文、著作.
    pub works: Vec<String>,
}

/// Record of the audit of an application's materials (材料审核记录表).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRecord {
    /// 受理编号.
    pub number: String,
    /// Applicant.
    pub applicant: String,
    /// Employer.
    pub employer: String,
    /// Title applied for.
    pub title: String,
    /// Specialty applied for.
    pub specialty: String,
    /// What was examined.
    pub items: Vec<AuditItem>,
    /// The conclusion in one sentence.
    pub conclusion: String,
    /// The offices that examined, in their order.
    pub offices: Vec<AuditOffice>,
    /// The day of the record.
    pub date: Day,
}

/// One material and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditItem {
    /// Material.
    pub material: String,
    /// What was checked against which original or source.
    pub checked: String,
    /// Finding, for example 属实.
    pub finding: String,
    /// Note, may be empty.
    pub note: String,
}

/// An office that examined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditOffice {
    /// Name.
    pub name: String,
    /// Opinion.
    pub opinion: String,
    /// Who examined.
    pub examiner: String,
    /// When.
    pub date: Option<Day>,
}

impl Press {
    /// Sets the minutes of a meeting.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn minutes(&self, minutes: &Minutes) -> Result<Vec<u8>, DocumentError> {
        /// The minutes with the side of their QR in modules.
        #[derive(Serialize)]
        struct Sheet<'a> {
            #[serde(flatten)]
            minutes: &'a Minutes,
            qr_side: usize,
        }
        let digests = minutes.ballot.digests.iter();
        let lines: Vec<String> = digests.map(|(name, digest)| format!("{name} {digest}")).collect();
        let qr = Qr::of(&format!("{}\n{}", minutes.number, lines.join("\n")))?;
        self.set(Order {
            template: Template::Minutes,
            data: &Sheet {
                minutes,
                qr_side: qr.side,
            },
            files: vec![(Qr::FILE, qr.picture)],
            identifier: minutes.number.clone(),
            day: minutes.closed.day(),
        })
    }

    /// Sets the receipt of an application.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn receipt(&self, receipt: &Receipt) -> Result<Vec<u8>, DocumentError> {
        self.form(
            Template::Receipt,
            receipt,
            &receipt.number,
            receipt.accepted.day(),
        )
    }

    /// Sets the receipt of a review fee.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn fee_receipt(&self, receipt: &FeeReceipt) -> Result<Vec<u8>, DocumentError> {
        self.form(Template::Fee, receipt, &receipt.number, receipt.given.day())
    }

    /// Sets the publicity sheet of a unit.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn publicity_sheet(&self, sheet: &PublicitySheet) -> Result<Vec<u8>, DocumentError> {
        self.form(Template::Publicity, sheet, &sheet.number, sheet.date)
    }

    /// Sets the record of an audit.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn audit_record(&self, record: &AuditRecord) -> Result<Vec<u8>, DocumentError> {
        self.form(Template::Audit, record, &record.number, record.date)
    }

    fn form<T: Serialize>(
        &self,
        template: Template,
        data: &T,
        number: &str,
        day: Day,
    ) -> Result<Vec<u8>, DocumentError> {
        self.set(Order {
            template,
            data,
            files: Vec::new(),
            identifier: format!("{template:?} {number}"),
            day,
        })
    }
}
