//! The presider names the teller whom the meeting elected.

use ballot::tellers::TellerSecret;
use domain::meetings::PLATFORM;
use kernel::{ExpertId, MeetingId, Role};
use serde::Serialize;
use store::journal::{self, Subject};
use store::{Tx, notices};

use super::presided;
use crate::{Result, Verb};

/// 推选计票人: the third of the three tellers, beside platform and supervisor (VOT-001).
pub const VERB: Verb = Verb {
    kind: "meetings.name_tellers",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Named {
    elected: ExpertId,
    platform: String,
}

/// Names the elected teller and makes the platform's own keys, whose secret is kept sealed until the count.
///
/// # Errors
/// The actor does not preside, the meeting is not in session, or the elected member is not on the roll.
pub fn name_tellers(tx: &mut Tx<'_>, id: MeetingId, elected: ExpertId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = presided(tx, id)?;
    let mut secret = [0_u8; 32];
    tx.chance(&mut secret);
    let keys = TellerSecret::new(&secret).keys(&meeting.teller_name(PLATFORM));
    let body = Named {
        elected,
        platform: keys.signing.to_string(),
    };
    let meeting = meeting.decide(|was| was.name_tellers(elected, keys))?;
    store::meetings::save(tx, &meeting)?;
    store::meetings::set_box_key(tx, id, Some(&secret))?;
    if let Some(member) = meeting.members.iter().find(|member| member.expert == elected) {
        let text = "会议推选您为计票人，请登录后进入会议的计票页面，登记计票密钥";
        notices::send(tx, member.person, &Subject::of(id), text)?;
    }
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
