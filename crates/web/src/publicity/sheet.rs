//! The sheet that hangs on the unit's board.

use askama::Template;
use axum::extract::Path;
use domain::dossier::{Body, Dossier, Schooling};
use kernel::{Level, PostingId};
use store::{Error, Rx};

use super::urls::{PostedSheet, PostingPlace};
use super::{Seen, seen};
use crate::desk::sent;
use crate::desk::urls::Postings;
use crate::kit::table::Table;
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::posts::figures;

struct Line {
    name: String,
    schooling: &'static str,
    title: String,
    level: &'static str,
    specialty: String,
    ground: String,
}

/// The page.
#[derive(Template)]
#[template(path = "publicity/sheet.html")]
struct SheetPage {
    seen: Seen,
    lines: Vec<Line>,
    figures: Option<Table>,
}

impl Content for SheetPage {
    fn head(&self) -> Head {
        let id = self.seen.posting.id;
        Head::new(self.seen.title())
            .section(Postings)
            .back(self.seen.title(), PostingPlace { id })
            .wide()
    }
}

/// The highest schooling of a library.
fn schooling_of(dossier: &Dossier) -> &'static str {
    let schoolings = dossier.entries.iter().filter_map(|entry| match &entry.body {
        Body::Education { schooling, .. } => Some(*schooling),
        _ => None,
    });
    schoolings.max().map_or("", Schooling::chinese)
}

/// The highest title of a library, with the day it was obtained.
fn title_of(dossier: &Dossier) -> String {
    let titles = dossier.entries.iter().filter_map(|entry| match &entry.body {
        Body::Title {
            name,
            level,
            obtained,
            ..
        } => Some((*level, *obtained, name)),
        _ => None,
    });
    let highest = titles.max_by_key(|(level, obtained, _)| (*level, *obtained));
    highest.map_or_else(String::new, |(_, obtained, name)| format!("{name}（{obtained}）"))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PostingId) -> store::Result<SheetPage> {
    let seen = seen(rx, who, id)?.of_the_examiner()?;
    let figures = seen.vacancies.as_ref().map(figures);
    let mut lines = Vec::with_capacity(seen.cases.len());
    for posted in &seen.cases {
        let sent = sent(rx, posted.id, None)?.ok_or(Error::NotFound)?;
        lines.push(Line {
            name: posted.name.clone(),
            schooling: schooling_of(&sent.content.dossier),
            title: title_of(&sent.content.dossier),
            level: Level::chinese(posted.target.level),
            specialty: posted.target.specialty.clone(),
            ground: posted.target.ground.clone(),
        });
    }
    Ok(SheetPage { seen, lines, figures })
}

/// `GET /postings/{id}/sheet`.
///
/// # Errors
/// The viewer is not the unit's examiner, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PostedSheet { id }): Path<PostedSheet>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}
