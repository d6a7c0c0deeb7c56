//! The unit's recommendation opinion: clearly yes or no (UNT-034, UNT-035).

use domain::applications::Ending;
use kernel::{ApplicationId, Role};
use policy::StepKind;
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};

use super::WithOpinion;
use crate::{Result, Verb, fees};

/// Gives the unit's opinion.
pub const VERB: Verb = Verb {
    kind: "applications.recommend",
    roles: &[Role::UnitExaminer],
};

/// Gives the opinion; `agree` sends the case on, otherwise it ends as not recommended.
///
/// # Errors
/// The panel or the publicity is not done, or the opinion is empty.
pub fn recommend(tx: &mut Tx<'_>, id: ApplicationId, agree: bool, opinion: &str) -> Result<()> {
    let turn = super::turn(tx, &VERB, id, StepKind::Recommendation)?;
    super::check_opinion(opinion)?;
    if agree {
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
    fees::drop_unpaid(tx, changed.state.id)
}
