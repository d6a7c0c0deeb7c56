//! One round's notice: for whom, until when, for how much, with what, by which way, and on which article each stands.

use askama::Template;
use axum::extract::Path;
use domain::plans::{Plan, Stage};
use kernel::{Layer, Level, Role};
use policy::{Force, Material, Rules, ScoreSheet, Settings};
use store::{Error, Rx};

use super::rounds::{RoundState, time_left};
use super::show::{AmendmentView, amendments, departures, schedule};
use super::urls::{Apply, Round, Rounds};
use super::{shown_rules, source};
use crate::accounts::urls::SignIn;
use crate::kit::forms::Button;
use crate::kit::html::Html;
use crate::kit::inputs::{Choice, Select};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Filters, ListQuery, Table};
use crate::kit::urls::Url;
use crate::kit::words::{Basis, Details, Empty, Noted, Tag, Tone};
use crate::kit::{App, Content, Fault, FormState, Head, Page, Query, Visitor};
use crate::row;

/// Which level and which kind of unit the reader is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    level: Level,
    layer: Layer,
}

const LAYERS: [Layer; 3] = [Layer::County, Layer::City, Layer::Region];

/// The kind of unit, as applicants know theirs.
const fn unit_of(layer: Layer) -> &'static str {
    match layer {
        Layer::County => "县（市、区）及以下单位",
        Layer::City => "设区市直属单位",
        Layer::Region => "自治区直属单位",
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "plans/notice.html")]
pub struct NoticePage {
    title: String,
    number: String,
    issued: String,
    state: RoundState,
    left: String,
    apply: Option<Button>,
    facts: SummaryList,
    fees: Table,
    filters: Filters,
    shown: String,
    grounds: Table,
    materials: Table,
    steps: Table,
    settings: Table,
    open: Option<Details>,
    schedule: Table,
    departures: Option<Table>,
    amendments: Vec<AmendmentView>,
    indicators: Option<Details>,
}

impl Content for NoticePage {
    fn head(&self) -> Head {
        Head::new(&self.title).section(Rounds).crumb("申报通知", Rounds)
    }
}

impl NoticePage {
    fn load(rx: &mut Rx<'_>, visitor: &Visitor, plan: &Plan, list: &ListQuery) -> store::Result<Self> {
        let Stage::Published { at, number, .. } = &plan.stage else {
            return Err(Error::NotFound);
        };
        let rules = shown_rules(rx, plan)?;
        let (organiser, office) = (
            store::accounts::office(rx, plan.content.organiser)?.name,
            store::accounts::office(rx, plan.office)?.name,
        );
        let shown = Shown {
            level: chosen_level(plan, list),
            layer: chosen_layer(list),
        };
        let (today, window) = (rx.today(), plan.content.application);
        let state = RoundState::of(window, today);
        Ok(Self {
            title: plan.content.title.clone(),
            number: number.clone(),
            issued: format!("{office}于 {} 发布", at.day()),
            state,
            left: time_left(window, today),
            apply: apply_button(plan, state, visitor),
            facts: facts(plan, &rules, organiser),
            fees: fees(plan, &rules),
            filters: filters(plan, list, shown),
            shown: format!("{}，{}", shown.level, unit_of(shown.layer)),
            grounds: grounds(&rules, shown.level),
            materials: materials(&rules, shown.level),
            steps: steps(&rules, shown),
            settings: settings(&plan.settings),
            open: open_matters(plan, &rules),
            schedule: schedule(plan, &rules),
            departures: departures(plan),
            amendments: amendments(plan),
            indicators: indicators(&rules),
        })
    }
}

fn chosen_level(plan: &Plan, list: &ListQuery) -> Level {
    let levels = &plan.content.levels;
    let wanted = list.filter("level").and_then(Level::from_code);
    wanted
        .filter(|level| levels.contains(level))
        .or(levels.first().copied())
        .unwrap_or(Level::Intermediate)
}

fn chosen_layer(list: &ListQuery) -> Layer {
    list.filter("layer")
        .and_then(Layer::from_code)
        .unwrap_or(Layer::County)
}

