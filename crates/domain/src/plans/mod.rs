//! Yearly review plans and their deployment notices (年度评审计划与部署文件), life cycle 6.15.

use kernel::{Day, Level, OfficeId, PlanId, Refusal, Refusals, Timestamp};
use policy::{DayRange, Rules, Setting, Settings};
use serde::{Deserialize, Serialize};

use crate::{Changed, refuse};

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
}

/// A silent value was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingEntered {
    /// Its name.
    pub name: String,
    /// Its value as a pack would write it.
    pub value: String,
}

/// A plan was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FiledWith {
    /// The office above.
    pub with: OfficeId,
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
        for level in &content.levels {
            if let Ok(window) = rules.window("个人申报", *level)
                && window.value != content.application
            {
                let text = format!("{level}的个人申报时间应为{}", window.value);
                found.push(window.law.refusal_saying(text).at("application_from"));
            }
        }
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
        rules: &Rules,
    ) -> Result<Changed<Self, Drafted>, Refusals> {
        Refusals::check(Self::check(&content, rules))?;
        let event = drafted(&content);
        let plan = Self {
            id,
            office,
            content,
            settings: Settings::new(),
            stage: Stage::Draft,
        };
        Ok(Changed::new(plan, event))
    }

    /// Changes a draft.
    ///
    /// # Errors
    /// The plan was filed already, or something in it does not fit the round's rules.
    pub fn revise(self, content: Content, rules: &Rules) -> Result<Changed<Self, Drafted>, Refusals> {
        if self.stage != Stage::Draft {
            let refusal = Refusal::new("计划已报备，不能再直接修改").rule("PLN-006");
            return Err(refusal.remedy("请发布补充通知，或由备案单位退回后修改").into());
        }
        Refusals::check(Self::check(&content, rules))?;
        let event = drafted(&content);
        Ok(Changed::new(Self { content, ..self }, event))
    }

    /// Enters a value where the round's texts are silent.
    ///
    /// # Errors
    /// There is nothing of that name to set, the value has the wrong form, or a text settles it already.
    pub fn enter_setting(
        self,
        name: &str,
        setting: Setting,
        rules: &Rules,
    ) -> Result<Changed<Self, SettingEntered>, Refusals> {
        let event = SettingEntered {
            name: name.to_owned(),
            value: setting.value.clone(),
        };
        let settings = self.settings.clone().with(name, setting);
        rules.with_settings(settings.clone()).map_err(|errors| {
            let refusals = errors
                .into_iter()
                .map(|error| Refusal::new(error.sentence).at("value"));
            match Refusals::check(refusals.collect()) {
                Err(refusals) => refusals,
                Ok(()) => Refusal::new("该设定不能使用").at("value").into(),
            }
        })?;
        Ok(Changed::new(Self { settings, ..self }, event))
    }

    /// Files the plan with the office above (PLN-006, PLN-010).
    ///
    /// # Errors
    /// It is not a draft.
    pub fn file(self, with: OfficeId, now: Timestamp) -> Result<Changed<Self, FiledWith>, Refusals> {
        if self.stage != Stage::Draft {
            return Err(Refusal::new("计划已经报备").rule("PLN-006").into());
        }
        let stage = Stage::Filed { at: now, with };
        Ok(Changed::new(Self { stage, ..self }, FiledWith { with }))
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
        };
        Ok(Changed::new(
            Self { stage, ..self },
            Published {
                number: number.to_owned(),
            },
        ))
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

fn drafted(content: &Content) -> Drafted {
    Drafted {
        pack: content.pack.clone(),
        year: content.year,
        levels: content.levels.clone(),
        application: content.application,
    }
}
