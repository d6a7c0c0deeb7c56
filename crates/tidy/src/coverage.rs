//! Where each rule of `docs/rules.txt` is carried: as data in a pack, in code, by a page or a test, or nowhere yet.
//!
//! Everything is read from the texts themselves; what no text cites must say in `coverage.toml` what becomes of it.
//! A row of a pack that no code and no other row asks by name is told as stated, not as done.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use crate::Tree;
use crate::packs::pack_lines;
use crate::rules::cited;
use crate::worked;

const LIST: &str = "docs/rules.txt";
const PAGE: &str = "docs/policy-coverage.md";
const READINGS: &str = "docs/decisions/0006-readings.md";

/// Pack rows that pages and actions read as a whole, whatever their name.
const READ_WHOLE: [&str; 6] = ["途径", "时段", "限制", "材料清单", "量化评分", "承诺"];

/// `coverage.toml`: what becomes of rules that nothing cites, and what is to be built for rows that are only stated.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// 纲领性表述: statements of purpose or policy that ask for nothing that could be checked.
    #[serde(default)]
    pub programme: Vec<Programme>,
    /// Rules that a page, an action or a test serves without citing them.
    #[serde(default)]
    pub served: Vec<Served>,
    /// Rules that say what other rules say, or differences between instruments that both carry.
    #[serde(default)]
    pub through: Vec<Through>,
    /// Rules that nothing serves yet.
    #[serde(default)]
    pub planned: Vec<Planned>,
    /// The part of the program that will ask the rows of a group which are only stated.
    #[serde(default)]
    pub areas: BTreeMap<String, String>,
}

/// See [`Kept::programme`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    ids: Vec<String>,
    why: String,
}

/// See [`Kept::served`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Served {
    ids: Vec<String>,
    by: String,
    why: String,
}

/// See [`Kept::through`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Through {
    id: String,
    by: Vec<String>,
}

/// See [`Kept::planned`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    ids: Vec<String>,
    area: String,
    why: String,
}

/// The table as it should stand in `docs/policy-coverage.md`, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The page.
    pub text: String,
    /// Rules that nothing carries, and lines of `coverage.toml` that no longer hold.
    pub findings: Vec<String>,
    /// How each rule is carried, and everything that may be named as carrying it.
    carriers: BTreeMap<String, (State, BTreeSet<String>)>,
}

impl Coverage {
    /// Where `page` leaves a rule out, or says more than is there. Saying less is no fault: a change that cites one
    /// more rule need not write the page anew.
    #[must_use]
    pub fn overstated(&self, page: &str) -> Vec<String> {
        let mut lines: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        for line in page.lines().filter(|line| line.starts_with("| ")) {
            let mut cells = line.trim_matches('|').splitn(3, '|').map(str::trim);
            if let (Some(id), Some(state), Some(says)) = (cells.next(), cells.next(), cells.next()) {
                lines.insert(id, (state, says));
            }
        }
        let mut findings = Vec::new();
        for (id, (state, carriers)) in &self.carriers {
            let Some((told, says)) = lines.get(id.as_str()) else {
                findings.push(format!("{PAGE} leaves out {id}"));
                continue;
            };
            let mut shown = State::SHOWN.iter();
            let told = shown.find(|(_, name)| name == told);
            if told.map_or(State::Nowhere, |(told, _)| *told) < *state {
                findings.push(format!("{PAGE}: {id} is not more than {}", state.name()));
            }
            let named = says.split('`').skip(1).step_by(2);
            let gone = named.filter(|name| !carriers.contains(*name));
            findings.extend(gone.map(|name| format!("{PAGE}: {name} no longer carries {id}")));
        }
        findings
    }
}

/// How a rule is carried; the best that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Asked,
    Tested,
    Through,
    Served,
    Reading,
    Programme,
    Stated,
    Planned,
    Nowhere,
}

impl State {
    const SHOWN: [(Self, &'static str); 8] = [
        (Self::Asked, "asked"),
        (Self::Tested, "example"),
        (Self::Reading, "reading"),
        (Self::Through, "through others"),
        (Self::Served, "page"),
        (Self::Programme, "programme statement"),
        (Self::Stated, "stated only"),
        (Self::Planned, "not built"),
    ];

    fn name(self) -> &'static str {
        let mut shown = Self::SHOWN.iter();
        shown
            .find(|(state, _)| *state == self)
            .map_or("nothing", |(_, name)| name)
    }
}

