//! The authority confirms a list; certificates are issued with it.

use std::collections::BTreeMap;

use domain::applications::{Application, Ending};
use domain::certificates::{Document, access::ISSUING_ROLES};
use domain::dossier::nothing_found;
use domain::results::{Decision, access, bars, obtained_from};
use kernel::{AnnouncementId, ApplicationId, Day, Refusal};
use policy::{Facts, Rules, StepKind, TitleDate};
use serde::Serialize;
use store::applications::Handling;
use store::journal::{self, Subject};
use store::{Tx, notices};

use crate::certificates::{Award, Signer, issue};
use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 确认并发证 (RES-003..RES-006, RES-009, CRT-002).
pub const VERB: Verb = Verb {
    kind: "results.confirm",
    roles: &ISSUING_ROLES,
};

/// The decision on a list.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// The list.
    pub list: AnnouncementId,
    /// The confirmation document.
    pub document: Document,
    /// What is known about each applicant's bars (第十七条), from the sources the pack names.
    pub facts: BTreeMap<ApplicationId, Facts>,
    /// Where the authority looked an applicant up and found nothing, for those whose bars the records leave open.
    pub looked_up: BTreeMap<ApplicationId, String>,
    /// Cases the authority does not confirm for another reason, in its words (RES-019).
    pub not_confirmed: BTreeMap<ApplicationId, String>,
}

#[derive(Serialize)]
struct Confirmed {
    document: String,
    day: Day,
    confirmed: usize,
    not_confirmed: usize,
    looked_up: BTreeMap<ApplicationId, String>,
}

/// Decides every case of the list: bars that arose on any day since the application mean 不予确认; everybody else is
/// confirmed and their certificate issued, all in this transaction.
///
/// # Errors
/// The list is not the actor's or was decided; the document has no number; a fact is missing or no text or setting says
/// from when the title counts; no key can sign. Then nothing is decided.
pub fn confirm(tx: &mut Tx<'_>, signer: &Signer, cmd: &Confirm) -> Result<()> {
    VERB.permit(tx.actor())?;
    let list = store::results::find(tx, cmd.list)?;
    if !access::may_confirm(tx.actor(), &list) {
        return Err(Error::NotFound);
    }
    list.require_waiting()?;
    let list = list.decide(|was| -> Result<_> { Ok(was.looked_up(&cmd.looked_up)) })?;
    let rules = &crate::rules::of_plan(tx, list.plan)?;
    let today = tx.today();
    cmd.document.check(today)?;
    let reasons = all_reasons(tx, rules, cmd, &list)?;
    let mut decisions = Vec::with_capacity(reasons.len());
    for (case, reasons) in reasons {
        let decision = if reasons.is_empty() {
            certify(tx, rules, signer, cmd, &list, case)?
        } else {
            not_confirmed(tx, rules, case, reasons)?
        };
        decisions.push((case, decision));
    }
    let confirmed = decisions
        .iter()
        .filter(|(_, decision)| matches!(decision, Decision::Confirmed { .. }))
        .count();
    let body = Confirmed {
        document: journal::digest_of(cmd.document.number.trim()),
        day: cmd.document.day,
        confirmed,
        not_confirmed: decisions.len() - confirmed,
        looked_up: list
            .lines
            .iter()
            .filter_map(|line| Some((line.case, journal::digest_of(line.looked_up.as_ref()?))))
            .collect(),
    };
    let list = list.decide(|was| was.decide(cmd.document.clone(), decisions, today))?;
    store::results::save(tx, &list)?;
    journal::record(
        tx,
        &Subject::of(cmd.list),
        VERB.kind,
        &body,
        Some(&pack_of(rules)),
    )
}

