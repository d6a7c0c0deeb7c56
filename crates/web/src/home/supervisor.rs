//! The supervisor's home page: draws to make and sign with the organiser, meetings to watch (第四十四条).

use askama::Template;
use domain::meetings::{Meeting, Stage};
use store::Rx;

use super::{Door, Doors, Home};
use crate::committees::urls::Committees;
use crate::kit::lists::{KeyNumber, KeyNumbers};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link, Tone};
use crate::kit::{Content, Head, SignedIn};
use crate::meetings::urls::{DrawRoom, Draws, MeetingPlace, Meetings};
use crate::meetings::{meetings_of, stage_tag, waits_for};
use crate::row;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/supervisor.html")]
pub struct SupervisorHome {
    /// The office that appointed them.
    pub office: String,
    /// Draws that run, meetings to sign, meetings ahead.
    pub numbers: KeyNumbers,
    /// What waits for them.
    pub waiting: Table,
    /// The lists.
    pub doors: Doors,
}

impl Content for SupervisorHome {
    fn head(&self) -> Head {
        Head::new("监督工作").section(Home).wide()
    }
}

/// The page of a supervisor.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<SupervisorHome> {
    let meetings = meetings_of(rx, who)?;
    let count = |holds: &dyn Fn(&Meeting) -> bool| {
        let found = meetings.iter().filter(|meeting| holds(meeting)).count();
        u64::try_from(found).unwrap_or(u64::MAX)
    };
    let today = rx.today();
    let waits = |meeting: &Meeting| waits_for(who, meeting, today);
    let is_draw = |meeting: &Meeting| matches!(meeting.stage, Stage::Opened { .. });
    let is_running = |meeting: &Meeting| {
        matches!(
            meeting.stage,
            Stage::Drawn { .. } | Stage::Convened { .. } | Stage::InSession { .. } | Stage::Voting { .. }
        )
    };
    let numbers = KeyNumbers::new([
        KeyNumber::new("待抽取", count(&is_draw)).tone(Tone::Amber),
        KeyNumber::new(
            "待签字的会议",
            count(&|meeting| waits(meeting) && !is_draw(meeting)),
        )
        .tone(Tone::Amber),
        KeyNumber::new("将开和正在开的会议", count(&is_running)).url(Meetings),
    ]);
    let rows = meetings.iter().filter(|meeting| waits(meeting)).map(|meeting| {
        let id = meeting.id;
        let link = if is_draw(meeting) {
            Link::new("抽取专家", DrawRoom { id })
        } else {
            Link::new("签字", MeetingPlace { id })
        };
        let title = format!("{}评审会议", meeting.day.prose());
        row![
            title.clone(),
            meeting.place.clone(),
            stage_tag(meeting),
            link.about(title)
        ]
    });
    let columns = [
        Column::new("会议"),
        Column::new("地点"),
        Column::new("状态"),
        Column::new("办理").hide_title(),
    ];
    let empty = Empty::new("没有等待您办理的事项")
        .because("开评申请同意后，由您和组建单位共同抽取专家；宣布结果后，由您签字。");
    Ok(SupervisorHome {
        office: store::accounts::office(rx, who.seat().office)?.name,
        numbers,
        waiting: Table::new("轮到您办理", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
        doors: Doors::new([
            Door::new("评审会议", "由您监督的全部会议。", Meetings),
            Door::new("评委会", "评委会备案和专家库。", Committees),
            Door::new("抽取公开", "向社会公布的抽取记录。", Draws),
        ]),
    })
}
