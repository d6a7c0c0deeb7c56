//! The step a meeting is at: what the viewer is told, and the form of their own next step.

use std::collections::BTreeMap;

use actions::meetings as acts;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::{Member, Session, Stage};
use kernel::{Day, ExpertId, MeetingId};
use store::Tx;

use super::urls::{
    AffixSeal, Announce, AnswerOpening, Assignment, CloseRoll, Convene, DrawRoom, MeetingPlace, Present,
    SignInHere, Supervise,
};
use super::{Part, Seen, show, voting};
use crate::kit::form::Nothing;
use crate::kit::forms::{Button, Buttons};
use crate::kit::inputs::{Choice, Select, TextInput, Width};
use crate::kit::words::{Banner, Warning};
use crate::kit::{App, Fault, Form, FormPart, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

pub(super) fn yours(sentence: impl Into<String>) -> Banner {
    Banner::waiting(sentence).title("轮到您办理")
}

pub(super) fn others(sentence: impl Into<String>) -> Banner {
    Banner::info(sentence).title("会议进展")
}

pub(super) fn link(text: &str, url: impl Into<crate::kit::urls::Url>) -> Option<Html> {
    Some(Buttons::new([Button::link(text, url)]).into())
}

/// What the viewer is told, and the form or way of their own next step, if it is up to them.
pub(super) fn next(
    seen: &Seen,
    names: &BTreeMap<ExpertId, String>,
    token: &FormToken,
    (today, state): (Day, &FormState),
) -> (Banner, Option<Html>) {
    let id = seen.meeting.id;
    match (&seen.meeting.stage, seen.part) {
        (Stage::Requested { on }, Part::Authority) => (
            yours(format!("{}于 {on} 申请开评，请答复。", seen.organiser)),
            link("答复开评申请", AnswerOpening { id }),
        ),
        (Stage::Requested { on }, _) => (
            others(format!("{on} 已申请开评，由{}答复。", seen.authority)),
            None,
        ),
        (Stage::Declined { reason, .. }, _) => (others(format!("未同意开评：{reason}")), None),
        (Stage::CalledOff { reason, .. }, _) => (others(format!("会议已取消：{reason}")), None),
        (Stage::Opened { .. }, Part::Organiser | Part::Supervisor) => (
            yours("已同意开评。组建单位和监督员共同抽取专家。"),
            link("抽取专家", DrawRoom { id }),
        ),
        (Stage::Opened { .. }, _) => (others("已同意开评，等待抽取专家。"), None),
        (Stage::Drawn { .. }, part) => drawn(seen, part, token, today),
        (Stage::Convened { .. }, part) => convened(seen, part, names, (token, state)),
        (Stage::InSession { session }, part) => in_session(seen, session, part, (token, state)),
        (Stage::Voting { session, poll }, part) => {
            voting::voting(seen, part, (session, poll), (token, state))
        }
        (Stage::Counted { .. }, part) => counted(seen, part, (token, state)),
    }
}

fn drawn(seen: &Seen, part: Part, token: &FormToken, today: Day) -> (Banner, Option<Html>) {
    let (id, day) = (seen.meeting.id, seen.meeting.day);
    match part {
        Part::Organiser if today == day => (
            yours("今天开会。专家到齐前开始签到，签到后名单不再变动。"),
            Some(
                FormPart::new(token, Convene { id })
                    .button(Button::submit("开始签到"))
                    .into(),
            ),
        ),
        Part::Organiser => (
            others(format!("评委会已抽定，{} 当天开始签到。", day.prose())),
            None,
        ),
        Part::Member { .. } => (
            others(format!(
                "您已被抽中参加{}的会议。请先阅读材料；有应当回避的情形请申请回避，不能到会的请尽早登记。",
                day.prose()
            )),
            None,
        ),
        Part::Authority | Part::Supervisor => (others(format!("评委会已抽定，{}开会。", day.prose())), None),
    }
}

fn able_to_preside(seen: &Seen) -> impl Iterator<Item = &Member> {
    let members = seen.meeting.members.iter();
    members.filter(|member| member.seat.presides() && member.signed_in.is_some())
}

fn convened(
    seen: &Seen,
    part: Part,
    names: &BTreeMap<ExpertId, String>,
    (token, state): (&FormToken, &FormState),
) -> (Banner, Option<Html>) {
    let id = seen.meeting.id;
    match part {
        Part::Organiser => {
            let presiders = able_to_preside(seen).map(|member| {
                let name = names.get(&member.expert).map_or("", String::as_str);
                Choice::new(
                    member.expert.to_string(),
                    format!("{name}，{}", member.seat.chinese()),
                )
            });
            let form = FormPart::new(token, CloseRoll { id })
                .input(
                    Select::new("presider", "会议主持人", presiders.collect::<Vec<_>>())
                        .hint("只能是已经签到的主任委员或者副主任委员。签到后刷新本页可见。")
                        .width(Width::Chars20)
                        .fill(state),
                )
                .button(Button::submit("结束签到"));
            (
                yours("正在签到。到会人数达到规定后结束签到，之后到场的不能参加投票。"),
                Some(form.into()),
            )
        }
        Part::Member { expert, .. } => {
            let signed = seen
                .meeting
                .members
                .iter()
                .any(|member| member.expert == expert && member.signed_in.is_some());
            if signed {
                return (others("您已签到，等待会议开始。"), None);
            }
            let form = FormPart::new(token, SignInHere { id })
                .input(
                    TextInput::new("code", "签到码")
                        .hint("在您的站内消息里，8 位字母和数字，仅限本人当天使用。")
                        .code()
                        .width(Width::Chars10)
                        .fill(state),
                )
                .button(Button::submit("签到"));
            (yours("会议正在签到。"), Some(form.into()))
        }
        Part::Authority | Part::Supervisor => (others("会议正在签到。"), None),
    }
}

fn in_session(
    seen: &Seen,
    session: &Session,
    part: Part,
    (token, state): (&FormToken, &FormState),
) -> (Banner, Option<Html>) {
    let id = seen.meeting.id;
    if let Some(step) = voting::keys_wanted(seen, session, part) {
        return step;
    }
    if session.assigned.is_empty() {
        return if part == Part::Organiser || part.presides() {
            (
                yours("会议已开始。请安排每名申报人由哪些专家评议。"),
                link("安排分工评议", Assignment { id }),
            )
        } else {
            (others("会议已开始，等待安排分工评议。"), None)
        };
    }
    match (part, session.presented) {
        (Part::Member { presides: true, .. }, None) => (
            yours("专家提交书面意见并在会上介绍后，登记介绍情况，然后才能投票。"),
            Some(
                FormPart::new(token, Present { id })
                    .button(Button::submit("评议情况已在会上介绍"))
                    .into(),
            ),
        ),
        (Part::Member { presides: true, .. }, Some(_)) => voting::opening(seen, session, (token, state)),
        (Part::Member { .. }, None) => (yours("请阅读材料，对安排给您的申报提交评议意见。"), None),
        (_, None) => (others("专家正在评议。"), None),
        (_, Some(_)) => (others("评议情况已介绍，等待主持人开始投票。"), None),
    }
}

fn counted(seen: &Seen, part: Part, (token, state): (&FormToken, &FormState)) -> (Banner, Option<Html>) {
    let id = seen.meeting.id;
    let Some(outcome) = seen.meeting.outcome() else {
        return (others("已计票。"), None);
    };
    match (outcome.announced, outcome.supervised, &outcome.sealed, part) {
        (None, _, _, Part::Member { presides: true, .. }) => (
            yours("票箱已计票。请宣布投票结果并签字，结果随即对本会议的各方显示。"),
            Some(
                FormPart::new(token, Announce { id })
                    .button(Button::submit("宣布结果并签字"))
                    .into(),
            ),
        ),
        (None, ..) => (others("已计票，等待主持人宣布结果。"), None),
        (Some(_), _, None, Part::Supervisor) if seen.meeting.shares_remain() => {
            voting::destruction(id, token)
        }
        (Some(_), None, _, Part::Supervisor) => (
            yours("结果已宣布。您全程监督的，请签字。"),
            Some(
                FormPart::new(token, Supervise { id })
                    .button(Button::submit("监督员签字"))
                    .into(),
            ),
        ),
        (Some(_), None, ..) => (others("结果已宣布，等待监督员签字。"), None),
        (Some(_), Some(_), None, Part::Organiser) => {
            let form = FormPart::new(token, AffixSeal { id })
                .above(Warning::new(
                    "盖章后会议结束，通过的申报进入结果公示，未通过的到此终止。",
                ))
                .input(
                    TextInput::new("register", "用印登记号")
                        .width(Width::Chars20)
                        .fill(state),
                )
                .button(Button::submit("登记盖章"));
            (
                yours("主持人和监督员都已签字，请加盖评委会印章。"),
                Some(form.into()),
            )
        }
        (Some(_), Some(_), None, _) => (others("等待加盖评委会印章。"), None),
        (Some(_), Some(_), Some(_), _) => (others("会议已结束，结果已签字盖章。"), None),
    }
}

/// The presider chosen at the close of sign-in.
#[derive(Debug)]
pub(super) struct RollForm(ExpertId);

impl ReadForm for RollForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader
            .choice("presider", "会议主持人", |value| value.parse().ok())
            .map(Self)
    }
}

