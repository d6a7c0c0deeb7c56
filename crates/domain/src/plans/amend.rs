//! What is changed after publication: numbered, with its reason, told to everybody concerned.

use kernel::{Refusal, Refusals, Timestamp};
use policy::Rules;
use serde::{Deserialize, Serialize};

use super::schedule::{Slot, Soft};
use super::{Content, Plan, Stage};
use crate::Changed;

/// A stretch of time in which people could not apply through no fault of theirs (系统故障).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// When it began.
    pub from: Timestamp,
    /// When it was over.
    pub to: Timestamp,
    /// How it was measured: the monitoring record, its number.
    pub measured: String,
}

/// Why a notice is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cause")]
pub enum Cause {
    /// 补充通知: the office changes what it may change.
    Change,
    /// 顺延: an outage lengthens the window for everybody.
    Outage(Outage),
}

/// One change after publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Its number, from 1.
    pub number: u32,
    /// When it was published.
    pub at: Timestamp,
    /// Why, by kind.
    pub cause: Cause,
    /// Why, in the office's words; public.
    pub reason: String,
    /// What changed, one sentence each; public.
    pub changes: Vec<String>,
    /// By how many days the application window grew.
    pub days_longer: i32,
}

/// A notice was changed after publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Amended {
    /// The number of the change.
    pub number: u32,
    /// Whether an outage was the cause.
    pub outage: bool,
    /// By how many days the application window grew.
    pub days_longer: i32,
}

