//! Submits a draft: everything at once, under a signed commitment, with a receipt of exactly what was sent.

use domain::applications::{Application, Leg, Target};
use domain::dossier::{Declarations, Dossier};
use domain::plans::Plan;
use kernel::{ApplicationId, OfficeId, Refusal, Refusals, Role, Timestamp};
use policy::{Days, Rules, StepKind};
use serde::{Deserialize, Serialize};
use store::applications::Handling;
use store::journal::{self, Subject};
use store::{Rx, Tx};

use super::eligibility;
use crate::{Error, Result, Verb, rules};

/// Submits an application.
pub const VERB: Verb = Verb {
    kind: "applications.submit",
    roles: &[Role::Applicant],
};

/// A receipt (受理回执) of exactly what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The application.
    pub application: ApplicationId,
    /// Which submission, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of what was sent.
    pub digest: String,
}

/// Exactly what is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What is applied for.
    pub target: Target,
    /// What the applicant declares.
    pub declared: Declarations,
    /// The commitment they signed, paragraph by paragraph.
    pub commitment: Vec<String>,
    /// The library as it was.
    pub dossier: Dossier,
    /// The files with the digests of their contents, by id.
    pub files: Vec<(String, String)>,
}

/// What is sent for `case` now, as JSON text.
pub(super) fn content(
    rx: &mut Rx<'_>,
    case: &Application,
    dossier: Dossier,
    rules: &Rules,
) -> Result<String> {
    let ids = dossier.entries.iter().flat_map(|entry| &entry.files);
    let known = store::files::listed(rx, ids.clone())?;
    let mut files = Vec::with_capacity(known.len());
    for id in ids {
        let file = known.get(id).ok_or(Error::NotFound)?;
        files.push((id.to_string(), file.digest.clone()));
    }
    let commitment = rules
        .commitment("申报人承诺")
        .map(|text| text.paragraphs)
        .unwrap_or_default();
    let content = Content {
        target: case.target.clone(),
        declared: case.declared,
        commitment,
        dossier,
        files,
    };
    Ok(serde_json::to_string(&content)?)
}

/// The legs that the round gives for this case, each with its organisation.
pub(super) fn route(rx: &mut Rx<'_>, case: &Application, plan: &Plan, rules: &Rules) -> Result<Vec<Leg>> {
    let unit = store::accounts::office(rx, case.unit)?;
    let organiser = store::accounts::office(rx, plan.content.organiser)?;
    let steps = rules
        .steps(case.target.level, unit.layer)
        .map_err(|open| open.refusal())?;
    let mut legs = Vec::with_capacity(steps.len());
    for step in steps
        .into_iter()
        .filter(|step| step.kind != StepKind::Application)
    {
        let office = match step.office {
            policy::Office::Confirming => confirming(rx, case, plan, rules, &organiser)?,
            acting => rules::resolve(rx, acting, &unit, plan.content.organiser)?,
        };
        legs.push(Leg {
            step: step.kind,
            office,
        });
    }
    Ok(legs)
}

fn confirming(
    rx: &mut Rx<'_>,
    case: &Application,
    plan: &Plan,
    rules: &Rules,
    organiser: &domain::accounts::Office,
) -> Result<OfficeId> {
    let who = rules
        .confirming(case.target.level, organiser.layer)
        .map_err(|open| open.refusal())?;
    rules::resolve(rx, who.value, organiser, plan.content.organiser)
}

/// Submits the draft; `agreed` says that the commitment was read and signed.
///
/// # Errors
/// Everything that stands against it, all at once: the window, the commitment, eligibility with its articles,
/// missing items, another application for the same level this year.
pub fn submit(tx: &mut Tx<'_>, id: ApplicationId, agreed: bool) -> Result<Receipt> {
    let stored = super::own(tx, &VERB, id)?;
    let plan = store::plans::find(tx, stored.case.plan)?.plan;
    let rules = rules::of(tx, &plan)?;
    let mut found = Vec::new();
    if !plan.is_open(tx.now()) {
        let text = format!("不在本轮申报时间内（{}）", plan.content.application);
        found.push(domain::refuse(&rules, "按期申报", "MAT-001", text));
    }
    if !agreed {
        let text = "请阅读并签署诚信承诺书";
        found.push(domain::refuse(&rules, "诚信承诺", "MAT-001", text).at("agreed"));
    }
    let today = tx.today();
    let dossier = store::dossier::of_person(tx, stored.case.applicant)?;
    let eligible = eligibility::of_library(tx, (&stored.case, &dossier), &plan, &rules, Days::on(today))?;
    found.extend(eligible.refusals());
    Refusals::check(found)?;
    let text = content(tx, &stored.case, dossier, &rules)?;
    let digest = journal::digest_of(&text);
    let route = route(tx, &stored.case, &plan, &rules)?;
    let mut changed = stored.case.clone().submit(route, &digest, tx.now())?;
    changed.state.committed = Some(tx.now());
    claim(tx, &changed.state, &plan)?;
    let number = changed.state.submissions;
    store::applications::add_submission(tx, id, number, &digest, &text)?;
    store::applications::save(tx, &stored, &changed.state, &Handling::default())?;
    let (subject, hash) = (Subject::of(id), rules.hash().to_string());
    journal::record(tx, &subject, VERB.kind, &changed.event, Some(&hash))?;
    let receipt = format!(
        "申报已提交，现在{}。回执摘要：{}",
        changed.state.status_chinese(),
        &digest[..16]
    );
    store::notices::send(tx, changed.state.applicant, &subject, &receipt)?;
    super::arrive(tx, &changed.state, &plan, &rules)?;
    Ok(Receipt {
        application: id,
        number,
        at: tx.now(),
        digest,
    })
}

/// Claims the one title of this level of the year; two submissions at the same moment meet at the primary key.
fn claim(tx: &mut Tx<'_>, case: &Application, plan: &Plan) -> Result<()> {
    match store::applications::claim(tx, case, plan.content.year) {
        Err(store::Error::Stale) => {
            let refusal = Refusal::new("在同一年度内只能申报一个同级别职称").rule("ELG-035");
            Err(refusal.remedy("请撤回本年度同级别的另一份申报").into())
        }
        other => other,
    }
}