/// A sign-in code as typed.
#[derive(Debug)]
pub(super) struct CodeForm(String);

impl ReadForm for CodeForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text("code", "签到码", 20).map(Self)
    }
}

/// The number in the register of seals.
#[derive(Debug)]
pub(super) struct SealForm(String);

impl ReadForm for SealForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.optional_text("register", "用印登记号", 60).map(Self)
    }
}

/// Sends a step's form to its action; a refused one is shown on the meeting's page.
pub(super) async fn step<F: Send + 'static>(
    (app, who, id): (App, SignedIn, MeetingId),
    form: Form<F>,
    change: impl FnOnce(&mut Tx<'_>, F) -> store::Result<()> + Send + 'static,
    said: &'static str,
) -> Result<Response, Fault> {
    app.submit(who, form, change)
        .or_show_again(move |rx, who, state| show::load(rx, who, id, &state))
        .then_go(move |()| Go::to(MeetingPlace { id }).saying(said))
        .await
}

/// `POST /meetings/{id}/session`.
///
/// # Errors
/// The viewer does not organise the meeting.
pub(super) async fn convene(
    app: App,
    who: SignedIn,
    Path(Convene { id }): Path<Convene>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, _| acts::convene::convene(tx, id);
    step((app, who, id), form, change, "已开始签到。").await
}

