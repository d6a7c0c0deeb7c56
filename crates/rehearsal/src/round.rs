//! One round, step by step, by the right officer each.

use std::collections::{BTreeMap, BTreeSet};

use actions::applications::{accept, audit, recommend, request_correction, resubmit, return_case, verify};
use actions::fees::record_payment;
use actions::panel::{appoint, cast, close_ballot, key_in, open_ballot, record_defence};
use actions::plans::{draft, enter_setting, file, publish};
use actions::publicity::{close, post};
use ballot::{Choice, Mode, SheetLine};
use domain::applications::{Anchor, Checked, Item, Point, ReasonCode, Way};
use domain::dossier::Section;
use domain::fees::Order;
use domain::panel::{Matter, Member};
use domain::plans::{Content, Slot, Soft};
use domain::publicity::Kind;
use kernel::{Actor, ApplicationId, Day, Level, PanelId, PlanId, PostingId};
use policy::{DayRange, StepKind};
use store::{Error, Result};

use crate::{Candidate, Officer, Region, School, Stage};

/// What a round is drafted with.
#[derive(Debug, Clone)]
pub struct RoundPlan {
    /// The pack.
    pub pack: &'static str,
    /// The year.
    pub year: i16,
    /// The title of the notice.
    pub title: &'static str,
    /// Its number.
    pub number: &'static str,
    /// The application window.
    pub window: DayRange,
    /// Values the office enters where the texts are silent: name, value, ground.
    pub settings: Vec<(&'static str, &'static str, &'static str)>,
}

/// A published round in a region.
#[derive(Debug)]
pub struct Round<'s> {
    /// The stage it is played on.
    pub stage: &'s Stage,
    /// The region it is played in.
    pub region: &'s Region,
    /// Its plan.
    pub plan: PlanId,
}

/// Both texts leave open from when a title counts.
const TITLE_DATE: (&str, &str, &str) = (
    "评审取得职称时间",
    "结果确认之日",
    "市职改办会议纪要：通过评审的，自结果确认之日起取得职称",
);

/// The pack of the 2021 teacher round, which fixes every day itself.
const TEACHERS_2021: &str = "nn.中小学教师.2021";

const CONTACT: &str = "南宁市教育局职改办，0771-0000000";

impl RoundPlan {
    /// The stages after the application, one after the other; none where the text fixes its own.
    fn schedule(&self) -> Vec<Slot> {
        if self.pack == TEACHERS_2021 {
            return Vec::new();
        }
        let lengths_days = [20, 20, 10, 15, 15];
        let mut from = self.window.to.next();
        let slot = |(stage, length): (&str, i32)| {
            let to = from.plus_days(length - 1);
            let days = DayRange { from, to };
            from = to.next();
            Slot {
                stage: stage.to_owned(),
                days,
            }
        };
        Slot::STAGES.into_iter().zip(lengths_days).map(slot).collect()
    }

