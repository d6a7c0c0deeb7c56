//! A ballot to fill in: 同意, 反对 or 弃权 for every case. Unit panels and committees vote with the same paper.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use ballot::Choice as Vote;
use kernel::ApplicationId;

use super::inputs::{Choice, Choices};
use super::{FormState, ReadForm, Reader};

/// What one line of a ballot or of a count sheet is about; its text names the inputs.
pub trait Voted: FromStr + Display + Ord + Copy + Send + 'static {
    /// The case.
    fn case(self) -> ApplicationId;

    /// The question in a refusal, after 对第 1 位申报人; empty where there is only one.
    fn question(self) -> &'static str;

    /// The words for agreeing and for being against.
    fn answers(self) -> [&'static str; 2];
}

impl Voted for ApplicationId {
    fn case(self) -> ApplicationId {
        self
    }

    fn question(self) -> &'static str {
        ""
    }

    fn answers(self) -> [&'static str; 2] {
        ["同意", "反对"]
    }
}

/// Lines with the place of their case among the cases, from 1.
pub(super) fn numbered<K: Voted>(lines: Vec<K>) -> impl Iterator<Item = (usize, K)> {
    let (mut number, mut last) = (0, None);
    lines.into_iter().map(move |line| {
        if last != Some(line.case()) {
            (number, last) = (number + 1, Some(line.case()));
        }
        (number, line)
    })
}

/// A ballot as filled in: every line of its form has a choice.
pub struct BallotForm<K> {
    /// What was chosen, by line.
    pub choices: BTreeMap<K, Vote>,
}

impl<K: Voted> ReadForm for BallotForm<K> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let lines: Vec<K> = reader.choices("case", "申报", |value| value.parse().ok())?;
        let mut choices = BTreeMap::new();
        let mut complete = true;
        for (number, line) in numbered(lines) {
            let label = format!("对第 {number} 位申报人{}的意见", line.question());
            let vote = reader.choice(&format!("vote.{line}"), &label, |value| match value {
                "agree" => Some(Vote::Agree),
                "against" => Some(Vote::Against),
                "abstain" => Some(Vote::Abstain),
                _ => None,
            });
            match vote {
                Some(vote) => {
                    choices.insert(line, vote);
                }
                None => complete = false,
            }
        }
        complete.then_some(Self { choices })
    }
}

/// One line, titled with who and what it is about. The form names it in a hidden field `case` beside it.
pub fn line(about: impl Voted, title: String, state: &FormState) -> Choices {
    let [agree, against] = about.answers();
    let choices = [
        Choice::new("agree", agree),
        Choice::new("against", against),
        Choice::new("abstain", "弃权"),
    ];
    Choices::one(format!("vote.{about}"), title, choices)
        .inline()
        .fill(state)
}
