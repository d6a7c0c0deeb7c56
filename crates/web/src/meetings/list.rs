//! The meetings that concern the viewer: those they organise, answer for, supervise, or were drawn for.

use askama::Template;
use domain::committees::access::FILING_ROLES;
use domain::meetings::{Meeting, Stage};
use kernel::{Day, Role};
use store::{Error, Rx};

use super::urls::{MeetingPlace, Meetings, NewMeeting, Recuse};
use super::{part_of, stage_tag};
use crate::kit::forms::{Button, Buttons};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "meetings/list.html")]
struct ListPage {
    lead: &'static str,
    buttons: Option<Buttons>,
    table: Table,
    ahead: Option<Table>,
}

impl Content for ListPage {
    fn head(&self) -> Head {
        Head::new("评审会议").section(Meetings).wide()
    }
}

/// The meetings that concern a seat, latest day first.
///
/// # Errors
/// The seat has nothing to do with meetings, or the database is unavailable.
pub(crate) fn meetings_of(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Vec<Meeting>> {
    let seat = who.seat();
    match seat.role {
        Role::Organiser | Role::Supervisor => store::meetings::of_organiser(rx, seat.office),
        Role::Expert => store::meetings::of_member(rx, who.person()),
        role if FILING_ROLES.contains(&role) => store::meetings::of_filing_office(rx, seat.office),
        _ => Err(Error::NotFound),
    }
}

/// Whether the next step of a meeting is up to the viewer. The draw is up to organiser and supervisor together.
pub(crate) fn waits_for(who: &SignedIn, meeting: &Meeting, today: Day) -> bool {
    use super::Part::{Authority, Member, Organiser, Supervisor};
    let Some(part) = part_of(who, meeting) else {
        return false;
    };
    match (&meeting.stage, part) {
        (Stage::Requested { .. }, Authority)
        | (Stage::Opened { .. }, Organiser | Supervisor)
        | (Stage::Convened { .. }, Organiser) => true,
        (Stage::Drawn { .. }, Organiser) => meeting.day == today,
        (Stage::Convened { .. }, Member { expert, .. }) => meeting
            .members
            .iter()
            .any(|member| member.expert == expert && member.signed_in.is_none()),
        (Stage::InSession { .. } | Stage::Voting { .. }, Member { .. }) => true,
        (Stage::InSession { session }, Organiser) => session.assigned.is_empty(),
        (Stage::Counted { outcome, .. }, part) => match part {
            Member { presides, .. } => presides && outcome.announced.is_none(),
            Supervisor => outcome.announced.is_some() && outcome.supervised.is_none(),
            Organiser => outcome.supervised.is_some() && outcome.sealed.is_none(),
            Authority => false,
        },
        _ => false,
    }
}

fn words(role: Role) -> (&'static str, Empty) {
    match role {
        Role::Organiser => (
            "本单位组织的评审会议：开评申请、抽取专家、开会、投票、宣布和盖章。",
            Empty::new("还没有评审会议").because("评委会和专家库备案后，受理的申报可以申请开评。"),
        ),
        Role::Supervisor => (
            "由您监督的抽取和评审会议。",
            Empty::new("没有需要您监督的会议").because("组建单位申请开评后，会议会出现在这里。"),
        ),
        Role::Expert => (
            "抽到您参加的评审会议。请对抽取结果和评审内容保密。",
            Empty::new("没有抽到您参加的会议").because("抽到您时，会发站内消息并附签到码。"),
        ),
        _ => (
            "向本机构提出的开评申请和后续会议。",
            Empty::new("没有开评申请").because("由本机构备案的评委会提出开评申请后，会出现在这里。"),
        ),
    }
}

/// The meetings for which the expert may still be drawn, where a relation is declared beforehand (第二十九条).
fn ahead(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Option<Table>> {
    let mut rows = Vec::new();
    for entry in store::committees::entries_of(rx, who.person())? {
        let committee = store::committees::find(rx, entry.committee)?
            .declared
            .name
            .clone();
        for meeting in store::meetings::of_committee(rx, entry.committee)? {
            let before_draw = matches!(meeting.stage, Stage::Requested { .. } | Stage::Opened { .. });
            if before_draw && meeting.barred(&entry).is_none() {
                rows.push(row![
                    committee.clone(),
                    meeting.day,
                    Link::new("申请回避", Recuse { id: meeting.id }).about(meeting.day.prose()),
                ]);
            }
        }
    }
    let columns = [
        Column::new("评委会"),
        Column::new("会议日期"),
        Column::new("办理").hide_title(),
    ];
    Ok((!rows.is_empty()).then(|| Table::new("您在专家库中、尚未抽取的会议", columns).rows(rows)))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ListPage> {
    let mut meetings = meetings_of(rx, who)?;
    let today = rx.today();
    meetings.sort_by_key(|meeting| !waits_for(who, meeting, today));
    let mut rows = Vec::with_capacity(meetings.len());
    for meeting in &meetings {
        let committee = store::committees::find(rx, meeting.committee)?
            .declared
            .name
            .clone();
        let title = format!("{}评审会议", meeting.day.prose());
        rows.push(row![
            Link::new(title, MeetingPlace { id: meeting.id }),
            committee,
            meeting.place.clone(),
            format!("{} 件", meeting.agenda.len()),
            stage_tag(meeting),
            if waits_for(who, meeting, today) { "是" } else { "" },
        ]);
    }
    let role = who.seat().role;
    let (lead, empty) = words(role);
    let columns = [
        Column::new("会议"),
        Column::new("评委会"),
        Column::new("地点"),
        Column::numeric("申报"),
        Column::new("状态"),
        Column::new("待我办理"),
    ];
    Ok(ListPage {
        lead,
        buttons: (role == Role::Organiser).then(|| Buttons::new([Button::link("申请开评", NewMeeting)])),
        table: Table::new("评审会议", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
        ahead: if role == Role::Expert {
            ahead(rx, who)?
        } else {
            None
        },
    })
}

/// `GET /meetings`.
///
/// # Errors
/// The viewer has nothing to do with meetings, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