    /// The 2021 teacher round (南教职改〔2021〕7号).
    ///
    /// # Errors
    /// Never; the days are fixed.
    pub fn teachers_2021() -> Result<Self> {
        let mut settings = seniority();
        settings.extend([
            ("结果公示期", "5个工作日", "市职改办会议纪要：结果公示5个工作日"),
            (
                "补正期限",
                "3个工作日",
                "市职改办会议纪要：一次性告知后3个工作日内补正",
            ),
            ("确认", "设区市人社部门", "市职改办会议纪要：由市人社局发文确认"),
            (
                "评委会备案",
                "设区市人社部门",
                "市职改办会议纪要：评委会报市人社局备案",
            ),
            (
                "评委会·到会",
                "不少于评委会人数的2/3",
                "市职改办会议纪要：到会人数按不少于三分之二掌握",
            ),
            (
                "评委会·同意票",
                "不少于出席人数的2/3",
                "市职改办会议纪要：同意票按出席人数三分之二以上掌握",
            ),
            (
                "开评申请提前",
                "5个工作日",
                "市职改办会议纪要：提前5个工作日提出开评申请",
            ),
            (
                "评委会·评审专家",
                "9",
                "市职改办会议纪要：中级评委会评审专家不少于9人",
            ),
            (
                "专家库·入库专家",
                "27",
                "市职改办会议纪要：中级评委会专家库不少于27人",
            ),
            ("评委会备案有效期", "3年", "市职改办会议纪要：评委会备案三年有效"),
            ("专家库备案有效期", "3年", "市职改办会议纪要：专家库备案三年有效"),
            ("专家任期", "3年", "市职改办会议纪要：专家每届任期三年"),
            (
                "评议专家最少人数",
                "3人",
                "市职改办会议纪要：每名申报人由3名专家评议",
            ),
            TITLE_DATE,
        ]);
        Ok(Self {
            pack: TEACHERS_2021,
            year: 2021,
            title: "关于开展2021年度中小学教师职称评审工作的通知",
            number: "南教职改〔2021〕7号",
            window: range((2021, 8, 1), (2021, 8, 20))?,
            settings,
        })
    }

    /// The first batch of 2022, in spring.
    ///
    /// # Errors
    /// Never; the days are fixed.
    pub fn first_batch_2022() -> Result<Self> {
        Ok(Self {
            title: "2022年度南宁市中小学教师职称评审工作通知（第一批，演练）",
            number: "南教职改〔2022〕演练0号",
            window: range((2022, 5, 1), (2022, 5, 31))?,
            ..Self::teachers_2022()?
        })
    }

    /// A 2022 teacher round under the standing measure.
    ///
    /// # Errors
    /// Never; the days are fixed.
    pub fn teachers_2022() -> Result<Self> {
        let mut settings = seniority();
        settings.push((
            "补正期限",
            "5个工作日",
            "市职改办会议纪要：一次性告知后5个工作日内补正",
        ));
        settings.push(TITLE_DATE);
        Ok(Self {
            pack: "nn.中小学教师.2022",
            year: 2022,
            title: "2022年度南宁市中小学教师职称评审工作通知（演练）",
            number: "南教职改〔2022〕演练1号",
            window: range((2022, 8, 1), (2022, 8, 31))?,
            settings,
        })
    }
}

impl RoundPlan {
    /// The same round with what the texts leave open about the fee entered, so that orders are made and a case is not
    /// accepted before it has paid. Where the texts give no amount the rehearsal's office enters one.
    #[must_use]
    pub fn charging(mut self) -> Self {
        const GROUND: &str = "演练用：由职改办按核准的收费文件填写";
        self.settings.extend([
            ("缴费环节", "受理审核", GROUND),
            ("缴费期限", "5个工作日", GROUND),
            ("未缴费处理", "不予受理", GROUND),
            ("减免评审费", "演练用：最低生活保障家庭成员凭证明免缴", GROUND),
            ("退费办法", "演练用：评审取消的全额退还", GROUND),
        ]);
        if self.year != 2021 {
            self.settings.push(("评审费", "380元", GROUND));
        }
        self
    }
}

fn range(from: (i16, i8, i8), to: (i16, i8, i8)) -> Result<DayRange> {
    let day = |(year, month, day)| Day::new(year, month, day).map_err(Error::broken);
    Ok(DayRange {
        from: day(from)?,
        to: day(to)?,
    })
}

/// The years that the conditions of 2019 ask for are not in the texts at hand; the rehearsal's office enters these.
fn seniority() -> Vec<(&'static str, &'static str, &'static str)> {
    const GROUND: &str = "演练用：由职改办对照桂职办〔2019〕47号填写";
    vec![
        ("申报副高级任职年限·本科", "5年", GROUND),
        ("申报副高级任职年限·硕士", "5年", GROUND),
        ("申报副高级任职年限·博士", "2年", GROUND),
        ("申报副高级任职年限·大专", "不适用", GROUND),
        ("申报中级任职年限·本科", "4年", GROUND),
        ("申报中级任职年限·硕士", "2年", GROUND),
        ("申报中级任职年限·大专", "4年", GROUND),
        ("申报中级任职年限·中专", "5年", GROUND),
    ]
}

