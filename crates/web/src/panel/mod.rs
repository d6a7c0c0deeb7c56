//! The unit's deliberation-and-recommendation panel (审议推荐小组): appointed and convened by the examiner, voted on by
//! its members, on paper or in the plain box.

mod agenda;
mod appoint;
mod ballot;
mod close;
mod count;
mod defence;
mod list;
mod minutes;
mod open;
mod opinions;
mod show;
pub mod urls;

use std::collections::BTreeMap;

use axum::routing::get;
use domain::panel::{Matter, Panel, Poll, Question, access};
use domain::plans::Plan;
use kernel::{ApplicationId, Level, PanelId, PersonId, Refusals, Role};
use policy::Rules;
use store::{Error, Rx};

use crate::desk::urls::{NewPanel, Panels, RecordDefence};
use crate::kit::ballot::Voted;
use crate::kit::urls::Place as _;
use crate::kit::{Head, Routes, SignedIn};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(Panels::PATTERN, get(list::get))
        .route(NewPanel::PATTERN, get(appoint::get).post(appoint::post))
        .route(urls::PanelPlace::PATTERN, get(show::get))
        .route(urls::OpenBallot::PATTERN, get(show::back).post(open::post))
        .route(urls::Ballot::PATTERN, get(ballot::get).post(ballot::post))
        .route(urls::CountSheet::PATTERN, get(count::get).post(count::post))
        .route(urls::CloseBallot::PATTERN, get(show::back).post(close::post))
        .route(urls::Opinions::PATTERN, get(opinions::get).post(opinions::post))
        .route(urls::Minutes::PATTERN, get(minutes::get))
        .route(urls::MinutesFile::PATTERN, get(minutes::file))
        .route(urls::AgendaCase::PATTERN, get(agenda::get))
        .route(urls::AgendaFile::PATTERN, get(agenda::file))
        .route(
            RecordDefence::PATTERN,
            get(crate::desk::back_to_case).post(defence::post),
        )
}

/// A case of the agenda as lists name it.
pub(crate) struct Candidate {
    /// The case.
    pub(crate) id: ApplicationId,
    /// The applicant's name.
    pub(crate) name: String,
    /// The level applied for.
    pub(crate) level: Level,
    /// The specialty applied for.
    pub(crate) specialty: String,
}

impl Candidate {
    /// `韦晓岚，副高级，小学语文`
    pub(crate) fn words(&self) -> String {
        format!("{}，{}，{}", self.name, self.level, self.specialty)
    }
}

/// The cases with these ids, in this order, with their applicants' names.
pub(crate) fn candidates(rx: &mut Rx<'_>, ids: &[ApplicationId]) -> store::Result<Vec<Candidate>> {
    let mut cases = Vec::with_capacity(ids.len());
    for id in ids {
        cases.push(store::applications::find(rx, *id)?.case);
    }
    let people: Vec<PersonId> = cases.iter().map(|case| case.applicant).collect();
    let names: BTreeMap<PersonId, String> = store::accounts::names(rx, &people)?.into_iter().collect();
    let candidate = |case: domain::applications::Application| Candidate {
        id: case.id,
        name: names.get(&case.applicant).cloned().unwrap_or_default(),
        level: case.target.level,
        specialty: case.target.specialty,
    };
    Ok(cases.into_iter().map(candidate).collect())
}

/// `韦晓岚等 3 人`
pub(crate) fn names_of(candidates: &[Candidate]) -> String {
    match candidates {
        [] => "没有人员".to_owned(),
        [one] => one.name.clone(),
        [first, ..] => format!("{}等 {} 人", first.name, candidates.len()),
    }
}

/// A panel with what its pages need.
struct Seen {
    panel: Panel,
    plan: Plan,
    rules: Result<Rules, Refusals>,
    agenda: Vec<Candidate>,
    unit: String,
    /// The viewer is the examiner who convenes it.
    convenes: bool,
    /// The viewer's seat on it, in their role as a member.
    seat: Option<u32>,
}

/// The panel, for its examiner and its members.
///
/// # Errors
/// There is none, or the viewer may not know that there is.
fn seen(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId) -> store::Result<Seen> {
    let panel = store::panel::find(rx, id)?.panel;
    let actor = who.actor();
    if !access::may_see(&actor, &panel) {
        return Err(Error::NotFound);
    }
    let plan = store::plans::find(rx, panel.plan)?.plan;
    let rules = match actions::rules::of(rx, &plan) {
        Ok(rules) => Ok(rules),
        Err(Error::Refused(refusals)) => Err(refusals),
        Err(other) => return Err(other),
    };
    Ok(Seen {
        agenda: candidates(rx, &panel.agenda)?,
        unit: store::accounts::office(rx, panel.unit)?.name,
        convenes: access::convenes(&actor, &panel),
        seat: access::is_member(&actor, &panel)
            .then(|| panel.seat_of(who.person()))
            .flatten(),
        panel,
        plan,
        rules,
    })
}

impl Voted for Matter {
    fn case(self) -> ApplicationId {
        self.case
    }

    fn question(self) -> &'static str {
        match self.question {
            Question::Recommend => "",
            Question::Truthful => "材料是否属实",
        }
    }

    fn answers(self) -> [&'static str; 2] {
        self.question.answers()
    }
}

impl Seen {
    /// What is voted on, each with its candidate and the words for it.
    fn lines(&self, poll: &Poll) -> Vec<(Matter, &Candidate, String)> {
        let matters = poll.matters();
        let several = matters
            .iter()
            .any(|matter| matter.question != Question::Recommend);
        let line = |matter: Matter| {
            let candidate = self.agenda.iter().find(|candidate| candidate.id == matter.case)?;
            let words = match several {
                true => format!("{}：{}", candidate.words(), matter.question.chinese()),
                false => candidate.words(),
            };
            Some((matter, candidate, words))
        };
        matters.into_iter().filter_map(line).collect()
    }

    /// The panel, if the viewer convenes it.
    ///
    /// # Errors
    /// The viewer is a member only.
    fn convened(self) -> store::Result<Self> {
        if self.convenes {
            Ok(self)
        } else {
            Err(Error::NotFound)
        }
    }

    fn title(&self) -> String {
        format!("审议{}", names_of(&self.agenda))
    }

    fn head(&self, title: &str, refused: bool) -> Head {
        Head::new(title)
            .section(Panels)
            .back(self.title(), urls::PanelPlace { id: self.panel.id })
            .refused(refused)
    }
}

/// The navigation entry of panel members.
pub(crate) fn navigation(role: Role) -> Vec<crate::kit::page::NavItem> {
    match role {
        Role::PanelMember => vec![crate::kit::page::NavItem::new("审议推荐", Panels)],
        _ => Vec::new(),
    }
}
