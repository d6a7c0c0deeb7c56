//! What the program watches while cases are vetted: corrections that run out, offices that are late.

use actions::applications::keep_audit_record::{RenderAuditRecord, keep_audit_record};
use actions::applications::remind_correction::{CorrectionReminder, remind_correction};
use actions::applications::report_late::{StageOver, report_late};
use actions::applications::verify::{Verify, verify};
use actions::applications::{request_correction, return_case};
use domain::applications::{Anchor, Checked, Item, Point, ReasonCode, Way};
use domain::dossier::Section;
use kernel::Actor;
use rehearsal::RoundPlan;
use rstest::rstest;
use store::Error;
use store::journal::Subject;
use testkit::{Engine, refused};

use crate::scene::{INTERMEDIATE, Scene, day};

fn unreadable() -> Vec<Point> {
    vec![Point {
        anchor: Anchor::Section(Section::Education),
        reason: ReasonCode::Unreadable,
        sentence: "学历证书扫描件不清晰，请重新上传".to_owned(),
    }]
}

fn said(scene: &Scene, actor: &Actor, words: &str) -> bool {
    let inbox = scene.town.inbox(actor.person().unwrap());
    inbox.iter().any(|text| text.contains(words))
}

/// UNT-033: the unit follows the case and urges the applicant before it is given up.
#[rstest]
fn a_correction_is_reminded_of_before_it_runs_out(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::forwarded(engine);
    let organiser = scene.region.organiser.actor;
    let due = scene
        .stage
        .by(&organiser, |tx| {
            request_correction::request_correction(tx, scene.case, unreadable())
        })
        .unwrap();
    let examiner = scene.school().examiners[0].actor;
    assert!(said(&scene, &examiner, "请督促其按时提交"));
    assert_eq!(
        scene
            .town
            .count("outbox WHERE topic = 'applications.correction_reminder' AND state = 'waiting'"),
        1
    );
    let job = CorrectionReminder {
        application: scene.case,
        due,
    };
    let remind =
        |actor: &Actor, job: &CorrectionReminder| scene.stage.by(actor, |tx| remind_correction(tx, job));
    assert!(
        matches!(remind(&organiser, &job), Err(Error::NotFound)),
        "only the timer may"
    );
    assert!(remind(&Actor::Program, &job).unwrap());
    assert!(said(
        &scene,
        &scene.teacher.actor,
        "请在2022-08-31 23:59前提交，逾期视为放弃申报"
    ));
    let kinds = scene.town.kinds(&Subject::of(scene.case));
    assert_eq!(kinds.last().unwrap(), "applications.remind_correction");
    let other = CorrectionReminder {
        due: due.plus_hours(24),
        ..job.clone()
    };
    assert!(!remind(&Actor::Program, &other).unwrap(), "another notice's");
    scene.round().resubmit(&scene.teacher, scene.case).unwrap();
    assert!(!remind(&Actor::Program, &job).unwrap(), "corrected meanwhile");
}

#[rstest]
fn a_return_without_a_deadline_is_not_reminded_of(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::of(engine, &RoundPlan::teachers_2022().unwrap(), INTERMEDIATE);
    let examiner = scene.school().examiners[0].actor;
    scene
        .stage
        .by(&examiner, |tx| {
            return_case::return_case(tx, scene.case, unreadable())
        })
        .unwrap();
    assert_eq!(
        scene
            .town
            .count("outbox WHERE topic = 'applications.correction_reminder'"),
        0
    );
    assert!(said(&scene, &scene.teacher.actor, "被退回修改"));
}

