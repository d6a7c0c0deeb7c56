//! Somebody raises an objection during a posting: unit members at the unit's, anybody at the results'.

use domain::publicity::access;
use kernel::{Actor, ApplicationId, ObjectionId, PostingId, Refusal, Refusals, Role};
use store::Tx;
use store::journal::{self, Subject};
use store::publicity::Letter;

use crate::{Error, Result, Verb};

/// Raises an objection; without signing in only at a result posting.
pub const VERB: Verb = Verb {
    kind: "publicity.raise_objection",
    roles: &Role::ALL,
};

/// An objection to raise.
#[derive(Debug, Clone)]
pub struct RaiseObjection {
    /// The posting.
    pub posting: PostingId,
    /// The case it concerns; none where a plan for vacancies is posted.
    pub case: Option<ApplicationId>,
    /// Who raises it.
    pub name: String,
    /// How to reach them.
    pub contact: String,
    /// The facts and the evidence.
    pub facts: String,
}

/// Raises the objection; what was written is sealed and only the posting office reads it.
///
/// # Errors
/// The period is over, the case is not on the list, or name, contact or facts are missing (CMP-004).
pub fn raise_objection(tx: &mut Tx<'_>, cmd: RaiseObjection) -> Result<ObjectionId> {
    let stored = store::publicity::find(tx, cmd.posting)?;
    if *tx.actor() != Actor::Public {
        VERB.permit(tx.actor())?;
    }
    if !access::may_see(tx.actor(), &stored.posting) {
        return Err(Error::NotFound);
    }
    let mut found = Vec::new();
    for (value, field, what) in [
        (&cmd.name, "name", "真实姓名（名称）"),
        (&cmd.contact, "contact", "联系方式"),
        (&cmd.facts, "facts", "事实和理由"),
    ] {
        if value.trim().is_empty() {
            found.push(Refusal::new(format!("请填写{what}")).at(field).rule("CMP-004"));
        }
    }
    Refusals::check(found)?;
    let id = tx.new_id();
    let digest = journal::digest_of(&cmd.facts);
    let changed = stored.posting.clone().raise(id, cmd.case, digest, tx.now())?;
    store::publicity::save(tx, &stored, &changed.state)?;
    let letter = Letter {
        name: cmd.name,
        contact: cmd.contact,
        facts: cmd.facts,
        conclusion: None,
    };
    store::publicity::add_letter(tx, cmd.posting, id, &letter)?;
    journal::record(tx, &Subject::of(cmd.posting), VERB.kind, &changed.event, None)?;
    let role = match changed.state.kind {
        domain::publicity::Kind::Unit | domain::publicity::Kind::Vacancy => Role::UnitExaminer,
        domain::publicity::Kind::Result => Role::Organiser,
    };
    for officer in store::accounts::holders(tx, role, changed.state.office)? {
        store::notices::send(
            tx,
            officer,
            &Subject::of(cmd.posting),
            "公示收到一项异议，请核查并作出结论",
        )?;
    }
    Ok(id)
}