/// Applicants begin here; who has not signed in is led through the sign-in; officers have nothing to begin.
fn apply_button(plan: &Plan, state: RoundState, visitor: &Visitor) -> Option<Button> {
    if state != RoundState::Open {
        return None;
    }
    let apply = Url::from(Apply { id: plan.id });
    match &visitor.0 {
        None => {
            let sign_in = Url::from(SignIn).with("then", &apply);
            Some(Button::link("登录后申报", sign_in))
        }
        Some(who) if who.seat().role == Role::Applicant => Some(Button::link("开始申报", apply)),
        Some(_) => None,
    }
}

fn facts(plan: &Plan, rules: &Rules, organiser: String) -> SummaryList {
    let content = &plan.content;
    let levels: Vec<&str> = content.levels.iter().map(|level| level.chinese()).collect();
    let window = Fact::new("个人申报时间", content.application.to_string());
    let law = content
        .levels
        .iter()
        .find_map(|level| rules.window("个人申报", *level).ok());
    let window = match law {
        Some(answer) => window.note(Basis::new(answer.law.article)),
        None => window,
    };
    let instrument = rules.instrument();
    let stands_on = match &instrument.number {
        Some(number) => format!("《{}》（{number}）", instrument.title),
        None => format!("《{}》", instrument.title),
    };
    SummaryList::new([
        window,
        Fact::new("评审系列", &content.series),
        Fact::new("评审级别", levels.join("、")),
        Fact::new("申报专业", content.specialties.join("、")),
        Fact::new("评委会组建单位", organiser),
        Fact::new("咨询", &content.contact),
        Fact::new("缴费方式", &content.payment),
        Fact::new("办理所依据的规定", stands_on)
            .note(Html::text(format!("政策包版本（指纹） {}", rules.hash()))),
    ])
}

fn fees(plan: &Plan, rules: &Rules) -> Table {
    let rows = plan.content.levels.iter().map(|level| match rules.fee(*level) {
        Ok(fee) => {
            let further = fee
                .law
                .basis
                .as_ref()
                .map(|basis| format!("收费依据：{basis}"))
                .unwrap_or_default();
            let from = Noted::new(source(&fee.law, &fee.origin)).note(further);
            row![level.chinese(), format!("{}／人次", fee.value), from]
        }
        Err(open) => {
            let basis = open.law.map_or_else(
                || Html::text("现行文件没有这一项"),
                |law| Basis::new(law.article).into(),
            );
            let amount = Noted::text("未载明").note(&open.why);
            row![level.chinese(), amount, basis]
        }
    });
    let columns = [Column::new("级别"), Column::new("金额"), Column::new("依据")];
    Table::new("评审费", columns).hide_caption().rows(rows)
}

fn filters(plan: &Plan, list: &ListQuery, shown: Shown) -> Filters {
    let state = FormState::blank()
        .with("level", shown.level.code())
        .with("layer", shown.layer.code());
    let levels: Vec<Choice> = plan
        .content
        .levels
        .iter()
        .map(|level| Choice::new(level.code(), level.chinese()))
        .collect();
    let layers = LAYERS.map(|layer| Choice::new(layer.code(), unit_of(layer)));
    let fields = Html::from(Select::new("level", "申报级别", levels).fill(&state))
        .then(Select::new("layer", "所在单位", layers).fill(&state));
    Filters::new(list, fields)
}

fn grounds(rules: &Rules, level: Level) -> Table {
    let rows = rules.grounds(level).into_iter().map(|ground| {
        let name = Noted::text(&ground.law.name).note(&ground.law.sentence);
        row![name, Basis::new(ground.law.article)]
    });
    let empty = Empty::new("本轮没有这一级别的申报途径").because("可以改看其他级别。");
    Table::new("申报途径", [Column::new("途径"), Column::new("依据")])
        .hide_caption()
        .rows(rows)
        .or_empty(empty)
}

/// Whether an item must be handed in; for whom, if not for everybody.
fn demand(item: &Material) -> Html {
    let (word, tone) = match (item.law.force, &item.only_when) {
        (_, Some(_)) => ("有此情形的提交", Tone::Plain),
        (Force::Hard, None) => ("必须提交", Tone::Blue),
        (Force::Soft, None) => ("一般应提交", Tone::Plain),
    };
    let words = Noted::new(Tag::new(word, tone));
    match &item.only_when {
        Some(when) => words.note(when),
        None => words,
    }
    .into()
}

