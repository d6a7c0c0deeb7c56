//! Units' posts from the figures to the recommendation, on both databases (南教职改〔2021〕7号 五(二)1, 一(二), 九(三)2).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a wrong set-up should stop the test where it is"
)]

use actions::applications::recommend::recommend;
use actions::applications::withdraw::withdraw;
use actions::posts::adopt::{Adopt, adopt};
use actions::posts::approve::approve;
use actions::posts::draft::{Draft, draft};
use actions::posts::send_back::send_back;
use actions::publicity::close::close;
use actions::publicity::conclude_objection::conclude_objection;
use actions::publicity::post_vacancies::{PostVacancies, post_vacancies};
use actions::publicity::raise_objection::{RaiseObjection, raise_objection};
use domain::accounts::Office;
use domain::applications::{Application, Leg, Target};
use domain::dossier::{Body, Entry, Provenance};
use domain::plans::{Content, Plan, Stage};
use domain::posts::{Line, PostPlan};
use domain::publicity::Conclusion;
use kernel::{Actor, ApplicationId, Level, OfficeId, PlanId, PostPlanId, PostingId, Role};
use policy::{DayRange, Settings, StepKind};
use rstest::rstest;
use store::Error;
use store::applications::Handling;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

struct Scene {
    town: Town,
    examiner: Actor,
    department: Actor,
    unit: Office,
    plan: PlanId,
}

impl Scene {
    fn at(engine: Engine, pack: &str, unit: impl Fn(&testkit::Offices) -> &Office) -> Self {
        let town = Town::new(engine);
        town.at("2021-07-20 09:00");
        let unit = unit(town.offices()).clone();
        let examiner = town.actor(Role::UnitExaminer, unit.id);
        let above = unit.parent.unwrap_or(unit.id);
        let department = town.actor(Role::Department, above);
        let organiser = town.offices().city_education.id;
        let plan = town.program(|tx| {
            let content = Content {
                title: "2021年度中小学教师职称评审".into(),
                year: 2021,
                pack: pack.into(),
                series: "中小学教师".into(),
                levels: vec![Level::SubSenior, Level::Intermediate],
                specialties: vec!["小学语文".into()],
                application: DayRange {
                    from: "2021-08-01".parse().unwrap(),
                    to: "2021-08-20".parse().unwrap(),
                },
                organiser,
                contact: "0771-2809709".into(),
                payment: "网上缴费".into(),
                schedule: Vec::new(),
            };
            let plan = Plan {
                id: tx.new_id(),
                office: organiser,
                content,
                settings: Settings::new(),
                stage: Stage::Published {
                    at: tx.now(),
                    number: "南教职改〔2021〕7号".into(),
                    with: None,
                },
                departures: Vec::new(),
                returned: None,
                amendments: Vec::new(),
            };
            store::plans::add(tx, &plan)?;
            Ok(plan.id)
        });
        Self {
            town,
            examiner,
            department,
            unit,
            plan,
        }
    }

    fn in_2021(engine: Engine) -> Self {
        Self::at(engine, "nn.中小学教师.2021", |offices| {
            &offices.qingxiu.school
        })
    }

    fn draft(&self, used: u32) -> store::Result<PostPlanId> {
        let cmd = Draft {
            plan: self.plan,
            lines: vec![Line {
                level: Level::Intermediate,
                set: 10,
                filled: 6,
                used,
            }],
            method: "公开竞聘".into(),
        };
        self.town.by(&self.examiner, |tx| draft(tx, cmd))
    }

    fn posted(&self, used: u32) -> (PostPlanId, PostingId) {
        let id = self.draft(used).unwrap();
        self.adopted(id);
        let cmd = PostVacancies {
            posts: id,
            place: "公告栏".into(),
            contact: "办公室 0771-0000000".into(),
        };
        let posting = self
            .town
            .by(&self.examiner, |tx| post_vacancies(tx, cmd))
            .unwrap();
        (id, posting)
    }

    fn adopted(&self, id: PostPlanId) {
        let cmd = Adopt {
            posts: id,
            day: "2021-07-19".parse().unwrap(),
            present: 40,
            agreed: 38,
            name: "决议.pdf",
            media_type: "application/pdf",
            content: b"%PDF",
        };
        self.town.by(&self.examiner, |tx| adopt(tx, &cmd)).unwrap();
    }

