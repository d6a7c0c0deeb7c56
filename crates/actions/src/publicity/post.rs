//! A unit posts its proposed persons inside the unit; an organiser posts results to society.

use domain::publicity::{Draft, Kind, Posting};
use kernel::{ApplicationId, PlanId, PostingId, Refusal, Role};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::journal::{self, Subject};
use store::outbox::{self, Job};

use crate::{Error, Result, Verb, applications, rules};

/// Posts a list.
pub const VERB: Verb = Verb {
    kind: "publicity.post",
    roles: &[Role::UnitExaminer, Role::Organiser],
};

/// The timer behind a posting: when its period is over, it is closed if nothing stands against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingOver {
    /// The posting.
    pub posting: PostingId,
}

impl Job for PostingOver {
    const TOPIC: &'static str = "publicity.over";
}

/// A list to post.
#[derive(Debug, Clone)]
pub struct Post {
    /// The round.
    pub plan: PlanId,
    /// What is posted: a unit's posting by the unit, a result's by the organiser.
    pub kind: Kind,
    /// The cases, all standing at that publicity in this office.
    pub cases: Vec<ApplicationId>,
    /// Where it hangs, and where the originals lie.
    pub place: String,
    /// To whom objections go, with telephone.
    pub contact: String,
}

/// Posts the list from today on.
///
/// # Errors
/// A case does not stand there, place or contact is missing, or the round has no period.
pub fn post(tx: &mut Tx<'_>, cmd: Post) -> Result<PostingId> {
    let seat = VERB.permit(tx.actor())?;
    let rules = rules::of_plan(tx, cmd.plan)?;
    let step = super::step_of(cmd.kind).ok_or(Error::NotFound)?;
    let mut applicants = Vec::new();
    for id in &cmd.cases {
        let turn = applications::turn(tx, &VERB, *id, step)?;
        if turn.plan.id != cmd.plan {
            return Err(Refusal::new("公示名单中有其他年度或其他轮次的申报")
                .at("cases")
                .into());
        }
        if store::publicity::open_of_case(tx, cmd.kind, *id)?.is_some() {
            return Err(Refusal::new("名单中有人员正在公示，不能重复公示")
                .at("cases")
                .into());
        }
        applicants.push((turn.stored.case.applicant, *id));
    }
    let office = store::accounts::office(tx, seat.office)?;
    let calendar = rules::calendar(tx, &office);
    let draft = Draft {
        plan: cmd.plan,
        office: seat.office,
        kind: cmd.kind,
        cases: cmd.cases,
        vacancies: None,
        place: cmd.place,
        contact: cmd.contact,
    };
    let id = tx.new_id();
    let changed = Posting::post(id, draft, &rules, &calendar, tx.today())?;
    store::publicity::add(tx, &changed.state)?;
    journal::record(
        tx,
        &Subject::of(id),
        VERB.kind,
        &changed.event,
        Some(&rules.hash().to_string()),
    )?;
    let text = format!("{}已开始，到{}止", cmd.kind.chinese(), changed.state.last_day);
    for (person, case) in applicants {
        store::notices::send(tx, person, &Subject::of(case), &text)?;
    }
    outbox::queue(
        tx,
        &PostingOver { posting: id },
        changed.state.closable_from(),
        None,
    )?;
    Ok(id)
}
