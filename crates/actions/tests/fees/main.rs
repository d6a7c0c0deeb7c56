//! Review fees from the order to the receipt, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a wrong set-up should stop the test where it is"
)]

mod orders;
mod payments;
mod waivers;

use actions::applications::audit::{Audit, audit};
use actions::fees::record_payment::RecordPayment;
use domain::applications::{Application, Leg, Target};
use domain::fees::Order;
use domain::plans::{Content, Plan, Stage};
use kernel::{Actor, ApplicationId, FeeOrderId, Level, Money, OfficeId, PlanId, Role, Timestamp};
use policy::{DayRange, Setting, Settings, StepKind};
use store::applications::Handling;
use testkit::{Engine, Town};

/// A round of 2021 (南教职改〔2021〕7号) with cases at the city's title office; next comes the organiser.
pub(crate) struct Scene {
    pub(crate) town: Town,
    pub(crate) organiser: Actor,
    pub(crate) auditor: Actor,
    pub(crate) series: Actor,
    pub(crate) plan: PlanId,
    pub(crate) cases: Vec<(Actor, ApplicationId)>,
}

/// What an office that asks for the fee enters.
pub(crate) const FULL: [(&str, &str); 3] = [
    ("缴费环节", "受理审核"),
    ("缴费期限", "5个工作日"),
    ("未缴费处理", "不予受理"),
];

fn settings(set: &[(&str, &str)]) -> Settings {
    set.iter().fold(Settings::new(), |settings, (name, value)| {
        let setting = Setting {
            value: (*value).to_owned(),
            by: "南宁市教育局系列职改办".to_owned(),
            at: Timestamp::start_of("2021-08-01".parse().unwrap()),
            note: "市职改办会议纪要".to_owned(),
        };
        settings.with(*name, setting)
    })
}

/// The round as published by the city's education bureau.
fn round(id: PlanId, education: OfficeId, settings: Settings, now: Timestamp) -> Plan {
    Plan {
        id,
        office: education,
        content: Content {
            title: "2021年度中小学教师职称评审".into(),
            year: 2021,
            pack: "nn.中小学教师.2021".into(),
            series: "中小学教师".into(),
            levels: vec![Level::SubSenior, Level::Intermediate],
            specialties: vec!["小学语文".into()],
            application: DayRange {
                from: "2021-08-01".parse().unwrap(),
                to: "2021-08-20".parse().unwrap(),
            },
            organiser: education,
            contact: "0771-2809709".into(),
            payment: "网上缴费".into(),
            schedule: Vec::new(),
        },
        settings,
        stage: Stage::Published {
            at: now,
            number: "南教职改〔2021〕7号".into(),
            with: None,
        },
        departures: Vec::new(),
        returned: None,
        amendments: Vec::new(),
    }
}

impl Scene {
    pub(crate) fn new(engine: Engine, set: &[(&str, &str)], count: usize) -> Self {
        let town = Town::new(engine);
        town.at("2021-09-24 09:00");
        let offices = town.offices();
        let (education, hrss) = (offices.city_education.id, offices.city_hrss.id);
        let (organiser, auditor, series) = (
            town.actor(Role::Organiser, education),
            town.actor(Role::TitleOffice, hrss),
            town.actor(Role::SeriesOffice, education),
        );
        let plan = town.program(|tx| {
            let plan = round(tx.new_id(), education, settings(set), tx.now());
            store::plans::add(tx, &plan)?;
            Ok(plan.id)
        });
        let mut scene = Self {
            town,
            organiser,
            auditor,
            series,
            plan,
            cases: Vec::new(),
        };
        for _ in 0..count {
            let case = scene.case(Level::SubSenior);
            scene.cases.push(case);
        }
        scene
    }

    /// A submitted case that waits for the title office.
    pub(crate) fn case(&self, level: Level) -> (Actor, ApplicationId) {
        let offices = self.town.offices();
        let (education, hrss) = (offices.city_education.id, offices.city_hrss.id);
        let route = [
            (StepKind::TitleOfficeAudit, hrss),
            (StepKind::Acceptance, education),
            (StepKind::Review, education),
            (StepKind::ResultPublicity, education),
        ];
        let route: Vec<Leg> = route
            .into_iter()
            .map(|(step, office)| Leg { step, office })
            .collect();
        let person = self.town.person();
        let actor = self.town.seat(person.id, Role::Applicant, offices.city_school.id);
        let id = self.town.program(|tx| {
            let target = Target {
                series: "中小学教师".into(),
                level,
                specialty: "小学语文".into(),
                ground: "逐级申报".into(),
            };
            let unit = offices.city_school.id;
            let draft = Application::start(tx.new_id(), self.plan, person.id, unit, target, tx.now());
            let names = store::applications::Names {
                applicant: &person.name,
                unit: &offices.city_school.name,
            };
            store::applications::add(tx, &draft, names)?;
            let stored = store::applications::find(tx, draft.id)?;
            let sent = draft.submit(route.clone(), "digest", tx.now())?.state;
            store::applications::save(tx, &stored, &sent, &Handling::default())?;
            Ok(sent.id)
        });
        (actor, id)
    }

    /// The title office sends a case on to the organiser.
    pub(crate) fn send_on(&self, case: ApplicationId) {
        let cmd = Audit {
            application: case,
            sound: [true; 3],
            opinion: "同意上报".into(),
        };
        self.town.by(&self.auditor, |tx| audit(tx, &cmd)).unwrap();
    }

    /// Enters settings into the round.
    pub(crate) fn set(&self, set: &[(&str, &str)]) {
        self.town.program(|tx| {
            let stored = store::plans::find(tx, self.plan)?;
            let plan = Plan {
                settings: settings(set),
                ..stored.plan.clone()
            };
            store::plans::save(tx, &stored, &plan)
        });
    }

    pub(crate) fn order(&self, case: ApplicationId) -> Option<Order> {
        let found = self.town.read(|rx| store::fees::of_case(rx, case));
        found.map(|stored| stored.order)
    }

    /// A case that has come to the organiser, with its order.
    pub(crate) fn ordered(&self) -> (Actor, ApplicationId, Order) {
        let (actor, case) = self.cases[0];
        self.send_on(case);
        (actor, case, self.order(case).unwrap())
    }
}

/// A slip of `yuan` for an order.
pub(crate) fn slip(order: FeeOrderId, reference: &str, yuan: i64) -> RecordPayment {
    RecordPayment {
        order,
        reference: reference.into(),
        amount: Money::from_yuan(yuan),
        paid: "2021-09-24".parse().unwrap(),
    }
}
