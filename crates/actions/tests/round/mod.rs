//! The second half of a round for tests: a committee with its pool at the city's education bureau.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test binary uses its own part; a wrong set-up should stop the test where it is"
)]

use std::collections::BTreeMap;

use actions::committees::{add_expert, approve, approve_pool, file_pool, register};
use actions::meetings::{
    affix_seal, announce, answer_opening, assign, close_ballot, close_sign_in, commit_draw, convene,
    give_opinion, offer_nonce, open_ballot, prepare_draw, present_opinions, request_opening, reveal_nonce,
    sign_draw, sign_in, supervise, vote,
};
use actions::results::{confirm, submit};
use ballot::Choice;
use domain::applications::{Application, Leg, Target};
use domain::certificates::Document;
use domain::committees::{
    Conditions, Declarations, Declared, Details, Filing, FirstTier, Grade, Intake, PoolSeat, Situation, Term,
};
use domain::meetings::{Method, Wish};
use domain::plans::{self, Content, Plan};
use draw::{Number, Source, Value};
use kernel::{
    Actor, AnnouncementId, ApplicationId, CommitteeId, Day, ExpertId, Level, MeetingId, OfficeId, PersonId,
    PlanId, Role, Sex, Timestamp,
};
use policy::{CommitteeBasis, DayRange, FactValue, Facts, Library, Rules, Setting, Settings, StepKind};
use store::Tx;
use store::applications::Handling;
pub use testkit::{AUTHORITY_CODE, signer};
use testkit::{Engine, Town, refused};

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
    let rules = round_rules();
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

/// The rules of the round: the standing measure with what it leaves open set.
pub fn round_rules() -> Rules {
    let setting = Setting {
        value: "结果确认之日".into(),
        by: "南宁市人力资源和社会保障局".into(),
        at: Timestamp::start_of(day("2022-07-01")),
        note: "2022年度评审工作会议纪要".into(),
    };
    rules()
        .with_settings(Settings::new().with("评审取得职称时间", setting))
        .unwrap()
}

/// A plan of the city's education bureau as published, filed with the human resources bureau.
fn published_plan(tx: &mut Tx<'_>, scene: &Scene, (organiser, hrss): (OfficeId, OfficeId)) -> Plan {
    Plan {
        id: tx.new_id(),
        office: organiser,
        content: Content {
            title: "2022年度中小学教师职称评审".into(),
            year: 2022,
            pack: "gx.评审办法.2021".into(),
            series: declared().series,
            levels: vec![Level::Intermediate],
            specialties: declared().specialties,
            application: DayRange {
                from: day("2022-05-01"),
                to: day("2022-05-31"),
            },
            organiser,
            contact: "0771-1234567".into(),
            payment: "现场缴费".into(),
            schedule: Vec::new(),
        },
        settings: scene.rules.settings().clone(),
        stage: plans::Stage::Published {
            at: tx.now(),
            number: "南教职改〔2022〕1号".into(),
            with: Some(hrss),
        },
        departures: Vec::new(),
        returned: None,
        amendments: Vec::new(),
    }
}

/// A plan of the city's education bureau, and `count` cases that wait for review.
pub fn waiting_cases(town: &Town, scene: &Scene, count: usize) -> (PlanId, Vec<ApplicationId>) {
    let offices = town.offices();
    let (organiser, hrss, school) = (
        offices.city_education.id,
        offices.city_hrss.id,
        offices.qingxiu.school.id,
    );
    let plan = town.program(|tx| {
        let plan = published_plan(tx, scene, (organiser, hrss));
        store::plans::add(tx, &plan)?;
        Ok(plan.id)
    });
    let route = [
        (StepKind::Acceptance, organiser),
        (StepKind::Review, organiser),
        (StepKind::ResultPublicity, organiser),
        (StepKind::Confirmation, hrss),
        (StepKind::Issue, hrss),
    ];
    let route: Vec<Leg> = route
        .into_iter()
        .map(|(step, office)| Leg { step, office })
        .collect();
    let case = |_| {
        let applicant = town.person();
        town.program(|tx| {
            let target = Target {
                series: declared().series,
                level: Level::Intermediate,
                specialty: "小学语文".into(),
                ground: "逐级申报".into(),
            };
            let draft = Application::start(tx.new_id(), plan, applicant.id, school, target, tx.now());
            let names = store::applications::Names {
                applicant: &applicant.name,
                unit: "南宁市青秀区朝阳小学",
            };
            store::applications::add(tx, &draft, names)?;
            let stored = store::applications::find(tx, draft.id)?;
            let sent = draft.submit(route.clone(), "digest", tx.now())?.state;
            let waits = sent.advance(StepKind::Acceptance, tx.now())?.state;
            store::applications::save(tx, &stored, &waits, &Handling::default())?;
            Ok(waits.id)
        })
    };
    (plan, (0..count).map(case).collect())
}

