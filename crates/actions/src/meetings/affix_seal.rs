//! The committee's seal is affixed; the cases go on, and the minutes are made as a file.

use domain::applications::Ending;
use domain::meetings::Seal;
use kernel::{ApplicationId, MeetingId, Role};
use policy::{Rules, StepKind};
use serde::Serialize;
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};
use store::outbox;

use super::{RenderMinutes, organised};
use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 加盖评委会印章 (MTG-006): passed cases go on to result publicity, the others end.
pub const VERB: Verb = Verb {
    kind: "meetings.affix_seal",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Sealed {
    passed: usize,
    failed: usize,
    register: String,
}

/// Records the seal with its number in the register of seals.
///
/// # Errors
/// The meeting is not the actor's, the presider or the supervisor has not signed, or a case has moved meanwhile.
pub fn affix_seal(tx: &mut Tx<'_>, id: MeetingId, register: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = organised(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let seal = Seal {
        by: tx.actor().person().ok_or(Error::NotFound)?,
        at: tx.now(),
        register: register.trim().to_owned(),
    };
    let meeting = meeting.decide(|was| was.affix_seal(seal, rules))?;
    store::meetings::save(tx, &meeting)?;
    let verdicts = meeting.verdicts().unwrap_or_default();
    for (case, passed) in &verdicts {
        carry_on(tx, rules, *case, *passed)?;
    }
    let passed = verdicts.iter().filter(|(_, passed)| *passed).count();
    let body = Sealed {
        passed,
        failed: verdicts.len() - passed,
        register: journal::digest_of(register.trim()),
    };
    let now = tx.now();
    outbox::queue(tx, &RenderMinutes { meeting: id }, now, None)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}

fn carry_on(tx: &mut Tx<'_>, rules: &Rules, case: ApplicationId, passed: bool) -> Result<()> {
    let stored = store::applications::find(tx, case)?;
    let now = tx.now();
    let handling = |outcome| Handling {
        outcome,
        ..Handling::default()
    };
    let pack = pack_of(rules);
    let subject = Subject::of(case);
    if passed {
        let changed = stored.case.clone().advance(StepKind::Review, now)?;
        store::applications::save(tx, &stored, &changed.state, &handling("评审通过"))?;
        journal::record(tx, &subject, VERB.kind, &changed.event, Some(&pack))
    } else {
        stored.case.require(StepKind::Review)?;
        let changed = stored.case.clone().end(Ending::Failed, now)?;
        store::applications::save(tx, &stored, &changed.state, &handling("评审未通过"))?;
        journal::record(tx, &subject, VERB.kind, &changed.event, Some(&pack))
    }
}
