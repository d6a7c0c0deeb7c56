//! The panel's secret vote (UNT-020, UNT-021, UNT-022).

use std::collections::{BTreeMap, BTreeSet};

use ballot::{
    BoxKey, Choice, Counts, Digest, Item, Keying, Mode, PaperCount, PlainBox, Refused, RollSeat, Seat, Setup,
    SetupDraft, Tally,
};
use kernel::{ApplicationId, Refusal, Refusals, Timestamp};
use policy::{Base, Rules, Threshold, VoteCounts, VoteRule};
use serde::{Deserialize, Serialize};

use super::matter::{Matter, Question};
use super::{Panel, State};
use crate::Changed;

/// The ballot in the mode the unit chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "mode")]
pub enum Poll {
    /// 纸质票，双人录入
    Paper(PaperCount),
    /// 电子票箱
    PlainBox(PlainBox),
}

impl Poll {
    /// What is voted on.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        match self {
            Self::Paper(count) => count.setup(),
            Self::PlainBox(plain_box) => plain_box.setup(),
        }
    }

    /// What is voted on, in the order of the ballot.
    #[must_use]
    pub fn matters(&self) -> Vec<Matter> {
        let items = self.setup().items().iter();
        items.filter_map(|item| item.id.0.parse().ok()).collect()
    }

    /// Digest of the closed box; papers have none.
    #[must_use]
    pub fn record(&self) -> Option<Digest> {
        match self {
            Self::Paper(_) => None,
            Self::PlainBox(plain_box) => Some(plain_box.digest()),
        }
    }
}

/// The votes on whether a case's materials are true (材料是否属实, UNT-020).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// 属实
    pub agree: u32,
    /// 不属实
    pub against: u32,
    /// 弃权
    pub abstain: u32,
    /// Votes cast, abstentions and spoiled papers among them.
    pub cast: u32,
}

impl Truth {
    /// More than half of the votes cast say that the materials are not true: no text gives a threshold for this, so
    /// nothing is decided by it, but the unit is told to look again before it recommends (AMB-29).
    #[must_use]
    pub const fn is_doubted(&self) -> bool {
        2 * self.against > self.cast
    }

    /// `材料属实6票，不属实1票，弃权0票`
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "材料属实{}票，不属实{}票，弃权{}票",
            self.agree, self.against, self.abstain
        )
    }
}

/// What came of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Result {
    /// The case.
    pub case: ApplicationId,
    /// Recommended by the panel.
    pub passed: bool,
    /// 同意
    pub agree: u32,
    /// 反对
    pub against: u32,
    /// 弃权
    pub abstain: u32,
    /// Votes cast, abstentions and spoiled papers among them.
    pub cast: u32,
    /// Members present.
    pub present: u32,
    /// The reckoning in words, with its article.
    pub explanation: String,
    /// The other question, where the round's text asks it.
    #[serde(default)]
    pub truth: Option<Truth>,
    /// Readings of the threshold by which it would have come out otherwise, in words (AMB-01, AMB-02).
    #[serde(default)]
    pub readings: Vec<String>,
}

impl Result {
    /// What the case's record says. Where the round's text wants the figures reported, they are in it; elsewhere a
    /// small panel's figures would tell how single members voted.
    #[must_use]
    pub fn report(&self, with_figures: bool) -> String {
        if !with_figures {
            let verdict = if self.passed { "达到" } else { "没有达到" };
            return format!("审议推荐小组无记名投票表决，同意票{verdict}规定票数");
        }
        let own = format!(
            "{}；反对{}票，弃权{}票，到会{}人",
            self.explanation, self.against, self.abstain, self.present
        );
        match &self.truth {
            Some(truth) => format!("{own}；{}", truth.words()),
            None => own,
        }
    }
}

/// Voting began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opened {
    /// How the vote is taken.
    pub mode: Mode,
    /// Members present.
    pub present: u32,
    /// Digest of everything fixed before the vote.
    pub setup: String,
}

/// A seat has voted; what, is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voted {
    /// How many seats have voted so far.
    pub turnout: usize,
}

/// A count sheet was keyed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Keyed {
    /// How many sheets are in.
    pub sheets: usize,
}

/// The vote was closed and counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// What came of each case.
    pub results: Vec<Result>,
}

fn refused(refused: &Refused) -> Refusal {
    Refusal::new(refused.to_string()).rule("UNT-021")
}

