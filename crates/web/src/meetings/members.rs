//! A drawn member cannot come and the next ticket takes the seat; a member's sign-in code is issued again.

use actions::meetings::decline::decline;
use actions::meetings::reissue_code::reissue_code;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::Stage;
use kernel::{ExpertId, MeetingId};
use store::{Error, Rx};

use super::call_off::{ReasonForm, reason_input};
use super::urls::{Absence, MeetingPlace, Meetings, NewCode};
use super::{Part, Seen, member_names, seen};
use crate::kit::form::Nothing;
use crate::kit::forms::Button;
use crate::kit::words::Warning;
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, SignedIn};

/// The meeting, if `expert` sits on it and the viewer is that expert or the organiser.
fn about(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, expert: ExpertId) -> store::Result<Seen> {
    let seen = seen(rx, who, id)?;
    let may = match seen.part {
        Part::Organiser => true,
        Part::Member { expert: own, .. } => own == expert,
        Part::Authority | Part::Supervisor => false,
    };
    let seated = seen.meeting.members.iter().any(|member| member.expert == expert);
    if may && seated {
        Ok(seen)
    } else {
        Err(Error::NotFound)
    }
}

fn absence(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, expert): (MeetingId, ExpertId),
    state: &FormState,
) -> store::Result<FormPage> {
    let seen = about(rx, who, id, expert)?;
    if !matches!(seen.meeting.stage, Stage::Drawn { .. }) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let part = FormPart::new(&who.token(), Absence { id, expert });
    let (title, part) = if seen.part == Part::Organiser {
        let names = member_names(rx, &seen.meeting)?;
        let name = names.get(&expert).cloned().unwrap_or_default();
        let sentence = format!("{name}来电说明不能到会的，由您登记，记录中写明由谁接听。");
        (format!("登记{name}不能到会"), part.sentence(sentence))
    } else {
        ("不能到会".to_owned(), part)
    };
    let part = part
        .above(Warning::new(
            "登记后席位由抽取时已经确定的下一位替补，不能恢复，也不能指定由谁替补。",
        ))
        .input(reason_input("不能到会的原因", state))
        .button(Button::submit("登记不能到会").danger());
    Ok(FormPage::new(title, Meetings, seen.back(), part, state))
}

/// `GET /meetings/{id}/members/{expert}/absence`.
///
/// # Errors
/// The viewer is neither that member nor the organiser, or sign-in has begun.
pub(super) async fn get_absence(
    app: App,
    who: SignedIn,
    Path(Absence { id, expert }): Path<Absence>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        absence(rx, who, (id, expert), &FormState::blank())
    })
    .await
}

/// `POST /meetings/{id}/members/{expert}/absence`. The member who declined no longer sees the meeting.
///
/// # Errors
/// The viewer is neither that member nor the organiser.
pub(super) async fn post_absence(
    app: App,
    who: SignedIn,
    Path(Absence { id, expert }): Path<Absence>,
    form: Form<ReasonForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| decline(tx, id, expert, &form.0))
        .or_show_again(move |rx, who, state| absence(rx, who, (id, expert), &state))
        .then_go(|()| Go::to(Meetings).saying("已登记不能到会，替补专家已收到通知。"))
        .await
}

fn code(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, expert): (MeetingId, ExpertId),
    state: &FormState,
) -> store::Result<FormPage> {
    let seen = about(rx, who, id, expert)?.of(|part| part == Part::Organiser)?;
    let names = member_names(rx, &seen.meeting)?;
    let name = names.get(&expert).cloned().unwrap_or_default();
    let part = FormPart::new(&who.token(), NewCode { id, expert })
        .sentence(format!(
            "新的签到码以站内消息发给{name}本人，您看不到。原来的签到码立即失效。"
        ))
        .button(Button::submit("重新发放签到码"));
    Ok(FormPage::new(
        "重新发放签到码",
        Meetings,
        seen.back(),
        part,
        state,
    ))
}

/// `GET /meetings/{id}/members/{expert}/code`.
///
/// # Errors
/// The viewer does not organise the meeting, or the expert does not sit on it.
pub(super) async fn get_code(
    app: App,
    who: SignedIn,
    Path(NewCode { id, expert }): Path<NewCode>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        code(rx, who, (id, expert), &FormState::blank())
    })
    .await
}

/// `POST /meetings/{id}/members/{expert}/code`.
///
/// # Errors
/// As [`get_code`].
pub(super) async fn post_code(
    app: App,
    who: SignedIn,
    Path(NewCode { id, expert }): Path<NewCode>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| reissue_code(tx, id, expert))
        .or_show_again(move |rx, who, state| code(rx, who, (id, expert), &state))
        .then_go(move |()| Go::to(MeetingPlace { id }).saying("新的签到码已发给本人。"))
        .await
}
