//! Answers in the address: read, checked, and written back in one form each.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Refusal;
use policy::{FactDecl, FactType, FactValue, Facts, Inquiry};

use crate::kit::fields::Fields;
use crate::kit::html::Html;
use crate::kit::inputs::{Choice, Choices, DateInput, TextInput, Width};
use crate::kit::{FormState, Reader};

/// The answer of somebody who does not know.
pub(super) const UNSURE: &str = "不清楚";
/// The answer that there is one, with its days beside it.
const THERE_IS: &str = "有";
/// The absence of periods whose source has no word for it.
const NONE: &str = "没有";
/// Longer than any answer.
const MOST_CHARS: usize = 200;

/// What was answered.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Sound answers as they are written, by fact.
    pub(super) known: BTreeMap<String, String>,
    /// What people do not know.
    pub(super) unsure: BTreeSet<String>,
    /// The sound answers as facts.
    pub(super) facts: Facts,
    /// Everything wrong, each at its input.
    pub(super) refusals: Vec<Refusal>,
    /// The facts to ask again: those refused, with the others of the same form.
    pub(super) again: Vec<FactDecl>,
}

impl Answers {
    /// Reads the answers to whatever the inquiry may ask.
    pub(super) fn read(fields: &Fields, inquiry: &Inquiry) -> Self {
        let mut found = Self::default();
        for fact in inquiry.facts().into_values() {
            let asked = fields.all("asked").any(|name| name == fact.name);
            found.one(&fact, asked, fields, inquiry);
            let refused = found
                .refusals
                .iter()
                .filter_map(|refusal| refusal.field.as_deref());
            let refused = refused.into_iter().any(|field| {
                field == fact.name
                    || field
                        .strip_prefix(&*fact.name)
                        .is_some_and(|rest| rest.starts_with('.'))
            });
            if refused || asked {
                found.again.push(fact);
            }
        }
        if found.refusals.is_empty() {
            found.again.clear();
        }
        found
    }

    fn one(&mut self, fact: &FactDecl, asked: bool, fields: &Fields, inquiry: &Inquiry) {
        let mut reader = Reader::over(fields);
        let text = written(&mut reader, fact);
        self.refusals.extend(reader.refusals());
        match text.as_deref() {
            None => {}
            Some(UNSURE) => {
                self.unsure.insert(fact.name.clone());
            }
            Some("") if asked && by_choice(fact) => {
                let sentence = format!("请回答“{}”，不知道的请选择“{UNSURE}”", fact.name);
                self.refusals.push(Refusal::new(sentence).at(fact.name.clone()));
            }
            Some("") if asked => {
                self.unsure.insert(fact.name.clone());
            }
            Some("") => {}
            Some(NONE) if fact.measure == FactType::Periods && fact.absence.is_none() => {
                self.facts.set(&fact.name, FactValue::Periods(Vec::new()));
                self.known.insert(fact.name.clone(), NONE.to_owned());
            }
            Some(text) => match inquiry.read([(fact.name.as_str(), text)]) {
                Ok(facts) => {
                    for (name, value) in facts.iter() {
                        self.facts.set(name, value.clone());
                    }
                    self.known.insert(fact.name.clone(), text.to_owned());
                }
                Err(errors) => {
                    let refusals = errors.iter().map(|error| Refusal::new(error.to_string()));
                    self.refusals.extend(refusals.map(|one| one.at(input_of(fact))));
                }
            },
        }
    }
}

/// The input that an answer of the wrong kind stands in.
fn input_of(fact: &FactDecl) -> String {
    match fact.measure {
        FactType::Periods => format!("{}.from", fact.name),
        FactType::Day if fact.absence.is_some() => format!("{}.on", fact.name),
        _ => fact.name.clone(),
    }
}

/// Whether the input offers 不清楚 among its options; typed inputs may stay empty instead.
fn by_choice(fact: &FactDecl) -> bool {
    match fact.measure {
        FactType::Flag | FactType::Rank(_) | FactType::Category(_) | FactType::Periods => true,
        FactType::Day | FactType::Months | FactType::Number => fact.absence.is_some(),
    }
}

