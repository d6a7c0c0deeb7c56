//! What an office may say anew in a draft or a supplement: levels, specialties, days, contact and payment, and why it
//! departs from what the texts ask in principle.

use askama::Template;
use domain::plans::{Content, Slot, Soft};
use kernel::{Day, Level, Refusal};
use policy::DayRange;

use crate::kit::html::components;
use crate::kit::inputs::{Choice, Choices, DateInput, TextArea, TextInput, Width};
use crate::kit::{FormState, Reader};

/// As typed.
#[derive(Clone, Debug)]
pub(super) struct Varying {
    pub(super) levels: Vec<Level>,
    pub(super) specialties: Vec<String>,
    pub(super) application: DayRange,
    pub(super) schedule: Vec<Slot>,
    pub(super) contact: String,
    pub(super) payment: String,
    soft: Soft,
}

impl Varying {
    /// Reads the inputs; everything wrong is told at once.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let levels = reader.choices("levels", "评审级别", Level::from_code);
        let specialties = reader.text("specialties", "申报专业", 2_000);
        let from = reader.day("application_from", "申报开始日");
        let to = reader.day("application_to", "申报截止日");
        let schedule = schedule(reader);
        let contact = reader.text("contact", "咨询单位和电话", 200);
        let payment = reader.text("payment", "缴费方式", 200);
        let reason = reader.optional_text("reason", "不一致的原因", 300);
        let approver = reader.optional_text("approver", "批准人或者批准文件", 100);
        let soft = Soft {
            reason: reason?,
            approver: approver?,
        };
        let application = window(reader, (from?, to?), "application_to")?;
        Some(Self {
            levels: levels?,
            specialties: lines(&specialties?),
            application,
            schedule: schedule?,
            contact: contact?,
            payment: payment?,
            soft,
        })
    }

    /// The content made of what was typed, and what was said of departures.
    pub(super) fn with(self, content: impl FnOnce(Self) -> Content) -> (Content, Soft) {
        let soft = self.soft.clone();
        (content(self), soft)
    }

    /// The inputs filled with a plan's content.
    pub(super) fn stored(content: &Content, soft: &Soft) -> FormState {
        let state = FormState::blank()
            .with("specialties", content.specialties.join("\n"))
            .with("application_from", content.application.from)
            .with("application_to", content.application.to)
            .with("contact", &content.contact)
            .with("payment", &content.payment)
            .with("reason", &soft.reason)
            .with("approver", &soft.approver);
        let levels = content.levels.iter();
        let state = levels.fold(state, |state, level| state.with("levels", level.code()));
        let slots = (1..).zip(Slot::STAGES);
        slots.fold(state, |state, (at, stage)| {
            match content.schedule.iter().find(|slot| slot.stage == stage) {
                Some(slot) => state
                    .with(&format!("schedule{at}_from"), slot.days.from)
                    .with(&format!("schedule{at}_to"), slot.days.to),
                None => state,
            }
        })
    }
}

fn window(reader: &mut Reader<'_>, (from, to): (Day, Day), field: &str) -> Option<DayRange> {
    if from <= to {
        Some(DayRange { from, to })
    } else {
        let refusal = Refusal::new("结束日早于开始日").remedy("请核对两个日期。");
        reader.refuse(refusal.at(field.to_owned()))
    }
}

/// The stages whose two days were given; one day alone is refused.
fn schedule(reader: &mut Reader<'_>) -> Option<Vec<Slot>> {
    let (mut slots, mut complete) = (Vec::new(), true);
    for (at, stage) in (1..).zip(Slot::STAGES) {
        let (begin, end) = (format!("schedule{at}_from"), format!("schedule{at}_to"));
        let from = reader.optional_day(&begin, &format!("{stage}开始日"));
        let to = reader.optional_day(&end, &format!("{stage}结束日"));
        let days = match (from, to) {
            (Some(Some(from)), Some(Some(to))) => window(reader, (from, to), &end),
            (Some(None), Some(None)) => continue,
            (Some(None), Some(Some(_))) => {
                reader.refuse(Refusal::new(format!("请填写{stage}的开始日，或者都不填")).at(begin))
            }
            (Some(Some(_)), Some(None)) => {
                reader.refuse(Refusal::new(format!("请填写{stage}的结束日，或者都不填")).at(end))
            }
            _ => None,
        };
        match days {
            Some(days) => slots.push(Slot {
                stage: stage.to_owned(),
                days,
            }),
            None => complete = false,
        }
    }
    complete.then_some(slots)
}

/// One specialty a line, or separated by 、.
fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '、', '，', ','])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The inputs.
#[derive(Clone, Debug, Template)]
#[template(path = "plans/varying.html")]
pub(super) struct Inputs {
    levels: Choices,
    specialties: TextArea,
    application: [DateInput; 2],
    schedule: Vec<(&'static str, [DateInput; 2])>,
    contact: TextInput,
    payment: TextInput,
    reason: TextArea,
    approver: TextInput,
    /// Whether days of later stages are filled in, or something is refused.
    scheduled: bool,
    /// Whether a departure is explained, or something is refused.
    departs: bool,
}

components!(Inputs);

impl Inputs {
    /// The inputs as `state` has them.
    pub(super) fn new(state: &FormState) -> Self {
        let levels = Level::ALL.map(|level| Choice::new(level.code(), level.chinese()));
        let day = |name: &str, label: &str| DateInput::new(name, label);
        let slot = |(at, stage): (usize, &'static str)| {
            let from = DateInput::new(format!("schedule{at}_from"), format!("{stage}开始日"));
            let to = DateInput::new(format!("schedule{at}_to"), format!("{stage}结束日"));
            (stage, [from.optional().fill(state), to.optional().fill(state)])
        };
        let refused = state.is_refused();
        let filled = |at: usize| !state.value(&format!("schedule{at}_from")).is_empty();
        Self {
            scheduled: refused || (1..=Slot::STAGES.len()).any(filled),
            departs: refused || !state.value("reason").is_empty(),
            levels: Choices::any("levels", "评审级别", levels).inline().fill(state),
            specialties: TextArea::new("specialties", "申报专业")
                .hint("每行一个专业。")
                .rows(6)
                .fill(state),
            application: [
                day("application_from", "申报开始日").fill(state),
                day("application_to", "申报截止日").fill(state),
            ],
            schedule: (1..).zip(Slot::STAGES).map(slot).collect(),
            contact: TextInput::new("contact", "咨询单位和电话").fill(state),
            payment: TextInput::new("payment", "缴费方式")
                .width(Width::Chars20)
                .fill(state),
            reason: TextArea::new("reason", "不一致的原因")
                .hint("所定时间与文件“原则上”“一般”的要求不一致时填写，会在通知里公开。")
                .rows(3)
                .optional()
                .fill(state),
            approver: TextInput::new("approver", "批准人或者批准文件")
                .optional()
                .fill(state),
        }
    }
}
