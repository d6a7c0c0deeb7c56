//! The first batch of 2022: the results of one group are posted, the committee votes on the other today.

use std::collections::BTreeMap;

use domain::publicity::Kind;
use kernel::{ApplicationId, Day, MeetingId, PlanId};
use store::{Error, Result};

use crate::{Candidate, Committee, Profile, Region, Round, RoundPlan, School, Stage};

/// Applicants of each group.
const PER_GROUP: usize = 5;
/// Agreeing votes of nine in the meeting that is over; five are not two thirds.
const AGREED: [usize; PER_GROUP] = [9, 7, 6, 8, 5];
/// The school's applicants.
struct Group {
    school: School,
    cases: Vec<ApplicationId>,
}

/// The batch between two of its days.
pub(crate) struct FirstBatch {
    pub(crate) plan: PlanId,
    groups: [Group; 2],
    second: MeetingId,
}

impl FirstBatch {
    pub(crate) fn applicants(&self) -> usize {
        self.groups.iter().map(|group| group.cases.len()).sum()
    }
}

/// Who still has to vote today.
pub(crate) struct Voting {
    /// The account of the chair who presides.
    pub(crate) chair: String,
    /// The account of an expert.
    pub(crate) expert: String,
}

fn day(month: i8, day: i8) -> Result<Day> {
    Day::new(2022, month, day).map_err(Error::broken)
}

/// Plays the batch up to the first group's meeting and the second group's opening, in the spring and summer of 2022.
pub(crate) fn begin(stage: &mut Stage, region: &Region, committee: &Committee) -> Result<FirstBatch> {
    stage.morning_of(day(4, 25)?);
    let plan = Round::publish(stage, region, &RoundPlan::first_batch_2022()?)?.plan;
    stage.morning_of(day(5, 10)?);
    let schools = [&region.city_schools[1], &region.city_schools[2]];
    let groups = [
        enter(stage, schools[0], (0, plan))?,
        enter(stage, schools[1], (1, plan))?,
    ];
    let round = Round { stage, region, plan };
    for group in &groups {
        recommended(&round, group)?;
    }
    let [first, second] = &groups;
    stage.morning_of(day(6, 27)?);
    accepted(&round, first)?;
    let meeting = round.open_review(committee, day(7, 11)?)?;
    stage.morning_of(day(7, 8)?);
    round.draw(
        meeting,
        &[3, 1, 4, 1, 5, 2, 6, 5, 3, 5, 6, 2, 4, 3, 6, 1, 2, 2, 4, 5],
    )?;
    stage.morning_of(day(7, 11)?);
    let agreed = first.cases.iter().copied().zip(AGREED).collect();
    round.sit(committee, meeting, &agreed)?;
    stage.morning_of(day(7, 18)?);
    accepted(&round, second)?;
    let second = round.open_review(committee, day(8, 29)?)?;
    Ok(FirstBatch { plan, groups, second })
}

/// The last days: the first group's results are posted, the second committee is drawn, and votes on 29 August.
pub(crate) fn finish(
    stage: &Stage,
    region: &Region,
    committee: &Committee,
    batch: &FirstBatch,
) -> Result<Voting> {
    let plan = batch.plan;
    let round = Round { stage, region, plan };
    stage.morning_of(day(8, 26)?);
    round.post_passed(&batch.groups[0].cases)?;
    round.draw(
        batch.second,
        &[2, 6, 1, 3, 5, 2, 4, 1, 6, 6, 3, 5, 4, 2, 1, 3, 6, 5, 2, 4],
    )?;
    stage.morning_of(day(8, 29)?);
    let members = round.open_vote(committee, batch.second)?;
    let agreed: BTreeMap<_, _> = batch.groups[1]
        .cases
        .iter()
        .copied()
        .zip([6; PER_GROUP])
        .collect();
    // The chair who presides and the last expert leave their votes to the visitor.
    let [chair, voted @ .., expert] = members.as_slice() else {
        return Err(Error::NotFound);
    };
    for (index, member) in voted.iter().enumerate() {
        round.vote(batch.second, (index, member), &agreed)?;
    }
    Ok(Voting {
        chair: chair.account.clone(),
        expert: expert.account.clone(),
    })
}

fn enter(stage: &mut Stage, school: &School, (index, plan): (usize, PlanId)) -> Result<Group> {
    let mut cases = Vec::with_capacity(PER_GROUP);
    for place in 0..PER_GROUP {
        let number = index * PER_GROUP + place;
        let account = format!("第一批申报人{}", number + 1);
        let (profile, named) = (Profile::intermediate(place), (account.as_str(), 5_000 + number));
        let (_, case) = Candidate::enter(stage, school, (plan, 2022), named, profile, None)?;
        cases.push(case);
    }
    Ok(Group {
        school: school.clone(),
        cases,
    })
}

/// Verification, panel, publicity and recommendation, in the order in force from 2022 (UNT-030, UNT-037).
fn recommended(round: &Round<'_>, group: &Group) -> Result<()> {
    let Group { school, cases } = group;
    round.stage.morning_of(day(6, 1)?);
    for case in cases {
        round.verify(school, *case)?;
    }
    let votes = cases.iter().map(|case| (*case, 6)).collect();
    let panel = round.appoint(school, cases.clone())?;
    round.vote_in_box(school, panel, &votes)?;
    let posting = round.post(&school.examiners[0], Kind::Unit, cases.clone())?;
    round.stage.morning_of(day(6, 13)?);
    round.close(&school.examiners[0], posting)?;
    for case in cases {
        round.recommend(school, *case)?;
    }
    Ok(())
}

fn accepted(round: &Round<'_>, group: &Group) -> Result<()> {
    for case in &group.cases {
        round.audit_to_the_organiser(*case)?;
        round.accept(*case)?;
    }
    Ok(())
}
