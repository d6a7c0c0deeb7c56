//! The expert's home page: the next meeting and the stack of works to read.

use askama::Template;
use domain::meetings::{Meeting, Stage};
use store::Rx;

use super::Home;
use crate::kit::lists::{Fact, Progress, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Banner, Empty, Link, Tag, Tone};
use crate::kit::{Content, Head, SignedIn};
use crate::meetings::urls::{MeetingCase, MeetingPlace, Meetings, Recuse, Vote};
use crate::meetings::{in_own_order, meetings_of, stage_tag, waits_for};
use crate::row;

/// The next meeting the expert is asked to.
#[derive(Clone, Debug)]
pub struct NextMeeting {
    /// Its title.
    pub title: String,
    /// When, where, as what; the rules of the day.
    pub facts: SummaryList,
    /// What the expert has to do now: accept, sign in, declare a recusal.
    pub actions: Vec<Link>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/expert.html")]
pub struct ExpertHome {
    /// A duty that comes first, as an open recusal declaration.
    pub duty: Option<Banner>,
    /// The next meeting.
    pub meeting: Option<NextMeeting>,
    /// How much of the stack is read.
    pub progress: Option<Progress>,
    /// The stack, in the expert's own random order.
    pub stack: Table,
}

impl Content for ExpertHome {
    fn head(&self) -> Head {
        Head::new("评审工作").section(Home).wide()
    }
}

/// Whether the meeting still asks something of its members.
const fn is_ahead(meeting: &Meeting) -> bool {
    matches!(
        meeting.stage,
        Stage::Drawn { .. } | Stage::Convened { .. } | Stage::InSession { .. } | Stage::Voting { .. }
    )
}

/// The page of an expert.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ExpertHome> {
    let meetings = meetings_of(rx, who)?;
    let mut ahead: Vec<Meeting> = meetings.into_iter().filter(is_ahead).collect();
    ahead.sort_by_key(|meeting| meeting.day);
    let columns = [
        Column::new("申报人"),
        Column::new("级别"),
        Column::new("专业"),
        Column::new("我的评议"),
    ];
    let table = Table::new("待评材料", columns).hide_caption();
    let Some(meeting) = ahead.first() else {
        let empty = Empty::new("没有待评材料")
            .because("抽到您参加的会议后，议程中的申报会出现在这里。")
            .link(Link::new("查看评审会议", Meetings));
        return Ok(ExpertHome {
            duty: None,
            meeting: None,
            progress: None,
            stack: table.or_empty(empty),
        });
    };
    let stack = Stack::read(rx, who, meeting)?;
    Ok(ExpertHome {
        duty: waits_for(who, meeting, rx.today()).then(|| duty(meeting)),
        meeting: Some(next(rx, meeting)?),
        progress: stack.progress,
        stack: table.rows(stack.rows),
    })
}

fn duty(meeting: &Meeting) -> Banner {
    let id = meeting.id;
    let enter = Link::new("进入会议", MeetingPlace { id });
    let (sentence, link) = match &meeting.stage {
        Stage::Convened { .. } => ("会议正在签到，请用站内消息里的签到码签到。", enter),
        Stage::Voting { .. } => ("会议正在投票，您还没有投票。", Link::new("去投票", Vote { id })),
        _ => ("会议正在评议，请阅读材料并提交评议意见。", enter),
    };
    Banner::waiting(sentence).link(link)
}

fn next(rx: &mut Rx<'_>, meeting: &Meeting) -> store::Result<NextMeeting> {
    let id = meeting.id;
    let mut actions = vec![Link::new("进入会议", MeetingPlace { id })];
    if matches!(
        meeting.stage,
        Stage::Drawn { .. } | Stage::Convened { .. } | Stage::InSession { .. }
    ) {
        actions.push(Link::new("申请回避", Recuse { id }));
    }
    let committee = store::committees::find(rx, meeting.committee)?
        .declared
        .name
        .clone();
    Ok(NextMeeting {
        title: committee,
        facts: SummaryList::new([
            Fact::new("时间", meeting.day.prose()),
            Fact::new("地点", &meeting.place),
            Fact::html("状态", stage_tag(meeting)),
            Fact::new(
                "纪律",
                "封闭管理；不得泄露抽取结果和评审内容，不得私自接收材料；有应当回避的情形主动申请。",
            ),
        ]),
        actions,
    })
}

/// The cases of the next meeting that the expert may read.
struct Stack {
    rows: Vec<crate::kit::table::Row>,
    progress: Option<Progress>,
}

impl Stack {
    fn read(rx: &mut Rx<'_>, who: &SignedIn, meeting: &Meeting) -> store::Result<Self> {
        let member = meeting
            .members
            .iter()
            .find(|member| member.person == who.person());
        let Some(expert) = member.map(|member| member.expert) else {
            return Ok(Self {
                rows: Vec::new(),
                progress: None,
            });
        };
        let own = store::meetings::opinions(rx, meeting.id, Some(expert))?;
        let people: Vec<_> = meeting.agenda.iter().map(|item| item.applicant).collect();
        let names = store::accounts::names(rx, &people)?;
        let readable = meeting
            .agenda
            .iter()
            .filter(|item| !meeting.is_recused(expert, item.case));
        let items = in_own_order(expert, readable.collect(), |item| item.case.to_string());
        let assigned = |case| {
            let session = meeting.session();
            session
                .and_then(|session| session.assigned.get(&case))
                .is_some_and(|experts| experts.contains(&expert))
        };
        let mine = items.iter().filter(|item| assigned(item.case)).count();
        let rows = items.iter().map(|item| {
            let name = names.iter().find(|(id, _)| *id == item.applicant);
            let name = name.map_or("", |(_, name)| name.as_str());
            let state = if own.iter().any(|opinion| opinion.case == item.case) {
                Tag::new("已提交意见", Tone::Jade)
            } else if assigned(item.case) {
                Tag::new("待提交意见", Tone::Amber)
            } else {
                Tag::new("供投票参考", Tone::Plain)
            };
            let place = MeetingCase {
                id: meeting.id,
                case: item.case,
            };
            row![
                Link::new(name, place),
                item.level.chinese(),
                item.specialty.clone(),
                state
            ]
        });
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Ok(Self {
            rows: rows.collect(),
            progress: (mine > 0).then(|| Progress::new("评议", count(own.len()), count(mine)).unit("件")),
        })
    }
}
