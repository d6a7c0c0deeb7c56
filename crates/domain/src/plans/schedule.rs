//! The days of a round: what its office proposes, what the texts fix, and what they only ask in principle (原则上).

use kernel::{Level, Refusal};
use policy::{DayRange, Finding, Force, Law, Origin, Rules};
use serde::{Deserialize, Serialize};

use super::{Content, Plan};

/// The stage in which people apply; its days are the plan's own window.
const APPLICATION: &str = "个人申报";

/// When a stage after the application takes place, for every level of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The stage, as packs name it, e.g. 单位推荐.
    pub stage: String,
    /// Both days included.
    pub days: DayRange,
}

impl Slot {
    /// The stages that a plan may give days for, in their order.
    pub const STAGES: [&str; 5] = ["单位推荐", "主管部门审核", "受理审核", "评审", "结果公示"];
}

/// Why a plan departs from what binds in principle, and who approved it; both are empty when it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Soft {
    /// The reason.
    pub reason: String,
    /// Who approved it: a person or a decision.
    pub approver: String,
}

/// A demand that binds in principle (原则上) and that the plan does not keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The stage.
    pub stage: String,
    /// What asks for it.
    pub law: Law,
    /// What is proposed and what is asked.
    pub shows: String,
    /// Why the plan departs from it.
    pub reason: String,
    /// Who approved that.
    pub approver: String,
}

/// The days of a stage for some levels of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageDays {
    /// The stage.
    pub stage: String,
    /// The levels.
    pub levels: Vec<Level>,
    /// Both days included.
    pub days: DayRange,
    /// The row of a text that gives them; `None` when the office does.
    pub law: Option<Law>,
}

impl Plan {
    /// Everything that is known of the round's days: the application window, what the office says, and where it is silent
    /// what the texts and the round's settings say; in the order in which the stages begin.
    #[must_use]
    pub fn days(&self, rules: &Rules) -> Vec<StageDays> {
        let content = &self.content;
        let own = |stage: &str, days: DayRange| StageDays {
            stage: stage.to_owned(),
            levels: content.levels.clone(),
            days,
            law: None,
        };
        let mut found = vec![own(APPLICATION, content.application)];
        found.extend(content.schedule.iter().map(|slot| own(&slot.stage, slot.days)));
        let said: Vec<String> = found.iter().map(|one| one.stage.clone()).collect();
        for stage in rules.window_stages() {
            if said.contains(&stage) {
                continue;
            }
            for level in &content.levels {
                let Ok(answer) = rules.window(&stage, *level) else {
                    continue;
                };
                let same = |one: &&mut StageDays| one.stage == stage && one.days == answer.value;
                match found.iter_mut().find(same) {
                    Some(known) => known.levels.push(*level),
                    None => found.push(StageDays {
                        stage: stage.clone(),
                        levels: vec![*level],
                        days: answer.value,
                        law: Some(answer.law),
                    }),
                }
            }
        }
        found.sort_by_key(|one| (one.days.from, one.days.to));
        found
    }

    /// The days of `stage` for `level`: those that the office's notice gives, and where it is silent those of the texts
    /// and of the round's settings. None where nobody gives any.
    #[must_use]
    pub fn window(&self, rules: &Rules, stage: &str, level: Level) -> Option<StageDays> {
        let slot = self.content.schedule.iter().find(|slot| slot.stage == stage);
        let (days, law) = match slot {
            Some(slot) => (slot.days, None),
            None => {
                let answer = rules.window(stage, level).ok()?;
                (answer.value, Some(answer.law))
            }
        };
        Some(StageDays {
            stage: stage.to_owned(),
            levels: vec![level],
            days,
            law,
        })
    }
}

/// What a stage is called in a form's fields: `schedule1_from`.
fn field(stage: &str, end: &str) -> String {
    let at = Slot::STAGES.iter().position(|known| *known == stage);
    match at {
        Some(at) => format!("schedule{}_{end}", at + 1),
        None => format!("application_{end}"),
    }
}

/// The stages of `content` with their days.
fn proposed(content: &Content) -> impl Iterator<Item = (&str, DayRange)> {
    let slots = content.schedule.iter();
    let slots = slots.map(|slot| (slot.stage.as_str(), slot.days));
    core::iter::once((APPLICATION, content.application)).chain(slots)
}

