//! A member's ballot in the plain box: 同意, 反对 or 弃权 for every case they are not recused for.

use ::ballot::Seat;
use actions::meetings::vote::vote;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::meetings::Stage;
use kernel::{ApplicationId, MeetingId};
use store::{Error, Rx};

use super::urls::{MeetingCase, MeetingPlace, Meetings, Vote};
use super::{Part, Seen, seen, show, steps, tables};
use crate::kit::ballot::{self, BallotForm};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::Choices;
use crate::kit::words::Link;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

struct Line {
    id: ApplicationId,
    vote: Choices,
    materials: Link,
}

/// The page.
#[derive(Template)]
#[template(path = "meetings/ballot.html")]
struct BallotPage {
    back: Link,
    errors: ErrorSummary,
    setup: String,
    recused: Vec<String>,
    form: PostForm,
    lines: Vec<Line>,
    buttons: Buttons,
    refused: bool,
}

impl Content for BallotPage {
    fn head(&self) -> Head {
        Head::new("投票")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
            .refused(self.refused)
    }
}

fn lines(seen: &Seen, seat: u32, expert: kernel::ExpertId, state: &FormState) -> Vec<Line> {
    let Stage::Voting { poll, .. } = &seen.meeting.stage else {
        return Vec::new();
    };
    let mine: Vec<String> = poll
        .setup()
        .items_of(Seat(seat))
        .map(|item| item.id.0.clone())
        .collect();
    let cases: Vec<&super::Candidate> = seen
        .agenda
        .iter()
        .filter(|candidate| mine.contains(&candidate.id.to_string()))
        .collect();
    let ordered = tables::in_own_order(expert, cases, |candidate| candidate.id.to_string());
    let line = |(number, candidate): (usize, &super::Candidate)| {
        let (id, case) = (seen.meeting.id, candidate.id);
        let title = format!("{}. {}", number + 1, candidate.words());
        Line {
            id: case,
            vote: ballot::line(case, title, state),
            materials: Link::new("查看申报材料", MeetingCase { id, case }).about(candidate.name.clone()),
        }
    };
    ordered.into_iter().enumerate().map(line).collect()
}

/// The ballot, or where the meeting stands when there is none to fill in.
fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<Page> {
    let seen = seen(rx, who, id)?;
    let Part::Member { expert, .. } = seen.part else {
        return Err(Error::NotFound);
    };
    let member = seen.meeting.members.iter().find(|member| member.expert == expert);
    let seat = member.map(|member| member.number).ok_or(Error::NotFound)?;
    let Stage::Voting { poll, .. } = &seen.meeting.stage else {
        return show::load(rx, who, id, state);
    };
    if !steps::may_vote(&seen, expert) {
        return show::load(rx, who, id, state);
    }
    let recused = seen
        .agenda
        .iter()
        .filter(|candidate| seen.meeting.is_recused(expert, candidate.id));
    let page = BallotPage {
        back: seen.back(),
        errors: ErrorSummary::of(state),
        setup: poll.setup().digest().to_string(),
        recused: recused.map(super::Candidate::words).collect(),
        form: PostForm::new(&who.token(), Vote { id }),
        lines: lines(&seen, seat, expert, state),
        buttons: Buttons::new([
            Button::submit("投票"),
            Button::link("暂不投票", MeetingPlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
    };
    Ok(page.into())
}

/// `GET /meetings/{id}/ballot`.
///
/// # Errors
/// The viewer was not drawn for the meeting, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, Path(Vote { id }): Path<Vote>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /meetings/{id}/ballot`. The ballot goes into the box as the program's own change, so that no journal entry
/// names the voter; that is why this does not go the way of other forms.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Vote { id }): Path<Vote>,
    form: Form<BallotForm>,
) -> Result<Response, Fault> {
    let actor = who.actor();
    let came = app
        .take(form, move |house, typed| vote(house, &actor, id, &typed.choices))
        .await?;
    match came {
        Ok(()) => Ok(App::go(&who, Go::to(MeetingPlace { id }).saying("您已投票。"))),
        Err(state) => {
            let page = app.read(who, move |rx, who| load(rx, who, id, &state)).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}
