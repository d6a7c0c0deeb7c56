//! What the first half of the line refuses, and that a refused verb changes nothing.

use actions::applications::{abandon_overdue, not_accept, request_correction, submit, withdraw};
use actions::dossier::{declare_none, remove_entry};
use actions::integrity::record;
use actions::publicity::{conclude_objection, raise_objection};
use domain::applications::{Anchor, Ending, Point, ReasonCode, Stage as Standing};
use domain::dossier::Section;
use domain::integrity::{Circumstance, Record};
use domain::publicity::{Conclusion, Kind};
use kernel::{Actor, PostingId};
use rehearsal::{Candidate, RoundPlan};
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, refused};

use crate::scene::{INTERMEDIATE, Scene, day};

impl Scene {
    fn submitted(engine: Engine) -> Self {
        Self::of(engine, &RoundPlan::teachers_2022().unwrap(), INTERMEDIATE)
    }

    fn examiner(&self) -> &Actor {
        &self.school().examiners[0].actor
    }

    fn organiser(&self) -> &Actor {
        &self.region.organiser.actor
    }

    fn status(&self) -> &'static str {
        self.town
            .read(|rx| store::applications::find(rx, self.case))
            .case
            .status()
    }

    fn entries(&self) -> usize {
        self.town.journal(&Subject::of(self.case)).len()
    }

    /// Unit publicity running since 2022-08-16.
    fn publicised(engine: Engine) -> (Self, PostingId) {
        let scene = Self::submitted(engine);
        let (round, school) = (scene.round(), scene.school());
        round.verify(school, scene.case).unwrap();
        let panel = round.appoint(school, vec![scene.case]).unwrap();
        round
            .vote_in_box(school, panel, &[(scene.case, 7)].into())
            .unwrap();
        scene.stage.morning_of(day("2022-08-16"));
        let posting = round
            .post(&school.examiners[0], Kind::Unit, vec![scene.case])
            .unwrap();
        (scene, posting)
    }

    /// Standing with the organiser.
    pub(crate) fn forwarded(engine: Engine) -> Self {
        let (scene, posting) = Self::publicised(engine);
        let (round, school) = (scene.round(), scene.school());
        scene.stage.morning_of(day("2022-08-24"));
        round.close(&school.examiners[0], posting).unwrap();
        round.recommend(school, scene.case).unwrap();
        round.audit_to_the_organiser(scene.case).unwrap();
        scene
    }
}

fn point(text: &str) -> Vec<Point> {
    let anchor = Anchor::Section(Section::Education);
    vec![Point {
        anchor,
        reason: ReasonCode::Unreadable,
        sentence: text.to_owned(),
    }]
}

#[rstest]
fn the_correction_notice_is_sent_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::forwarded(engine);
    let ask = |text: &str| {
        let points = point(text);
        scene.stage.by(scene.organiser(), |tx| {
            request_correction::request_correction(tx, scene.case, points)
        })
    };
    let empty = refused(scene.stage.by(scene.organiser(), |tx| {
        request_correction::request_correction(tx, scene.case, Vec::new())
    }));
    assert!(empty.by_rule("SUP-005"), "{empty}");
    // Five working days by the round's setting: 25, 26, 29, 30, 31 August, to the end of the day.
    let due = ask("学历证书扫描件不清晰，请重新上传").unwrap();
    assert_eq!(due.minute_text(), "2022-08-31 23:59");
    assert_eq!(scene.status(), "returned");
    scene.round().resubmit(&scene.teacher, scene.case).unwrap();
    let before = scene.entries();
    let again = refused(ask("请再补充身份证"));
    assert!(
        again.by_rule("SUP-005") && again.to_string().contains("第二十二条"),
        "{again}"
    );
    assert_eq!(
        (scene.status(), scene.entries()),
        ("acceptance", before),
        "a refused verb changes nothing"
    );
    assert!(
        scene
            .town
            .inbox(scene.teacher.person)
            .iter()
            .any(|text| text.contains("逾期视为放弃"))
    );
    scene
        .stage
        .by(scene.organiser(), |tx| {
            not_accept::not_accept(tx, scene.case, "学历不符合条件")
        })
        .unwrap();
    assert_eq!(scene.status(), "not_accepted");
}