/// The answer as one text, out of the inputs of its kind; `None` if something was refused, empty if nothing was said.
fn written(reader: &mut Reader<'_>, fact: &FactDecl) -> Option<String> {
    let name = fact.name.as_str();
    if fact.measure == FactType::Day && fact.absence.is_none() {
        if reader
            .fields()
            .get(name)
            .is_some_and(|text| text.trim() == UNSURE)
        {
            return Some(UNSURE.to_owned());
        }
        let day = reader.optional_day(name, name)?;
        return Some(day.map(|day| day.to_string()).unwrap_or_default());
    }
    let text = reader.optional_text(name, name, MOST_CHARS)?;
    if text != THERE_IS {
        return Some(text);
    }
    match fact.measure {
        FactType::Day => reader.day(&format!("{name}.on"), name).map(|day| day.to_string()),
        FactType::Periods => {
            let from = reader.day(&format!("{name}.from"), "起日");
            let to = reader.optional_day(&format!("{name}.to"), "止日");
            Some(match (from?, to?) {
                (from, Some(to)) => format!("{from}至{to}"),
                (from, None) => format!("{from}起"),
            })
        }
        FactType::Months | FactType::Number => reader.text(&format!("{name}.value"), name, MOST_CHARS),
        _ => Some(text),
    }
}

/// The input of a question.
pub(super) fn input(fact: &FactDecl, state: &FormState) -> Html {
    let name = fact.name.as_str();
    let hint = hint(fact);
    let unsure = || Choice::new(UNSURE, UNSURE);
    let there_is = |inputs: Html| Choice::new(THERE_IS, THERE_IS).reveals(inputs);
    let absence = || {
        let words = fact.absence.as_deref().unwrap_or(NONE);
        Choice::new(words, words)
    };
    let choices = match &fact.measure {
        FactType::Flag => vec![Choice::new("是", "是"), Choice::new("否", "否"), unsure()],
        FactType::Rank(words) | FactType::Category(words) => words
            .iter()
            .map(|word| Choice::new(word, word))
            .chain([unsure()])
            .collect(),
        FactType::Periods => {
            let from = DateInput::new(format!("{name}.from"), "起日").fill(state);
            let to = DateInput::new(format!("{name}.to"), "止日")
                .optional()
                .hint("现在还没有结束的不填。");
            vec![
                absence(),
                there_is(Html::from(from).then(to.fill(state))),
                unsure(),
            ]
        }
        FactType::Day if fact.absence.is_some() => {
            let on = DateInput::new(format!("{name}.on"), name).fill(state);
            vec![absence(), there_is(on.into()), unsure()]
        }
        FactType::Months | FactType::Number if fact.absence.is_some() => {
            let value = typed(fact, format!("{name}.value"), state);
            vec![absence(), there_is(value), unsure()]
        }
        FactType::Day => {
            let input = DateInput::new(name, name).hint(format!("{hint}不知道的可以不填。"));
            return input.fill(state).into();
        }
        FactType::Months | FactType::Number => return typed(fact, name.to_owned(), state),
    };
    let input = Choices::one(name, name, choices).hint(hint).fill(state);
    match &fact.measure {
        FactType::Flag => input.inline().into(),
        _ => input.into(),
    }
}

fn typed(fact: &FactDecl, name: String, state: &FormState) -> Html {
    let input = TextInput::new(name, &fact.name).width(Width::Chars10);
    let input = match (&fact.measure, &fact.unit) {
        (FactType::Months, _) => input.code().hint(format!(
            "{}写成“8年”“8年6个月”或者“18个月”，不知道的可以不填。",
            hint(fact)
        )),
        (_, unit) => {
            let input = input
                .digits()
                .hint(format!("{}填写整数，不知道的可以不填。", hint(fact)));
            match unit {
                Some(unit) => input.unit(unit),
                None => input,
            }
        }
    };
    input.fill(state).into()
}

/// Where the answer can be looked up, and what will prove it.
fn hint(fact: &FactDecl) -> String {
    match fact.proof.as_str() {
        "无需提交" => format!("以{}为准。", fact.source),
        proof => format!("以{}为准，申报时凭{proof}。", fact.source),
    }
}

/// The fields of a form that shows answers given before.
pub(super) fn filled(known: &BTreeMap<String, String>, facts: &[FactDecl]) -> FormState {
    let mut state = FormState::blank();
    for fact in facts {
        let Some(text) = known.get(&fact.name) else {
            continue;
        };
        let plain = match fact.measure {
            FactType::Flag | FactType::Rank(_) | FactType::Category(_) => true,
            _ => fact.absence.is_none() && fact.measure != FactType::Periods,
        };
        if plain || fact.absence.as_ref() == Some(text) || text == NONE {
            state = state.with(&fact.name, text);
            continue;
        }
        state = state.with(&fact.name, THERE_IS);
        state = match fact.measure {
            FactType::Periods => {
                let first = text.split('、').next().unwrap_or_default();
                let (from, to) = first
                    .split_once('至')
                    .unwrap_or((first.trim_end_matches('起'), ""));
                state
                    .with(&format!("{}.from", fact.name), from)
                    .with(&format!("{}.to", fact.name), to)
            }
            FactType::Day => state.with(&format!("{}.on", fact.name), text),
            _ => state.with(&format!("{}.value", fact.name), text),
        };
    }
    state
}
