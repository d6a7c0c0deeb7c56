//! Messages (消息): what the system told a person, newest first.

use actions::accounts::read_messages::read_messages;
use askama::Template;
use axum::response::Response;
use store::Rx;
use store::notices::Message;

use super::sign_out::Nothing;
use super::urls::Inbox;
use crate::home;
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, FormToken, Go, Head, Page, SignedIn};

/// A message with the page of what it is about.
#[derive(Clone, Debug)]
pub struct Told {
    /// The message.
    pub message: Message,
    /// The page of its subject, where the reader's role has one.
    pub about: Option<Url>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/inbox.html")]
pub struct InboxPage {
    messages: Vec<Told>,
    mark: Option<(PostForm, Buttons)>,
}

/// How many messages are shown.
const SHOWN: i64 = 100;

impl InboxPage {
    /// The page with messages, newest first.
    pub fn new(token: &FormToken, messages: Vec<Told>) -> Self {
        let unread = messages.iter().any(|told| !told.message.read);
        let mark = || {
            let button = Button::submit("全部标为已读").secondary();
            (PostForm::new(token, Inbox), Buttons::new([button]))
        };
        Self {
            messages,
            mark: unread.then(mark),
        }
    }
}

impl Content for InboxPage {
    fn head(&self) -> Head {
        Head::new("消息").section(Inbox)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<InboxPage> {
    let messages = store::notices::inbox(rx, who.person(), SHOWN)?;
    let told = messages.into_iter().map(|message| Told {
        about: home::page_about(&message.about, who.seat().role),
        message,
    });
    Ok(InboxPage::new(&who.token(), told.collect()))
}

/// `GET /messages`: the messages; looking at them changes nothing.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}

/// `POST /messages`: all of them are marked as read.
///
/// # Errors
/// The database is unavailable.
pub async fn post(app: App, who: SignedIn, form: Form<Nothing>) -> Result<Response, Fault> {
    app.submit(who, form, |tx, _| read_messages(tx))
        .or_show_again(|rx, who, _: FormState| load(rx, who))
        .then_go(|()| Go::to(Inbox))
        .await
}
