//! Two packs beside each other: what reads differently, and whose answer would change.

use std::path::Path;

use kernel::Day;
use policy::{Case, Days, Impact, Matrix, RowChange, Rules, Truth};
use serde::Deserialize;

use super::ask::{Written, read, unreadable, wrong};
use super::{Where, known, library, rows_of, say_json};
use crate::problem::Problem;
use crate::say;

/// Which two texts are compared, and as of which days.
#[derive(Debug)]
pub(super) struct Sides<'c> {
    pub(super) packs: (&'c str, &'c str),
    pub(super) days: (Option<Day>, Option<Day>),
    /// The folder of the new one, when it is another.
    pub(super) new_packs: Option<&'c Path>,
    /// Whether the texts are compared as written, without those they stand on.
    pub(super) as_written: bool,
}

/// Tells every row that is not the same: of what is in force on each day under each chain of texts, or of the two texts
/// as they are written.
pub(super) fn diff(place: &Where, sides: &Sides<'_>) -> Result<(), Problem> {
    let side = |folder: Option<&Path>, pack: &str, day: Option<Day>| {
        let library = library(folder)?;
        if sides.as_written {
            return Ok((rows_of(&library, pack)?, format!("“{pack}”自己的条目")));
        }
        let first = known(&library, pack)?.from;
        let day = day.unwrap_or(first);
        let rows = library
            .render_on(pack, day)
            .map_err(|error| Problem::PolicyQuestion(error.to_string()))?;
        Ok::<_, Problem>((rows, format!("“{pack}”{day}有效的规则")))
    };
    let folder = place.packs.as_deref();
    let (before, old) = side(folder, sides.packs.0, sides.days.0)?;
    let (after, new) = side(sides.new_packs.or(folder), sides.packs.1, sides.days.1)?;
    let changes = policy::diff(&before, &after);
    if place.json {
        return say_json(&changes);
    }
    say(&format!("从{old}到{new}："))?;
    for change in &changes {
        say(&told(change))?;
    }
    say(&format!("共{}处不同。", changes.len()))
}

fn told(change: &RowChange) -> String {
    let shown = change.shown();
    let block = |sign: &str, lines: &[String]| -> String {
        lines.iter().map(|line| format!("\n  {sign} {line}")).collect()
    };
    let (gone, come) = (block("-", shown.gone), block("+", shown.come));
    format!("{} {}（{}）{gone}{come}", shown.what, shown.name, shown.articles)
}

/// One line of the file of frozen facts.
#[derive(Deserialize)]
struct Frozen {
    #[serde(rename = "编号")]
    id: String,
    #[serde(rename = "分组", default)]
    group: String,
    #[serde(rename = "事实")]
    facts: Written,
}

/// Tells how many answers change, and whose.
pub(super) fn impact(
    place: &Where,
    new_packs: &Path,
    (pack, rule): (&str, &str),
    days: Days,
    facts: &Path,
) -> Result<(), Problem> {
    let effective = |folder: Option<&Path>| -> Result<Rules, Problem> {
        library(folder)?
            .effective(pack, days.from)
            .map_err(|error| Problem::PolicyQuestion(error.to_string()))
    };
    let (old, new) = (effective(place.packs.as_deref())?, effective(Some(new_packs))?);
    let cases = cases(facts, &old, &new)?;
    let found = policy::impact(&old, &new, rule, &cases, days).map_err(|error| wrong(&new, &error))?;
    if place.json {
        return say_json(&found);
    }
    tell(&found)
}

fn cases(file: &Path, old: &Rules, new: &Rules) -> Result<Vec<Case>, Problem> {
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, &error.to_string()))?;
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let frozen: Frozen = serde_json::from_str(line)
                .map_err(|error| unreadable(file, &format!("第{}行：{error}", number + 1)))?;
            Ok(Case {
                old_facts: read(old, &frozen.facts)?,
                new_facts: read(new, &frozen.facts)?,
                id: frozen.id,
                group: frozen.group,
            })
        })
        .collect()
}

fn tell(found: &Impact) -> Result<(), Problem> {
    for (group, matrix) in &found.groups {
        say(&table(group, matrix))?;
    }
    for person in &found.changed {
        say(&format!(
            "{}（{}）：{} → {}：{}",
            person.id,
            person.group,
            person.old.chinese(),
            person.new.chinese(),
            person.because.join("；")
        ))?;
    }
    say(&format!("共{}人的结论改变。", found.changed.len()))
}

fn table(group: &str, matrix: &Matrix) -> String {
    let words = [Truth::No, Truth::Unknown, Truth::Yes].map(Truth::chinese);
    let rows = matrix.0.iter().zip(words).map(|(row, word)| {
        let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
        format!("\n  {word}\t{}", cells.join("\t"))
    });
    let title = if group.is_empty() { "全部" } else { group };
    let rows: String = rows.collect();
    format!(
        "{title}：{}人，改变{}人（行为旧，列为新）\n\t{}{rows}",
        matrix.total(),
        matrix.changed(),
        words.join("\t")
    )
}
