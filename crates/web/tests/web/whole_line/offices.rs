//! The offices above: audits, and the organiser's acceptance after its one-time notice.

use kernel::ApplicationId;
use policy::StepKind;
use rehearsal::Candidate;

use super::{Fields, Walk, applicant, fields};

/// Every office on the way audits the case, until it stands at the organiser.
pub(super) async fn audit(walk: &Walk, case: ApplicationId) {
    loop {
        let stored = walk.town.read(|rx| store::applications::find(rx, case)).case;
        let leg = stored.standing_at().unwrap();
        if leg.step == StepKind::Acceptance {
            return;
        }
        let role = domain::applications::role_at(leg.step);
        let officer = walk.region.holder(role, leg.office).unwrap();
        let page = format!("/cases/{case}");
        let sound = fields(&[
            ("sound.0", "yes"),
            ("sound.1", "yes"),
            ("sound.2", "yes"),
            ("opinion", "程序规范，材料齐全，同意上报"),
        ]);
        walk.fill(&officer.actor, &page, &format!("{page}/audit"), &sound)
            .await;
    }
}

/// The organiser's one complete notice, the applicant's answer, the acceptance.
pub(super) async fn accepts_after_one_correction(walk: &Walk, who: &Candidate, case: ApplicationId) {
    let organiser = &walk.region.organiser.actor;
    let page = format!("/cases/{case}");
    let to = format!("{page}/correction");
    let points = fields(&[
        ("points.0.anchor", "section:achievement"),
        ("points.0.reason", "irregular"),
        ("points.0.sentence", "请补充说明本人完成的部分"),
    ]);
    walk.fill(organiser, &to, &to, &points).await;
    applicant::answers_the_notice(walk, who, case).await;
    let again = walk.try_to_fill(organiser, &page, &to, &Fields::new()).await;
    assert!(!again.status.is_redirection(), "the notice is sent once");
    let accepted = fields(&[("opinion", "予以受理")]);
    walk.fill(organiser, &page, &format!("{page}/acceptance"), &accepted)
        .await;
}
