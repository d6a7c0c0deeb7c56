//! Certificates: the holder's own, the public check by number, QR code or file, revocation, and the log for everybody.

mod check;
mod checked;
mod files;
mod list;
mod public;
mod qr;
mod revoke;
mod show;
mod upload;
pub mod urls;

pub(crate) use check::CheckPage;
pub(crate) use checked::{CheckedPage, Line};

use axum::routing::get;
use domain::certificates::{Certificate, access};
use kernel::{CertificateId, Role};
use store::{Error, Kept, Rx};

use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;
use crate::kit::words::{Tag, Tone};
use crate::kit::{Routes, SignedIn};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Check::PATTERN, get(check::get).post(check::post))
        .route(urls::CheckFile::PATTERN, get(check::back).post(upload::post))
        .route(urls::Checked::PATTERN, get(checked::get))
        .route(urls::Certificates::PATTERN, get(list::get))
        .route(urls::CertificatePlace::PATTERN, get(show::get))
        .route(urls::CertificateFile::PATTERN, get(files::pdf))
        .route(urls::CertificateData::PATTERN, get(files::data))
        .route(urls::Revocation::PATTERN, get(revoke::get).post(revoke::post))
        .route(urls::TrustKeys::PATTERN, get(public::trust))
        .route(urls::StatusBlock::PATTERN, get(public::status))
        .route(urls::Checkpoint::PATTERN, get(public::checkpoint))
        .route(urls::LogTiles::PATTERN, get(public::tile))
}

/// The navigation entry of holders and issuing authorities.
pub(crate) fn navigation(role: Role) -> Option<NavItem> {
    if role == Role::Applicant {
        Some(NavItem::new("我的证书", urls::Certificates))
    } else if access::ISSUING_ROLES.contains(&role) {
        Some(NavItem::new("职称证书", urls::Certificates))
    } else {
        None
    }
}

/// The certificate, for its holder, its issuer and the committee's organiser.
///
/// # Errors
/// There is none, or the viewer may not know that there is.
fn seen(rx: &mut Rx<'_>, who: &SignedIn, id: CertificateId) -> store::Result<Kept<Certificate>> {
    let certificate = store::certificates::find(rx, id)?;
    if access::may_see(&who.actor(), &certificate) {
        Ok(certificate)
    } else {
        Err(Error::NotFound)
    }
}

/// Whether it is in force, as a tag.
fn state_tag(certificate: &Certificate) -> Tag {
    match certificate.standing {
        domain::certificates::Standing::InForce => Tag::new("有效", Tone::Jade),
        domain::certificates::Standing::Revoked(_) => Tag::new("已撤销", Tone::Red),
    }
}
