//! Yearly review plans and their deployment notices (年度评审计划与部署文件), life cycle 6.15.

use kernel::{Day, Level, OfficeId, PlanId, Refusal, Refusals, Timestamp};
use policy::{DayRange, Rules, Setting, Settings};
use serde::{Deserialize, Serialize};

use crate::{Changed, refuse};

pub mod amend;
mod schedule;

pub use amend::{Amended, Amendment, Cause, Outage};
pub use schedule::{Departure, Slot, Soft, StageDays};

/// Where a plan stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// 起草中
    Draft,
    /// 已报备
    Filed {
        /// When it was filed.
        at: Timestamp,
        /// The office above with which it was filed.
        with: OfficeId,
    },
    /// 已发布
    Published {
        /// When it was published.
        at: Timestamp,
        /// The notice's number.
        number: String,
        /// The office above with which it was filed.
        #[serde(default)]
        with: Option<OfficeId>,
    },
}

impl Stage {
    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Filed { .. } => "filed",
            Self::Published { .. } => "published",
        }
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(&self) -> &'static str {
        match self {
            Self::Draft => "起草中",
            Self::Filed { .. } => "已报备",
            Self::Published { .. } => "已发布",
        }
    }
}

/// What the drafting office writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The notice's title.
    pub title: String,
    /// The round's year (年度).
    pub year: i16,
    /// The policy pack the round stands on.
    pub pack: String,
    /// The series, e.g. 中小学教师.
    pub series: String,
    /// The levels reviewed.
    pub levels: Vec<Level>,
    /// The specialties one may apply for.
    pub specialties: Vec<String>,
    /// 个人申报时间, both days included.
    pub application: DayRange,
    /// The organiser of the review committee.
    pub organiser: OfficeId,
    /// Whom to ask, with telephone.
    pub contact: String,
    /// How fees are paid (FEE-003).
    pub payment: String,
    /// When the stages after the application take place, as far as the office says it.
    #[serde(default)]
    pub schedule: Vec<Slot>,
}

/// One round's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// The series office that drafts it.
    pub office: OfficeId,
    /// What it says.
    pub content: Content,
    /// Values entered where the texts are silent (未载明), each with who entered it and why.
    pub settings: Settings,
    /// Where it stands.
    pub stage: Stage,
    /// Where it departs from what the texts ask in principle (原则上), with reason and approver.
    #[serde(default)]
    pub departures: Vec<Departure>,
    /// Why the office above gave it back, while the draft waits to be filed again.
    #[serde(default)]
    pub returned: Option<Returned>,
    /// What was changed after publication, in order; the first is number 1.
    #[serde(default)]
    pub amendments: Vec<Amendment>,
}

/// The office above gave a filed plan back (退回修改).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// When.
    pub at: Timestamp,
    /// Which office.
    pub by: OfficeId,
    /// What is to be mended.
    pub reason: String,
}

/// A filed plan was given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GivenBack {
    /// By which office.
    pub by: OfficeId,
}

/// A plan was drafted or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drafted {
    /// The pack it stands on.
    pub pack: String,
    /// The year.
    pub year: i16,
    /// The levels.
    pub levels: Vec<Level>,
    /// The application window.
    pub application: DayRange,
    /// How many demands that bind only in principle it departs from.
    pub departures: usize,
}

/// A silent value was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingEntered {
    /// Its name.
    pub name: String,
    /// Its value as a pack would write it.
    pub value: String,
    /// The number of the supplement that tells it, once the notice is published.
    pub amendment: Option<u32>,
}

/// A plan was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FiledWith {
    /// The office above.
    pub with: OfficeId,
    /// Whether the day by which the texts want it filed is over.
    pub late: bool,
}

/// A notice was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Published {
    /// Its number.
    pub number: String,
}

