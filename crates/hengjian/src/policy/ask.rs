//! Facts in, explained answers out.

use std::collections::BTreeMap;
use std::path::Path;

use policy::{AskError, Days, Facts, Rules};
use serde_json::Value;

use super::{Where, library, say_json};
use crate::problem::Problem;
use crate::say;

/// Facts by name, as JSON writes them: texts, numbers, yes and no.
pub(super) type Written = BTreeMap<String, Value>;

/// Asks the named rules, or all, about the facts in a file.
pub(super) fn ask(
    place: &Where,
    pack: &str,
    days: Days,
    facts: &Path,
    names: &[String],
) -> Result<(), Problem> {
    let library = library(place.packs.as_deref())?;
    let rules = library
        .effective(pack, days.from)
        .map_err(|error| Problem::PolicyQuestion(error.to_string()))?;
    let text = std::fs::read_to_string(facts).map_err(|error| unreadable(facts, &error.to_string()))?;
    let written: Written =
        serde_json::from_str(&text).map_err(|error| unreadable(facts, &error.to_string()))?;
    let facts = read(&rules, &written)?;
    let names: Vec<&str> = if names.is_empty() {
        rules.rule_names().collect()
    } else {
        names.iter().map(String::as_str).collect()
    };
    let mut decisions = Vec::with_capacity(names.len());
    for name in names {
        let decision = rules
            .evaluate(name, &facts, days)
            .map_err(|error| wrong(&rules, &error))?;
        if !place.json {
            say(decision.to_string().trim_end())?;
        }
        decisions.push(decision);
    }
    if place.json { say_json(&decisions) } else { Ok(()) }
}

/// The facts of a file under the declarations of `rules`; facts they do not know are told.
pub(super) fn read(rules: &Rules, written: &Written) -> Result<Facts, Problem> {
    let texts: Vec<(&str, String)> = written
        .iter()
        .map(|(name, value)| (name.as_str(), plain(value)))
        .collect();
    let pairs = texts.iter().map(|(name, text)| (*name, text.as_str()));
    rules.read_facts(pairs).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Problem::PolicyQuestion(lines.join("\n"))
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        other => other.to_string(),
    }
}

pub(super) fn wrong(rules: &Rules, error: &AskError) -> Problem {
    let text = match error {
        AskError::NoRule(_) => {
            let names: Vec<&str> = rules.rule_names().collect();
            format!("{error}；现有：{}", names.join("、"))
        }
        AskError::Facts(_) => error.to_string(),
    };
    Problem::PolicyQuestion(text)
}

pub(super) fn unreadable(file: &Path, why: &str) -> Problem {
    Problem::PolicyQuestion(format!("事实文件{}读不出来：{why}", file.display()))
}
