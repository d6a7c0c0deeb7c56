//! A meeting's own page: where it stands, the viewer's next step, agenda, members, recusals, results.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use domain::meetings::{Opinion, Stage};
use kernel::{ApplicationId, ExpertId, MeetingId};
use policy::VoteRule;
use store::Rx;

use super::urls::{
    Absence, Assignment, CallOff, DrawRoom, MeetingMinutes, MeetingPlace, Meetings, PublicDraw, Recuse,
};
use super::{Part, Seen, call_off, member_names, recuse, seen, steps, tables, voting};
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::lists::{Fact, Progress, SummaryList};
use crate::kit::table::Table;
use crate::kit::words::{Banner, Inset};
use crate::kit::{App, Content, Fault, FormState, Go, Head, Html, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(path = "meetings/show.html")]
struct MeetingPage {
    title: String,
    committee: String,
    errors: ErrorSummary,
    banner: Banner,
    step: Option<Html>,
    progress: Option<Progress>,
    buttons: Option<Buttons>,
    facts: SummaryList,
    results: Option<Table>,
    rule: Option<Inset>,
    agenda: Table,
    member: bool,
    members: Option<Table>,
    recusals: Option<Table>,
    refused: bool,
}

impl Content for MeetingPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Meetings)
            .back("评审会议", Meetings)
            .refused(self.refused)
            .wide()
    }
}

/// What is read of a meeting besides itself.
struct Around {
    /// Names of members, for those who may know them.
    names: BTreeMap<ExpertId, String>,
    /// The member's own opinions.
    own: Vec<Opinion>,
    /// How many opinions each case has; the presider and the organiser see the numbers.
    given: BTreeMap<ApplicationId, usize>,
    /// The latest attempt at the draw that was committed to.
    draw: Option<i32>,
}

impl Around {
    fn read(rx: &mut Rx<'_>, seen: &Seen) -> store::Result<Self> {
        let id = seen.meeting.id;
        let opinions = if seen.meeting.session().is_some() {
            store::meetings::opinions(rx, id, None)?
        } else {
            Vec::new()
        };
        let mut given = BTreeMap::new();
        if seen.meeting.session().is_some() {
            for candidate in &seen.agenda {
                let count = opinions.iter().filter(|opinion| opinion.case == candidate.id);
                given.insert(candidate.id, count.count());
            }
        }
        let draws = store::meetings::draws::all(rx, id)?;
        let committed = draws.iter().rev().find(|draw| draw.committed.is_some());
        let own = match seen.part {
            Part::Member { expert, .. } => opinions
                .into_iter()
                .filter(|opinion| opinion.expert == expert)
                .collect(),
            _ => Vec::new(),
        };
        Ok(Self {
            names: if seen.part.knows_members() {
                pool_names(rx, seen)?
            } else {
                BTreeMap::new()
            },
            own,
            given,
            draw: committed.map(|draw| draw.attempt),
        })
    }
}

/// Names of the members and of those who are recused.
fn pool_names(rx: &mut Rx<'_>, seen: &Seen) -> store::Result<BTreeMap<ExpertId, String>> {
    let mut names = member_names(rx, &seen.meeting)?;
    for recusal in &seen.meeting.recusals {
        if !names.contains_key(&recusal.expert) {
            let entry = store::committees::find_expert(rx, recusal.expert)?;
            let name = store::accounts::names(rx, &[entry.person])?;
            names.extend(name.into_iter().map(|(_, name)| (recusal.expert, name)));
        }
    }
    Ok(names)
}

/// Loads the page; `state` belongs to the form of the viewer's step.
///
/// # Errors
/// The viewer may not see the meeting, or the database is unavailable.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<Page> {
    let seen = seen(rx, who, id)?;
    let around = Around::read(rx, &seen)?;
    let vote = seen
        .rules
        .as_ref()
        .ok()
        .and_then(|rules| rules.vote("评委会").ok());
    let (banner, step) = steps::next(&seen, &around.names, &who.token(), (rx.today(), state));
    let name = |expert: ExpertId| match seen.part {
        Part::Member { .. } => who.session().name.clone(),
        _ => around.names.get(&expert).cloned().unwrap_or_default(),
    };
    let buttons = buttons(&seen, &around);
    let page = MeetingPage {
        title: seen.title(),
        errors: ErrorSummary::of(state),
        banner,
        step,
        progress: progress(&seen, &around.own),
        buttons: (!buttons.is_empty()).then(|| Buttons::new(buttons)),
        facts: facts(&seen),
        results: tables::results(&seen, vote.as_ref()),
        rule: vote.as_ref().map(rule),
        agenda: tables::agenda(&seen, &around.own, &around.given),
        member: matches!(seen.part, Part::Member { .. }),
        members: (seen.part.knows_members() && !seen.meeting.members.is_empty())
            .then(|| tables::members(&seen, &around.names)),
        recusals: tables::recusals(&seen, name),
        refused: state.is_refused(),
        committee: seen.committee,
    };
    Ok(page.into())
}

/// The threshold that will decide, or has decided.
fn rule(vote: &VoteRule) -> Inset {
    let sentence = format!("{}：同意票{}，无记名投票。", vote.law.sentence, vote.agree);
    Inset::text(&sentence).under(vote.law.article.clone())
}

