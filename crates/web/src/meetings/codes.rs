//! The list of seats and codes of a vote before three tellers, for the wall and for printing.

use askama::Template;
use axum::extract::Path;
use ballot::tellers::entry_code;
use domain::meetings::access;
use kernel::MeetingId;
use store::{Error, Rx};

use super::urls::{BallotFile, Codes, Meetings};
use super::{Part, seen};
use crate::kit::forms::{Button, Buttons};
use crate::kit::table::{Column, Table};
use crate::kit::words::Link;
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "meetings/codes.html")]
struct CodesPage {
    committee: String,
    back: Link,
    confirmed: usize,
    attending: usize,
    codes: Table,
    fixed: String,
    head: String,
    buttons: Option<Buttons>,
}

impl Content for CodesPage {
    fn head(&self) -> Head {
        Head::new("选票编码")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId) -> store::Result<CodesPage> {
    let seen = seen(rx, who, id)?.of(|part| part != Part::Authority)?;
    let poll = seen.meeting.tellers_poll().ok_or(Error::NotFound)?;
    let round = seen.meeting.session().map_or(1, domain::meetings::Session::round);
    let rows = store::meetings::board::Board { meeting: id, round };
    let end = rows.end(rx)?;
    let codes = poll
        .codes
        .iter()
        .map(|held| row![format!("{} 号", held.seat), entry_code(held.code)]);
    let file = access::may_see_figures(&who.actor(), &seen.meeting)
        .then(|| Buttons::new([Button::link("下载投票核对文件", BallotFile { id })]));
    Ok(CodesPage {
        confirmed: poll.codes.len(),
        attending: poll.sheet.setup().roll().len(),
        codes: Table::new("席位和选票编码", [Column::new("席位"), Column::new("选票编码")])
            .hide_caption()
            .rows(codes),
        fixed: poll.sheet.digest().to_string(),
        head: end.map(|end| end.head.to_string()).unwrap_or_default(),
        buttons: file,
        back: seen.back(),
        committee: seen.committee,
    })
}

/// `GET /meetings/{id}/codes`.
///
/// # Errors
/// The viewer has no part in the meeting, it does not vote before three tellers, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, Path(Codes { id }): Path<Codes>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}
