//! The issuing authority or the organiser revokes a title.

use credential::{Leaf, LeafKind, SignedCredential};
use domain::certificates::{Document, Revocation, RevocationGround, access};
use kernel::{CertificateId, Day, Role};
use serde::Serialize;
use store::journal::{self, Subject};
use store::{Tx, notices, outbox};

use super::{SealLog, revoke_entry};
use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 撤销职称 (第四十九条, CRT-018).
pub const VERB: Verb = Verb {
    kind: "certificates.revoke",
    roles: &[
        Role::TitleOffice,
        Role::Department,
        Role::SeriesOffice,
        Role::Organiser,
    ],
};

#[derive(Serialize)]
struct Revoked {
    ground: &'static str,
    decision: String,
    day: Day,
}

/// Revokes the title of `id`; the status list and every look-up say so from now on, and the log records it.
///
/// # Errors
/// The certificate is not one the actor's office issued or organised, it is revoked already, or the decision has no
/// number.
pub fn revoke(
    tx: &mut Tx<'_>,
    id: CertificateId,
    ground: RevocationGround,
    decision: Document,
) -> Result<()> {
    let seat = VERB.permit(tx.actor())?;
    let certificate = store::certificates::find(tx, id)?;
    if !access::may_revoke(tx.actor(), &certificate) {
        return Err(Error::NotFound);
    }
    let plan = store::applications::find(tx, certificate.case)?.case.plan;
    let rules = &crate::rules::of_plan(tx, plan)?;
    let (now, today) = (tx.now(), tx.today());
    let body = Revoked {
        ground: ground.code(),
        decision: journal::digest_of(decision.number.trim()),
        day: decision.day,
    };
    let revocation = Revocation {
        ground,
        decision,
        by: seat.office,
        at: now,
    };
    let certificate = certificate.decide(|was| was.revoke(revocation, rules, today))?;
    store::certificates::save(tx, &certificate)?;
    let damaged = || Error::broken("the stored credential is damaged");
    let bytes = certificate.signed_bytes().ok_or_else(damaged)?;
    let signed = SignedCredential::from_bytes(&bytes).map_err(Error::broken)?;
    let opening = certificate.opening().ok_or_else(damaged)?;
    let leaf = Leaf {
        kind: LeafKind::Revoke,
        time: now,
        ..Leaf::issue(&signed, &opening)
    };
    store::certificates::log::queue(tx, &revoke_entry(id), &leaf.to_bytes())?;
    outbox::queue(tx, &SealLog {}, now, None)?;
    let subject = Subject::of(id);
    let text = format!(
        "您的{}职称（证书编号{}）已被撤销。如有异议，请向作出决定的单位申请复查",
        certificate.title, certificate.number
    );
    notices::send(tx, certificate.holder, &subject, &text)?;
    journal::record(tx, &subject, VERB.kind, &body, Some(&pack_of(rules)))
}
