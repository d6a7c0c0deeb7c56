//! Who may do and see what about a review meeting.

use kernel::{Actor, ApplicationId, Role};

use super::{ELECTED, Meeting, Member, SUPERVISOR, Stage};
use crate::committees::access::FILING_ROLES;

/// The organiser's staff.
#[must_use]
pub fn may_organise(actor: &Actor, meeting: &Meeting) -> bool {
    actor.holds(Role::Organiser, meeting.organiser)
}

/// The authority that the opening is requested of.
#[must_use]
pub fn may_file(actor: &Actor, meeting: &Meeting) -> bool {
    FILING_ROLES
        .iter()
        .any(|role| actor.holds(*role, meeting.filing_office))
}

/// The supervisor the organiser appointed (第四十四条).
#[must_use]
pub fn may_supervise(actor: &Actor, meeting: &Meeting) -> bool {
    actor.holds(Role::Supervisor, meeting.organiser)
}

/// The actor's own place among the drawn members, if they have one.
#[must_use]
pub fn member<'m>(actor: &Actor, meeting: &'m Meeting) -> Option<&'m Member> {
    let person = actor.person().filter(|_| actor.is(Role::Expert))?;
    meeting.members.iter().find(|member| member.person == person)
}

/// Whether the actor presides over the session.
#[must_use]
pub fn presides(actor: &Actor, meeting: &Meeting) -> bool {
    let presider = meeting.session().map(|session| session.presider);
    member(actor, meeting).is_some_and(|member| Some(member.expert) == presider)
}

/// Which of the three tellers the actor is, once the meeting has elected its own.
#[must_use]
pub fn teller(actor: &Actor, meeting: &Meeting) -> Option<usize> {
    let elected = meeting.session()?.tellers.as_ref()?.elected;
    if may_supervise(actor, meeting) {
        Some(SUPERVISOR)
    } else {
        let own = member(actor, meeting)?;
        (own.expert == elected).then_some(ELECTED)
    }
}

/// Everybody with a part in the meeting; applicants and the public have none (DRW-005, EXP-023).
#[must_use]
pub fn may_see(actor: &Actor, meeting: &Meeting) -> bool {
    may_organise(actor, meeting)
        || may_file(actor, meeting)
        || may_supervise(actor, meeting)
        || member(actor, meeting).is_some()
}

/// Who may see who was drawn: organiser and supervisor; the authority and the members do not need to (第二十八条).
#[must_use]
pub fn may_see_members(actor: &Actor, meeting: &Meeting) -> bool {
    may_organise(actor, meeting) || may_supervise(actor, meeting)
}

/// Whether an expert may read the materials of `case`: drawn for this meeting, the case on its agenda, not recused
/// for it, and the session neither over nor called off.
#[must_use]
pub fn may_read_case(actor: &Actor, meeting: &Meeting, case: ApplicationId) -> bool {
    let running = matches!(
        meeting.stage,
        Stage::Drawn { .. } | Stage::Convened { .. } | Stage::InSession { .. } | Stage::Voting { .. }
    );
    running
        && meeting.agenda.iter().any(|item| item.case == case)
        && member(actor, meeting).is_some_and(|member| !meeting.is_recused(member.expert, case))
}

/// Who may read figures of the vote: organiser and supervisor, once announced (VOT-005); others learn 通过 or 未通过.
#[must_use]
pub fn may_see_figures(actor: &Actor, meeting: &Meeting) -> bool {
    meeting
        .outcome()
        .is_some_and(|outcome| outcome.announced.is_some())
        && may_see_members(actor, meeting)
}