/// A meeting on 2022-08-15 whose opening is agreed to, with its cases.
pub fn opened(town: &Town, scene: &Scene, count: usize) -> (MeetingId, Vec<ApplicationId>) {
    let (plan, cases) = waiting_cases(town, scene, count);
    let cmd = request_opening::RequestOpening {
        plan,
        committee: scene.committee,
        day: day("2022-08-15"),
        place: "南宁市教育局三楼会议室".into(),
    };
    let meeting = town
        .by(&scene.organiser, |tx| request_opening::request_opening(tx, cmd))
        .unwrap();
    town.by(&scene.authority, |tx| {
        answer_opening::answer_opening(tx, meeting, &answer_opening::Answer::Agreed)
    })
    .unwrap();
    (meeting, cases)
}

pub const WISH: Wish = Wish {
    chairs: 1,
    vice_chairs: 2,
    per_employer: Some(2),
};

pub fn dice() -> Source {
    Source::Dice {
        throws: 20,
        witnesses: vec!["甲".into(), "乙".into()],
    }
}

pub fn thrown(first: u8) -> Number {
    let mut dice = vec![first];
    dice.extend([3, 1, 4, 1, 5, 6, 2, 6, 5, 3, 5, 2, 4, 6, 1, 3, 2, 4, 5]);
    Number {
        source: 0,
        value: Value::Dice(dice),
        fallback_reason: None,
    }
}

/// Prepares, commits, reveals, throws and signs.
pub fn drawn(town: &Town, scene: &Scene, meeting: MeetingId) {
    let (organiser, supervisor) = (&scene.organiser, &scene.supervisor);
    let nonces = [[1_u8; 32], [2; 32]];
    town.by(organiser, |tx| prepare_draw::prepare_draw(tx, meeting, WISH))
        .unwrap();
    for ((who, party), nonce) in [(organiser, "组建单位"), (supervisor, "监督员")]
        .into_iter()
        .zip(&nonces)
    {
        let digest = draw::nonce_digest(party, nonce);
        town.by(who, |tx| offer_nonce::offer_nonce(tx, meeting, digest))
            .unwrap();
    }
    town.by(organiser, |tx| {
        commit_draw::commit_draw(tx, meeting, vec![dice()])
    })
    .unwrap();
    for (who, nonce) in [organiser, supervisor].into_iter().zip(nonces) {
        town.by(who, |tx| reveal_nonce::reveal_nonce(tx, meeting, nonce))
            .unwrap();
    }
    town.by(organiser, |tx| {
        actions::meetings::draw::draw(tx, meeting, thrown(2))
    })
    .unwrap();
    town.by(supervisor, |tx| sign_draw::sign_draw(tx, meeting, None))
        .unwrap();
}