fn materials(rules: &Rules, level: Level) -> Table {
    let rows = rules.materials(level).into_iter().map(|item| {
        let waived = item
            .waived_when
            .as_ref()
            .map(|when| format!("免交：{when}"))
            .unwrap_or_default();
        let name = Noted::text(&item.law.name).note(&item.law.sentence);
        let proof = Noted::text(&item.proof).note(waived);
        let demand = demand(&item);
        row![name, demand, proof, Basis::new(item.law.article)]
    });
    let columns = ["材料", "要求", "证明", "依据"].map(Column::new);
    let empty = Empty::new("文件没有列出材料清单").because("以部署文件另行公布的清单为准。");
    Table::new("申报材料清单", columns)
        .hide_caption()
        .rows(rows)
        .or_empty(empty)
}

fn steps(rules: &Rules, shown: Shown) -> Table {
    let steps = rules.steps(shown.level, shown.layer).unwrap_or_default();
    let rows = steps.into_iter().enumerate().map(|(index, step)| {
        let what = Noted::text(format!("{}. {}", index + 1, step.kind.chinese())).note(&step.law.sentence);
        row![what, step.office.chinese(), Basis::new(step.law.article)]
    });
    let empty = Empty::new("文件没有写明办理程序").because("由组建单位另行公布。");
    let columns = ["环节", "由谁办理", "依据"].map(Column::new);
    Table::new("办理程序", columns)
        .hide_caption()
        .rows(rows)
        .or_empty(empty)
}

/// The indicators by which achievements are scored, where the round has a sheet.
fn indicators(rules: &Rules) -> Option<Details> {
    let names = rules.score_sheets();
    let sheets: Vec<ScoreSheet> = names.filter_map(|name| rules.score_sheet(name)).collect();
    let rows = sheets.iter().flat_map(|sheet| {
        let (name, article) = (&sheet.law.name, &sheet.law.article);
        sheet.items.iter().map(move |item| {
            row![
                Noted::text(&item.law.name).note(name),
                item.content.clone(),
                Basis::new(article.clone())
            ]
        })
    });
    let columns = ["指标", "内容", "依据"].map(Column::new);
    let table = Table::new("量化评分指标", columns).hide_caption().rows(rows);
    (!sheets.is_empty()).then(|| Details::new("查看量化评分指标", table))
}

fn settings(settings: &Settings) -> Table {
    let rows = settings.iter().map(|(name, setting)| {
        let by = Noted::text(&setting.by).note(setting.at.day().to_string());
        row![name, setting.value.as_str(), by, setting.note.as_str()]
    });
    let columns = ["事项", "设定", "设定单位和时间", "设定依据"].map(Column::new);
    let empty = Empty::new("没有另行设定的事项").because("本轮各事项都按文件原文办理。");
    Table::new("文件未载明、由主管单位设定的事项", columns)
        .hide_caption()
        .rows(rows)
        .or_empty(empty)
}

/// What neither a text nor the office has settled, as far as it concerns the round's levels.
fn open_matters(plan: &Plan, rules: &Rules) -> Option<Details> {
    let open = super::settings::of_plan(plan, rules);
    if open.is_empty() {
        return None;
    }
    let count = open.len();
    let rows = open.into_iter().map(|matter| row![matter.name, matter.why]);
    let columns = [Column::new("事项"), Column::new("文件怎么说")];
    let table = Table::new("文件未载明、也还没有设定的事项", columns)
        .hide_caption()
        .rows(rows);
    Some(Details::new(
        format!("还有 {count} 个事项文件未载明，也没有设定"),
        table,
    ))
}

/// `GET /rounds/{id}`.
///
/// # Errors
/// The round is not published.
pub async fn get(
    app: App,
    visitor: Visitor,
    Path(Round { id }): Path<Round>,
    Query(query): Query,
) -> Result<Page, Fault> {
    let list = ListQuery::read(Round { id }, &query, &[]);
    app.show(visitor, move |rx, visitor| {
        let plan = store::plans::find(rx, id)?.plan;
        NoticePage::load(rx, visitor, &plan, &list)
    })
    .await
}
