//! Begins an application in an open round, through the unit of the seat one acts in.

use domain::applications::{Application, Target};
use domain::plans::Plan;
use kernel::{ApplicationId, PlanId, Refusal, Refusals, Role};
use policy::Rules;
use serde::Serialize;
use store::Tx;
use store::applications::Names;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb, rules};

/// Begins an application.
pub const VERB: Verb = Verb {
    kind: "applications.start",
    roles: &[Role::Applicant],
};

#[derive(Serialize)]
struct Started {
    plan: PlanId,
    level: kernel::Level,
    ground: String,
}

/// Everything in `target` that the round does not offer.
pub(super) fn check_target(plan: &Plan, rules: &Rules, target: &Target) -> Vec<Refusal> {
    let mut found = Vec::new();
    if !plan.content.levels.contains(&target.level) {
        found.push(Refusal::new(format!("本轮不评审{}职称", target.level)).at("level"));
    }
    if !plan.content.specialties.contains(&target.specialty) {
        found.push(
            Refusal::new("请在本轮公布的专业中选择")
                .at("specialty")
                .rule("STD-020"),
        );
    }
    let grounds = rules.grounds(target.level);
    if !grounds.iter().any(|ground| ground.law.name == target.ground) {
        found.push(
            Refusal::new("请选择该级别可用的申报途径")
                .at("ground")
                .rule("ELG-034"),
        );
    }
    found
}

/// Begins a draft.
///
/// # Errors
/// The round is not published, its window has closed, or it does not offer what is applied for.
pub fn start(tx: &mut Tx<'_>, plan: PlanId, target: Target) -> Result<ApplicationId> {
    let seat = VERB.permit(tx.actor())?;
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    let plan = store::plans::find(tx, plan)?.plan;
    if plan.stage.code() != "published" {
        return Err(Error::NotFound);
    }
    let rules = rules::of(tx, &plan)?;
    let mut found = check_target(&plan, &rules, &target);
    if tx.today() > plan.deadline() {
        let text = format!("本轮申报已于{}截止", plan.deadline());
        found.push(domain::refuse(&rules, "按期申报", "MAT-001", text));
    }
    Refusals::check(found)?;
    let unit = store::accounts::office(tx, seat.office)?;
    let names = store::accounts::names(tx, &[person])?;
    let name = names.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    let event = Started {
        plan: plan.id,
        level: target.level,
        ground: target.ground.clone(),
    };
    let target = Target {
        series: plan.content.series.clone(),
        ..target
    };
    let case = Application::start(tx.new_id(), plan.id, person, seat.office, target, tx.now());
    store::applications::add(
        tx,
        &case,
        Names {
            applicant: &name,
            unit: &unit.name,
        },
    )?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(case.id), VERB.kind, &event, Some(&hash))?;
    Ok(case.id)
}
