//! Certificates: sealing the log, and making the signed file of each certificate once its issue is sealed.

use actions::certificates::seal_log::seal_log;
use actions::certificates::{RenderCertificate, SealLog, keep_file, verify};
use credential::{LookupToken, SignedCredential, lookup_url};
use documents::CertificateParts;
use domain::certificates::{Certificate, Standing};
use pdf::sign_pdf;
use store::outbox;
use translog::Evidence;

use crate::printing::{Printing, waits};
use crate::{Outcome, Task};

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
