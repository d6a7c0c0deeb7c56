//! The second half of a round for tests: a committee with its pool at the city's education bureau.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test binary uses its own part; a wrong set-up should stop the test where it is"
)]

use actions::committees::{add_expert, approve, approve_pool, file_pool, register};
use domain::committees::{
    Conditions, Declarations, Declared, Details, Filing, FirstTier, Grade, Intake, PoolSeat, Situation, Term,
};
use kernel::{Actor, CommitteeId, Day, ExpertId, Level, PersonId, Role, Sex};
use policy::{CommitteeBasis, Library, Rules};
use testkit::Town;

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The packs of the repository.
pub fn library() -> Library {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policy-packs");
    let files = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    Library::load(files.map(|entry| {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        (
            entry
                .path()
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
            text,
        )
    }))
    .unwrap()
}

/// The standing measure on 2022-08-01.
pub fn rules() -> Rules {
    library()
        .effective("gx.评审办法.2021", day("2022-08-01"))
        .unwrap()
}

/// An intermediate committee of nine for primary and secondary teachers.
pub fn declared() -> Declared {
    Declared {
        name: "南宁市中小学教师系列中级评审委员会".into(),
        series: "中小学教师".into(),
        grade: Grade::Intermediate,
        specialties: vec!["小学语文".into(), "小学数学".into()],
        range: "南宁市中小学教师".into(),
        method: "材料评审与答辩".into(),
        basis: CommitteeBasis::Series,
        members: 9,
        experts: 9,
        conditions: Conditions {
            main_series: true,
            influence: true,
            enough_experts: true,
            sound_institution: true,
        },
    }
}

pub fn filing() -> Filing {
    Filing {
        number: "南人社函〔2022〕3号".into(),
        code: "017".into(),
        from: day("2022-03-01"),
        to: day("2025-02-28"),
        size_consent: None,
    }
}

pub fn details(seat: PoolSeat, employer: &str) -> Details {
    Details {
        intake: Intake::Unit,
        seat,
        leader: false,
        title: "高级教师".into(),
        title_series: "中小学教师".into(),
        title_level: Level::SubSenior,
        title_since: day("2015-12-01"),
        field_since: day("2005-09-01"),
        specialty: "小学语文".into(),
        employer: employer.into(),
        employer_office: None,
        unit_type: "学校".into(),
        region_code: "450103".into(),
        sex: Sex::Female,
        born: day("1980-05-06"),
        first_tier: Some(FirstTier::Honour("特级教师证书".into())),
        situation: Situation::InPost,
        declarations: Declarations {
            lawful: true,
            ethical: true,
            able: true,
        },
    }
}

pub const TERM: (&str, &str) = ("2022-03-01", "2025-02-28");

pub fn term() -> Term {
    Term {
        from: day(TERM.0),
        to: day(TERM.1),
    }
}

/// An expert as actor, with their entry.
#[derive(Debug, Clone, Copy)]
pub struct PoolMember {
    pub entry: ExpertId,
    pub actor: Actor,
    pub seat: PoolSeat,
}

impl PoolMember {
    pub fn person(&self) -> PersonId {
        self.actor.person().unwrap()
    }
}

/// The people around one committee.
#[derive(Debug)]
pub struct Scene {
    pub rules: Rules,
    pub organiser: Actor,
    pub authority: Actor,
    pub supervisor: Actor,
    pub committee: CommitteeId,
    pub pool: Vec<PoolMember>,
}

/// The organiser's and the authority's people, before anything is registered.
pub fn staff(town: &Town) -> (Actor, Actor, Actor) {
    let offices = town.offices();
    (
        town.actor(Role::Organiser, offices.city_education.id),
        town.actor(Role::TitleOffice, offices.city_hrss.id),
        town.actor(Role::Supervisor, offices.city_education.id),
    )
}

pub fn registered(town: &Town, rules: &Rules, organiser: &Actor) -> CommitteeId {
    let cmd = register::Register {
        committee: None,
        declared: declared(),
        filing_office: None,
    };
    town.by(organiser, |tx| register::register(tx, rules, cmd))
        .unwrap()
}

/// A committee with an approved pool: two chairs, four vice chairs and `experts` experts.
pub fn with_pool(town: &Town, experts: usize) -> Scene {
    let rules = rules();
    let (organiser, authority, supervisor) = staff(town);
    let committee = registered(town, &rules, &organiser);
    town.by(&authority, |tx| approve::approve(tx, &rules, committee, filing()))
        .unwrap();
    let seats = [PoolSeat::Chair; 2]
        .into_iter()
        .chain([PoolSeat::ViceChair; 4])
        .chain(std::iter::repeat_n(PoolSeat::Expert, experts));
    let school = town.offices().wuming.school.id;
    let pool: Vec<PoolMember> = seats
        .enumerate()
        .map(|(number, seat)| {
            let actor = town.actor(Role::Expert, school);
            let cmd = add_expert::AddExpert {
                committee,
                person: actor.person().unwrap(),
                details: details(seat, &format!("南宁市第{}小学", number % 12 + 1)),
                term: term(),
                reason: None,
            };
            let entry = town
                .by(&organiser, |tx| add_expert::add_expert(tx, &rules, cmd))
                .unwrap();
            PoolMember { entry, actor, seat }
        })
        .collect();
    town.by(&organiser, |tx| file_pool::file_pool(tx, &rules, committee, None))
        .unwrap();
    town.by(&authority, |tx| {
        let number = "南人社函〔2022〕4号";
        approve_pool::approve_pool(tx, &rules, committee, number, day(TERM.0), day(TERM.1))
    })
    .unwrap();
    Scene {
        rules,
        organiser,
        authority,
        supervisor,
        committee,
        pool,
    }
}
