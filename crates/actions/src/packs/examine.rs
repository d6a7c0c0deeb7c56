//! What the checker says to a version, and what it would change for the cases that were submitted.
//!
//! Everything is read on one snapshot first; the checking itself takes seconds and holds no transaction.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::accounts::Office;
use domain::applications::Application;
use domain::dossier;
use domain::packs::{ChangedCase, ImpactGroup, PackVersion, Report};
use domain::plans::Plan;
use kernel::{Day, OfficeId, PackVersionId};
use policy::{Case, Days, Examples, Facts, Findings, Impact, Library, Rules};
use store::packs::Files;
use store::{House, Rx};

use crate::applications::submit::Content;
use crate::{Error, Result};

/// So many changed cases are listed; the figures count all.
const MOST_LISTED: usize = 200;

/// A submitted case with the facts it was submitted with.
struct Frozen {
    id: String,
    group: String,
    rules: Vec<String>,
    facts: Facts,
}

/// The cases of a round.
struct Round {
    plan: Plan,
    cases: Vec<Frozen>,
}

struct Gathered {
    version: PackVersion,
    files: Files,
    in_force: Arc<Library>,
    basis: i64,
    rounds: Vec<Round>,
}

/// Runs the checker over the version `id` as it would stand beside the packs in force, and asks the cases of every
/// round under the pack, or under one that stands on it, again.
///
/// # Errors
/// There is no such version, or the database is unavailable.
pub fn examine(house: &House, id: PackVersionId) -> Result<Report> {
    let gathered = house.read(|rx| gather(rx, id))?;
    Ok(examined(&gathered))
}

fn gather(rx: &mut Rx<'_>, id: PackVersionId) -> Result<Gathered> {
    let version = store::packs::find(rx, id)?.into_inner();
    let own = store::packs::files(rx, id)?;
    let files = store::packs::supposing(rx, &version.pack, Some(own))?;
    let in_force = rx.library();
    let concerned = standing_on(&in_force, &version.pack);
    let mut rounds = Vec::new();
    for plan in store::plans::published(rx)? {
        if concerned.contains(&plan.content.pack) {
            rounds.push(round(rx, plan, &in_force)?);
        }
    }
    Ok(Gathered {
        basis: store::packs::changes(rx)?,
        version,
        files,
        in_force,
        rounds,
    })
}

/// `pack` and every pack that stands on it.
fn standing_on(library: &Library, pack: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([pack.to_owned()]);
    loop {
        let next = library.packs().find(|info| {
            !found.contains(&info.id) && info.stands_on.iter().any(|parent| found.contains(parent))
        });
        match next {
            Some(info) => found.insert(info.id),
            None => return found,
        };
    }
}

fn round(rx: &mut Rx<'_>, plan: Plan, in_force: &Library) -> Result<Round> {
    let day = plan.deadline();
    let rules = in_force.for_round(&plan.content.pack, day, &plan.settings).ok();
    let mut units: BTreeMap<OfficeId, Office> = BTreeMap::new();
    let mut cases = Vec::new();
    store::applications::each_submitted(rx, plan.id, |rx, case| {
        let unit = match units.entry(case.unit) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(store::accounts::office(rx, case.unit)?),
        };
        cases.extend(frozen(rx, &case, &plan, unit, rules.as_ref())?);
        Ok::<_, Error>(())
    })?;
    Ok(Round { plan, cases })
}

/// The case with the facts of its last submission, as they counted on the last day of the round's applications.
fn frozen(
    rx: &mut Rx<'_>,
    case: &Application,
    plan: &Plan,
    unit: &Office,
    rules: Option<&Rules>,
) -> Result<Option<Frozen>> {
    let sent = store::applications::submissions(rx, case.id)?;
    let Some(sent) = sent.into_iter().next() else {
        return Ok(None);
    };
    let content: Content = serde_json::from_str(&sent.content)?;
    let records = store::integrity::of_person(rx, case.applicant)?;
    let about = (content.target.series.as_str(), plan.content.year, 0);
    let mut facts = dossier::facts(&content.dossier, &content.declared, unit, &records, about);
    dossier::add_working_months(&mut facts, &content.dossier, plan.deadline());
    let level = content.target.level;
    let grounds = rules.map(|rules| rules.grounds(level)).unwrap_or_default();
    let ground = grounds
        .into_iter()
        .find(|ground| ground.law.name == content.target.ground);
    let city = unit.region_code.get(..4).unwrap_or_default();
    let (series, level, nature) = (&content.target.series, level.chinese(), unit.nature.chinese());
    Ok(Some(Frozen {
        id: case.id.to_string(),
        group: format!("{city}·{series}·{level}·{nature}"),
        rules: ground.map(|ground| ground.rules).unwrap_or_default(),
        facts,
    }))
}