impl<'s> Round<'s> {
    /// Drafts, sets, files and publishes the round; the clock stands on the first day of its window or before.
    ///
    /// # Errors
    /// A step is refused.
    pub fn publish(stage: &'s Stage, region: &'s Region, plan: &RoundPlan) -> Result<Self> {
        let office = &region.city_series;
        let organiser = region.organiser.actor.seat().ok_or(Error::NotFound)?.office;
        let content = Content {
            title: plan.title.to_owned(),
            year: plan.year,
            pack: plan.pack.to_owned(),
            series: "中小学教师".to_owned(),
            levels: vec![Level::SubSenior, Level::Intermediate],
            specialties: [
                "小学语文",
                "小学数学",
                "初中英语",
                "初中物理",
                "心理健康",
                "学前教育",
            ]
            .map(str::to_owned)
            .to_vec(),
            application: plan.window,
            organiser,
            contact: CONTACT.to_owned(),
            payment: "网上缴费".to_owned(),
            schedule: plan.schedule(),
        };
        let id = stage.by(&office.actor, |tx| {
            draft::draft(tx, None, content, &Soft::default())
        })?;
        for (name, value, note) in &plan.settings {
            let cmd = enter_setting::EnterSetting {
                plan: id,
                name: (*name).to_owned(),
                value: (*value).to_owned(),
                note: (*note).to_owned(),
            };
            stage.by(&office.actor, |tx| enter_setting::enter_setting(tx, cmd))?;
        }
        stage.by(&office.actor, |tx| file::file(tx, id))?;
        stage.by(&office.actor, |tx| publish::publish(tx, id, plan.number))?;
        Ok(Self {
            stage,
            region,
            plan: id,
        })
    }

    /// The unit verifies a case.
    ///
    /// # Errors
    /// It is refused.
    pub fn verify(&self, school: &School, id: ApplicationId) -> Result<()> {
        let results = Item::ALL.map(|item| Checked {
            item,
            sound: true,
            way: Way::Originals,
            source: String::new(),
        });
        let cmd = verify::Verify {
            application: id,
            results: results.to_vec(),
            committed: true,
        };
        self.stage
            .by(&school.examiners[0].actor, |tx| verify::verify(tx, &cmd))
    }

    /// The unit returns a case with two points; the applicant will correct and resubmit.
    ///
    /// # Errors
    /// It is refused.
    pub fn return_with_points(&self, officer: &Officer, id: ApplicationId) -> Result<()> {
        let point = |section, reason, text: &str| Point {
            anchor: Anchor::Section(section),
            reason,
            sentence: text.to_owned(),
        };
        let points = vec![
            point(
                Section::Education,
                ReasonCode::Unreadable,
                "毕业证书扫描件模糊，请重新上传清晰的原件扫描件",
            ),
            point(
                Section::Assessment,
                ReasonCode::Missing,
                "缺少上一年度考核登记表，请补充",
            ),
        ];
        self.stage
            .by(&officer.actor, |tx| return_case::return_case(tx, id, points))
    }

    /// The applicant sends the corrected case back.
    ///
    /// # Errors
    /// It is refused.
    pub fn resubmit(&self, candidate: &Candidate, id: ApplicationId) -> Result<()> {
        self.stage.by(&candidate.actor, |tx| {
            resubmit::resubmit(tx, id, true).map(|_| ())
        })
    }

    /// The unit records the defence of a senior applicant.
    ///
    /// # Errors
    /// It is refused.
    pub fn defend(&self, school: &School, id: ApplicationId) -> Result<()> {
        let held = self.stage.house.clock().today();
        let cmd = record_defence::Defence {
            application: id,
            held,
            way: "面试答辩".to_owned(),
            result: "答辩情况良好，同意提交审议".to_owned(),
        };
        self.stage.by(&school.examiners[0].actor, |tx| {
            record_defence::record_defence(tx, &cmd)
        })
    }

