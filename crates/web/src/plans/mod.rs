//! Rounds: the notices everybody reads, and the plans their offices write.

mod calendar;
mod change;
mod draft;
mod filings;
pub mod list;
mod next;
pub mod notice;
pub mod rounds;
mod settings;
mod show;
pub mod urls;
mod varying;

use axum::routing::get;
use domain::plans::{Plan, Soft};
use kernel::{OfficeId, PlanId, Role};
use policy::{Law, Origin, Rules};
use store::{Error, Rx};

use crate::kit::urls::Place as _;
use crate::kit::words::Basis;
use crate::kit::{Html, Routes, SignedIn};

pub(crate) use filings::navigation;
pub use rounds::{OpenRound, RoundList, RoundState};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Rounds::PATTERN, get(rounds::get))
        .route(urls::Round::PATTERN, get(notice::get))
        .route(urls::Calendar::PATTERN, get(calendar::get))
        .route(urls::Plans::PATTERN, get(list::get))
        .route(urls::NewPlan::PATTERN, get(draft::get_new).post(draft::post_new))
        .route(urls::PlanPage::PATTERN, get(show::get))
        .route(urls::PlanDraft::PATTERN, get(draft::get).post(draft::post))
        .route(urls::PlanSettings::PATTERN, get(settings::get))
        .route(
            urls::PlanSetting::PATTERN,
            get(settings::get_one).post(settings::post_one),
        )
        .route(urls::FilePlan::PATTERN, get(next::get_file).post(next::post_file))
        .route(
            urls::PublishPlan::PATTERN,
            get(next::get_publish).post(next::post_publish),
        )
        .route(
            urls::AmendPlan::PATTERN,
            get(change::get_amend).post(change::post_amend),
        )
        .route(
            urls::ExtendPlan::PATTERN,
            get(change::get_extend).post(change::post_extend),
        )
        .route(urls::FiledPlans::PATTERN, get(filings::get_all))
        .route(urls::FiledPlan::PATTERN, get(filings::get).post(filings::post))
}

/// The rules a round's pages show: today's, or those of its last application day once its pack is no longer in force.
///
/// # Errors
/// The round's pack is not loaded.
pub fn shown_rules(rx: &Rx<'_>, plan: &Plan) -> store::Result<Rules> {
    match actions::rules::of(rx, plan) {
        Err(Error::Refused(_)) => {
            let pack = rx.policies().effective(&plan.content.pack, plan.deadline());
            let rules = pack.map_err(Error::broken)?;
            rules
                .with_settings(plan.settings.clone())
                .map_err(|errors| Error::broken(format_args!("settings of plan {}: {errors:?}", plan.id)))
        }
        other => other,
    }
}

/// Where a value comes from: the article it stands on, or who entered it and on what ground.
pub(crate) fn source(law: &Law, origin: &Origin) -> Html {
    match origin {
        Origin::Pack { .. } => Basis::new(law.article.clone()).into(),
        Origin::Setting { .. } => Html::text(origin.to_string()),
    }
}

/// The series office that somebody acts for.
///
/// # Errors
/// They act in another role: for them there are no plans.
fn office_of(who: &SignedIn) -> store::Result<OfficeId> {
    let seat = who.seat();
    if seat.role == Role::SeriesOffice {
        Ok(seat.office)
    } else {
        Err(Error::NotFound)
    }
}

/// The plan `id`, for the office that drafts it.
///
/// # Errors
/// There is none, or another office drafts it.
fn own(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId) -> store::Result<Plan> {
    let office = office_of(who)?;
    let plan = store::plans::find(rx, id)?.plan;
    if plan.office == office {
        Ok(plan)
    } else {
        Err(Error::NotFound)
    }
}

/// Why a plan departs from what binds in principle, as it was last said.
fn soft_of(plan: &Plan) -> Soft {
    let said = plan.departures.first();
    said.map_or_else(Soft::default, |one| Soft {
        reason: one.reason.clone(),
        approver: one.approver.clone(),
    })
}