/// The reasons against confirming each case; facts that are missing are told all at once.
fn all_reasons(
    tx: &mut Tx<'_>,
    rules: &Rules,
    cmd: &Confirm,
    list: &domain::results::ResultList,
) -> Result<Vec<(ApplicationId, Vec<String>)>> {
    let today = tx.today();
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for line in &list.lines {
        let case = store::applications::find(tx, line.case)?.case;
        case.require(StepKind::Confirmation)?;
        let mut facts = cmd.facts.get(&line.case).cloned().unwrap_or_default();
        if line.looked_up.is_some() {
            nothing_found(&mut facts);
        }
        match bars(&case, &facts, rules, today) {
            Err(refusals) => open.extend(refusals.all().iter().cloned()),
            Ok(found) => {
                let other = cmd
                    .not_confirmed
                    .get(&line.case)
                    .map(|reason| reason.trim().to_owned());
                let other = other.filter(|reason| !reason.is_empty());
                let told = found
                    .iter()
                    .map(|refusal: &Refusal| refusal.to_string())
                    .chain(other);
                all.push((line.case, told.collect()));
            }
        }
    }
    kernel::Refusals::check(open)?;
    Ok(all)
}

fn certify(
    tx: &mut Tx<'_>,
    rules: &Rules,
    signer: &Signer,
    cmd: &Confirm,
    list: &domain::results::ResultList,
    case: ApplicationId,
) -> Result<Decision> {
    let stored = store::applications::find(tx, case)?;
    let meeting = store::meetings::find(tx, list.meeting)?;
    let committee = store::committees::find(tx, meeting.committee)?;
    let filing = committee.in_force(meeting.day, rules)?;
    let award = Award {
        case: &stored.case,
        committee: &committee,
        filing,
        document: &cmd.document,
        obtained: obtained(tx, rules, cmd, &meeting, case)?,
        authority: list.authority,
    };
    let pack = pack_of(rules);
    let certificate = issue(tx, signer, award, &pack)?;
    let now = tx.now();
    let at_issue = match stored.case.clone().advance(StepKind::Confirmation, now) {
        Ok(changed) => changed.state,
        // A route that ends with the confirmation: issuing is part of it.
        Err(_) => stored.case.clone(),
    };
    let changed = at_issue.end(Ending::Certified { certificate }, now)?;
    save(tx, &stored, &changed.state, "已确认并发证", None)?;
    journal::record(tx, &Subject::of(case), VERB.kind, &changed.event, Some(&pack))?;
    Ok(Decision::Confirmed { certificate })
}

fn obtained(
    tx: &mut Tx<'_>,
    rules: &Rules,
    cmd: &Confirm,
    meeting: &domain::meetings::Meeting,
    case: ApplicationId,
) -> Result<Day> {
    match obtained_from(rules)? {
        TitleDate::Confirmation => Ok(cmd.document.day),
        TitleDate::Vote => Ok(meeting
            .outcome()
            .map_or(meeting.day, |outcome| outcome.closed.day())),
        TitleDate::PublicityEnd => store::results::publicity_end(tx, case)?
            .ok_or_else(|| Refusal::new("没有找到该人员的结果公示记录，不能确定取得时间").into()),
        _ => Err(Error::broken("a title date that is not of a review")),
    }
}

fn not_confirmed(
    tx: &mut Tx<'_>,
    rules: &Rules,
    case: ApplicationId,
    reasons: Vec<String>,
) -> Result<Decision> {
    let stored = store::applications::find(tx, case)?;
    let changed = stored.case.clone().end(Ending::NotConfirmed, tx.now())?;
    let opinion = reasons.join("；");
    save(tx, &stored, &changed.state, "不予确认", Some(&opinion))?;
    let subject = Subject::of(case);
    let text = format!("您的评审结果不予确认：{opinion}");
    notices::send(tx, stored.case.applicant, &subject, &text)?;
    journal::record(tx, &subject, VERB.kind, &changed.event, Some(&pack_of(rules)))?;
    Ok(Decision::NotConfirmed { reasons })
}

fn save(
    tx: &mut Tx<'_>,
    before: &store::applications::Stored,
    case: &Application,
    outcome: &str,
    opinion: Option<&str>,
) -> Result<()> {
    let handling = Handling {
        outcome,
        opinion,
        by: None,
    };
    store::applications::save(tx, before, case, &handling)
}
