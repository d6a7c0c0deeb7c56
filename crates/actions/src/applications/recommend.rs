//! The unit's recommendation opinion: clearly yes or no (UNT-034, UNT-035).

use domain::accounts::Nature;
use domain::applications::Ending;
use domain::posts::limit;
use kernel::{ApplicationId, Role};
use policy::{Days, StepKind};
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};

use super::WithOpinion;
use crate::{Result, Verb, eligibility, fees};

/// Gives the unit's opinion.
pub const VERB: Verb = Verb {
    kind: "applications.recommend",
    roles: &[Role::UnitExaminer],
};

/// Gives the opinion; `agree` sends the case on, otherwise it ends as not recommended.
///
/// # Errors
/// The panel or the publicity is not done, the opinion is empty, or the unit has no vacancy left for the level in a round that
/// recommends within the posts.
pub fn recommend(tx: &mut Tx<'_>, id: ApplicationId, agree: bool, opinion: &str) -> Result<()> {
    let turn = super::turn(tx, &VERB, id, StepKind::Recommendation)?;
    super::check_opinion(opinion)?;
    if agree {
        within_posts(tx, &turn)?;
        return super::go_on(
            tx,
            &VERB,
            &turn,
            StepKind::Recommendation,
            ("单位同意推荐", opinion),
        );
    }
    end(
        tx,
        &VERB,
        &turn,
        Ending::NotRecommended,
        ("单位不予推荐", opinion),
    )
}

/// 评聘结合: within the approved vacancies, or outside the ratio by the pack's own rule (一(二), 九(三)2). Notes what was taken.
fn within_posts(tx: &mut Tx<'_>, turn: &super::Turn) -> Result<()> {
    let (case, rules) = (&turn.stored.case, &turn.rules);
    let unit = store::accounts::office(tx, case.unit)?;
    let key = (case.plan, case.unit);
    let level = case.target.level;
    if unit.nature != Nature::PublicInstitution {
        return Ok(());
    }
    let plan = store::posts::of_unit(tx, case.plan, case.unit)?;
    let taken = store::posts::recommended(tx, key, level, Some(case.id))?;
    let posts = plan.as_ref().map(|stored| &stored.posts);
    let Some(limit) = limit::limit(rules, posts, level, taken) else {
        return Ok(());
    };
    let days = Days::on(tx.today());
    let facts = eligibility::on_file(tx, case, &turn.plan, days)?;
    let outside = limit::is_outside(limit::outside_ratio(rules, level, &facts, days).as_ref());
    if !outside {
        if let Some(over) = limit.bar(rules) {
            return Err(over.into());
        }
        // Two recommendations at the same moment meet at the plan's version.
        if let Some(stored) = &plan {
            store::posts::save(tx, stored, &stored.posts)?;
        }
    }
    store::posts::note_recommendation(tx, key, case.id, level, outside)
}

/// Ends the case with a written opinion and tells the applicant.
pub(crate) fn end(
    tx: &mut Tx<'_>,
    verb: &Verb,
    turn: &super::Turn,
    ending: Ending,
    (outcome, opinion): (&str, &str),
) -> Result<()> {
    let changed = turn.stored.case.clone().end(ending, tx.now())?;
    let name = super::actor_name(tx)?;
    let handling = Handling {
        outcome,
        opinion: Some(opinion),
        by: name.as_deref(),
    };
    store::applications::save(tx, &turn.stored, &changed.state, &handling)?;
    let subject = Subject::of(changed.state.id);
    let body = WithOpinion {
        event: changed.event,
        opinion: journal::digest_of(opinion),
    };
    journal::record(
        tx,
        &subject,
        verb.kind,
        &body,
        Some(&turn.rules.hash().to_string()),
    )?;
    let text = format!("您的申报{outcome}：{opinion}");
    store::notices::send(tx, changed.state.applicant, &subject, &text)?;
    store::posts::release(tx, changed.state.id)?;
    fees::drop_unpaid(tx, changed.state.id)
}
