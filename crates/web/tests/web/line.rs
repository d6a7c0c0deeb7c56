//! A town in which a round is played, for the pages of the line.

use domain::publicity::{Draft, Kind, Posting};
use kernel::{Actor, ApplicationId, Day, Level, OfficeId, PlanId, PostingId, Role};
use rehearsal::{Candidate, Profile, Region, Round, RoundPlan, School, Stage};
use testkit::{Engine, Town};

/// A town with its region, on the first morning of the round's window.
pub(crate) struct Line {
    pub(crate) stage: Stage,
    pub(crate) region: Region,
    pub(crate) town: Town,
}

const SENIOR: Profile = Profile {
    level: Level::SubSenior,
    specialty: "小学语文",
    title_years: 7,
};

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl Line {
    pub(crate) fn new() -> Self {
        let town = Town::new(Engine::Sqlite);
        let mut stage = Stage::new(town.house(), town.clock(), 7);
        stage.morning_of(day("2022-08-01"));
        let region = Region::build(&mut stage, None).unwrap();
        Self { stage, region, town }
    }

    /// The round of 2022, published.
    pub(crate) fn publish(&self) -> Round<'_> {
        Round::publish(&self.stage, &self.region, &RoundPlan::teachers_2022().unwrap()).unwrap()
    }

    /// A county school.
    pub(crate) fn school(&self) -> &School {
        &self.region.districts[0].schools[0]
    }

    /// A teacher of that school who may apply for a sub-senior title, with an empty library.
    pub(crate) fn teacher(&self, account: &str, number: usize) -> Candidate {
        let mut stage = Stage::new(self.town.house(), self.town.clock(), number as u64);
        Candidate::hire(&mut stage, self.school(), (account, number), SENIOR, None).unwrap()
    }

    /// Somebody in `role` of an office that has nothing to do with the round.
    pub(crate) fn stranger(&self, role: Role) -> Actor {
        self.town
            .actor(role, self.region.districts[1].schools[0].office.id)
    }

    /// The organiser's posting of results for `cases`.
    pub(crate) fn post_results(&self, round: &Round<'_>, cases: Vec<ApplicationId>) -> PostingId {
        post_results(&self.town, &self.region, round.plan, cases)
    }
}

/// The organiser's posting of results for `cases`, as it will be written once the committee has met.
pub(crate) fn post_results(
    town: &Town,
    region: &Region,
    plan: PlanId,
    cases: Vec<ApplicationId>,
) -> PostingId {
    let organiser: OfficeId = region.organiser.actor.seat().unwrap().office;
    town.program(|tx| {
        let plan = store::plans::find(tx, plan)?.plan;
        let rules = actions::rules::of(tx, &plan)?;
        let office = store::accounts::office(tx, organiser)?;
        let calendar = actions::rules::calendar(tx, &office);
        let draft = Draft {
            plan: plan.id,
            office: organiser,
            kind: Kind::Result,
            cases,
            vacancies: None,
            place: "南宁市教育局网站".to_owned(),
            contact: "南宁市教育局职改办，0771-0000000".to_owned(),
        };
        let id = tx.new_id();
        let posting = Posting::post(id, draft, &rules, &calendar, tx.today())?.state;
        store::publicity::add(tx, &posting)?;
        Ok(id)
    })
}