impl Plan {
    /// Changes a published notice by a numbered supplement (补充通知).
    ///
    /// What people have relied on stays: the window is not cut short, no level and no specialty is taken away, and pack,
    /// year, series, title and organiser are as published.
    ///
    /// # Errors
    /// It is not published, nothing changes, no reason is given, or something in it does not fit the above or the
    /// round's rules.
    pub fn amend(
        self,
        content: Content,
        soft: &Soft,
        reason: &str,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Changed<Self, Amended>, Refusals> {
        self.is_published()?;
        let mut found = self.against(&content, now);
        let reason = reason.trim();
        if reason.is_empty() {
            found.push(Refusal::new("请写明修改的原因").at("change_reason"));
        }
        let changes = changes(&self.content, &content);
        if changes.is_empty() {
            found.push(Refusal::new("没有任何修改").at("change_reason"));
        }
        Refusals::check(found)?;
        // Days granted for outages are not the office's proposal; what it proposes is checked without them.
        let mut asked = content.clone();
        asked.application.to = asked.application.to.plus_days(-self.outage_days());
        let departures = Self::settled(&asked, soft, rules)?;
        let days_longer = self.content.application.to.days_until(content.application.to);
        let days_longer = i32::try_from(days_longer).unwrap_or(0);
        let plan = Self {
            content,
            departures,
            ..self
        };
        Ok(plan.numbered(Cause::Change, reason, changes, days_longer, now))
    }

    /// Lengthens the application window for everybody after an outage: by every day of the window on which it fell,
    /// no more and no less.
    ///
    /// # Errors
    /// It is not published, the outage is not over or did not fall into the window, its days were granted already, or
    /// reason or measurement is missing.
    pub fn extend(
        self,
        outage: Outage,
        reason: &str,
        now: Timestamp,
    ) -> Result<Changed<Self, Amended>, Refusals> {
        self.is_published()?;
        let mut found = Vec::new();
        let window = self.content.application;
        if outage.to <= outage.from {
            found.push(Refusal::new("故障结束时间应晚于开始时间").at("to"));
        } else if now < outage.to {
            found.push(Refusal::new("故障还没有结束，请在恢复之后顺延").at("to"));
        }
        let (first, last) = (outage.from.day().max(window.from), outage.to.day().min(window.to));
        if last < first {
            let sentence = format!("故障不在个人申报时间（{window}）之内，不用顺延");
            found.push(Refusal::new(sentence).at("from"));
        }
        let granted = self.amendments.iter().any(|one| match &one.cause {
            Cause::Outage(known) => known.from.day() <= last && first <= known.to.day(),
            Cause::Change => false,
        });
        if granted {
            found.push(Refusal::new("这几天已经顺延过").at("from"));
        }
        if outage.measured.trim().is_empty() {
            found.push(Refusal::new("请写明故障时间的测定依据，如监测记录").at("measured"));
        }
        let reason = reason.trim();
        if reason.is_empty() {
            found.push(Refusal::new("请写明顺延的原因").at("reason"));
        }
        Refusals::check(found)?;
        let days_longer = i32::try_from(first.days_until(last)).unwrap_or(0) + 1;
        let mut content = self.content.clone();
        content.application.to = window.to.plus_days(days_longer);
        let changes = vec![format!(
            "个人申报截止日由 {} 顺延 {days_longer} 天，至 {}",
            window.to, content.application.to
        )];
        let plan = Self { content, ..self };
        Ok(plan.numbered(Cause::Outage(outage), reason, changes, days_longer, now))
    }

    /// By how many days outages have lengthened the window.
    #[must_use]
    pub fn outage_days(&self) -> i32 {
        let outages = self
            .amendments
            .iter()
            .filter(|one| matches!(one.cause, Cause::Outage(_)));
        outages.map(|one| one.days_longer).sum()
    }

    fn is_published(&self) -> Result<(), Refusals> {
        if matches!(self.stage, Stage::Published { .. }) {
            Ok(())
        } else {
            let refusal = Refusal::new("通知还没有发布，请直接修改起草的内容");
            Err(refusal.into())
        }
    }

    /// What a supplement must leave as it was published.
    fn against(&self, content: &Content, now: Timestamp) -> Vec<Refusal> {
        let was = &self.content;
        let mut found = Vec::new();
        let fixed = (&was.title, was.year, &was.pack, &was.series, was.organiser)
            == (
                &content.title,
                content.year,
                &content.pack,
                &content.series,
                content.organiser,
            );
        if !fixed {
            let sentence = "标题、年度、政策包、系列和组建单位已经公布，不能用补充通知修改";
            found.push(Refusal::new(sentence));
        }
        if !was.levels.iter().all(|level| content.levels.contains(level)) {
            found.push(Refusal::new("已公布的评审级别不能取消").at("levels"));
        }
        let kept = |name: &String| content.specialties.contains(name);
        if let Some(gone) = was.specialties.iter().find(|name| !kept(name)) {
            let sentence = format!("已公布的申报专业不能取消：{gone}");
            found.push(Refusal::new(sentence).at("specialties"));
        }
        let (old, new) = (was.application, content.application);
        if new.to < old.to {
            let sentence = format!("已公布的截止日 {} 不能提前", old.to);
            found.push(Refusal::new(sentence).at("application_to"));
        }
        if new.from != old.from && old.from <= now.day() {
            found.push(Refusal::new("申报已经开始，开始日不能修改").at("application_from"));
        }
        found
    }

    /// The plan with one more supplement.
    pub(super) fn numbered(
        self,
        cause: Cause,
        reason: &str,
        changes: Vec<String>,
        days_longer: i32,
        now: Timestamp,
    ) -> Changed<Self, Amended> {
        let number = u32::try_from(self.amendments.len()).unwrap_or(u32::MAX - 1) + 1;
        let outage = matches!(cause, Cause::Outage(_));
        let mut amendments = self.amendments;
        amendments.push(Amendment {
            number,
            at: now,
            cause,
            reason: reason.to_owned(),
            changes,
            days_longer,
        });
        let event = Amended {
            number,
            outage,
            days_longer,
        };
        Changed::new(Self { amendments, ..self }, event)
    }
}

/// That a value was set, or set anew; nothing when it stays.
pub(super) fn setting_change(name: &str, before: Option<String>, value: &str) -> Vec<String> {
    match before {
        Some(before) if before == value => Vec::new(),
        Some(before) => vec![format!("“{name}”：原为{before}，现为{value}")],
        None => vec![format!("“{name}”设定为{value}")],
    }
}

/// What is different in `new`, one public sentence each.
fn changes(old: &Content, new: &Content) -> Vec<String> {
    let mut found = Vec::new();
    let mut tell = |what: &str, was: String, is: String| {
        if was != is {
            let none = |text: String| {
                if text.is_empty() {
                    "没有写明".to_owned()
                } else {
                    text
                }
            };
            found.push(format!("{what}：原为{}，现为{}", none(was), none(is)));
        }
    };
    tell(
        "个人申报时间",
        old.application.to_string(),
        new.application.to_string(),
    );
    let days = |content: &Content, stage: &str| {
        let slot = content.schedule.iter().find(|slot| slot.stage == stage);
        slot.map(|slot| slot.days.to_string()).unwrap_or_default()
    };
    for stage in Slot::STAGES {
        tell(stage, days(old, stage), days(new, stage));
    }
    let levels = |content: &Content| {
        let levels: Vec<&str> = content.levels.iter().map(|level| level.chinese()).collect();
        levels.join("、")
    };
    tell("评审级别", levels(old), levels(new));
    tell("申报专业", old.specialties.join("、"), new.specialties.join("、"));
    tell("咨询", old.contact.clone(), new.contact.clone());
    tell("缴费方式", old.payment.clone(), new.payment.clone());
    found
}