#[rstest]
fn an_unanswered_notice_ends_the_case(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::forwarded(engine);
    let points = point("学历证书扫描件不清晰，请重新上传");
    scene
        .stage
        .by(scene.organiser(), |tx| {
            request_correction::request_correction(tx, scene.case, points)
        })
        .unwrap();
    let timer = |actor: &Actor| {
        scene
            .stage
            .by(actor, |tx| abandon_overdue::abandon_overdue(tx, scene.case))
    };
    scene.stage.morning_of(day("2022-08-31"));
    assert!(!timer(&Actor::Program).unwrap(), "the last day is not over");
    scene.stage.morning_of(day("2022-09-01"));
    assert!(
        matches!(timer(scene.organiser()), Err(Error::NotFound)),
        "only the timer may"
    );
    let late = refused(scene.round().resubmit(&scene.teacher, scene.case));
    assert!(late.by_rule("SUP-005"), "{late}");
    assert!(timer(&Actor::Program).unwrap());
    assert!(!timer(&Actor::Program).unwrap(), "twice is harmless");
    let case = scene
        .town
        .read(|rx| store::applications::find(rx, scene.case))
        .case;
    assert_eq!(case.stage, Standing::Ended(Ending::Abandoned));
}

#[rstest]
fn withdrawing_hides_the_case_and_keeps_its_claim(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::submitted(engine);
    let mine = &scene.teacher.actor;
    assert!(matches!(
        scene
            .stage
            .by(scene.examiner(), |tx| withdraw::withdraw(tx, scene.case)),
        Err(Error::NotFound)
    ));
    scene
        .stage
        .by(mine, |tx| withdraw::withdraw(tx, scene.case))
        .unwrap();
    assert_eq!(scene.status(), "draft");
    let seen = scene
        .stage
        .house
        .read(|rx| store::applications::visible(rx, scene.examiner(), scene.case));
    assert!(matches!(seen, Err(Error::NotFound)));
    // Another application for the same level this year is refused: withdrawing does not evade the limit.
    let other = scene.teacher.start(&scene.stage, scene.plan).unwrap();
    let second = refused(scene.teacher.submit(&scene.stage, other));
    assert!(second.to_string().contains("只能申报一个同级别职称"), "{second}");
    let receipt = scene.teacher.submit(&scene.stage, scene.case).unwrap();
    assert_eq!(
        receipt.number, 2,
        "a withdrawn case comes back as its next version"
    );
}

