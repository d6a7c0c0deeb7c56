//! The steps of the vote: choosing how to vote, naming the tellers, opening, closing, destroying the shares.

use actions::meetings as acts;
use axum::extract::Path;
use axum::response::Response;
use ballot::Seat;
use domain::meetings::{ELECTED, Method, Poll, SUPERVISOR, Session, Stage, TellersPoll};
use kernel::{ExpertId, MeetingId, Refusal};
use store::Tx;

use super::steps::{link, others, step, yours};
use super::urls::{
    CloseVote, DestroyShares, NameTellers, OpenVote, PaperSheet, SeatDevice, TellerTable, VoidBallot, Vote,
};
use super::{Part, Seen};
use crate::kit::form::Nothing;
use crate::kit::forms::Button;
use crate::kit::inputs::{Choice, Choices, Select, Width};
use crate::kit::words::{Banner, Warning};
use crate::kit::{App, Fault, Form, FormPart, FormState, FormToken, Html, ReadForm, Reader, SignedIn};

/// What a teller who is a person counts for the viewer.
pub(super) fn teller_of(seen: &Seen, session: &Session) -> Option<usize> {
    let elected = session.tellers.as_ref()?.elected;
    match seen.part {
        Part::Supervisor => Some(SUPERVISOR),
        Part::Member { expert, .. } if expert == elected => Some(ELECTED),
        _ => None,
    }
}

/// A teller whose keys are not registered yet is told so before anything else.
pub(super) fn keys_wanted(seen: &Seen, session: &Session, part: Part) -> Option<(Banner, Option<Html>)> {
    let keys = &session.tellers.as_ref()?.keys;
    let teller = teller_of(seen, session)?;
    // The presider has more to do here; the way to the table stands below.
    if part.presides() || keys.get(teller)?.is_some() {
        return None;
    }
    let sentence = "会议准备采用三方计票，您是计票方之一。请在您将用来计票的设备上登记计票密钥。";
    Some((
        yours(sentence),
        link("登记计票密钥", TellerTable { id: seen.meeting.id }),
    ))
}

/// What three tellers still need, in words.
fn still_missing(seen: &Seen, session: &Session) -> Vec<String> {
    let Some(tellers) = &session.tellers else {
        return vec!["推选计票人".to_owned()];
    };
    let keys = tellers.keys.iter().enumerate().filter(|(_, keys)| keys.is_none());
    let mut missing: Vec<String> = keys
        .map(|(teller, _)| format!("{}登记计票密钥", seen.meeting.teller_name(teller)))
        .collect();
    let members = seen.meeting.members.iter();
    let without = members
        .filter(|member| session.roll.contains(&member.number) && member.key.is_none())
        .map(|member| format!("{} 号", member.number));
    let without: Vec<String> = without.collect();
    if !without.is_empty() {
        missing.push(format!("{}席登记投票设备", without.join("、")));
    }
    missing
}

fn methods(seen: &Seen, session: &Session, state: &FormState) -> Choices {
    let missing = still_missing(seen, session);
    let ready = if missing.is_empty() {
        "已经具备条件。".to_owned()
    } else {
        format!("还缺：{}。", missing.join("；"))
    };
    let methods = Method::ALL.map(|method| {
        let hint = match method {
            Method::ThreeTellers => format!(
                "选票在专家自己的设备上加密，分给平台、监督员和推选计票人三方，任何一方或两方都看不到；每人可以核对自己的选票计入。三方串通能看到选票；少一方要重新投票。{ready}"
            ),
            Method::PlainBox => "选票打乱次序存入票箱，不记姓名、席位和时间。投票期间控制服务器的人在技术上有可能看到选票经过。".to_owned(),
            Method::Paper => "当场填写纸质选票，组建单位两名工作人员分别录入计票单，完全一致才能计票。原始选票封存备查。".to_owned(),
        };
        Choice::new(method.code(), method.chinese()).hint(hint)
    });
    Choices::one("method", "投票方式", methods).fill(state)
}

/// The presider chooses the method, or first names the elected teller.
pub(super) fn opening(
    seen: &Seen,
    session: &Session,
    (token, state): (&FormToken, &FormState),
) -> (Banner, Option<Html>) {
    let id = seen.meeting.id;
    let form = FormPart::new(token, OpenVote { id })
        .above(Warning::new("开始投票后，不能再登记回避。"))
        .input(methods(seen, session, state))
        .button(Button::submit("开始投票"));
    let members = seen.meeting.members.iter();
    let roll = members.filter(|member| session.roll.contains(&member.number));
    let choices = roll.map(|member| {
        let words = format!("{} 号席，{}", member.number, member.seat.chinese());
        Choice::new(member.expert.to_string(), words)
    });
    let stored = match &session.tellers {
        Some(tellers) => FormState::blank().with("elected", tellers.elected),
        None => FormState::blank(),
    };
    let shown = if state.is_refused() { state } else { &stored };
    let name = FormPart::new(token, NameTellers { id })
        .sentence("采用三方计票的，先由会议推选一名计票人，和平台、监督员各保管一份。重新登记的，原来登记的计票密钥作废。")
        .input(
            Select::new("elected", "推选的计票人", choices.collect::<Vec<_>>())
                .width(Width::Chars20)
                .fill(shown),
        )
        .button(Button::submit("登记计票人").secondary());
    let html = Html::from(form).then(name);
    (yours("评议情况已介绍。请选择投票方式，开始投票。"), Some(html))
}