/// `POST /meetings/{id}/sign-in`.
///
/// # Errors
/// The viewer was not drawn for the meeting.
pub(super) async fn sign_in(
    app: App,
    who: SignedIn,
    Path(SignInHere { id }): Path<SignInHere>,
    form: Form<CodeForm>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, form: CodeForm| acts::sign_in::sign_in(tx, id, &form.0);
    step((app, who, id), form, change, "您已签到。").await
}

/// `POST /meetings/{id}/roll`.
///
/// # Errors
/// The viewer does not organise the meeting.
pub(super) async fn close_sign_in(
    app: App,
    who: SignedIn,
    Path(CloseRoll { id }): Path<CloseRoll>,
    form: Form<RollForm>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, form: RollForm| acts::close_sign_in::close_sign_in(tx, id, form.0);
    step((app, who, id), form, change, "签到已结束，会议开始。").await
}

/// `POST /meetings/{id}/presentation`.
///
/// # Errors
/// The viewer does not preside.
pub(super) async fn present(
    app: App,
    who: SignedIn,
    Path(Present { id }): Path<Present>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, _| acts::present_opinions::present_opinions(tx, id);
    step((app, who, id), form, change, "已登记介绍评议情况。").await
}

/// `POST /meetings/{id}/announcement`.
///
/// # Errors
/// The viewer does not preside.
pub(super) async fn announce(
    app: App,
    who: SignedIn,
    Path(Announce { id }): Path<Announce>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, _| acts::announce::announce(tx, id);
    step((app, who, id), form, change, "结果已宣布并签字。").await
}

/// `POST /meetings/{id}/supervision`.
///
/// # Errors
/// The viewer does not supervise the meeting.
pub(super) async fn supervise(
    app: App,
    who: SignedIn,
    Path(Supervise { id }): Path<Supervise>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, _| acts::supervise::supervise(tx, id);
    step((app, who, id), form, change, "您已签字。").await
}

/// `POST /meetings/{id}/seal`.
///
/// # Errors
/// The viewer does not organise the meeting.
pub(super) async fn affix_seal(
    app: App,
    who: SignedIn,
    Path(AffixSeal { id }): Path<AffixSeal>,
    form: Form<SealForm>,
) -> Result<Response, Fault> {
    let change = move |tx: &mut Tx<'_>, form: SealForm| acts::affix_seal::affix_seal(tx, id, &form.0);
    step((app, who, id), form, change, "盖章已登记，会议结束。").await
}
