//! Who may do and see what about certificates.

use kernel::{Actor, Role};

use super::Certificate;

/// The roles in which an authority confirms and issues.
pub const ISSUING_ROLES: [Role; 3] = [Role::TitleOffice, Role::Department, Role::SeriesOffice];

/// The issuing authority's staff.
#[must_use]
pub fn is_issuer(actor: &Actor, certificate: &Certificate) -> bool {
    ISSUING_ROLES
        .iter()
        .any(|role| actor.holds(*role, certificate.issuer))
}

/// Who may revoke: whoever confirmed and issued, or the committee's organiser; one decision suffices (AMB-43).
#[must_use]
pub fn may_revoke(actor: &Actor, certificate: &Certificate) -> bool {
    is_issuer(actor, certificate) || actor.holds(Role::Organiser, certificate.organiser)
}

/// Who may see the whole entry: the holder, the issuer, the organiser. The public sees only what verification says.
#[must_use]
pub fn may_see(actor: &Actor, certificate: &Certificate) -> bool {
    actor.person() == Some(certificate.holder) || may_revoke(actor, certificate)
}
