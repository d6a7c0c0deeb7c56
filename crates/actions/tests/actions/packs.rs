//! `packs.upload`, `packs.check`, `packs.approve`, `packs.withdraw`

use actions::Error;
use actions::packs::approve::approve;
use actions::packs::check::check;
use actions::packs::examine::examine;
use actions::packs::kept;
use actions::packs::upload::{Upload, upload};
use actions::packs::withdraw::withdraw;
use domain::packs::{CALENDARS, Report, Stage};
use kernel::{Actor, PackVersionId, Role};
use policy::Library;
use rstest::rstest;
use store::journal::Subject;
use store::packs::Files;
use testkit::{Engine, Town, refused};

const PACK: &str = "nn.中小学教师.2022";
const REGION_PACK: &str = "gx.评审办法.2021";
const OLD: &str = "申报二级教师";
const NEW: &str = "申报二级教师职称";

struct Stand {
    town: Town,
    first: Actor,
    second: Actor,
    city: Actor,
}

fn stand(engine: Engine) -> Stand {
    let town = Town::new(engine);
    let (region, city) = (town.offices().region_hrss.id, town.offices().city_hrss.id);
    Stand {
        first: town.actor(Role::PolicyOfficer, region),
        second: town.actor(Role::PolicyOfficer, region),
        city: town.actor(Role::PolicyOfficer, city),
        town,
    }
}

/// The files of a pack in force, as an officer would send them, with one text in the place of another.
fn files(town: &Town, pack: &str, (old, new): (&str, &str)) -> Files {
    let files = town.read(|rx| store::packs::in_force(rx, pack));
    let whole: String = files.iter().map(|(_, text)| text.as_str()).collect();
    assert!(whole.contains(old), "{pack} does not say {old}");
    let sent = files.into_iter().map(|(path, text)| {
        let name = path.rsplit('/').next().unwrap().to_owned();
        (name, text.replacen(old, new, 1))
    });
    sent.collect()
}

fn sent(pack: &str, files: Files) -> Upload {
    Upload {
        pack: pack.to_owned(),
        reason: "按局务会意见修改说明".to_owned(),
        files,
    }
}

impl Stand {
    fn upload(&self, by: &Actor, pack: &str, change: (&str, &str)) -> actions::Result<PackVersionId> {
        let cmd = sent(pack, files(&self.town, pack, change));
        self.town.by(by, |tx| upload(tx, cmd))
    }

    fn checked(&self, id: PackVersionId) {
        let basis = self.town.read(store::packs::changes);
        let report = Report {
            basis,
            ..Report::default()
        };
        self.town.program(|tx| check(tx, id, &report));
    }

    fn stage(&self, id: PackVersionId) -> Stage {
        self.town.read(|rx| store::packs::find(rx, id)).stage
    }

    fn kinds(&self, id: PackVersionId) -> Vec<String> {
        self.town.kinds(&Subject::of(id))
    }
}

fn says(library: &Library, text: &str) -> bool {
    let rows = library.render(PACK).unwrap();
    rows.iter().flat_map(|row| &row.lines).any(|line| line == text)
}

#[rstest]
fn two_officers_bring_a_checked_version_into_force_on_every_node(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    let (town, other) = (&stand.town, stand.town.another_node(77));
    let on_both = |text: &str| {
        let there = other.read(|rx| Ok(says(rx.policies(), text))).unwrap();
        (town.read(|rx| Ok(says(rx.policies(), text))), there)
    };
    let id = stand.upload(&stand.first, PACK, (OLD, NEW)).unwrap();
    assert_eq!(stand.stage(id), Stage::Draft);
    refused(town.by(&stand.first, |tx| approve(tx, id)));
    stand.checked(id);
    assert_eq!(town.inbox(stand.second.person().unwrap()).len(), 1);

    town.by(&stand.first, |tx| approve(tx, id)).unwrap();
    let again = refused(town.by(&stand.first, |tx| approve(tx, id)));
    assert!(again.to_string().contains("另一位"), "{again}");
    assert_eq!(on_both(NEW), (false, false), "one officer changes nothing");
    assert_eq!(on_both(OLD), (true, true));

    town.by(&stand.second, |tx| approve(tx, id)).unwrap();
    assert_eq!(stand.stage(id), Stage::Adopted);
    assert_eq!(on_both(NEW), (true, true));
    let kinds = ["packs.upload", "packs.check", "packs.approve", "packs.approve"];
    assert_eq!(stand.kinds(id), kinds);
    let same = refused(stand.upload(&stand.first, PACK, (NEW, NEW)));
    assert!(same.to_string().contains("完全相同"), "{same}");
}

