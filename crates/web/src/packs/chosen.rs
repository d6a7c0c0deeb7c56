//! What the calculator is asked about: a round, or an area, series and day; and the level.

use domain::plans::{Plan, Stage};
use kernel::{Day, Level, PlanId, Refusal};
use policy::{Inquiry, Library, PackInfo};
use store::{Error, Rx};

use super::areas;
use super::urls::Eligibility;
use crate::kit::fields::Fields;
use crate::kit::html::Html;
use crate::kit::inputs::{Choice, Choices, DateInput, Select};
use crate::kit::urls::Url;
use crate::kit::{FormState, Reader};

/// A series that no pack names: the packs for every series answer.
const OTHER_SERIES: &str = "其他系列";

/// What is asked about.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// The round, if one was chosen.
    pub(super) round: Option<Plan>,
    /// Six digits.
    pub(super) area: String,
    /// The series.
    pub(super) series: String,
    /// The level.
    pub(super) level: Level,
    /// The day of the application.
    pub(super) on: Day,
}

struct Typed {
    round: Option<PlanId>,
    area: String,
    series: String,
    level: Level,
    on: Option<Day>,
}

fn typed(reader: &mut Reader<'_>) -> Option<Typed> {
    let round = reader.optional_text("round", "评审轮次", 40)?;
    let round = match round.as_str() {
        "" => Some(None),
        id => match id.parse() {
            Ok(id) => Some(Some(id)),
            Err(_) => reader.refuse(no_round()),
        },
    };
    let area = reader.optional_text("area", "地区", 6);
    let series = reader.optional_text("series", "职称系列", 40);
    let level = reader.choice("level", "申报级别", Level::from_code);
    let on = reader.optional_day("on", "申报日");
    Some(Typed {
        round: round?,
        area: area?,
        series: series?,
        level: level?,
        on: on?,
    })
}

fn no_round() -> Refusal {
    Refusal::new("没有公布过这一轮评审，请重新选择").at("round")
}

impl Chosen {
    /// Reads what was chosen; everything wrong is told at once.
    ///
    /// # Errors
    /// The database is unavailable. What is wrong with the choice is the inner error.
    pub(super) fn read(rx: &mut Rx<'_>, fields: &Fields) -> store::Result<Result<Self, Vec<Refusal>>> {
        let mut reader = Reader::over(fields);
        let Some(typed) = typed(&mut reader) else {
            return Ok(Err(reader.refusals()));
        };
        let found = match typed.round {
            Some(id) => Self::in_round(rx, id, &typed)?,
            None => Self::by_day(rx, typed),
        };
        Ok(found)
    }

    fn in_round(rx: &mut Rx<'_>, id: PlanId, typed: &Typed) -> store::Result<Result<Self, Vec<Refusal>>> {
        let plan = match store::plans::find(rx, id) {
            Ok(stored) => stored.plan,
            Err(Error::NotFound) => return Ok(Err(vec![no_round()])),
            Err(other) => return Err(other),
        };
        let pack = rx.policies().pack(&plan.content.pack);
        let (Stage::Published { .. }, Some(pack)) = (&plan.stage, pack) else {
            return Ok(Err(vec![no_round()]));
        };
        let content = &plan.content;
        let mut wrong = Vec::new();
        if !content.levels.contains(&typed.level) {
            let levels: Vec<&str> = content.levels.iter().map(|level| level.chinese()).collect();
            let sentence = format!("本轮评审的级别是{}，请重新选择", levels.join("、"));
            wrong.push(Refusal::new(sentence).at("level"));
        }
        if !typed.area.is_empty() && !typed.area.starts_with(&pack.scope.area) {
            let sentence = format!("本轮评审只在{}进行", areas::name(&pack.scope.area));
            wrong.push(Refusal::new(sentence).at("area"));
        }
        let window = content.application;
        let on = typed
            .on
            .unwrap_or_else(|| rx.today().max(window.from).min(window.to));
        if on < window.from || window.to < on {
            let sentence = format!("申报日应在本轮个人申报时间（{window}）之内");
            wrong.push(Refusal::new(sentence).at("on"));
        }
        let area = match typed.area.as_str() {
            "" => areas::full(&pack.scope.area),
            code => code.to_owned(),
        };
        let series = content.series.clone();
        let level = typed.level;
        let round = Some(plan);
        let chosen = Self {
            round,
            area,
            series,
            level,
            on,
        };
        Ok(if wrong.is_empty() { Ok(chosen) } else { Err(wrong) })
    }

