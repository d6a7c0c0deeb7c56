//! `plans.draft`, `plans.file`, `plans.give_back`, `plans.publish`, `plans.amend`, `plans.extend`,
//! `applications.tell_round_changed`

use actions::Error;
use actions::applications::tell_round_changed::tell_round_changed;
use actions::plans::amend::{Amend, amend};
use actions::plans::draft::draft;
use actions::plans::enter_setting::{EnterSetting, enter_setting};
use actions::plans::extend::extend;
use actions::plans::file::file;
use actions::plans::give_back::give_back;
use actions::plans::publish::publish;
use domain::applications::{Application, Target};
use domain::plans::{Content, Outage, Plan, Slot, Soft, Stage};
use kernel::{Actor, Level, PersonId, PlanId, Refusals, Role, Timestamp};
use policy::DayRange;
use rstest::rstest;
use store::journal::Subject;
use testkit::{Engine, Town, refused};

fn days(from: &str, to: &str) -> DayRange {
    DayRange {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
    }
}

struct Stand {
    town: Town,
    series: Actor,
    title: Actor,
}

/// A city in the middle of 2020, with its education title office and the human resources bureau above it.
fn stand(engine: Engine) -> Stand {
    let town = Town::new(engine);
    town.at("2020-07-01 09:00");
    let (series, above) = (town.offices().city_education.id, town.offices().city_hrss.id);
    Stand {
        series: town.actor(Role::SeriesOffice, series),
        title: town.actor(Role::TitleOffice, above),
        town,
    }
}

fn because() -> Soft {
    Soft {
        reason: "学校七月下旬放假".to_owned(),
        approver: "市职改办主任会议".to_owned(),
    }
}

impl Stand {
    fn content(&self) -> Content {
        Content {
            title: "2020年度南宁市职称评审工作通知".to_owned(),
            year: 2020,
            pack: "nn.职称评审.2020".to_owned(),
            series: "中小学教师".to_owned(),
            levels: vec![Level::SubSenior, Level::Intermediate],
            specialties: vec!["小学语文".to_owned()],
            application: days("2020-07-06", "2020-08-31"),
            organiser: self.town.offices().city_education.id,
            contact: "0771-1234567".to_owned(),
            payment: "网上缴费".to_owned(),
            schedule: Vec::new(),
        }
    }

    fn draft(&self, content: Content, soft: &Soft) -> actions::Result<PlanId> {
        self.town.by(&self.series, |tx| draft(tx, None, content, soft))
    }

    fn published(&self) -> PlanId {
        let id = self.draft(self.content(), &Soft::default()).unwrap();
        self.town.by(&self.series, |tx| file(tx, id)).unwrap();
        let number = "南教职改〔2020〕3号";
        self.town.by(&self.series, |tx| publish(tx, id, number)).unwrap();
        id
    }

    fn plan(&self, id: PlanId) -> Plan {
        self.town.read(|rx| store::plans::find(rx, id)).plan
    }

    fn amend(&self, plan: PlanId, change: impl FnOnce(&mut Content)) -> actions::Result<()> {
        let mut content = self.plan(plan).content;
        change(&mut content);
        let cmd = Amend {
            plan,
            content,
            soft: Soft::default(),
            reason: "电话号码变更".to_owned(),
        };
        self.town.by(&self.series, |tx| amend(tx, cmd))
    }

    fn extend(&self, plan: PlanId, from: &str, to: &str) -> actions::Result<()> {
        let outage = Outage {
            from: moment(from),
            to: moment(to),
            measured: "运行监测记录第3号".to_owned(),
        };
        let reason = "机房断电，不能登录";
        self.town.by(&self.series, |tx| extend(tx, plan, outage, reason))
    }

    /// Somebody of the city's school with a draft in the round.
    fn applicant(&self, plan: PlanId) -> PersonId {
        let (person, unit) = (self.town.person(), self.town.offices().city_school.id);
        self.town.program(|tx| {
            let target = Target {
                series: "中小学教师".to_owned(),
                level: Level::Intermediate,
                specialty: "小学语文".to_owned(),
                ground: "逐级申报".to_owned(),
            };
            let case = Application::start(tx.new_id(), plan, person.id, unit, target, tx.now());
            let names = store::applications::Names {
                applicant: &person.name,
                unit: "南宁市第一中学",
            };
            store::applications::add(tx, &case, names)
        });
        person.id
    }
}