fn examined(gathered: &Gathered) -> Report {
    let pack = &gathered.version.pack;
    let mut report = Report {
        basis: gathered.basis,
        ..Report::default()
    };
    let loaded = store::packs::library(gathered.files.clone());
    let examples = Examples::load(gathered.files.clone());
    let (library, examples) = match (loaded, examples) {
        (Ok(library), Ok(examples)) => (library, examples),
        (loaded, examples) => {
            let errors = [loaded.err(), examples.err()];
            let errors = errors.iter().flatten().flat_map(policy::LoadErrors::all);
            report.failures = errors.map(ToString::to_string).collect();
            return report;
        }
    };
    enter_findings(policy::examine(&library, &examples, Some(pack)), &mut report);
    let old = gathered.in_force.render(pack).unwrap_or_default();
    report.changes = policy::diff(&old, &library.render(pack).unwrap_or_default());
    for round in &gathered.rounds {
        asked_again(round, (&gathered.in_force, &library), &mut report);
    }
    report
}

fn enter_findings(found: Findings, report: &mut Report) {
    report.passed = found.passed;
    report.failures = found.failures;
    report.awaiting = found.awaiting;
    report.tried = found.tried.unwrap_or_default();
    report.unnoticed = found.unnoticed;
    report.numbers = found.tables;
    report.numbers.extend(found.numbers);
    report.laxer = found.laxer;
    report.differs = found.relaxed;
    report.differs.extend(found.changed);
    report.not_established = found.not_established;
}

fn asked_again(round: &Round, (old, new): (&Library, &Library), report: &mut Report) {
    report.cases += round.cases.len();
    let (pack, day) = (&round.plan.content.pack, round.plan.deadline());
    let rules = |library: &Library| library.for_round(pack, day, &round.plan.settings);
    let (old, new) = match (rules(old), rules(new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(error), _) | (_, Err(error)) => {
            let title = &round.plan.content.title;
            let sentence = format!("《{title}》的申报没有比较：{error}");
            report.not_established.push(sentence);
            return;
        }
    };
    let names: BTreeSet<&String> = round.cases.iter().flat_map(|case| &case.rules).collect();
    for rule in names {
        let cases = round.cases.iter().filter(|case| case.rules.contains(rule));
        let cases: Vec<Case> = cases
            .map(|case| Case {
                id: case.id.clone(),
                group: case.group.clone(),
                old_facts: case.facts.clone(),
                new_facts: case.facts.clone(),
            })
            .collect();
        enter_impact((&old, &new), rule, &cases, day, report);
    }
}

fn enter_impact((old, new): (&Rules, &Rules), rule: &str, cases: &[Case], day: Day, report: &mut Report) {
    let found: Impact = match policy::impact(old, new, rule, cases, Days::on(day)) {
        Ok(found) => found,
        Err(error) => {
            let sentence = format!("“{rule}”：{}件申报没有比较：{error}", cases.len());
            report.not_established.push(sentence);
            return;
        }
    };
    for (group, matrix) in found.groups {
        let known = report
            .impact
            .iter_mut()
            .find(|line| line.rule == rule && line.group == group);
        match known {
            Some(line) => {
                let cells = line.matrix.iter_mut().flatten();
                for (cell, more) in cells.zip(matrix.0.iter().flatten()) {
                    *cell += more;
                }
            }
            None => report.impact.push(ImpactGroup {
                rule: rule.to_owned(),
                group,
                matrix: matrix.0,
            }),
        }
    }
    let room = MOST_LISTED.saturating_sub(report.changed.len());
    let changed = found.changed.into_iter().take(room);
    report.changed.extend(changed.map(|one| ChangedCase {
        case: one.id,
        group: one.group,
        rule: rule.to_owned(),
        old: one.old,
        new: one.new,
        because: one.because,
    }));
}
