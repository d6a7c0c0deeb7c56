//! Drafting a round's deployment notice, and changing the draft.

use actions::plans::draft::draft;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::accounts::OfficeKind;
use domain::plans::{Content as PlanContent, Plan, Soft, Stage};
use kernel::{OfficeId, PlanId};
use store::{Error, Rx};

use super::urls::{NewPlan, PlanDraft, PlanPage, Plans};
use super::varying::{Inputs, Varying};
use super::{office_of, own};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Select, TextInput, Width};
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// What the office writes.
#[derive(Clone, Debug)]
pub(super) struct DraftForm {
    content: PlanContent,
    soft: Soft,
}

impl ReadForm for DraftForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let title = reader.text("title", "通知标题", 100);
        let year = reader.whole("year", "评审年度", 2000..=2100, "");
        let pack = reader.text("pack", "所依据的政策包", 100);
        let series = reader.text("series", "评审系列", 40);
        let organiser = reader.choice("organiser", "评委会组建单位", |value| {
            value.parse::<OfficeId>().ok()
        });
        let varying = Varying::read(reader);
        let (title, year, pack, series, organiser) = (title?, year?, pack?, series?, organiser?);
        let (content, soft) = varying?.with(|said| PlanContent {
            title,
            year: i16::try_from(year).unwrap_or(i16::MAX),
            pack,
            series,
            organiser,
            levels: said.levels,
            specialties: said.specialties,
            application: said.application,
            schedule: said.schedule,
            contact: said.contact,
            payment: said.payment,
        });
        Some(Self { content, soft })
    }
}

fn stored(plan: &Plan) -> FormState {
    let content = &plan.content;
    Varying::stored(content, &super::soft_of(plan))
        .with("title", &content.title)
        .with("year", content.year)
        .with("pack", &content.pack)
        .with("series", &content.series)
        .with("organiser", content.organiser)
}

#[derive(Clone, Debug, Template)]
#[template(path = "plans/draft.html")]
struct DraftPage {
    heading: &'static str,
    back: Url,
    errors: ErrorSummary,
    form: PostForm,
    title: TextInput,
    year: TextInput,
    pack: Select,
    series: TextInput,
    organiser: Select,
    varying: Inputs,
    buttons: Buttons,
    refused: bool,
}

impl Content for DraftPage {
    fn head(&self) -> Head {
        Head::new(self.heading)
            .section(Plans)
            .back("返回", &self.back)
            .refused(self.refused)
    }
}

impl DraftPage {
    fn load(rx: &mut Rx<'_>, who: &SignedIn, of: Option<PlanId>, state: FormState) -> store::Result<Self> {
        let (state, back, action) = match of {
            None => {
                office_of(who)?;
                (state, Url::from(Plans), Url::from(NewPlan))
            }
            Some(id) => {
                let plan = draft_of(rx, who, id)?;
                let state = if state.is_refused() { state } else { stored(&plan) };
                (state, PlanPage { id }.into(), PlanDraft { id }.into())
            }
        };
        let organisers = organisers(rx)?;
        Ok(Self {
            heading: if of.is_some() {
                "修改评审计划"
            } else {
                "起草评审计划"
            },
            back,
            errors: ErrorSummary::of(&state),
            form: PostForm::new(&who.token(), action).guard_unsaved(),
            title: TextInput::new("title", "通知标题").fill(&state),
            year: TextInput::new("year", "评审年度")
                .digits()
                .width(Width::Chars5)
                .unit("年")
                .fill(&state),
            pack: Select::new("pack", "所依据的政策包", packs(rx))
                .hint("条件、期限、材料、表决和程序都按政策包执行；文件没有写明的，起草后在本轮设置中填写。")
                .fill(&state),
            series: TextInput::new("series", "评审系列")
                .hint("例如：中小学教师")
                .width(Width::Chars20)
                .fill(&state),
            organiser: Select::new("organiser", "评委会组建单位", organisers).fill(&state),
            varying: Inputs::new(&state),
            buttons: Buttons::new([Button::submit("保存")]),
            refused: state.is_refused(),
        })
    }
}

/// The office's own plan while it is a draft.
fn draft_of(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId) -> store::Result<Plan> {
    let plan = own(rx, who, id)?;
    if plan.stage == Stage::Draft {
        Ok(plan)
    } else {
        Err(Error::NotFound)
    }
}

/// The packs of a series in force today.
fn packs(rx: &Rx<'_>) -> Vec<Choice> {
    let today = rx.today();
    let in_force = rx
        .policies()
        .packs()
        .filter(|pack| pack.from <= today && pack.to.is_none_or(|to| today <= to));
    in_force
        .map(|pack| {
            let number = pack.instrument.number.unwrap_or_else(|| pack.id.clone());
            Choice::new(pack.id, format!("{}（{number}）", pack.instrument.title))
        })
        .collect()
}

fn organisers(rx: &mut Rx<'_>) -> store::Result<Vec<Choice>> {
    let mut offices = store::accounts::offices_of_kind(rx, OfficeKind::Department)?;
    offices.extend(store::accounts::offices_of_kind(rx, OfficeKind::HumanResources)?);
    Ok(offices
        .into_iter()
        .map(|office| Choice::new(office.id.to_string(), office.name))
        .collect())
}

/// `GET /plans/new`.
///
/// # Errors
/// The person does not act for a series office.
pub(super) async fn get_new(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| DraftPage::load(rx, who, None, FormState::blank()))
        .await
}

/// `POST /plans/new`.
///
/// # Errors
/// The person does not act for a series office.
pub(super) async fn post_new(app: App, who: SignedIn, form: Form<DraftForm>) -> Result<Response, Fault> {
    app.submit(who, form, |tx, form| draft(tx, None, form.content, &form.soft))
        .or_show_again(|rx, who, state| DraftPage::load(rx, who, None, state))
        .then_go(|id| Go::to(PlanPage { id }).saying("计划已起草。请填写文件未载明的事项，然后报备。"))
        .await
}

/// `GET /plans/{id}/draft`.
///
/// # Errors
/// It is not the office's plan, or is no longer a draft.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PlanDraft { id }): Path<PlanDraft>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        DraftPage::load(rx, who, Some(id), FormState::blank())
    })
    .await
}

/// `POST /plans/{id}/draft`.
///
/// # Errors
/// It is not the office's plan.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(PlanDraft { id }): Path<PlanDraft>,
    form: Form<DraftForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        draft(tx, Some(id), form.content, &form.soft)
    })
    .or_show_again(move |rx, who, state| DraftPage::load(rx, who, Some(id), state))
    .then_go(|id| Go::to(PlanPage { id }).saying("计划已修改。"))
    .await
}