/// The readings of the threshold, besides the one in force, by which a vote comes out otherwise. 投票总数 may be read as
/// valid votes or as all members (AMB-01), 半数以上 as more than half (AMB-02).
fn other_readings(rule: &VoteRule, counts: &Counts, passed: bool) -> Vec<String> {
    let valid = counts.cast().saturating_sub(counts.spoiled);
    let others: Vec<(String, u32, Threshold)> = match rule.agree.base {
        Base::Cast => [("有效票数", valid), ("小组人数", counts.members)]
            .map(|(name, whole)| (format!("“投票总数”理解为{name}{whole}"), whole, rule.agree))
            .into(),
        Base::Present if !rule.agree.strict => {
            let strict = Threshold {
                strict: true,
                ..rule.agree
            };
            vec![("“以上”理解为不含本数".to_owned(), counts.attending(), strict)]
        }
        Base::Present | Base::Attending | Base::Members => Vec::new(),
    };
    let turned = others
        .into_iter()
        .filter(|(_, whole, threshold)| *whole > 0 && threshold.met_by(counts.agree, *whole) != passed);
    turned
        .map(|(reading, _, _)| {
            let verdict = if passed { "不予推荐" } else { "同意推荐" };
            format!("{reading}时，结果为{verdict}")
        })
        .collect()
}

impl Panel {
    /// Opens the vote for the members present. The threshold is looked up now, so that a round without one is
    /// refused before anybody votes.
    ///
    /// # Errors
    /// A vote was opened already, nobody is present, or the round has no threshold.
    pub fn open_ballot(
        self,
        mode: Mode,
        present: BTreeSet<u32>,
        titles: &BTreeMap<ApplicationId, String>,
        (salt, key): ([u8; 32], &BoxKey),
        rules: &Rules,
    ) -> core::result::Result<Changed<Self, Opened>, Refusals> {
        if self.state != State::Appointed {
            let refusal = Refusal::new("本次审议已经开始投票，不能重复开启");
            return Err(refusal
                .rule("UNT-021")
                .remedy("如需重新投票，请另行召开审议并说明理由")
                .into());
        }
        rules.vote("单位推荐").map_err(|open| open.refusal())?;
        let roll = self
            .members
            .iter()
            .filter(|member| present.contains(&member.seat));
        let roll: Vec<RollSeat> = roll
            .map(|member| RollSeat {
                seat: Seat(member.seat),
                member: format!("{}·{}", member.seat, member.name),
            })
            .collect();
        if roll.is_empty() {
            return Err(Refusal::new("请先登记到会成员")
                .at("present")
                .rule("AMB-28")
                .into());
        }
        if mode == Mode::PlainBox {
            self.check_accounts(&present)?;
        }
        let draft = SetupDraft {
            meeting: self.id.to_string(),
            round: 1,
            previous: None,
            mode,
            salt: Digest(salt),
            members: u32::try_from(self.members.len()).unwrap_or(u32::MAX),
            roll,
            items: self.items(titles, &Question::of_round(rules)),
        };
        let setup = Setup::try_from(draft).map_err(|error| refused(&error))?;
        let event = Opened {
            mode,
            present: setup.attending(),
            setup: setup.digest().to_string(),
        };
        let poll = match mode {
            Mode::Paper => PaperCount::new(setup).map(Poll::Paper),
            Mode::PlainBox => PlainBox::open(setup, key).map(Poll::PlainBox),
        };
        let poll = Box::new(poll.map_err(|error| refused(&error))?);
        Ok(Changed::new(
            Self {
                state: State::Voting { present, poll },
                ..self
            },
            event,
        ))
    }

    /// What is voted on: every question about every case.
    fn items(&self, titles: &BTreeMap<ApplicationId, String>, questions: &[Question]) -> Vec<Item> {
        let item = |case: ApplicationId, question: Question| {
            let title = titles.get(&case).cloned().unwrap_or_else(|| case.to_string());
            Item {
                id: Matter { case, question }.item(),
                title: match questions.len() {
                    1 => title,
                    _ => format!("{title}：{}", question.chinese()),
                },
                rule: None,
                recused: BTreeSet::new(),
            }
        };
        let asked = |case: &ApplicationId| {
            let case = *case;
            questions.iter().map(move |question| (case, *question))
        };
        let all = self.agenda.iter().flat_map(asked);
        all.map(|(case, question)| item(case, question)).collect()
    }

