//! The table of a teller who is a person: keys before the vote, a copy of the board during it, the sums after it.

use actions::meetings::offer_teller_keys::offer_teller_keys;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use ballot::Digest;
use domain::meetings::Stage;
use kernel::MeetingId;
use store::{Error, Rx};

use super::device::{Frame, SCRIPT, digest};
use super::urls::{BoardPlace, MeetingPlace, Meetings, PublishSums, TellerTable};
use super::{seen, show, voting};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::urls::Url;
use crate::kit::words::Link;
use crate::kit::{App, Content, Fault, Form, Go, Head, Html, Page, ReadForm, Reader, SignedIn};

/// The keys a device made.
#[derive(Debug)]
pub(super) struct KeysForm {
    sealing: Digest,
    signing: Digest,
}

impl ReadForm for KeysForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let (sealing, signing) = (digest(reader, "sealing"), digest(reader, "signing"));
        Some(Self {
            sealing: sealing?,
            signing: signing?,
        })
    }
}

#[derive(Template)]
#[template(path = "meetings/teller_state.html")]
struct State {
    form: Option<PostForm>,
    registered: bool,
    published: bool,
    buttons: Buttons,
}

/// The page.
#[derive(Template)]
#[template(path = "meetings/teller.html")]
struct TellerPage {
    back: Link,
    name: String,
    frame: Html,
}

impl Content for TellerPage {
    fn head(&self) -> Head {
        Head::new("计票页面")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
            .script(SCRIPT)
            .wasm()
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId) -> store::Result<TellerPage> {
    let seen = seen(rx, who, id)?;
    let session = seen.meeting.session().ok_or(Error::NotFound)?;
    let teller = voting::teller_of(&seen, session).ok_or(Error::NotFound)?;
    let before = matches!(seen.meeting.stage, Stage::InSession { .. });
    let keys = session
        .tellers
        .as_ref()
        .and_then(|tellers| tellers.keys.get(teller));
    let poll = seen.meeting.tellers_poll();
    if !before && poll.is_none() {
        return Err(Error::NotFound);
    }
    let published = poll.is_some_and(|poll| poll.has_published(teller));
    let inner = State {
        form: before.then(|| PostForm::new(&who.token(), TellerTable { id })),
        registered: keys.is_some_and(Option::is_some),
        published,
        buttons: Buttons::new([
            Button::submit("登记计票密钥"),
            Button::link("返回", MeetingPlace { id }).secondary(),
        ]),
    };
    let name = seen.meeting.teller_name(teller);
    let mut frame = Frame::new("table", who, id, inner)
        .data("teller", teller.to_string())
        .data("name", &name)
        .data("board", Url::from(BoardPlace { id }).to_string())
        .data("sums", Url::from(PublishSums { id }).to_string());
    if let Some(poll) = poll {
        frame = frame.data("sheet", serde_json::to_string(&poll.sheet)?);
    }
    if published {
        frame = frame.data("published", "yes");
    }
    Ok(TellerPage {
        back: seen.back(),
        name,
        frame: frame.into(),
    })
}

/// `GET /meetings/{id}/counting`.
///
/// # Errors
/// The viewer is none of the tellers, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(TellerTable { id }): Path<TellerTable>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}

/// `POST /meetings/{id}/counting`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(TellerTable { id }): Path<TellerTable>,
    form: Form<KeysForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        offer_teller_keys(tx, id, form.sealing, form.signing)
    })
    .or_show_again(move |rx, who, state| show::load(rx, who, id, &state))
    .then_go(move |()| Go::to(MeetingPlace { id }).saying("计票密钥已登记。"))
    .await
}
