//! Applying for a committee (第八条 to 第十二条), and handing in a corrected application.

use actions::committees::register::{Register, register};
use actions::committees::standing_rules;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::accounts::OfficeKind;
use domain::committees::{Conditions, Declared, Grade, Stage};
use kernel::{CommitteeId, OfficeId, Role};
use policy::CommitteeBasis;
use store::{Error, Rx};

use super::seen;
use super::urls::{CommitteePlace, Committees, CorrectCommittee, NewCommittee};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, Select, TextArea, TextInput, Width};
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

const MOST_MEMBERS: i64 = 255;

const CONDITIONS: [(&str, &str); 4] = [
    (
        "main_series",
        "(一)职称系列或者专业为本单位的主体系列或者主体专业",
    ),
    (
        "influence",
        "(二)在行业或者地区内具有重要影响力，能够代表本领域专业发展水平",
    ),
    (
        "enough_experts",
        "(三)具有一定数量的专业技术人才和符合条件的高水平评审专家",
    ),
    (
        "sound_institution",
        "(四)组织机构、工作制度健全，具备组织评审的能力",
    ),
];

const BASES: [(&str, CommitteeBasis, &str); 3] = [
    ("series", CommitteeBasis::Series, "按职称系列组建"),
    ("specialty", CommitteeBasis::Specialty, "按行业或者专业组建"),
    (
        "autonomous_unit",
        CommitteeBasis::AutonomousUnit,
        "自主评审单位组建",
    ),
];

/// What is applied for, as typed.
#[derive(Debug)]
pub(super) struct RegisterForm {
    declared: Declared,
    filing_office: Option<OfficeId>,
}

impl ReadForm for RegisterForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.optional_text("name", "评审机构名称", 60);
        let series = reader.optional_text("series", "评审系列", 40);
        let grade = reader.choice("grade", "评审层级", |value| {
            Grade::ALL.into_iter().find(|grade| grade.code() == value)
        });
        let specialties = reader.optional_text("specialties", "评审专业", 2_000);
        let range = reader.optional_text("range", "评审人员范围", 300);
        let method = reader.optional_text("method", "评审办法", 600);
        let basis = reader.choice("basis", "组建方式", |value| {
            let found = BASES.iter().find(|(code, ..)| *code == value);
            found.map(|(_, basis, _)| *basis)
        });
        let members = reader.whole("members", "组成人员总数", 1..=MOST_MEMBERS, " 人");
        let experts = reader.whole("experts", "评审专家人数", 1..=MOST_MEMBERS, " 人");
        let office = reader.fields().get("filing_office").unwrap_or_default();
        let filing_office = office.parse().ok();
        let conditions = Conditions {
            main_series: reader.ticked("main_series"),
            influence: reader.ticked("influence"),
            enough_experts: reader.ticked("enough_experts"),
            sound_institution: reader.ticked("sound_institution"),
        };
        Some(Self {
            declared: Declared {
                name: name?,
                series: series?,
                grade: grade?,
                specialties: lines(&specialties?),
                range: range?,
                method: method?,
                basis: basis?,
                members: people(members?),
                experts: people(experts?),
                conditions,
            },
            filing_office,
        })
    }
}

fn people(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// One specialty a line, or separated by 、.
fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '、', '，', ','])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn stored(declared: &Declared) -> FormState {
    let basis = BASES.iter().find(|(_, basis, _)| *basis == declared.basis);
    FormState::blank()
        .with("name", &declared.name)
        .with("series", &declared.series)
        .with("grade", declared.grade.code())
        .with("specialties", declared.specialties.join("\n"))
        .with("range", &declared.range)
        .with("method", &declared.method)
        .with("basis", basis.map_or("", |(code, ..)| code))
        .with("members", declared.members)
        .with("experts", declared.experts)
}

/// The page.
#[derive(Template)]
#[template(path = "committees/register.html")]
struct RegisterPage {
    title: &'static str,
    back: Url,
    errors: ErrorSummary,
    returned: Option<String>,
    form: PostForm,
    name: TextInput,
    series: TextInput,
    grade: Choices,
    specialties: TextArea,
    range: TextArea,
    method: TextArea,
    basis: Choices,
    members: TextInput,
    experts: TextInput,
    conditions: Vec<Choices>,
    filing_office: Select,
    buttons: Buttons,
    refused: bool,
}

impl Content for RegisterPage {
    fn head(&self) -> Head {
        Head::new(self.title)
            .section(Committees)
            .back("返回", &self.back)
            .refused(self.refused)
    }
}

/// The authorities that can be named where the organiser's area does not determine one.
fn authorities(rx: &mut Rx<'_>) -> store::Result<Vec<Choice>> {
    let mut offices = store::accounts::offices_of_kind(rx, OfficeKind::HumanResources)?;
    offices.extend(store::accounts::offices_of_kind(rx, OfficeKind::Department)?);
    Ok(offices
        .into_iter()
        .map(|office| Choice::new(office.id.to_string(), office.name))
        .collect())
}

