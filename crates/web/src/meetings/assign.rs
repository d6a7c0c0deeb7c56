//! Assigning the experts who give opinions on each case (分工评议, 第二十四条); a suggestion spreads the work evenly.

use std::collections::BTreeMap;

use actions::meetings::assign::assign;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::Stage;
use kernel::{ApplicationId, ExpertId, MeetingId};
use store::{Error, Rx};

use super::urls::{Assignment, MeetingPlace, Meetings};
use super::{Part, member_names, seen};
use crate::kit::forms::Button;
use crate::kit::inputs::{Choice, Choices};
use crate::kit::words::Basis;
use crate::kit::{
    App, Fault, Form, FormPage, FormPart, FormState, Go, Html, Page, ReadForm, Reader, SignedIn,
};

/// How many experts the suggestion names where no text says a number.
const SUGGESTED: i64 = 3;

/// An assignment as ticked.
#[derive(Debug)]
pub(super) struct AssignForm(BTreeMap<ApplicationId, Vec<ExpertId>>);

impl ReadForm for AssignForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let cases: Vec<ApplicationId> = reader.choices("on_agenda", "申报", |value| value.parse().ok())?;
        let mut assigned = BTreeMap::new();
        let mut complete = true;
        for (number, case) in (1..).zip(cases) {
            let label = format!("第 {number} 件申报的评议专家");
            match reader.choices(&format!("assigned.{case}"), &label, |value| value.parse().ok()) {
                Some(experts) => {
                    assigned.insert(case, experts);
                }
                None => complete = false,
            }
        }
        complete.then_some(Self(assigned))
    }
}

#[derive(askama::Template)]
#[template(
    source = r#"<input type="hidden" name="on_agenda" value="{{ case }}"><div class="vote">{{ choices }}</div>"#,
    ext = "html"
)]
struct Line {
    case: ApplicationId,
    choices: Choices,
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<FormPage> {
    let seen = seen(rx, who, id)?.of(|part| part == Part::Organiser || part.presides())?;
    let Stage::InSession { session } = &seen.meeting.stage else {
        return Err(Error::NotFound);
    };
    let least = seen
        .rules
        .as_ref()
        .ok()
        .and_then(|rules| rules.count("评议专家最少人数", None).ok());
    let each = least.as_ref().map_or(SUGGESTED, |least| least.value);
    let suggested = if session.assigned.is_empty() {
        seen.meeting
            .suggest_assignment(usize::try_from(each).unwrap_or(3))
    } else {
        session.assigned.clone()
    };
    let mut prefilled = FormState::blank();
    for (case, experts) in &suggested {
        for expert in experts {
            prefilled = prefilled.with(&format!("assigned.{case}"), expert);
        }
    }
    let state = if state.is_refused() { state } else { &prefilled };
    let names = member_names(rx, &seen.meeting)?;
    // Who was drawn is for the organiser to know; the presider assigns by seat (第二十八条).
    let named = seen.part.knows_members();
    let present: Vec<(ExpertId, String)> = seen
        .meeting
        .members
        .iter()
        .filter(|member| session.roll.contains(&member.number))
        .map(|member| {
            let name = names.get(&member.expert).filter(|_| named);
            let words = name.map_or_else(|| member.seat.chinese().to_owned(), Clone::clone);
            (member.expert, format!("{} 号　{words}", member.number))
        })
        .collect();
    let mut lines = Html::default();
    for candidate in &seen.agenda {
        let case = candidate.id;
        let able = present
            .iter()
            .filter(|(expert, _)| !seen.meeting.is_recused(*expert, case))
            .map(|(expert, words)| Choice::new(expert.to_string(), words));
        let choices = Choices::any(
            format!("assigned.{case}"),
            candidate.words(),
            able.collect::<Vec<_>>(),
        );
        lines = lines.then(Line {
            case,
            choices: choices.inline().fill(state),
        });
    }
    let words = Html::text(format!(
        "每名申报人应有 {each} 名以上评审专家评议。已按人数平均分配，可以调整；已回避的不列出。"
    ));
    let words = match least {
        Some(least) => words.then(Basis::new(least.law.article)),
        None => words,
    };
    let part = FormPart::new(&who.token(), Assignment { id })
        .guard_unsaved()
        .above(words)
        .input(lines)
        .button(Button::submit("保存分工"));
    Ok(FormPage::new("分工评议", Meetings, seen.back(), part, state))
}

/// `GET /meetings/{id}/assignment`.
///
/// # Errors
/// The viewer neither organises nor presides, or the meeting is not in session.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Assignment { id }): Path<Assignment>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /meetings/{id}/assignment`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Assignment { id }): Path<Assignment>,
    form: Form<AssignForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| assign(tx, id, form.0))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |()| Go::to(MeetingPlace { id }).saying("分工已保存。"))
        .await
}
