//! The list of seats and codes of a vote before three tellers, for the wall and for printing, with the entries that
//! voters opened to test their devices.

use askama::Template;
use axum::extract::Path;
use ballot::tellers::{Post, entry_code};
use domain::meetings::{Session, TellersPoll, access};
use kernel::MeetingId;
use store::{Error, Rx};

use super::urls::{BallotFile, Codes, Meetings};
use super::{Part, Seen, seen};
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
    openings: Option<Table>,
    /// While people vote, the page follows the board.
    follows: bool,
    buttons: Option<Buttons>,
}

impl Content for CodesPage {
    fn head(&self) -> Head {
        Head::new("选票编码")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
    }
}

fn choice_words(choice: ballot::Choice) -> &'static str {
    match choice {
        ballot::Choice::Agree => "同意",
        ballot::Choice::Against => "反对",
        ballot::Choice::Abstain => "弃权",
    }
}

/// The opened entries, in the order of the board; a vote is not opened by this, the entry no longer counts.
fn openings(
    rx: &mut Rx<'_>,
    seen: &Seen,
    poll: &TellersPoll,
    rows: store::meetings::board::Board,
) -> store::Result<Option<Table>> {
    let mut lines = Vec::new();
    for (_, post) in rows.openings(rx)? {
        let Post::Open { place, opening, .. } = post else {
            continue;
        };
        let entries = rows.of_seat(rx, place.seat.0)?;
        let code = entries.iter().find_map(|(_, post)| match post {
            Post::Entry { entry, .. } if entry.place == place => Some(entry_code(entry.digest(&poll.sheet))),
            _ => None,
        });
        let items = poll.sheet.setup().items();
        let item = items.get(usize::try_from(place.item).map_err(Error::broken)?);
        let candidate = item.and_then(|item| seen.agenda.iter().find(|c| c.id.to_string() == item.id.0));
        lines.push(row![
            format!("{} 号", place.seat.0),
            candidate.map(super::Candidate::words).unwrap_or_default(),
            code.unwrap_or_default(),
            choice_words(opening.choice)
        ]);
    }
    let columns = [
        Column::new("席位"),
        Column::new("申报人"),
        Column::new("填写编码"),
        Column::new("加密记录中的选择"),
    ];
    Ok((!lines.is_empty()).then(|| Table::new("检验过的填写", columns).hide_caption().rows(lines)))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId) -> store::Result<CodesPage> {
    let seen = seen(rx, who, id)?.of(|part| part != Part::Authority)?;
    let poll = seen.meeting.tellers_poll().ok_or(Error::NotFound)?;
    let round = seen.meeting.session().map_or(1, Session::round);
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
        openings: openings(rx, &seen, poll, rows)?,
        follows: poll.end.is_none(),
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