/// `2020-08-30 08:00` in Beijing.
fn moment(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap();
    let hour: i64 = time.split_once(':').unwrap().0.parse().unwrap();
    Timestamp::start_of(day.parse().unwrap()).plus_hours(hour)
}

fn fields(refusals: &Refusals) -> Vec<&str> {
    let all = refusals.all().iter();
    all.filter_map(|refusal| refusal.field.as_deref()).collect()
}

#[rstest]
fn we_70_what_binds_in_principle_may_be_departed_from_with_reason_and_approver(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    // Given a window of less than a month and a review that ends in December.
    let stand = stand(engine);
    let content = Content {
        application: days("2020-07-06", "2020-07-31"),
        schedule: vec![Slot {
            stage: "评审".to_owned(),
            days: days("2020-11-16", "2020-12-02"),
        }],
        ..stand.content()
    };
    // When it is drafted without a reason, then both demands are told with their article, and what is missing.
    let refusals = refused(stand.draft(content.clone(), &Soft::default()));
    let wanted = ["application_to", "schedule4_to", "reason", "approver"];
    assert_eq!(fields(&refusals), wanted, "{refusals}");
    assert!(refusals.to_string().contains("2020-12-02"), "{refusals}");
    let one = &refusals.all()[0];
    assert!(one.article.as_ref().unwrap().to_string().contains('七'), "{one}");
    let half = Soft {
        approver: "  ".to_owned(),
        ..because()
    };
    let refusals = refused(stand.draft(content.clone(), &half));
    assert!(fields(&refusals).contains(&"approver"));
    // When reason and approver are given, then both stand in the plan.
    let id = stand.draft(content, &because()).unwrap();
    let plan = stand.plan(id);
    let stages: Vec<&str> = plan.departures.iter().map(|one| one.stage.as_str()).collect();
    assert_eq!(stages, ["个人申报", "评审"]);
    assert!(
        plan.departures
            .iter()
            .all(|one| one.approver == "市职改办主任会议")
    );
    assert_eq!(stand.town.kinds(&Subject::of(id)), ["plans.draft"]);
    // A draft that keeps everything departs from nothing.
    let plain = stand.content();
    stand
        .town
        .by(&stand.series, |tx| draft(tx, Some(id), plain, &Soft::default()))
        .unwrap();
    assert_eq!(stand.plan(id).departures, []);
}

#[rstest]
fn days_that_a_text_fixes_are_not_the_offices_to_change(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    stand.town.at("2021-07-25 09:00");
    let round = |application: DayRange, review: &str| Content {
        title: "2021年度中小学教师职称评审工作通知".to_owned(),
        year: 2021,
        pack: "nn.中小学教师.2021".to_owned(),
        levels: vec![Level::Intermediate],
        application,
        schedule: vec![Slot {
            stage: "评审".to_owned(),
            days: days("2021-11-08", review),
        }],
        ..stand.content()
    };
    let august = || days("2021-08-01", "2021-08-20");
    let late = refused(stand.draft(round(days("2021-08-01", "2021-08-25"), "2021-11-30"), &because()));
    assert_eq!(fields(&late), ["application_from"], "{late}");
    assert_eq!(late.all()[0].rule.as_ref().unwrap().to_string(), "PLN-017");
    let december = refused(stand.draft(round(august(), "2021-12-01"), &because()));
    assert_eq!(fields(&december), ["schedule4_to"], "{december}");
    assert_eq!(december.all()[0].rule.as_ref().unwrap().to_string(), "PLN-022");
    stand
        .draft(round(august(), "2021-11-30"), &Soft::default())
        .unwrap();
}

