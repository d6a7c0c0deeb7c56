//! Certificates: sealing the log, and making the signed file of each certificate once its issue is sealed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use actions::certificates::seal_log::seal_log;
use actions::certificates::{Issuer, RenderCertificate, SealLog, Signer, keep_file, verify};
use credential::{LookupToken, SignedCredential, lookup_url};
use documents::{CertificateParts, DocumentError, Press};
use domain::certificates::{Certificate, Standing};
use kernel::SocialCreditCode;
use pdf::{CertificateError, SigningCertificate, Subject, sign_pdf};
use store::outbox;
use translog::Evidence;

use crate::{Outcome, Task};

/// How long a certificate that a key signs for itself is said to be valid, where the key's use has no end.
const SELF_SIGNED_YEARS: i16 = 20;

/// What certificates are printed with: the keys, the words of the uniform format, the press.
pub struct Printing {
    signer: Arc<Signer>,
    region: String,
    supervised_by: String,
    signatories: BTreeMap<SocialCreditCode, SigningCertificate>,
    /// Made when first needed: reading the fonts takes a moment, and without fonts the rest of the program goes on.
    press: Mutex<Option<Arc<Press>>>,
}

impl core::fmt::Debug for Printing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Printing")
            .field("signer", &self.signer)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl Printing {
    /// Printing with the keys of `signer`. `region` stands above the title (广西壮族自治区), `supervised_by` at the foot
    /// (…监制, CRT-001).
    #[must_use]
    pub fn new(signer: Arc<Signer>, region: impl Into<String>, supervised_by: impl Into<String>) -> Self {
        Self {
            signer,
            region: region.into(),
            supervised_by: supervised_by.into(),
            signatories: BTreeMap::new(),
            press: Mutex::new(None),
        }
    }

    /// Signs the files of `authority` with a certificate that an authority of trust issued for its key. Without one the
    /// key signs its own.
    #[must_use]
    pub fn with_certificate(mut self, authority: SocialCreditCode, certificate: SigningCertificate) -> Self {
        self.signatories.insert(authority, certificate);
        self
    }

    fn press(&self) -> Result<Arc<Press>, DocumentError> {
        let mut press = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(press) = &*press {
            return Ok(Arc::clone(press));
        }
        let made = Arc::new(Press::with_installed_fonts()?);
        *press = Some(Arc::clone(&made));
        Ok(made)
    }

    fn signing_certificate(&self, issuer: &Issuer) -> Result<SigningCertificate, CertificateError> {
        if let Some(issued) = self.signatories.get(&issuer.authority) {
            return Ok(issued.clone());
        }
        let subject = Subject {
            organisation: issuer.name.clone(),
            common_name: issuer.name.clone(),
        };
        let until = issuer
            .until
            .unwrap_or_else(|| issuer.from.plus_years(SELF_SIGNED_YEARS));
        SigningCertificate::self_signed(&issuer.key, &subject, issuer.from, until)
    }
}

/// Seals what waits. One seal takes a bounded number, so another is queued until nothing waits.
pub(crate) fn seal(task: &Task<'_, SealLog>, printing: &Printing) -> Outcome {
    let sealed = task.change(|tx| {
        let sealed = seal_log(tx, &printing.signer)?;
        if sealed > 0 {
            let now = tx.now();
            outbox::queue(tx, &SealLog {}, now, None)?;
        }
        Ok(sealed)
    });
    if let Ok(sealed @ 1..) = sealed {
        tracing::info!(entries = sealed, "log sealed");
    }
    sealed.into()
}

/// Makes the signed file. It waits for the log, and for fonts; a revoked certificate gets none.
pub(crate) fn render(task: &Task<'_, RenderCertificate>, printing: &Printing) -> Outcome {
    let id = task.job.certificate;
    let found = task.house.read(|rx| {
        let certificate = store::certificates::find(rx, id)?.into_inner();
        let proof = verify::proof(rx, &certificate)?;
        Ok((certificate, proof))
    });
    let (certificate, proof) = match found {
        Ok((certificate, _)) if certificate.standing != Standing::InForce => return Outcome::Done,
        Ok((certificate, _)) if certificate.file.is_some() => return Outcome::Done,
        Ok((certificate, Some(proof))) => (certificate, proof),
        Ok((_, None)) => return Outcome::Retry("the issue is not sealed in the log yet".to_owned()),
        Err(error) => return Err::<(), _>(error).into(),
    };
    match set(&certificate, &proof, printing) {
        Ok(pdf) => task.change(|tx| keep_file::keep_file(tx, id, &pdf)).into(),
        Err(outcome) => outcome,
    }
}

fn set(certificate: &Certificate, proof: &Evidence, printing: &Printing) -> Result<Vec<u8>, Outcome> {
    let broken = |why: &dyn core::fmt::Display| Outcome::GiveUp(why.to_string());
    let bytes = certificate
        .signed_bytes()
        .ok_or_else(|| broken(&"the stored credential is damaged"))?;
    let signed = SignedCredential::from_bytes(&bytes).map_err(|error| broken(&error))?;
    let signer = &printing.signer;
    // A key may be loaded again after a restart with other settings.
    let issuer = signer
        .issuer(&certificate.issuer_code, certificate.issued)
        .map_err(|refusal| Outcome::Retry(refusal.to_string()))?;
    let parts = CertificateParts {
        photo: None,
        credential: &signed,
        proof,
        base_url: signer.base_url(),
    };
    let face = face(certificate, &signed, printing).map_err(|error| broken(&error))?;
    let press = printing.press().map_err(|error| waits(&error))?;
    let pdf = press.certificate(&face, &parts).map_err(|error| waits(&error))?;
    let signatory = printing
        .signing_certificate(issuer)
        .map_err(|error| broken(&error))?;
    sign_pdf(&pdf, &issuer.key, &signatory, certificate.logged).map_err(|error| broken(&error))
}

/// Fonts may be installed later; everything else about a document does not change by waiting. The sentence of a missing
/// glyph names the text, so only the character is noted.
fn waits(error: &DocumentError) -> Outcome {
    match error {
        DocumentError::FontMissing => Outcome::Retry(error.to_string()),
        DocumentError::GlyphMissing { character, .. } => {
            Outcome::Retry(format!("no installed font has the character {character}"))
        }
        other => Outcome::GiveUp(other.to_string()),
    }
}

fn face(
    certificate: &Certificate,
    signed: &SignedCredential,
    printing: &Printing,
) -> Result<documents::Certificate, credential::QrError> {
    let token: LookupToken = certificate.token.parse()?;
    Ok(documents::Certificate {
        region: printing.region.clone(),
        supervised_by: printing.supervised_by.clone(),
        number: certificate.number.clone(),
        licence_identifier: None,
        holder: certificate.holder_name.clone(),
        identity: certificate.identity.clone(),
        title: certificate.title.clone(),
        series: certificate.series.clone(),
        specialty: certificate.specialty.clone(),
        level: certificate.level.chinese().to_owned(),
        way: signed.credential().way.chinese().to_owned(),
        obtained: certificate.obtained,
        committee: Some(certificate.committee.clone()),
        committee_filing: Some(certificate.committee_filing.clone()),
        approval: certificate.document.number.clone(),
        employer: certificate.employer.clone(),
        authority: certificate.issuer_name.clone(),
        issued: certificate.issued,
        verify_url: lookup_url(printing.signer.base_url(), &token)?,
    })
}
