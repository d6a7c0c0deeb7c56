//! What the panel says of each case, written down while it deliberates (UNT-017, UNT-019, UNT-023, UNT-024).

use std::collections::BTreeMap;

use kernel::{ApplicationId, Refusal, Refusals};
use policy::Rules;
use serde::Serialize;

use super::{Panel, State};
use crate::Changed;

/// The longest opinion on one case, in characters.
const LONGEST_OPINION: usize = 2_000;

/// The list of a round's text that names what is to be evaluated.
const ASPECTS: &str = "单位审议评价";

/// The panel's opinions were written down; what they say is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// Cases that have an opinion now.
    pub cases: Vec<ApplicationId>,
}

/// The aspects that the round's text wants evaluated; none where no text names them.
#[must_use]
pub fn aspects(rules: &Rules) -> Vec<String> {
    let list = rules.directory(ASPECTS);
    let lines = list.into_iter().flat_map(|list| list.lines);
    lines.filter_map(|(cells, _)| cells.into_iter().next()).collect()
}

impl Panel {
    /// Writes down opinions; a later one on the same case replaces it, until the votes are counted.
    ///
    /// # Errors
    /// The votes are counted, a case is not on the agenda, or an opinion is too long.
    pub fn record_opinions(
        mut self,
        opinions: BTreeMap<ApplicationId, String>,
    ) -> Result<Changed<Self, Recorded>, Refusals> {
        if matches!(self.state, State::Counted { .. }) {
            let refusal = Refusal::new("已经计票，审议意见不能再改动").rule("UNT-023");
            return Err(refusal.into());
        }
        let mut found = Vec::new();
        for (case, opinion) in opinions {
            let opinion = opinion.trim();
            if !self.agenda.contains(&case) {
                found.push(
                    Refusal::new("审议意见与审议名单不符")
                        .at("opinion")
                        .rule("UNT-008"),
                );
            } else if opinion.chars().count() > LONGEST_OPINION {
                let sentence = format!("审议意见不能超过{LONGEST_OPINION}字");
                found.push(Refusal::new(sentence).at(format!("opinion.{case}")));
            } else if opinion.is_empty() {
                self.opinions.remove(&case);
            } else {
                self.opinions.insert(case, opinion.to_owned());
            }
        }
        Refusals::check(found)?;
        let cases = self.opinions.keys().copied().collect();
        Ok(Changed::new(self, Recorded { cases }))
    }

    /// Every case has an opinion, where the round's text names what is to be evaluated (UNT-017).
    pub(super) fn check_opinions(&self, rules: &Rules) -> Result<(), Refusals> {
        let aspects = aspects(rules);
        let missing = self
            .agenda
            .iter()
            .filter(|case| !self.opinions.contains_key(case))
            .count();
        if aspects.is_empty() || missing == 0 {
            return Ok(());
        }
        let sentence = format!("还有{missing}位申报人没有综合评价（{}）", aspects.join("、"));
        let refusal = match rules.law(ASPECTS) {
            Some(law) => law.refusal_saying(sentence),
            None => Refusal::new(sentence).rule("UNT-017"),
        };
        Err(refusal
            .remedy("请先填写审议意见，再截止投票")
            .at("opinions")
            .into())
    }
}
