//! A round of 2022 that is played as far as a test needs it.

use kernel::{ApplicationId, Day, Level, PlanId};
use rehearsal::{Candidate, Profile, Region, Round, RoundPlan, School, Stage};
use testkit::{Engine, Town};

const SENIOR: Profile = Profile {
    level: Level::SubSenior,
    specialty: "小学语文",
    title_years: 7,
};

/// A published round in a region, with candidates of one county school who have submitted.
pub(crate) struct Played {
    pub(crate) town: Town,
    pub(crate) stage: Stage,
    pub(crate) region: Region,
    pub(crate) plan: PlanId,
    pub(crate) cases: Vec<(Candidate, ApplicationId)>,
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl Played {
    /// `count` submitted applications at a school of 青秀区, on 2022-08-01.
    pub(crate) fn with(count: usize) -> Self {
        Self::of(count, &RoundPlan::teachers_2022().unwrap())
    }

    /// The same in a round that charges its fee.
    pub(crate) fn charging(count: usize) -> Self {
        Self::of(count, &RoundPlan::teachers_2022().unwrap().charging())
    }

    fn of(count: usize, round: &RoundPlan) -> Self {
        let town = Town::new(Engine::Sqlite);
        let mut stage = Stage::new(town.house(), town.clock(), 7);
        stage.morning_of(day("2022-08-01"));
        let region = Region::build(&mut stage, None).unwrap();
        let plan = Round::publish(&stage, &region, round).unwrap().plan;
        let mut cases = Vec::new();
        for number in 0..count {
            let account = format!("teacher{number}");
            let school = &region.districts[0].schools[0];
            let candidate =
                Candidate::hire(&mut stage, school, (&account, 901 + number), SENIOR, None).unwrap();
            candidate.fill_library(&stage, school, 2022).unwrap();
            let id = candidate.start(&stage, plan).unwrap();
            candidate.submit(&stage, id).unwrap();
            cases.push((candidate, id));
        }
        Self {
            town,
            stage,
            region,
            plan,
            cases,
        }
    }

    /// The round.
    pub(crate) fn round(&self) -> Round<'_> {
        Round {
            stage: &self.stage,
            region: &self.region,
            plan: self.plan,
        }
    }

    /// The school.
    pub(crate) fn school(&self) -> &School {
        &self.region.districts[0].schools[0]
    }

    /// The cases.
    pub(crate) fn ids(&self) -> Vec<ApplicationId> {
        self.cases.iter().map(|(_, id)| *id).collect()
    }

    /// Nine o'clock on a day.
    pub(crate) fn morning_of(&self, text: &str) {
        self.stage.morning_of(day(text));
    }

    /// The stored word of where a case stands.
    pub(crate) fn status(&self, id: ApplicationId) -> &'static str {
        self.town
            .read(|rx| store::applications::find(rx, id))
            .case
            .status()
    }

    /// Every case verified and defended.
    pub(crate) fn to_the_panel(&self) {
        for id in self.ids() {
            self.round().verify(self.school(), id).unwrap();
            self.round().defend(self.school(), id).unwrap();
        }
    }

    /// Every case through the panel.
    pub(crate) fn to_the_publicity(&self) {
        self.to_the_panel();
        let panel = self.round().appoint(self.school(), self.ids()).unwrap();
        let votes = self.ids().into_iter().map(|id| (id, 7)).collect();
        self.round().vote_in_box(self.school(), panel, &votes).unwrap();
    }

    /// Every case through the publicity; the unit's opinion is due.
    pub(crate) fn to_the_recommendation(&self) {
        self.to_the_publicity();
        let examiner = &self.school().examiners[0];
        let kind = domain::publicity::Kind::Unit;
        let posting = self.round().post(examiner, kind, self.ids()).unwrap();
        self.morning_of("2022-08-10");
        self.round().close(examiner, posting).unwrap();
    }

    /// Every case at the organiser's acceptance.
    pub(crate) fn to_the_organiser(&self) {
        self.to_the_recommendation();
        for id in self.ids() {
            self.round().recommend(self.school(), id).unwrap();
            self.round().audit_to_the_organiser(id).unwrap();
        }
    }
}
