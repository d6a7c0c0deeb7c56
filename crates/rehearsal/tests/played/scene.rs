//! A published round with one submitted case of a teacher at a district school.

use kernel::{ApplicationId, Day, Level, PlanId};
use rehearsal::{Candidate, Profile, Region, Round, RoundPlan, School, Stage};
use testkit::{Engine, Town};

pub(crate) const INTERMEDIATE: Profile = Profile {
    level: Level::Intermediate,
    specialty: "小学数学",
    title_years: 6,
};

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The case, and everything around it.
pub(crate) struct Scene {
    pub(crate) town: Town,
    pub(crate) stage: Stage,
    pub(crate) region: Region,
    pub(crate) teacher: Candidate,
    pub(crate) plan: PlanId,
    pub(crate) case: ApplicationId,
}

impl Scene {
    /// Submitted on 2 August of the round's year.
    pub(crate) fn of(engine: Engine, plan: &RoundPlan, profile: Profile) -> Self {
        let town = Town::new(engine);
        let mut stage = Stage::new(town.house(), town.clock(), 11);
        stage.morning_of(Day::new(plan.year, 7, 20).unwrap());
        let region = Region::build(&mut stage, None).unwrap();
        let school = &region.districts[1].schools[0];
        let teacher = Candidate::hire(&mut stage, school, ("t1", 901), profile, None).unwrap();
        let year = plan.year;
        let round = Round::publish(&stage, &region, plan).unwrap();
        round.fill_posts().unwrap();
        let plan = round.plan;
        stage.morning_of(Day::new(year, 8, 2).unwrap());
        teacher.fill_library(&stage, school, year).unwrap();
        let case = teacher.start(&stage, plan).unwrap();
        teacher.submit(&stage, case).unwrap();
        Self {
            town,
            stage,
            region,
            teacher,
            plan,
            case,
        }
    }

    pub(crate) fn round(&self) -> Round<'_> {
        Round {
            stage: &self.stage,
            region: &self.region,
            plan: self.plan,
        }
    }

    pub(crate) fn school(&self) -> &School {
        &self.region.districts[1].schools[0]
    }
}
