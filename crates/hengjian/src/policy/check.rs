//! `hengjian policy check` and `test`: what is wrong with the packs, and what a reader should know though it is not wrong.

use std::fs;
use std::path::Path;

use policy::{Examples, Findings, Library, PROPOSED_FILE, Proposed};
use serde::Serialize;

use super::{Where, packs_wrong, say_json};
use crate::problem::Problem;
use crate::{open, say};

#[derive(Serialize)]
struct Outcome {
    packs: usize,
    #[serde(flatten)]
    found: Findings,
    /// Examples written for constants that none watched.
    written: Vec<String>,
}

impl Outcome {
    fn say(&self, place: &Where) -> Result<(), Problem> {
        let (wrong, told) = (self.found.wrong(), self.found.told());
        if place.json {
            say_json(self)?;
        } else {
            for line in wrong.into_iter().chain(told).flatten().chain(&self.written) {
                say(line)?;
            }
            say(&self.summary())?;
        }
        match wrong.into_iter().map(Vec::len).sum() {
            0 => Ok(()),
            count => Err(Problem::PolicyFindings(count)),
        }
    }

    fn summary(&self) -> String {
        let found = &self.found;
        let mut text = format!(
            "政策包{}个；算例通过{}个，未通过{}个，待确认{}个",
            self.packs,
            found.passed,
            found.failures.len(),
            found.awaiting.len()
        );
        if let Some(tried) = found.tried {
            text.push_str(&format!(
                "；试改数字{tried}处，没有算例发现的{}处；表的问题{}处，数字没有写明方向或依据的{}处；比上位文件放宽的规则{}条，\
                 上位文件允许放宽的{}条，与上位文件不同的期限和表决{}项，不能确定的{}条",
                found.unnoticed.len(),
                found.tables.len(),
                found.numbers.len(),
                found.laxer.len(),
                found.relaxed.len(),
                found.changed.len(),
                found.not_established.len()
            ));
        }
        format!("{text}。")
    }
}

fn loaded(folder: Option<&Path>) -> Result<(Library, Examples), Problem> {
    let files = open::pack_files(folder)?;
    let library = Library::load(files.clone()).map_err(|errors| packs_wrong(&errors))?;
    let examples = Examples::load(files).map_err(|errors| packs_wrong(&errors))?;
    Ok((library, examples))
}

pub(super) fn test(place: &Where) -> Result<(), Problem> {
    let (library, examples) = loaded(place.packs.as_deref())?;
    let outcome = Outcome {
        packs: library.packs().count(),
        found: policy::run(&library, &examples),
        written: Vec::new(),
    };
    outcome.say(place)
}

/// Checks every pack; with `write`, writes the missing examples first, into the folder the packs came from.
pub(super) fn check(place: &Where, write: bool) -> Result<(), Problem> {
    let folder = place.packs.as_deref();
    let (mut library, mut examples) = loaded(folder)?;
    let mut written = Vec::new();
    if write {
        let Some(folder) = folder else {
            let sentence = "请用 --packs 写明政策包目录；程序自带的政策包不能改写".to_owned();
            return Err(Problem::PolicyQuestion(sentence));
        };
        for proposed in policy::propose(&library, &examples) {
            written.extend(add(folder, &proposed)?);
        }
        (library, examples) = loaded(Some(folder))?;
    }
    let outcome = Outcome {
        packs: library.packs().count(),
        found: policy::examine(&library, &examples, None),
        written,
    };
    outcome.say(place)
}

/// Adds the examples to the pack's file of unconfirmed ones; tells what was written and what was not.
fn add(folder: &Path, proposed: &Proposed) -> Result<Vec<String>, Problem> {
    let mut told = proposed.left.clone();
    if proposed.count > 0 {
        let file = folder.join(&proposed.pack).join(PROPOSED_FILE);
        let unwritable =
            |error: std::io::Error| Problem::PolicyQuestion(format!("写不了{}：{error}", file.display()));
        let before = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                "// 程序补写的算例。请逐条对照原文核对，无误的删去“待确认=#true”。\n\n".to_owned()
            }
            Err(error) => return Err(unwritable(error)),
        };
        fs::write(&file, format!("{before}{}", proposed.text)).map_err(unwritable)?;
        told.push(format!(
            "已补写算例{}个，待确认：{}",
            proposed.count,
            file.display()
        ));
    }
    Ok(told)
}
