//! The minutes of a counted vote, for printing and signing.

use askama::Template;
use axum::extract::Path;
use domain::panel::{CaseResult, Member, State, access};
use kernel::PanelId;
use store::{Error, Rx};

use super::show::{mode_words, words_of};
use super::urls::{Minutes, MinutesFile, PanelPlace};
use super::{Seen, seen};
use crate::desk::urls::Panels;
use crate::kit::download::Download;
use crate::kit::forms::{Button, Buttons};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

struct Line {
    words: String,
    opinion: String,
    result: CaseResult,
}

/// The page.
#[derive(Template)]
#[template(path = "panel/minutes.html")]
struct MinutesPage {
    seen: Seen,
    present: Vec<Member>,
    absent: Vec<Member>,
    mode: &'static str,
    at: String,
    lines: Vec<Line>,
    rule: String,
    digest: String,
    record: Option<String>,
    /// The file, once it is made.
    buttons: Option<Buttons>,
}

impl Content for MinutesPage {
    fn head(&self) -> Head {
        let id = self.seen.panel.id;
        Head::new("审议推荐记录")
            .section(Panels)
            .back(self.seen.title(), PanelPlace { id })
            .wide()
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId) -> store::Result<MinutesPage> {
    let seen = seen(rx, who, id)?;
    let State::Counted {
        present,
        poll,
        results,
        at,
    } = &seen.panel.state
    else {
        return Err(Error::NotFound);
    };
    let (here, absent) = seen
        .panel
        .members
        .iter()
        .cloned()
        .partition(|member| present.contains(&member.seat));
    let lines = results.iter().map(|result| Line {
        words: words_of(&seen, result),
        opinion: seen.panel.opinions.get(&result.case).cloned().unwrap_or_default(),
        result: result.clone(),
    });
    let rule = match &seen.rules {
        Ok(rules) => rules
            .vote("单位推荐")
            .map(|vote| vote.law.to_string())
            .unwrap_or_default(),
        Err(_) => String::new(),
    };
    Ok(MinutesPage {
        present: here,
        absent,
        mode: mode_words(poll.setup().mode()),
        at: at.minute_text(),
        lines: lines.collect(),
        rule,
        digest: poll.setup().digest().to_string(),
        record: poll.record().map(|digest| digest.to_string()),
        buttons: seen
            .panel
            .minutes_file
            .map(|_| Buttons::new([Button::link("下载会议记录（PDF）", MinutesFile { id }).secondary()])),
        seen,
    })
}

/// `GET /panels/{id}/minutes`.
///
/// # Errors
/// The viewer may not see the panel, its vote is not counted, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, Path(Minutes { id }): Path<Minutes>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}

/// `GET /panels/{id}/minutes/file`.
///
/// # Errors
/// The viewer may not see the panel, the file is not made yet, or the disk is unavailable.
pub(super) async fn file(
    app: App,
    who: SignedIn,
    Path(MinutesFile { id }): Path<MinutesFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let (number, content) = house.read(|rx| {
            let panel = store::panel::find(rx, id)?.panel;
            if !access::may_see(&who.actor(), &panel) {
                return Err(Error::NotFound);
            }
            let file = panel.minutes_file.ok_or(Error::NotFound)?;
            let number = panel.minutes_number().ok_or(Error::NotFound)?;
            Ok((number, store::files::content(rx, file)?))
        })?;
        Ok(Download::new(
            format!("审议会议记录 {number}.pdf"),
            "application/pdf",
            content,
        ))
    })
    .await
}