    /// The unit posts its list; answers the posting.
    ///
    /// # Errors
    /// It is refused.
    pub fn post(&self, officer: &Officer, kind: Kind, cases: Vec<ApplicationId>) -> Result<PostingId> {
        let cmd = post::Post {
            plan: self.plan,
            kind,
            cases,
            place: "学校公告栏；支撑材料原件存教务处备查".to_owned(),
            contact: "学校办公室，0771-0000000".to_owned(),
        };
        self.stage.by(&officer.actor, |tx| post::post(tx, cmd))
    }

    /// The posting is closed, its period being over.
    ///
    /// # Errors
    /// It is refused.
    pub fn close(&self, officer: &Officer, id: PostingId) -> Result<()> {
        self.stage.by(&officer.actor, |tx| close::close(tx, id))
    }

    /// Appoints the school's panel of seven for `agenda`.
    ///
    /// # Errors
    /// It is refused.
    pub fn appoint(&self, school: &School, agenda: Vec<ApplicationId>) -> Result<PanelId> {
        let member = |(index, officer): (usize, &Officer)| Member {
            seat: 0,
            name: officer.name.clone(),
            person: Some(officer.person),
            professional: index < 5,
            title: Some(Level::SubSenior),
            outside: false,
        };
        let members = school.panel.iter().enumerate().map(member).collect();
        let cmd = appoint::Appoint {
            plan: self.plan,
            members,
            agenda,
            deviation: None,
        };
        self.stage
            .by(&school.examiners[0].actor, |tx| appoint::appoint(tx, cmd))
    }

    /// The panel votes in the plain box; `agree` gives the number of agreeing votes of seven for each case.
    ///
    /// # Errors
    /// It is refused.
    pub fn vote_in_box(
        &self,
        school: &School,
        panel: PanelId,
        agree: &BTreeMap<ApplicationId, usize>,
    ) -> Result<()> {
        let examiner = &school.examiners[0].actor;
        let present: BTreeSet<u32> = (1..=7).collect();
        self.stage.by(examiner, |tx| {
            open_ballot::open_ballot(tx, panel, Mode::PlainBox, present)
        })?;
        for (index, member) in school.panel.iter().enumerate() {
            let choices = agree.iter().map(|(case, yes)| {
                let choice = if index < *yes {
                    Choice::Agree
                } else {
                    Choice::Against
                };
                (Matter::recommend(*case), choice)
            });
            cast::cast(&self.stage.house, &member.actor, panel, &choices.collect())?;
        }
        self.stage
            .by(examiner, |tx| close_ballot::close_ballot(tx, panel))
    }

    /// The panel votes on paper, keyed in by two people.
    ///
    /// # Errors
    /// It is refused.
    pub fn vote_on_paper(
        &self,
        school: &School,
        panel: PanelId,
        agree: &BTreeMap<ApplicationId, u32>,
    ) -> Result<()> {
        let present: BTreeSet<u32> = (1..=7).collect();
        let open = |actor: &Actor| {
            let present = present.clone();
            self.stage.by(actor, |tx| {
                open_ballot::open_ballot(tx, panel, Mode::Paper, present)
            })
        };
        open(&school.examiners[0].actor)?;
        let lines: BTreeMap<Matter, SheetLine> = agree
            .iter()
            .map(|(case, yes)| {
                (
                    Matter::recommend(*case),
                    SheetLine {
                        agree: *yes,
                        against: 7 - yes,
                        abstain: 0,
                        spoiled: 0,
                    },
                )
            })
            .collect();
        for examiner in &school.examiners {
            self.stage
                .by(&examiner.actor, |tx| key_in::key_in(tx, panel, 7, &lines))?;
        }
        self.stage.by(&school.examiners[0].actor, |tx| {
            close_ballot::close_ballot(tx, panel)
        })
    }

