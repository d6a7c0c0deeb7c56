//! A member's ballot: 同意, 反对 or 弃权 for every case they are not recused for; a form for the plain box, a page for the
//! member's own device before three tellers.

use std::collections::BTreeMap;

use ::ballot::Seat;
use ::ballot::tellers::{Place, Post};
use actions::meetings::vote::vote;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::meetings::{Poll, Session, Stage};
use kernel::{ApplicationId, MeetingId};
use store::{Error, Rx};

use super::device::{Frame, SCRIPT};
use super::urls::{BoardPlace, Codes, MeetingCase, MeetingPlace, Meetings, Vote};
use super::{Part, Seen, seen, show, tables, voting};
use crate::kit::ballot::{self, BallotForm};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::Choices;
use crate::kit::urls::Url;
use crate::kit::words::Link;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Html, Page, SignedIn};

struct Line {
    id: ApplicationId,
    /// Place on the list of the ballot.
    item: usize,
    name: String,
    vote: Choices,
    materials: Link,
}

#[derive(Template)]
#[template(path = "meetings/ballot_tellers_lines.html")]
struct DeviceLines {
    lines: Vec<Line>,
    codes: Link,
}

/// The page of a vote before three tellers.
#[derive(Template)]
#[template(path = "meetings/ballot_tellers.html")]
struct DeviceBallot {
    back: Link,
    recused: Vec<String>,
    frame: Html,
}

impl Content for DeviceBallot {
    fn head(&self) -> Head {
        Head::new("投票")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
            .script(SCRIPT)
            .wasm()
    }
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
    let items = poll.setup().items().iter().enumerate();
    let mine = items.filter(|(_, item)| !item.recused.contains(&Seat(seat)));
    let mine: BTreeMap<&str, usize> = mine.map(|(place, item)| (item.id.0.as_str(), place)).collect();
    let cases: Vec<(usize, &super::Candidate)> = seen
        .agenda
        .iter()
        .filter_map(|candidate| Some((*mine.get(candidate.id.to_string().as_str())?, candidate)))
        .collect();
    let ordered = tables::in_own_order(expert, cases, |(_, candidate)| candidate.id.to_string());
    let line = |(number, (item, candidate)): (usize, (usize, &super::Candidate))| {
        let (id, case) = (seen.meeting.id, candidate.id);
        let title = format!("{}. {}", number + 1, candidate.words());
        Line {
            id: case,
            item,
            name: candidate.name.clone(),
            vote: ballot::line(case, title, state),
            materials: Link::new("查看申报材料", MeetingCase { id, case }).about(candidate.name.clone()),
        }
    };
    ordered.into_iter().enumerate().map(line).collect()
}

/// The seat's latest entries on the board, behind which a page that is loaded again goes on.
fn before(rx: &mut Rx<'_>, seen: &Seen, seat: u32) -> store::Result<Vec<Place>> {
    let rows = store::meetings::board::Board {
        meeting: seen.meeting.id,
        round: seen.meeting.session().map_or(1, Session::round),
    };
    let mut latest = BTreeMap::new();
    for (_, post) in rows.of_seat(rx, seat)? {
        if let Post::Entry { entry, .. } = post {
            latest.insert(entry.place.item, entry.place);
        }
    }
    Ok(latest.into_values().collect())
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
    if !voting::may_vote(&seen, expert) {
        return show::load(rx, who, id, state);
    }
    let recused = seen
        .agenda
        .iter()
        .filter(|candidate| seen.meeting.is_recused(expert, candidate.id));
    let recused = recused.map(super::Candidate::words).collect();
    if let Poll::ThreeTellers(poll) = &**poll {
        let own = DeviceLines {
            lines: lines(&seen, seat, expert, state),
            codes: Link::new("查看选票编码", Codes { id }),
        };
        let before = before(rx, &seen, seat)?;
        let frame = Frame::new("ballot", who, id, own)
            .data("seat", seat.to_string())
            .data("board", Url::from(BoardPlace { id }).to_string())
            .data("sheet", serde_json::to_string(&poll.sheet)?)
            .data("before", serde_json::to_string(&before)?);
        let page = DeviceBallot {
            back: seen.back(),
            recused,
            frame: frame.into(),
        };
        return Ok(page.into());
    }
    let page = BallotPage {
        back: seen.back(),
        errors: ErrorSummary::of(state),
        setup: poll.fixed().to_string(),
        recused,
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
    form: Form<BallotForm<kernel::ApplicationId>>,
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
