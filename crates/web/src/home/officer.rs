//! The home page of unit examiners, departments and title offices: waiting, due, overdue, then the lists.

use askama::Template;
use domain::certificates::access::ISSUING_ROLES;
use domain::committees::access::FILING_ROLES;
use domain::plans::Stage;
use kernel::Role;
use policy::StepKind;
use store::Rx;

use super::{Door, Doors, Home};
use crate::committees::urls::Committees;
use crate::desk::urls::{Cases, Panels, Postings, Work};
use crate::desk::{self, Waiting};
use crate::fees::urls::Waivers;
use crate::kit::chart::{Bars, Datum};
use crate::kit::lists::KeyNumbers;
use crate::kit::table::Table;
use crate::kit::urls::Url;
use crate::kit::words::{Empty, Link};
use crate::kit::{Content, Head, SignedIn};
use crate::meetings::urls::Meetings;
use crate::plans::urls::{Calendar, FiledPlans, Plans};
use crate::posts::urls::Posts;
use crate::results::urls::Confirmations;
use crate::{committees, meetings};

/// How many of the most urgent cases are shown.
const SHOWN: usize = 8;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/officer.html")]
pub struct OfficerHome {
    /// The office.
    pub office: String,
    /// Overdue, due today, waiting: most urgent first.
    pub numbers: KeyNumbers,
    /// The most urgent cases.
    pub urgent: Table,
    /// All that wait.
    pub all: Url,
    /// Where the cases stand that have come through the office, if any have.
    pub stages: Option<Bars>,
    /// The other lists of the office.
    pub doors: Doors,
}

impl Content for OfficerHome {
    fn head(&self) -> Head {
        Head::new("待办").section(Home).wide()
    }
}

/// The page of an officer.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<OfficerHome> {
    let seat = who.seat();
    let cases = desk::waiting(rx, seat)?;
    let counts = store::applications::counts_by_status(rx, seat)?;
    let empty = Empty::new("没有等待办理的申报")
        .because(desk::before(seat.role))
        .link(Link::new("查看全部申报", Cases));
    Ok(OfficerHome {
        office: store::accounts::office(rx, seat.office)?.name,
        numbers: desk::numbers(&cases),
        urgent: Table::new("最紧的事项", desk::columns(None))
            .hide_caption()
            .rows(cases.iter().take(SHOWN).map(desk::line))
            .or_empty(empty),
        all: Work.into(),
        stages: stages(&counts),
        doors: doors(rx, who, &cases)?,
    })
}

/// Where the cases stand, the step with most cases first.
pub(super) fn stages(counts: &[(String, i64)]) -> Option<Bars> {
    let mut counts: Vec<(&str, u64)> = counts
        .iter()
        .map(|(status, count)| (desk::status_words(status).0, u64::try_from(*count).unwrap_or(0)))
        .collect();
    counts.sort_by_key(|(_, count)| core::cmp::Reverse(*count));
    let data: Vec<Datum> = counts
        .into_iter()
        .map(|(words, count)| Datum::new(words, count))
        .collect();
    (!data.is_empty()).then(|| Bars::new("经过本机构的申报现在在哪里", "状态", "件", data))
}

/// The way to the posts, while a round asks the viewer's office for them.
fn posts_door(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Option<Door>> {
    let sentence = match who.seat().role {
        Role::UnitExaminer => "填报岗位和空缺，登记职代会决议，公示后报主管部门审批；打印汇总表。".to_owned(),
        Role::Department => {
            let waiting = store::posts::waiting_count(rx, who.seat().office)?;
            format!("审批所属单位的空缺岗位使用方案，打印汇总表；待审批 {waiting} 件。")
        }
        _ => return Ok(None),
    };
    let asked = crate::staffing::is_asked(rx, who)?;
    Ok(asked.then(|| Door::new("岗位和空岗", sentence, Posts)))
}

fn doors(rx: &mut Rx<'_>, who: &SignedIn, cases: &[Waiting]) -> store::Result<Doors> {
    let role = who.seat().role;
    let at = |step: StepKind| cases.iter().filter(|case| case.step == step).count();
    let mut doors = Vec::new();
    if role == Role::UnitExaminer {
        let panel = format!(
            "组成审议推荐小组，无记名投票；待审议 {} 人。",
            at(StepKind::Panel)
        );
        doors.push(Door::new("审议推荐", panel, Panels));
        let posting = format!(
            "在本单位内部公示拟推荐人选；待公示或公示中 {} 人。",
            at(StepKind::UnitPublicity)
        );
        doors.push(Door::new("单位公示", posting, Postings));
    }
    doors.extend(posts_door(rx, who)?);
    if role == Role::SeriesOffice {
        let plans = "起草、报备和发布本系列的年度通知，发布后的修改和顺延。";
        doors.push(Door::new("评审计划", plans, Plans));
    }
    if role == Role::TitleOffice {
        let plans = store::plans::filed_with(rx, who.seat().office)?;
        let waiting = plans
            .iter()
            .filter(|plan| matches!(plan.stage, Stage::Filed { .. }));
        let sentence = format!(
            "系列职改办报备的年度通知；待发布 {} 件，需要修改的退回。",
            waiting.count()
        );
        doors.push(Door::new("报备的评审计划", sentence, FiledPlans));
    }
    if role == Role::SeriesOffice {
        let waiting = store::fees::waiting_waivers(rx, who.seat().office)?.len();
        let sentence = format!("审批评委会组建单位提出的评审费减免申请；待批 {waiting} 件。");
        doors.push(Door::new("减免审批", sentence, Waivers));
    }
    if FILING_ROLES.contains(&role) {
        let committees = committees::of_seat(rx, who)?;
        let waiting = committees
            .iter()
            .filter(|one| committees::waits_for_authority(one));
        let sentence = format!("核准评委会和专家库备案；待核准 {} 件。", waiting.count());
        doors.push(Door::new("评委会", sentence, Committees));
        let (meetings, today) = (meetings::meetings_of(rx, who)?, rx.today());
        let waiting = meetings.iter().filter(|one| meetings::waits_for(who, one, today));
        let sentence = format!("答复开评申请，了解会议进展；待答复 {} 件。", waiting.count());
        doors.push(Door::new("评审会议", sentence, Meetings));
    }
    if ISSUING_ROLES.contains(&role) {
        let confirm = "确认公示无异议的评审结果，确认的同时核发证书。";
        doors.push(Door::new("结果确认", confirm, Confirmations));
    }
    doors.push(Door::new(
        "评审日历",
        "各轮评审正在进行和即将开始的环节，按截止先后。",
        Calendar,
    ));
    doors.push(Door::new(
        "全部申报",
        "经过本机构的申报，按年度、状态、级别和姓名查找。",
        Cases,
    ));
    Ok(Doors::new(doors))
}
