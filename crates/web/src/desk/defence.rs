//! The record of a senior applicant's defence or lesson demonstration (UNT-012, UNT-014). The panel's area takes it.

use askama::Template;
use kernel::Day;

use super::case::Looked;
use super::urls::RecordDefence;
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::{Choice, Choices, DateInput, TextArea};
use crate::kit::words::Inset;
use crate::kit::{FormState, FormToken, Html, ReadForm, Reader};

const WAYS: [&str; 3] = ["面试答辩", "说课", "答辩和说课"];
const MOST_CHARS: usize = 1_000;

/// A defence as typed.
#[derive(Debug)]
pub(crate) struct DefenceForm {
    /// The day it was held.
    pub(crate) held: Day,
    /// 面试答辩, 说课 or both.
    pub(crate) way: String,
    /// What came of it.
    pub(crate) result: String,
}

impl ReadForm for DefenceForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let held = reader.day("held", "答辩日期");
        let way = reader.choice("way", "考评方式", |value| {
            WAYS.iter()
                .find(|way| **way == value)
                .map(|way| (*way).to_owned())
        });
        let result = reader.text("result", "考评结果", MOST_CHARS);
        Some(Self {
            held: held?,
            way: way?,
            result: result?,
        })
    }
}

#[derive(Template)]
#[template(
    source = "{% if let Some(law) = law %}{{ law }}{% endif %}{{ form.open() }}{{ held }}{{ way }}{{ result }}{{ buttons }}{{ form.close() }}",
    ext = "html"
)]
struct DefenceView {
    law: Option<Inset>,
    form: PostForm,
    held: DateInput,
    way: Choices,
    result: TextArea,
    buttons: Buttons,
}

/// The form on the page of the case.
pub(super) fn form(looked: &Looked, token: &FormToken, state: &FormState) -> Html {
    let law = looked
        .rules
        .as_ref()
        .ok()
        .and_then(|rules| rules.law("高级先考评后审议"));
    Html::from(DefenceView {
        law: law.map(|law| Inset::text(&law.sentence).under(law.article)),
        form: PostForm::new(token, RecordDefence { id: looked.case.id }).guard_unsaved(),
        held: DateInput::new("held", "答辩日期").fill(state),
        way: Choices::one("way", "考评方式", WAYS.map(|way| Choice::new(way, way)))
            .inline()
            .fill(state),
        result: TextArea::new("result", "考评结果")
            .hint("写明考评情况和结论，供审议推荐小组审议时参考。")
            .most_chars(MOST_CHARS)
            .fill(state),
        buttons: Buttons::new([Button::submit("登记考评结果")]),
    })
}