#[rstest]
fn what_is_in_force_is_withdrawn_by_two_and_gives_way_to_the_one_before(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    let town = &stand.town;
    let now = |text: &str| town.read(|rx| Ok(says(rx.policies(), text)));
    let mut made = Vec::new();
    for change in [(OLD, NEW), (NEW, "申报助理级教师")] {
        let id = stand.upload(&stand.first, PACK, change).unwrap();
        stand.checked(id);
        town.by(&stand.first, |tx| approve(tx, id)).unwrap();
        town.by(&stand.second, |tx| approve(tx, id)).unwrap();
        made.push(id);
    }
    assert_eq!(
        (stand.stage(made[0]), stand.stage(made[1])),
        (Stage::Replaced, Stage::Adopted)
    );
    assert!(now("申报助理级教师"));

    town.by(&stand.second, |tx| withdraw(tx, made[1])).unwrap();
    assert!(now("申报助理级教师"), "one officer changes nothing");
    refused(town.by(&stand.second, |tx| withdraw(tx, made[1])));
    town.by(&stand.first, |tx| withdraw(tx, made[1])).unwrap();
    assert_eq!(
        (stand.stage(made[0]), stand.stage(made[1])),
        (Stage::Adopted, Stage::Withdrawn)
    );
    assert!(now(NEW));

    for officer in [&stand.first, &stand.second] {
        town.by(officer, |tx| withdraw(tx, made[0])).unwrap();
    }
    assert!(now(OLD), "the one that comes with the program");
    assert_eq!(stand.kinds(made[0]).last().unwrap(), "packs.withdraw");
}

#[rstest]
fn a_pack_that_does_not_load_is_refused_with_every_place_and_nothing_changes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    let wrong = refused(stand.upload(&stand.first, PACK, ("级别=\"正高级\"", "等级=\"正高级\"")));
    assert_eq!(wrong.all()[0].field.as_deref(), Some("files"));
    let place = wrong.all()[0].sentence.clone();
    assert!(
        place.starts_with(&format!("{PACK}/")) && place.matches(':').count() >= 3,
        "{place}"
    );
    let broken = refused(stand.upload(&stand.first, PACK, ("途径 \"", "途径 ")));
    assert!(broken.to_string().contains("KDL 2"), "{broken}");

    let town = &stand.town;
    let reasonless = Upload {
        reason: " ".to_owned(),
        ..sent(PACK, files(town, PACK, (OLD, NEW)))
    };
    refused(town.by(&stand.first, |tx| upload(tx, reasonless)));
    for (pack, name) in [("../etc", "a.kdl"), (PACK, "a.txt"), (PACK, "../a.kdl")] {
        let cmd = sent(pack, vec![(name.to_owned(), "政策包".to_owned())]);
        refused(town.by(&stand.first, |tx| upload(tx, cmd)));
    }
    let twice = vec![
        ("a.kdl".to_owned(), String::new()),
        ("a.kdl".to_owned(), String::new()),
    ];
    refused(town.by(&stand.first, |tx| upload(tx, sent(PACK, twice))));
    refused(town.by(&stand.first, |tx| upload(tx, sent(PACK, Vec::new()))));
    assert_eq!(town.count("pack_versions"), 0);
    assert!(town.read(|rx| Ok(says(rx.policies(), OLD))));
}

