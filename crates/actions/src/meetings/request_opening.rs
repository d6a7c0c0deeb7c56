//! The organiser asks to open a review.

use domain::committees::Grade;
use domain::meetings::{AgendaItem, Meeting, Request};
use kernel::{CommitteeId, Day, MeetingId, PlanId, Role};
use policy::StepKind;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 开评申请 (DRW-001).
pub const VERB: Verb = Verb {
    kind: "meetings.request_opening",
    roles: &[Role::Organiser],
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct RequestOpening {
    /// The round.
    pub plan: PlanId,
    /// The committee.
    pub committee: CommitteeId,
    /// The day of the meeting.
    pub day: Day,
    /// Where.
    pub place: String,
}

#[derive(Serialize)]
struct Requested {
    committee: CommitteeId,
    plan: PlanId,
    day: Day,
    cases: usize,
}

/// Requests the opening; the agenda is every case of the round that waits for this committee and stands on no other
/// agenda.
///
/// # Errors
/// The committee is not the actor's, or the domain refuses the request.
pub fn request_opening(tx: &mut Tx<'_>, cmd: RequestOpening) -> Result<MeetingId> {
    let seat = VERB.permit(tx.actor())?;
    let committee = store::committees::find(tx, cmd.committee)?;
    if committee.organiser != seat.office {
        return Err(Error::NotFound);
    }
    let rules = &crate::rules::of_plan(tx, cmd.plan)?;
    let organiser = store::accounts::office(tx, committee.organiser)?;
    let calendar = crate::rules::calendar(tx, &organiser);
    let waiting = store::applications::of_plan_at(tx, cmd.plan, StepKind::Review)?;
    let mut agenda = Vec::new();
    for case in &waiting {
        let ours = case
            .standing_at()
            .is_some_and(|leg| leg.office == committee.organiser)
            && Grade::of(case.target.level) == committee.declared.grade
            && case.target.series == committee.declared.series;
        if ours && store::meetings::of_case(tx, case.id)?.is_none() {
            agenda.push(AgendaItem::of(case));
        }
    }
    let body = Requested {
        committee: cmd.committee,
        plan: cmd.plan,
        day: cmd.day,
        cases: agenda.len(),
    };
    let request = Request {
        plan: cmd.plan,
        day: cmd.day,
        place: cmd.place,
        agenda,
    };
    let (id, today) = (tx.new_id(), tx.today());
    let meeting = Meeting::request(id, &committee, request, rules, &calendar, today)?;
    store::meetings::add(tx, &meeting)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))?;
    Ok(id)
}