/// The sign-in code a member last received.
pub fn code_of(town: &Town, person: PersonId) -> String {
    let text = town.inbox(person).pop().expect("a message");
    let (_, rest) = text.split_once("签到码为").expect("a code in the message");
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

impl Scene {
    pub fn member(&self, expert: ExpertId) -> PoolMember {
        *self
            .pool
            .iter()
            .find(|member| member.entry == expert)
            .expect("somebody of the pool")
    }

    /// The drawn members of a meeting in the order of their seats.
    pub fn seated(&self, town: &Town, meeting: MeetingId) -> Vec<PoolMember> {
        let meeting = town.read(|rx| store::meetings::find(rx, meeting));
        meeting
            .members
            .iter()
            .map(|member| self.member(member.expert))
            .collect()
    }
}

/// Convenes and signs in the first `count` members; the chair takes the chair. Answers who attends.
pub fn in_session(town: &Town, scene: &Scene, meeting: MeetingId, count: usize) -> Vec<PoolMember> {
    town.at("2022-08-15 09:00");
    town.by(&scene.organiser, |tx| convene::convene(tx, meeting))
        .unwrap();
    let seated = scene.seated(town, meeting);
    let attending: Vec<PoolMember> = seated.into_iter().take(count).collect();
    for member in &attending {
        let code = code_of(town, member.person());
        town.by(&member.actor, |tx| sign_in::sign_in(tx, meeting, &code))
            .unwrap();
    }
    town.by(&scene.organiser, |tx| {
        close_sign_in::close_sign_in(tx, meeting, attending[0].entry)
    })
    .unwrap();
    attending
}

/// Assigns three experts a case, collects their opinions and presents them.
pub fn presented(town: &Town, scene: &Scene, meeting: MeetingId) {
    let state = town.read(|rx| store::meetings::find(rx, meeting));
    let assigned = state.suggest_assignment(3);
    town.by(&scene.organiser, |tx| {
        assign::assign(tx, meeting, assigned.clone())
    })
    .unwrap();
    for (case, experts) in &assigned {
        for expert in experts {
            let actor = scene.member(*expert).actor;
            let text = "教学业绩突出，符合条件";
            town.by(&actor, |tx| {
                give_opinion::give_opinion(tx, meeting, *case, text, BTreeMap::new())
            })
            .unwrap();
        }
    }
    let chair = scene.seated(town, meeting)[0].actor;
    town.by(&chair, |tx| present_opinions::present_opinions(tx, meeting))
        .unwrap();
}

/// Opens the ballot; the n-th attending member agrees to the cases for which `agrees` says so; closes and counts.
pub fn voted(
    town: &Town,
    meeting: MeetingId,
    attending: &[PoolMember],
    agrees: impl Fn(usize, usize) -> bool,
) {
    let chair = attending[0].actor;
    town.by(&chair, |tx| {
        open_ballot::open_ballot(tx, meeting, Method::PlainBox)
    })
    .unwrap();
    let state = town.read(|rx| store::meetings::find(rx, meeting));
    for (number, member) in attending.iter().enumerate() {
        let choices: BTreeMap<ApplicationId, Choice> = state
            .agenda
            .iter()
            .enumerate()
            .filter(|(_, item)| !state.is_recused(member.entry, item.case))
            .map(|(place, item)| {
                (
                    item.case,
                    if agrees(number, place) {
                        Choice::Agree
                    } else {
                        Choice::Against
                    },
                )
            })
            .collect();
        vote::vote(&town.house(), &member.actor, meeting, &choices).unwrap();
    }
    town.by(&chair, |tx| close_ballot::close_ballot(tx, meeting))
        .unwrap();
}

/// Announces, supervises and seals.
pub fn sealed(town: &Town, scene: &Scene, meeting: MeetingId, chair: &Actor) {
    town.by(chair, |tx| announce::announce(tx, meeting)).unwrap();
    town.by(&scene.supervisor, |tx| supervise::supervise(tx, meeting))
        .unwrap();
    town.by(&scene.organiser, |tx| {
        affix_seal::affix_seal(tx, meeting, "用印〔2022〕31")
    })
    .unwrap();
}

/// The publicity of a passed case is over without objection.
pub fn publicised(town: &Town, case: ApplicationId) {
    town.program(|tx| {
        let stored = store::applications::find(tx, case)?;
        let next = stored
            .case
            .clone()
            .advance(StepKind::ResultPublicity, tx.now())?
            .state;
        store::applications::save(tx, &stored, &next, &Handling::default())
    });
}

/// Facts under which nobody is barred.
pub fn clear() -> Facts {
    [
        "离退休期间",
        "公务员身份期间",
        "立案或处分处罚影响期",
        "诚信档案记录期",
        "记过以上处分期间",
    ]
    .into_iter()
    .fold(Facts::new(), |facts, name| facts.with(name, FactValue::Absent))
    .with("单位性质", FactValue::Word("事业单位".into()))
}

/// Passed cases on a list that waits for the city's HRSS.
pub struct Stand {
    pub town: Town,
    pub scene: Scene,
    pub cases: Vec<ApplicationId>,
    pub list: AnnouncementId,
}

/// Cases that passed a sealed meeting and wait for the publicity of results.
pub fn passed(engine: Engine, count: usize) -> (Town, Scene, MeetingId, Vec<ApplicationId>) {
    let mut town = Town::new(engine);
    let scene = with_pool(&town, 21);
    let hrss = town.offices().city_hrss.id;
    town.tamper(&format!(
        "UPDATE offices SET credit_code = '{AUTHORITY_CODE}' WHERE id = '{hrss}'"
    ));
    let (meeting, cases) = opened(&town, &scene, count);
    drawn(&town, &scene, meeting);
    let attending = in_session(&town, &scene, meeting, 9);
    presented(&town, &scene, meeting);
    voted(&town, meeting, &attending, |_, _| true);
    sealed(&town, &scene, meeting, &attending[0].actor);
    (town, scene, meeting, cases)
}

/// Such cases on a list that waits for the city's HRSS.
pub fn submitted(engine: Engine, count: usize) -> Stand {
    let (town, scene, meeting, cases) = passed(engine, count);
    let early = refused(town.by(&scene.organiser, |tx| submit::submit(tx, meeting, None)));
    assert!(early.by_rule("RES-001"), "{early}");
    for case in &cases {
        publicised(&town, *case);
    }
    let list = town
        .by(&scene.organiser, |tx| submit::submit(tx, meeting, None))
        .unwrap();
    town.at("2022-09-20 10:00");
    Stand {
        town,
        scene,
        cases,
        list,
    }
}

pub fn decision(stand: &Stand) -> confirm::Confirm {
    confirm::Confirm {
        list: stand.list,
        document: Document {
            number: "南人社职〔2022〕18号".into(),
            day: day("2022-09-20"),
        },
        facts: stand.cases.iter().map(|case| (*case, clear())).collect(),
        looked_up: BTreeMap::new(),
        not_confirmed: BTreeMap::new(),
    }
}

pub fn confirmed(stand: &Stand, cmd: &confirm::Confirm) -> store::Result<()> {
    let signer = signer();
    stand
        .town
        .by(&stand.scene.authority, |tx| confirm::confirm(tx, &signer, cmd))
}