impl Plan {
    /// Checks what the drafting office wrote against the round's rules; all at once.
    #[must_use]
    pub fn check(content: &Content, rules: &Rules) -> Vec<Refusal> {
        let mut found = Vec::new();
        if content.title.trim().is_empty() {
            found.push(Refusal::new("请填写通知标题").at("title"));
        }
        if content.levels.is_empty() {
            found.push(Refusal::new("请至少选择一个评审级别").at("levels"));
        }
        if content.specialties.iter().all(|name| name.trim().is_empty()) {
            found.push(Refusal::new("请至少列出一个申报专业").at("specialties"));
        }
        if content.application.from > content.application.to {
            found.push(Refusal::new("申报截止日早于开始日").at("application_to"));
        }
        if content.application.from.year() != content.year {
            found.push(Refusal::new("申报开始日不在评审年度内").at("application_from"));
        }
        found.extend(schedule::refusals(content, rules));
        found
    }

    /// A new draft.
    ///
    /// # Errors
    /// Something in it does not fit the round's rules.
    pub fn draft(
        id: PlanId,
        office: OfficeId,
        content: Content,
        soft: &Soft,
        rules: &Rules,
    ) -> Result<Changed<Self, Drafted>, Refusals> {
        let departures = Self::settled(&content, soft, rules)?;
        let event = drafted(&content, departures.len());
        let plan = Self {
            id,
            office,
            content,
            settings: Settings::new(),
            stage: Stage::Draft,
            departures,
            returned: None,
            amendments: Vec::new(),
        };
        Ok(Changed::new(plan, event))
    }

    /// Where `content` departs from what binds in principle, once everything else fits and reason and approver are given.
    fn settled(content: &Content, soft: &Soft, rules: &Rules) -> Result<Vec<Departure>, Refusals> {
        let mut found = Self::check(content, rules);
        let departures = schedule::departures(content, soft, rules);
        match departures {
            Ok(departures) => Refusals::check(found).map(|()| departures),
            Err(more) => {
                found.extend(more);
                Refusals::check(found).map(|()| Vec::new())
            }
        }
    }

    /// Changes a draft.
    ///
    /// # Errors
    /// The plan was filed already, or something in it does not fit the round's rules.
    pub fn revise(
        self,
        content: Content,
        soft: &Soft,
        rules: &Rules,
    ) -> Result<Changed<Self, Drafted>, Refusals> {
        if self.stage != Stage::Draft {
            let refusal = Refusal::new("计划已报备，不能再直接修改").rule("PLN-006");
            return Err(refusal.remedy("请发布补充通知，或由备案单位退回后修改").into());
        }
        let departures = Self::settled(&content, soft, rules)?;
        let event = drafted(&content, departures.len());
        let plan = Self {
            content,
            departures,
            ..self
        };
        Ok(Changed::new(plan, event))
    }

    /// Enters a value where the round's texts are silent. After publication it is a numbered supplement.
    ///
    /// # Errors
    /// There is nothing of that name to set, the value has the wrong form, a text settles it already, or the days it
    /// gives are against a limit that binds.
    pub fn enter_setting(
        self,
        name: &str,
        setting: Setting,
        rules: &Rules,
    ) -> Result<Changed<Self, SettingEntered>, Refusals> {
        let before = self.settings.get(name).map(|known| known.value.clone());
        let (value, reason, at) = (setting.value.clone(), setting.note.clone(), setting.at);
        let settings = self.settings.clone().with(name, setting);
        let settled = rules.with_settings(settings.clone()).map_err(|errors| {
            let refusals = errors
                .into_iter()
                .map(|error| Refusal::new(error.sentence).at("value"));
            match Refusals::check(refusals.collect()) {
                Err(refusals) => refusals,
                Ok(()) => Refusal::new("该设定不能使用").at("value").into(),
            }
        })?;
        Refusals::check(schedule::against_limits(&self.content, name, &settled))?;
        let changes = amend::setting_change(name, before, &value);
        let plan = Self { settings, ..self };
        let published = matches!(plan.stage, Stage::Published { .. });
        let (plan, amendment) = if published && !changes.is_empty() {
            let Changed { state, event } = plan.numbered(Cause::Change, &reason, changes, 0, at);
            (state, Some(event.number))
        } else {
            (plan, None)
        };
        let event = SettingEntered {
            name: name.to_owned(),
            value,
            amendment,
        };
        Ok(Changed::new(plan, event))
    }

