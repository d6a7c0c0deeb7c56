//! A member's ballot in the plain box: 同意, 反对 or 弃权 for every case.

use ::ballot::Seat;
use actions::panel::cast::cast;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::panel::{Matter, Poll, State};
use kernel::PanelId;
use store::{Error, Rx};

use super::urls::{AgendaCase, Ballot, PanelPlace};
use super::{Seen, seen};
use crate::kit::ballot::{self, BallotForm};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::Choices;
use crate::kit::words::{Inset, Link};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

struct Line {
    id: Matter,
    vote: Choices,
    materials: Link,
}

/// The page.
#[derive(Template)]
#[template(path = "panel/ballot.html")]
struct BallotPage {
    seen: Seen,
    errors: ErrorSummary,
    secret: Inset,
    form: PostForm,
    lines: Vec<Line>,
    buttons: Buttons,
    refused: bool,
}

impl Content for BallotPage {
    fn head(&self) -> Head {
        self.seen.head("投票", self.refused)
    }
}

/// Whether `seat` still has a ballot to put into the box.
fn may_vote(state: &State, seat: u32) -> bool {
    match state {
        State::Voting { present, poll } => match &**poll {
            Poll::PlainBox(plain_box) => present.contains(&seat) && !plain_box.voted().contains(&Seat(seat)),
            Poll::Paper(_) => false,
        },
        State::Appointed | State::Counted { .. } => false,
    }
}

/// The ballot, or where the panel stands when there is none to fill in.
fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId, state: &FormState) -> store::Result<Page> {
    let seen = seen(rx, who, id)?;
    let seat = seen.seat.ok_or(Error::NotFound)?;
    if !may_vote(&seen.panel.state, seat) {
        return super::show::load(rx, who, id, state);
    }
    let State::Voting { poll, .. } = &seen.panel.state else {
        return Err(Error::NotFound);
    };
    let line = |(number, (matter, candidate, words)): (usize, (Matter, &super::Candidate, String))| {
        let case = candidate.id;
        Line {
            id: matter,
            vote: ballot::line(matter, format!("{}. {words}", number + 1), state),
            materials: Link::new("查看申报材料", AgendaCase { id, case }).about(candidate.name.clone()),
        }
    };
    let lines = seen.lines(poll).into_iter().enumerate().map(line).collect();
    let secret = "无记名投票。票箱里只有选票，没有姓名、席位、时间和先后，任何人都不能从票箱把一张票对应到投票人。\
                  每人只投一次，投出后不能修改。";
    let page = BallotPage {
        errors: ErrorSummary::of(state),
        secret: Inset::text(secret),
        form: PostForm::new(&who.token(), Ballot { id }),
        lines,
        buttons: Buttons::new([
            Button::submit("投票"),
            Button::link("暂不投票", PanelPlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
        seen,
    };
    Ok(page.into())
}

/// `GET /panels/{id}/ballot`.
///
/// # Errors
/// The viewer is no member of the panel, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, Path(Ballot { id }): Path<Ballot>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /panels/{id}/ballot`. The ballot goes into the box as the program's own change, so that no journal entry
/// names the voter; that is why this does not go the way of other forms.
///
/// # Errors
/// The viewer is no member of the panel, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Ballot { id }): Path<Ballot>,
    form: Form<BallotForm<Matter>>,
) -> Result<Response, Fault> {
    let actor = who.actor();
    let came = app
        .take(form, move |house, typed| cast(house, &actor, id, &typed.choices))
        .await?;
    match came {
        Ok(()) => Ok(App::go(&who, Go::to(PanelPlace { id }).saying("您已投票。"))),
        Err(state) => {
            let page = app.read(who, move |rx, who| load(rx, who, id, &state)).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}
