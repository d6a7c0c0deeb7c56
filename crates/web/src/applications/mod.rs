//! One's own applications: beginning, describing, checking, submitting, following, correcting, withdrawing.

mod case;
mod check;
mod conditions;
mod describe;
mod list;
mod start;
mod submissions;
mod target;
mod tasks;
pub mod urls;
mod way;
mod withdraw;

use axum::routing::get;
use domain::accounts::Office;
use domain::applications::{Anchor, Application, Ending, Stage, access};
use domain::dossier::Section;
use domain::plans::Plan;
use kernel::{ApplicationId, Calendar, Day, PersonId, Refusal, Role};
use policy::Rules;
use store::{Error, Rx};

use crate::dossier::section_url;
use crate::kit::timeline::Left;
use crate::kit::urls::{Place as _, Url};
use crate::kit::words::{Tag, Tone};
use crate::kit::{Routes, SignedIn};
use crate::plans::urls::Apply;

pub use way::timeline;

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(Apply::PATTERN, get(start::get).post(start::post))
        .route(urls::Applications::PATTERN, get(list::get))
        .route(urls::CasePage::PATTERN, get(case::get))
        .route(urls::Describe::PATTERN, get(describe::get).post(describe::post))
        .route(urls::Conditions::PATTERN, get(conditions::get))
        .route(urls::CheckAnswers::PATTERN, get(check::get).post(check::post))
        .route(urls::Submissions::PATTERN, get(submissions::get))
        .route(urls::ReceiptPage::PATTERN, get(submissions::receipt))
        .route(urls::Withdraw::PATTERN, get(withdraw::get).post(withdraw::post))
}

/// Who applies.
///
/// # Errors
/// The person does not act as an applicant.
fn applicant(who: &SignedIn) -> store::Result<PersonId> {
    if who.seat().role == Role::Applicant {
        Ok(who.person())
    } else {
        Err(Error::NotFound)
    }
}

/// One's own application with its round.
#[derive(Clone, Debug)]
pub struct Own {
    /// The application.
    pub case: Application,
    /// Its round.
    pub plan: Plan,
    /// The round's rules, as its pages show them.
    pub rules: Rules,
    /// The unit through which one applies.
    pub unit: Office,
}

impl Own {
    /// The person's own application `id`.
    ///
    /// # Errors
    /// It is somebody else's, or there is none.
    pub fn find(rx: &mut Rx<'_>, who: &SignedIn, id: ApplicationId) -> store::Result<Self> {
        let case = store::applications::find(rx, id)?.case;
        if access::is_applicant(&who.actor(), &case) {
            Self::of(rx, case)
        } else {
            Err(Error::NotFound)
        }
    }

    /// What belongs to an application.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn of(rx: &mut Rx<'_>, case: Application) -> store::Result<Self> {
        let plan = store::plans::find(rx, case.plan)?.plan;
        let rules = crate::plans::shown_rules(rx, &plan)?;
        let unit = store::accounts::office(rx, case.unit)?;
        Ok(Self {
            case,
            plan,
            rules,
            unit,
        })
    }

    /// E.g. `2022年度副高级职称申报`.
    pub fn title(&self) -> String {
        format!("{}年度{}职称申报", self.plan.content.year, self.case.target.level)
    }

    /// How much is left until `due`, counted in the working days of the unit's area.
    pub fn left(&self, rx: &Rx<'_>, due: Day) -> Left {
        left_until(&actions::rules::calendar(rx, &self.unit), rx.today(), due)
    }

    /// Passes while the applicant may change the application.
    ///
    /// # Errors
    /// It is with an office or has ended.
    fn editable(&self) -> store::Result<()> {
        match self.case.stage {
            Stage::Draft | Stage::Returned { .. } => Ok(()),
            Stage::With { .. } | Stage::Ended(_) => {
                let text = format!("该申报目前“{}”，不能修改", self.case.status_chinese());
                let refusal = Refusal::new(text).remedy("受理前如需修改，请先撤回申报。");
                Err(refusal.into())
            }
        }
    }
}

/// How much of a period that ends with `due` is left on `today`.
fn left_until(calendar: &Calendar, today: Day, due: Day) -> Left {
    if due < today {
        Left::Overdue(calendar.working_days_between(due, today))
    } else if due == today {
        Left::Today
    } else {
        Left::WorkingDays(calendar.working_days_between(today, due))
    }
}

/// Where an application stands, as a tag.
fn status_tag(case: &Application) -> Tag {
    let tone = match &case.stage {
        Stage::Draft => Tone::Plain,
        Stage::With { .. } => Tone::Blue,
        Stage::Returned { .. } => Tone::Amber,
        Stage::Ended(Ending::Certified { .. }) => Tone::Jade,
        Stage::Ended(_) => Tone::Red,
    };
    Tag::new(case.status_chinese(), tone)
}

/// The section of the library behind an item's 栏目 in the material list; other items are not the library's.
fn section_named(name: &str) -> Option<Section> {
    match name {
        "论文著作" => Some(Section::Achievement),
        other => Section::ALL
            .into_iter()
            .find(|section| section.chinese() == other),
    }
}

/// The section of the library a point is about; none when it is about the application itself.
fn section_of(anchor: &Anchor, own: &Own) -> Option<Section> {
    match anchor {
        Anchor::Section(section) => Some(*section),
        Anchor::Material(name) => {
            let list = own.rules.materials(own.case.target.level);
            let item = list.iter().find(|item| item.law.name == *name)?;
            section_named(&item.section)
        }
        Anchor::Target => None,
    }
}

/// Where a point is corrected.
fn anchor_url(anchor: &Anchor, own: &Own) -> Url {
    match section_of(anchor, own) {
        Some(section) => section_url(section),
        None => urls::Describe { id: own.case.id }.into(),
    }
}