    /// Approved for `used` vacancies of the intermediate level.
    fn approved(&self, used: u32) -> PostPlanId {
        let (id, posting) = self.posted(used);
        self.town.at("2021-07-28 09:00");
        self.town.by(&self.examiner, |tx| close(tx, posting)).unwrap();
        let number = "青教批〔2021〕3号";
        self.town
            .by(&self.department, |tx| approve(tx, id, number))
            .unwrap();
        id
    }

    fn plan(&self, id: PostPlanId) -> PostPlan {
        self.town.read(|rx| store::posts::find(rx, id)).posts
    }

    /// A case that waits for the unit's opinion; `since` its teacher has worked in the unit.
    fn case(&self, since: &str) -> (Actor, ApplicationId) {
        let route = [
            (StepKind::Recommendation, self.unit.id),
            (
                StepKind::DepartmentAudit,
                self.unit.parent.unwrap_or(self.unit.id),
            ),
        ];
        let route: Vec<Leg> = route
            .into_iter()
            .map(|(step, office): (StepKind, OfficeId)| Leg { step, office })
            .collect();
        let person = self.town.person();
        let actor = self.town.seat(person.id, Role::Applicant, self.unit.id);
        let id = self.town.program(|tx| {
            let entry = Entry {
                id: tx.new_id(),
                person: person.id,
                body: Body::Employment {
                    unit: self.unit.name.clone(),
                    post: "教师".into(),
                    technical: true,
                    rural: self.unit.rural,
                    from: since.parse().unwrap(),
                    to: None,
                },
                files: Vec::new(),
                provenance: Provenance::Claimed,
            };
            store::dossier::add(tx, &entry)?;
            let target = Target {
                series: "中小学教师".into(),
                level: Level::Intermediate,
                specialty: "小学语文".into(),
                ground: "逐级申报中级".into(),
            };
            let draft = Application::start(tx.new_id(), self.plan, person.id, self.unit.id, target, tx.now());
            let names = store::applications::Names {
                applicant: &person.name,
                unit: &self.unit.name,
            };
            store::applications::add(tx, &draft, names)?;
            let stored = store::applications::find(tx, draft.id)?;
            let sent = draft.submit(route.clone(), "digest", tx.now())?.state;
            store::applications::save(tx, &stored, &sent, &Handling::default())?;
            Ok(sent.id)
        });
        (actor, id)
    }

    fn recommend(&self, case: ApplicationId) -> store::Result<()> {
        self.town
            .by(&self.examiner, |tx| recommend(tx, case, true, "同意推荐"))
    }
}

#[rstest]
fn vacancies_walk_from_the_congress_through_publicity_to_the_department(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::in_2021(engine);
    let (id, posting) = scene.posted(2);
    let posted = scene.town.read(|rx| store::publicity::find(rx, posting)).posting;
    assert_eq!(
        posted.last_day.latest().to_string(),
        "2021-07-27",
        "five working days"
    );
    assert_eq!(posted.period.law.article.place, "五(二)1");
    let early = scene.town.by(&scene.examiner, |tx| close(tx, posting));
    assert!(refused(early).by_rule("PLN-016"));
    let hasty = scene.town.by(&scene.department, |tx| approve(tx, id, "3号"));
    assert!(refused(hasty).by_rule("POS-003"));
    scene.town.at("2021-07-28 09:00");
    scene.town.program(|tx| close(tx, posting));
    assert_eq!(scene.plan(id).stage.code(), "publicised");
    let inbox = scene.town.inbox(scene.department.person().unwrap()).join("");
    assert!(inbox.contains("请审批"), "{inbox}");
    let stranger = scene
        .town
        .actor(Role::Department, scene.town.offices().wuming.education.id);
    for other in [&stranger, &scene.examiner] {
        let tried = scene.town.by(other, |tx| approve(tx, id, "3号"));
        assert!(matches!(tried, Err(Error::NotFound)));
    }
    scene
        .town
        .by(&scene.department, |tx| send_back(tx, id, "已聘人数有误"))
        .unwrap();
    assert_eq!(scene.plan(id).stage.code(), "draft");
    assert!(scene.draft(1).unwrap() == id, "drafted anew");
    let kinds = scene.town.kinds(&Subject::of(id));
    assert_eq!(
        kinds,
        [
            "posts.draft",
            "posts.adopt",
            "publicity.post_vacancies",
            "publicity.close",
            "posts.send_back",
            "posts.draft"
        ]
    );
}