#[rstest]
fn packs_are_kept_by_the_policy_officers_of_their_area_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    let town = &stand.town;
    let hrss = town.offices().region_hrss.id;
    let cmd = sent(PACK, files(town, PACK, (OLD, NEW)));
    for role in Role::ALL.into_iter().filter(|role| *role != Role::PolicyOfficer) {
        let actor = town.actor(role, hrss);
        let outcome = town.by(&actor, |tx| upload(tx, cmd.clone()));
        assert!(matches!(outcome, Err(Error::NotFound)), "{role:?}");
    }
    let region = refused(stand.upload(&stand.city, REGION_PACK, ("对拟推荐对象", "对拟推荐的对象")));
    assert!(region.to_string().contains("不归南宁市"), "{region}");
    let calendars = refused(stand.upload(&stand.city, CALENDARS, ("\n", "\n\n")));
    assert!(calendars.to_string().contains("不归南宁市"), "{calendars}");

    let theirs = stand
        .upload(&stand.first, REGION_PACK, ("对拟推荐对象", "对拟推荐的对象"))
        .unwrap();
    stand.checked(theirs);
    for outcome in [
        town.by(&stand.city, |tx| approve(tx, theirs)),
        town.by(&stand.city, |tx| withdraw(tx, theirs)),
        town.by(&stand.city, |tx| kept(tx, &stand.city, theirs).map(drop)),
    ] {
        assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
    }
    let own = stand.upload(&stand.city, PACK, (OLD, NEW)).unwrap();
    stand.checked(own);
    town.by(&stand.city, |tx| approve(tx, own)).unwrap();
    town.by(&stand.first, |tx| approve(tx, own)).unwrap();
    assert_eq!(
        stand.stage(own),
        Stage::Adopted,
        "the region's officer is the second one"
    );
}

#[rstest]
fn a_waiting_version_is_checked_and_approved_anew_when_the_packs_in_force_change(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    let town = &stand.town;
    let waiting = stand
        .upload(&stand.first, REGION_PACK, ("对拟推荐对象", "对拟推荐的对象"))
        .unwrap();
    let quick = stand.upload(&stand.first, PACK, (OLD, NEW)).unwrap();
    for id in [waiting, quick] {
        stand.checked(id);
        town.by(&stand.first, |tx| approve(tx, id)).unwrap();
    }
    town.by(&stand.second, |tx| approve(tx, quick)).unwrap();
    assert_eq!(stand.stage(waiting), Stage::Draft);
    refused(town.by(&stand.second, |tx| approve(tx, waiting)));
    stand.checked(waiting);
    town.by(&stand.second, |tx| approve(tx, waiting)).unwrap();
    assert_eq!(
        stand.stage(waiting),
        Stage::Approved,
        "the former approval is gone"
    );
    town.by(&stand.second, |tx| withdraw(tx, waiting)).unwrap();
    assert_eq!(stand.stage(waiting), Stage::Withdrawn);
    let late = town
        .house
        .change(&Actor::Program, |tx| check(tx, waiting, &Report::default()));
    refused(late);
    let stranger = town.by(&stand.first, |tx| check(tx, waiting, &Report::default()));
    assert!(
        matches!(stranger, Err(Error::NotFound)),
        "only the program checks"
    );
}

#[test]
fn the_checker_tells_what_a_version_breaks_and_what_it_changes() {
    let stand = stand(Engine::Sqlite);
    let shorter = (
        "自 \"2022-01-01\" \"5个工作日\"",
        "自 \"2022-01-01\" \"4个工作日\"",
    );
    let id = stand.upload(&stand.first, REGION_PACK, shorter).unwrap();
    let report = examine(&stand.town.house, id).unwrap();
    assert!(!report.is_sound() && !report.failures.is_empty());
    assert_eq!(report.changes.len(), 1, "{:#?}", report.changes);
    stand.town.program(|tx| check(tx, id, &report));
    assert_eq!(stand.stage(id), Stage::Faulty);
    let refusal = refused(stand.town.by(&stand.second, |tx| approve(tx, id)));
    assert!(refusal.to_string().contains("检查没有通过"), "{refusal}");

    let sound = stand.upload(&stand.first, PACK, (OLD, NEW)).unwrap();
    let report = examine(&stand.town.house, sound).unwrap();
    assert!(report.is_sound(), "{report:#?}");
    assert!(report.passed > 200 && report.changes.len() == 1);
}