#[rstest]
fn the_office_above_gives_a_filed_plan_back_and_sees_a_late_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    let id = stand.draft(stand.content(), &Soft::default()).unwrap();
    let back = |by: &Actor, reason: &str| stand.town.by(by, |tx| give_back(tx, id, reason));
    // Given a draft: there is nothing to give back yet.
    assert!(matches!(back(&stand.title, "收费依据"), Err(Error::NotFound)));
    stand.town.by(&stand.series, |tx| file(tx, id)).unwrap();
    // When somebody else tries, then there is nothing for them.
    let other = stand
        .town
        .actor(Role::TitleOffice, stand.town.offices().region_hrss.id);
    assert!(matches!(back(&other, "收费依据"), Err(Error::NotFound)));
    assert!(back(&stand.series, "收费依据").is_err());
    let refusals = refused(back(&stand.title, "  "));
    assert_eq!(fields(&refusals), ["reason"]);
    // When the office above gives it back, then it is a draft again and the drafting office is told.
    back(&stand.title, "请补写收费依据").unwrap();
    let plan = stand.plan(id);
    assert_eq!(
        (plan.stage, plan.returned.unwrap().reason.as_str()),
        (Stage::Draft, "请补写收费依据")
    );
    let told = stand.town.inbox(stand.series.person().unwrap());
    assert!(told[0].contains("退回了"), "{told:?}");
    // When it is filed again after 20 July, then it is taken and marked as late.
    stand.town.at("2020-07-21 09:00");
    stand.town.by(&stand.series, |tx| file(tx, id)).unwrap();
    assert_eq!(stand.plan(id).returned, None);
    let told = stand.town.inbox(stand.title.person().unwrap());
    assert!(told[1].contains("已过报备截止日"), "{told:?}");
    let kinds = stand.town.kinds(&Subject::of(id));
    assert_eq!(
        kinds,
        ["plans.draft", "plans.file", "plans.give_back", "plans.file"]
    );
    stand
        .town
        .by(&stand.series, |tx| publish(tx, id, "南教职改〔2020〕3号"))
        .unwrap();
    assert!(matches!(back(&stand.title, "太迟"), Err(Error::NotFound)));
    let filed = stand
        .town
        .read(|rx| store::plans::filed_with(rx, stand.town.offices().city_hrss.id));
    assert_eq!(
        filed.len(),
        1,
        "a published plan stays in the list of the office above"
    );
}

#[rstest]
fn a_published_notice_changes_by_numbered_supplements_that_everybody_concerned_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    let drafted = stand.draft(stand.content(), &Soft::default()).unwrap();
    let early = refused(stand.amend(drafted, |content| content.contact = "新号码".to_owned()));
    assert!(early.to_string().contains("还没有发布"), "{early}");
    let id = stand.published();
    let clerk = stand
        .town
        .actor(Role::UnitExaminer, stand.town.offices().city_school.id);
    let organiser = stand
        .town
        .actor(Role::Organiser, stand.town.offices().city_education.id);
    let (applicant, stranger) = (stand.applicant(id), stand.town.person().id);
    stand.town.at("2020-07-10 09:00");
    // What people relied on stays.
    let refusals = refused(stand.amend(id, |content| {
        content.application = days("2020-07-08", "2020-08-30");
        content.levels = vec![Level::SubSenior];
        content.specialties = vec!["初中英语".to_owned()];
        content.title = "另一份通知".to_owned();
    }));
    let wanted = ["levels", "specialties", "application_to", "application_from"];
    assert_eq!(fields(&refusals), wanted, "{refusals}");
    assert_eq!(refusals.all().len(), 5, "{refusals}");
    let nothing = refused(stand.amend(id, |_| {}));
    assert!(nothing.to_string().contains("没有任何修改"), "{nothing}");
    // When the telephone changes, then it is supplement 1, and so on.
    stand
        .amend(id, |content| content.contact = "0771-7654321".to_owned())
        .unwrap();
    stand
        .amend(id, |content| {
            content.application.to = "2020-09-10".parse().unwrap();
        })
        .unwrap();
    let plan = stand.plan(id);
    let numbers: Vec<(u32, i32)> = plan
        .amendments
        .iter()
        .map(|one| (one.number, one.days_longer))
        .collect();
    assert_eq!(numbers, [(1, 0), (2, 10)]);
    assert_eq!(
        plan.amendments[0].changes,
        ["咨询：原为0771-1234567，现为0771-7654321"]
    );
    assert_eq!(plan.deadline(), "2020-09-10".parse().unwrap());
    let kinds = stand.town.kinds(&Subject::of(id));
    assert_eq!(kinds[kinds.len() - 2..], ["plans.amend", "plans.amend"]);
    // Then applicant, unit and organiser find it in the inbox, once each; strangers do not.
    stand.town.program(|tx| tell_round_changed(tx, id, 1));
    for person in [applicant, clerk.person().unwrap(), organiser.person().unwrap()] {
        let told = stand.town.inbox(person);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("第1号补充通知") && told[0].contains("0771-7654321"));
    }
    assert_eq!(stand.town.inbox(stranger), Vec::<String>::new());
    let by_hand = stand.town.by(&stand.series, |tx| tell_round_changed(tx, id, 2));
    assert!(by_hand.is_err(), "only the program tells");
    let other = stand
        .town
        .actor(Role::SeriesOffice, stand.town.offices().region_education.id);
    let content = stand.content();
    let cmd = Amend {
        plan: id,
        content,
        soft: Soft::default(),
        reason: "试".to_owned(),
    };
    let theirs = stand.town.by(&other, |tx| amend(tx, cmd));
    assert!(matches!(theirs, Err(Error::NotFound)));
}

