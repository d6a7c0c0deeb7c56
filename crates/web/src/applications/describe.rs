//! What is applied for, and what the applicant declares (申报信息与声明).

use actions::applications::describe::describe;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::dossier::Declarations;
use kernel::{ApplicationId, Day, Level};
use policy::{Days, Facts, Rules};
use store::Rx;

use super::Own;
use super::target::{self, TargetForm};
use super::urls::{Applications, CasePage, Describe};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::html::Html;
use crate::kit::inputs::{Choice, Choices, DateInput, Select};
use crate::kit::table::{Column, Table};
use crate::kit::urls::Url;
use crate::kit::words::{Basis, Details, Link};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, Query, ReadForm, Reader, SignedIn};
use crate::row;

/// What can be declared: the value in the form, and the words.
const DECLARED: [(&str, &str); 4] = [
    ("no_bars", "本人没有不得申报的情形"),
    ("good_conduct", "本人遵守宪法和法律，具备良好的职业道德"),
    ("teaching_in_post", "本人是在岗教师或教研员"),
    (
        "moved_from_civil_service",
        "本人由公务员（含参照公务员法管理单位人员）流动到企事业单位",
    ),
];

/// Target and declarations, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DescribeForm {
    target: TargetForm,
    declared: Declarations,
}

impl ReadForm for DescribeForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let target = TargetForm::read(reader);
        let ticked = reader.choices("declared", "本人声明", |value| {
            DECLARED
                .iter()
                .map(|(known, _)| *known)
                .find(|known| *known == value)
        });
        let retirement_day = reader.optional_day("retirement_day", "达到规定退休年龄的日期");
        let ticked = ticked?;
        let says = |name: &str| ticked.contains(&name);
        Some(Self {
            declared: Declarations {
                no_bars: says("no_bars"),
                good_conduct: says("good_conduct"),
                teaching_in_post: says("teaching_in_post"),
                retirement_day: retirement_day?,
                moved_from_civil_service: says("moved_from_civil_service"),
            },
            target: target?,
        })
    }
}

/// What somebody declares, in words, for reading.
pub(super) fn declarations(declared: &Declarations) -> Vec<(&'static str, String)> {
    let values = [
        declared.no_bars,
        declared.good_conduct,
        declared.teaching_in_post,
        declared.moved_from_civil_service,
    ];
    let said = |value: bool| if value { "是" } else { "没有声明" }.to_owned();
    let day = declared.retirement_day.map(|day| day.to_string());
    DECLARED
        .iter()
        .zip(values)
        .map(|((_, words), value)| (*words, said(value)))
        .chain([("达到规定退休年龄的日期", day.unwrap_or_default())])
        .collect()
}

#[derive(Clone, Debug, Template)]
#[template(path = "applications/describe.html")]
struct DescribePage {
    errors: ErrorSummary,
    form: PostForm,
    level: Level,
    others: Vec<Link>,
    specialty: Select,
    ground: Choices,
    declared: Choices,
    bars: Option<Details>,
    retirement_day: DateInput,
    buttons: Buttons,
    back: Url,
    refused: bool,
}

impl Content for DescribePage {
    fn head(&self) -> Head {
        Head::new("申报信息与声明")
            .section(Applications)
            .back("返回申报", &self.back)
            .refused(self.refused)
    }
}

fn stored(own: &Own) -> FormState {
    let (target, declared) = (&own.case.target, &own.case.declared);
    let state = FormState::blank()
        .with("specialty", &target.specialty)
        .with("ground", &target.ground);
    let values = [
        declared.no_bars,
        declared.good_conduct,
        declared.teaching_in_post,
        declared.moved_from_civil_service,
    ];
    let ticked = DECLARED.iter().zip(values).filter(|(_, value)| *value);
    let state = ticked.fold(state, |state, ((name, _), _)| state.with("declared", name));
    match declared.retirement_day {
        Some(day) => state.with("retirement_day", day),
        None => state,
    }
}

/// The circumstances that bar an application, each with its article, as the round's rules name them.
fn bars(rules: &Rules, today: Day) -> Option<Details> {
    const RULE: &str = "没有不得申报情形";
    let decision = rules.evaluate(RULE, &Facts::new(), Days::on(today)).ok()?;
    let list = decision.explanation.parts.first()?;
    let rows = list
        .parts
        .iter()
        .map(|bar| row![bar.says.as_str(), Basis::new(bar.article.clone())]);
    let columns = [Column::new("情形"), Column::new("依据")];
    let table = Table::new("不得申报的情形", columns).hide_caption().rows(rows);
    Some(Details::new("哪些是不得申报的情形", table))
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, level): (ApplicationId, Option<Level>),
    state: FormState,
) -> store::Result<DescribePage> {
    let own = Own::find(rx, who, id)?;
    own.editable()?;
    let levels = &own.plan.content.levels;
    let level = level
        .filter(|level| levels.contains(level) && own.case.submissions == 0)
        .unwrap_or(own.case.target.level);
    let other = |other: &Level| {
        let url = Url::from(Describe { id }).with("level", other.code());
        Link::new(format!("改为{other}"), url)
    };
    let others = levels.iter().filter(|other| **other != level).map(other);
    let others = if own.case.submissions == 0 {
        others.collect()
    } else {
        Vec::new()
    };
    let state = if state.is_refused() { state } else { stored(&own) };
    Ok(DescribePage {
        errors: ErrorSummary::of(&state),
        form: PostForm::new(&who.token(), Describe { id }).guard_unsaved(),
        level,
        others,
        specialty: target::specialty(&own.plan, &state),
        ground: target::ground(&own.rules, level, &state),
        declared: Choices::any(
            "declared",
            "本人声明",
            DECLARED.map(|(value, words)| Choice::new(value, words)),
        )
        .hint("勾选与您情况相符的各项；声明由您签署的诚信承诺担保，并由单位审核。")
        .fill(&state),
        bars: bars(&own.rules, rx.today()),
        retirement_day: DateInput::new("retirement_day", "达到规定退休年龄的日期")
            .hint("用于核对是否属于离退休人员，由单位人事部门核实。")
            .fill(&state),
        buttons: Buttons::new([Button::submit("保存")]),
        back: CasePage { id }.into(),
        refused: state.is_refused(),
    })
}

/// `GET /applications/{id}/target`.
///
/// # Errors
/// It is not the person's own, or cannot be changed now.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Describe { id }): Path<Describe>,
    Query(query): Query,
) -> Result<Page, Fault> {
    let level = query.get("level").and_then(Level::from_code);
    app.read(who, move |rx, who| load(rx, who, (id, level), FormState::blank()))
        .await
}

/// `POST /applications/{id}/target`.
///
/// # Errors
/// It is not the person's own, or cannot be changed now.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Describe { id }): Path<Describe>,
    form: Form<DescribeForm>,
) -> Result<Response, Fault> {
    let level = form.fields.get("level").and_then(Level::from_code);
    app.submit(who, form, move |tx, form| {
        describe(tx, id, form.target.target(), form.declared)
    })
    .or_show_again(move |rx, who, state| load(rx, who, (id, level), state))
    .then_go(move |()| Go::to(CasePage { id }).saying("申报信息与声明已保存。"))
    .await
}

/// What is declared, as facts under each other.
pub(super) fn declared_facts(declared: &Declarations) -> Vec<crate::kit::lists::Fact> {
    declarations(declared)
        .into_iter()
        .map(|(words, said)| crate::kit::lists::Fact::html(words, Html::text(said)))
        .collect()
}
