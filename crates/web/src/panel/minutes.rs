//! The minutes of a counted vote, for printing and signing.

use askama::Template;
use axum::extract::Path;
use domain::panel::{CaseResult, Member, State};
use kernel::PanelId;
use store::{Error, Rx};

use super::show::{mode_words, words_of};
use super::urls::{Minutes, PanelPlace};
use super::{Seen, seen};
use crate::desk::urls::Panels;
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

struct Line {
    words: String,
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
