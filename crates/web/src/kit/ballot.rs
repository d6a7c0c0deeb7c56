//! A ballot to fill in: 同意, 反对 or 弃权 for every case. Unit panels and committees vote with the same paper.

use std::collections::BTreeMap;

use ballot::Choice as Vote;
use kernel::ApplicationId;

use super::inputs::{Choice, Choices};
use super::{FormState, ReadForm, Reader};

/// A ballot as filled in: every case of its form has a choice.
pub struct BallotForm {
    /// What was chosen, by case.
    pub choices: BTreeMap<ApplicationId, Vote>,
}

impl ReadForm for BallotForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let cases: Vec<ApplicationId> = reader.choices("case", "申报", |value| value.parse().ok())?;
        let mut choices = BTreeMap::new();
        let mut complete = true;
        for (number, case) in (1..).zip(cases) {
            let label = format!("对第 {number} 位申报人的意见");
            let vote = reader.choice(&format!("vote.{case}"), &label, |value| match value {
                "agree" => Some(Vote::Agree),
                "against" => Some(Vote::Against),
                "abstain" => Some(Vote::Abstain),
                _ => None,
            });
            match vote {
                Some(vote) => {
                    choices.insert(case, vote);
                }
                None => complete = false,
            }
        }
        complete.then_some(Self { choices })
    }
}

/// The line of one case, titled with who it is about. The form names the case in a hidden field `case` beside it.
pub fn line(case: ApplicationId, title: String, state: &FormState) -> Choices {
    let choices = [
        Choice::new("agree", "同意"),
        Choice::new("against", "反对"),
        Choice::new("abstain", "弃权"),
    ];
    Choices::one(format!("vote.{case}"), title, choices)
        .inline()
        .fill(state)
}
