//! Posts and vacancies (岗位和空岗), in rounds that ask for them: the unit's figures, resolution and posting, the supervising
//! department's decision, and the two summary forms as page, print and workbook.

mod decide;
mod draft;
mod list;
mod posting;
mod resolution;
mod show;
mod summary;

use axum::routing::get;
use domain::accounts::Nature;
use domain::plans::Plan;
use domain::posts::{PostPlan, access, asked_by};
use kernel::{PostPlanId, Role};
use store::{Error, Rx};

use crate::kit::urls::Place as _;
use crate::kit::{Routes, SignedIn};
use crate::posts::urls;

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Posts::PATTERN, get(list::get))
        .route(urls::UnitPosts::PATTERN, get(draft::get).post(draft::post))
        .route(urls::VacancyForm::PATTERN, get(summary::vacancies))
        .route(urls::RosterForm::PATTERN, get(summary::roster))
        .route(urls::PostPlanPage::PATTERN, get(show::get))
        .route(
            urls::Resolution::PATTERN,
            get(resolution::get).post(resolution::post),
        )
        .route(urls::ResolutionFile::PATTERN, get(resolution::file))
        .route(
            urls::PostVacancies::PATTERN,
            get(posting::get).post(posting::post),
        )
        .route(urls::DecidePosts::PATTERN, get(decide::get).post(decide::post))
}

/// Whether a published round asks the viewer's office for posts; elsewhere nothing leads here.
pub(crate) fn is_asked(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<bool> {
    Ok(!rounds(rx, who)?.is_empty())
}

/// The post plan, for its unit and its department.
fn seen(rx: &mut Rx<'_>, who: &SignedIn, id: PostPlanId) -> store::Result<PostPlan> {
    let posts = store::posts::find(rx, id)?.posts;
    if access::may_see(&who.actor(), &posts) {
        Ok(posts)
    } else {
        Err(Error::NotFound)
    }
}

/// The post plan, for its unit's examiner.
fn own(rx: &mut Rx<'_>, who: &SignedIn, id: PostPlanId) -> store::Result<PostPlan> {
    let posts = seen(rx, who, id)?;
    if access::is_units(&who.actor(), &posts) {
        Ok(posts)
    } else {
        Err(Error::NotFound)
    }
}

/// The published rounds that ask for posts, newest first; for an examiner only when their unit is asked.
fn rounds(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Vec<Plan>> {
    let seat = who.seat();
    let asked = match seat.role {
        Role::Department => true,
        Role::UnitExaminer => store::accounts::office(rx, seat.office)?.nature == Nature::PublicInstitution,
        _ => return Err(Error::NotFound),
    };
    let mut rounds = Vec::new();
    for plan in store::plans::published(rx)? {
        if asked && asked_by(&crate::plans::shown_rules(rx, &plan)?) {
            rounds.push(plan);
        }
    }
    Ok(rounds)
}

/// The round, if it asks the viewer's office for posts.
fn round(rx: &mut Rx<'_>, who: &SignedIn, id: kernel::PlanId) -> store::Result<Plan> {
    let found = rounds(rx, who)?.into_iter().find(|plan| plan.id == id);
    found.ok_or(Error::NotFound)
}
