//! The applicant changes what is applied for, or what they declare, in a draft or while correcting.

use domain::applications::{Stage, Target};
use domain::dossier::Declarations;
use kernel::{ApplicationId, Refusal, Refusals, Role};
use serde::Serialize;
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};

use crate::{Result, Verb, rules};

/// Changes target and declarations.
pub const VERB: Verb = Verb {
    kind: "applications.describe",
    roles: &[Role::Applicant],
};

#[derive(Serialize)]
struct Described {
    level: kernel::Level,
    ground: String,
    no_bars: bool,
    good_conduct: bool,
}

/// Saves target and declarations.
///
/// # Errors
/// The application is with an office, or the round does not offer what is applied for.
pub fn describe(tx: &mut Tx<'_>, id: ApplicationId, target: Target, declared: Declarations) -> Result<()> {
    let stored = super::own(tx, &VERB, id)?;
    let editable = matches!(stored.case.stage, Stage::Draft | Stage::Returned { .. });
    if !editable {
        let text = format!("该申报目前“{}”，不能修改", stored.case.status_chinese());
        return Err(Refusal::new(text).remedy("如需修改，请先撤回申报").into());
    }
    let plan = store::plans::find(tx, stored.case.plan)?.plan;
    let rules = rules::of(tx, &plan)?;
    let target = Target {
        series: plan.content.series.clone(),
        ..target
    };
    let mut found = super::start::check_target(&plan, &rules, &target);
    if stored.case.submissions > 0 && target.level != stored.case.target.level {
        let text = "已提交过的申报不能改变级别";
        found.push(domain::refuse(&rules, "同一年度只申报一个同级别职称", "ELG-035", text).at("level"));
    }
    Refusals::check(found)?;
    let mut case = stored.case.clone();
    (case.target, case.declared) = (target, declared);
    store::applications::save(tx, &stored, &case, &Handling::default())?;
    let event = Described {
        level: case.target.level,
        ground: case.target.ground,
        no_bars: declared.no_bars,
        good_conduct: declared.good_conduct,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &event, None)
}
