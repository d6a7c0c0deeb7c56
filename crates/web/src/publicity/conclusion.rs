//! The form in which an objection is concluded: by the unit's examiner for a unit's posting (UNT-028), by the organiser
//! for the results (RES-002).

use domain::publicity::{Conclusion, Objection};
use store::publicity::Letter;

use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::urls::Url;
use crate::kit::{FormState, ReadForm, Reader};

const MOST_CHARS: usize = 2_000;

/// A conclusion as typed.
#[derive(Debug)]
pub(crate) struct ConclusionForm {
    pub(crate) conclusion: Conclusion,
    pub(crate) text: String,
}

impl ReadForm for ConclusionForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let conclusion = reader.choice("conclusion", "核查结论", Conclusion::from_code);
        let text = reader.text("text", "核查情况", MOST_CHARS);
        Some(Self {
            conclusion: conclusion?,
            text: text?,
        })
    }
}

/// The inputs of the form.
pub(crate) struct Inputs {
    pub(crate) form: PostForm,
    pub(crate) conclusion: Choices,
    pub(crate) text: TextArea,
    pub(crate) buttons: Buttons,
}

impl Inputs {
    /// The inputs over `form`; `means` says what follows from 不成立 and from 成立, and 取消 leads `back`.
    pub(crate) fn new(form: PostForm, means: [&str; 2], back: impl Into<Url>, state: &FormState) -> Self {
        let conclusions = [Conclusion::NotUpheld, Conclusion::Upheld];
        let offered = conclusions.into_iter().zip(means);
        let choices: Vec<Choice> = offered
            .map(|(one, hint)| Choice::new(one.code(), one.chinese()).hint(hint))
            .collect();
        Self {
            form: form.guard_unsaved(),
            conclusion: Choices::one("conclusion", "核查结论", choices).fill(state),
            text: TextArea::new("text", "核查情况")
                .hint("写明怎样核查、查明什么，作为书面结论留存。")
                .most_chars(MOST_CHARS)
                .fill(state),
            buttons: Buttons::new([Button::submit("作出结论"), Button::link("取消", back).secondary()]),
        }
    }
}

/// What was written, by whom (`who` is what they are called), and what was concluded.
pub(crate) fn facts(objection: &Objection, letter: Letter, who: &str) -> SummaryList {
    let mut facts = vec![
        Fact::new("收到", objection.raised.minute_text()),
        Fact::new(who, letter.name),
        Fact::new("联系方式", letter.contact),
        Fact::new("事实和理由", letter.facts),
    ];
    if let Some(conclusion) = objection.conclusion {
        facts.push(Fact::new("核查结论", conclusion.chinese()));
        facts.push(Fact::new("核查情况", letter.conclusion.unwrap_or_default()));
    }
    SummaryList::new(facts)
}