impl RegisterPage {
    fn load(
        rx: &mut Rx<'_>,
        who: &SignedIn,
        of: Option<CommitteeId>,
        state: FormState,
    ) -> store::Result<Self> {
        if who.seat().role != Role::Organiser {
            return Err(Error::NotFound);
        }
        let (state, returned, back, action) = match of {
            None => (state, None, Url::from(Committees), Url::from(NewCommittee)),
            Some(id) => {
                let seen = seen(rx, who, id)?.managed()?;
                let Stage::Returned { reason, .. } = &seen.committee.stage else {
                    return Err(Error::NotFound);
                };
                let state = if state.is_refused() {
                    state
                } else {
                    stored(&seen.committee.declared)
                };
                let places = (CommitteePlace { id }.into(), CorrectCommittee { id }.into());
                (state, Some(reason.clone()), places.0, places.1)
            }
        };
        let number = |name: &str, label: &str| {
            TextInput::new(name, label)
                .digits()
                .unit("人")
                .width(Width::Chars5)
                .fill(&state)
        };
        let grades = Grade::ALL.map(|grade| Choice::new(grade.code(), grade.chinese()));
        let bases = BASES.map(|(code, _, words)| Choice::new(code, words));
        let condition = |(field, words): (&'static str, &'static str)| {
            let label = format!("组建条件{}", words.chars().take(3).collect::<String>());
            Choices::any(field, label, [Choice::new("yes", words)]).fill(&state)
        };
        Ok(Self {
            title: if of.is_some() {
                "修改备案申请"
            } else {
                "申请组建评委会"
            },
            errors: ErrorSummary::of(&state),
            returned,
            form: PostForm::new(&who.token(), action).guard_unsaved(),
            name: TextInput::new("name", "评审机构名称")
                .hint("评委会全称，例如：南宁市中小学教师系列中级评审委员会")
                .fill(&state),
            series: TextInput::new("series", "评审系列")
                .hint("一个评委会只属于一个职称系列，写法与年度通知一致，例如：中小学教师")
                .width(Width::Chars20)
                .fill(&state),
            grade: Choices::one("grade", "评审层级", grades).inline().fill(&state),
            specialties: TextArea::new("specialties", "评审专业")
                .hint("每行一个专业，写法与年度通知一致。")
                .fill(&state),
            range: TextArea::new("range", "评审人员范围").rows(2).fill(&state),
            method: TextArea::new("method", "评审办法").rows(3).fill(&state),
            basis: Choices::one("basis", "组建方式", bases).fill(&state),
            members: number("members", "组成人员总数").hint("包括主任委员、副主任委员，应为单数。"),
            experts: number("experts", "评审专家人数").hint("组成人员中的评审专家，行政领导不计入。"),
            conditions: CONDITIONS.into_iter().map(condition).collect(),
            filing_office: Select::new("filing_office", "备案机关", authorities(rx)?)
                .hint("一般由系统按层级确定，不用选择；本地区没有对应机关时才选。")
                .optional()
                .fill(&state),
            buttons: Buttons::new([
                Button::submit("提交备案申请"),
                Button::link("取消", &back).secondary(),
            ]),
            refused: state.is_refused(),
            back,
        })
    }
}

/// `GET /committees/new`.
///
/// # Errors
/// The viewer does not act for an organiser.
pub(super) async fn get_new(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| {
        RegisterPage::load(rx, who, None, FormState::blank())
    })
    .await
}

fn send(
    tx: &mut store::Tx<'_>,
    office: OfficeId,
    committee: Option<CommitteeId>,
    form: RegisterForm,
) -> store::Result<CommitteeId> {
    let rules = standing_rules(tx, office)?;
    let cmd = Register {
        committee,
        declared: form.declared,
        filing_office: form.filing_office,
    };
    register(tx, &rules, cmd)
}

/// `POST /committees/new`.
///
/// # Errors
/// The viewer does not act for an organiser.
pub(super) async fn post_new(app: App, who: SignedIn, form: Form<RegisterForm>) -> Result<Response, Fault> {
    let office = who.seat().office;
    app.submit(who, form, move |tx, form| send(tx, office, None, form))
        .or_show_again(|rx, who, state| RegisterPage::load(rx, who, None, state))
        .then_go(|id| Go::to(CommitteePlace { id }).saying("备案申请已提交。"))
        .await
}

/// `GET /committees/{id}/registration`.
///
/// # Errors
/// The viewer's office does not organise the committee, or it was not returned.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(CorrectCommittee { id }): Path<CorrectCommittee>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        RegisterPage::load(rx, who, Some(id), FormState::blank())
    })
    .await
}

/// `POST /committees/{id}/registration`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(CorrectCommittee { id }): Path<CorrectCommittee>,
    form: Form<RegisterForm>,
) -> Result<Response, Fault> {
    let office = who.seat().office;
    app.submit(who, form, move |tx, form| send(tx, office, Some(id), form))
        .or_show_again(move |rx, who, state| RegisterPage::load(rx, who, Some(id), state))
        .then_go(|id| Go::to(CommitteePlace { id }).saying("备案申请已修改并重新提交。"))
        .await
}