    fn check_accounts(&self, present: &BTreeSet<u32>) -> core::result::Result<(), Refusals> {
        let without = self
            .members
            .iter()
            .filter(|member| present.contains(&member.seat) && member.person.is_none());
        let found = without.map(|member| {
            Refusal::new(format!("{}没有系统账号，不能使用电子票箱", member.name))
                .at("mode")
                .remedy("请为其开通账号，或改用纸质投票")
        });
        Refusals::check(found.collect())
    }

    /// Puts the ballot of `seat` into the plain box.
    ///
    /// # Errors
    /// No vote is open in this mode, the seat is absent or has voted, or the ballot is incomplete.
    pub fn cast(
        mut self,
        seat: u32,
        choices: &BTreeMap<Matter, Choice>,
        key: &BoxKey,
    ) -> core::result::Result<Changed<Self, Voted>, Refusals> {
        let State::Voting { poll, .. } = &mut self.state else {
            return Err(not_open().into());
        };
        let Poll::PlainBox(plain_box) = &mut **poll else {
            return Err(not_open().into());
        };
        let choices = choices
            .iter()
            .map(|(matter, choice)| (matter.item(), *choice))
            .collect();
        plain_box
            .cast(key, Seat(seat), &choices)
            .map_err(|error| refused(&error))?;
        let event = Voted {
            turnout: plain_box.voted().len(),
        };
        Ok(Changed::new(self, event))
    }

    /// Takes one person's count sheet of the paper ballots.
    ///
    /// # Errors
    /// No paper vote is open, or the sheet does not fit it.
    pub fn key_in(mut self, sheet: Keying) -> core::result::Result<Changed<Self, Keyed>, Refusals> {
        let State::Voting { poll, .. } = &mut self.state else {
            return Err(not_open().into());
        };
        let Poll::Paper(count) = &mut **poll else {
            return Err(not_open().into());
        };
        count.key_in(sheet).map_err(|error| refused(&error))?;
        let event = Keyed {
            sheets: count.sheets_in(),
        };
        Ok(Changed::new(self, event))
    }

    /// Closes the vote and counts it by the round's threshold.
    ///
    /// # Errors
    /// No vote is open, the two count sheets differ, or nobody voted.
    pub fn close_ballot(
        mut self,
        key: &BoxKey,
        rules: &Rules,
        now: Timestamp,
    ) -> core::result::Result<Changed<Self, Closed>, Refusals> {
        let rule = rules.vote("单位推荐").map_err(|open| open.refusal())?;
        self.check_opinions(rules)?;
        let State::Voting { present, mut poll } = self.state else {
            return Err(not_open().into());
        };
        let tally: Tally = match &mut *poll {
            Poll::Paper(count) => count.accept(),
            Poll::PlainBox(plain_box) => plain_box.close(key).and_then(|()| plain_box.tally()),
        }
        .map_err(|error| refused(&error))?;
        let results = results(&rule, &tally)?;
        let event = Closed {
            results: results.clone(),
        };
        self.state = State::Counted {
            present,
            poll,
            results,
            at: now,
        };
        Ok(Changed::new(self, event))
    }
}

/// What came of each case.
fn results(rule: &VoteRule, tally: &Tally) -> core::result::Result<Vec<Result>, Refusals> {
    let mut results: Vec<Result> = Vec::with_capacity(tally.items.len());
    let mut truths: BTreeMap<ApplicationId, Truth> = BTreeMap::new();
    for item in &tally.items {
        let matter: Matter = item.item.0.parse()?;
        let counts = &item.counts;
        if matter.question == Question::Truthful {
            let truth = Truth {
                agree: counts.agree,
                against: counts.against,
                abstain: counts.abstain,
                cast: counts.cast(),
            };
            truths.insert(matter.case, truth);
            continue;
        }
        let figures = VoteCounts {
            agree: counts.agree,
            cast: Some(counts.cast()),
            present: Some(counts.attending()),
            members: Some(counts.members),
        };
        let outcome = rule.decide(&figures).map_err(Refusals::from)?;
        results.push(Result {
            case: matter.case,
            passed: outcome.passed,
            agree: counts.agree,
            against: counts.against,
            abstain: counts.abstain,
            cast: counts.cast(),
            present: counts.attending(),
            explanation: outcome.explanation,
            truth: None,
            readings: other_readings(rule, counts, outcome.passed),
        });
    }
    for result in &mut results {
        result.truth = truths.remove(&result.case);
    }
    Ok(results)
}

fn not_open() -> Refusal {
    Refusal::new("目前没有开放中的投票")
        .rule("UNT-021")
        .remedy("请刷新页面查看审议进展；投票结束后不能再补投")
}
