//! Ends a posting once its period is over and nothing stands against it: by its office, or by the timer.

use domain::applications::Ending;
use domain::publicity::{Kind, Posting};
use kernel::{Actor, PostPlanId, PostingId, Role};
use policy::Rules;
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb, applications, fees, posts, rules};

/// Closes a posting.
pub const VERB: Verb = Verb {
    kind: "publicity.close",
    roles: &[Role::UnitExaminer, Role::Organiser],
};

/// Closes the posting; its cases go on, those with an upheld objection end.
///
/// # Errors
/// The last day is not over, an objection is open, or it was closed already.
pub fn close(tx: &mut Tx<'_>, id: PostingId) -> Result<()> {
    let stored = if *tx.actor() == Actor::Program {
        store::publicity::find(tx, id)?
    } else {
        super::posted(tx, &VERB, id)?
    };
    let plan = store::plans::find(tx, stored.posting.plan)?.plan;
    let rules = rules::of(tx, &plan)?;
    let changed = stored.posting.clone().close(&rules, tx.now())?;
    store::publicity::save(tx, &stored, &changed.state)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, Some(&hash))?;
    let kind = changed.state.kind;
    if let Some(vacancies) = changed.state.vacancies {
        return end_vacancies(tx, vacancies, &changed.state, &rules);
    }
    let step = super::step_of(kind).ok_or(Error::NotFound)?;
    for case in &changed.event.clear {
        let before = store::applications::find(tx, *case)?;
        let moved = before.case.clone().advance(step, tx.now())?;
        let handling = Handling {
            outcome: "公示无异议",
            ..Handling::default()
        };
        store::applications::save(tx, &before, &moved.state, &handling)?;
        journal::record(tx, &Subject::of(*case), VERB.kind, &moved.event, Some(&hash))?;
        let text = format!(
            "{}期满无异议，现在{}",
            kind.chinese(),
            moved.state.status_chinese()
        );
        store::notices::send(tx, moved.state.applicant, &Subject::of(*case), &text)?;
        applications::arrive(tx, &moved.state, &plan, &rules)?;
    }
    for case in &changed.event.struck {
        let before = store::applications::find(tx, *case)?;
        let ending = match kind {
            Kind::Unit | Kind::Vacancy => Ending::NotRecommended,
            Kind::Result => Ending::Void,
        };
        let ended = before.case.clone().end(ending, tx.now())?;
        let handling = Handling {
            outcome: "公示异议成立",
            ..Handling::default()
        };
        store::applications::save(tx, &before, &ended.state, &handling)?;
        journal::record(tx, &Subject::of(*case), VERB.kind, &ended.event, Some(&hash))?;
        let text = format!("公示异议经核查成立，您的申报{}", ending.chinese());
        store::notices::send(tx, ended.state.applicant, &Subject::of(*case), &text)?;
        fees::drop_unpaid(tx, *case)?;
    }
    Ok(())
}

/// A plan for vacancies goes to the supervising department, or back to the unit when an objection was upheld.
fn end_vacancies(tx: &mut Tx<'_>, id: PostPlanId, posting: &Posting, rules: &Rules) -> Result<()> {
    let clear = !posting.has_upheld();
    let before = store::posts::find(tx, id)?;
    let moved = before.posts.clone().publicised(posting.id, clear, tx.now())?;
    posts::keep(tx, VERB.kind, &before, (&moved.state, &moved.event), Some(rules))?;
    if clear {
        let unit = store::accounts::office(tx, moved.state.unit)?.name;
        let text = format!("{unit}的空缺岗位使用方案公示期满无异议，请审批");
        posts::tell(tx, Role::Department, &moved.state, &text)
    } else {
        let text = "空缺岗位公示的异议经核查成立，请修改方案后重新提交职代会";
        posts::tell(tx, Role::UnitExaminer, &moved.state, text)
    }
}
