//! A region in the middle of its season: one round finished with certificates, one before its committee today, one under
//! way with applicants in every state.

use std::collections::BTreeMap;

use actions::certificates::Signer;
use actions::packs::upload::{Upload, upload};
use domain::publicity::Kind;
use kernel::{ApplicationId, Day, Level, PlanId};
use store::{Error, Result};

use crate::{Candidate, Profile, Region, Round, RoundPlan, School, Stage, first_batch, last_year};

/// The day on which a visitor finds the region: the application window is still open.
const TODAY: (i16, i8, i8) = (2022, 8, 29);
/// The pack of which a new version waits.
const PROPOSED: &str = "nn.中小学教师.2022";
/// Applicants of the round under way, per school.
const APPLICANTS_PER_SCHOOL: usize = 13;

/// How far a case of the round under way is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Goal {
    /// Being filled in.
    Draft,
    /// Submitted, waiting for the unit.
    Submitted,
    /// Returned by the unit.
    Returned,
    /// Verified, waiting for the defence or the panel.
    Verified,
    /// Voted down by the panel.
    VotedDown,
    /// Publicity running.
    Publicised,
    /// Recommended, waiting for the department.
    Recommended,
    /// With the organiser.
    Forwarded,
    /// Waiting for the applicant to answer the one-time notice.
    Correcting,
    /// Accepted, waiting for the committee.
    Accepted,
}

/// One applicant of a school gets each of these in turn.
const GOALS: [Goal; APPLICANTS_PER_SCHOOL] = [
    Goal::Accepted,
    Goal::Draft,
    Goal::Submitted,
    Goal::Returned,
    Goal::Accepted,
    Goal::Verified,
    Goal::VotedDown,
    Goal::Publicised,
    Goal::Recommended,
    Goal::Forwarded,
    Goal::Correcting,
    Goal::Accepted,
    Goal::Accepted,
];

const SPECIALTIES: [&str; 4] = ["小学语文", "小学数学", "初中英语", "初中物理"];

struct Case {
    candidate: Candidate,
    id: ApplicationId,
    goal: Goal,
    senior: bool,
}

/// A region in its season.
#[derive(Debug)]
pub struct Season {
    /// The region.
    pub region: Region,
    /// The round under way.
    pub round: PlanId,
    /// The batch before it: results posted, and a committee in session.
    pub first_batch: PlanId,
    /// The round of the year before, certificates issued.
    pub finished: PlanId,
    /// How many applicants both have.
    pub applicants: usize,
    /// Accounts a visitor may sign in with, and what they are.
    pub sign_ins: Vec<(String, String)>,
}

fn day((year, month, day): (i16, i8, i8)) -> Result<Day> {
    Day::new(year, month, day).map_err(Error::broken)
}

/// Plays the season; the accounts of [`Season::sign_ins`] get `password`.
///
/// # Errors
/// A verb refuses: the packs and the rehearsal do not fit.
pub fn play(stage: &mut Stage, signer: &Signer, password: &str) -> Result<Season> {
    stage.morning_of(day((2021, 7, 20))?);
    let region = Region::build(stage, Some(password))?;
    let finished = last_year::play(stage, signer, &region, password)?;
    let batch = first_batch::begin(stage, &region, &finished.committee)?;
    stage.morning_of(day((2022, 7, 25))?);
    let plan = Round::publish(stage, &region, &RoundPlan::teachers_2022()?.charging())?.plan;
    stage.morning_of(day((2022, 8, 2))?);
    let mut cohorts = Vec::new();
    for (index, school) in region.schools().enumerate() {
        cohorts.push((school, enter(stage, (school, index), plan, password)?));
    }
    let round = Round {
        stage,
        region: &region,
        plan,
    };
    units_work(&round, &cohorts)?;
    offices_work(&round, &cohorts)?;
    let voting = first_batch::finish(stage, &region, &finished.committee, &batch)?;
    stage.morning_of(day(TODAY)?);
    propose(stage, &region)?;
    let applicants = finished.applicants
        + batch.applicants()
        + cohorts.iter().map(|(_, cases)| cases.len()).sum::<usize>();
    let sign_ins = sign_ins(&region, &cohorts, &finished.holder, &voting);
    Ok(Season {
        round: plan,
        first_batch: batch.plan,
        finished: finished.plan,
        applicants,
        sign_ins,
        region,
    })
}

/// A policy officer uploads a version that says the same in other words, for two officers to approve.
fn propose(stage: &Stage, region: &Region) -> Result<()> {
    let files = stage.house.read(|rx| store::packs::in_force(rx, PROPOSED))?;
    let files = files.into_iter().map(|(path, text)| {
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        (
            name,
            text.replacen("说=\"申报二级教师\"", "说=\"申报二级教师职称\"", 1),
        )
    });
    let cmd = Upload {
        pack: PROPOSED.to_owned(),
        reason: "演示：把“申报二级教师”写完整，不改变条件。".to_owned(),
        files: files.collect(),
    };
    stage.by(&region.policy[0].actor, |tx| upload(tx, cmd))?;
    Ok(())
}

