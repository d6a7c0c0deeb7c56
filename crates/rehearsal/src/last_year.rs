//! The round of 2021, played to its certificates: the first round of a region that kept its files on paper before.

use std::collections::BTreeMap;

use actions::certificates::Signer;
use domain::publicity::Kind;
use kernel::{ApplicationId, Day, PlanId};
use store::{Error, Result};

use crate::{Candidate, Committee, Profile, Region, Round, RoundPlan, School, Stage};

/// Applicants at each of the schools that took part.
const PER_SCHOOL: usize = 4;
/// Every third school of the region took part.
const EVERY: usize = 3;
/// Agreeing votes of nine: six are two thirds; five are not.
const PASSES: usize = 6;
const FAILS: usize = 5;

/// What last year left.
pub(crate) struct LastYear {
    pub(crate) plan: PlanId,
    pub(crate) applicants: usize,
    pub(crate) committee: Committee,
    /// The account of somebody who holds a certificate since.
    pub(crate) holder: String,
}

struct Cohort {
    school: School,
    candidates: Vec<(Candidate, ApplicationId)>,
}

fn day((year, month, day): (i16, i8, i8)) -> Result<Day> {
    Day::new(year, month, day).map_err(Error::broken)
}

/// Plays the round; its first applicant gets `password`.
pub(crate) fn play(stage: &mut Stage, signer: &Signer, region: &Region, password: &str) -> Result<LastYear> {
    let plan = Round::publish(stage, region, &RoundPlan::teachers_2021()?.charging())?.plan;
    Round { stage, region, plan }.fill_posts()?;
    stage.morning_of(day((2021, 8, 9))?);
    let mut cohorts = Vec::new();
    for (index, school) in region.schools().cloned().enumerate().step_by(EVERY) {
        cohorts.push(enter(stage, plan, (school, index), password)?);
    }
    let round = Round { stage, region, plan };
    stage.morning_of(day((2021, 8, 23))?);
    let mut postings = Vec::with_capacity(cohorts.len());
    for cohort in &cohorts {
        postings.push(verified_and_posted(&round, cohort)?);
    }
    stage.morning_of(day((2021, 8, 31))?);
    for (cohort, posting) in cohorts.iter().zip(postings) {
        round.close(&cohort.school.examiners[0], posting)?;
        recommended(&round, cohort)?;
    }
    let cases: Vec<ApplicationId> = cohorts
        .iter()
        .flat_map(|cohort| cohort.candidates.iter().map(|(_, id)| *id))
        .collect();
    stage.morning_of(day((2021, 9, 26))?);
    for case in &cases {
        round.audit_to_the_organiser(*case)?;
        round.accept(*case)?;
    }
    let people = cohorts.iter().flat_map(|cohort| &cohort.candidates);
    let retiring = people
        .map(|(person, case)| (*case, person.retirement_day))
        .collect();
    let committee = reviewed(&round, signer, &cases, &retiring)?;
    let first = cohorts.first().and_then(|cohort| cohort.candidates.first());
    let (holder, _) = first.ok_or(Error::NotFound)?;
    Ok(LastYear {
        plan,
        applicants: cases.len(),
        committee,
        holder: holder.account.clone(),
    })
}

fn enter(
    stage: &mut Stage,
    plan: PlanId,
    (school, index): (School, usize),
    password: &str,
) -> Result<Cohort> {
    let mut candidates = Vec::with_capacity(PER_SCHOOL);
    for place in 0..PER_SCHOOL {
        let number = index * PER_SCHOOL + place;
        let account = format!("2021申报人{}", number + 1);
        let (profile, named) = (Profile::intermediate(place), (account.as_str(), 4_000 + number));
        let password = (number == 0).then_some(password);
        candidates.push(Candidate::enter(
            stage,
            &school,
            (plan, 2021),
            named,
            profile,
            password,
        )?);
    }
    Ok(Cohort { school, candidates })
}

/// In 2021 publicity precedes the panel (UNT-030, UNT-037).
fn verified_and_posted(round: &Round<'_>, cohort: &Cohort) -> Result<kernel::PostingId> {
    let mut cases = Vec::with_capacity(cohort.candidates.len());
    for (_, case) in &cohort.candidates {
        round.verify(&cohort.school, *case)?;
        cases.push(*case);
    }
    round.post(&cohort.school.examiners[0], Kind::Unit, cases)
}

fn recommended(round: &Round<'_>, cohort: &Cohort) -> Result<()> {
    let votes: BTreeMap<ApplicationId, u32> = cohort
        .candidates
        .iter()
        .enumerate()
        .map(|(place, (_, case))| (*case, if place == 0 { 4 } else { 6 }))
        .collect();
    let panel = round.appoint(&cohort.school, votes.keys().copied().collect())?;
    round.vote_on_paper(&cohort.school, panel, &votes)?;
    for (_, case) in &cohort.candidates {
        round.recommend(&cohort.school, *case)?;
    }
    Ok(())
}

/// Committee, draw, meeting, publicity and confirmation; the last two applicants do not pass.
fn reviewed(
    round: &Round<'_>,
    signer: &Signer,
    cases: &[ApplicationId],
    retiring: &BTreeMap<ApplicationId, Day>,
) -> Result<Committee> {
    let stage = round.stage;
    stage.morning_of(day((2021, 9, 28))?);
    let committee = round.establish_committee()?;
    stage.morning_of(day((2021, 10, 27))?);
    let meeting = round.open_review(&committee, day((2021, 11, 8))?)?;
    stage.morning_of(day((2021, 11, 5))?);
    let throw = [2, 3, 1, 4, 1, 5, 6, 2, 6, 5, 3, 5, 2, 4, 6, 1, 3, 2, 4, 5];
    round.draw(meeting, &throw)?;
    stage.morning_of(day((2021, 11, 8))?);
    let failing = cases.len().saturating_sub(2);
    let votes = cases
        .iter()
        .enumerate()
        .map(|(place, case)| {
            (
                *case,
                if place < failing {
                    PASSES + place % 4
                } else {
                    FAILS
                },
            )
        })
        .collect();
    round.sit(&committee, meeting, &votes)?;
    stage.morning_of(day((2021, 11, 11))?);
    let posting = round.post_results(meeting)?;
    stage.morning_of(day((2021, 11, 19))?);
    round.close(&round.region.organiser, posting)?;
    stage.morning_of(day((2021, 11, 25))?);
    round.confirm(signer, meeting, retiring, "南人社职〔2021〕演练18号")?;
    Ok(committee)
}
