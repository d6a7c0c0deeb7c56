//! `hengjian policy check` and `test`: what is wrong with the packs, and what a reader should know though it is not wrong.

use policy::{Examples, Library, Verdict};
use serde::Serialize;

use super::{Where, packs_wrong, say_json};
use crate::problem::Problem;
use crate::{open, say};

#[derive(Debug, Default, Serialize)]
struct Outcome {
    packs: usize,
    passed: usize,
    /// Examples that come out otherwise than written.
    failures: Vec<String>,
    /// Constants that were changed by one unit, after a check.
    tried: Option<usize>,
    /// Changes that no example noticed.
    unnoticed: Vec<String>,
    /// Gaps, overlaps and rows of tables that never decide.
    tables: Vec<String>,
    /// Numbers without a direction, amounts without a legal basis.
    numbers: Vec<String>,
    /// Rules that are laxer than those of the text above (第六条).
    laxer: Vec<String>,
    /// Rules that the text above itself lets others relax (放宽).
    relaxed: Vec<String>,
    /// Votes and parameters that a lower document says otherwise; 第六条 does not forbid it.
    changed: Vec<String>,
    /// Comparisons with the text above that could not be settled.
    not_established: Vec<String>,
}

impl Outcome {
    fn wrong(&self) -> [&Vec<String>; 5] {
        [
            &self.failures,
            &self.unnoticed,
            &self.tables,
            &self.numbers,
            &self.laxer,
        ]
    }

    fn say(&self, place: &Where) -> Result<(), Problem> {
        if place.json {
            say_json(self)?;
        } else {
            let told = [&self.relaxed, &self.changed, &self.not_established];
            for line in self.wrong().into_iter().chain(told).flatten() {
                say(line)?;
            }
            say(&self.summary())?;
        }
        match self.wrong().into_iter().map(Vec::len).sum() {
            0 => Ok(()),
            count => Err(Problem::PolicyFindings(count)),
        }
    }

    fn summary(&self) -> String {
        let mut text = format!(
            "政策包{}个；算例通过{}个，未通过{}个",
            self.packs,
            self.passed,
            self.failures.len()
        );
        if let Some(tried) = self.tried {
            text.push_str(&format!(
                "；试改数字{tried}处，没有算例发现的{}处；表的问题{}处，数字没有写明方向或依据的{}处；比上位文件放宽的规则{}条，\
                 上位文件允许放宽的{}条，与上位文件不同的期限和表决{}项，不能确定的{}条",
                self.unnoticed.len(),
                self.tables.len(),
                self.numbers.len(),
                self.laxer.len(),
                self.relaxed.len(),
                self.changed.len(),
                self.not_established.len()
            ));
        }
        format!("{text}。")
    }
}

fn examined(place: &Where) -> Result<(Library, Examples, Outcome), Problem> {
    let files = open::pack_files(place.packs.as_deref())?;
    let library = Library::load(files.clone()).map_err(|errors| packs_wrong(&errors))?;
    let examples = Examples::load(files).map_err(|errors| packs_wrong(&errors))?;
    let report = examples.run(&library);
    let outcome = Outcome {
        packs: library.packs().count(),
        passed: report.passed,
        failures: shown(&report.failures),
        ..Outcome::default()
    };
    Ok((library, examples, outcome))
}

pub(super) fn test(place: &Where) -> Result<(), Problem> {
    let (_, _, outcome) = examined(place)?;
    outcome.say(place)
}

pub(super) fn check(place: &Where) -> Result<(), Problem> {
    let (library, examples, mut outcome) = examined(place)?;
    let report = policy::check(&library, &examples);
    outcome.tried = Some(report.tried);
    outcome.unnoticed = shown(&report.unnoticed);
    outcome.tables = shown(&policy::check_tables(&library));
    outcome.numbers = shown(&policy::unsourced(&library));
    for compared in policy::compare_all(&library) {
        match compared.verdict {
            Verdict::NotLaxer => {}
            Verdict::Laxer { .. } => outcome.laxer.push(compared.to_string()),
            Verdict::Relaxed { .. } => outcome.relaxed.push(compared.to_string()),
            Verdict::NotEstablished { .. } => outcome.not_established.push(compared.to_string()),
        }
    }
    outcome.changed = shown(&policy::changed_below(&library));
    outcome.say(place)
}

fn shown(findings: &[impl ToString]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}