#[rstest]
fn everything_that_stands_against_submitting_is_told_at_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut scene = Scene::submitted(engine);
    let school = scene.region.districts[1].schools[1].clone();
    let newcomer = Candidate::hire(&mut scene.stage, &school, ("t2", 902), INTERMEDIATE, None).unwrap();
    let case = newcomer.start(&scene.stage, scene.plan).unwrap();
    scene.stage.morning_of(day("2022-09-01"));
    let told = refused(
        scene
            .stage
            .by(&newcomer.actor, |tx| submit::submit(tx, case, false)),
    );
    let text = told.to_string();
    for part in [
        "不在本轮申报时间内",
        "签署诚信承诺书",
        "“学历学位”还没有填写",
        "还不知道“学历”",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[rstest]
fn we_47_a_record_in_the_archive_bars_from_applying(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::submitted(engine);
    scene
        .stage
        .by(&scene.teacher.actor, |tx| withdraw::withdraw(tx, scene.case))
        .unwrap();
    let entry = |to: &str| Record {
        person: scene.teacher.person,
        circumstance: Circumstance::IntegrityRecord,
        from: day("2019-08-10"),
        to: Some(day(to)),
        source: "南职改处〔2019〕3号".to_owned(),
    };
    let reversed = refused(scene.stage.by(&scene.region.city_title.actor, |tx| {
        record::record(tx, entry("2019-01-01"))
    }));
    assert!(reversed.to_string().contains("截止日早于起始日"));
    assert!(matches!(
        scene
            .stage
            .by(&scene.teacher.actor, |tx| record::record(tx, entry("2022-08-09"))),
        Err(Error::NotFound)
    ));
    scene
        .stage
        .by(&scene.region.city_title.actor, |tx| {
            record::record(tx, entry("2022-08-09"))
        })
        .unwrap();
    scene.stage.morning_of(day("2022-08-09"));
    let barred = refused(scene.teacher.submit(&scene.stage, scene.case));
    assert!(barred.to_string().contains("第十七条(四)"), "{barred}");
    // EX-47 in small: the day after the last day the bar is gone.
    scene.stage.morning_of(day("2022-08-10"));
    scene.teacher.submit(&scene.stage, scene.case).unwrap();
}

#[rstest]
fn an_open_objection_blocks_and_an_upheld_one_strikes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Conclusion::NotUpheld, Conclusion::Upheld)] conclusion: Conclusion,
) {
    let (scene, posting) = Scene::publicised(engine);
    let colleague = &scene.school().panel[0].actor;
    let outsider = &scene.region.districts[0].schools[0].panel[0].actor;
    let objection = |facts: &str| raise_objection::RaiseObjection {
        posting,
        case: Some(scene.case),
        name: "黄小红".to_owned(),
        contact: "13907710001".to_owned(),
        facts: facts.to_owned(),
    };
    let raise = |actor: &Actor, facts: &str| {
        let cmd = objection(facts);
        scene
            .stage
            .by(actor, |tx| raise_objection::raise_objection(tx, cmd))
    };
    for stranger in [outsider, &Actor::Public] {
        assert!(
            matches!(raise(stranger, "成果不实"), Err(Error::NotFound)),
            "unit publicity is the unit's"
        );
    }
    let blank = refused(raise(colleague, " "));
    assert!(blank.by_rule("CMP-004"), "{blank}");
    let id = raise(colleague, "教学成果的主持人另有其人").unwrap();
    scene.stage.morning_of(day("2022-08-24"));
    let blocked = refused(scene.round().close(&scene.school().examiners[0], posting));
    assert!(blocked.by_rule("UNT-028"), "{blocked}");
    let conclude = |actor: &Actor| {
        scene.stage.by(actor, |tx| {
            conclude_objection::conclude_objection(tx, posting, id, conclusion, "已核对立项书和结题证书")
        })
    };
    assert!(matches!(conclude(outsider), Err(Error::NotFound)));
    conclude(scene.examiner()).unwrap();
    scene
        .round()
        .close(&scene.school().examiners[0], posting)
        .unwrap();
    let expected = match conclusion {
        Conclusion::NotUpheld => "recommendation",
        Conclusion::Upheld => "not_recommended",
    };
    assert_eq!(scene.status(), expected);
    let entries = scene.town.journal(&Subject::of(posting));
    assert!(
        entries
            .iter()
            .all(|entry| !entry.body.contains("黄小红") && !entry.body.contains("立项书"))
    );
}

#[rstest]
fn a_library_is_its_owners_alone(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let mut scene = Scene::submitted(engine);
    let school = scene.school().clone();
    let other = Candidate::hire(&mut scene.stage, &school, ("t2", 902), INTERMEDIATE, None).unwrap();
    let dossier = scene
        .town
        .read(|rx| store::dossier::of_person(rx, scene.teacher.person));
    let entry = dossier.of(Section::Achievement).next().unwrap().id;
    assert!(matches!(
        scene
            .stage
            .by(&other.actor, |tx| remove_entry::remove_entry(tx, entry)),
        Err(Error::NotFound)
    ));
    let filled = refused(scene.stage.by(&scene.teacher.actor, |tx| {
        declare_none::declare_none(tx, Section::Achievement, true)
    }));
    assert!(filled.to_string().contains("已有内容"), "{filled}");
    scene
        .stage
        .by(&scene.teacher.actor, |tx| remove_entry::remove_entry(tx, entry))
        .unwrap();
    scene
        .stage
        .by(&scene.teacher.actor, |tx| {
            declare_none::declare_none(tx, Section::Achievement, true)
        })
        .unwrap();
    let dossier = scene
        .town
        .read(|rx| store::dossier::of_person(rx, scene.teacher.person));
    assert!(
        dossier.none.contains(&Section::Achievement) && dossier.of(Section::Achievement).next().is_none()
    );
}