/// Whether the member still has a ballot to cast with a device.
pub(super) fn may_vote(seen: &Seen, expert: ExpertId) -> bool {
    let Stage::Voting { session, poll } = &seen.meeting.stage else {
        return false;
    };
    let open = match &**poll {
        Poll::Paper(_) => false,
        Poll::PlainBox(_) => true,
        Poll::ThreeTellers(poll) => poll.end.is_none(),
    };
    let member = seen.meeting.members.iter().find(|member| member.expert == expert);
    open && member
        .is_some_and(|member| session.roll.contains(&member.number) && !poll.has_voted(Seat(member.number)))
}

/// What the viewer is told during the vote.
pub(super) fn voting(
    seen: &Seen,
    part: Part,
    (session, poll): (&Session, &Poll),
    (token, state): (&FormToken, &FormState),
) -> (Banner, Option<Html>) {
    let id = seen.meeting.id;
    if let Poll::ThreeTellers(tellers) = poll
        && let Some(told) = told_to_teller(seen, session, tellers)
    {
        return told;
    }
    if let (Poll::Paper(count), Part::Organiser) = (poll, part) {
        let words = match count.sheets_in() {
            0 => "正在纸质投票。计票后请两名工作人员各自录入计票单。",
            1 => "已录入一份计票单，请另一名工作人员录入。",
            _ => "两份计票单都已录入。",
        };
        return (yours(words), link("录入计票单", PaperSheet { id }));
    }
    let Part::Member { expert, presides } = part else {
        return (others("正在投票。结束前不显示任何票数。"), None);
    };
    if may_vote(seen, expert) {
        return (yours("正在投票，请投票。"), link("去投票", Vote { id }));
    }
    let mut members = seen.meeting.members.iter();
    let attends = members.any(|member| member.expert == expert && session.roll.contains(&member.number));
    if !attends {
        let sentence = "您没有在规定时间签到，不能投票，也不能委托他人投票或者会后补投。";
        return (others(sentence), None);
    }
    match (presides, poll) {
        (true, Poll::ThreeTellers(tellers)) if tellers.end.is_some() => {
            let published = tellers.sums.len();
            let sentence = format!("投票已截止，等待计票方公布合计（已公布 {published} 方，共 3 方）。");
            (others(sentence), None)
        }
        (true, _) => closing(id, (session, poll), (token, state)),
        (false, Poll::Paper(_)) => (others("正在纸质投票。结束前不显示任何票数。"), None),
        (false, _) => (others("您已投票。结束投票前不显示任何票数。"), None),
    }
}

/// A teller is led to its table while its sums are due; one who also votes votes first.
fn told_to_teller(seen: &Seen, session: &Session, poll: &TellersPoll) -> Option<(Banner, Option<Html>)> {
    let teller = teller_of(seen, session)?;
    let votes = matches!(seen.part, Part::Member { expert, .. } if may_vote(seen, expert));
    if poll.has_published(teller) || votes || seen.part.presides() && poll.end.is_none() {
        return None;
    }
    let sentence = if poll.end.is_some() {
        "投票已截止。请打开计票页面，公布您的合计。"
    } else {
        "正在投票。请保持计票页面打开，直到合计公布。"
    };
    Some((
        yours(sentence),
        link("计票页面", TellerTable { id: seen.meeting.id }),
    ))
}

fn closing(
    id: MeetingId,
    (session, poll): (&Session, &Poll),
    (token, state): (&FormToken, &FormState),
) -> (Banner, Option<Html>) {
    let missing = poll
        .turnout()
        .map(|voted| session.roll.len().saturating_sub(voted));
    let words = match missing {
        None => "两份计票单已核对一致，可以计票".to_owned(),
        Some(0) => "到会专家都已投票，可以结束".to_owned(),
        Some(missing) => format!("还有 {missing} 名到会专家没有投票，不再等待"),
    };
    let warning = match poll.method() {
        Method::Paper => "两份计票单完全一致才能计票。计票后不能更改。",
        Method::PlainBox => "结束后不能再投票，票箱的密钥随即销毁。未投的不减少计算的分母。",
        Method::ThreeTellers => {
            "结束后不能再投票。请先确认监督员和推选计票人的计票页面已同步。未投的不减少计算的分母。"
        }
    };
    let form = FormPart::new(token, CloseVote { id })
        .above(Warning::new(warning))
        .input(Choices::any("confirmed", "确认", [Choice::new("yes", words)]).fill(state))
        .button(Button::submit("结束投票并计票").danger());
    let sentence = match poll.method() {
        Method::Paper => "正在纸质投票。计票单录入并核对一致后，由您计票。",
        Method::PlainBox | Method::ThreeTellers => "您已投票。投票完成后，由您结束投票。",
    };
    (yours(sentence), Some(form.into()))
}

