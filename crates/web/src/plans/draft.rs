//! Drafting a round's deployment notice, and changing the draft.

use actions::plans::draft::draft;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::accounts::OfficeKind;
use domain::plans::{Content as PlanContent, Plan, Stage};
use kernel::{Day, Level, OfficeId, PlanId, Refusal};
use policy::DayRange;
use store::{Error, Rx};

use super::urls::{NewPlan, PlanDraft, PlanPage, Plans};
use super::{office_of, own};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, DateInput, Select, TextArea, TextInput, Width};
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// What the office writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DraftForm(PlanContent);

impl ReadForm for DraftForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let title = reader.text("title", "通知标题", 100);
        let year = reader.whole("year", "评审年度", 2000..=2100, "");
        let pack = reader.text("pack", "所依据的政策包", 100);
        let series = reader.text("series", "评审系列", 40);
        let levels = reader.choices("levels", "评审级别", Level::from_code);
        let specialties = reader.text("specialties", "申报专业", 2_000);
        let from = reader.day("application_from", "申报开始日");
        let to = reader.day("application_to", "申报截止日");
        let organiser = reader.choice("organiser", "评委会组建单位", |value| {
            value.parse::<OfficeId>().ok()
        });
        let contact = reader.text("contact", "咨询单位和电话", 200);
        let payment = reader.text("payment", "缴费方式", 200);
        Some(Self(PlanContent {
            title: title?,
            year: i16::try_from(year?).unwrap_or(i16::MAX),
            pack: pack?,
            series: series?,
            levels: levels?,
            specialties: lines(&specialties?),
            application: window(reader, from?, to?)?,
            organiser: organiser?,
            contact: contact?,
            payment: payment?,
        }))
    }
}

fn window(reader: &mut Reader<'_>, from: Day, to: Day) -> Option<DayRange> {
    if from <= to {
        Some(DayRange { from, to })
    } else {
        let refusal = Refusal::new("申报截止日早于开始日").remedy("请核对两个日期。");
        reader.refuse(refusal.at("application_to"))
    }
}

/// One specialty a line, or separated by 、.
fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '、', '，', ','])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn stored(content: &PlanContent) -> FormState {
    let state = FormState::blank()
        .with("title", &content.title)
        .with("year", content.year)
        .with("pack", &content.pack)
        .with("series", &content.series)
        .with("specialties", content.specialties.join("\n"))
        .with("application_from", content.application.from)
        .with("application_to", content.application.to)
        .with("organiser", content.organiser)
        .with("contact", &content.contact)
        .with("payment", &content.payment);
    content
        .levels
        .iter()
        .fold(state, |state, level| state.with("levels", level.code()))
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
    levels: Choices,
    specialties: TextArea,
    application_from: DateInput,
    application_to: DateInput,
    organiser: Select,
    contact: TextInput,
    payment: TextInput,
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
                let state = if state.is_refused() {
                    state
                } else {
                    stored(&plan.content)
                };
                (state, PlanPage { id }.into(), PlanDraft { id }.into())
            }
        };
        let organisers = organisers(rx)?;
        let levels = Level::ALL.map(|level| Choice::new(level.code(), level.chinese()));
        let day = |name: &str, label: &str| DateInput::new(name, label).fill(&state);
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
            levels: Choices::any("levels", "评审级别", levels).inline().fill(&state),
            specialties: TextArea::new("specialties", "申报专业")
                .hint("每行一个专业。")
                .rows(6)
                .fill(&state),
            application_from: day("application_from", "申报开始日"),
            application_to: day("application_to", "申报截止日"),
            organiser: Select::new("organiser", "评委会组建单位", organisers).fill(&state),
            contact: TextInput::new("contact", "咨询单位和电话").fill(&state),
            payment: TextInput::new("payment", "缴费方式")
                .width(Width::Chars20)
                .fill(&state),
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
    app.submit(who, form, |tx, form| draft(tx, None, form.0))
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
    app.submit(who, form, move |tx, form| draft(tx, Some(id), form.0))
        .or_show_again(move |rx, who, state| DraftPage::load(rx, who, Some(id), state))
        .then_go(|id| Go::to(PlanPage { id }).saying("计划已修改。"))
        .await
}