fn facts(seen: &Seen) -> SummaryList {
    let meeting = &seen.meeting;
    let mut facts = vec![
        Fact::html("状态", tables::stage_tag(meeting)),
        Fact::new("本轮通知", &seen.plan.content.title),
        Fact::new("会议日期", meeting.day.prose()),
        Fact::new("地点", &meeting.place),
        Fact::new("组建单位", &seen.organiser),
        Fact::new("核准备案单位", &seen.authority),
        Fact::new("议程", format!("{} 件申报", seen.agenda.len())),
    ];
    match &meeting.stage {
        Stage::Declined { on, reason } => facts.push(Fact::new("不同意的理由", format!("{on}：{reason}"))),
        Stage::CalledOff { at, reason } => {
            facts.push(Fact::new("取消的理由", format!("{}：{reason}", at.minute_text())));
        }
        _ => {}
    }
    if !meeting.members.is_empty() {
        let signed = meeting.members.iter().filter(|member| member.signed_in.is_some());
        let words = format!("组成 {} 人，已签到 {} 人", meeting.size(), signed.count());
        facts.push(Fact::new("评委会", words));
    }
    if let Part::Member { expert, .. } = seen.part
        && let Some(member) = meeting.members.iter().find(|member| member.expert == expert)
    {
        let words = format!("{} 号，{}", member.number, member.seat.chinese());
        facts.push(Fact::new("您的席位", words));
    }
    if let Some(poll) = meeting.poll() {
        facts.push(Fact::new("投票方式", poll.method().chinese()));
    }
    for voided in meeting.session().into_iter().flat_map(|session| &session.voided) {
        let words = format!("{}：{}", voided.at.minute_text(), voided.reason);
        facts.push(Fact::new("作废的投票", words));
    }
    if let Some(outcome) = meeting.outcome() {
        let signed = |signed: Option<domain::meetings::Signed>| {
            signed.map_or_else(|| "尚未".to_owned(), |signed| signed.at.minute_text())
        };
        facts.push(Fact::new("投票结束", outcome.closed.minute_text()));
        facts.push(Fact::new("主持人宣布并签字", signed(outcome.announced)));
        facts.push(Fact::new("监督员签字", signed(outcome.supervised)));
        let sealed = outcome.sealed.as_ref();
        facts.push(Fact::new(
            "加盖评委会印章",
            sealed.map_or_else(|| "尚未".to_owned(), |seal| seal.at.minute_text()),
        ));
    }
    SummaryList::new(facts)
}

fn progress(seen: &Seen, own: &[Opinion]) -> Option<Progress> {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    match (&seen.meeting.stage, seen.part) {
        (Stage::Voting { session, poll }, _) => {
            let (voted, all) = (poll.turnout()?, session.roll.len());
            Some(Progress::new("投票进度", count(voted), count(all)).unit("人"))
        }
        (Stage::InSession { session }, Part::Member { expert, .. }) => {
            let assigned = session
                .assigned
                .values()
                .filter(|experts| experts.contains(&expert));
            let all = assigned.count();
            (all > 0).then(|| Progress::new("我的评议", count(own.len()), count(all)).unit("件"))
        }
        (Stage::Convened { .. }, _) => {
            let members = &seen.meeting.members;
            let signed = members.iter().filter(|member| member.signed_in.is_some());
            Some(Progress::new("签到", count(signed.count()), count(members.len())).unit("人"))
        }
        _ => None,
    }
}

/// The other ways from here, by part.
fn buttons(seen: &Seen, around: &Around) -> Vec<Button> {
    let id = seen.meeting.id;
    let meeting = &seen.meeting;
    let mut buttons = Vec::new();
    let in_session = matches!(meeting.stage, Stage::InSession { .. });
    let may_assign = seen.part == Part::Organiser || seen.part.presides();
    if in_session && may_assign {
        buttons.push(Button::link("分工评议", Assignment { id }).secondary());
    }
    buttons.extend(voting::buttons(seen));
    let draws = !matches!(
        meeting.stage,
        Stage::Requested { .. } | Stage::Declined { .. } | Stage::CalledOff { .. }
    );
    let waits_for_draw = matches!(meeting.stage, Stage::Opened { .. });
    // While the draw is due, the step above leads to it.
    if seen.part.knows_members() && draws && !waits_for_draw {
        buttons.push(Button::link("抽取情况", DrawRoom { id }).secondary());
    }
    if let Part::Member { expert, .. } = seen.part
        && matches!(meeting.stage, Stage::Drawn { .. })
    {
        buttons.push(Button::link("不能到会", Absence { id, expert }).secondary());
    }
    if recuse::is_open(meeting) {
        match seen.part {
            Part::Member { .. } => buttons.push(Button::link("申请回避", Recuse { id }).secondary()),
            Part::Organiser => buttons.push(Button::link("登记回避", Recuse { id }).secondary()),
            Part::Authority | Part::Supervisor => {}
        }
    }
    let announced = meeting
        .outcome()
        .is_some_and(|outcome| outcome.announced.is_some());
    if seen.part.knows_members() && announced {
        buttons.push(Button::link("会议记录", MeetingMinutes { id }).secondary());
    }
    if let Some(attempt) = around.draw {
        buttons.push(Button::link("抽取公开页", PublicDraw { id, attempt }).secondary());
    }
    if seen.part == Part::Organiser && call_off::may_be_called_off(&meeting.stage) {
        buttons.push(Button::link("取消会议", CallOff { id }).secondary());
    }
    buttons
}

/// `GET /meetings/{id}`.
///
/// # Errors
/// The viewer may not see the meeting, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(MeetingPlace { id }): Path<MeetingPlace>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `GET` of a step's form address, as after reloading a refused form: the meeting itself.
pub(super) async fn back(_who: SignedIn, Path(MeetingPlace { id }): Path<MeetingPlace>) -> Go {
    Go::to(MeetingPlace { id })
}
