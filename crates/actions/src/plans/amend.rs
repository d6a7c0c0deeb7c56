//! The drafting office changes a published notice by a numbered supplement (补充通知); everybody concerned is told.

use domain::plans::{Content, Soft};
use kernel::{PlanId, Role};
use serde::{Deserialize, Serialize};
use store::journal::{self, Subject};
use store::outbox::{self, Job};
use store::{Rx, Tx};

use crate::{Result, Verb, rules};

/// 发布补充通知.
pub const VERB: Verb = Verb {
    kind: "plans.amend",
    roles: &[Role::SeriesOffice],
};

/// The queued message to everybody whom a change concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundChanged {
    /// The round.
    pub plan: PlanId,
    /// The number of the change.
    pub number: u32,
}

impl Job for RoundChanged {
    const TOPIC: &'static str = "plans.round_changed";
}

/// What is changed, and why.
#[derive(Debug, Clone)]
pub struct Amend {
    /// The round.
    pub plan: PlanId,
    /// The notice as it shall read.
    pub content: Content,
    /// Why it departs from what binds in principle, and who approved it.
    pub soft: Soft,
    /// Why it is changed; public.
    pub reason: String,
}

/// Publishes the supplement.
///
/// # Errors
/// The notice is not published, nothing changes, something is taken back that people relied on, or the days do not fit
/// the round's rules.
pub fn amend(tx: &mut Tx<'_>, cmd: Amend) -> Result<()> {
    VERB.permit(tx.actor())?;
    let stored = super::own(tx, cmd.plan)?;
    let rules = rules::of(tx, &stored.plan)?;
    let plan = stored.plan.clone();
    let changed = plan.amend(cmd.content, &cmd.soft, &cmd.reason, &rules, tx.now())?;
    store::plans::save(tx, &stored, &changed.state)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(cmd.plan), VERB.kind, &changed.event, Some(&hash))?;
    announce(tx, cmd.plan, changed.event.number)
}

/// Queues the message about change `number`, sent once.
pub(super) fn announce(tx: &mut Tx<'_>, plan: PlanId, number: u32) -> Result<()> {
    let (now, once) = (tx.now(), format!("{}.{plan}.{number}", RoundChanged::TOPIC));
    outbox::queue(tx, &RoundChanged { plan, number }, now, Some(&once))?;
    Ok(())
}

/// What people are told about change `number` of a round, if there is one.
///
/// # Errors
/// There is no such round.
pub fn sentence(rx: &mut Rx<'_>, plan: PlanId, number: u32) -> Result<Option<String>> {
    let plan = store::plans::find(rx, plan)?.plan;
    let found = plan.amendments.iter().find(|one| one.number == number);
    Ok(found.map(|one| {
        let title = &plan.content.title;
        format!("《{title}》第{number}号补充通知：{}", one.changes.join("；"))
    }))
}
