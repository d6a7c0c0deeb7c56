//! Messages (消息): what the system told a person, newest first.

use askama::Template;
use store::Rx;
use store::notices::Message;

use super::urls::Inbox;
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/inbox.html")]
pub struct InboxPage {
    /// The messages, newest first.
    pub messages: Vec<Message>,
}

/// How many messages are shown.
const SHOWN: i64 = 100;

impl Content for InboxPage {
    fn head(&self) -> Head {
        Head::new("消息").section(Inbox)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<InboxPage> {
    Ok(InboxPage {
        messages: store::notices::inbox(rx, who.person(), SHOWN)?,
    })
}

/// `GET /messages`: the messages; those not seen before are marked, and count as seen from then on.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    let (actor, person) = (who.actor(), who.person());
    let page = app.read(who, load).await?;
    app.work(move |house| Ok(house.change(&actor, |tx| store::notices::mark_read(tx, person))?))
        .await?;
    Ok(page)
}