/// The applicants of a school fill their libraries and apply.
fn enter(
    stage: &mut Stage,
    (school, index): (&School, usize),
    plan: PlanId,
    password: &str,
) -> Result<Vec<Case>> {
    let mut cases = Vec::with_capacity(GOALS.len());
    for (place, goal) in GOALS.into_iter().enumerate() {
        let senior = place % 3 != 2;
        let profile = Profile {
            level: if senior {
                Level::SubSenior
            } else {
                Level::Intermediate
            },
            specialty: SPECIALTIES[(index + place) % SPECIALTIES.len()],
            title_years: 6 + i16::try_from(place % 4).unwrap_or(0),
        };
        let number = 2_000 + index * 100 + place;
        let account = format!("申报人{}", index * APPLICANTS_PER_SCHOOL + place + 1);
        // Two per kind of school are printed as sign-ins; hashing two hundred passwords would take longer than the round.
        let known =
            (index == 0 || index == 3) && matches!(goal, Goal::Draft | Goal::Returned | Goal::Accepted);
        let password = known.then_some(password);
        let candidate = Candidate::hire(stage, school, (&account, number), profile, password)?;
        candidate.fill_library(stage, school, 2022)?;
        let id = candidate.start(stage, plan)?;
        if goal != Goal::Draft {
            candidate.submit(stage, id)?;
        }
        cases.push(Case {
            candidate,
            id,
            goal,
            senior,
        });
    }
    Ok(cases)
}

fn from(cases: &[Case], goal: Goal) -> impl Iterator<Item = &Case> {
    cases.iter().filter(move |case| case.goal >= goal)
}

/// Verification, defence, panel, publicity and recommendation, day by day at every school.
fn units_work(round: &Round<'_>, cohorts: &[(&School, Vec<Case>)]) -> Result<()> {
    let stage = round.stage;
    stage.morning_of(day((2022, 8, 10))?);
    for (school, cases) in cohorts {
        for case in cases.iter().filter(|case| case.goal == Goal::Returned) {
            round.return_with_points(&school.examiners[0], case.id)?;
        }
        for case in from(cases, Goal::Verified) {
            round.verify(school, case.id)?;
        }
    }
    stage.morning_of(day((2022, 8, 12))?);
    for (school, cases) in cohorts {
        for case in from(cases, Goal::VotedDown).filter(|case| case.senior) {
            round.defend(school, case.id)?;
        }
    }
    stage.morning_of(day((2022, 8, 15))?);
    for (school, cases) in cohorts {
        let votes: BTreeMap<ApplicationId, usize> = from(cases, Goal::VotedDown)
            .map(|case| (case.id, if case.goal == Goal::VotedDown { 4 } else { 6 }))
            .collect();
        let panel = round.appoint(school, votes.keys().copied().collect())?;
        round.vote_in_box(school, panel, &votes)?;
    }
    stage.morning_of(day((2022, 8, 16))?);
    let mut postings = Vec::with_capacity(cohorts.len());
    for (school, cases) in cohorts {
        let posted = from(cases, Goal::Recommended).map(|case| case.id).collect();
        postings.push(round.post(&school.examiners[0], Kind::Unit, posted)?);
    }
    stage.morning_of(day((2022, 8, 24))?);
    for ((school, cases), posting) in cohorts.iter().zip(postings) {
        round.close(&school.examiners[0], posting)?;
        for case in from(cases, Goal::Recommended) {
            round.recommend(school, case.id)?;
        }
    }
    stage.morning_of(day((2022, 8, 26))?);
    for (school, cases) in cohorts {
        let running = cases.iter().filter(|case| case.goal == Goal::Publicised);
        let running = running.map(|case| case.id).collect();
        round.post(&school.examiners[0], Kind::Unit, running)?;
    }
    Ok(())
}

/// The offices audit; the organiser accepts, or sends its one-time notice.
fn offices_work(round: &Round<'_>, cohorts: &[(&School, Vec<Case>)]) -> Result<()> {
    for case in cohorts.iter().flat_map(|(_, cases)| from(cases, Goal::Forwarded)) {
        round.audit_to_the_organiser(case.id)?;
        match case.goal {
            Goal::Accepted => round.accept(case.id)?,
            Goal::Correcting => round.ask_for_corrections(case.id)?,
            _ => {}
        }
    }
    Ok(())
}

fn sign_ins(
    region: &Region,
    cohorts: &[(&School, Vec<Case>)],
    holder: &str,
    voting: &first_batch::Voting,
) -> Vec<(String, String)> {
    let district = &region.districts[0];
    let school = &district.schools[0];
    let mut list: Vec<(String, String)> = Vec::new();
    let mut applicant = |goal: Goal, what: &str| {
        let mut cases = cohorts.iter().flat_map(|(_, cases)| cases);
        if let Some(case) = cases.find(|case| case.goal == goal) {
            list.push((case.candidate.account.clone(), format!("申报人（{what}）")));
        }
    };
    applicant(Goal::Draft, "正在填写");
    applicant(Goal::Returned, "被退回修改");
    applicant(Goal::Accepted, "已受理，待评审");
    list.push((holder.to_owned(), "持证人（2021年度已取得职称）".to_owned()));
    for (officer, what) in [
        (&school.examiners[0], "学校审查责任人"),
        (&school.panel[0], "学校审议推荐小组成员"),
        (&district.department, "区教育局（主管部门）"),
        (&district.title, "区职改办（人社局）"),
        (&region.city_title, "市职改办（人社局）"),
        (&region.city_series, "市教育系列职改办（起草通知）"),
        (&region.organiser, "评委会组建单位"),
        (&region.supervisor, "监督员"),
        (&region.region_title, "自治区职改办（确认、发证）"),
        (&region.policy[0], "政策管理人员（上传、第一人批准）"),
        (&region.policy[1], "政策管理人员（第二人批准）"),
        (&region.administrator, "系统管理员"),
    ] {
        list.push((officer.account.clone(), what.to_owned()));
    }
    list.push((
        voting.chair.clone(),
        "评审专家（主任委员，主持今天的评审会议）".to_owned(),
    ));
    list.push((
        voting.expert.clone(),
        "评审专家（今天参加评审会议，尚未投票）".to_owned(),
    ));
    list
}
