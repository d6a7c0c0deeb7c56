//! One application, from its draft to the committee's door.

pub mod abandon_overdue;
pub mod accept;
pub mod audit;
pub mod call_fees;
pub mod describe;
pub mod keep_audit_record;
pub mod not_accept;
pub mod recommend;
pub mod remind_correction;
pub mod report_late;
pub mod request_correction;
pub mod resubmit;
pub mod return_case;
pub mod start;
pub mod submit;
pub mod tell_round_changed;
pub mod verify;
pub mod withdraw;

pub use crate::eligibility;

use domain::applications::{Application, access, role_at};
use domain::plans::Plan;
use kernel::{ApplicationId, PersonId, Refusal, Role};
use policy::{Rules, StepKind};
use serde::Serialize;
use store::applications::{Handling, Stored};
use store::journal::{self, Subject};
use store::{Rx, Tx};

use crate::fees::raise::Payer;
use crate::{Error, Result, Verb, fees, rules};

/// A case whose turn it is in the actor's office, with its round.
pub(crate) struct Turn {
    pub(crate) stored: Stored,
    pub(crate) plan: Plan,
    pub(crate) rules: Rules,
}

/// The case `id`, standing at `step` in the actor's own office.
///
/// # Errors
/// The actor may not see it (not found), or it stands elsewhere (refused, saying where).
pub(crate) fn turn(tx: &mut Tx<'_>, verb: &Verb, id: ApplicationId, step: StepKind) -> Result<Turn> {
    verb.permit(tx.actor())?;
    let actor = *tx.actor();
    let stored = store::applications::visible(tx, &actor, id)?;
    stored.case.require(step)?;
    if !access::has_the_turn(tx.actor(), &stored.case) {
        let refusal = Refusal::new("该申报目前由其他机构办理").rule("CHN-017");
        return Err(refusal.remedy("请在本机构的待办列表中选择申报").into());
    }
    let plan = store::plans::find(tx, stored.case.plan)?.plan;
    let rules = rules::of(tx, &plan)?;
    Ok(Turn { stored, plan, rules })
}

/// The actor's name, as it is written on the visit they end.
pub(crate) fn actor_name(tx: &mut Tx<'_>) -> Result<Option<String>> {
    match tx.actor().person() {
        Some(person) => name_of(tx, person).map(Some),
        None => Ok(None),
    }
}

fn name_of(rx: &mut Rx<'_>, person: PersonId) -> Result<String> {
    let names = store::accounts::names(rx, &[person])?;
    Ok(names.into_iter().next().map(|(_, name)| name).unwrap_or_default())
}

/// What an officer wrote, journaled by its digest.
#[derive(Debug, Serialize)]
pub(crate) struct WithOpinion<E> {
    #[serde(flatten)]
    pub(crate) event: E,
    pub(crate) opinion: String,
}

/// Saves the case after `step` was done, journals it, tells the applicant and the office whose turn it is now.
pub(crate) fn go_on(
    tx: &mut Tx<'_>,
    verb: &Verb,
    turn: &Turn,
    step: StepKind,
    (outcome, opinion): (&str, &str),
) -> Result<()> {
    let changed = turn.stored.case.clone().advance(step, tx.now())?;
    let name = actor_name(tx)?;
    let written = (!opinion.trim().is_empty()).then_some(opinion);
    let handling = Handling {
        outcome,
        opinion: written,
        by: name.as_deref(),
    };
    store::applications::save(tx, &turn.stored, &changed.state, &handling)?;
    let body = WithOpinion {
        event: changed.event,
        opinion: journal::digest_of(opinion),
    };
    let hash = turn.rules.hash().to_string();
    let subject = Subject::of(changed.state.id);
    journal::record(tx, &subject, verb.kind, &body, Some(&hash))?;
    let text = format!("您的申报{outcome}，现在{}", changed.state.status_chinese());
    store::notices::send(tx, changed.state.applicant, &subject, &text)?;
    arrive(tx, &changed.state, &turn.plan, &turn.rules)
}

/// The case has come to a step: its fee falls due there if the round says so, the timetable's end is watched, and the
/// office whose turn it is is told.
pub(crate) fn arrive(tx: &mut Tx<'_>, case: &Application, plan: &Plan, rules: &Rules) -> Result<()> {
    if let Some(leg) = case.standing_at() {
        let payer = Payer {
            case: case.id,
            person: case.applicant,
            level: case.target.level,
        };
        fees::raise::raise_at(tx, leg.step, payer, plan, rules)?;
    }
    report_late::watch(tx, case, plan, rules)?;
    tell_holder(tx, case)
}

/// Tells everybody in the office whose turn it is now.
pub(crate) fn tell_holder(tx: &mut Tx<'_>, case: &Application) -> Result<()> {
    let Some(leg) = case.standing_at() else {
        return Ok(());
    };
    let name = name_of(tx, case.applicant)?;
    let text = format!("{name}的{}申报{}", case.target.level, case.status_chinese());
    for officer in store::accounts::holders(tx, role_at(leg.step), leg.office)? {
        store::notices::send(tx, officer, &Subject::of(case.id), &text)?;
    }
    Ok(())
}

/// Tells the examiners of the case's unit, who follow it and urge the applicant (UNT-033).
pub(crate) fn tell_unit(tx: &mut Tx<'_>, case: &Application, text: &str) -> Result<()> {
    for examiner in store::accounts::holders(tx, Role::UnitExaminer, case.unit)? {
        store::notices::send(tx, examiner, &Subject::of(case.id), text)?;
    }
    Ok(())
}

/// Refuses an opinion that says nothing.
pub(crate) fn check_opinion(opinion: &str) -> Result<()> {
    if opinion.trim().is_empty() {
        return Err(Refusal::new("请填写意见").at("opinion").into());
    }
    Ok(())
}

/// The actor's own application.
pub(crate) fn own(tx: &mut Tx<'_>, verb: &Verb, id: ApplicationId) -> Result<Stored> {
    verb.permit(tx.actor())?;
    let stored = store::applications::find(tx, id)?;
    if access::is_applicant(tx.actor(), &stored.case) {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}