#[rstest]
fn an_upheld_objection_sends_the_plan_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::in_2021(engine);
    let (id, posting) = scene.posted(2);
    let member = scene.town.actor(Role::PanelMember, scene.unit.id);
    let letter = |case| RaiseObjection {
        posting,
        case,
        name: "黄小红".into(),
        contact: "13907710001".into(),
        facts: "空缺岗位数有误".into(),
    };
    let somebody = scene.case("2020-09-01").1;
    let about_a_person = scene
        .town
        .by(&member, |tx| raise_objection(tx, letter(Some(somebody))));
    refused(about_a_person);
    let objection = scene
        .town
        .by(&member, |tx| raise_objection(tx, letter(None)))
        .unwrap();
    scene.town.at("2021-07-28 09:00");
    let open = scene.town.by(&scene.examiner, |tx| close(tx, posting));
    assert!(refused(open).to_string().contains("还有1项异议未作结论"));
    let conclude = |tx: &mut store::Tx<'_>| {
        conclude_objection(tx, posting, objection, Conclusion::Upheld, "经核对确有错误")
    };
    scene.town.by(&scene.examiner, conclude).unwrap();
    scene.town.by(&scene.examiner, |tx| close(tx, posting)).unwrap();
    let plan = scene.plan(id);
    assert!(matches!(
        plan.stage,
        domain::posts::Stage::Draft { reason: Some(_) }
    ));
}

#[rstest]
fn a_unit_recommends_within_its_approved_vacancies(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::in_2021(engine);
    let (first, case) = scene.case("2020-09-01");
    let without = refused(scene.recommend(case));
    assert!(
        without.by_rule("ELG-039") && without.to_string().contains("还没有经批准"),
        "{without}"
    );
    scene.approved(1);
    scene.recommend(case).unwrap();
    let (_, other) = scene.case("2020-09-01");
    let full = refused(scene.recommend(other));
    assert!(
        full.to_string().contains("可使用空岗1个，可推荐1人，已推荐1人"),
        "{full}"
    );
    assert!(full.to_string().contains("一(二)"), "{full}");
    // What is withdrawn is free again.
    scene.town.by(&first, |tx| withdraw(tx, case)).unwrap();
    scene.recommend(other).unwrap();
}

#[rstest]
fn ex_73_a_rural_teacher_of_five_years_stands_outside_the_ratio(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] rural: bool,
) {
    let scene = Scene::at(engine, "nn.中小学教师.2021", |offices| match rural {
        true => &offices.qingxiu.rural_school,
        false => &offices.qingxiu.school,
    });
    let (_, short) = scene.case("2016-07-21");
    let (_, full) = scene.case("2016-07-20");
    assert!(
        refused(scene.recommend(short)).by_rule("ELG-039"),
        "a day short of five years"
    );
    let outcome = scene.recommend(full);
    if rural {
        outcome.unwrap();
        let key = (scene.plan, scene.unit.id);
        let taken = scene
            .town
            .read(|rx| store::posts::recommended(rx, key, Level::Intermediate, None));
        assert_eq!(taken, 0, "outside the ratio no post is taken");
    } else {
        assert!(refused(outcome).by_rule("ELG-039"), "not in a rural school");
    }
}

#[rstest]
fn other_rounds_and_private_schools_are_not_asked() {
    let private = Scene::at(Engine::Sqlite, "nn.中小学教师.2021", |offices| {
        &offices.private_school
    });
    assert!(refused(private.draft(1)).by_rule("POS-002"));
    let (_, case) = private.case("2020-09-01");
    private.recommend(case).unwrap();
    let other = Scene::at(Engine::Sqlite, "nn.职称评审.2020", |offices| {
        &offices.qingxiu.school
    });
    assert!(refused(other.draft(1)).by_rule("POS-003"));
    let (_, case) = other.case("2020-09-01");
    other.recommend(case).unwrap();
}