    fn by_day(rx: &Rx<'_>, typed: Typed) -> Result<Self, Vec<Refusal>> {
        let packs: Vec<PackInfo> = rx.policies().packs().collect();
        let mut wrong = Vec::new();
        let known = areas::covered(&packs);
        if !known.iter().any(|(code, _)| *code == typed.area) {
            let sentence = if typed.area.is_empty() {
                "请选择地区，或者选择一轮评审"
            } else {
                "没有这个地区，请重新选择"
            };
            wrong.push(Refusal::new(sentence).at("area"));
        }
        if typed.series.is_empty() {
            wrong.push(Refusal::new("请选择职称系列，或者选择一轮评审").at("series"));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Self {
            round: None,
            area: typed.area,
            series: typed.series,
            level: typed.level,
            on: typed.on.unwrap_or_else(|| rx.today()),
        })
    }

    /// The ways under the packs in force on the day, with the round's settings.
    pub(super) fn inquiry(&self, library: &Library) -> Inquiry {
        let round = self.round.as_ref();
        let round = round.map(|plan| (plan.content.pack.as_str(), &plan.settings));
        Inquiry::new(library, (&self.area, &self.series, self.level), self.on, round)
    }

    /// What was chosen, in one line.
    pub(super) fn words(&self) -> String {
        let place = areas::name(&self.area);
        format!(
            "{place}，{}系列，{}，申报日 {}",
            self.series.trim_end_matches("系列"),
            self.level.chinese(),
            self.on
        )
    }

    /// The address that asks about this.
    pub(super) fn url(&self) -> Url {
        let url = Url::from(Eligibility);
        let url = match &self.round {
            Some(plan) => url.with("round", plan.id),
            None => url.with("area", &self.area).with("series", &self.series),
        };
        url.with("level", self.level.code()).with("on", self.on)
    }

    /// The same as hidden fields.
    pub(super) fn hidden(&self) -> Vec<(String, String)> {
        let field = |name: &str, value: String| (name.to_owned(), value);
        let mut fields = match &self.round {
            Some(plan) => vec![field("round", plan.id.to_string())],
            None => vec![
                field("area", self.area.clone()),
                field("series", self.series.clone()),
            ],
        };
        fields.push(field("level", self.level.code().to_owned()));
        fields.push(field("on", self.on.to_string()));
        fields
    }
}

/// The inputs of the choice.
///
/// # Errors
/// The database is unavailable.
pub(super) fn inputs(rx: &mut Rx<'_>, state: &FormState) -> store::Result<Html> {
    let plans = store::plans::published(rx)?;
    let packs: Vec<PackInfo> = rx.policies().packs().collect();
    let rounds: Vec<Choice> = plans
        .iter()
        .map(|plan| Choice::new(plan.id.to_string(), &plan.content.title))
        .collect();
    let mut series: Vec<String> = packs
        .iter()
        .filter_map(|pack| pack.scope.series.clone())
        .collect();
    series.extend(plans.iter().map(|plan| plan.content.series.clone()));
    series.sort();
    series.dedup();
    series.push(OTHER_SERIES.to_owned());
    let series: Vec<Choice> = series.iter().map(|name| Choice::new(name, name)).collect();
    let covered = areas::covered(&packs).into_iter();
    let areas: Vec<Choice> = covered.map(|(code, name)| Choice::new(code, name)).collect();
    let levels = Level::ALL.map(|level| Choice::new(level.code(), level.chinese()));
    let today = rx.today().prose();
    let round = Select::new("round", "评审轮次", rounds)
        .optional()
        .hint("选了轮次的，按这一轮的通知和设置计算，不用再选地区和系列。")
        .fill(state);
    Ok(Html::from(round)
        .then(
            Select::new("area", "地区", areas)
                .hint("用人单位所在的设区市；自治区直属单位选区直。")
                .fill(state),
        )
        .then(Select::new("series", "职称系列", series).fill(state))
        .then(Choices::one("level", "申报级别", levels).inline().fill(state))
        .then(
            DateInput::new("on", "申报日")
                .optional()
                .hint(format!(
                    "按这一天有效的规定计算。不填的，按今天（{today}）或者本轮申报时间内最近的一天。"
                ))
                .fill(state),
        ))
}
