//! The presider opens the secret ballot.

use std::collections::BTreeMap;

use ballot::BoxKey;
use domain::meetings::{Method, Stage};
use kernel::{ApplicationId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::presided;
use crate::committees::pack_of;
use crate::{Result, Verb};

/// 开始无记名投票 (VOT-001).
pub const VERB: Verb = Verb {
    kind: "meetings.open_ballot",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Opened {
    method: &'static str,
    setup: String,
    attending: u32,
    cases: usize,
}

/// Opens the ballot in the way the meeting chose. A box has a key of its own, which is kept sealed and destroyed when the
/// poll is closed.
///
/// # Errors
/// The actor does not preside, or the domain refuses to open the ballot.
pub fn open_ballot(tx: &mut Tx<'_>, id: MeetingId, method: Method) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = presided(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let people: Vec<_> = meeting.agenda.iter().map(|item| item.applicant).collect();
    let names: BTreeMap<_, _> = store::accounts::names(tx, &people)?.into_iter().collect();
    let titles: BTreeMap<ApplicationId, String> = meeting
        .agenda
        .iter()
        .map(|item| {
            let name = names.get(&item.applicant).map_or("", String::as_str);
            (item.case, format!("{name} · {} · {}", item.level, item.specialty))
        })
        .collect();
    let (mut salt, mut key) = ([0_u8; 32], BoxKey([0; 32]));
    tx.chance(&mut salt);
    tx.chance(&mut key.0);
    let meeting = meeting.decide(|was| was.open_ballot(method, &titles, (salt, &key), rules))?;
    store::meetings::save(tx, &meeting)?;
    match method {
        Method::PlainBox => store::meetings::set_box_key(tx, id, Some(&key.0))?,
        Method::Paper => store::meetings::set_box_key(tx, id, None)?,
        // The platform's key as a teller was made when the tellers were named.
        Method::ThreeTellers => {}
    }
    let Stage::Voting { poll, .. } = &meeting.stage else {
        return Err(crate::Error::broken("an opened ballot is not open"));
    };
    let body = Opened {
        method: method.code(),
        setup: poll.fixed().to_string(),
        attending: poll.setup().attending(),
        cases: poll.setup().items().len(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