/// Everything the texts have against the proposed days, once for all levels.
fn findings(content: &Content, rules: &Rules) -> Vec<(String, Finding)> {
    let mut found: Vec<(String, Finding)> = Vec::new();
    for (stage, days) in proposed(content) {
        for level in &content.levels {
            for finding in rules.check_window(stage, *level, days) {
                let next = (stage.to_owned(), finding);
                if !found.contains(&next) {
                    found.push(next);
                }
            }
        }
    }
    found
}

/// What is wrong with the proposed days by what binds.
pub(super) fn refusals(content: &Content, rules: &Rules) -> Vec<Refusal> {
    let mut found = Vec::new();
    for slot in &content.schedule {
        let (stage, days) = (&slot.stage, slot.days);
        if !Slot::STAGES.contains(&stage.as_str()) {
            found.push(Refusal::new(format!("不认识的环节“{stage}”")));
        } else if days.to < days.from {
            let sentence = format!("“{stage}”的结束日早于开始日");
            found.push(Refusal::new(sentence).at(field(stage, "to")));
        } else if days.from < content.application.from {
            let sentence = format!("“{stage}”不应早于个人申报开始");
            found.push(Refusal::new(sentence).at(field(stage, "from")));
        }
    }
    for level in &content.levels {
        if let Ok(window) = rules.window(APPLICATION, *level)
            && matches!(window.origin, Origin::Pack { .. })
            && window.law.force == Force::Hard
            && window.value != content.application
        {
            let text = format!("{level}的个人申报时间应为{}", window.value);
            found.push(window.law.refusal_saying(text).at("application_from"));
        }
    }
    let hard = findings(content, rules).into_iter();
    let hard = hard.filter(|(stage, finding)| {
        finding.force == Force::Hard && !(stage == APPLICATION && is_window(rules, content, finding))
    });
    found.extend(hard.map(|(stage, finding)| {
        let text = format!("{}：{}", finding.law.sentence, finding.shows);
        finding.law.refusal_saying(text).at(field(&stage, "to"))
    }));
    found
}

/// What binds against the days that the setting `name` gives a stage; `rules` hold the setting already.
pub(super) fn against_limits(content: &Content, name: &str, rules: &Rules) -> Vec<Refusal> {
    let mut found: Vec<Refusal> = Vec::new();
    let stages = rules.window_stages().into_iter();
    for stage in stages.filter(|stage| name.split('·').next() == Some(stage.as_str())) {
        for level in &content.levels {
            let Ok(window) = rules.window(&stage, *level) else {
                continue;
            };
            for finding in rules.check_window(&stage, *level, window.value) {
                let text = format!("{}：{}", finding.law.sentence, finding.shows);
                let refusal = finding.law.refusal_saying(text).at("value");
                if finding.force == Force::Hard && !found.contains(&refusal) {
                    found.push(refusal);
                }
            }
        }
    }
    found
}

/// Whether a finding is about the window that a text fixes, which is told once already.
fn is_window(rules: &Rules, content: &Content, finding: &Finding) -> bool {
    let mut windows = content
        .levels
        .iter()
        .filter_map(|level| rules.window(APPLICATION, *level).ok());
    windows.any(|window| window.law == finding.law)
}

/// Where the proposed days depart from what binds in principle.
///
/// # Errors
/// They do, and reason or approver is missing: one refusal for each demand, and one for what is missing.
pub(super) fn departures(
    content: &Content,
    soft: &Soft,
    rules: &Rules,
) -> Result<Vec<Departure>, Vec<Refusal>> {
    let found = findings(content, rules).into_iter();
    let found: Vec<_> = found
        .filter(|(_, finding)| finding.force == Force::Soft)
        .collect();
    let (reason, approver) = (soft.reason.trim(), soft.approver.trim());
    let missing = [
        ("reason", reason, "请写明与原则性要求不一致的原因"),
        ("approver", approver, "请写明由谁批准"),
    ];
    let missing: Vec<Refusal> = missing
        .into_iter()
        .filter(|(_, text, _)| text.is_empty() && !found.is_empty())
        .map(|(field, _, sentence)| Refusal::new(sentence).at(field))
        .collect();
    if !missing.is_empty() {
        let told = found.into_iter().map(|(stage, finding)| {
            let text = format!("{}：{}", finding.law.sentence, finding.shows);
            let refusal = finding.law.refusal_saying(text).at(field(&stage, "to"));
            refusal.remedy("请改期；确需不一致的，写明原因和批准人")
        });
        return Err(told.chain(missing).collect());
    }
    let departures = found.into_iter().map(|(stage, finding)| Departure {
        stage,
        law: finding.law,
        shows: finding.shows,
        reason: reason.to_owned(),
        approver: approver.to_owned(),
    });
    Ok(departures.collect())
}
