//! The board of a vote before three tellers as the devices talk to it, in JSON, and the counted vote as a file.

use actions::meetings::{post, publish_sums};
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use ballot::tellers::{Board, HeadSignature, Post, Sums};
use domain::meetings::{Session, access};
use kernel::{MeetingId, Refusal, Refusals};
use seat::Shown;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Error, Rx, Tx};

use super::urls::{BallotFile, BoardPlace, PublishSums};
use super::{seen, voting};
use crate::kit::download::Download;
use crate::kit::{App, Fault, Form, Query, ReadForm, Reader, SignedIn};

/// How many posts one answer carries.
const MOST_POSTS: i64 = 500;

/// Something the module wrote, as JSON in a field.
fn written<T: DeserializeOwned>(reader: &mut Reader<'_>, name: &str) -> Option<T> {
    let text = reader.fields().get(name).unwrap_or_default();
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(_) => reader.refuse(
            Refusal::new("选票记录不能识别")
                .remedy("请刷新页面后重试")
                .at(name.to_owned()),
        ),
    }
}

/// A post for the board.
#[derive(Debug)]
pub(super) struct PostForm(Post);

impl ReadForm for PostForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        written(reader, "post").map(Self)
    }
}

/// What a teller publishes.
#[derive(Debug)]
pub(super) struct SumsForm {
    head: HeadSignature,
    sums: Sums,
}

impl ReadForm for SumsForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let (head, sums) = (written(reader, "head"), written(reader, "sums"));
        Some(Self {
            head: head?,
            sums: sums?,
        })
    }
}

/// What a refused device is told.
#[derive(Serialize)]
struct Refused {
    refused: Vec<String>,
}

fn refused(refusals: &Refusals) -> Response {
    let sentence = |refusal: &Refusal| match &refusal.remedy {
        Some(remedy) => format!("{}，{remedy}", refusal.sentence),
        None => refusal.sentence.to_string(),
    };
    let refused = refusals.all().iter().map(sentence).collect();
    (StatusCode::UNPROCESSABLE_ENTITY, Json(Refused { refused })).into_response()
}

/// A device's form on its way to an action: answered with JSON, refused or not.
async fn take<F: Send + 'static, T: Serialize + Send + 'static>(
    (app, who, id): (App, SignedIn, MeetingId),
    form: Form<F>,
    change: impl FnOnce(&mut Tx<'_>, F) -> store::Result<T> + Send + 'static,
) -> Result<Response, Fault> {
    app.work(move |house| {
        let came = match form.read {
            Ok(read) => house.change(&who.actor(), |tx| change(tx, read)),
            // Whoever may not know of the meeting learns nothing from a broken form either.
            Err(refusals) => house.read(|rx| seen(rx, &who, id).map(|_| Err(Error::Refused(refusals))))?,
        };
        match came {
            Ok(answer) => Ok(Json(answer).into_response()),
            Err(Error::Refused(refusals)) => Ok(refused(&refusals)),
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// What a teller's device has not seen yet.
#[derive(Serialize)]
struct Further {
    posts: Vec<Shown>,
    closed: bool,
}

fn further(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, after: usize) -> store::Result<Further> {
    let seen = seen(rx, who, id)?;
    let session = seen.meeting.session().ok_or(Error::NotFound)?;
    let teller = voting::teller_of(&seen, session).ok_or(Error::NotFound)?;
    let poll = seen.meeting.tellers_poll().ok_or(Error::NotFound)?;
    let rows = store::meetings::board::Board {
        meeting: id,
        round: session.round(),
    };
    let posts = rows.after(rx, after, MOST_POSTS)?;
    let shown = posts.into_iter().map(|(receipt, post)| Shown {
        post: post.for_teller(teller),
        head: receipt.head,
    });
    Ok(Further {
        posts: shown.collect(),
        closed: poll.end.is_some(),
    })
}

/// `GET /meetings/{id}/board?after=`: further posts with the teller's own shares.
///
/// # Errors
/// The viewer is none of the tellers, there is no such vote, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(BoardPlace { id }): Path<BoardPlace>,
    Query(query): Query,
) -> Result<Response, Fault> {
    let after = query.get("after").map_or(Ok(0), str::parse);
    let after = after.map_err(|_| Fault::BadRequest)?;
    app.work(move |house| {
        let further = house.read(|rx| further(rx, &who, id, after))?;
        Ok(Json(further).into_response())
    })
    .await
}

/// `POST /meetings/{id}/board`.
///
/// # Errors
/// The viewer has no part in the vote, or the database is unavailable.
pub(super) async fn add(
    app: App,
    who: SignedIn,
    Path(BoardPlace { id }): Path<BoardPlace>,
    form: Form<PostForm>,
) -> Result<Response, Fault> {
    take((app, who, id), form, move |tx, form| post::post(tx, id, &form.0)).await
}

/// `POST /meetings/{id}/sums`.
///
/// # Errors
/// The viewer is not that teller, or the database is unavailable.
pub(super) async fn publish(
    app: App,
    who: SignedIn,
    Path(PublishSums { id }): Path<PublishSums>,
    form: Form<SumsForm>,
) -> Result<Response, Fault> {
    take((app, who, id), form, move |tx, form| {
        publish_sums::publish_sums(tx, id, form.head, form.sums)
    })
    .await
}

/// `GET /meetings/{id}/ballot/bundle`: the counted vote, for both verifiers. It holds figures, so it is for those who may
/// read the minutes.
///
/// # Errors
/// The viewer may not see the figures, the vote was taken otherwise, or the database is unavailable.
pub(super) async fn file(
    app: App,
    who: SignedIn,
    Path(BallotFile { id }): Path<BallotFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let bundle = house.read(|rx| {
            let seen = seen(rx, &who, id)?;
            if !access::may_see_figures(&who.actor(), &seen.meeting) {
                return Err(Error::NotFound);
            }
            let poll = seen.meeting.tellers_poll().ok_or(Error::NotFound)?;
            let rows = store::meetings::board::Board {
                meeting: id,
                round: seen.meeting.session().map_or(1, Session::round),
            };
            let board = Board::replay(poll.sheet.clone(), rows.posts(rx)?).map_err(Error::broken)?;
            poll.bundle(&board).map_err(Error::broken)
        })?;
        let name = format!("投票核对文件-{id}.bin");
        Ok(Download::new(name, "application/octet-stream", bundle.to_bytes()))
    })
    .await
}
