//! What the round's texts leave open (未载明): the office in charge enters a value and its ground, or leaves it open
//! knowingly.

use actions::plans::enter_setting::{EnterSetting, enter_setting};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::plans::Plan;
use kernel::PlanId;
use policy::{NotSet, Rules};
use store::{Error, Rx};

use super::urls::{PlanPage, PlanSetting, PlanSettings, Plans};
use super::{own, shown_rules};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::html::Html;
use crate::kit::inputs::{TextArea, TextInput, Width};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Basis, Empty, Inset, Link, Noted};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};
use crate::row;

/// What is still open, as far as it concerns the plan's levels.
pub(super) fn of_plan(plan: &Plan, rules: &Rules) -> Vec<NotSet> {
    let open = rules.open_matters().into_iter().filter(|open| {
        open.levels.is_empty()
            || open
                .levels
                .iter()
                .any(|level| plan.content.levels.contains(level))
    });
    let mut matters: Vec<NotSet> = open.map(|open| open.matter).collect();
    matters.dedup_by(|next, before| next.name == before.name);
    matters
}

#[derive(Clone, Debug, Template)]
#[template(path = "plans/settings.html")]
struct SettingsPage {
    plan: Link,
    open: Table,
    entered: Table,
}

impl Content for SettingsPage {
    fn head(&self) -> Head {
        Head::new("文件未载明的事项")
            .section(Plans)
            .crumb("评审计划", Plans)
            .crumb(&self.plan.text, &self.plan.url)
            .wide()
    }
}

fn open(plan: &Plan, matters: &[NotSet]) -> Table {
    let rows = matters.iter().map(|matter| {
        let url = PlanSetting {
            id: plan.id,
            name: matter.name.clone(),
        };
        let basis = matter
            .law
            .as_ref()
            .map_or_else(Html::default, |law| Basis::new(law.article.clone()).into());
        let why = Noted::text(&matter.why).with(basis);
        let form = Noted::text(matter.kind.chinese()).note(format!("写法如：{}", matter.kind.example()));
        row![
            matter.name.as_str(),
            why,
            form,
            Link::new("填写", url).about(&matter.name)
        ]
    });
    let columns = [
        Column::new("事项"),
        Column::new("文件怎么说"),
        Column::new("填写形式"),
        Column::new("操作").hide_title(),
    ];
    let empty = Empty::new("没有未定的事项").because("文件已经写明，或者都已设定。");
    Table::new("还没有设定", columns)
        .hide_caption()
        .rows(rows)
        .or_empty(empty)
}

fn entered(plan: &Plan) -> Table {
    let rows = plan.settings.iter().map(|(name, setting)| {
        let url = PlanSetting {
            id: plan.id,
            name: name.to_owned(),
        };
        let by = Noted::text(&setting.by).note(setting.at.minute_text());
        row![
            name,
            setting.value.as_str(),
            setting.note.as_str(),
            by,
            Link::new("修改", url).about(name)
        ]
    });
    let columns = [
        Column::new("事项"),
        Column::new("设定"),
        Column::new("依据"),
        Column::new("由谁何时设定"),
        Column::new("操作").hide_title(),
    ];
    let empty = Empty::new("还没有设定任何事项");
    Table::new("已经设定", columns)
        .hide_caption()
        .rows(rows)
        .or_empty(empty)
}

/// `GET /plans/{id}/settings`.
///
/// # Errors
/// It is not the office's plan.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PlanSettings { id }): Path<PlanSettings>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        let plan = own(rx, who, id)?;
        let rules = shown_rules(rx, &plan)?;
        Ok(SettingsPage {
            plan: Link::new(&plan.content.title, PlanPage { id }),
            open: open(&plan, &of_plan(&plan, &rules)),
            entered: entered(&plan),
        })
    })
    .await
}

/// A value and its ground, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SettingForm {
    value: String,
    note: String,
}

impl ReadForm for SettingForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let value = reader.text("value", "设定的内容", 200);
        let note = reader.text("note", "设定依据", 300);
        Some(Self {
            value: value?,
            note: note?,
        })
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "plans/setting.html")]
struct SettingPage {
    name: String,
    why: Inset,
    errors: ErrorSummary,
    form: PostForm,
    value: TextInput,
    note: TextArea,
    buttons: Buttons,
    back: PlanSettings,
    refused: bool,
}

impl Content for SettingPage {
    fn head(&self) -> Head {
        Head::new(format!("设定：{}", self.name))
            .section(Plans)
            .back("返回事项列表", self.back.clone())
            .refused(self.refused)
    }
}

impl SettingPage {
    fn load(
        rx: &mut Rx<'_>,
        who: &SignedIn,
        (id, name): (PlanId, &str),
        state: FormState,
    ) -> store::Result<Self> {
        let plan = own(rx, who, id)?;
        // Without the round's settings, so that a value entered before shows again why it was open.
        let rules = actions::rules::of_pack(rx, &plan.content.pack)?;
        let mut open = rules.open_matters().into_iter().map(|open| open.matter);
        let matter = open.find(|matter| matter.name == name).ok_or(Error::NotFound)?;
        let before = plan.settings.get(name);
        let state = match before {
            Some(setting) if !state.is_refused() => FormState::blank()
                .with("value", &setting.value)
                .with("note", &setting.note),
            _ => state,
        };
        let why = Inset::text(&matter.why);
        let action = PlanSetting {
            id,
            name: name.to_owned(),
        };
        Ok(Self {
            name: name.to_owned(),
            why: match matter.law {
                Some(law) => why.under(law.article),
                None => why,
            },
            errors: ErrorSummary::of(&state),
            form: PostForm::new(&who.token(), action),
            value: TextInput::new("value", "设定的内容")
                .hint(format!(
                    "填写{}，写法如“{}”；这一事项不发生的，填“不适用”。",
                    matter.kind.chinese(),
                    matter.kind.example()
                ))
                .width(Width::Chars20)
                .fill(&state),
            note: TextArea::new("note", "设定依据")
                .hint("写明文件、会议纪要或者决定。设定的内容、单位、时间和依据会在通知里公开。")
                .rows(3)
                .fill(&state),
            buttons: Buttons::new([Button::submit("保存")]),
            back: PlanSettings { id },
            refused: state.is_refused(),
        })
    }
}

/// `GET /plans/{id}/settings/{name}`.
///
/// # Errors
/// It is not the office's plan, or a text settles the matter.
pub(super) async fn get_one(
    app: App,
    who: SignedIn,
    Path(PlanSetting { id, name }): Path<PlanSetting>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        SettingPage::load(rx, who, (id, &name), FormState::blank())
    })
    .await
}

/// `POST /plans/{id}/settings/{name}`.
///
/// # Errors
/// It is not the office's plan, or a text settles the matter.
pub(super) async fn post_one(
    app: App,
    who: SignedIn,
    Path(PlanSetting { id, name }): Path<PlanSetting>,
    form: Form<SettingForm>,
) -> Result<Response, Fault> {
    let (again, said) = (name.clone(), name.clone());
    app.submit(who, form, move |tx, form| {
        let SettingForm { value, note } = form;
        enter_setting(
            tx,
            EnterSetting {
                plan: id,
                name,
                value,
                note,
            },
        )
    })
    .or_show_again(move |rx, who, state| SettingPage::load(rx, who, (id, &again), state))
    .then_go(move |()| Go::to(PlanSettings { id }).saying(format!("“{said}”已设定。")))
    .await
}