/// PLN-018: in 2021 the units had until 5 September.
#[rstest]
fn an_office_that_lets_its_stage_pass_is_reported(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::of(engine, &RoundPlan::teachers_2021().unwrap(), INTERMEDIATE);
    let job = StageOver {
        plan: scene.plan,
        stage: "单位推荐".to_owned(),
        level: INTERMEDIATE.level,
    };
    let timers = "outbox WHERE topic = 'applications.stage_over' AND state = 'waiting'";
    assert_eq!(
        scene.town.count(timers),
        1,
        "the stage is watched from the first case on"
    );
    let report = |actor: &Actor| scene.stage.by(actor, |tx| report_late(tx, &job));
    scene.stage.morning_of(day("2021-09-05"));
    assert_eq!(report(&Actor::Program).unwrap(), 0, "the last day is not over");
    assert_eq!(scene.town.count(timers), 2, "and it is watched on");
    scene.stage.morning_of(day("2021-09-06"));
    let examiner = scene.school().examiners[0].actor;
    assert!(
        matches!(report(&examiner), Err(Error::NotFound)),
        "only the timer may"
    );
    assert_eq!(report(&Actor::Program).unwrap(), 1);
    let department = scene.region.districts[1].department.actor;
    assert!(said(
        &scene,
        &examiner,
        "有1件中级申报已过“单位推荐”的期限（2021-09-05），请尽快办理"
    ));
    assert!(said(
        &scene,
        &department,
        "有1件中级申报已过“单位推荐”的期限（2021-09-05），尚未办结"
    ));
    assert!(said(&scene, &scene.teacher.actor, "系统已提醒该机构"));
    let kinds = scene.town.kinds(&Subject::of(scene.plan));
    assert_eq!(kinds.last().unwrap(), "applications.report_late");
}

/// Where the round's own notice gives a stage its days, those count.
#[rstest]
fn the_days_of_the_rounds_own_notice_count(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::of(engine, &RoundPlan::teachers_2022().unwrap(), INTERMEDIATE);
    let plan = scene.town.read(|rx| store::plans::find(rx, scene.plan)).plan;
    let slot = plan.content.schedule.iter().find(|slot| slot.stage == "单位推荐");
    let last = slot.expect("the rehearsal's notice gives days").days.to;
    let job = StageOver {
        plan: scene.plan,
        stage: "单位推荐".to_owned(),
        level: INTERMEDIATE.level,
    };
    let report = || {
        scene
            .stage
            .by(&Actor::Program, |tx| report_late(tx, &job))
            .unwrap()
    };
    scene.stage.morning_of(last);
    assert_eq!(report(), 0);
    scene.stage.morning_of(last.next());
    assert_eq!(report(), 1);
    let words = format!("已过“单位推荐”的期限（{last}）");
    assert!(said(&scene, &scene.school().examiners[0].actor, &words));
}

/// UNT-002, UNT-004, MAT-026: what the unit compared is kept with the submission it examined.
#[rstest]
fn the_unit_keeps_a_record_of_what_it_compared(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::of(engine, &RoundPlan::teachers_2022().unwrap(), INTERMEDIATE);
    let examiner = scene.school().examiners[0].actor;
    let results = |source: &str| {
        let checked = |item| Checked {
            item,
            sound: true,
            way: if item == Item::Education {
                Way::Letter
            } else {
                Way::Originals
            },
            source: if item == Item::Education {
                source.to_owned()
            } else {
                String::new()
            },
        };
        Item::ALL.map(checked).to_vec()
    };
    let examine = |source: &str| {
        let cmd = Verify {
            application: scene.case,
            results: results(source),
            committed: true,
        };
        scene.stage.by(&examiner, |tx| verify(tx, &cmd))
    };
    let nobody = refused(examine(""));
    assert!(
        nobody.by_rule("UNT-004") && nobody.to_string().contains("核实来源"),
        "{nobody}"
    );
    examine("广西师范大学档案馆").unwrap();
    let kept = || {
        let found = scene
            .town
            .read(|rx| store::applications::verification(rx, scene.case));
        found.unwrap()
    };
    let (record, file) = kept();
    assert_eq!((record.submission, record.results.len(), file), (1, 5, None));
    assert_eq!(record.results[0].words(), "发函核实（广西师范大学档案馆）");

    let job = RenderAuditRecord {
        application: scene.case,
        submission: 1,
    };
    let keep = |actor: &Actor, pdf: &[u8]| scene.stage.by(actor, |tx| keep_audit_record(tx, &job, pdf));
    assert!(matches!(keep(&examiner, b"%PDF-1.7"), Err(Error::NotFound)));
    keep(&Actor::Program, b"%PDF-1.7").unwrap();
    let (_, first) = kept();
    keep(&Actor::Program, b"%PDF-other").unwrap();
    assert_eq!(kept().1, first, "a record that is kept stays");
    let kinds = scene.town.kinds(&Subject::of(scene.case));
    assert_eq!(kinds.last().unwrap(), "applications.keep_audit_record");
}
