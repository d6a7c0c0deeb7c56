//! The unit's own posting (单位公示, 第二十条(二)): its list with the full materials, for the unit's signed-in members and on
//! a printed sheet, never for society. Anybody of the unit may object; the examiner concludes and ends it.

mod close;
mod conclude;
pub(crate) mod conclusion;
mod list;
mod materials;
mod object;
mod post;
mod sheet;
mod show;
pub mod urls;

use std::collections::BTreeMap;

use axum::routing::get;
use domain::applications::Target;
use domain::posts::PostPlan;
use domain::publicity::{Kind, Posting, access};
use kernel::{ApplicationId, Day, PersonId, PostingId, Role};
use store::{Error, Rx};

use crate::desk::urls::{NewPosting, Postings};
use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;
use crate::kit::words::{Tag, Tone};
use crate::kit::{Head, Routes, SignedIn};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(Postings::PATTERN, get(list::get))
        .route(NewPosting::PATTERN, get(post::get).post(post::post))
        .route(urls::PostingPlace::PATTERN, get(show::get))
        .route(urls::PostedSheet::PATTERN, get(sheet::get))
        .route(urls::PostedCase::PATTERN, get(materials::get))
        .route(urls::PostedFile::PATTERN, get(materials::file))
        .route(urls::RaiseObjection::PATTERN, get(object::get).post(object::post))
        .route(
            urls::ObjectionPlace::PATTERN,
            get(conclude::get).post(conclude::post),
        )
        .route(urls::ClosePosting::PATTERN, get(show::back).post(close::post))
}

/// The navigation entry of the unit's members; the examiner's stands with the desk.
pub(crate) fn navigation(role: Role) -> Vec<NavItem> {
    match role {
        Role::Applicant | Role::PanelMember => vec![NavItem::new("单位公示", Postings)],
        _ => Vec::new(),
    }
}

/// A posted case.
struct Posted {
    id: ApplicationId,
    name: String,
    target: Target,
}

/// A posting with what its pages need.
struct Seen {
    posting: Posting,
    year: i16,
    unit: String,
    cases: Vec<Posted>,
    /// The plan for vacancies, where one is posted.
    vacancies: Option<PostPlan>,
    /// The viewer is the examiner of the unit that posted it.
    posts: bool,
}

/// The unit's posting, for the unit's signed-in members.
///
/// # Errors
/// There is none, it is of another unit, or it is a posting of results.
fn seen(rx: &mut Rx<'_>, who: &SignedIn, id: PostingId) -> store::Result<Seen> {
    let posting = store::publicity::find(rx, id)?.posting;
    if posting.kind == Kind::Result || !access::may_see(&who.actor(), &posting) {
        return Err(Error::NotFound);
    }
    let vacancies = match posting.vacancies {
        Some(id) => Some(store::posts::find(rx, id)?.posts),
        None => None,
    };
    Ok(Seen {
        vacancies,
        year: store::plans::find(rx, posting.plan)?.plan.content.year,
        unit: store::accounts::office(rx, posting.office)?.name,
        cases: posted(rx, &posting.cases)?,
        posts: access::posted_it(&who.actor(), &posting),
        posting,
    })
}

fn posted(rx: &mut Rx<'_>, ids: &[ApplicationId]) -> store::Result<Vec<Posted>> {
    let mut cases = Vec::with_capacity(ids.len());
    for id in ids {
        cases.push(store::applications::find(rx, *id)?.case);
    }
    let people: Vec<PersonId> = cases.iter().map(|case| case.applicant).collect();
    let names: BTreeMap<PersonId, String> = store::accounts::names(rx, &people)?.into_iter().collect();
    let posted = |case: domain::applications::Application| Posted {
        id: case.id,
        name: names.get(&case.applicant).cloned().unwrap_or_default(),
        target: case.target,
    };
    Ok(cases.into_iter().map(posted).collect())
}

impl Seen {
    /// The posting, if the viewer's office posted it.
    ///
    /// # Errors
    /// The viewer is a member of the unit only.
    fn of_the_examiner(self) -> store::Result<Self> {
        if self.posts {
            Ok(self)
        } else {
            Err(Error::NotFound)
        }
    }

    fn title(&self) -> String {
        match self.vacancies {
            Some(_) => format!("{} 年空缺岗位使用情况公示", self.year),
            None => format!("{} 年职称申报单位公示", self.year),
        }
    }

    fn head(&self, title: &str, refused: bool) -> Head {
        Head::new(title)
            .section(Postings)
            .back(self.title(), urls::PostingPlace { id: self.posting.id })
            .refused(refused)
    }

    fn name_of(&self, case: Option<ApplicationId>) -> &str {
        let Some(case) = case else {
            return "空缺岗位使用方案";
        };
        let found = self.cases.iter().find(|posted| posted.id == case);
        found.map_or("", |posted| posted.name.as_str())
    }
}

/// Where a posting stands on `today`.
fn state_tag(posting: &Posting, today: Day) -> Tag {
    if posting.closed.is_some() {
        Tag::new("已结束", Tone::Plain)
    } else if today > posting.last_day.latest() {
        Tag::new("期满，待结束", Tone::Amber)
    } else {
        Tag::new("公示中", Tone::Blue)
    }
}

/// Objections without a conclusion.
fn open_objections(posting: &Posting) -> usize {
    let open = posting
        .objections
        .iter()
        .filter(|objection| objection.conclusion.is_none());
    open.count()
}