/// Everything that cites one rule.
#[derive(Debug, Clone, Default)]
struct Carried {
    /// Pack rows, as they read: `gx.评审办法.2021 参数 单位公示期`.
    rows: BTreeSet<String>,
    asked: bool,
    code: BTreeSet<String>,
    tests: BTreeSet<String>,
    reading: bool,
}

impl Carried {
    fn everything(&self) -> impl Iterator<Item = String> {
        self.rows.iter().chain(&self.code).chain(&self.tests).cloned()
    }
}

/// Works out where every rule is carried.
#[must_use]
pub fn coverage(tree: &Tree, kept: &Kept) -> Coverage {
    let list = tree.text(LIST).unwrap_or_default();
    let carried = gather(tree);
    let mut findings = stale(list, &carried, kept, tree);
    let mut groups: Vec<Group> = Vec::new();
    let mut carriers = BTreeMap::new();
    for line in list.lines() {
        if let Some(title) = line
            .strip_prefix("# ")
            .filter(|title| title.get(2..5).is_some_and(|mark| mark.contains(':')))
        {
            groups.push((title.to_owned(), Vec::new()));
        } else if !line.starts_with('#') && !line.is_empty() {
            let found = carried.get(line);
            let (state, says) = settle(line, found, kept);
            let served = kept.served.iter().map(|entry| entry.by.clone());
            let all = found.into_iter().flat_map(Carried::everything).chain(served);
            carriers.insert(line.to_owned(), (state, all.collect()));
            if state == State::Nowhere {
                findings.push(format!(
                    "{line} is carried by nothing: cite it, or say in coverage.toml what becomes of it"
                ));
            }
            if let Some((_, rows)) = groups.last_mut() {
                rows.push((line.to_owned(), state, says));
            }
        }
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    Coverage {
        text: page(&groups, &worked::table(tree)),
        findings,
        carriers,
    }
}

fn gather(tree: &Tree) -> BTreeMap<String, Carried> {
    let usual = digits(tree.text(LIST).unwrap_or_default());
    let asked = names_asked(tree);
    let mut carried: BTreeMap<String, Carried> = BTreeMap::new();
    for line in pack_lines(tree) {
        for id in line.ids(if line.is_example() {
            "号=\""
        } else {
            "规则号=\""
        }) {
            let found = carried.entry(id.to_owned()).or_default();
            if line.is_example() {
                found.tests.insert(line.path.to_owned());
                continue;
            }
            let whole = READ_WHOLE.contains(&line.outer.0.as_str());
            found.asked |= whole || asked.contains(&line.outer.1) || asked.contains(&line.own.1);
            found.rows.insert(line.shown());
        }
    }
    for (path, text) in tree.files() {
        let ours = path.starts_with("crates/") && path.ends_with(".rs") && !path.starts_with("crates/tidy/");
        let second = path.starts_with("verifiers/");
        if path != READINGS && !ours && !second {
            continue;
        }
        for id in text.lines().flat_map(|line| cited(line, &usual)) {
            let found = carried.entry(id.to_owned()).or_default();
            if path == READINGS {
                found.reading = true;
            } else if path.contains("/tests/") || second {
                found.tests.insert(path.to_owned());
            } else {
                // The folder, so that moving a line from file to file does not make the page wrong.
                let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
                found.code.insert(folder.to_owned());
            }
        }
    }
    carried
}

/// The number of digits that the ids of each group have.
fn digits(list: &str) -> BTreeMap<&str, usize> {
    let ids = list.lines().filter(|line| !line.starts_with('#'));
    ids.filter_map(|id| id.split_once('-').map(|(group, number)| (group, number.len())))
        .collect()
}

/// Names in quotation marks in our code, and names that a pack row refers to.
fn names_asked(tree: &Tree) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (path, text) in tree.between("crates/", ".rs") {
        if path.contains("/tests/") || path.contains("/examples/") || path.starts_with("crates/tidy/") {
            continue;
        }
        let pieces = text.split('"').skip(1).step_by(2);
        names.extend(pieces.filter(|piece| !piece.is_ascii()).map(str::to_owned));
    }
    for (path, text) in tree.between("policy-packs/", ".kdl") {
        if path.ends_with("算例.kdl") {
            continue;
        }
        for word in ["依照 \"", "查表 \"", "(参数)\""] {
            let found = text.split(word).skip(1);
            names.extend(found.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    names
}

/// Lines of `coverage.toml` about rules that are not listed, that something cites, or that come twice.
fn stale(list: &str, carried: &BTreeMap<String, Carried>, kept: &Kept, tree: &Tree) -> Vec<String> {
    let known: BTreeSet<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    let plain = kept
        .programme
        .iter()
        .map(|entry| &entry.ids)
        .chain(kept.served.iter().map(|entry| &entry.ids))
        .chain(kept.planned.iter().map(|entry| &entry.ids));
    let through = kept.through.iter().map(|entry| &entry.id);
    for id in plain.flatten().chain(through) {
        if !known.contains(id.as_str()) {
            findings.push(format!("coverage.toml: there is no rule {id}"));
        }
        if !seen.insert(id) {
            findings.push(format!("coverage.toml: {id} comes twice"));
        }
        let cited = carried
            .get(id)
            .is_some_and(|found| !found.rows.is_empty() || !found.code.is_empty());
        if cited {
            findings.push(format!("coverage.toml: {id} is cited; remove its line"));
        }
    }
    for by in kept.through.iter().flat_map(|entry| &entry.by) {
        if !carried.contains_key(by) {
            findings.push(format!(
                "coverage.toml: {by}, named as carrying another rule, is itself carried by nothing"
            ));
        }
    }
    for entry in kept.served.iter().filter(|entry| !tree.has(&entry.by)) {
        findings.push(format!("coverage.toml: {} is not there", entry.by));
    }
    findings
}

fn settle(id: &str, carried: Option<&Carried>, kept: &Kept) -> (State, String) {
    let has = |ids: &[String]| ids.iter().any(|other| other == id);
    let citations = carried.map(told).unwrap_or_default();
    let state = carried.map_or(State::Nowhere, |found| {
        if found.asked || !found.code.is_empty() {
            State::Asked
        } else if !found.rows.is_empty() {
            State::Stated
        } else if found.reading {
            State::Reading
        } else if !found.tests.is_empty() {
            State::Tested
        } else {
            State::Nowhere
        }
    });
    if state == State::Stated {
        let group = id.split('-').next().unwrap_or_default();
        let area = kept.areas.get(group).map(String::as_str).unwrap_or_default();
        return (state, format!("{citations}; to be asked by: {area}"));
    }
    if state != State::Nowhere && state != State::Tested {
        return (state, citations);
    }
    if let Some(entry) = kept.through.iter().find(|entry| entry.id == id) {
        return (State::Through, entry.by.join(", "));
    }
    if let Some(entry) = kept.served.iter().find(|entry| has(&entry.ids)) {
        return (State::Served, format!("`{}`: {}", entry.by, entry.why));
    }
    if let Some(entry) = kept.programme.iter().find(|entry| has(&entry.ids)) {
        return (State::Programme, entry.why.clone());
    }
    if let Some(entry) = kept.planned.iter().find(|entry| has(&entry.ids)) {
        return (State::Planned, format!("{}: {}", entry.area, entry.why));
    }
    (state, citations)
}

/// The first citations of a rule, and how many more there are.
fn told(found: &Carried) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut put = |all: &BTreeSet<String>, most: usize| {
        parts.extend(all.iter().take(most).map(|one| format!("`{one}`")));
        if all.len() > most {
            parts.push(format!("+{}", all.len() - most));
        }
    };
    put(&found.rows, 3);
    put(&found.code, 2);
    if found.code.is_empty() {
        put(&found.tests, 2);
    }
    if found.reading {
        parts.push("[readings](decisions/0006-readings.md)".to_owned());
    }
    parts.join(", ")
}

type Group = (String, Vec<(String, State, String)>);

fn page(groups: &[Group], worked: &str) -> String {
    let mut text = String::from(
        "# Where each rule is carried\n\n\
         Generated by `cargo run -p tidy`; a test fails when a rule is missing here or less is there than the page says. The \
         ids are those of [rules.txt](rules.txt).\n\n\
         - **asked**: a row of a pack that the program asks, or code that names the rule.\n\
         - **example**: a worked example that runs beside the packs or as a test.\n\
         - **reading**: how an unclear place is read, in [the readings](decisions/0006-readings.md).\n\
         - **through others**: carried by the rules named.\n\
         - **page**: served by a page, an action or a test that does not name it.\n\
         - **programme statement** (纲领性表述): a purpose or a policy; there is nothing to check.\n\
         - **stated only**: a row of a pack that is shown, rendered and compared, but that no action asks by name yet.\n\
         - **not built**: nothing serves it yet.\n\n",
    );
    text.push_str("| group |");
    for (_, name) in State::SHOWN {
        let _ = write!(text, " {name} |");
    }
    text.push_str(" all |\n|---|");
    text.push_str(&"---:|".repeat(State::SHOWN.len() + 1));
    text.push('\n');
    for (title, rows) in groups {
        counts(title, rows, &mut text);
    }
    let all: Vec<(String, State, String)> = groups.iter().flat_map(|(_, rows)| rows.clone()).collect();
    counts("all", &all, &mut text);
    for (title, rows) in groups {
        let _ = write!(text, "\n## {title}\n\n| rule | state | where |\n|---|---|---|\n");
        for (id, state, says) in rows {
            let _ = writeln!(text, "| {id} | {} | {says} |", state.name());
        }
    }
    let _ = write!(text, "\n## Worked examples and their tests\n\n{worked}");
    for (title, wanted) in [("Not built yet", State::Planned), ("Stated only", State::Stated)] {
        let found: Vec<&str> = all
            .iter()
            .filter(|(_, state, _)| *state == wanted)
            .map(|(id, ..)| id.as_str())
            .collect();
        let _ = write!(text, "\n## {title}: {}\n\n{}\n", found.len(), found.join(", "));
    }
    text
}

fn counts(title: &str, rows: &[(String, State, String)], text: &mut String) {
    let short = title.split(':').next().unwrap_or(title);
    let _ = write!(text, "| {short} |");
    for (wanted, _) in State::SHOWN {
        let count = rows.iter().filter(|(_, state, _)| *state == wanted).count();
        let _ = write!(text, " {count} |");
    }
    let _ = writeln!(text, " {} |", rows.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(pack: &str, code: &str) -> Tree {
        Tree::of(&[
            (LIST, "# intro.\n# ZZZ: sleep\nZZZ-001\nZZZ-002\nZZZ-003\n"),
            ("policy-packs/p/a.kdl", pack),
            ("crates/actions/src/a.rs", code),
        ])
    }

    fn state_of(found: &Coverage, id: &str) -> String {
        let line = found
            .text
            .lines()
            .find(|line| line.starts_with(&format!("| {id} |")));
        line.unwrap().split('|').nth(2).unwrap().trim().to_owned()
    }

    #[test]
    fn a_row_is_asked_when_code_names_it_and_stated_when_none_does() {
        let pack = "义务 \"按期\" 规则号=\"ZZZ-001\"\n义务 \"公示\" 规则号=\"ZZZ-002\"\n";
        let found = coverage(&tree(pack, "rules.law(\"按期\")"), &Kept::default());
        assert_eq!(state_of(&found, "ZZZ-001"), "asked");
        assert_eq!(state_of(&found, "ZZZ-002"), "stated only");
        assert_eq!(
            found.findings,
            ["ZZZ-003 is carried by nothing: cite it, or say in coverage.toml what becomes of it"]
        );
    }

    #[test]
    fn the_page_may_lag_behind_but_not_run_ahead() {
        let cited = "// ZZZ-001\n// ZZZ-002\n// ZZZ-003";
        let full = coverage(&tree("", cited), &Kept::default());
        assert_eq!(full.overstated(&full.text), Vec::<String>::new());
        let less = coverage(&tree("", "// ZZZ-001\n// ZZZ-003"), &Kept::default());
        assert_eq!(full.overstated(&less.text), Vec::<String>::new());
        assert_eq!(
            less.overstated(&full.text),
            [
                "docs/policy-coverage.md: ZZZ-002 is not more than nothing",
                "docs/policy-coverage.md: crates/actions/src no longer carries ZZZ-002",
            ]
        );
        assert_eq!(full.overstated("").len(), 3);
    }

    #[test]
    fn a_kept_line_falls_when_something_cites_its_rule() {
        let kept: Kept = toml::from_str(
            "[[planned]]\nids = [\"ZZZ-001\", \"ZZZ-003\", \"ZZZ-009\"]\narea = \"beds\"\nwhy = \"none yet\"\n\
             [[through]]\nid = \"ZZZ-002\"\nby = [\"ZZZ-001\"]\n",
        )
        .unwrap();
        let found = coverage(&tree("", "// ZZZ-001"), &kept);
        assert_eq!(state_of(&found, "ZZZ-001"), "asked");
        assert_eq!(state_of(&found, "ZZZ-002"), "through others");
        assert_eq!(state_of(&found, "ZZZ-003"), "not built");
        assert_eq!(
            found.findings,
            [
                "coverage.toml: ZZZ-001 is cited; remove its line",
                "coverage.toml: there is no rule ZZZ-009",
            ]
        );
    }
}
