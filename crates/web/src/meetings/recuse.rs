//! Recusals (回避, 第二十九条): an expert asks to withdraw, or the office has them withdraw. Nobody lifts one.

use actions::meetings::recuse::recuse;
use axum::extract::Path;
use axum::response::Response;
use domain::committees::{Expert, ExpertStage};
use domain::meetings::{Meeting, RecusalScope, Stage, access};
use kernel::{ExpertId, MeetingId, Role};
use store::{Error, Rx, Tx};

use super::call_off::reason_input;
use super::urls::{MeetingPlace, Meetings, Recuse};
use super::{candidates, seen};
use crate::committees::names;
use crate::kit::forms::Button;
use crate::kit::inputs::{Choice, Choices, Select};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Link, Warning};
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, ReadForm, Reader, SignedIn};
use crate::row;

/// A recusal as typed; an expert speaks for themself.
#[derive(Debug)]
pub(super) struct RecusalForm {
    expert: Option<ExpertId>,
    scope: RecusalScope,
    reason: String,
}

impl ReadForm for RecusalForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let expert = reader.fields().get("expert").and_then(|value| value.parse().ok());
        let scope = reader.choice("case", "回避范围", |value| match value {
            "meeting" => Some(RecusalScope::Meeting),
            case => case.parse().ok().map(RecusalScope::Case),
        });
        let reason = reader.optional_text("reason", "关系和理由", 500);
        Some(Self {
            expert,
            scope: scope?,
            reason: reason?,
        })
    }
}

const fn is_before_draw(meeting: &Meeting) -> bool {
    matches!(meeting.stage, Stage::Requested { .. } | Stage::Opened { .. })
}

/// Whether a recusal can still be recorded.
pub(super) const fn is_open(meeting: &Meeting) -> bool {
    is_before_draw(meeting)
        || matches!(
            meeting.stage,
            Stage::Drawn { .. } | Stage::Convened { .. } | Stage::InSession { .. }
        )
}

/// The viewer's own entry: as a drawn member, or before the draw as one of the pool.
fn own_entry(rx: &mut Rx<'_>, who: &SignedIn, meeting: &Meeting) -> store::Result<Expert> {
    if let Some(member) = access::member(&who.actor(), meeting) {
        return Ok(store::committees::find_expert(rx, member.expert)?.into_inner());
    }
    let entry = store::committees::entry_of(rx, meeting.committee, who.person())?;
    let entry = entry.filter(|entry| entry.stage == ExpertStage::InPool && is_before_draw(meeting));
    entry.ok_or(Error::NotFound)
}

fn by_expert(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<FormPage> {
    let meeting = store::meetings::find(rx, id)?.into_inner();
    let entry = own_entry(rx, who, &meeting)?;
    if !is_open(&meeting) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let drawn = !is_before_draw(&meeting);
    let mut choices = Vec::new();
    if drawn {
        // Who is on the agenda is for the drawn members only.
        for candidate in candidates(rx, &meeting)? {
            if !meeting.is_recused(entry.id, candidate.id) {
                choices.push(Choice::new(candidate.id.to_string(), candidate.words()).hint(candidate.unit));
            }
        }
    } else {
        choices.push(Choice::new("meeting", "整场会议，不参加抽取"));
    }
    let back = if drawn {
        Link::new("返回会议", MeetingPlace { id })
    } else {
        Link::new("评审会议", Meetings)
    };
    let part = FormPart::new(&who.token(), Recuse { id })
        .sentence("与评审工作有利害关系或者其他关系可能影响客观公正的，应当申请回避。")
        .above(Warning::new("登记后任何人都不能撤销。"))
        .input(Choices::one("case", "回避范围", choices).fill(state))
        .input(reason_input("关系和理由", state))
        .button(Button::submit("申请回避"));
    Ok(FormPage::new("申请回避", Meetings, back, part, state))
}

fn by_office(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<FormPage> {
    let seen = seen(rx, who, id)?.of(|part| part == super::Part::Organiser)?;
    let meeting = &seen.meeting;
    if !is_open(meeting) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let pool = store::committees::pool(rx, meeting.committee)?;
    let names = names(rx, &pool)?;
    let name = |id: ExpertId| {
        let entry = pool.iter().find(|entry| entry.id == id);
        entry
            .map(|entry| {
                let name = names.get(&entry.person).map_or("", String::as_str);
                format!("{name}（{}）", entry.details.employer)
            })
            .unwrap_or_default()
    };
    let before = is_before_draw(meeting);
    let concerned: Vec<ExpertId> = if before {
        let able = pool.iter().filter(|entry| meeting.barred(entry).is_none());
        able.map(|entry| entry.id).collect()
    } else {
        meeting.members.iter().map(|member| member.expert).collect()
    };
    let experts = concerned.iter().map(|id| Choice::new(id.to_string(), name(*id)));
    let mut scopes = Vec::new();
    if before {
        scopes.push(Choice::new("meeting", "整场会议，不参加抽取"));
    }
    scopes.extend(
        seen.agenda
            .iter()
            .map(|candidate| Choice::new(candidate.id.to_string(), candidate.words())),
    );
    let hints = meeting.hints(&pool);
    let rows = hints.iter().map(|(expert, case)| {
        let words = seen.candidate(*case).map(super::Candidate::words);
        row![name(*expert), words.unwrap_or_default()]
    });
    let columns = [Column::new("专家（所在单位）"), Column::new("同单位的申报人")];
    let mut part = FormPart::new(&who.token(), Recuse { id })
        .sentence("发现专家有应当回避的情形的，登记回避，并由系统通知本人。")
        .above(Warning::new("登记后任何人都不能撤销。"));
    if !hints.is_empty() {
        part = part.above(Table::new("请核对：与申报人同单位的在库专家", columns).rows(rows));
    }
    let part = part
        .input(Select::new("expert", "专家", experts.collect::<Vec<_>>()).fill(state))
        .input(Select::new("case", "回避范围", scopes).fill(state))
        .input(reason_input("关系和理由", state))
        .button(Button::submit("登记回避"));
    Ok(FormPage::new("登记回避", Meetings, seen.back(), part, state))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<FormPage> {
    if who.seat().role == Role::Expert {
        by_expert(rx, who, id, state)
    } else {
        by_office(rx, who, id, state)
    }
}

/// `GET /meetings/{id}/recusal`.
///
/// # Errors
/// The viewer neither organises the meeting nor is or may be drawn for it, or no recusal can be recorded any more.
pub(super) async fn get(app: App, who: SignedIn, Path(Recuse { id }): Path<Recuse>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// Whose recusal it is: the one chosen by the office, or the expert's own.
fn record(tx: &mut Tx<'_>, who: &SignedIn, id: MeetingId, form: &RecusalForm) -> store::Result<()> {
    let expert = if who.seat().role == Role::Expert {
        let meeting = store::meetings::find(tx, id)?.into_inner();
        own_entry(tx, who, &meeting)?.id
    } else {
        form.expert
            .ok_or_else(|| kernel::Refusal::new("请选择专家").at("expert"))?
    };
    recuse(tx, id, expert, form.scope, &form.reason)
}

/// `POST /meetings/{id}/recusal`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Recuse { id }): Path<Recuse>,
    form: Form<RecusalForm>,
) -> Result<Response, Fault> {
    let acting = who.clone();
    app.submit(who, form, move |tx, form| record(tx, &acting, id, &form))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(|()| Go::to(Meetings).saying("回避已登记。"))
        .await
}
