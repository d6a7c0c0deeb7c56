//! The first page of everyone: what waits for them, what is open, where to go.

mod applicant;
mod expert;
mod member;
mod officer;
mod organiser;
mod public;
mod supervisor;

pub use applicant::{ApplicantHome, HeldCertificate, OwnCase, Todo};
pub use expert::{ExpertHome, NextMeeting};
pub use member::MemberHome;
pub use officer::OfficerHome;
pub use organiser::{Block, OrganiserHome, Phase, RoundBoard};
pub use public::PublicHome;
pub use supervisor::SupervisorHome;

use askama::Template;
use axum::routing::get;
use kernel::{Role, kinds};
use store::journal::Subject;

use crate::accounts::urls::Members;
use crate::applications::urls::CasePage;
use crate::certificates::urls::CertificatePlace;
use crate::desk::urls::Case;
use crate::fees::urls::{Charge, OrderPage, Waivers};
use crate::kit::html::components;
use crate::kit::urls::{Place as _, Url};
use crate::kit::{App, Fault, Page, Routes, Visitor};
use crate::meetings::urls::{MeetingPlace, Meetings};
use crate::packs::urls::VersionPage;
use crate::panel::urls::PanelPlace;
use crate::plans::urls::{FiledPlan, PlanPage, Round};
use crate::posts::urls::PostPlanPage;
use crate::publicity::urls::PostingPlace;
use crate::results::urls::ResultPosting;

crate::places! {
    /// The home page.
    Home = "/";
}

/// The route of the home page.
pub fn routes() -> Routes {
    Routes::new().route(Home::PATTERN, get(show))
}

/// `GET /`: the home page of whoever looks.
///
/// # Errors
/// The database is unavailable.
pub async fn show(app: App, visitor: Visitor) -> Result<Page, Fault> {
    app.show(visitor, |rx, visitor| match &visitor.0 {
        Some(who) => match who.seat().role {
            Role::UnitExaminer | Role::Department | Role::SeriesOffice | Role::TitleOffice => {
                officer::load(rx, who).map(Page::from)
            }
            Role::Organiser => organiser::load(rx, who).map(Page::from),
            Role::Applicant => applicant::load(rx, who).map(Page::from),
            Role::PanelMember => member::load(rx, who).map(Page::from),
            Role::Expert => expert::load(rx, who).map(Page::from),
            Role::Supervisor => supervisor::load(rx, who).map(Page::from),
            Role::PolicyOfficer => crate::packs::versions_page(rx, who, Home).map(Page::from),
            Role::SystemAdmin | Role::Auditor => public::load(rx).map(Page::from),
        },
        None => public::load(rx).map(Page::from),
    })
    .await
}

/// The page of what a message is about, for somebody in `role`; none where the role has no such page.
pub(crate) fn page_about(about: &Subject, role: Role) -> Option<Url> {
    let officer = matches!(
        role,
        Role::UnitExaminer | Role::Department | Role::SeriesOffice | Role::TitleOffice | Role::Organiser
    );
    if let Some(id) = about.id_of::<kinds::Application>() {
        return match role {
            Role::Applicant => Some(CasePage { id }.into()),
            _ if officer => Some(Case { id }.into()),
            _ => None,
        };
    }
    if let Some(id) = about.id_of::<kinds::Panel>() {
        return matches!(role, Role::UnitExaminer | Role::PanelMember).then(|| PanelPlace { id }.into());
    }
    if let Some(id) = about.id_of::<kinds::Posting>() {
        return match role {
            Role::UnitExaminer | Role::PanelMember | Role::Applicant => Some(PostingPlace { id }.into()),
            Role::Organiser => Some(ResultPosting { id }.into()),
            _ => None,
        };
    }
    if let Some(id) = about.id_of::<kinds::Meeting>() {
        return match role {
            // Somebody who has been replaced no longer sees the meeting, but still their list.
            Role::Expert => Some(Meetings.into()),
            Role::Organiser | Role::Supervisor => Some(MeetingPlace { id }.into()),
            _ => None,
        };
    }
    if let Some(id) = about.id_of::<kinds::Certificate>() {
        return (role == Role::Applicant).then(|| CertificatePlace { id }.into());
    }
    if let Some(id) = about.id_of::<kinds::PostPlan>() {
        return matches!(role, Role::UnitExaminer | Role::Department).then(|| PostPlanPage { id }.into());
    }
    if let Some(id) = about.id_of::<kinds::FeeOrder>() {
        return match role {
            Role::Applicant => Some(OrderPage { id }.into()),
            Role::Organiser => Some(Charge { id }.into()),
            Role::SeriesOffice => Some(Waivers.into()),
            _ => None,
        };
    }
    if let Some(id) = about.id_of::<kinds::PackVersion>() {
        return (role == Role::PolicyOfficer).then(|| VersionPage { id }.into());
    }
    if about.id_of::<kinds::Office>().is_some() {
        return (role == Role::UnitExaminer).then(|| Members.into());
    }
    let plan = about.id_of::<kinds::Plan>()?;
    Some(match role {
        Role::SeriesOffice => PlanPage { id: plan }.into(),
        Role::TitleOffice => FiledPlan { id: plan }.into(),
        _ => Round { id: plan }.into(),
    })
}

/// A way into a part of the site: its name and what is done there.
#[derive(Clone, Debug)]
pub struct Door {
    title: String,
    sentence: String,
    url: Url,
}

impl Door {
    /// A door.
    pub fn new(title: impl Into<String>, sentence: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            title: title.into(),
            sentence: sentence.into(),
            url: url.into(),
        }
    }
}

/// Doors side by side.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "home/doors.html")]
pub struct Doors {
    doors: Vec<Door>,
}

impl Doors {
    /// The doors in order.
    pub fn new(doors: impl Into<Vec<Door>>) -> Self {
        Self { doors: doors.into() }
    }

    fn is_empty(&self) -> bool {
        self.doors.is_empty()
    }
}

components!(Doors);
