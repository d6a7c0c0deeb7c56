//! The organiser submits passed cases for confirmation.

use domain::results::ResultList;
use kernel::{AnnouncementId, MeetingId, OfficeId, Role};
use policy::StepKind;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::committees::{organisation_for, pack_of};
use crate::{Error, Result, Verb};

/// 报送确认 (第三十一条, RES-003).
pub const VERB: Verb = Verb {
    kind: "results.submit",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Submitted {
    meeting: MeetingId,
    authority: OfficeId,
    cases: usize,
}

/// Submits every case of the meeting whose publicity ended without an open objection and that is on no list yet.
/// `named` is the authority where the organiser's area does not determine it.
///
/// # Errors
/// The meeting is not the actor's, no case stands at confirmation, or nobody is known to confirm.
pub fn submit(tx: &mut Tx<'_>, meeting: MeetingId, named: Option<OfficeId>) -> Result<AnnouncementId> {
    let seat = VERB.permit(tx.actor())?;
    let meeting = store::meetings::find(tx, meeting)?;
    if meeting.organiser != seat.office {
        return Err(Error::NotFound);
    }
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let layer = store::accounts::office(tx, seat.office)?.layer;
    let authority = rules.confirming(meeting.grade.level(), layer);
    let authority = authority.map_err(|not_set| Error::from(not_set.refusal()))?;
    let authority = organisation_for(tx, authority.value, seat.office, named)?;
    let mut cases = Vec::new();
    for item in &meeting.agenda {
        let case = store::applications::find(tx, item.case)?.case;
        if case.require(StepKind::Confirmation).is_ok() && store::results::of_case(tx, case.id)?.is_none() {
            cases.push(case);
        }
    }
    let (id, today) = (tx.new_id(), tx.today());
    let list = ResultList::submit(
        id,
        (meeting.id, meeting.plan),
        seat.office,
        authority,
        &cases,
        rules,
        today,
    )?;
    store::results::add(tx, &list)?;
    let body = Submitted {
        meeting: meeting.id,
        authority,
        cases: list.lines.len(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))?;
    Ok(id)
}