    /// Files the plan with the office above (PLN-006, PLN-010). A late filing is taken and told as late.
    ///
    /// # Errors
    /// It is not a draft.
    pub fn file(
        self,
        with: OfficeId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Changed<Self, FiledWith>, Refusals> {
        if self.stage != Stage::Draft {
            return Err(Refusal::new("计划已经报备").rule("PLN-006").into());
        }
        let late = filing_day(rules).is_some_and(|last| last < now.day());
        let stage = Stage::Filed { at: now, with };
        let returned = None;
        let plan = Self {
            stage,
            returned,
            ..self
        };
        Ok(Changed::new(plan, FiledWith { with, late }))
    }

    /// The office it was filed with gives it back, to be mended and filed again.
    ///
    /// # Errors
    /// It is not filed, or no reason is given.
    pub fn give_back(
        self,
        by: OfficeId,
        reason: &str,
        now: Timestamp,
    ) -> Result<Changed<Self, GivenBack>, Refusals> {
        if !matches!(self.stage, Stage::Filed { .. }) {
            let refusal = Refusal::new("计划不在报备中，不能退回").rule("PLN-010");
            return Err(refusal.into());
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::new("请写明需要修改的内容").at("reason").into());
        }
        let returned = Some(Returned {
            at: now,
            by,
            reason: reason.to_owned(),
        });
        let plan = Self {
            stage: Stage::Draft,
            returned,
            ..self
        };
        Ok(Changed::new(plan, GivenBack { by }))
    }

    /// Publishes the notice under `number`.
    ///
    /// # Errors
    /// It was not filed, the number is missing, or the application window is over.
    pub fn publish(
        self,
        number: &str,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Changed<Self, Published>, Refusals> {
        let mut found = Vec::new();
        let with = self.filed_with();
        match self.stage {
            Stage::Filed { .. } => {}
            Stage::Draft => {
                let refusal = refuse(rules, "部署文件报备", "PLN-010", "部署文件尚未报备，不能发布");
                found.push(refusal.remedy("请先报上级职改办备案"));
            }
            Stage::Published { .. } => found.push(Refusal::new("通知已经发布").rule("PLN-010")),
        }
        let number = number.trim();
        if number.is_empty() {
            found.push(Refusal::new("请填写发文字号").at("number"));
        }
        if now.day() > self.content.application.to {
            found.push(Refusal::new("申报时间已经结束，不能再发布").at("number"));
        }
        Refusals::check(found)?;
        let stage = Stage::Published {
            at: now,
            number: number.to_owned(),
            with,
        };
        Ok(Changed::new(
            Self { stage, ..self },
            Published {
                number: number.to_owned(),
            },
        ))
    }

    /// The office above with which the plan was filed.
    #[must_use]
    pub const fn filed_with(&self) -> Option<OfficeId> {
        match self.stage {
            Stage::Draft => None,
            Stage::Filed { with, .. } => Some(with),
            Stage::Published { with, .. } => with,
        }
    }

    /// Whether applications may be submitted at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Published { .. }) && self.content.application.contains(now.day())
    }

    /// The last day on which an application may be submitted.
    #[must_use]
    pub const fn deadline(&self) -> Day {
        self.content.application.to
    }
}

/// The last day on which the texts want the notice filed, if they name one (部署文件备案截止日).
#[must_use]
pub fn filing_day(rules: &Rules) -> Option<Day> {
    rules.day("部署文件备案截止日").ok().map(|answer| answer.value)
}

fn drafted(content: &Content, departures: usize) -> Drafted {
    Drafted {
        pack: content.pack.clone(),
        year: content.year,
        levels: content.levels.clone(),
        application: content.application,
        departures,
    }
}
