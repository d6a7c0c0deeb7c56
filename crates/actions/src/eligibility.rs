//! Is the applicant eligible on a day, and is everything there? The same answer for the applicant's page, for
//! submission, and for the reviewers.

use domain::applications::Application;
use domain::dossier::{self, Dossier, Section};
use domain::plans::Plan;
use kernel::Refusal;
use policy::{Days, Decision, Facts, Force, Missing, Rules, Truth};
use store::{Error, Result, Rx};

/// What is known about a case and what the round's rules say to it.
#[derive(Debug, Clone)]
pub struct Eligibility {
    /// The facts that were asked about.
    pub facts: Facts,
    /// One decision per rule of the chosen ground.
    pub decisions: Vec<Decision>,
    /// Hard items of the material list that are missing.
    pub missing_items: Vec<Refusal>,
    /// Soft items that are missing: advice.
    pub advice: Vec<Refusal>,
}

impl Eligibility {
    /// Everything that stands against submitting, all at once: reasons for 否, facts the applicant must still give,
    /// missing items.
    #[must_use]
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut found: Vec<Refusal> = Vec::new();
        for decision in &self.decisions {
            found.extend(
                decision
                    .refusals()
                    .into_iter()
                    .map(|refusal| refusal.at("eligibility")),
            );
            if decision.outcome == Truth::Unknown {
                found.extend(decision.missing.iter().filter_map(ask));
            }
        }
        found.extend(self.missing_items.iter().cloned());
        let mut told = std::collections::BTreeSet::new();
        found.retain(|refusal| told.insert(refusal.sentence.clone()));
        found
    }
}

/// A missing fact is asked of the applicant; a missing setting is the office's to enter and blocks nobody.
fn ask(missing: &Missing) -> Option<Refusal> {
    match missing {
        Missing::Fact { name, source, proof } => Some(
            Refusal::new(format!("还不知道“{name}”"))
                .at("eligibility")
                .remedy(format!("取自：{source}；证明：{proof}")),
        ),
        Missing::Setting(_) => None,
    }
}

/// The library's section behind a 栏目 of the material list; other items (承诺, 单位材料, …) are not the library's.
fn section_of(name: &str) -> Option<Section> {
    match name {
        "论文著作" => Some(Section::Achievement),
        other => Section::ALL
            .into_iter()
            .find(|section| section.chinese() == other),
    }
}

/// Asks the rules of the case's ground on `days`, and compares the library with the material list.
///
/// # Errors
/// The round no longer offers the ground, or the database is unavailable.
pub fn of(
    rx: &mut Rx<'_>,
    case: &Application,
    plan: &Plan,
    rules: &Rules,
    days: Days,
) -> Result<Eligibility> {
    let dossier = store::dossier::of_person(rx, case.applicant)?;
    of_library(rx, (case, &dossier), plan, rules, days)
}

/// As [`of`], for a case whose applicant's library was read already.
///
/// # Errors
/// As [`of`].
pub fn of_library(
    rx: &mut Rx<'_>,
    (case, dossier): (&Application, &Dossier),
    plan: &Plan,
    rules: &Rules,
    days: Days,
) -> Result<Eligibility> {
    let facts = facts(rx, case, plan, dossier, days)?;
    let level = case.target.level;
    let ground = rules
        .grounds(level)
        .into_iter()
        .find(|ground| ground.law.name == case.target.ground);
    let Some(ground) = ground else {
        let refusal = Refusal::new(format!("本轮没有“{}”这一申报途径", case.target.ground)).at("ground");
        return Err(refusal.into());
    };
    let decisions = ground.rules.iter().map(|rule| rules.evaluate(rule, &facts, days));
    let decisions = decisions
        .collect::<core::result::Result<Vec<_>, _>>()
        .map_err(Error::broken)?;
    let (mut missing_items, mut advice) = (Vec::new(), Vec::new());
    for item in rules.materials(level) {
        let Some(section) = section_of(&item.section).filter(|_| item.only_when.is_none()) else {
            continue;
        };
        if dossier.of(section).next().is_some() {
            continue;
        }
        let text = format!("“{}”还没有填写（{}）", section.chinese(), item.law.name);
        let refusal = item
            .law
            .refusal_saying(text)
            .at(section.code())
            .remedy(item.proof);
        match item.law.force {
            Force::Hard => missing_items.push(refusal),
            _ => advice.push(refusal),
        }
    }
    Ok(Eligibility {
        facts,
        decisions,
        missing_items,
        advice,
    })
}

/// What the library, the unit and the offices' records say about the case as of the last of `days`.
///
/// # Errors
/// The database is unavailable.
pub fn on_file(rx: &mut Rx<'_>, case: &Application, plan: &Plan, days: Days) -> Result<Facts> {
    let dossier = store::dossier::of_person(rx, case.applicant)?;
    facts(rx, case, plan, &dossier, days)
}

/// The facts of the case as of the last of `days`.
///
/// # Errors
/// The database is unavailable.
pub fn facts(
    rx: &mut Rx<'_>,
    case: &Application,
    plan: &Plan,
    dossier: &Dossier,
    days: Days,
) -> Result<Facts> {
    let unit = store::accounts::office(rx, case.unit)?;
    let records = store::integrity::of_person(rx, case.applicant)?;
    let claimant = store::applications::claimant(rx, case.applicant, plan.content.year, case.target.level)?;
    let others = u32::from(claimant.is_some_and(|other| other != case.id));
    let about = (case.target.series.as_str(), plan.content.year, others);
    let mut facts = dossier::facts(dossier, &case.declared, &unit, &records, about);
    dossier::add_working_months(&mut facts, dossier, days.to);
    dossier::add_rural_months(&mut facts, dossier, days.to);
    Ok(facts)
}