/// The supervisor's step between announcement and signature.
pub(super) fn destruction(id: MeetingId, token: &FormToken) -> (Banner, Option<Html>) {
    let form = FormPart::new(token, DestroyShares { id })
        .above(Warning::new("销毁后不能恢复。公开的记录不变，随时可以重新核对。"))
        .button(Button::submit("见证销毁选票份额").danger());
    (
        yours("结果已宣布。请当场见证销毁加密的选票份额，然后签字。"),
        Some(form.into()),
    )
}

/// Further ways during session and vote.
pub(super) fn buttons(seen: &Seen) -> Vec<Button> {
    let id = seen.meeting.id;
    let mut buttons = Vec::new();
    if let Part::Member { expert, .. } = seen.part
        && matches!(
            seen.meeting.stage,
            Stage::Convened { .. } | Stage::InSession { .. }
        )
    {
        let mut members = seen.meeting.members.iter();
        let own = members.find(|member| member.expert == expert && member.signed_in.is_some());
        if let Some(member) = own {
            let button = Button::link("登记投票设备", SeatDevice { id });
            buttons.push(if member.key.is_some() {
                button.secondary()
            } else {
                button
            });
        }
    }
    let counts = seen
        .meeting
        .session()
        .and_then(|session| teller_of(seen, session));
    if counts.is_some() && !matches!(seen.meeting.stage, Stage::Counted { .. }) {
        buttons.push(Button::link("计票页面", TellerTable { id }).secondary());
    }
    if seen.part != Part::Authority && seen.meeting.tellers_poll().is_some() {
        buttons.push(Button::link("选票编码", super::urls::Codes { id }).secondary());
    }
    if seen.part.presides() && matches!(seen.meeting.stage, Stage::Voting { .. }) {
        buttons.push(Button::link("作废本次投票", VoidBallot { id }).secondary());
    }
    buttons
}

/// How to vote.
#[derive(Debug)]
pub(super) struct OpenForm(Method);

impl ReadForm for OpenForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let method = reader.choice("method", "投票方式", |value| {
            Method::ALL.into_iter().find(|method| method.code() == value)
        });
        method.map(Self)
    }
}

/// The elected teller.
#[derive(Debug)]
pub(super) struct ElectedForm(ExpertId);

impl ReadForm for ElectedForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader
            .choice("elected", "推选的计票人", |value| value.parse().ok())
            .map(Self)
    }
}

/// The presider's word that the vote may end.
#[derive(Debug)]
pub(super) struct CloseForm;

impl ReadForm for CloseForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.ticked("confirmed") {
            return Some(Self);
        }
        reader.refuse(Refusal::new("请确认可以结束投票").at("confirmed"))
    }
}

/// `POST /meetings/{id}/tellers`.
///
/// # Errors
/// The viewer does not preside.
pub(super) async fn name_tellers(
    app: App,
    who: SignedIn,
    Path(NameTellers { id }): Path<NameTellers>,
    form: Form<ElectedForm>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, form: ElectedForm| acts::name_tellers::name_tellers(tx, id, form.0);
    step((app, who, id), form, change, "计票人已登记。").await
}

/// `POST /meetings/{id}/opening`.
///
/// # Errors
/// The viewer does not preside.
pub(super) async fn open_ballot(
    app: App,
    who: SignedIn,
    Path(OpenVote { id }): Path<OpenVote>,
    form: Form<OpenForm>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, form: OpenForm| acts::open_ballot::open_ballot(tx, id, form.0);
    step((app, who, id), form, change, "投票已开始。").await
}

/// `POST /meetings/{id}/closing`.
///
/// # Errors
/// The viewer does not preside.
pub(super) async fn close_ballot(
    app: App,
    who: SignedIn,
    Path(CloseVote { id }): Path<CloseVote>,
    form: Form<CloseForm>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, _| acts::close_ballot::close_ballot(tx, id);
    step((app, who, id), form, change, "投票已结束。").await
}

/// `POST /meetings/{id}/destruction`.
///
/// # Errors
/// The viewer does not supervise the meeting.
pub(super) async fn destroy_shares(
    app: App,
    who: SignedIn,
    Path(DestroyShares { id }): Path<DestroyShares>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, _| acts::destroy_shares::destroy_shares(tx, id);
    step((app, who, id), form, change, "选票份额已销毁。").await
}