#[rstest]
fn a_value_entered_after_publication_is_a_supplement_and_keeps_the_limits(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    stand.town.at("2021-07-25 09:00");
    let content = Content {
        title: "2021年度中小学教师职称评审工作通知".to_owned(),
        year: 2021,
        pack: "nn.中小学教师.2021".to_owned(),
        levels: vec![Level::Intermediate],
        application: days("2021-08-01", "2021-08-20"),
        ..stand.content()
    };
    let id = stand.draft(content, &Soft::default()).unwrap();
    let enter = |name: &str, value: &str| {
        let cmd = EnterSetting {
            plan: id,
            name: name.to_owned(),
            value: value.to_owned(),
            note: "市职改办会议纪要".to_owned(),
        };
        stand.town.by(&stand.series, |tx| enter_setting(tx, cmd))
    };
    // Given a draft: the county's review must be over by the end of November.
    let open = stand.town.read(|rx| {
        let rules = actions::rules::of_pack(rx, "nn.中小学教师.2021")?;
        let matters = rules.open_matters().into_iter().map(|open| open.matter.name);
        Ok(matters
            .filter(|name| name.starts_with("评审·"))
            .collect::<Vec<_>>())
    });
    let review = open.iter().find(|name| name.contains("中级")).unwrap();
    let late = refused(enter(review, "2021-11-08至2021-12-01"));
    assert_eq!(fields(&late), ["value"], "{late}");
    enter("结果公示期", "5个工作日").unwrap();
    assert_eq!(stand.plan(id).amendments, [], "a draft has no supplements");
    // When the notice is published, then each further value is one.
    stand.town.by(&stand.series, |tx| file(tx, id)).unwrap();
    let number = "南教职改〔2021〕7号";
    stand
        .town
        .by(&stand.series, |tx| publish(tx, id, number))
        .unwrap();
    enter(review, "2021-11-08至2021-11-30").unwrap();
    enter("结果公示期", "5个工作日").unwrap();
    let plan = stand.plan(id);
    assert_eq!(plan.amendments.len(), 1, "the same value again changes nothing");
    assert!(plan.amendments[0].changes[0].contains("2021-11-30"));
    assert_eq!(plan.amendments[0].reason, "市职改办会议纪要");
}

#[rstest]
fn a_measured_outage_lengthens_the_window_for_everybody_by_its_days(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let stand = stand(engine);
    let id = stand.published();
    stand.town.at("2020-08-31 20:00");
    // Given an outage that is not over, one outside the window, one without an end.
    let still = refused(stand.extend(id, "2020-08-31 19:00", "2020-08-31 23:00"));
    assert_eq!(fields(&still), ["to"], "{still}");
    let before = refused(stand.extend(id, "2020-07-01 08:00", "2020-07-02 08:00"));
    assert_eq!(fields(&before), ["from"], "{before}");
    let backwards = refused(stand.extend(id, "2020-08-30 09:00", "2020-08-30 08:00"));
    assert_eq!(fields(&backwards), ["to"], "{backwards}");
    // When one of two evenings is over, then everybody has two days more.
    stand.extend(id, "2020-08-30 22:00", "2020-08-31 02:00").unwrap();
    let plan = stand.plan(id);
    assert_eq!(plan.deadline(), "2020-09-02".parse().unwrap());
    assert_eq!((plan.outage_days(), plan.amendments[0].number), (2, 1));
    assert!(plan.amendments[0].changes[0].contains("顺延 2 天"));
    stand.town.at("2020-09-02 23:00");
    assert!(
        plan.is_open(stand.town.now()),
        "the last day granted still counts"
    );
    // Then the same days are not granted twice, and the next supplement goes on counting.
    let again = refused(stand.extend(id, "2020-08-31 01:00", "2020-08-31 03:00"));
    assert!(again.to_string().contains("已经顺延过"), "{again}");
    stand
        .amend(id, |content| content.contact = "0771-7654321".to_owned())
        .unwrap();
    let kinds = stand.town.kinds(&Subject::of(id));
    assert_eq!(kinds[kinds.len() - 2..], ["plans.extend", "plans.amend"]);
    assert_eq!(stand.plan(id).amendments.len(), 2);
}
