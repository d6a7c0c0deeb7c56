//! Issuing a certificate, inside the transaction that confirms the title (CRT-002).

use credential::{Leaf, LeafOpening, LookupToken, Segments, SignedCredential, Way};
use data_encoding::{BASE64, HEXLOWER};
use domain::applications::Application;
use domain::certificates::{Certificate, Document, Standing, Statement};
use domain::committees::{Committee, Filing};
use kernel::{CertificateId, Day, Level, OfficeId, Refusal, SocialCreditCode};
use serde::Serialize;
use store::journal::{self, Subject};
use store::{Tx, notices, outbox};

use super::{RenderCertificate, SealLog, Signer, issue_entry};
use crate::{Error, Result};

const KIND: &str = "certificates.issue";
/// A status block is left for the next when half of it is taken, so that a free place is found at once.
const PLACES_USED_PER_BLOCK: u64 = credential::BLOCK_SIZE as u64 / 2;
const TRIES: u32 = 64;

/// What is awarded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Award<'a> {
    pub(crate) case: &'a Application,
    pub(crate) committee: &'a Committee,
    pub(crate) filing: &'a Filing,
    pub(crate) document: &'a Document,
    /// 取得时间
    pub(crate) obtained: Day,
    /// The confirming authority, who issues.
    pub(crate) authority: OfficeId,
}

#[derive(Serialize)]
struct Issued<'a> {
    number: &'a str,
    key: String,
    case: kernel::ApplicationId,
}

/// Issues the certificate: number, look-up token, credential, log entry, rendering job, message to the holder.
pub(crate) fn issue(tx: &mut Tx<'_>, signer: &Signer, award: Award<'_>, pack: &str) -> Result<CertificateId> {
    let office = store::accounts::office(tx, award.authority)?;
    let today = tx.today();
    let code = office.credit_code.clone().ok_or_else(|| no_code(&office.name))?;
    let authority: SocialCreditCode = code.parse().map_err(|_| no_code(&office.name))?;
    let issuer = signer.issuer(authority.as_str(), today)?;
    let holder = store::accounts::person(tx, award.case.applicant)?;
    let employer = store::accounts::office(tx, award.case.unit)?.name;

    let number = number(tx, signer, award, &office.region_code, today)?;
    let status_index = free_place(tx, authority.as_str())?;
    let statement = Statement {
        number: &number,
        holder: &holder.name,
        identity: &holder.identity.masked(),
        series: &award.case.target.series,
        specialty: &award.case.target.specialty,
        level: award.case.target.level,
        obtained: award.obtained,
        issued: today,
        issuer: &authority,
        status_index,
    };
    let credential = statement.credential()?;
    let signed = issuer.key.sign(&credential).map_err(Error::broken)?;
    let (mut token, mut salt) = ([0_u8; 8], [0_u8; 16]);
    tx.chance(&mut token);
    tx.chance(&mut salt);
    let opening = LeafOpening { salt, time: tx.now() };
    let certificate = Certificate {
        id: tx.new_id(),
        number: number.to_string(),
        token: LookupToken::new(token).to_string(),
        holder: holder.id,
        holder_name: holder.name.clone(),
        identity: holder.identity.masked(),
        case: award.case.id,
        title: credential.title.clone(),
        series: credential.series.clone(),
        specialty: credential.specialty.clone(),
        level: credential.level,
        obtained: award.obtained,
        issued: today,
        issuer: office.id,
        issuer_name: office.name,
        issuer_code: code,
        employer,
        committee: award.committee.declared.name.clone(),
        committee_filing: award.filing.number.clone(),
        organiser: award.committee.organiser,
        document: award.document.clone(),
        status_index,
        salt: HEXLOWER.encode(&salt),
        logged: tx.now(),
        signed: BASE64.encode(&signed.to_bytes()),
        file: None,
        standing: Standing::InForce,
    };
    keep(tx, &certificate, &signed, &opening, pack)?;
    Ok(certificate.id)
}

/// Everything that follows in the same transaction: row, log entry, jobs, message, journal.
fn keep(
    tx: &mut Tx<'_>,
    certificate: &Certificate,
    signed: &SignedCredential,
    opening: &LeafOpening,
    pack: &str,
) -> Result<()> {
    store::certificates::add(tx, certificate)?;
    let entry = Leaf::issue(signed, opening).to_bytes();
    store::certificates::log::queue(tx, &issue_entry(certificate.id), &entry)?;
    let now = tx.now();
    outbox::queue(tx, &SealLog {}, now, None)?;
    let job = RenderCertificate {
        certificate: certificate.id,
    };
    outbox::queue(
        tx,
        &job,
        now,
        Some(&format!("certificates.render {}", certificate.id)),
    )?;
    let subject = Subject::of(certificate.id);
    let text = format!(
        "您的{}职称已经确认，电子证书（编号{}）已核发",
        certificate.title, certificate.number
    );
    notices::send(tx, certificate.holder, &subject, &text)?;
    let body = Issued {
        number: &certificate.number,
        key: signed.key_id().to_string(),
        case: certificate.case,
    };
    journal::record(tx, &subject, KIND, &body, Some(pack))
}

fn no_code(office: &str) -> Error {
    Refusal::new(format!("{office}没有登记统一社会信用代码，不能发证"))
        .at("issuer")
        .remedy("请联系系统管理员补登统一社会信用代码")
        .into()
}

/// The number of the next certificate; its serial is gap-free among the certificates that share everything else.
fn number(
    tx: &mut Tx<'_>,
    signer: &Signer,
    award: Award<'_>,
    region: &str,
    today: Day,
) -> Result<credential::CertificateNumber> {
    let series = credential::tables::SERIES
        .iter()
        .position(|known| *known == award.case.target.series)
        .map_or_else(|| "00".to_owned(), |place| format!("{:02}", place + 1));
    let level = match award.case.target.level {
        Level::FullSenior => "1",
        Level::SubSenior => "2",
        Level::Intermediate => "3",
        Level::Assistant => "4",
        Level::Technician => "5",
    };
    let way = Way::Review.code().to_string();
    let segments = Segments {
        region,
        year: today.year().unsigned_abs(),
        committee: &award.filing.code,
        series: &series,
        level,
        way: &way,
    };
    // The number with serial 1 and without its check character names everything but the serial.
    let first = signer.template().number(&segments, 1);
    let first = first.map_err(|error| Error::from(Refusal::new(error.to_string()).at("number")))?;
    let serial = store::certificates::next_serial(tx, first.as_str())?;
    let number = signer.template().number(&segments, serial);
    number.map_err(|error| Error::from(Refusal::new(error.to_string()).at("number")))
}

/// A place in the issuer's status list, chosen at random.
fn free_place(tx: &mut Tx<'_>, issuer_code: &str) -> Result<u32> {
    let block = store::certificates::issued_by(tx, issuer_code)? / PLACES_USED_PER_BLOCK;
    let first = u32::try_from(block)
        .ok()
        .and_then(|block| block.checked_mul(credential::BLOCK_SIZE))
        .ok_or_else(|| Error::broken("the status list is full"))?;
    for _ in 0..TRIES {
        let mut chance = [0_u8; 4];
        tx.chance(&mut chance);
        let index = first + u32::from_le_bytes(chance) % credential::BLOCK_SIZE;
        if !store::certificates::status_index_taken(tx, issuer_code, index)? {
            return Ok(index);
        }
    }
    Err(Error::broken("no free place in the status list"))
}
