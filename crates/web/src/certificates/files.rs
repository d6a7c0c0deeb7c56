//! What the holder keeps: the signed PDF, and the data for programs.

use actions::certificates::verify;
use axum::extract::Path;
use data_encoding::BASE64;
use domain::certificates::Standing;
use store::Error;

use super::seen;
use super::upload::{DataFile, FORMAT};
use super::urls::{CertificateData, CertificateFile};
use crate::kit::download::Download;
use crate::kit::{App, Fault, SignedIn};

/// `GET /certificates/{id}/file`.
///
/// # Errors
/// The viewer may not see the certificate, its file is not made yet, or it is revoked.
pub(super) async fn pdf(
    app: App,
    who: SignedIn,
    Path(CertificateFile { id }): Path<CertificateFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let (number, content) = house.read(|rx| {
            let certificate = seen(rx, &who, id)?;
            let file = certificate
                .file
                .filter(|_| certificate.standing == Standing::InForce);
            let content = store::files::content(rx, file.ok_or(Error::NotFound)?)?;
            Ok((certificate.number.clone(), content))
        })?;
        Ok(Download::new(format!("{number}.pdf"), "application/pdf", content))
    })
    .await
}

/// `GET /certificates/{id}/data`.
///
/// # Errors
/// As [`pdf`]; the data are there before the file is.
pub(super) async fn data(
    app: App,
    who: SignedIn,
    Path(CertificateData { id }): Path<CertificateData>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let (number, file) = house.read(|rx| {
            let certificate = seen(rx, &who, id)?;
            if certificate.standing != Standing::InForce {
                return Err(Error::NotFound);
            }
            let damaged = || Error::broken("the stored credential is damaged");
            let signed = certificate.signed_bytes().ok_or_else(damaged)?;
            let file = DataFile {
                format: FORMAT.to_owned(),
                credential: BASE64.encode(&signed),
                proof: verify::proof(rx, &certificate)?.map(|proof| proof.to_string()),
            };
            Ok((certificate.number.clone(), serde_json::to_vec_pretty(&file)?))
        })?;
        Ok(Download::new(format!("{number}.json"), "application/json", file))
    })
    .await
}
