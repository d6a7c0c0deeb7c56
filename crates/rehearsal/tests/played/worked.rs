//! Worked examples whose act is refused or flagged, played through the actions.

use actions::panel::appoint;
use domain::panel::Member;
use domain::publicity::Kind;
use kernel::{Level, Refusals};
use rehearsal::{Profile, RoundPlan};
use rstest::rstest;
use store::journal::Subject;
use testkit::{Engine, refused};

use crate::scene::{INTERMEDIATE, Scene, day};

const SENIOR: Profile = Profile {
    level: Level::SubSenior,
    specialty: "小学语文",
    title_years: 7,
};
impl Scene {
    fn in_2022(profile: Profile) -> Self {
        Self::of(Engine::Sqlite, &RoundPlan::teachers_2022().unwrap(), profile)
    }

    fn in_2021(profile: Profile) -> Self {
        Self::of(Engine::Sqlite, &RoundPlan::teachers_2021().unwrap(), profile)
    }

    /// Appoints a panel of `members`, the first `professionals` of them with a title of `level`.
    fn appoint(&self, members: usize, professionals: usize, level: Level) -> store::Result<kernel::PanelId> {
        let officers = self.school().panel.iter().enumerate().take(members);
        let members = officers.map(|(index, officer)| Member {
            seat: 0,
            name: officer.name.clone(),
            person: Some(officer.person),
            professional: index < professionals,
            title: Some(level),
            outside: false,
        });
        let cmd = appoint::Appoint {
            plan: self.plan,
            members: members.collect(),
            agenda: vec![self.case],
            deviation: None,
        };
        let examiner = &self.school().examiners[0].actor;
        self.stage.by(examiner, |tx| appoint::appoint(tx, cmd))
    }

    fn verified(self) -> Self {
        self.round().verify(self.school(), self.case).unwrap();
        self
    }
}

fn by(refusals: &Refusals, rule: &str) {
    assert!(refusals.by_rule(rule), "{rule} in {refusals}");
}

#[rstest]
fn we_09_we_11_we_12_a_panel_is_appointed_with_five_and_two_thirds_professionals() {
    let scene = Scene::in_2022(INTERMEDIATE).verified();
    by(&refused(scene.appoint(4, 4, Level::SubSenior)), "UNT-009");
    by(&refused(scene.appoint(5, 3, Level::SubSenior)), "UNT-009");
    scene.appoint(6, 4, Level::SubSenior).unwrap();
}

#[rstest]
fn we_13_titles_below_the_applicants_are_refused_from_2022() {
    let scene = Scene::in_2022(SENIOR).verified();
    scene.round().defend(scene.school(), scene.case).unwrap();
    by(&refused(scene.appoint(7, 5, Level::Intermediate)), "UNT-009");
    scene.appoint(7, 5, Level::SubSenior).unwrap();
}

#[rstest]
fn we_14_a_senior_applicant_is_heard_before_the_panel_meets() {
    let senior = Scene::in_2022(SENIOR).verified();
    let early = refused(senior.appoint(7, 5, Level::SubSenior));
    assert!(early.to_string().contains("待答辩"), "{early}");
    senior.round().defend(senior.school(), senior.case).unwrap();
    senior.appoint(7, 5, Level::SubSenior).unwrap();
    let intermediate = Scene::in_2022(INTERMEDIATE).verified();
    intermediate.appoint(7, 5, Level::SubSenior).unwrap();
}

#[rstest]
fn we_49_a_second_application_at_one_level_is_blocked() {
    let scene = Scene::in_2021(INTERMEDIATE);
    let second = scene
        .teacher
        .start(&scene.stage, scene.plan)
        .and_then(|case| scene.teacher.submit(&scene.stage, case));
    let barred = refused(second).to_string();
    let expected = "在同一年度只能申报评审一个同级别职称（南教职改〔2021〕7号一(五)）";
    assert!(barred.contains(expected), "{barred}");
}

#[rstest]
fn we_58_publicity_is_closed_after_its_fifth_working_day() {
    let scene = Scene::in_2022(INTERMEDIATE).verified();
    let (round, school) = (scene.round(), scene.school());
    let panel = round.appoint(school, vec![scene.case]).unwrap();
    let agree = [(scene.case, 7)].into();
    round.vote_in_box(school, panel, &agree).unwrap();
    // Posted on a Tuesday: the fifth working day is the next Tuesday.
    scene.stage.morning_of(day("2022-08-16"));
    let posting = round
        .post(&school.examiners[0], Kind::Unit, vec![scene.case])
        .unwrap();
    scene.stage.morning_of(day("2022-08-23"));
    by(&refused(round.close(&school.examiners[0], posting)), "UNT-026");
    scene.stage.morning_of(day("2022-08-24"));
    round.close(&school.examiners[0], posting).unwrap();
}

#[rstest]
#[case::in_time("2021-08-19 08:59", false)]
#[case::flagged("2021-08-19 09:01", true)]
fn we_75_a_returned_case_has_twenty_four_hours(#[case] resubmitted: &str, #[case] late: bool) {
    let scene = Scene::in_2021(INTERMEDIATE);
    scene.town.at("2021-08-18 09:00");
    let (round, school) = (scene.round(), scene.school());
    round
        .return_with_points(&school.examiners[0], scene.case)
        .unwrap();
    scene.town.at(resubmitted);
    round.resubmit(&scene.teacher, scene.case).unwrap();
    let entries = scene.town.journal(&Subject::of(scene.case));
    let last = entries
        .iter()
        .rfind(|entry| entry.kind == "applications.resubmit")
        .unwrap();
    assert_eq!(last.body.contains("\"late\":true"), late, "{}", last.body);
}