    /// The unit recommends a case.
    ///
    /// # Errors
    /// It is refused.
    pub fn recommend(&self, school: &School, id: ApplicationId) -> Result<()> {
        let opinion = "思想品德、工作成绩、专业水平、业务能力、工作态度良好，同意推荐。";
        self.stage.by(&school.examiners[0].actor, |tx| {
            recommend::recommend(tx, id, true, opinion)
        })
    }

    /// Every office on the way audits the case, until it stands at the organiser's acceptance.
    ///
    /// # Errors
    /// An office refuses, or the region has no officer for one.
    pub fn audit_to_the_organiser(&self, id: ApplicationId) -> Result<()> {
        loop {
            let case = self
                .stage
                .house
                .read(|rx| store::applications::find(rx, id))?
                .case;
            let leg = case.standing_at().ok_or(Error::NotFound)?;
            if leg.step == StepKind::Acceptance {
                return Ok(());
            }
            let role = domain::applications::role_at(leg.step);
            let officer = self.region.holder(role, leg.office).ok_or(Error::NotFound)?;
            let cmd = audit::Audit {
                application: id,
                sound: [true; 3],
                opinion: "推荐程序规范，材料齐全，符合申报条件，同意上报。".to_owned(),
            };
            self.stage.by(&officer.actor, |tx| audit::audit(tx, &cmd))?;
        }
    }

    /// The organiser sends its one-time notice.
    ///
    /// # Errors
    /// It is refused.
    pub fn ask_for_corrections(&self, id: ApplicationId) -> Result<()> {
        let point = Point {
            anchor: Anchor::Section(Section::Achievement),
            reason: ReasonCode::Irregular,
            sentence: "业绩成果未写明本人完成的部分，请补充说明并上传佐证".to_owned(),
        };
        let organiser = &self.region.organiser.actor;
        self.stage
            .by(organiser, |tx| {
                request_correction::request_correction(tx, id, vec![point])
            })
            .map(|_| ())
    }

    /// The organiser enters the slip of a case that has its fee to pay.
    ///
    /// # Errors
    /// It is refused.
    pub fn pay(&self, id: ApplicationId) -> Result<()> {
        let found = self.stage.house.read(|rx| store::fees::of_case(rx, id))?;
        let Some(order) = found.map(|stored| stored.order).filter(Order::is_open) else {
            return Ok(());
        };
        let cmd = record_payment::RecordPayment {
            order: order.id,
            reference: format!("回单{}", order.number),
            amount: order.amount.value,
            paid: self.stage.house.clock().today(),
        };
        let organiser = &self.region.organiser.actor;
        self.stage
            .by(organiser, |tx| record_payment::record_payment(tx, &cmd))
    }

    /// The organiser accepts the case, its fee being paid.
    ///
    /// # Errors
    /// It is refused.
    pub fn accept(&self, id: ApplicationId) -> Result<()> {
        self.pay(id)?;
        let organiser = &self.region.organiser.actor;
        self.stage.by(organiser, |tx| {
            accept::accept(tx, id, "材料符合申报条件，予以受理。")
        })
    }
}

impl Region {
    /// All schools: those directly under the city first, then by district.
    pub fn schools(&self) -> impl Iterator<Item = &School> {
        self.city_schools
            .iter()
            .chain(self.districts.iter().flat_map(|district| &district.schools))
    }

    /// The officer who holds `role` in `office`.
    #[must_use]
    pub fn holder(&self, role: kernel::Role, office: kernel::OfficeId) -> Option<&Officer> {
        let city = [
            &self.region_title,
            &self.city_title,
            &self.city_department,
            &self.city_series,
            &self.organiser,
            &self.supervisor,
        ];
        let districts = self
            .districts
            .iter()
            .flat_map(|district| [&district.department, &district.series, &district.title]);
        city.into_iter()
            .chain(districts)
            .find(|officer| officer.actor.holds(role, office))
    }
}
